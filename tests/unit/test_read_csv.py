"""CSV is read to the letter or refused by name."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.inputs import csvs
from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.values.problems import DataProblems, Problem
from poverty_analysis.values.text import nfc
from poverty_analysis.wording import problem_lines

NFD_NAME = "Tua\u0302\u0300n Gia\u0301o"


Read = Callable[[bytes], RawTable]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def reader(data: bytes) -> RawTable:
        path = tmp_path / "t.csv"
        path.write_bytes(data)
        return read_csv(path, "t.csv")

    return reader


def problems_of(data: bytes, folder: Path) -> list[Problem]:
    path = folder / "t.csv"
    path.write_bytes(data)
    with pytest.raises(DataProblems) as raised:
        read_csv(path, "t.csv")
    for problem in raised.value.problems:
        assert problem_lines(problem, "vi") and problem_lines(problem, "en")
    return raised.value.problems


def codes_and_rows(data: bytes, folder: Path) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.place.row) for problem in problems_of(data, folder)]


def test_reads_text_as_it_stands(read: Read) -> None:
    table = read(b'code,name\n099,"a, b"\n1e5,"say ""x"""\n')
    assert table == RawTable("t.csv", "", ("code", "name"), ((2, ("099", "a, b")), (3, ("1e5", 'say "x"'))))


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_mark_and_line_ends_do_not_matter(read: Read, mark: bytes, end: bytes) -> None:
    table = read(mark + end.join([b"a,b", b"1,2"]) + end)
    assert (table.header, table.rows) == (("a", "b"), ((2, ("1", "2")),))


def test_header_and_cells_become_nfc(read: Read) -> None:
    table = read(f"{NFD_NAME}\n{NFD_NAME}\n".encode())
    assert table.header == ("Tuần Giáo",)
    assert table.rows == ((2, ("Tuần Giáo",)),)


def test_empty_lines_and_remarks_hold_no_data_and_the_rows_keep_their_numbers(read: Read) -> None:
    table = read(b'a,b\n\n1,2\n# a remark, with "a quote\n3,"# 4"\n5,#6\n')
    assert table.rows == ((3, ("1", "2")), (5, ("3", "# 4")), (6, ("5", "#6")))


def test_empty_rows_and_columns_at_the_end_go_and_inner_rows_stay(read: Read) -> None:
    table = read(b"a,b,,\n1,2,,\n,,,\n3,,,\n,,,\n\n")
    assert table.header == ("a", "b")
    assert table.rows == ((2, ("1", "2")), (3, (None, None)), (4, ("3", None)))


def test_a_line_break_in_quotes_is_one_row(read: Read) -> None:
    table = read(b'a,b\r\n"x\r\ny",1\r\n2,3\r\n')
    assert table.rows == ((2, ("x\ny", "1")), (3, ("2", "3")))


def test_126_rows_stay_126(read: Read) -> None:
    table = read(b"code\n" + b"".join(b"%03d\n" % row for row in range(126)))
    assert [number for number, _ in table.rows] == list(range(2, 128))
    assert table.rows[99] == (101, ("099",))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("mã,tên\n1,Nậm\n2,Phường".encode("cp1252", "replace") + b"\xf0\xec", ("PA-102", 1)),
        (b"a,b\n1,2\n3,\xf2\n", ("PA-102", 3)),
        (b'a,b\n"x\ny",2\n3,\xf2\n', ("PA-102", 3)),
        ("a,b\n1,2\n".encode("utf-16-le"), ("PA-102", 1)),
        (b'a,b\n1,x"y\n', ("PA-103", 2)),
        (b'a,b\n1,"x"y\n', ("PA-103", 2)),
        (b'a,b\n1,2\n3,"x\n4,5\n', ("PA-103", 3)),
        (b"a,,c\n1,2,3\n", ("PA-104", 1)),
        (b"a,b,a\n1,2,3\n", ("PA-105", 1)),
        (b"a,b\n1,2\n1\n", ("PA-106", 3)),
        (b"a,b\n1,2\n1,2,3\n", ("PA-106", 3)),
        (b"a,b\n1,x\0y\n", ("PA-107", 2)),
        (b"a,b\n1,x\x1by\n", ("PA-107", 2)),
        ("a,b\n1,x\ufffdy\n".encode(), ("PA-107", 2)),
        ("a,b\n1,x\u202ey\n".encode(), ("PA-107", 2)),
        (b"a,b\r1,2\r", ("PA-107", 1)),
        (b"a,b\r\n1,2\r3,4\r\n", ("PA-107", 2)),
        (b"a;b\n1;2\n", ("PA-108", 1)),
        (b"a,b \n1,2\n", ("PA-108", 1)),
        (b'a,"b\nc"\n1,2\n', ("PA-108", 1)),
        (b"", ("PA-133", 1)),
        (b"\na,b\n1,2\n", ("PA-133", 1)),
        (b"a\n" + b"x" * 32_768 + b"\n", ("PA-130", 2)),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, data: bytes, expected: tuple[str, int]) -> None:
    assert codes_and_rows(data, tmp_path) == [expected]


def test_cp1258_text_is_refused_with_its_row(tmp_path: Path) -> None:
    data = "code,name\n03253,Xa Mun\n03259,Phình Sáng\n".encode("cp1258", "replace")
    assert codes_and_rows(data, tmp_path) == [("PA-102", 3)]


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    found = codes_and_rows(b"a,a,\n1,2,3\n1,2\n1,\x01,3\n", tmp_path)
    assert sorted(found) == [("PA-104", 1), ("PA-105", 1), ("PA-106", 3), ("PA-107", 4)]


def test_the_character_and_the_column_are_told(tmp_path: Path) -> None:
    (problem,) = problems_of(b"code,note\n1,x\x07y\n", tmp_path)
    assert problem.values == {"character": "U+0007"}
    assert problem.place.column == "note"


def test_a_person_in_a_file_without_header_is_not_quoted(tmp_path: Path) -> None:
    found = problems_of("Người Minh Họa,079000000000,Người Minh Họa\n1,2\n".encode(), tmp_path)
    told = " ".join(str(problem) + str(problem_lines(problem, "vi")) for problem in found)
    assert [problem.code for problem in found] == ["PA-105", "PA-106"]
    assert "Minh" not in told and "079000000000" not in told


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataProblems) as raised:
        read_csv(tmp_path / "none.csv", "none.csv")
    assert [problem.code for problem in raised.value.problems] == ["PA-101"]


def test_size_is_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvs, "MAX_MEGABYTES", 1)
    assert codes_and_rows(b"a\n" + b"1\n" * 600_000, tmp_path) == [("PA-109", None)]


def test_rows_and_columns_are_capped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csvs, "LIMITS", (10, 5, 40))
    assert codes_and_rows(b"a\n" + b"1\n" * 10, tmp_path) == [("PA-129", None)]
    assert codes_and_rows(b"a,b,c,d,e,f\n", tmp_path) == [("PA-129", None)]
    assert codes_and_rows(b"a,b,c,d,e\n" + b"1,2,3,4,5\n" * 8, tmp_path) == [("PA-129", None)]


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn")), max_size=8)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=6))
def test_what_python_writes_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    made = io.StringIO()
    csv.writer(made, quoting=csv.QUOTE_ALL).writerows([("a", "b", "c"), *rows, ("end", "x", "y")])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(made.getvalue().encode())
        try:
            table = read_csv(path, "t.csv")
        except DataProblems as error:
            # Line separators and damaged text are the only things a writer may pass on that are refused.
            assert {problem.code for problem in error.problems} == {"PA-107"}
            assert any(char in "\u2028\u2029\ufffd" for row in rows for cell in row for char in cell)
            return
    expected = [tuple(nfc(cell) or None for cell in row) for row in rows]
    assert [cells for _, cells in table.rows[:-1]] == expected
