"""From a grid of cells to a :class:`RawTable`: the rules all formats share.

Row 1 is the header, unless the caller knows a later one.  Wholly empty rows and columns at the end are dropped;
empty rows in between stay, for the checker to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from poverty_analysis.inputs.raw import RawRow, RawTable, RawValue
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.text import nfc

MAX_TEXT = 32_767
MAX_LISTED = 1_000

# Controls but tab and line feed, direction marks that reorder what is printed, and the marks of damaged text.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufff9-\ufffb\ufffd-\uffff]"
)
_ODD = frozenset("\t\n\r;")
_SPACES = " \t\r\n"
_PLAIN_NAME = re.compile("[a-z][a-z0-9_]*", re.ASCII)


def column_letters(index: int) -> str:
    """Return the spreadsheet letters of column ``index``, which counts from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_name(header: Sequence[RawValue], index: int) -> str:
    """Return what a problem may call a column: its plain name, else its letters.

    A file without a header has a person's data in row 1, so a name is only
    quoted when it has the form of a column name.
    """
    name = header[index] if index < len(header) else None
    if isinstance(name, str) and _PLAIN_NAME.fullmatch(name):
        return name
    return column_letters(index)


def too_large(place: Place, rows: int, columns: int, limits: tuple[int, int, int]) -> Problem | None:
    """Return PA-129 when a table exceeds ``limits``: rows, columns, cells."""
    if rows <= limits[0] and columns <= limits[1] and rows * columns <= limits[2]:
        return None
    values = {"rows": str(rows), "columns": str(columns)}
    values |= dict(zip(("max_rows", "max_columns", "max_cells"), map(str, limits), strict=True))
    return Problem("PA-129", place, values=values)


def build_table(file: str, sheet: str, grid: Sequence[RawRow], problems: list[Problem], top: int = 0) -> RawTable:
    """Clean ``grid``, whose header is its row ``top`` counted from 0, and append what is wrong with it.

    Adds to ``problems``: PA-104 no name, PA-105 name twice, PA-107 refused
    character, PA-108 odd name, PA-130 text too long, PA-133 empty first row.
    The table is only fit for use when none was added.
    """
    grid = grid[top:]
    # Each distinct text is cleaned and judged once: codes and names repeat down a column.
    texts: dict[RawValue, str | None] = {}
    texts |= {cell: clean(cell) for _, cells in grid for cell in cells if isinstance(cell, str)}
    rows = _trimmed(
        [(number, tuple([texts[cell] if isinstance(cell, str) else cell for cell in cells])) for number, cells in grid]
    )
    if not rows or not any(cell is not None for cell in rows[0][1]):
        problems.append(Problem("PA-133", Place(file, sheet, row=1)))
        return RawTable(file, sheet, (), ())
    at, header = rows[0]
    problems.extend(_header_problems(Place(file, sheet, at), header, grid[0][1]))
    bad = {text: found for text in texts.values() if text is not None and (found := faults(text))}
    problems.extend(islice(_text_problems(file, sheet, rows, bad), MAX_LISTED))
    names = tuple("" if name is None else str(name) for name in header)
    notes = (Problem("PA-160", Place(file, sheet, at), values={"count": str(top)}),) if top else ()
    return RawTable(file, sheet, names, tuple(rows[1:]), at, notes)


def clean(text: str) -> str | None:
    """Return ``text`` as a table keeps it: NFC, without spaces around it; None when nothing is left."""
    kept = text.strip(_SPACES) if text.isascii() else nfc(text)
    return kept.replace("\r\n", "\n") or None


def _trimmed(rows: list[RawRow]) -> list[RawRow]:
    width = max((_used(cells) for _, cells in rows), default=0)
    while rows and _used(rows[-1][1]) == 0:
        rows.pop()
    return [(number, _fitted(cells, width)) for number, cells in rows]


def _used(cells: tuple[RawValue, ...]) -> int:
    used = len(cells)
    while used and cells[used - 1] is None:
        used -= 1
    return used


def _fitted(cells: tuple[RawValue, ...], width: int) -> tuple[RawValue, ...]:
    return cells[:width] if len(cells) >= width else cells + (None,) * (width - len(cells))


def _header_problems(row: Place, header: tuple[RawValue, ...], typed: tuple[RawValue, ...]) -> list[Problem]:
    problems: list[Problem] = []
    first: dict[RawValue, str] = {}
    for index, name in enumerate(header):
        letters = column_letters(index)
        cell = f"{letters}{row.row}" if row.sheet else ""
        place = replace(row, column=column_name(header, index), cell=cell)
        if name is None:
            problems.append(Problem("PA-104", place, values={"letters": letters}))
        elif _is_odd(typed[index]):
            problems.append(Problem("PA-108", place, values={"letters": letters}))
        elif name in first:
            problems.append(Problem("PA-105", place, values={"letters": letters, "first": first[name]}))
        else:
            first[name] = letters
    return problems


def _is_odd(name: RawValue) -> bool:
    """Tell whether a name was not typed as a name: a number, several lines, or more columns in one."""
    return not isinstance(name, str) or name != name.strip() or not _ODD.isdisjoint(name)


def faults(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return what a table refuses of a text: PA-130 too long, PA-107 a refused character."""
    found: list[tuple[str, dict[str, str]]] = []
    if len(text) > MAX_TEXT:
        found.append(("PA-130", {"limit": str(MAX_TEXT)}))
    if refused := _REFUSED.search(text):
        found.append(("PA-107", {"character": f"U+{ord(refused[0]):04X}"}))
    return found


def _text_problems(
    file: str, sheet: str, rows: list[RawRow], bad: Mapping[str, list[tuple[str, dict[str, str]]]]
) -> Iterator[Problem]:
    if not bad:
        return
    header = rows[0][1]
    for number, cells in rows:
        for index, cell in enumerate(cells):
            for code, values in bad.get(cell, ()) if isinstance(cell, str) else ():
                cell_name = f"{column_letters(index)}{number}" if sheet else ""
                place = Place(file, sheet, number, column_name(header, index), cell=cell_name)
                yield Problem(code, place, values=values)
