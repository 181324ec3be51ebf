"""Targets of a plan against results: met or not, by how much, and when nothing can be said.

Pure and exact: shares are fractions from 0 to 1, a change of a share is in
percentage points (as a share too).  Nothing is judged on a result under
another standard, on a number nobody gave, or by a likeness of names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from poverty_analysis.plan.targets.model import (
    DOWN,
    FALLS,
    STATUSES,
    STRICT,
    WORDS_ONLY,
    Result,
    State,
    Sureness,
    Target,
    Verdict,
    asked_yearly,
    baseline_of,
    falls_yearly,
    firmest,
    summed_over_term,
)

__all__ = ["DOWN", "FALLS", "Result", "State", "Target", "Verdict", "judge"]


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
        number is at least in proportion to the time passed since the baseline,
        else behind; a level without a baseline is then not measurable yet.
        A number or level asked of every year of a term is judged year by year
        and missed with its first missed year; a number asked over the whole
        term is the sum of its years.
    """
    if target.comparator in WORDS_ONLY:
        return Verdict(target.id, "not_judged", "words_only")
    if not target.indicator:
        return Verdict(target.id, "not_measurable", "no_indicator")
    known = tuple(r for r in results if r.indicator == target.indicator and _same_group(r, target) and r.as_of <= on)
    if target.each and not target.members:
        return Verdict(target.id, "not_measurable", "no_members")
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
    if asked_yearly(target):
        return _yearly(target, known, on)
    result = firmest(current)
    if summed_over_term(target):
        return _over_term(target, current, same, on)
    return _measured(target, result, same, on)


def _measured(target: Target, result: Result, same: tuple[Result, ...], on: dt.date) -> Verdict:
    if result.base == 0:
        return Verdict(target.id, "met", "nobody_in_need", result, cells=(result.cell,))
    if result.value is None:
        return Verdict(target.id, "not_measurable", "no_value", result, cells=(result.cell,))
    if target.comparator in FALLS:
        return _fall(target, result, same, on)
    return _level(target, result, same, on)


def _yearly(target: Target, known: tuple[Result, ...], on: dt.date) -> Verdict:
    """Each year judged alone: missed with one missed year, met when every year of the term was."""
    verdicts: dict[int, Verdict] = {}
    for year in range(target.first.year, min(target.last.year, on.year) + 1):
        end = dt.date(year, 12, 31)
        one = replace(target, first=dt.date(year, 1, 1), last=end)
        verdicts[year] = _judge(one, tuple(r for r in known if r.as_of <= end), min(on, end))
    told = [verdict for verdict in verdicts.values() if verdict.result is not None]
    missed = [verdict for verdict in told if verdict.state == "missed"]
    chosen = (missed or told)[-1]
    if not missed and chosen.state == "met":
        over = on >= target.last
        all_met = all(verdict.state == "met" for verdict in verdicts.values())
        state: State = "on_course" if not over else "met" if all_met else "not_measurable"
        chosen = replace(chosen, state=state, reason="some_years" if state == "not_measurable" else "")
    cells = tuple(dict.fromkeys(cell for verdict in told for cell in verdict.cells))
    return replace(chosen, years=verdicts, cells=cells)


def _over_term(target: Target, current: tuple[Result, ...], same: tuple[Result, ...], on: dt.date) -> Verdict:
    """A number asked over a term: its years added up; short of it with a year unknown, nothing can be told."""
    by_year = {year: firmest(r for r in current if r.as_of.year == year) for year in {r.as_of.year for r in current}}
    parts = [by_year[year] for year in sorted(by_year)]
    last = parts[-1]
    weakest = min((r.status for r in parts), key=STATUSES.index)
    known = all(r.value is not None for r in parts)
    value = sum((r.value for r in parts if r.value is not None), Fraction(0)) if known else None
    result = replace(last, value=value, base=None, status=weakest, more=tuple(r.cell for r in parts[:-1]))
    verdict = _measured(target, result, same, on)
    gone, left = last.as_of.year - target.first.year + 1, target.last.year - last.as_of.year
    if len(parts) < gone and verdict.state != "met":
        return replace(verdict, state="not_measurable", reason="some_years")
    if value is None or target.value is None or last.as_of < dt.date(last.as_of.year, 12, 31):
        return verdict
    needed = (target.value - value) / left if left and verdict.state != "met" else None
    return replace(verdict, pace=value / gone, pace_needed=needed)


def _comparable(one: str, other: str) -> bool:
    return not one or not other or one == other


def _without(target: Target, known: tuple[Result, ...], same: tuple[Result, ...]) -> Verdict:
    """No result of the period: another standard, only older ones, or none at all."""
    current = [r for r in known if r.as_of >= target.first]
    if current:
        last = max(current, key=lambda r: r.as_of)
        return Verdict(target.id, "not_comparable", "other_standard", last, cells=(last.cell,))
    return Verdict(target.id, "not_measurable", "only_before" if same else "no_result")


def _fall(target: Target, result: Result, same: tuple[Result, ...], on: dt.date) -> Verdict:
    """A fall from the baseline; asked of every year, it is asked as often as years have passed."""
    baseline, since, cell = baseline_of(target, same)
    if baseline is None or result.value is None or target.value is None:
        return Verdict(target.id, "not_measurable", "no_baseline", result, cells=(result.cell,))
    if since is not None and result.as_of <= since:
        return Verdict(target.id, "not_measurable", "at_baseline", result, cells=(result.cell,))
    years = to_the_end = 1
    if since is not None and target.per == "year":
        years, to_the_end = max(result.as_of.year - since.year, 1), target.last.year - since.year
    asked, fallen = target.value * years, baseline - result.value
    done = fallen > asked if target.comparator in STRICT else fallen >= asked
    return _verdict(
        target,
        result,
        on,
        done=done,
        achieved=fallen,
        asked=asked,
        gap=asked - fallen,
        line=baseline - asked,
        end=baseline - target.value * to_the_end,
        base=(baseline, since, cell),
    )


def _level(target: Target, result: Result, same: tuple[Result, ...], on: dt.date) -> Verdict:
    value = Fraction(0) if target.comparator == "none_left" else target.value
    if value is None or result.value is None:
        return Verdict(target.id, "not_judged", "words_only", result, cells=(result.cell,))
    down = target.comparator in DOWN
    baseline, since, cell = baseline_of(target, same) if target.unit == "share" or down else (None, None, "")
    gap = result.value - value if down else value - result.value
    done = gap < 0 if target.comparator in STRICT else gap <= 0
    if down:
        achieved = baseline - result.value if baseline is not None else None
        asked = baseline - value if baseline is not None else None
    else:
        achieved, asked = result.value, value
    rising = not down and target.per == "end" and baseline is not None and value > baseline
    gone = (result.value - baseline) / (value - baseline) if rising and baseline is not None else None
    return _verdict(
        target,
        result,
        on,
        done=done,
        achieved=achieved,
        asked=asked,
        gap=gap,
        line=value,
        end=value,
        base=(baseline, since, cell),
        gone=gone,
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
    gone: Fraction | None = None,
) -> Verdict:
    """The verdict; ``gone`` is the part of the way from the baseline where that is not the part of plan."""
    baseline, since, cell = base
    pace, needed = _paces(target, result, end, baseline, since)
    cells = tuple(one for one in dict.fromkeys((target.cell, cell, *result.more, result.cell)) if one)
    part = gone if gone is not None else achieved / asked if asked and achieved is not None else None
    outcome = _done(target, result) if done else _unfinished(target, result, on, part, since)
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
    return ("on_course", "") if falls_yearly(target) and result.as_of.year < target.last.year else ("met", "")


def _unfinished(
    target: Target, result: Result, on: dt.date, part: Fraction | None, since: dt.date | None
) -> tuple[State, str]:
    """Missed once the last day is measured; before, on course or behind by the time passed."""
    if result.as_of >= target.last:
        return "missed", ""
    if part is None:
        return "not_measurable", "before_the_end"
    if since is not None and result.as_of <= since:
        return "not_measurable", "at_baseline"
    first = max(target.first, since + dt.timedelta(days=1)) if since else target.first
    day, last = min(on, target.last), target.last
    if falls_yearly(target):
        # What is asked so far is asked by the end of the year measured.
        day, last = result.as_of, dt.date(result.as_of.year, 12, 31)
    passed = Fraction((day - first).days + 1, (last - first).days + 1)
    return ("on_course", "") if part >= passed else ("behind", "")


def _paces(
    target: Target, result: Result, line: Fraction, baseline: Fraction | None, since: dt.date | None
) -> tuple[Fraction | None, Fraction | None]:
    """Change a year from the baseline to the result, and from the result to the line by the last day.

    Only over whole years: what half a year brought is no pace of a year.
    """
    if baseline is None or since is None or result.value is None:
        return None, None
    if (result.as_of.month, result.as_of.day) != (since.month, since.day):
        return None, None
    gone, left = result.as_of.year - since.year, target.last.year - result.as_of.year
    pace = (result.value - baseline) / gone if gone > 0 else None
    return pace, (line - result.value) / left if left > 0 else None


def _sureness(result: Result, line: Fraction) -> Sureness:
    """Of a sample, whether its interval lies on one side of the line."""
    if result.low is None or result.high is None:
        return "exact"
    return "unsure" if result.low <= line <= result.high else "sure"
