"""How a table fits on A4: page direction, letter size, column widths.

Widths are estimated from Times metrics, a little on the wide side, so that no
number breaks and no word leaves its cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from poverty_analysis.blocks import Json

PORTRAIT_MM = 165.0  # A4 less 30 mm left and 15 mm right
LANDSCAPE_MM = 257.0  # A4 turned, less 20 mm on both sides
PADDING_MM = 3.4
POINT_MM = 25.4 / 72
BOLD = 1.08
#: Words in a column narrower than this may take so many lines; beyond, another page or size is tried.
NARROW_MM, MOST_LINES = 30.0, 6
#: In most rows of a table of so many rows they may take so many.
MANY_ROWS, USUAL_LINES = 12, 2.5
#: A longer run of characters without a space may be broken anywhere.
LONGEST_WORD = 24
#: A table reckoned lower than this is never broken; a page has 250 mm, so the estimate may be far off.
WHOLE_TABLE_MM = 60.0
LINE = 1.2
#: Cells above this length may run over a page end; a shorter row stays whole.
WHOLE_ROW = 400
# Tried in this order: upright in the usual sizes, then turned, then smaller.
CHOICES: tuple[tuple[Literal["portrait", "landscape"], float], ...] = (
    ("portrait", 10.0),
    ("portrait", 9.5),
    ("landscape", 10.0),
    ("landscape", 9.5),
    ("landscape", 9.0),
    ("landscape", 8.0),
)
_NARROW = frozenset(".,;:'|!()[]/ \u00a0\u202filjtI-")
_WIDE = frozenset("mwMW@%—…")


@dataclass(frozen=True)
class Fit:
    """``widths`` are millimetres, one a column; ``size`` is in points."""

    page: Literal["portrait", "landscape"]
    size: float
    widths: tuple[float, ...]
    fits: bool


def fit(table: Json) -> Fit:
    """Choose page direction and size.

    ``fits`` is False if even the last choice is too wide; ``size`` is then what would fit.
    """
    ems = [max(map(_word_ems, _column_texts(table, n)), default=0.0) for n in range(len(table["columns"]))]
    weights = [max(float(column["width"]), 0.05) for column in table["columns"]]
    fitting: list[Fit] = []
    for page, size in CHOICES:
        room = PORTRAIT_MM if page == "portrait" else LANDSCAPE_MM
        least = [width * size * POINT_MM + PADDING_MM for width in ems]
        if sum(least) <= room:
            fitting.append(Fit(page, size, _share(room, weights, least), fits=True))
            if not _is_pressed(table, fitting[-1]):
                return fitting[-1]
    if fitting:
        return fitting[0]
    part = room / sum(least)
    return Fit(page, round(size * part, 1), tuple(width * part for width in least), fits=False)


def _is_pressed(table: Json, chosen: Fit) -> bool:
    """Tell whether a narrow column would print a cell in a tall pile of single words, or most rows in lower ones."""
    piles = _piles(table, chosen)
    middle = sorted(piles)[len(piles) // 2] if len(piles) >= MANY_ROWS else 0
    return max(piles, default=0) > MOST_LINES or middle > USUAL_LINES


def _piles(table: Json, chosen: Fit) -> list[float]:
    """Of each row and of the head how many lines its tallest narrow column of words takes, about."""
    narrow = [
        (number, (width - PADDING_MM) / (chosen.size * POINT_MM))
        for number, width in enumerate(chosen.widths)
        if width < NARROW_MM and table["columns"][number]["align"] == "left"
    ]
    rows = [[cell["text"] for cell in row["cells"]] for row in table["rows"] if row["kind"] != "group"]
    head = [column["title"] for column in table["columns"]]
    return [max((_ems(row[number]) / room for number, room in narrow), default=0.0) for row in [head, *rows]]


def fitting_parts(table: Json) -> list[Json]:
    """Return the table, or parts of its columns that fit, each with the first column.

    Each part's title ends with its number, as in ``(2/3)``.
    """
    if fit(table).fits or len(table["columns"]) < 3:
        return [table]
    groups = _groups(table)
    parts = [_columns(table, group) for group in groups]
    for number, part in enumerate(parts, start=1):
        part["title"] = f"{part['title']} ({number}/{len(parts)})"
        part["anchor"] = f"{part['anchor']}-{number}" if number > 1 else part["anchor"]
    return parts


def _groups(table: Json) -> list[list[int]]:
    """Split the columns after the first into the fewest even runs that fit an upright page."""
    last = len(table["columns"]) - 1
    for count in range(2, last + 1):
        bounds = [1 + last * n // count for n in range(count + 1)]
        groups = [[0, *range(first, end)] for first, end in pairwise(bounds)]
        if all(fit(_columns(table, group)).page == "portrait" for group in groups):
            break
    return groups


def is_low(table: Json, chosen: Fit) -> bool:
    """Tell whether a table is so low that it may be kept on one page."""
    room = [(width - PADDING_MM) / (chosen.size * POINT_MM) for width in chosen.widths]
    rows = [[column["title"] for column in table["columns"]]]
    rows += [[cell["text"] for cell in row["cells"]] for row in table["rows"]]
    lines = sum(max((_ems(text) // ems + 1 for text, ems in zip(row, room, strict=True)), default=1) for row in rows)
    return lines * LINE * chosen.size * POINT_MM + len(rows) * PADDING_MM / 2 <= WHOLE_TABLE_MM


def is_short(row: Json) -> bool:
    """Tell whether a row may be kept whole at a page end."""
    return all(len(cell["text"]) <= WHOLE_ROW for cell in row["cells"])


def _columns(table: Json, keep: list[int]) -> Json:
    rows = [row | {"cells": [row["cells"][n] for n in keep]} for row in table["rows"]]
    return table | {"columns": [table["columns"][n] for n in keep], "rows": rows}


def _column_texts(table: Json, number: int) -> Iterator[str]:
    yield table["columns"][number]["title"]
    for row in table["rows"]:
        if row["kind"] != "group":
            yield row["cells"][number]["text"]


def _word_ems(text: str) -> float:
    return max((_ems(word[:LONGEST_WORD]) for word in re.split("[ \u200b]", text)), default=0.0) * BOLD


def _ems(word: str) -> float:
    return sum(0.3 if c in _NARROW else 0.9 if c in _WIDE else 0.72 if c.isupper() else 0.5 for c in word)


def _share(room: float, weights: list[float], least: list[float]) -> tuple[float, ...]:
    """Share ``room`` by weight, giving no column less than its least width."""
    fixed: set[int] = set()
    while True:
        rest = room - sum(least[n] for n in fixed)
        total = sum(weight for n, weight in enumerate(weights) if n not in fixed)
        widths = [least[n] if n in fixed else rest * weights[n] / total for n in range(len(weights))]
        short = {n for n, width in enumerate(widths) if width < least[n] - 1e-9}
        if not short:
            return tuple(round(width, 3) for width in widths)
        fixed |= short
