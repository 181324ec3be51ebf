"""What every reader returns: tables of raw cells that remember their rows."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from poverty_analysis.values.problems import Problem

RawValue = str | int | float | bool | datetime.date | datetime.datetime | None
RawRow = tuple[int, tuple[RawValue, ...]]


@dataclass(frozen=True)
class RawTable:
    """One table as it stands in its file.

    ``rows`` pairs a row number of the file (the header is row 1) with as many
    cells as the header has names.  Text is NFC and never empty: an empty cell
    is ``None``.  ``sheet`` is empty for files that hold one table.

    ``header_row`` is the row of the file that holds the header: lines of a
    title may stand above it.  ``notes`` say what was read otherwise than it
    stands in the file.
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    rows: tuple[RawRow, ...]
    header_row: int = 1
    notes: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """The tables of one workbook by sheet name, what its reader must be told, and the names of all its sheets."""

    tables: dict[str, RawTable]
    warnings: tuple[Problem, ...]
    sheets: tuple[str, ...] = ()
