"""Cells of a workbook come through exactly, from a process of its own."""

from __future__ import annotations

import datetime
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.inputs.raw import RawTable, Workbook
from poverty_analysis.inputs.xlsx import workbook
from poverty_analysis.inputs.xlsx.child import _plain
from poverty_analysis.inputs.xlsx.workbook import read_workbook
from poverty_analysis.values.problems import DataProblems, Problem
from poverty_analysis.wording import problem_lines
from tests.tree import ROOT
from tests.workbooks import number_cell, one_sheet, package, parts_of, sheet, small_table, text_cell

# Of the processor, with its child's: the promise is five on a quiet machine.
GENEROUS_SECONDS = 30


def saved(folder: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        made = book.create_sheet(name)
        for row in rows:
            made.append(row)
    path = folder / "t.xlsx"
    book.save(path)
    return path


def read(folder: Path, data: bytes) -> Workbook:
    path = folder / "t.xlsx"
    path.write_bytes(data)
    return read_workbook(path, "t.xlsx")


def problems_of(folder: Path, data: bytes) -> list[Problem]:
    with pytest.raises(DataProblems) as raised:
        read(folder, data)
    for problem in raised.value.problems:
        assert problem_lines(problem, "vi") and problem_lines(problem, "en")
    return raised.value.problems


def test_every_type_comes_exactly(tmp_path: Path) -> None:
    day, moment = datetime.date(2024, 3, 5), datetime.datetime(2024, 3, 5, 6, 7, 8)
    row = ["099", 61_331_979_376, 4861.5809, 0.1, True, day, moment, None, "Tua\u0302\u0300n\nGiáo"]
    path = saved(tmp_path, {"data": [list("abcdefghi"), row]})
    book = read_workbook(path, "t.xlsx")
    expected = ("099", 61_331_979_376, 4861.5809, 0.1, True, day, moment, None, "Tuần\nGiáo")
    assert book == Workbook({"data": RawTable("t.xlsx", "data", tuple("abcdefghi"), ((2, expected),))}, (), ("data",))
    types = [type(cell) for cell in book.tables["data"].rows[0][1]]
    assert types == [str, int, float, float, bool, datetime.date, datetime.datetime, type(None), str]


def test_floats_come_to_the_last_bit(tmp_path: Path) -> None:
    source = random.Random(1)
    floats = [source.uniform(-1, 1) * 10.0 ** source.randrange(-12, 16) for _ in range(2_000)]
    rows = "".join(f"<row><c><v>{number!r}</v></c></row>" for number in floats)
    table = read(tmp_path, one_sheet(f"<row>{text_cell('A1', 'x')}</row>{rows}")).tables["data"]
    assert [cells[0] for _, cells in table.rows] == floats


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_passed_on_as_the_same_number(number: float) -> None:
    assert _plain(number) == number


def test_digits_of_another_program_are_the_nearest_float(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "x")}</row><row r="2">{number_cell("A2", "4861.5808999999999")}</row>'
    assert read(tmp_path, one_sheet(rows)).tables["data"].rows == ((2, (4861.5809,)),)


def test_126_rows_stay_126(tmp_path: Path) -> None:
    path = saved(tmp_path, {"data": [["code", "n"], *([f"{row:03d}", row] for row in range(126))]})
    rows = read_workbook(path, "t.xlsx").tables["data"].rows
    assert [number for number, _ in rows] == list(range(2, 128))
    assert rows[99] == (101, ("099", 99))


def test_sheets_keep_names_order_and_row_numbers(tmp_path: Path) -> None:
    path = saved(tmp_path, {"Vốn": [["a", None], [1, None], [None], [2], [None]], "trống": [], "b": [["x"], [3]]})
    book = read_workbook(path, "t.xlsx")
    assert list(book.tables) == ["Vốn", "b"]
    assert book.tables["Vốn"].header == ("a",)
    assert book.tables["Vốn"].rows == ((2, (1,)), (3, (None,)), (4, (2,)))
    assert [(warning.code, warning.place.sheet) for warning in book.warnings] == [("PA-148", "trống")]


def test_formulas_give_stored_values_and_a_warning(tmp_path: Path) -> None:
    rows = f'<row r="1">{text_cell("A1", "x")}{text_cell("B1", "y")}</row>'
    rows += '<row r="2"><c r="A2"><f>6*7</f><v>42</v></c><c r="B2"><f>6*7</f><v>42</v></c></row>'
    rows += f'<row r="3">{number_cell("A3", "1")}{number_cell("B3", "1")}</row>'
    book = read(tmp_path, one_sheet(rows))
    assert book.tables["data"].rows[0] == (2, (42, 42))
    assert [warning.code for warning in book.warnings] == ["PA-146"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["a", None, "c"], [1, 2, 3]], ("PA-104", 1, "B")),
        ([["a", "a"], [1, 2]], ("PA-105", 1, "a")),
        ([["a", 2023], [1, 2]], ("PA-108", 1, "B")),
        ([["a", "b\nc"], [1, 2]], ("PA-108", 1, "B")),
        ([["a ", "b"], [1, 2]], ("PA-108", 1, "a")),
        ([[None], ["a", "b"], [1, 2]], ("PA-133", 1, "")),
        ([["a", "b"], [1, "x_x0007_y"]], ("PA-107", 2, "b")),
        ([["a", "b"], [1, datetime.time(6, 7)]], ("PA-137", 2, "b")),
        ([["a", "b"], [1, datetime.timedelta(hours=30)]], ("PA-137", 2, "b")),
    ],
)
def test_what_is_not_a_plain_table_is_named(
    tmp_path: Path, rows: list[list[Any]], expected: tuple[str, int, str]
) -> None:
    problems = problems_of(tmp_path, saved(tmp_path, {"data": rows}).read_bytes())
    assert [(problem.code, problem.place.row, problem.place.column) for problem in problems] == [expected]
    assert problems[0].place.sheet == "data"


@pytest.mark.parametrize("digits", ["NaN", "1e999", "inf"])
def test_what_is_no_finite_number_is_named(tmp_path: Path, digits: str) -> None:
    rows = f'<row r="1">{text_cell("A1", "x")}</row><row r="2">{number_cell("A2", digits)}</row>'
    assert [problem.code for problem in problems_of(tmp_path, one_sheet(rows))] == ["PA-137"]


@pytest.mark.parametrize(
    "cell", ['<c r="A2" t="n"><v>1,5</v></c>', '<c r="A2" t="s"><v>99</v></c>', '<c r="A2" t="odd"><v>1</v></c>']
)
def test_what_the_reader_cannot_read_is_a_problem(tmp_path: Path, cell: str) -> None:
    rows = f'<row r="1">{text_cell("A1", "x")}</row><row r="2">{cell}</row>'
    assert [problem.code for problem in problems_of(tmp_path, one_sheet(rows))] == ["PA-140"]


def test_problems_of_all_sheets_come_at_once(tmp_path: Path) -> None:
    path = saved(tmp_path, {"a": [["x", "x"], [1, 2]], "b": [[None], ["y"]]})
    problems = problems_of(tmp_path, path.read_bytes())
    assert [(problem.place.sheet, problem.code) for problem in problems] == [("a", "PA-105"), ("b", "PA-133")]


def test_a_missing_or_too_large_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataProblems) as raised:
        read_workbook(tmp_path / "none.xlsx", "none.xlsx")
    assert [problem.code for problem in raised.value.problems] == ["PA-101"]
    monkeypatch.setattr(workbook, "MAX_MEGABYTES", 0)
    assert [problem.code for problem in problems_of(tmp_path, one_sheet(small_table()))] == ["PA-109"]


def test_a_reader_that_is_too_slow_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_SECONDS", 0.001)
    assert [problem.code for problem in problems_of(tmp_path, one_sheet(small_table()))] == ["PA-138"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of memory")
def test_a_reader_without_memory_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_MEMORY", 1024**2)
    assert [problem.code for problem in problems_of(tmp_path, one_sheet(small_table()))] == ["PA-139"]


def test_output_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_OUTPUT", 10)
    assert [problem.code for problem in problems_of(tmp_path, one_sheet(small_table()))] == ["PA-139"]


@pytest.mark.parametrize("output", [b"", b'"data"\n["x"]\n'])
def test_an_answer_that_breaks_off_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: bytes) -> None:
    monkeypatch.setattr(workbook, "_run_child", lambda _data, _name: output)
    assert [problem.code for problem in problems_of(tmp_path, one_sheet(small_table()))] == ["PA-139"]


@pytest.mark.parametrize("output", [b'"other"\n["x"]\nnull\n', b'"data"\n["x"]\n["y"]\n["z"]\nnull\n'])
def test_two_readings_that_differ_are_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: bytes) -> None:
    monkeypatch.setattr(workbook, "_run_child", lambda _data, _name: output)
    assert [problem.code for problem in problems_of(tmp_path, one_sheet(small_table()))] == ["PA-140"]


def test_the_reader_is_not_taken_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "python_calamine.py").write_text("raise SystemExit(9)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert read(tmp_path, one_sheet(small_table())).tables["data"].rows == ((2, ("099", 5)),)


def test_neither_reader_is_loaded_by_the_caller() -> None:
    code = "import sys, poverty_analysis.inputs.xlsx.workbook, poverty_analysis.inputs.parquet; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {"python_calamine", "openpyxl", "pyarrow", "pandas", "numpy"}.isdisjoint(loaded.split())


def test_a_census_of_50000_rows_is_read_in_time(tmp_path: Path) -> None:
    source = random.Random(2)
    cells = [f'<c r="{letter}%d"><v>%s</v></c>' for letter in "ABCDEFGHIJKLMNOPQRST"]
    header = "".join(text_cell(f"{letter}1", f"col_{letter.lower()}") for letter in "ABCDEFGHIJKLMNOPQRST")
    template = '<row r="%d">' + "".join(cells) + "</row>"
    rows = [
        template % (row, *(part for _ in range(20) for part in (row, source.randrange(10**9) / 1000)))
        for row in range(2, 50_002)
    ]
    data = package(parts_of({"census": sheet(f'<row r="1">{header}</row>{"".join(rows)}')}))
    before = sum(os.times()[:4])
    table = read(tmp_path, data).tables["census"]
    assert sum(os.times()[:4]) - before < GENEROUS_SECONDS
    assert (len(table.rows), len(table.rows[-1][1]), table.rows[-1][0]) == (50_000, 20, 50_001)
