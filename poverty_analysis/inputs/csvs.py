"""Read CSV: UTF-8, commas, strict quoting; whatever else is named, never absorbed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from poverty_analysis.inputs.formula_guard import unguarded
from poverty_analysis.inputs.grid import MAX_LISTED, build_table, too_large
from poverty_analysis.inputs.raw import RawRow, RawTable
from poverty_analysis.values.files import read_input
from poverty_analysis.values.problems import DataProblems, Place, Problem

MAX_MEGABYTES = 256
LIMITS = (1_048_576, 1_000, 20_000_000)

_CELL = re.compile(r'(?:"((?:[^"]+|"")*+)"|([^",\n]*+))(,|\n|\Z)')
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_csv(path: Path, name: str) -> RawTable:
    """Read ``path``; ``name`` is what problems call the file.

    Rows count as a spreadsheet counts them: a line break inside quotes does
    not start a new row.  Below the header an empty line and a remark, a line
    that begins with ``#``, are rows without data.  An apostrophe before what a spreadsheet would run is
    taken off, see :mod:`poverty_analysis.inputs.formula_guard`.

    Raises
    ------
    DataProblems
        PA-101 missing, PA-102 not UTF-8 (with the row of the first bad byte),
        PA-103 wrong quotes, PA-106 too many or too few cells, PA-107 refused
        character or lone carriage return, PA-109 file too large, PA-129 table
        too large, and those of :func:`poverty_analysis.inputs.grid.build_table`.
    """
    return csv_table(load(path, name, MAX_MEGABYTES), name)


def csv_table(data: bytes, name: str) -> RawTable:
    """The table that the bytes of a CSV file hold; see :func:`read_csv` for the problems."""
    text = _decoded(data, name).replace("\r\n", "\n")
    _refuse_lone_returns(text, name)
    problems: list[Problem] = []
    table = build_table(name, "", _grid(text, name, problems), problems)
    if problems:
        raise DataProblems(problems)
    return table


def read_csv_cells(path: Path, name: str) -> tuple[RawRow, ...]:
    """Read the cells of ``path`` whatever its layout: rows may differ in width, an empty cell is ``""``.

    Raises
    ------
    DataProblems
        As :func:`read_csv`, but for PA-106 and what concerns a header.
    """
    text = _decoded(load(path, name, MAX_MEGABYTES), name).replace("\r\n", "\n")
    _refuse_lone_returns(text, name)
    rows: list[RawRow] = []
    for number, cells in enumerate(_records(text, name, remarks=False), start=1):
        if problem := too_large(Place(name), number, len(cells), LIMITS):
            raise DataProblems([problem])
        rows.append((number, tuple(cells)))
    return tuple(rows)


def load(path: Path, name: str, max_megabytes: int) -> bytes:
    """Return the bytes of ``path``; raise PA-101, PA-109 or PA-114 when that cannot be."""
    return read_input(path, name, max_megabytes * 1024 * 1024)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(_UTF16_MARKS) or b"\0" in data[:4]:
        raise DataProblems([Problem("PA-102", Place(name, row=1))])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Only line breaks outside quotes start a row, so every second piece counts.
        pieces = data[: error.start].split(b'"')[::2]
        row = sum(piece.count(b"\n") for piece in pieces) + 1
        raise DataProblems([Problem("PA-102", Place(name, row=row))]) from None


def _refuse_lone_returns(text: str, name: str) -> None:
    at = text.find("\r")
    if at >= 0:
        row = sum(piece.count("\n") for piece in text[:at].split('"')[::2]) + 1
        raise DataProblems([Problem("PA-107", Place(name, row=row), values={"character": "U+000D"})])


def _grid(text: str, name: str, problems: list[Problem]) -> list[RawRow]:
    grid: list[RawRow] = []
    cells_read = 0
    for number, cells in enumerate(_records(text, name, remarks=True), start=1):
        if grid and cells == [""]:
            continue
        width = len(grid[0][1]) if grid else len(cells)
        cells_read += len(cells)
        if problem := too_large(Place(name), number, max(width, len(cells)), LIMITS):
            raise DataProblems([*problems, problem])
        headed = grid and any(grid[0][1])
        if headed and len(cells) != width and len(problems) < MAX_LISTED:
            values = {"cells": str(len(cells)), "names": str(width)}
            problems.append(Problem("PA-106", Place(name, row=number), values=values))
        # What a row has too much is told above; it must not look like a column without a name as well.
        kept = cells[:width] if headed else cells
        grid.append((number, tuple([unguarded(cell) if cell[:1] == "'" else cell for cell in kept])))
    return grid


def _records(text: str, name: str, *, remarks: bool) -> Iterator[list[str]]:
    """Cells line by line; a remark is an empty line."""
    at, row = 0, 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if remarks and row > 1 and line[:1] == "#":
            cells, at = [""], end + 1
        elif '"' in line:
            cells, at = _quoted_record(text, at, Place(name, row=row))
        else:
            cells, at = line.split(","), end + 1
        yield cells
        row += 1


def _quoted_record(text: str, at: int, place: Place) -> tuple[list[str], int]:
    cells: list[str] = []
    while True:
        found = _CELL.match(text, at)
        if found is None:
            raise DataProblems([Problem("PA-103", place)])
        quoted, bare, mark = found.groups()
        cells.append(bare if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if mark != ",":
            return cells, at
