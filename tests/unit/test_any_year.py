"""Every notebook over every unit, year and period of the example, each cell in this process: a report or a problem."""

from __future__ import annotations

import itertools

import pytest

import poverty_analysis
from poverty_analysis.chapters.frame.registry import PROMISES
from poverty_analysis.inputs.params import make_params
from poverty_analysis.inputs.workspace import Workspace, find_workspace, read_plans
from poverty_analysis.report.open import Report, make_report
from poverty_analysis.report.sources import Shared, read_shared
from poverty_analysis.values.problems import DataProblems, Place
from tests.cells import check_page
from tests.some import some
from tests.tree import ROOT

# Those with a plan, one whose communes have forms, and some without either.
UNITS = ("00", "10", "11", "37", "38", "445", "098", "099", "98", "999", "99901", "99981", "99982", "99983", "99991")
YEARS = range(2015, 2028)
PERIODS = ("month", "quarter", "six_months", "nine_months", "year", "term")
# A month or a quarter is named by a day in it.
DAYS = {"month": "-03-31", "quarter": "-06-30"}
Opened = dict[tuple[object, ...], Report | DataProblems]


@pytest.fixture(scope="module")
def example() -> tuple[Workspace, Shared]:
    workspace = find_workspace(ROOT)
    return workspace, read_shared(workspace, read_plans(workspace))


@pytest.fixture
def opened(example: tuple[Workspace, Shared], monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Reports by what was asked for: notebooks that ask for the same share it, and all share the tables."""
    found: Opened = {}

    def opening(unit: str, year: int, period: str, as_of: str, lang: str, plan: str, edition: str) -> Report:
        key = (unit, year, period, as_of, lang, plan, edition)
        if key not in found:
            asked = {"unit": unit, "year": year, "period": period, "lang": lang, "plan": plan, "edition": edition}
            try:
                given = make_params(asked | ({"as_of": as_of} if as_of else {}), Place("test"))
                found[key] = make_report(example[0], given, example[1])
            except DataProblems as told:
                found[key] = told
        one = found[key]
        if isinstance(one, DataProblems):
            raise one
        return one

    monkeypatch.setattr(poverty_analysis, "open_report", opening)
    return found


def made(notebook: str, unit: str, year: int, period: str, **more: str) -> bool:
    """Whether there is a report, with all that is promised; False where a problem is named instead."""
    try:
        check_page(notebook, unit=unit, year=year, period=period, **more)
    except DataProblems as told:
        assert told.problems
        return False
    return True


@pytest.mark.usefixtures("opened")
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
@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("unit", UNITS)
def test_every_notebook_unit_year_and_period(unit: str, example: tuple[Workspace, Shared]) -> None:
    with_report: list[tuple[int, str]] = []
    for year, period in itertools.product(YEARS, PERIODS):
        as_of = f"{year}{DAYS[period]}" if period in DAYS else ""
        told = {notebook: made(notebook, unit, year, period, as_of=as_of) for notebook in PROMISES}
        # What is asked for decides whether there is a report, and no notebook fails where another does not.
        assert len(set(told.values())) == 1, (year, period, told)
        with_report += [(year, period)] if all(told.values()) else []
    planned = {plan.plan.unit for plan in some(example[1].plans or ())}
    assert bool(with_report) == (unit in planned), "a unit has reports when it has a plan"
