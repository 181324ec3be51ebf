"""Results of policies that state a count which the release hides are not in a shared report, nor in a checksum."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.results import IndicatorResult
from poverty_analysis.inputs.workspace import Rows
from poverty_analysis.law import read_law
from poverty_analysis.report.disclosure import SHARED, Disclosed, shown_results
from poverty_analysis.wording import problem_lines
from tests.rows import at

DAY = dt.date(2023, 12, 31)
FILE = "data/results/policies/mau.csv"
COUNTS = {"minority": 40, "minority_poor": 3, "merit_poor": 9, "no_labour_poor": 12}


def result(indicator: str, numerator: int, unit: str = "99991", day: dt.date = DAY) -> IndicatorResult:
    values = (numerator, None, None, None, None, None)
    return IndicatorResult(unit, day, indicator, "", *values, "official", "", "UBND", "", at(f"{FILE}#2"))


def forms(masked: tuple[str, ...]) -> tuple[Forms, Disclosed]:
    """The exact form of target groups of one commune, and the released one."""
    exact = FormRow("form_groups", "99991", DAY, "VN-2022", "households", COUNTS)
    counts = {name: None if name in masked else value for name, value in COUNTS.items()}
    released = replace(exact, counts=counts, masked=frozenset(masked))
    made = Forms((exact,), (), ())
    return made, Disclosed(replace(made, rows=(released,)))


def kept(rows: tuple[IndicatorResult, ...], masked: tuple[str, ...], edition: str = SHARED) -> Rows[IndicatorResult]:
    exact, shown = forms(masked)
    return shown_results(Rows(rows, (InputFile(FILE, "0" * 64),), ()), exact, shown, edition, read_law().measures)


@pytest.mark.parametrize(
    ("masked", "names"),
    [
        ((), {"merit_poor_households", "minority_poor_rate", "housing_new"}),
        (("minority_poor",), {"merit_poor_households", "housing_new"}),
        (("minority",), {"merit_poor_households", "housing_new"}),
        (("merit_poor", "minority"), {"housing_new"}),
    ],
)
def test_a_result_is_shown_where_the_release_shows_what_it_states(masked: tuple[str, ...], names: set[str]) -> None:
    rows = tuple(result(name, 3) for name in ("merit_poor_households", "minority_poor_rate", "housing_new"))
    found = kept(rows, masked)
    assert {row.indicator for row in found.records} == names
    assert {problem.seen for problem in found.problems} == {row.indicator for row in rows} - names
    assert all(row in kept(rows, masked, "submission").records for row in rows)


def test_results_of_units_and_days_without_the_form_stay() -> None:
    rows = (result("merit_poor_households", 3, "99992"), result("merit_poor_households", 3, day=dt.date(2023, 6, 30)))
    assert kept(rows, ("merit_poor",)).records == rows


def test_a_form_that_waits_for_its_release_hides_them_too() -> None:
    exact, _ = forms(())
    rows = Rows((result("merit_poor_households", 3),), (InputFile(FILE, "0" * 64),), ())
    waiting = Disclosed(replace(exact, rows=()))
    assert shown_results(rows, exact, waiting, SHARED, read_law().measures).records == ()


def test_the_checksum_of_a_file_is_of_what_may_be_shown() -> None:
    other = result("housing_new", 7)
    files = {kept((result("merit_poor_households", n), other), ("merit_poor",)).files for n in (3, 4)}
    ((file,),) = files
    assert file.path == f"{FILE}#shown" and file.sha256 != "0" * 64
    changed = kept((result("merit_poor_households", 3), replace(other, numerator=8)), ("merit_poor",)).files
    assert changed != (file,)
    assert kept((other,), ("merit_poor",)).files == (InputFile(FILE, "0" * 64),)


def test_what_is_left_out_is_told_without_its_number() -> None:
    (problem,) = kept((result("merit_poor_households", 3),), ("merit_poor",)).problems
    told = problem_lines(problem, "vi")
    assert problem.code == "PA-333" and problem.place.row == 2
    assert "merit_poor_households" in told.what and "99991" in told.what and " 3" not in told.what
