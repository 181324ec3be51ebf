"""Targets of a plan against results: met or not, by how much, and when nothing can be said.

Pure and exact: shares are fractions from 0 to 1, a change of a share is in
percentage points (as a share too).  Nothing is judged on a result under
another standard, on a number nobody gave, or by a likeness of names.
"""

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
_DOWN = ("at_most", "below", "reduce_to", "reduce_below", "none_left")
_STRICT = ("more_than", "below", "reduce_below", "reduce_by_more_than")
_WORDS_ONLY = ("minimise", "in_full")
_STATUSES = ("estimate", "preliminary", "official")


@dataclass(frozen=True)
class Target:
    """One number that a plan asks for.

    ``value`` is None for a target in words; ``value_to`` closes a range.
    ``members`` names the units a target is meant for one by one (scope
    ``each``).  ``first`` and ``last`` are the days it runs over; ``per`` tells
    whether a fall is asked of every year or by the end.
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


@dataclass(frozen=True)
class Result:
    """One measured number of one unit up to a day.

    ``base`` is the number in need where it is known (0: nobody in need);
    ``low`` and ``high`` bound it where it is a sample.
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


@dataclass(frozen=True)
class Verdict:
    """What came of a target.

    ``achieved`` over ``asked`` is the part of plan: the fall against the fall
    asked, or the number against the number asked.  ``gap`` is what is lacking,
    in the target's unit, 0 when met.  ``pace`` and ``pace_needed`` are falls a
    year, so far and from now on.  ``reason`` is a stable word for the states
    that say nothing; ``members`` holds the verdicts of single units.
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
    cells: tuple[str, ...] = ()

    def part_of_plan(self) -> Fraction | None:
        """``achieved`` over ``asked``; None where nothing was asked or nothing can be told."""
        return self.achieved / self.asked if self.asked and self.achieved is not None else None


def judge(target: Target, results: Iterable[Result], unit: str, on: dt.date) -> Verdict:
    """Hold a target against the results of its indicator.

    Parameters
    ----------
    target : Target
    results : iterable of Result
        Of any indicators and units; those of the target's indicator, group and
        standard up to the day ``on`` are used, the latest one, and of one day
        the one with the firmest status.
    unit : str
        Code of the unit the target is for.
    on : datetime.date
        The day the report stands at.

    Returns
    -------
    Verdict
        At the line: "at least", "at most" and "reduce to" are met by the value
        itself, "more than", "below" and "reduce by more than" are not; a range
        is met from its nearer end on, also beyond the other.  With
        nobody in need a share of those in need is met (``nobody_in_need``).
        Before the last day a target not yet met is on course when its fall or
        number is at least in proportion to the time passed, else behind; a
        level without a baseline is then not measurable yet.
    """
    if target.comparator in _WORDS_ONLY:
        return Verdict(target.id, "not_judged", "words_only")
    if not target.indicator:
        return Verdict(target.id, "not_measurable", "no_indicator")
    known = tuple(r for r in results if r.indicator == target.indicator and _same_group(r, target) and r.as_of <= on)
    if target.members:
        return _each(target, known, on)
    return _judge(target, tuple(r for r in known if r.unit == unit), on)


def _same_group(result: Result, target: Target) -> bool:
    return not result.group or result.group == target.group


def _each(target: Target, known: tuple[Result, ...], on: dt.date) -> Verdict:
    """A target for each unit of a group: met when all met it, missed when one missed it."""
    verdicts = {code: _judge(target, tuple(r for r in known if r.unit == code), on) for code in target.members}
    states = [verdict.state for verdict in verdicts.values()]
    order: tuple[State, ...] = ("missed", "not_comparable", "not_measurable", "behind", "on_course", "met")
    state = next(one for one in order if one in states)
    reason = "some_unknown" if state == "not_measurable" else ""
    cells = tuple(cell for verdict in verdicts.values() for cell in verdict.cells)
    return Verdict(target.id, state, reason, members=verdicts, cells=cells)


def _judge(target: Target, known: tuple[Result, ...], on: dt.date) -> Verdict:
    same = tuple(r for r in known if _comparable(r.standard, target.standard))
    current = tuple(r for r in same if r.as_of >= target.first)
    if not current:
        return _without(target, known, same)
    result = max(current, key=lambda r: (r.as_of, _STATUSES.index(r.status)))
    if result.base == 0:
        return Verdict(target.id, "met", "nobody_in_need", result, cells=(result.cell,))
    if result.value is None:
        return Verdict(target.id, "not_measurable", "no_value", result, cells=(result.cell,))
    if target.comparator in FALLS:
        return _fall(target, result, same, on)
    return _level(target, result, same, on)


def _comparable(one: str, other: str) -> bool:
    return not one or not other or one == other


def _without(target: Target, known: tuple[Result, ...], same: tuple[Result, ...]) -> Verdict:
    """No result of the period: another standard, only older ones, or none at all."""
    current = [r for r in known if r.as_of >= target.first]
    if current:
        last = max(current, key=lambda r: r.as_of)
        return Verdict(target.id, "not_comparable", "other_standard", last, cells=(last.cell,))
    return Verdict(target.id, "not_measurable", "only_before" if same else "no_result")


def _baseline(target: Target, same: tuple[Result, ...]) -> tuple[Fraction | None, dt.date | None, str]:
    """The target's own baseline, else the last firm result before its first day under the same standard."""
    if target.baseline is not None:
        return target.baseline, target.baseline_date, target.cell
    before = [r for r in same if r.as_of < target.first and r.value is not None and r.status != "estimate"]
    if not before:
        return None, None, ""
    last = max(before, key=lambda r: (r.as_of, _STATUSES.index(r.status)))
    return last.value, last.as_of, last.cell


def _fall(target: Target, result: Result, same: tuple[Result, ...], on: dt.date) -> Verdict:
    """A fall from the baseline; asked of every year, it is asked as often as years have passed."""
    baseline, since, cell = _baseline(target, same)
    if baseline is None or result.value is None or target.value is None:
        return Verdict(target.id, "not_measurable", "no_baseline", result, cells=(result.cell,))
    every_year = since is not None and target.per == "year"
    start = since.year if since and every_year else 0
    years = max(result.as_of.year - start, 1) if every_year else 1
    to_the_end = max(target.last.year - start, 1) if every_year else 1
    asked, fallen = target.value * years, baseline - result.value
    done = fallen > asked if target.comparator in _STRICT else fallen >= asked
    return _verdict(
        target,
        result,
        on,
        done=done,
        achieved=fallen,
        asked=asked,
        gap=max(asked - fallen, Fraction(0)),
        line=baseline - asked,
        end=baseline - target.value * to_the_end,
        base=(baseline, since, cell),
    )


def _level(target: Target, result: Result, same: tuple[Result, ...], on: dt.date) -> Verdict:
    value = Fraction(0) if target.comparator == "none_left" else target.value
    if value is None or result.value is None:
        return Verdict(target.id, "not_judged", "words_only", result, cells=(result.cell,))
    baseline, since, cell = _baseline(target, same) if target.unit == "share" else (None, None, "")
    down = target.comparator in _DOWN
    gap = result.value - value if down else value - result.value
    done = gap < 0 if target.comparator in _STRICT else gap <= 0
    if down:
        achieved = baseline - result.value if baseline is not None else None
        asked = baseline - value if baseline is not None else None
    else:
        achieved, asked = result.value, value
    return _verdict(
        target,
        result,
        on,
        done=done,
        achieved=achieved,
        asked=asked,
        gap=max(gap, Fraction(0)),
        line=value,
        end=value,
        base=(baseline, since, cell),
    )


def _verdict(
    target: Target,
    result: Result,
    on: dt.date,
    *,
    done: bool,
    achieved: Fraction | None,
    asked: Fraction | None,
    gap: Fraction,
    line: Fraction,
    end: Fraction,
    base: tuple[Fraction | None, dt.date | None, str],
) -> Verdict:
    baseline, since, cell = base
    pace, needed = _paces(target, result, end, baseline, since)
    cells = tuple(one for one in dict.fromkeys((target.cell, cell, result.cell)) if one)
    outcome = _done(target, result) if done else _unfinished(target, result, on, achieved, asked)
    return Verdict(
        target=target.id,
        state=outcome[0],
        reason=outcome[1],
        result=result,
        baseline=baseline,
        achieved=achieved,
        asked=asked,
        gap=Fraction(0) if done else gap,
        pace=pace,
        pace_needed=None if outcome[0] == "met" else needed,
        sureness=_sureness(result, line),
        cells=cells,
    )


def _done(target: Target, result: Result) -> tuple[State, str]:
    """A fall asked of every year of a term is met only with its last year."""
    every_year = target.comparator in FALLS and target.per == "year" and target.last.year > target.first.year
    return ("on_course", "") if every_year and result.as_of.year < target.last.year else ("met", "")


def _unfinished(
    target: Target, result: Result, on: dt.date, achieved: Fraction | None, asked: Fraction | None
) -> tuple[State, str]:
    """Missed once the last day is measured; before, on course or behind by the time passed."""
    if result.as_of >= target.last:
        return "missed", ""
    if achieved is None or not asked:
        return "not_measurable", "before_the_end"
    passed = Fraction((min(on, target.last) - target.first).days + 1, (target.last - target.first).days + 1)
    return ("on_course", "") if achieved / asked >= passed else ("behind", "")


def _paces(
    target: Target, result: Result, line: Fraction, baseline: Fraction | None, since: dt.date | None
) -> tuple[Fraction | None, Fraction | None]:
    """Change a year from the baseline to the result, and from the result to the line by the last day."""
    if baseline is None or since is None or result.value is None:
        return None, None
    gone, left = result.as_of.year - since.year, target.last.year - result.as_of.year
    pace = (result.value - baseline) / gone if gone > 0 else None
    return pace, (line - result.value) / left if left > 0 else None


def _sureness(result: Result, line: Fraction) -> Sureness:
    """Of a sample, whether its interval lies on one side of the line."""
    if result.low is None or result.high is None:
        return "exact"
    return "unsure" if result.low <= line <= result.high else "sure"
