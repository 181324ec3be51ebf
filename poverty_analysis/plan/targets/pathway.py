"""A target of a term year by year: what was planned for each year's end, and what was measured.

Pure and exact.  A plan rarely prints a path; the even one is used: the yearly
fall as often as years have passed, else equal steps from the baseline to the
value, else the number asked of every year.  A number asked over the whole term
of what is counted year by year is asked in equal parts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from poverty_analysis.plan.targets.model import (
    DOWN,
    FALLS,
    STRICT,
    WORDS_ONLY,
    Result,
    Target,
    asked_yearly,
    baseline_of,
    firmest,
    summed_over_term,
)

Place = Literal["baseline", "on_path", "off_path", "no_path", "no_result", "other_standard", "ahead"]


@dataclass(frozen=True)
class Step:
    """One year of a target.

    ``planned`` is the value of the even path at the year's end, ``short`` what
    the result lacks of it (0 when it lacks nothing), both in the unit of the
    indicator.  ``place`` is ``ahead`` for a year after the day of the report.
    """

    year: int
    planned: Fraction | None
    result: Result | None
    short: Fraction | None
    place: Place


def pathway(target: Target, results: Iterable[Result], unit: str, on: dt.date) -> tuple[Step, ...]:
    """The years of a target with path and result.

    Parameters
    ----------
    target : Target
    results : iterable of Result
        As for :func:`poverty_analysis.plan.targets.judge`; of a year the latest
        firmest one counts.
    unit : str
    on : datetime.date
        The day of the report; later years have no result.

    Returns
    -------
    tuple of Step
        One a year of the term; none for a target in words, without an
        indicator, or for each unit of a group.  A result at the path is on it,
        with the strict comparators only beyond it.
    """
    if target.comparator in WORDS_ONLY or not target.indicator or target.members or target.each:
        return ()
    known = tuple(r for r in results if r.indicator == target.indicator and r.unit == unit and r.as_of <= on)
    fitting = tuple(r for r in known if r.group in ("", target.group))
    same = tuple(r for r in fitting if not r.standard or not target.standard or r.standard == target.standard)
    base = baseline_of(target, same)
    return tuple(
        _step(target, year, fitting, same, base, on) for year in range(target.first.year, target.last.year + 1)
    )


def _step(
    target: Target,
    year: int,
    fitting: tuple[Result, ...],
    same: tuple[Result, ...],
    base: tuple[Fraction | None, dt.date | None, str],
    on: dt.date,
) -> Step:
    planned = planned_for(target, year, base[0], base[1])
    of_year = tuple(r for r in same if r.as_of.year == year)
    if not of_year:
        other = tuple(r for r in fitting if r.as_of.year == year)
        place: Place = "ahead" if dt.date(year, 12, 31) > on else "other_standard" if other else "no_result"
        return Step(year, planned, firmest(other) if other else None, None, place)
    result = firmest(of_year)
    if base[1] is not None and result.as_of <= base[1]:
        return Step(year, None, result, None, "baseline")
    if result.base == 0:
        return Step(year, planned, result, Fraction(0), "on_path")
    if planned is None or result.value is None:
        return Step(year, planned, result, None, "no_path")
    short = result.value - planned if _falls(target) else planned - result.value
    done = short < 0 if target.comparator in STRICT else short <= 0
    return Step(year, planned, result, max(short, Fraction(0)), "on_path" if done else "off_path")


def _falls(target: Target) -> bool:
    return target.comparator in (*DOWN, *FALLS)


def planned_for(target: Target, year: int, baseline: Fraction | None, since: dt.date | None) -> Fraction | None:
    """The even path at the end of ``year``; None where there is none, as before the baseline."""
    value = Fraction(0) if target.comparator == "none_left" else target.value
    if value is None or (since is not None and year <= since.year):
        return None
    if asked_yearly(target):
        return value
    if summed_over_term(target):
        return value / (target.last.year - target.first.year + 1)
    if baseline is None or since is None:
        return value if year == target.last.year and target.comparator not in FALLS else None
    gone, whole = year - since.year, target.last.year - since.year
    if target.comparator not in FALLS:
        return baseline + (value - baseline) * Fraction(gone, whole)
    return baseline - value * (gone if target.per == "year" else Fraction(gone, whole))
