"""Reproducible reports and budget analysis for Việt Nam's poverty-reduction programme.

The names below are loaded when they are first used, so that importing the
package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from poverty_analysis import dynamics as dynamics
    from poverty_analysis import monetary as monetary
    from poverty_analysis import multidim as multidim
    from poverty_analysis import reconcile as reconcile
    from poverty_analysis import sections as sections
    from poverty_analysis import survey as survey
    from poverty_analysis.blocks import Chart as Chart
    from poverty_analysis.blocks import Column as Column
    from poverty_analysis.blocks import Figure as Figure
    from poverty_analysis.blocks import Row as Row
    from poverty_analysis.blocks import Section as Section
    from poverty_analysis.blocks import Table as Table
    from poverty_analysis.blocks import Text as Text
    from poverty_analysis.ledger import Entry as Entry
    from poverty_analysis.money import read_money as read_money
    from poverty_analysis.money import read_number as read_number
    from poverty_analysis.problems import DataProblems as DataProblems
    from poverty_analysis.problems import Finding as Finding
    from poverty_analysis.problems import Problem as Problem
    from poverty_analysis.sections.report import Report as Report
    from poverty_analysis.sections.report import open_report as open_report
    from poverty_analysis.workspace import find_workspace as find_workspace
    from poverty_analysis.workspace import read_plan as read_plan

_HOMES = {
    "Chart": "blocks",
    "Column": "blocks",
    "DataProblems": "problems",
    "Entry": "ledger",
    "Figure": "blocks",
    "Finding": "problems",
    "Problem": "problems",
    "Report": "sections.report",
    "Row": "blocks",
    "Section": "blocks",
    "Table": "blocks",
    "Text": "blocks",
    "find_workspace": "workspace",
    "open_report": "sections.report",
    "read_money": "money",
    "read_number": "money",
    "read_plan": "workspace",
}
_MODULES = ("dynamics", "monetary", "multidim", "reconcile", "sections", "survey")

__all__ = [*_HOMES, *_MODULES]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return importlib.import_module(f"poverty_analysis.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'poverty_analysis' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"poverty_analysis.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
