"""The plan's targets beside the results of their indicators: what the chapters on targets draw on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan_choice import TERM, plan_years
from poverty_analysis.law import Measure, measure
from poverty_analysis.plan.targets import Result, Target, Verdict, judge
from poverty_analysis.report.open import Report

_PERCENT = 100


@dataclass(frozen=True)
class Judged:
    """One target as its record, its indicator in the catalogue, and the verdict on it."""

    record: Record
    target: Target
    measure: Measure | None
    verdict: Verdict


def judged(report: Report) -> tuple[Judged, ...]:
    """Every target of the plan with its verdict on the day of the report, in the plan's order."""
    return judged_in(report, report.dataset)


def judged_in(report: Report, plan: Dataset) -> tuple[Judged, ...]:
    """Every target of ``plan``; in a report on a term those of a yearly plan are judged at the end of its year."""
    known = results(report)
    years = plan_years(plan) or (report.params.year,)
    made: list[Judged] = []
    for record in plan.table("targets"):
        target = _target(report, plan, record, years)
        on = report.closing_day() if report.params.period != TERM else min(report.closing_day(), target.last)
        verdict = judge(target, known, report.unit.code, on)
        made.append(Judged(record, target, measure(report.law, target.indicator), verdict))
    return tuple(made)


def results(report: Report) -> tuple[Result, ...]:
    """Poverty results of the unit and results of policies of it and of those below, as results of indicators."""
    poverty = (result for record in report.results for result in _poverty(record))
    return (*poverty, *(_policy(report, record) for record in report.policies))


def _poverty(record: Record) -> Iterator[Result]:
    for indicator, name in (("poor_rate", "poor"), ("near_poor_rate", "near_poor")):
        yield _of_poverty(record, indicator, rate_of(record, name))
    poor = record.values["poor"]
    yield _of_poverty(record, "poor_households", Fraction(poor) if isinstance(poor, int) else None)


def rate_of(record: Record, name: str) -> Fraction | None:
    """The rate of the counts; where one is not published, the rate as printed."""
    part, whole = record.values[name], record.values["households"]
    if isinstance(part, int) and isinstance(whole, int) and whole:
        return Fraction(part, whole)
    printed = str(record.values.get(f"{name}_rate_as_printed") or "")
    return Fraction(printed.replace(",", ".")) / _PERCENT if printed else None


def rate_decimals(record: Record, name: str) -> int:
    """Decimals a rate is shown with: two of one that is computed, those printed of one that is not."""
    printed = str(record.values.get(f"{name}_rate_as_printed") or "")
    computed = isinstance(record.values[name], int) and record.values["households"]
    return 2 if computed or not printed else len(printed.partition(",")[2])


def _of_poverty(record: Record, indicator: str, value: Fraction | None) -> Result:
    values = record.values
    return Result(
        unit=str(values["unit"]),
        indicator=indicator,
        as_of=_day(values["as_of"]),
        value=value,
        status=str(values["status"]),
        standard=str(values["standard"]),
        cell=record.cell(),
        stated=_day(values.get("stated_on")) if values.get("stated_on") else None,
    )


def _policy(report: Report, record: Record) -> Result:
    values = record.values
    found = measure(report.law, str(values["indicator"]))
    base = values.get("denominator")
    return Result(
        unit=str(values["unit"]),
        indicator=str(values["indicator"]),
        as_of=_day(values["as_of"]),
        value=_value(record, found.unit if found else ""),
        status=str(values["status"]),
        base=base if isinstance(base, int) else None,
        standard=str(values.get("standard") or ""),
        group=str(values.get("group") or ""),
        low=_fraction(values.get("share_low")),
        high=_fraction(values.get("share_high")),
        cell=record.cell(),
    )


def _value(record: Record, unit: str) -> Fraction | None:
    """What an indicator of that unit measures: a share, an amount of money, or the number achieved."""
    part, whole = record.values.get("numerator"), record.values.get("denominator")
    if unit == "vnd":
        return _fraction(record.values.get("amount_vnd"))
    if unit != "share":
        return _fraction(part)
    if isinstance(part, int) and isinstance(whole, int):
        return Fraction(part, whole) if whole else None
    return _fraction(record.values.get("share"))


def _target(report: Report, plan: Dataset, record: Record, years: tuple[int, ...]) -> Target:
    values = record.values
    day = values.get("baseline_date")
    found = measure(report.law, str(values.get("indicator_code") or ""))
    last = dt.date(max(years), 12, 31)
    return Target(
        id=str(values["target"]),
        indicator=str(values.get("indicator_code") or ""),
        comparator=str(values["comparator"]),
        value=_fraction(values["value"]),
        value_to=_fraction(values.get("value_to")),
        unit=str(values["unit"]),
        group=str(values.get("group") or ""),
        per=str(values["per"]),
        first=dt.date(min(years), 1, 1),
        last=last,
        baseline=_fraction(values.get("baseline")),
        baseline_date=day if isinstance(day, dt.date) else None,
        standard=str(plan.plan.values["standard"]),
        members=_members(report, record) if values["scope"] == "each" else (),
        each=values["scope"] == "each",
        cell=record.cell(),
        flow=found is not None and found.over == "year",
    )


def _members(report: Report, record: Record) -> tuple[str, ...]:
    """The units a target is for one by one: all below, or those of its group when the plan was signed.

    Of a group that has a name in the text only, nobody knows the members.
    """
    below = tuple(one.code for one in report.children)
    group = str(record.values.get("group_id") or "")
    if not group:
        return () if record.values.get("group") else below
    inside = report.ground.group(group, report.facts.signed or report.span().first)
    return tuple(code for code in below if code in inside)


def _fraction(value: object) -> Fraction | None:
    return Fraction(value) if isinstance(value, (Decimal, int)) else None


def _day(value: object) -> dt.date:
    return value if isinstance(value, dt.date) else dt.date.min
