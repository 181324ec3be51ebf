"""Read CSV: UTF-8, commas, strict quoting; whatever else is named, never absorbed.

A file that says itself that it is UTF-16, or whose heading is one only with
semicolons or tabs between its cells, is read so, and a note says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path

from poverty_analysis.inputs.formula_guard import unguarded
from poverty_analysis.inputs.grid import MAX_LISTED, build_table, too_large
from poverty_analysis.inputs.labels import TITLE_ROWS, heading_index, is_heading
from poverty_analysis.inputs.raw import RawRow, RawTable
from poverty_analysis.values.files import read_input
from poverty_analysis.values.problems import DataProblems, Place, Problem

MAX_MEGABYTES = 256
LIMITS = (1_048_576, 1_000, 20_000_000)

_CELLS = {mark: re.compile(rf'(?:"((?:[^"]+|"")*+)"|([^"{mark}\n]*+))({mark}|\n|\Z)') for mark in (",", ";", "\t")}
_UTF16_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_FORMS = {"utf-16": "UTF-16", ";": "CSV (;)", "\t": "CSV (Tab)"}


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
    data = load(path, name, MAX_MEGABYTES)
    text = _decoded(data, name).replace("\r\n", "\n")
    _refuse_lone_returns(text, name)
    mark, top = _shape(text, name)
    problems: list[Problem] = []
    grid = _grid(text, name, problems, mark, top)
    table = build_table(name, "", grid, problems, top)
    if problems:
        raise DataProblems(problems)
    forms = [_FORMS[form] for form in (_UTF16_MARKS.get(data[:2], ""), mark) if form in _FORMS]
    notes = (Problem("PA-163", Place(name), values={"form": ", ".join(forms)}),) if forms else ()
    return replace(table, notes=(*notes, *table.notes))


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


def _shape(text: str, name: str) -> tuple[str, int]:
    """The mark between cells and the place of the heading: a comma and the first row, unless a row plainly tells."""
    for mark in _CELLS:
        with suppress(DataProblems):
            first = islice(_records(text, name, mark, remarks=True), TITLE_ROWS)
            # Empty lines are no rows, as in the grid.
            rows = [cells for at, cells in enumerate(first) if at == 0 or cells != [""]]
            top = heading_index([(0, tuple(cells)) for cells in rows])
            if rows and is_heading(rows[top]):
                return mark, top
    return ",", 0


def load(path: Path, name: str, max_megabytes: int) -> bytes:
    """Return the bytes of ``path``; raise PA-101, PA-109 or PA-114 when that cannot be."""
    return read_input(path, name, max_megabytes * 1024 * 1024)


def _decoded(data: bytes, name: str) -> str:
    marked = data[:2] in _UTF16_MARKS
    if b"\0" in data[:4] and not marked:
        raise DataProblems([Problem("PA-102", Place(name, row=1))])
    try:
        if marked:
            return data.decode("utf-16")
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


def _grid(text: str, name: str, problems: list[Problem], mark: str, top: int) -> list[RawRow]:
    grid: list[RawRow] = []
    cells_read = 0
    for number, cells in enumerate(_records(text, name, mark, remarks=True), start=1):
        if grid and cells == [""]:
            continue
        width = len(grid[top][1]) if len(grid) > top else len(cells)
        cells_read += len(cells)
        if problem := too_large(Place(name), number, max(width, len(cells)), LIMITS):
            raise DataProblems([*problems, problem])
        headed = len(grid) > top and any(grid[top][1])
        if headed and len(cells) != width and len(problems) < MAX_LISTED:
            values = {"cells": str(len(cells)), "names": str(width)}
            problems.append(Problem("PA-106", Place(name, row=number), values=values))
        # What a row has too much is told above; it must not look like a column without a name as well.
        kept = cells[:width] if headed else cells
        grid.append((number, tuple([unguarded(cell) if cell[:1] == "'" else cell for cell in kept])))
    return grid


def _records(text: str, name: str, mark: str = ",", *, remarks: bool) -> Iterator[list[str]]:
    """Cells line by line; a remark is an empty line."""
    at, row = 0, 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if remarks and row > 1 and line[:1] == "#":
            cells, at = [""], end + 1
        elif '"' in line:
            cells, at = _quoted_record(text, at, Place(name, row=row), mark)
        else:
            cells, at = line.split(mark), end + 1
        yield cells
        row += 1


def _quoted_record(text: str, at: int, place: Place, mark: str) -> tuple[list[str], int]:
    cells: list[str] = []
    while True:
        found = _CELLS[mark].match(text, at)
        if found is None:
            raise DataProblems([Problem("PA-103", place)])
        quoted, bare, end = found.groups()
        cells.append(bare if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if end != mark:
            return cells, at
