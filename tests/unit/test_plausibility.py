"""Whole columns that cannot be: incomes in another unit of money, classes nobody is in, jumps against last year."""

from __future__ import annotations

import numpy as np
import pytest

from poverty_analysis.census.plausibility import empty_classes, jumps
from poverty_analysis.inputs.census.plausibility import implausible_incomes, income_sizes
from poverty_analysis.inputs.census.typing import Typed
from poverty_analysis.law import read_law
from poverty_analysis.values.problems import Place

PLACE = Place("households.csv", column="income")
# Lines of VN-2022: 1.5 million in the country, 2 million in town (NĐ 07/2021/NĐ-CP, Điều 3).
VN_2022 = next(one for one in read_law().standards if one.id == "VN-2022")


def sizes(*incomes: int, missing: tuple[bool, ...] = (), bad: tuple[bool, ...] = ()) -> list[int]:
    masks = [np.array(mask) if mask else None for mask in (missing, bad)]
    return [int(count) for count in income_sizes(Typed(np.array(incomes, np.int64), *masks))]


def told(*incomes: int) -> list[str]:
    found = income_sizes(Typed(np.array(incomes, np.int64), None, None))
    return [problem.code for problem in implausible_incomes(found, VN_2022, PLACE)]


def test_incomes_are_counted_by_their_digits() -> None:
    assert sizes(0, 1, 9, 10, 999, 1_000) == [0, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert sizes(5, 5, 5, missing=(True, False, False), bad=(False, True, False)) == [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert sizes(9_999_999_999) == [0] * 10 + [1]


@pytest.mark.parametrize(
    ("incomes", "codes"),
    [
        ([2_400_000] * 30, []),
        ([1_000_000] * 30, []),  # poor, and in đồng
        ([2_400] * 30, ["PA-815"]),  # in thousands
        ([2] * 30, ["PA-815"]),  # in millions
        ([300_000_000] * 30, ["PA-815"]),  # more than anybody has in a month
        ([30_000] * 30, []),  # next to nothing, and just what could be
        ([2_400] * 14 + [2_400_000] * 16, []),  # mixed: the middle is right
        ([2_400] * 16 + [2_400_000] * 14, ["PA-815"]),
        ([0] * 100 + [2_400_000] * 30, []),  # without income says nothing
        ([2_400] * 19, []),  # too few to tell
        ([], []),
    ],
)
def test_a_column_in_another_unit_of_money_is_told(incomes: list[int], codes: list[str]) -> None:
    assert told(*incomes) == codes


def test_a_class_without_anybody_is_told_where_households_are_many() -> None:
    assert [p.values["class"] for p in empty_classes({"households": 1_000, "poor": 0, "near_poor": 5}, PLACE)] == [
        "poor"
    ]
    assert not [*empty_classes({"households": 999, "poor": 0, "near_poor": 0}, PLACE)]
    assert not [*empty_classes({"households": 5_000, "poor": None, "near_poor": 1}, PLACE)]


@pytest.mark.parametrize(
    ("now", "then", "told"),
    [(1_791, 285, True), (285, 1_791, True), (855, 285, False), (856, 285, True), (99, 1, False), (100, 0, True)],
)
def test_a_jump_against_the_year_before_is_told(now: int, then: int, *, told: bool) -> None:
    rows = ({"poor": 200, "near_poor": now}, {"poor": 200, "near_poor": then})
    assert [p.values["class"] for p in jumps(*rows, PLACE)] == ["near_poor"] * told
    assert not [*jumps({"poor": None}, {"poor": 5_000}, PLACE)]
