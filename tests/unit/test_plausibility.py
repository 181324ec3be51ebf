"""Whole columns that cannot be: incomes in another unit of money, classes nobody is in, jumps against last year."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from poverty_analysis.census.plausibility import empty_classes, jumps
from poverty_analysis.cli.commands import cli
from poverty_analysis.inputs.census.plausibility import implausible_incomes, income_sizes
from poverty_analysis.inputs.census.typing import Typed
from poverty_analysis.law import read_law
from poverty_analysis.values.problems import Place
from tests.census import census, household

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
    assert sizes(0, 1, 9, 10, 999, 1_000) == [1, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0]
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
        ([2_400] * 14 + [2_400_000] * 16, []),  # mixed: the middle is right, and few are mistaken
        ([2_400] * 20 + [2_400_000] * 900, ["PA-818"]),  # a commune in thousands
        ([9_999] * 20 + [2_400_000] * 900, ["PA-818"]),
        ([10_000] * 20 + [2_400_000] * 900, []),  # a 150th of the line
        ([2] * 20 + [2_400_000] * 900, ["PA-818"]),  # in millions
        ([2_400] * 16 + [2_400_000] * 14, ["PA-815"]),
        ([0] * 30 + [2_400_000] * 30, []),
        ([0] * 31 + [2_400_000] * 30, ["PA-819"]),  # cells not filled in
        ([0] * 31 + [2_400] * 30, ["PA-819", "PA-815"]),
        ([0] * 19 + [2_400_000] * 3, []),
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


def run(*words: str) -> tuple[int, dict[str, Any]]:
    ended = CliRunner().invoke(cli, [*words, "--json"])
    return ended.exit_code, json.loads(ended.stdout)


def test_no_form_is_written_of_incomes_in_thousands(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", [household(n, income=2_400) for n in range(30)])
    code, said = run("aggregate", str(folder))
    assert (code, [p["code"] for p in said["problems"]]) == (3, ["PA-815"])
    assert not (folder.parents[1] / "forms").exists()


def test_a_jump_against_the_forms_of_the_year_before_is_told(tmp_path: Path) -> None:
    folder = census(tmp_path / "w", [household(n, deprived=3) for n in range(400)])
    last = folder.parents[1] / "forms" / "huyen-mau-2022"
    last.mkdir(parents=True)
    (last / "form_results.csv").write_text(
        "unit,as_of,standard,households,persons,poor,near_poor,poor_persons,near_poor_persons\n"
        "999,2022-12-31,VN-2022,400,1600,100,0,400,0\n",
        encoding="utf-8",
    )
    code, said = run("aggregate", str(folder))
    told = {warning["code"]: warning for warning in said["censuses"][0]["warnings"]}
    assert code == 0
    assert "100" in told["PA-817"]["what_vi"] and "400" in told["PA-817"]["what_vi"]
