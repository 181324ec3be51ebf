"""Rows as the door makes them, from the few cells a test is about."""

from __future__ import annotations

import re
from collections.abc import Mapping

from poverty_analysis.inputs.checker import CellValue
from poverty_analysis.inputs.rows.kinds import Row, RowKind
from poverty_analysis.values.origin import Origin

_NUMBERS = ("integer", "vnd", "decimal", "date", "line")


def made(kind: RowKind[Row], cells: Mapping[str, CellValue], file: str = "t.csv", row: int = 2) -> Row:
    """A row of a table; a column that is not told is empty, and the years of a plan are 2023."""
    empty = {c.name: None if c.type in _NUMBERS else "" for c in kind.spec.columns} | {"period.years": "2023"}
    unknown = cells.keys() - set(kind.spec.names())
    assert not unknown, unknown
    return kind.make({name: cells.get(name, empty[name]) for name in kind.spec.names()}, Origin(file, row))


def at(cell: str) -> Origin:
    """The origin of a row by its name: ``budget.csv#7``, ``plan.xlsx[budget]#7``."""
    found = re.fullmatch(r"(?P<file>[^\[#]+)(?:\[(?P<sheet>.*)\])?#(?P<row>\d+)", cell)
    assert found, cell
    return Origin(found["file"], int(found["row"]), found["sheet"] or "")
