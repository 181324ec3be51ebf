"""Sections of the reports: functions that take a :class:`Report` and return blocks."""

from __future__ import annotations

from poverty_analysis.sections.annex import agencies, method
from poverty_analysis.sections.brief import brief
from poverty_analysis.sections.budget import budget, funds
from poverty_analysis.sections.causes import causes
from poverty_analysis.sections.checks import counterpart, norms, reconciliation
from poverty_analysis.sections.children import units_below
from poverty_analysis.sections.deprived import deprived
from poverty_analysis.sections.differences import difference_rows, differences, matched, steps
from poverty_analysis.sections.flow import balance, decisions
from poverty_analysis.sections.groups import groups
from poverty_analysis.sections.letter import (
    direction,
    letterhead,
    limits,
    money_heading,
    next_tasks,
    proposals,
    results_heading,
    signature,
)
from poverty_analysis.sections.needs import needs
from poverty_analysis.sections.overview import summary
from poverty_analysis.sections.period import period_targets, yearly_plans
from poverty_analysis.sections.period_brief import period_summary
from poverty_analysis.sections.period_money import period_money
from poverty_analysis.sections.period_tasks import period_tasks, solutions
from poverty_analysis.sections.position import position
from poverty_analysis.sections.poverty import poverty, poverty_series
from poverty_analysis.sections.rates import carry_law, rates
from poverty_analysis.sections.results import disbursement
from poverty_analysis.sections.review import review
from poverty_analysis.sections.targets import targets
from poverty_analysis.sections.tasks import tasks
from poverty_analysis.sections.unbalanced import unbalanced

__all__ = [
    "agencies",
    "balance",
    "brief",
    "budget",
    "carry_law",
    "causes",
    "counterpart",
    "decisions",
    "deprived",
    "difference_rows",
    "differences",
    "direction",
    "disbursement",
    "funds",
    "groups",
    "letterhead",
    "limits",
    "matched",
    "method",
    "money_heading",
    "needs",
    "next_tasks",
    "norms",
    "period_money",
    "period_summary",
    "period_targets",
    "period_tasks",
    "position",
    "poverty",
    "poverty_series",
    "proposals",
    "rates",
    "reconciliation",
    "results_heading",
    "review",
    "signature",
    "solutions",
    "steps",
    "summary",
    "targets",
    "tasks",
    "unbalanced",
    "units_below",
    "yearly_plans",
]
