"""Sections of the reports: functions that take a :class:`Report` and return blocks."""

from __future__ import annotations

from poverty_analysis.sections.annex import agencies, method
from poverty_analysis.sections.budget import budget, funds
from poverty_analysis.sections.checks import counterpart, norms, reconciliation
from poverty_analysis.sections.letter import (
    direction,
    letterhead,
    limits,
    next_tasks,
    proposals,
    results_heading,
    signature,
)
from poverty_analysis.sections.overview import summary
from poverty_analysis.sections.results import disbursement, poverty, targets

__all__ = [
    "agencies",
    "budget",
    "counterpart",
    "direction",
    "disbursement",
    "funds",
    "letterhead",
    "limits",
    "method",
    "next_tasks",
    "norms",
    "poverty",
    "proposals",
    "reconciliation",
    "results_heading",
    "signature",
    "summary",
    "targets",
]
