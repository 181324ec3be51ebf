"""Readers of whole files take time in proportion to the file: four megabytes of whatever makes a pattern look back.

Each case takes well under a second of the processor; one that grew with the
square of its size would take hours, so the limit is wide.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from poverty_analysis.inputs.census.file import open_households
from poverty_analysis.inputs.forms import is_labels
from poverty_analysis.inputs.grid import MAX_LISTED, MAX_TEXT
from poverty_analysis.inputs.plan.narrative import MAX_MEGABYTES, read_narrative
from poverty_analysis.values.problems import DataProblems

LIMIT_SECONDS = 30
SIZE = MAX_MEGABYTES * 1024 * 1024 - 1


def filled(piece: str) -> str:
    return piece * (SIZE // len(piece))


NARRATIVES = {
    "comments that never close": filled("<!--"),
    "comments that close": "## chi-dao\n" + filled("<!-- x -->"),
    "ends of comments": "## chi-dao\n" + filled("-->"),
    "a heading of spaces": "## a" + filled(" ") + "b",
    "a heading of tabs": "##" + filled("\t"),
    "headings": filled("## chi-dao\nx\n"),
    "strange headings": "".join(f"## h{number}\n" for number in range(SIZE // 12)),
    "empty lines": "## chi-dao\n" + filled("\n"),
    "lines of spaces": "## chi-dao\n" + filled(" \n"),
    "one line of spaces": "## chi-dao\n\n" + filled(" "),
    "marks of headings": filled("#"),
}


def seconds(call: Callable[[], object]) -> float:
    before = time.process_time()
    call()
    return time.process_time() - before


@pytest.mark.parametrize("name", NARRATIVES)
def test_a_narrative_is_read_in_linear_time(tmp_path: Path, name: str) -> None:
    path = tmp_path / "narrative.md"
    path.write_text(NARRATIVES[name], encoding="utf-8")

    def read() -> None:
        try:
            read_narrative(path, "narrative.md")
        except DataProblems as error:
            assert 0 < len(error.problems) <= MAX_LISTED

    assert seconds(read) < LIMIT_SECONDS


@pytest.mark.parametrize("cell", ["1" * (MAX_TEXT - 1) + "x", " 1" * (MAX_TEXT // 2 - 1) + "x", "." * MAX_TEXT])
def test_a_long_cell_is_told_from_a_label_in_linear_time(cell: str) -> None:
    assert seconds(lambda: is_labels([cell] * 100)) < LIMIT_SECONDS


def test_a_household_table_of_millions_of_columns_is_refused_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "households.csv"
    path.write_text("unit" + ",a" * 3_000_000 + "\n", encoding="utf-8")

    def read() -> None:
        with pytest.raises(DataProblems) as caught:
            open_households(path, "households.csv")
        assert [problem.code for problem in caught.value.problems] == ["PA-129"]

    assert seconds(read) < LIMIT_SECONDS
