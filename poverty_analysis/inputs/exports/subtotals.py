"""Tell rows that repeat others from rows that say something of their own.

A subtotal is dropped only when the map declares it, and then it is checked:
it must equal the sum of its parts in every amount column.  A row that equals
the sum of its neighbours without being declared is a problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from poverty_analysis.inputs.exports.amounts import ExportRow, ReadCounts
from poverty_analysis.inputs.exports.model import ExportMap, SubtotalRule
from poverty_analysis.inputs.exports.opening import Opened
from poverty_analysis.values.problems import Problem
from poverty_analysis.values.text import fold

# Words a row of sums begins with, without marks; they only make a row suspect, never drop it.
_SUM_WORDS = ("tong cong", "tong so", "cong", "tong", "luy ke", "total")

Sums = tuple[int, ...]


@dataclass(frozen=True)
class Subtotal:
    """A declared subtotal: its row, the rows it sums, and per amount column what they give and what it says."""

    row: int
    parts: tuple[int, ...]
    columns: tuple[tuple[str, int, int], ...]


def split_rows(
    lines: Sequence[ExportRow], opened: Opened, rules: ExportMap, counted: ReadCounts, problems: list[Problem]
) -> tuple[list[ExportRow], list[Subtotal]]:
    """Return the rows that are data and the subtotals that were dropped.

    Rows without any amount are headings inside the data (counted) or text
    below it.  Adds PA-712 a data row without a needed value, PA-713 an
    undeclared subtotal, PA-714 text below the data.
    """
    ranks = [_rank(line, rules) for line in lines]
    last = max((at for at, line in enumerate(lines) if line.amounts), default=-1)
    subtotals = [
        _subtotal(at, lines, ranks, rules) for at, rank in enumerate(ranks) if rank is not None and lines[at].amounts
    ]
    counted.subtotals += len(subtotals)
    data = [line for line, rank in zip(lines[: last + 1], ranks, strict=False) if rank is None and line.amounts]
    counted.headings += sum(not line.amounts for line in lines[: last + 1])
    below = lines[last + 1 :]
    counted.below += len(below)
    if below and not rules.below_counted:
        problems.append(Problem("PA-714", opened.place(below[0].row), values={"count": str(len(below))}))
    counted.rows += len(data)
    problems += _unkeyed(data, opened, rules)
    problems += _suspects(data, opened, rules)
    return data, subtotals


def _rank(line: ExportRow, rules: ExportMap) -> int | None:
    return next((rank for rank, rule in enumerate(rules.subtotals) if _fits(line, rule)), None)


def _fits(line: ExportRow, rule: SubtotalRule) -> bool:
    word = line.texts.get(rule.column, "")
    return rule.names(word) if word else rule.empty


def _subtotal(at: int, lines: Sequence[ExportRow], ranks: Sequence[int | None], rules: ExportMap) -> Subtotal:
    rank = ranks[at]
    assert rank is not None
    step = -1 if rules.subtotals[rank].sums == "above" else 1
    parts: list[ExportRow] = []
    here = at + step
    # A subtotal ends where another one of its own or a higher rank stands.
    while 0 <= here < len(lines) and ((other := ranks[here]) is None or other > rank):
        if other is None and lines[here].amounts:
            parts.append(lines[here])
        here += step
    columns = tuple(
        (name, sum(part.amounts.get(name, 0) for part in parts), lines[at].amounts[name])
        for name in rules.amount_columns()
        if name in lines[at].amounts
    )
    return Subtotal(lines[at].row, tuple(sorted(part.row for part in parts)), columns)


def _unkeyed(data: Sequence[ExportRow], opened: Opened, rules: ExportMap) -> Iterator[Problem]:
    needed = [rule.name for rule in rules.columns if rule.required]
    for line in data:
        for name in needed:
            if name not in line.texts and name not in line.amounts and name in opened.positions:
                yield Problem("PA-712", opened.place(line.row, opened.positions[name]), values={"name": name})


def _suspects(data: Sequence[ExportRow], opened: Opened, rules: ExportMap) -> Iterator[Problem]:
    """PA-713: a row named as a sum, or that equals the sum of its neighbours."""
    names = rules.amount_columns()
    # Rows of zeros would make any two equal rows a sum.
    filled = [line for line in data if any(line.amounts.values())]
    spans = _spans([tuple(line.amounts.get(name, 0) for name in names) for line in filled])
    for at, line in enumerate(filled):
        if line.row in rules.ordinary_rows:
            continue
        named = any(_is_sum_word(word) for word in line.texts.values())
        if named or at in spans:
            first, end = spans.get(at, (at, at + 1))
            values = {"first": str(filled[first].row), "last": str(filled[end - 1].row)}
            yield Problem("PA-713", opened.place(line.row), values=values)


def _is_sum_word(word: str) -> bool:
    folded = fold(word).strip(" .:*")
    return folded in _SUM_WORDS


def _spans(vectors: Sequence[Sums]) -> dict[int, tuple[int, int]]:
    """Rows that equal the sum of at least two rows next to them, with those rows' positions.

    Equality in one amount column may be chance, so there the rows must reach
    from the row to an end of the data; in two or more columns any run counts.
    """
    before: list[Sums] = [tuple(0 for _ in vectors[0])] if vectors else []
    for vector in vectors:
        before.append(_plus(before[-1], vector))
    first_at: dict[Sums, int] = {}
    last_at = {total: at for at, total in enumerate(before)}
    found: dict[int, tuple[int, int]] = {}
    for at, vector in enumerate(vectors):
        first_at.setdefault(before[at], at)
        weak = sum(map(bool, vector)) < 2
        start = first_at.get(_plus(before[at], tuple(-x for x in vector)), at)
        end = last_at.get(_plus(before[at + 1], vector), at + 1)
        if any(vector) and at - start >= 2 and not (weak and start > 0):
            found[at] = (start, at)
        elif any(vector) and end - at - 1 >= 2 and not (weak and end < len(vectors)):
            found[at] = (at + 1, end)
    return found


def _plus(one: Sums, other: Sums) -> Sums:
    return tuple(a + b for a, b in zip(one, other, strict=True))
