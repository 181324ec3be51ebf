"""What a target, a result and a verdict are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

State = Literal["met", "missed", "on_course", "behind", "not_measurable", "not_comparable", "not_judged"]
Sureness = Literal["exact", "sure", "unsure"]

# How a result is held against the value: the value itself, or a fall from the baseline.
FALLS = ("reduce_by_at_least", "reduce_by_more_than", "reduce_by_between")
DOWN = ("at_most", "below", "reduce_to", "reduce_below", "none_left")
STRICT = ("more_than", "below", "reduce_below", "reduce_by_more_than")
WORDS_ONLY = ("minimise", "in_full")
STATUSES = ("estimate", "preliminary", "official")


@dataclass(frozen=True)
class Target:
    """One number that a plan asks for.

    ``value`` is None for a target in words; ``value_to`` closes a range.
    ``members`` names the units a target is meant for one by one (``each``);
    none when it is not known which they are.  ``first`` and ``last`` are the days it runs over; ``per`` tells
    whether it is asked of every year or by the end.  ``flow`` says that its
    indicator counts what was done since the year began, so that years add up.
    """

    id: str
    indicator: str
    comparator: str
    value: Fraction | None
    value_to: Fraction | None = None
    unit: str = "share"
    group: str = ""
    per: str = "year"
    first: dt.date = dt.date.min
    last: dt.date = dt.date.max
    baseline: Fraction | None = None
    baseline_date: dt.date | None = None
    standard: str = ""
    members: tuple[str, ...] = ()
    cell: str = ""
    flow: bool = False
    each: bool = False


@dataclass(frozen=True)
class Result:
    """One measured number of one unit up to a day.

    ``base`` is the number in need where it is known (0: nobody in need);
    ``low`` and ``high`` bound it where it is a sample.  ``more`` names the
    rows besides ``cell`` that a sum of years was made of.  ``stated`` is the
    day a figure was stated that speaks of a later day; ``agency`` who states it.
    """

    unit: str
    indicator: str
    as_of: dt.date
    value: Fraction | None
    status: str
    base: int | None = None
    standard: str = ""
    group: str = ""
    low: Fraction | None = None
    high: Fraction | None = None
    cell: str = ""
    more: tuple[str, ...] = ()
    stated: dt.date | None = None
    agency: str = ""


@dataclass(frozen=True)
class Verdict:
    """What came of a target.

    ``achieved`` over ``asked`` is the part of plan: the fall against the fall
    asked, or the number against the number asked.  ``gap`` is what is lacking,
    in the target's unit, 0 when met.  ``pace`` and ``pace_needed`` are falls a
    year, so far and from now on.  ``reason`` is a stable word for the states
    that say nothing; ``members`` holds the verdicts of single units, ``years``
    those of single years of a target asked of every year of a term.
    """

    target: str
    state: State
    reason: str = ""
    result: Result | None = None
    baseline: Fraction | None = None
    achieved: Fraction | None = None
    asked: Fraction | None = None
    gap: Fraction | None = None
    pace: Fraction | None = None
    pace_needed: Fraction | None = None
    sureness: Sureness = "exact"
    members: Mapping[str, Verdict] = field(default_factory=dict)
    years: Mapping[int, Verdict] = field(default_factory=dict)
    cells: tuple[str, ...] = ()

    def part_of_plan(self) -> Fraction | None:
        """``achieved`` over ``asked``; None where nothing was asked or nothing can be told."""
        return self.achieved / self.asked if self.asked and self.achieved is not None else None


def firmest(results: Iterable[Result]) -> Result:
    """The latest result, and of one day the one with the firmest status."""
    return max(results, key=lambda r: (r.as_of, STATUSES.index(r.status)))


def asked_yearly(target: Target) -> bool:
    """A number or level asked of every year of a term; a fall adds up instead."""
    return target.per == "year" and target.comparator not in FALLS and target.last.year > target.first.year


def summed_over_term(target: Target) -> bool:
    """A number asked over a whole term of what is counted year by year."""
    return target.flow and target.per == "end" and target.last.year > target.first.year


def falls_yearly(target: Target) -> bool:
    """A fall asked of every year of a term: asked as often as years have passed."""
    return target.per == "year" and target.comparator in FALLS and target.last.year > target.first.year


def baseline_of(target: Target, same: Iterable[Result]) -> tuple[Fraction | None, dt.date | None, str]:
    """The target's own baseline, else the last firm result before its first day; ``same`` are of its standard.

    Returns
    -------
    tuple of Fraction or None, date or None, str
        The value, its day and the row it was read from.
    """
    if target.baseline is not None:
        return target.baseline, target.baseline_date, target.cell
    before = [r for r in same if r.as_of < target.first and r.value is not None and r.status != "estimate"]
    if not before:
        return None, None, ""
    last = firmest(before)
    return last.value, last.as_of, last.cell
