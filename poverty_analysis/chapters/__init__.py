"""Chapters of the reports: functions that take a :class:`Report` and return blocks.

Notebooks call them by these names, whatever the folder; a chapter is loaded
when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from poverty_analysis.chapters.first_page.brief import brief as brief
    from poverty_analysis.chapters.first_page.money_brief import money_summary as money_summary
    from poverty_analysis.chapters.first_page.overview import summary as summary
    from poverty_analysis.chapters.first_page.period_brief import period_summary as period_summary
    from poverty_analysis.chapters.frame.annex import agencies as agencies
    from poverty_analysis.chapters.frame.annex import method as method
    from poverty_analysis.chapters.frame.heading_block import bases as bases
    from poverty_analysis.chapters.frame.heading_block import direction as direction
    from poverty_analysis.chapters.frame.heading_block import letterhead as letterhead
    from poverty_analysis.chapters.frame.heading_block import limits as limits
    from poverty_analysis.chapters.frame.heading_block import money_heading as money_heading
    from poverty_analysis.chapters.frame.heading_block import next_tasks as next_tasks
    from poverty_analysis.chapters.frame.heading_block import proposals as proposals
    from poverty_analysis.chapters.frame.heading_block import results_heading as results_heading
    from poverty_analysis.chapters.frame.heading_block import signature as signature
    from poverty_analysis.chapters.lower_levels.units_below import units_below as units_below
    from poverty_analysis.chapters.money.budget import budget as budget
    from poverty_analysis.chapters.money.budget import funds as funds
    from poverty_analysis.chapters.money.checks import counterpart as counterpart
    from poverty_analysis.chapters.money.checks import norms as norms
    from poverty_analysis.chapters.money.checks import reconciliation as reconciliation
    from poverty_analysis.chapters.money.differences import difference_rows as difference_rows
    from poverty_analysis.chapters.money.differences import differences as differences
    from poverty_analysis.chapters.money.differences import matched as matched
    from poverty_analysis.chapters.money.differences import steps as steps
    from poverty_analysis.chapters.money.disbursement import disbursement as disbursement
    from poverty_analysis.chapters.money.disbursement_rates import carry_law as carry_law
    from poverty_analysis.chapters.money.disbursement_rates import rates as rates
    from poverty_analysis.chapters.money.money_flow import balance as balance
    from poverty_analysis.chapters.money.money_flow import decisions as decisions
    from poverty_analysis.chapters.money.open_balances import unbalanced as unbalanced
    from poverty_analysis.chapters.money.period_money import period_money as period_money
    from poverty_analysis.chapters.poverty_situation.causes import causes as causes
    from poverty_analysis.chapters.poverty_situation.deprivation import deprived as deprived
    from poverty_analysis.chapters.poverty_situation.groups import groups as groups
    from poverty_analysis.chapters.poverty_situation.needs import needs as needs
    from poverty_analysis.chapters.poverty_situation.poverty import poverty as poverty
    from poverty_analysis.chapters.poverty_situation.poverty import poverty_series as poverty_series
    from poverty_analysis.chapters.poverty_situation.review import review as review
    from poverty_analysis.chapters.target_achievement.period import period_targets as period_targets
    from poverty_analysis.chapters.target_achievement.period import yearly_plans as yearly_plans
    from poverty_analysis.chapters.target_achievement.targets import targets as targets
    from poverty_analysis.chapters.target_achievement.year_position import position as position
    from poverty_analysis.chapters.task_progress.period_tasks import period_tasks as period_tasks
    from poverty_analysis.chapters.task_progress.period_tasks import solutions as solutions
    from poverty_analysis.chapters.task_progress.tasks import tasks as tasks

_HOMES = {
    "agencies": "frame.annex",
    "balance": "money.money_flow",
    "bases": "frame.heading_block",
    "brief": "first_page.brief",
    "budget": "money.budget",
    "carry_law": "money.disbursement_rates",
    "causes": "poverty_situation.causes",
    "counterpart": "money.checks",
    "decisions": "money.money_flow",
    "deprived": "poverty_situation.deprivation",
    "difference_rows": "money.differences",
    "differences": "money.differences",
    "direction": "frame.heading_block",
    "disbursement": "money.disbursement",
    "funds": "money.budget",
    "groups": "poverty_situation.groups",
    "letterhead": "frame.heading_block",
    "limits": "frame.heading_block",
    "matched": "money.differences",
    "method": "frame.annex",
    "money_heading": "frame.heading_block",
    "money_summary": "first_page.money_brief",
    "needs": "poverty_situation.needs",
    "next_tasks": "frame.heading_block",
    "norms": "money.checks",
    "period_money": "money.period_money",
    "period_summary": "first_page.period_brief",
    "period_targets": "target_achievement.period",
    "period_tasks": "task_progress.period_tasks",
    "position": "target_achievement.year_position",
    "poverty": "poverty_situation.poverty",
    "poverty_series": "poverty_situation.poverty",
    "proposals": "frame.heading_block",
    "rates": "money.disbursement_rates",
    "reconciliation": "money.checks",
    "results_heading": "frame.heading_block",
    "review": "poverty_situation.review",
    "signature": "frame.heading_block",
    "solutions": "task_progress.period_tasks",
    "steps": "money.differences",
    "summary": "first_page.overview",
    "targets": "target_achievement.targets",
    "tasks": "task_progress.tasks",
    "unbalanced": "money.open_balances",
    "units_below": "lower_levels.units_below",
    "yearly_plans": "target_achievement.period",
}

__all__ = [*_HOMES]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
