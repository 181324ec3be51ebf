"""Poverty standards by day, by review and by list."""

from __future__ import annotations

import datetime as dt

import pytest

from poverty_analysis.law import (
    Law,
    governs,
    local_standards,
    read_law,
    standard,
    standard_of_list,
    standards_of_census,
)
from poverty_analysis.problems import DataProblems, Problem


@pytest.fixture(scope="module")
def law() -> Law:
    return read_law()


def refused(law: Law, id: str, on: dt.date) -> Problem:
    with pytest.raises(DataProblems) as caught:
        standard(law, id, on)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("id", "day"),
    [
        *(("VN-2011", day) for day in ("2011-01-01", "2015-12-31", "2010-12-01")),
        *(("VN-2016", day) for day in ("2016-01-01", "2021-12-31", "2015-12-31")),
        *(("VN-2022", day) for day in ("2022-01-01", "2026-12-31", "2021-12-31")),
        *(("VN-2027", day) for day in ("2027-01-01", "2030-12-31", "2026-12-31")),
        *(("DN-2022", day) for day in ("2022-08-10", "2025-12-31")),
    ],
)
def test_a_standard_governs_its_days_and_the_review_before(law: Law, id: str, day: str) -> None:
    assert standard(law, id, dt.date.fromisoformat(day)).id == id


@pytest.mark.parametrize(
    ("id", "day", "near"),
    [
        ("VN-2022", "2021-06-30", "VN-2016 (2016-01-01 - 2022-01-01)"),
        ("VN-2022", "2027-01-01", "VN-2027 (2027-01-01 - 2031-01-01)"),
        ("VN-2016", "2022-01-01", "VN-2022 (2022-01-01 - 2027-01-01)"),
        ("VN-2016", "2015-11-18", "VN-2011 (2011-01-01 - 2016-01-01)"),
        ("VN-2011", "2009-12-31", "VN-2016 (2016-01-01 - 2022-01-01)"),
        ("VN-2022", "2031-01-01", "VN-2027 (2027-01-01 - 2031-01-01)"),
        ("DN-2022", "2026-01-01", "VN-2022 (2022-01-01 - 2027-01-01)"),
    ],
)
def test_outside_its_dates_the_neighbours_are_named(law: Law, id: str, day: str, near: str) -> None:
    problem = refused(law, id, dt.date.fromisoformat(day))
    assert (problem.code, problem.seen, problem.values["date"], problem.values["near"]) == ("PA-506", id, day, near)


def test_at_the_end_of_2021_two_standards_stand_beside_each_other(law: Law) -> None:
    day = dt.date(2021, 12, 31)
    assert [one.id for one in law.standards if governs(law, one, day)] == ["VN-2016", "VN-2022"]
    assert "VN-2016" in refused(law, "VN-2027", day).values["near"]
    assert "VN-2022" in refused(law, "VN-2027", day).values["near"]


@pytest.mark.parametrize("year", [2009, 2031])
def test_a_year_outside_the_calendar_is_refused(law: Law, year: int) -> None:
    with pytest.raises(DataProblems) as caught:
        standards_of_census(law, year)
    assert [(p.code, p.seen, p.values["near"]) for p in caught.value.problems] == [("PA-507", str(year), "2010 - 2030")]


def test_the_list_of_2031_is_not_known(law: Law) -> None:
    assert standard_of_list(law, 2030).id == "VN-2027"
    with pytest.raises(DataProblems):
        standard_of_list(law, 2031)


def test_a_province_may_have_its_own_standard(law: Law) -> None:
    assert [one.id for one in local_standards(law, "75", dt.date(2023, 12, 31))] == ["DN-2022"]
    assert local_standards(law, "75", dt.date(2026, 12, 31)) == ()
    assert local_standards(law, "11", dt.date(2023, 12, 31)) == ()


def test_indicators_are_in_the_order_of_the_form(law: Law) -> None:
    of = standard(law, "VN-2022")
    assert [one.column for one in of.indicator_list] == [f"d{n}" for n in range(1, 13)]
    assert (of.indicator_list[3].id, of.indicator_list[11].id) == ("health_insurance", "information_means")
    assert len({one.dimension for one in of.indicator_list}) == 6
    old = standard(law, "VN-2016")
    assert (len(old.indicator_list), len({one.dimension for one in old.indicator_list})) == (10, 5)


def test_who_counts_for_health_insurance_is_a_setting(law: Law) -> None:
    assert standard(law, "VN-2022").insurance == ("any_member", "child")
    assert standard(law, "VN-2011").insurance == ()
    insurance = standard(law, "VN-2022").indicator_list[3]
    assert [insurance.scope_column(scope) for scope in insurance.scopes] == ["d4", "d4_child"]


def test_counts_of_deprivations_mean_something_only_where_they_decide(law: Law) -> None:
    found = {one.id: (one.indicators, one.deprivations) for one in law.standards}
    assert found == {"VN-2011": (0, 0), "VN-2016": (0, 0), "VN-2022": (12, 3), "VN-2027": (12, 3), "DN-2022": (12, 2)}


def test_no_class_no_ceiling(law: Law) -> None:
    assert standard(law, "VN-2027").ceiling("rural", "average_farm") is None
