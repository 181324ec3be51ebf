"""The even path of a target of a term, by hand, and what each year's result is beside it."""

from __future__ import annotations

import datetime as dt
import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.plan.targets import Result, Target
from poverty_analysis.plan.targets.pathway import Step, pathway, planned_for

F = Fraction
SINCE = dt.date(2021, 12, 31)
LAST = dt.date(2025, 12, 31)


def target(comparator: str, value: str | None, per: str = "end", **more: object) -> Target:
    number = None if value is None else F(value)
    days = {"first": dt.date(2021, 1, 1), "last": LAST}
    return Target("T", "x", comparator, number, per=per, **{**days, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given_", "path"),
    [
        # 32 % falling by 5 points a year: 27, 22, 17, 12.
        (target("reduce_by_at_least", "0.05", "year"), [None, "0.27", "0.22", "0.17", "0.12"]),
        # By 8 points in all: 2 a year.
        (target("reduce_by_at_least", "0.08"), [None, "0.3", "0.28", "0.26", "0.24"]),
        (target("reduce_to", "0.12"), [None, "0.27", "0.22", "0.17", "0.12"]),
        (target("reach", "0.4"), [None, "0.34", "0.36", "0.38", "0.4"]),
        (target("none_left", None), [None, "0.24", "0.16", "0.08", "0"]),
    ],
)
def test_the_path_from_a_baseline(given_: Target, path: list[str | None]) -> None:
    found = [planned_for(given_, year, F("0.32"), SINCE) for year in range(2021, 2026)]
    assert found == [None if value is None else F(value) for value in path]


@pytest.mark.parametrize(
    ("given_", "path"),
    [
        (target("at_least", "330", "year"), ["330"] * 5),
        (target("count", "1500", flow=True), ["300"] * 5),
        (target("more_than", "0.9"), [None] * 4 + ["0.9"]),
        (target("reduce_by_at_least", "0.05", "year"), [None] * 5),
    ],
)
def test_the_path_without_a_baseline(given_: Target, path: list[str | None]) -> None:
    found = [planned_for(given_, year, None, None) for year in range(2021, 2026)]
    assert found == [None if value is None else F(value) for value in path]


def row(year: int, value: str | None, standard: str = "VN-2022", **more: object) -> Result:
    number = None if value is None else F(value)
    return Result("37", "x", dt.date(year, 12, 31), number, "official", standard=standard, **more)  # type: ignore[arg-type]


def places(given_: Target, rows: tuple[Result, ...], on: dt.date = dt.date(2024, 12, 31)) -> list[str]:
    return [step.place for step in pathway(given_, rows, "37", on)]


FALL = target("reduce_to", "0.12", baseline=F("0.32"), baseline_date=SINCE, standard="VN-2022")


def test_each_year_says_what_its_result_is_beside_the_path() -> None:
    rows = (row(2021, "0.32"), row(2022, "0.27"), row(2023, "0.225"), row(2024, "0.05", "VN-2026"))
    steps = pathway(FALL, rows, "37", dt.date(2024, 12, 31))
    assert [step.place for step in steps] == ["baseline", "on_path", "off_path", "other_standard", "ahead"]
    assert steps[2] == Step(2023, F("0.22"), rows[2], F("0.005"), "off_path")


def test_a_year_without_a_result_is_not_one_that_is_still_to_come() -> None:
    assert places(FALL, (row(2022, "0.2"),)) == ["no_result", "on_path", "no_result", "no_result", "ahead"]


def test_strict_words_ask_for_more_than_the_path() -> None:
    strict = target("reduce_below", "0.12", baseline=F("0.32"), baseline_date=SINCE)
    assert places(strict, (row(2022, "0.27"),))[1] == "off_path"
    assert places(FALL, (row(2022, "0.27"),))[1] == "on_path"


def test_nobody_in_need_lacks_nothing() -> None:
    share, nobody = target("all", "1", "year"), row(2022, None, base=0)
    assert pathway(share, (nobody,), "37", LAST)[1] == Step(2022, F(1), nobody, F(0), "on_path")


def test_a_result_without_a_value_has_no_place_on_the_path() -> None:
    empty = row(2022, None)
    assert pathway(FALL, (empty,), "37", LAST)[1] == Step(2022, F("0.27"), empty, None, "no_path")


def test_below_a_rising_path_is_short_by_the_difference_and_above_it_by_nothing() -> None:
    rising = target("reach", "0.4", baseline=F("0.32"), baseline_date=SINCE)
    steps = pathway(rising, (row(2022, "0.31"), row(2023, "0.37")), "37", LAST)
    assert [(step.short, step.place) for step in steps[1:3]] == [(F("0.03"), "off_path"), (F(0), "on_path")]


def test_strictly_beyond_the_path_is_on_it() -> None:
    strict = target("reduce_below", "0.12", baseline=F("0.32"), baseline_date=SINCE)
    (step,) = [step for step in pathway(strict, (row(2022, "0.269"),), "37", LAST) if step.year == 2022]
    assert (step.place, step.short) == ("on_path", 0)


def test_a_year_is_to_come_until_its_last_day() -> None:
    assert places(FALL, (), dt.date(2024, 12, 30))[3:] == ["ahead", "ahead"]
    assert places(FALL, (), dt.date(2024, 12, 31))[3:] == ["no_result", "ahead"]


def test_a_baseline_without_a_day_gives_no_path_but_the_end() -> None:
    undated = target("reduce_to", "0.12", baseline=F("0.32"))
    steps = pathway(undated, (row(2022, "0.3"), row(2025, "0.1")), "37", LAST)
    assert [(step.planned, step.place) for step in steps[1::3]] == [(None, "no_path"), (F("0.12"), "on_path")]


def test_only_results_of_the_unit_and_its_indicator_count() -> None:
    other_unit = Result("38", "x", dt.date(2022, 12, 31), F("0.2"), "official", standard="VN-2022")
    other_number = Result("37", "y", dt.date(2022, 12, 31), F("0.2"), "official", standard="VN-2022")
    late = row(2025, "0.2")
    assert set(places(FALL, (other_unit, other_number, late))) == {"no_result", "ahead"}


@pytest.mark.parametrize(
    "given_",
    [target("minimise", None), Target("T", "", "reach", F(1)), target("at_most", "0.1", members=("a",), each=True)],
)
def test_words_and_single_units_have_no_path(given_: Target) -> None:
    assert pathway(given_, (row(2022, "0"),), "37", LAST) == ()


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_an_even_path_ends_at_the_value_in_equal_steps(baseline: Fraction, value: Fraction) -> None:
    given_ = target("reduce_to", str(value))
    path = [planned_for(given_, year, baseline, SINCE) for year in range(2022, 2026)]
    assert path[-1] == value
    points = [baseline, *(step for step in path if step is not None)]
    assert len({b - a for a, b in itertools.pairwise(points)}) == 1
