"""Periods: their days, their folders, and what cannot be told."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.inputs.params import make_params
from poverty_analysis.values.periods import UnknownPeriod, period, same_day
from poverty_analysis.values.problems import DataProblems, Place

D = dt.date


@pytest.mark.parametrize(
    ("kind", "as_of", "first", "last", "folder"),
    [
        ("year", None, D(2023, 1, 1), D(2023, 12, 31), "2023-year"),
        ("year", D(2024, 1, 31), D(2023, 1, 1), D(2023, 12, 31), "2023-year"),
        ("six_months", D(2023, 5, 31), D(2023, 1, 1), D(2023, 6, 30), "2023-six-months"),
        ("nine_months", None, D(2023, 1, 1), D(2023, 9, 30), "2023-nine-months"),
        ("quarter", D(2023, 5, 31), D(2023, 4, 1), D(2023, 6, 30), "2023-quarter-2"),
        ("quarter", D(2023, 12, 31), D(2023, 10, 1), D(2023, 12, 31), "2023-quarter-4"),
        ("month", D(2024, 2, 29), D(2024, 2, 1), D(2024, 2, 29), "2024-month-02"),
    ],
)
def test_days_and_folder(kind: str, as_of: dt.date | None, first: dt.date, last: dt.date, folder: str) -> None:
    found = period(kind, last.year, as_of)
    assert (found.first, found.last, found.folder()) == (first, last, folder)


def test_a_term_begins_with_its_first_year() -> None:
    found = period("term", 2020, first_year=2016)
    assert (found.first, found.last, found.folder()) == (D(2016, 1, 1), D(2020, 12, 31), "2016-2020-term")
    assert period("term", 2020).first == D(2020, 1, 1)
    assert period("year", 2020, first_year=2016).first == D(2020, 1, 1)


def test_the_first_day_lies_in_the_period() -> None:
    assert period("year", 2023, D(2023, 1, 1)).first == D(2023, 1, 1)


@pytest.mark.parametrize(
    ("kind", "as_of"),
    [("month", None), ("quarter", None), ("month", D(2024, 1, 5)), ("year", D(2022, 12, 31))],
)
def test_a_period_that_cannot_be_told_is_refused(kind: str, as_of: dt.date | None) -> None:
    with pytest.raises(UnknownPeriod):
        period(kind, 2023, as_of)


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"period": "month"}, ["PA-412"]),
        ({"period": "quarter", "as_of": "2024-03-31"}, ["PA-412"]),
        ({"as_of": "2022-12-31"}, ["PA-412"]),
        ({"period": "six_months", "as_of": "2023-05-31"}, []),
    ],
)
def test_params_name_a_period_that_cannot_be_told(values: dict[str, str], codes: list[str]) -> None:
    try:
        make_params({"unit": "099", "year": 2023, **values}, Place("p.yaml"))
        found: list[str] = []
    except DataProblems as error:
        found = [problem.code for problem in error.problems]
    assert found == codes


def test_the_same_day_of_another_year() -> None:
    assert same_day(D(2024, 2, 29), 2023) == D(2023, 2, 28)
    assert same_day(D(2023, 5, 31), 2022) == D(2022, 5, 31)


@given(st.dates(D(2000, 1, 1), D(2100, 12, 31)), st.sampled_from(["month", "quarter"]))
def test_the_day_lies_in_the_period_it_names(day: dt.date, kind: str) -> None:
    found = period(kind, day.year, day)
    assert found.first <= day <= found.last
