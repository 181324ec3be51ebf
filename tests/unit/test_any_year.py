"""Every notebook over every year of the example, each cell in this process: a report or a named problem."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from poverty_analysis.blocks import Section
from poverty_analysis.chapters.frame.registry import PROMISES, missing
from poverty_analysis.report.open import WORKSPACE_VARIABLE
from poverty_analysis.values.problems import DataProblems
from tests.product import read_notebook
from tests.tree import ROOT

#: What each notebook is made for.
PERIODS = {
    "annual_report": ("year",),
    "budget_reconciliation": ("year", "six_months", "nine_months"),
    "six_month_report": ("six_months", "nine_months"),
    "period_review": ("term",),
}
UNITS = ("00", "099", "38", "98", "999", "99981")
YEARS = range(2016, 2027)


def sections(notebook: str, **parameters: object) -> Iterator[Section]:
    """What the cells of a notebook show."""
    names: dict[str, object] = {}
    for cell in read_notebook(ROOT / "notebooks" / f"{notebook}.ipynb").cells:
        if cell.cell_type != "code":
            continue
        *lines, last = ast.parse(cell.source).body
        shows = isinstance(last, ast.Expr)
        exec(compile(ast.Module(lines if shows else [*lines, last], []), notebook, "exec"), names)
        if isinstance(last, ast.Expr):
            yield eval(compile(ast.Expression(last.value), notebook, "eval"), names)
        if "parameters" in cell.metadata.get("tags", ()):
            names.update(parameters)


@pytest.fixture(autouse=True)
def example(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notebooks look for the workspace from the folder they run in."""
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(ROOT))


def made(notebook: str, unit: str, year: int, period: str) -> bool:
    """Whether there is a report, with all that is promised; False where a problem is named instead."""
    try:
        shown = list(sections(notebook, unit=unit, year=year, period=period))
    except DataProblems as told:
        assert told.problems
        return False
    assert missing(notebook, [section.to_json() for section in shown]) == ()
    return True


@pytest.mark.parametrize(
    ("notebook", "year", "period"),
    [
        ("annual_report", 2021, "year"),  # the only result is that of the day of the baseline
        ("six_month_report", 2022, "six_months"),
        ("period_review", 2021, "term"),
        ("annual_report", 2022, "year"),  # money is paid on lines of which the plan in force says nothing
    ],
)
def test_a_year_beside_the_one_of_the_example(notebook: str, year: int, period: str) -> None:
    assert made(notebook, "999", year, period)


@pytest.mark.long
@pytest.mark.parametrize("unit", UNITS)
def test_every_notebook_unit_year_and_period(unit: str) -> None:
    asked = [(notebook, year, period) for notebook in PROMISES for year in YEARS for period in PERIODS[notebook]]
    told = {case: made(case[0], unit, *case[1:]) for case in asked}
    assert len(told) == len(asked)
    assert any(told.values()) or unit == "00"  # of that province there is no plan
