"""The plan's targets beside the results of their indicators: what the chapters on targets draw on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan_choice import TERM, plan_years
from poverty_analysis.inputs.rows.plan import TargetRow, target_of
from poverty_analysis.inputs.rows.results import result_of_policy, results_of_poverty
from poverty_analysis.law import Measure, measure
from poverty_analysis.plan.targets import Result, Target, Verdict, judge
from poverty_analysis.plan.targets.achievements import Achievement, achievement
from poverty_analysis.report.open import Report


@dataclass(frozen=True)
class Judged:
    """One target as its row, its indicator in the catalogue, and the verdict on it.

    ``estimated`` is the verdict on the estimate of the whole year, in a report
    within the year; None without one.
    """

    row: TargetRow
    target: Target
    measure: Measure | None
    verdict: Verdict
    estimated: Verdict | None = None

    @property
    def achievement(self) -> Achievement:
        """What the target is counted as."""
        return achievement(self.verdict, self.estimated)


def judged(report: Report) -> tuple[Judged, ...]:
    """Every target of the plan with its verdict on the day of the report, in the plan's order."""
    return judged_in(report, report.dataset)


def judged_in(report: Report, plan: Dataset) -> tuple[Judged, ...]:
    """Every target of ``plan``; in a report on a term those of a yearly plan are judged at the end of its year."""
    results_ = results(report)
    years = plan_years(plan) or (report.params.year,)
    targets: list[Judged] = []
    for row in plan.targets:
        found = measure(report.law, row.indicator_code)
        members = _members(report, row) if row.scope == "each" else ()
        flow = found is not None and found.over == "year"
        target = target_of(row, years, plan.plan.standard, members, flow=flow)
        on = report.closing_day() if report.params.period != TERM else min(report.closing_day(), target.last)
        verdict = judge(target, results_, report.unit.code, on)
        targets.append(Judged(row, target, found, verdict, _estimated(target, results_, report.unit.code, on)))
    return tuple(targets)


def _estimated(target: Target, known: Iterable[Result], unit: str, on: dt.date) -> Verdict | None:
    """The verdict on the estimate of the last day of a target that the day ``on`` comes before."""
    if on >= target.last or target.members or not target.indicator:
        return None
    own = tuple(r for r in known if r.unit == unit and r.indicator == target.indicator)
    fitting = tuple(r for r in own if r.group in ("", target.group))
    estimate = estimate_of(target.last, fitting)
    if estimate is None:
        return None
    firm = (r for r in fitting if r.status != "estimate" and r.as_of <= on)
    return judge(target, (*firm, estimate), unit, estimate.as_of)


def estimate_of(last: dt.date, fitting: Iterable[Result]) -> Result | None:
    """The estimate of a whole year, which is of its ``last`` day."""
    return next((r for r in fitting if r.as_of == last and r.status == "estimate"), None)


def results(report: Report) -> tuple[Result, ...]:
    """Poverty results of the unit and results of policies of it and of those below, as results of indicators."""
    measured_in = {one.id: one.unit for one in report.law.measures}
    policies = (result_of_policy(row, measured_in.get(row.indicator, "")) for row in report.policies)
    return (*(result for row in report.results for result in results_of_poverty(row)), *policies)


def _members(report: Report, row: TargetRow) -> tuple[str, ...]:
    """The units a target is for one by one: all below, or those of its group when the plan was signed.

    Of a group that has a name in the text only, nobody knows the members.
    """
    below = tuple(one.code for one in report.children)
    if not row.group_id:
        return () if row.group else below
    inside = report.ground.group(row.group_id, report.facts.signed or report.span().first)
    return tuple(code for code in below if code in inside)
