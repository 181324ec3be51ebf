"""Many problems of one kind in one column are one, with their number and the first places."""

from __future__ import annotations

from pathlib import Path

from poverty_analysis.inputs.params import read_params
from poverty_analysis.values.problems import DataProblems, Place, Problem, together
from poverty_analysis.values.text import nearest
from poverty_analysis.wording import problem_lines


def bad(row: int, column: str = "date", code: str = "PA-204") -> Problem:
    return Problem(code, Place("a.csv", row=row, column=column), seen=str(row))


def test_few_are_told_one_by_one() -> None:
    few = [bad(row) for row in range(2, 22)]
    assert together(few) == few


def test_many_of_one_column_are_one_with_count_and_first_rows() -> None:
    (found,) = together(bad(row) for row in range(2, 4871))
    assert (found.place.row, found.alike, found.others) == (2, 4869, ("3", "4", "5"))
    for lang, words in (("vi", "và 4868 chỗ nữa cùng lỗi này (3, 4, 5, …)"), ("en", "and 4868 more of the same")):
        assert words in problem_lines(found, lang).where


def test_other_columns_and_codes_stay_apart() -> None:
    mixed = [bad(row, column, code) for row in range(2, 102) for column, code in (("a", "PA-204"), ("b", "PA-207"))]
    assert [(p.place.column, p.alike) for p in together([*mixed, bad(500, "c")])] == [("a", 100), ("b", 100), ("c", 1)]


def test_many_unknown_columns_of_one_row_are_one() -> None:
    (found,) = together(bad(1, f"x{number}", "PA-202") for number in range(50))
    assert (found.place.column, found.alike, found.others) == ("x0", 50, ("x1", "x2", "x3"))


def test_problems_that_are_raised_are_told_together() -> None:
    assert len(DataProblems(bad(row) for row in range(2, 4871)).problems) == 1


def test_twenty_thousand_unknown_keys_are_one(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("".join(f"k{number}: 1\n" for number in range(20_000)), encoding="utf-8")
    try:
        read_params(path, "p.yaml")
    except DataProblems as error:
        assert [p.alike for p in error.problems if p.code == "PA-401"] == [20_000]
    else:
        raise AssertionError("unknown keys passed")


def test_the_nearest_name_is_the_most_alike_and_the_first_of_equals() -> None:
    assert nearest("gren", ["red", "green", "grey"]) == "green"
    assert nearest("abc", ["abd", "abe"]) == "abd"
    assert nearest("Tuan Giao", ["Tuần Giáo"]) == "Tuần Giáo"
    assert nearest("zzz", ["abc"]) == nearest("x", []) == ""
