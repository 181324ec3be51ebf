"""Units with dates: the right unit for the day, and helpful neighbours."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.inputs.workspace import Workspace, read_unit_rows
from poverty_analysis.units.units import (
    Unit,
    check_units,
    children,
    intervals,
    kin_groups,
    last_day,
    nearest,
    parents,
    province_name,
    unit,
    unit_problem,
)
from poverty_analysis.values.problems import Place
from poverty_analysis.values.validity import in_force
from tests.tree import ROOT

LAST_OLD_DAY = dt.date(2025, 6, 30)
FIRST_NEW_DAY = dt.date(2025, 7, 1)
IN_2023 = dt.date(2023, 12, 31)


@pytest.fixture(scope="module")
def units() -> tuple[Unit, ...]:
    rows = read_unit_rows(Workspace(ROOT))
    assert rows.problems == ()
    return rows.records


def make(code: str, start: dt.date | None = None, end: dt.date | None = None, parent: str = "") -> Unit:
    return Unit("commune", code, f"Xã {code}", "Xã", parent, start, end, True, "test")


def test_shipped_list_holds(units: tuple[Unit, ...]) -> None:
    assert len(units) == 1140
    assert check_units(units, "units.csv") == ()


def test_code_15_is_yen_bai_and_then_lao_cai(units: tuple[Unit, ...]) -> None:
    before, after = unit(units, "15", LAST_OLD_DAY), unit(units, "15", FIRST_NEW_DAY)
    assert before is not None and before.name == "Tỉnh Yên Bái"
    assert after is not None and after.name == "Tỉnh Lào Cai"
    assert unit(units, "10", FIRST_NEW_DAY) is None


def test_no_district_after_june_2025_but_the_fictional_one(units: tuple[Unit, ...]) -> None:
    left = [one.code for one in units if one.level == "district" and in_force(one, FIRST_NEW_DAY)]
    assert left == ["999"]


@pytest.mark.parametrize(
    ("code", "on", "count"),
    [  # reference/units_text_security.md, table 1.2
        ("099", dt.date(2023, 1, 1), 19),
        ("445", dt.date(2019, 12, 31), 31),
        ("445", dt.date(2020, 1, 1), 22),
        ("445", dt.date(2024, 12, 31), 22),
        ("445", dt.date(2025, 1, 1), 23),
        ("37", dt.date(2024, 12, 31), 8),
        ("37", dt.date(2025, 1, 1), 7),
        ("38", dt.date(2024, 12, 31), 27),
        ("38", dt.date(2025, 1, 1), 26),
        ("10", dt.date(2018, 12, 31), 9),
        ("099", FIRST_NEW_DAY, 0),
        ("999", IN_2023, 6),
    ],
)
def test_number_of_children(units: tuple[Unit, ...], code: str, on: dt.date, count: int) -> None:
    assert len(children(units, code, on)) == count


def test_children_are_in_order_of_code(units: tuple[Unit, ...]) -> None:
    codes = [one.code for one in children(units, "099", IN_2023)]
    assert codes == sorted(codes) and codes[0] == "03253"


def test_a_reused_commune_code_depends_on_the_day(units: tuple[Unit, ...]) -> None:
    names = [one.name for one in intervals(units, "18595")]
    assert names == ["Xã Thạch Đỉnh", "Xã Đỉnh Bàn"]
    assert unit(units, "18595", dt.date(2020, 2, 1)) is None


def test_parents_go_up_to_the_province(units: tuple[Unit, ...]) -> None:
    assert [one.name for one in parents(units, "03253", IN_2023)] == ["Huyện Tuần Giáo", "Tỉnh Điện Biên"]
    assert parents(units, "11", IN_2023) == ()
    assert parents(units, "00000", IN_2023) == ()


def test_parents_stop_on_a_circle() -> None:
    circle = (make("00001", parent="00002"), make("00002", parent="00001"))
    assert len(parents(circle, "00001", IN_2023)) == 3


def test_only_the_example_units_are_synthetic(units: tuple[Unit, ...]) -> None:
    codes = {one.code for one in units if one.synthetic}
    assert codes == {"00", "999", "97", "98"} | {f"9999{n}" for n in range(1, 7)} | {f"9998{n}" for n in range(1, 5)}
    real = {one.code for one in units if not one.synthetic}
    assert not codes & real


def test_the_fictional_province_of_2025_has_communes_and_no_district(units: tuple[Unit, ...]) -> None:
    below = children(units, "98", FIRST_NEW_DAY)
    assert [(one.code, one.level) for one in below] == [(f"9998{n}", "commune") for n in range(1, 5)]
    assert [one.code for one in parents(units, "99981", FIRST_NEW_DAY)] == ["98"]
    assert children(units, "98", LAST_OLD_DAY) == () and unit(units, "97", FIRST_NEW_DAY) is None


@pytest.mark.parametrize(
    ("typed", "meant"), [("99", "099"), ("3253", "03253"), ("o99", None), ("huyện tuần giáo", "099")]
)
def test_nearest(units: tuple[Unit, ...], typed: str, meant: str | None) -> None:
    found = nearest(units, typed, IN_2023)
    assert (found[0].code if found else None) == meant


def test_the_nearest_are_three_unless_asked(units: tuple[Unit, ...]) -> None:
    assert [len(nearest(units, "098", IN_2023, *limit)) for limit in ((), (1,), (4,))] == [3, 1, 4]


def test_nearest_prefers_the_same_level(units: tuple[Unit, ...]) -> None:
    assert {one.level for one in nearest(units, "098", IN_2023)} == {"district"}


def test_problem_of_a_code_of_another_time_names_its_interval(units: tuple[Unit, ...]) -> None:
    problem = unit_problem(units, "099", FIRST_NEW_DAY, Place("plan.yaml", column="unit"))
    assert problem.code == "PA-530"
    assert problem.values == {"date": "2025-07-01", "near": "Huyện Tuần Giáo (… - 2025-07-01)"}


def test_problem_of_a_code_without_its_zero_names_the_right_one(units: tuple[Unit, ...]) -> None:
    problem = unit_problem(units, "99", IN_2023, Place("plan.yaml", column="unit"))
    assert (problem.code, problem.seen) == ("PA-531", "99")
    assert problem.values["near"].startswith("099 Huyện Tuần Giáo")


def test_problem_when_nothing_is_near() -> None:
    assert unit_problem((), "1", IN_2023, Place("plan.yaml")).values["near"] == "-"


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ((make("00001"), make("00001", start=IN_2023)), "PA-532"),
        ((make("00001", start=IN_2023, end=IN_2023),), "PA-533"),
        ((make("001"),), "PA-534"),
        ((make("00001", parent="999"),), "PA-535"),
        ((make("00002", end=IN_2023), make("00001", start=IN_2023, parent="00002")), "PA-535"),
    ],
)
def test_check_finds_each_fault(units: tuple[Unit, ...], code: str) -> None:
    assert [problem.code for problem in check_units(units, "units.csv")] == [code]


days = st.one_of(st.none(), st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)))


@given(days, days, st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)))
def test_an_interval_and_the_rest_share_no_day(start: dt.date | None, end: dt.date | None, on: dt.date) -> None:
    one = make("00001", start, end)
    before, after = make("00001", None, start), make("00001", end, None)
    if start is None or end is None or start < end:
        outside = (start is not None and in_force(before, on)) or (end is not None and in_force(after, on))
        assert in_force(one, on) is not outside


@pytest.mark.parametrize(
    ("start", "end", "last"),
    [
        (None, None, dt.date(2023, 12, 31)),
        (None, dt.date(2024, 1, 1), dt.date(2023, 12, 31)),
        (None, dt.date(2024, 6, 1), dt.date(2023, 12, 31)),
        (None, dt.date(2023, 7, 1), dt.date(2023, 6, 30)),
        (None, dt.date(2023, 1, 2), dt.date(2023, 1, 1)),
        (None, dt.date(2023, 1, 1), None),  # it ended with the year before
        (dt.date(2023, 12, 31), None, dt.date(2023, 12, 31)),
        (dt.date(2024, 1, 1), None, None),
    ],
)
def test_the_last_day_of_a_year_on_which_a_unit_was_there(
    start: dt.date | None, end: dt.date | None, last: dt.date | None
) -> None:
    assert last_day((make("99991", start, end),), "99991", 2023) == last


def test_units_that_had_one_above_in_common_on_any_day_are_kin() -> None:
    """3 lay in 1, then in 2, and 4 below it; 5 is alone, and of the one above 6 nothing is listed."""
    first, then = make("3", end=LAST_OLD_DAY, parent="1"), make("3", start=FIRST_NEW_DAY, parent="2")
    listed = (make("5"), make("1"), first, then, make("2"), make("4", parent="3"), make("6", parent="7"))
    assert kin_groups(listed) == (frozenset({"5"}), frozenset({"1", "2", "3", "4"}), frozenset({"6", "7"}))


def test_of_two_intervals_of_a_code_the_later_one_gives_the_last_day() -> None:
    both = (make("99991", None, dt.date(2023, 3, 1)), make("99991", dt.date(2023, 5, 1), dt.date(2023, 9, 1)))
    assert last_day(both, "99991", 2023) == dt.date(2023, 8, 31)


def test_the_province_of_a_unit_is_the_one_it_had_at_the_end_of_the_year() -> None:
    units = (
        Unit("province", "09", "Tỉnh Một", "tỉnh", "", None, None, False, ""),
        Unit("district", "099", "Huyện A", "huyện", "09", None, dt.date(2025, 7, 1), False, ""),
        Unit("district", "098", "Huyện B", "huyện", "", None, None, False, ""),
    )
    assert province_name(units, "099", 2024) == province_name(units, "09", 2026) == "Tỉnh Một"
    assert province_name(units, "099", 2025) == "Tỉnh Một"
    assert [province_name(units, code, 2026) for code in ("099", "098", "77")] == ["", "", ""]
