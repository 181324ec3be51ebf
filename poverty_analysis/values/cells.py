"""Source cells told in short: "budget.csv 2-11, 13" instead of eleven names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_CELL = re.compile(r"(?P<file>[^#\[]+)(?:\[[^\]]*\])?#(?P<row>\d+)")


def rows_by_file(cells: Iterable[str]) -> dict[str, list[int]]:
    """Rows of each file in order, each once; a cell without a row (a rule, a whole file) has none."""
    found: dict[str, set[int]] = {}
    for cell in cells:
        told = _CELL.fullmatch(cell)
        rows = found.setdefault(told["file"] if told else cell, set())
        if told:
            rows.add(int(told["row"]))
    return {name: sorted(rows) for name, rows in found.items()}


def in_short(cells: Iterable[str]) -> str:
    """Each file with its rows, runs of rows as first and last: "budget.csv 2-11, 13; claims.csv 4"."""
    return "; ".join(f"{name} {runs(rows)}".strip() for name, rows in rows_by_file(cells).items())


def runs(numbers: Iterable[int]) -> str:
    """Ascending numbers with each run of three and more as its first and last: "1, 2, 4-9"."""
    listed = list(numbers)
    breaks = [at for at, (one, other) in enumerate(pairwise(listed), 1) if other != one + 1]
    bounds = pairwise([0, *breaks, len(listed)]) if listed else ()
    return ", ".join(_run(listed[first:end]) for first, end in bounds)


def _run(numbers: list[int]) -> str:
    return f"{numbers[0]}-{numbers[-1]}" if len(numbers) > 2 else ", ".join(map(str, numbers))
