"""Source cells in short: runs of rows by file, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.values.cells import in_short, rows_by_file, runs


@pytest.mark.parametrize(
    ("numbers", "words"),
    [([], ""), ([7], "7"), ([1, 2], "1, 2"), ([1, 2, 3], "1-3"), ([1, 3, 4, 5, 9, 10], "1, 3-5, 9, 10")],
)
def test_runs_of_three_and_more_are_told_by_their_ends(numbers: list[int], words: str) -> None:
    assert runs(numbers) == words


def test_rows_are_told_by_file_and_what_has_no_row_by_its_name() -> None:
    cells = ("budget.csv#13", "budget.csv#2", "kho bac.xlsx[Bảng kê]#5", "budget.csv#3", "budget.csv#4", "rule:sum")
    assert in_short(cells) == "budget.csv 2-4, 13; kho bac.xlsx 5; rule:sum"


@given(st.sets(st.integers(1, 60)))
def test_no_row_is_lost_or_added(rows: set[int]) -> None:
    told = runs(sorted(rows))
    found = [part.partition("-") for part in told.split(", ") if part]
    again = {row for first, _, last in found for row in range(int(first), int(last or first) + 1)}
    assert again == rows
    assert rows_by_file(f"a.csv#{row}" for row in rows) == ({"a.csv": sorted(rows)} if rows else {})
