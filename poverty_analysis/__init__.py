"""Reproducible reports and budget analysis for Việt Nam's poverty-reduction programme.

The names below are loaded when they are first used, so that importing the
package costs nothing.  They stay where they are when a module moves.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from poverty_analysis import chapters as chapters
    from poverty_analysis import law as law
    from poverty_analysis.blocks import Chart as Chart
    from poverty_analysis.blocks import Column as Column
    from poverty_analysis.blocks import Figure as Figure
    from poverty_analysis.blocks import Row as Row
    from poverty_analysis.blocks import Section as Section
    from poverty_analysis.blocks import Table as Table
    from poverty_analysis.blocks import Text as Text
    from poverty_analysis.budget import reconcile as reconcile
    from poverty_analysis.budget.ledger import Entry as Entry
    from poverty_analysis.census import classify as households  # noqa: F401 (another name than the module's)
    from poverty_analysis.inputs.workspace import find_workspace as find_workspace
    from poverty_analysis.inputs.workspace import read_plan as read_plan
    from poverty_analysis.measures import dynamics as dynamics
    from poverty_analysis.measures import monetary as monetary
    from poverty_analysis.measures import multidim as multidim
    from poverty_analysis.measures import survey as survey
    from poverty_analysis.report.open import Report as Report
    from poverty_analysis.report.open import open_report as open_report
    from poverty_analysis.values.money import read_money as read_money
    from poverty_analysis.values.money import read_number as read_number
    from poverty_analysis.values.problems import DataProblems as DataProblems
    from poverty_analysis.values.problems import Finding as Finding
    from poverty_analysis.values.problems import Problem as Problem

# A name and the module that holds it, or that it is.
_HOMES = {
    "Chart": "blocks",
    "Column": "blocks",
    "DataProblems": "values.problems",
    "Entry": "budget.ledger",
    "Figure": "blocks",
    "Finding": "values.problems",
    "Problem": "values.problems",
    "Report": "report.open",
    "Row": "blocks",
    "Section": "blocks",
    "Table": "blocks",
    "Text": "blocks",
    "find_workspace": "inputs.workspace",
    "open_report": "report.open",
    "read_money": "values.money",
    "read_number": "values.money",
    "read_plan": "inputs.workspace",
}
_MODULES = {
    "chapters": "chapters",
    "dynamics": "measures.dynamics",
    "households": "census.classify",
    "law": "law",
    "monetary": "measures.monetary",
    "multidim": "measures.multidim",
    "reconcile": "budget.reconcile",
    "survey": "measures.survey",
}

__all__ = [*_HOMES, *_MODULES]


def __getattr__(name: str) -> object:
    if name in _MODULES:
        value: object = importlib.import_module(f"poverty_analysis.{_MODULES[name]}")
    elif name in _HOMES:
        value = getattr(importlib.import_module(f"poverty_analysis.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module 'poverty_analysis' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
