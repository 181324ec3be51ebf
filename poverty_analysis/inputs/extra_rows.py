"""Rows of a table that are none of its data: the example of the form, and a total below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from poverty_analysis.inputs.contract import ColumnSpec
from poverty_analysis.inputs.labels import plain
from poverty_analysis.inputs.raw import RawRow, RawTable, RawValue
from poverty_analysis.values.problems import Place, Problem

_TOTAL = re.compile(r"(?:i+\.?\s*)?(?:tổng(?:\s+(?:cộng|số))?|cộng|total)\s*:?")
_EXAMPLE = re.compile(r"(?:ví dụ|example)\s*:.*", re.DOTALL)


def without_extra_rows(raw: RawTable, required: tuple[int, ...]) -> RawTable:
    """``raw`` without the example row below its heading and the total in its last rows.

    Parameters
    ----------
    raw : RawTable
    required : tuple of int
        Positions of the columns that must not be empty: a total leaves some of them so.

    Returns
    -------
    RawTable
        Its notes tell what was not read: PA-162 of a total.
    """
    rows = list(raw.rows)
    if rows and rows[0][0] == raw.header_row + 1 and _EXAMPLE.fullmatch(plain(_first(rows[0][1]))):
        rows.pop(0)
    left: list[Problem] = []
    while rows and _is_total(rows[-1][1], required):
        number, cells = rows.pop()
        left.append(Problem("PA-162", Place(raw.file, raw.sheet, number), seen=_first(cells)))
        while rows and all(cell is None for cell in rows[-1][1]):
            rows.pop()
    return replace(raw, rows=tuple(rows), notes=(*raw.notes, *reversed(left)))


def _first(cells: tuple[RawValue, ...]) -> str:
    return next((cell for cell in cells if isinstance(cell, str)), "")


def _is_total(cells: tuple[RawValue, ...], required: tuple[int, ...]) -> bool:
    """Whether a row says that it is a total, and cannot be one of the table."""
    gaps = any(index >= len(cells) or cells[index] is None for index in required)
    return gaps and _TOTAL.fullmatch(plain(_first(cells))) is not None


def example_row(columns: tuple[ColumnSpec, ...], word: str) -> Iterator[str]:
    """The cells of the example row of an entry workbook: the first begins with ``word`` ("Ví dụ")."""
    for index, column in enumerate(columns):
        yield column.example if index else f"{word}: {column.example}"


def is_example(row: RawRow, header_row: int) -> bool:
    """Whether a row is the example below a heading."""
    return row[0] == header_row + 1 and _EXAMPLE.fullmatch(plain(_first(row[1]))) is not None
