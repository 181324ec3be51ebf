"""What carries a number and was not understood, by line: nothing of that kind is passed over in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from poverty_analysis.documents.acts import act_spans
from poverty_analysis.documents.grammar import Grammar, without_names
from poverty_analysis.documents.outline import PlacedParagraph
from poverty_analysis.values.money import amount_spans

_NUMBER = re.compile(r"(?<![\w§])\d+(?:[.,]\d+)*")
_PERCENT = re.compile(r"\s*%")
_BEFORE, _BEHIND = 60, 60


class Taken(Protocol):
    """Words of a paragraph that became a row."""

    @property
    def placed(self) -> PlacedParagraph: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def table(self) -> str: ...
    @property
    def numbers(self) -> tuple[tuple[int, int], ...]: ...
    @property
    def cells(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Unread:
    """One number that became no row: ``kind`` is amount, rate, count, deadline or number."""

    line: int
    page: int | None
    kind: str
    words: str
    placed: PlacedParagraph
    start: int
    end: int


def unread(placed: Iterable[PlacedParagraph], rows: Sequence[Taken], grammar: Grammar) -> Iterator[Unread]:
    """Numbers outside the words that became rows; names of years, acts, ages and of the outline are none."""
    taken: dict[int, list[tuple[int, int]]] = {}
    due: dict[int, list[str]] = {}
    for row in rows:
        due.setdefault(row.placed.paragraph.first, []).append(row.cells.get("due_as_printed", ""))
        # The words of a task are kept whole, but a number in them is not read by that.
        if row.table != "tasks" or row.placed.paragraph.lines[0].cells:
            taken.setdefault(row.placed.paragraph.first, []).extend(row.numbers or [(row.start, row.end)])
    for one in placed:
        yield from _of(one, taken.get(one.paragraph.first, []), due.get(one.paragraph.first, []), grammar)


def _of(
    one: PlacedParagraph, taken: Sequence[tuple[int, int]], due: Sequence[str], grammar: Grammar
) -> Iterator[Unread]:
    text = one.paragraph.text
    bare = without_names(text, grammar.names)
    named = [(0, len(text) - len(one.body)), *act_spans(text)]
    money = list(amount_spans(text))
    seen: set[tuple[int, int]] = set()
    for found in _NUMBER.finditer(bare):
        span = next((one for one in money if one[0] <= found.start() < one[1]), found.span())
        if span in seen or any(low <= found.start() < high for low, high in (*taken, *named)):
            continue
        seen.add(span)
        line = one.paragraph.line_at(found.start())
        yield Unread(line.number, line.page, _kind(bare, found, span, money), _around(text, *span), one, *span)
    # A table's row is a task with all its words.
    if not one.paragraph.lines[0].cells or not taken:
        yield from _deadlines(one, due, grammar)


def _kind(bare: str, found: re.Match[str], span: tuple[int, int], money: Sequence[tuple[int, int]]) -> str:
    if span in money:
        return "amount"
    if _PERCENT.match(bare, found.end()):
        return "rate"
    return "count" if re.match(r"\s+[^\W\d_]", bare[found.end() :]) else "number"


def _deadlines(one: PlacedParagraph, due: Sequence[str], grammar: Grammar) -> Iterator[Unread]:
    """Words of a deadline that became none of a task."""
    seen: list[tuple[int, int]] = []
    for pattern in grammar.deadlines.values():
        for match in pattern.finditer(one.paragraph.text):
            start, end = match.span()
            if any(match[0] in words for words in due) or any(start < high and low < end for low, high in seen):
                continue
            seen.append((start, end))
            line = one.paragraph.line_at(start)
            yield Unread(line.number, line.page, "deadline", _around(one.paragraph.text, start, end), one, start, end)


def _around(text: str, start: int, end: int) -> str:
    """The words around a number, whole."""
    low, high = max(0, start - _BEFORE), min(len(text), end + _BEHIND)
    low = text.rfind(" ", 0, low) + 1 if low else 0
    high = text.find(" ", high) if high < len(text) and text.find(" ", high) > 0 else len(text)
    return ("…" if low else "") + text[low:high].strip() + ("…" if high < len(text) else "")
