"""Tables of money and of targets in a plan: what heads a column says what its numbers are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from poverty_analysis.documents.grammar import Grammar
from poverty_analysis.documents.lines import DocumentLine
from poverty_analysis.documents.model import DOCUMENT, Drafted
from poverty_analysis.documents.money import code_under, source_of
from poverty_analysis.documents.outline import PlacedParagraph
from poverty_analysis.values.money import NotReadable, read_money, read_number

_UNIT = re.compile(r"(?:Đơn vị(?: tính)?|ĐVT)\s*:?\s*(?P<unit>(?:nghìn |triệu |tỷ )?đồng)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})*(?:,\d+)?|\d+(?:,\d+)?")
_TOTAL = re.compile(r"tổng|cộng", re.IGNORECASE)
_LABEL = re.compile(r"nội dung|dự án|chỉ tiêu|tên|danh mục", re.IGNORECASE)
_PLANNED = re.compile(r"kế hoạch|mục tiêu|chỉ tiêu giao|phấn đấu", re.IGNORECASE)
_UNITS = {
    "%": "share",
    "hộ": "households",
    "người": "persons",
    "lao động": "persons",
    "xã": "places",
    "mô hình": "models",
}
_DOWN = re.compile(r"^t[ỷỉ] lệ (?:hộ )?(?:cận )?nghèo|suy dinh dưỡng|tái nghèo", re.IGNORECASE)
_FALL = re.compile(r"^(?:mức )?giảm (?:t[ỷỉ] lệ )?", re.IGNORECASE)
_PERCENT = 100
_HEADS = 3


@dataclass(frozen=True)
class _GridOfCells:
    """The rows of one table, its column heads, and the paragraphs just above."""

    rows: tuple[PlacedParagraph, ...]
    heads: tuple[str, ...]
    begin: int
    unit: str


def of_tables(placed: Sequence[PlacedParagraph], grammar: Grammar, codes: Mapping[str, object]) -> Iterator[Drafted]:
    """Rows of ``budget``, ``claims`` and ``targets`` out of the tables of a document."""
    for table in _tables(placed):
        if table.unit and codes and any(source_of(head, grammar)[0] for head in table.heads):
            yield from _money(table, grammar, codes)
        else:
            yield from _targets(table)


def _tables(placed: Sequence[PlacedParagraph]) -> Iterator[_GridOfCells]:
    at = 0
    while at < len(placed):
        if not _cells(placed[at]):
            at += 1
            continue
        end = at
        while end < len(placed) and _cells(placed[end]):
            end += 1
        above = " ".join(one.paragraph.text for one in placed[max(0, at - 4) : at])
        yield _table(tuple(placed[at:end]), above)
        at = end


def _cells(one: PlacedParagraph) -> tuple[str, ...]:
    return one.paragraph.lines[0].cells


def _table(rows: tuple[PlacedParagraph, ...], above: str) -> _GridOfCells:
    begin = 0
    while begin < min(_HEADS, len(rows)) and not any(_NUMBER.fullmatch(cell) for cell in _cells(rows[begin])):
        begin += 1
    width = max(len(_cells(row)) for row in rows)
    heads = [""] * width
    for row in rows[:begin]:
        last = ""
        for column, cell in enumerate(_cells(row)):
            # An empty cell behind a head is the rest of a merged one.
            last = cell or (last if column and not heads[column] and row is rows[0] and begin > 1 else "")
            heads[column] = f"{heads[column]} {last}".strip()
    unit = _UNIT.search(f"{above} {' '.join(heads)}")
    return _GridOfCells(rows, tuple(heads), begin, unit["unit"].lower() if unit else "")


def _label(table: _GridOfCells) -> int:
    return next((column for column, head in enumerate(table.heads) if _LABEL.search(head)), 1)


def _money(table: _GridOfCells, grammar: Grammar, codes: Mapping[str, object]) -> Iterator[Drafted]:
    above = ""
    label = _label(table)
    for one in table.rows[table.begin :]:
        cells = _cells(one)
        name = cells[label] if label < len(cells) else ""
        code = code_under(above, name)
        above = code or above
        if code not in codes:
            continue
        for column, cell in enumerate(cells):
            if column != label and _NUMBER.fullmatch(cell) and column < len(table.heads):
                yield from _amount(one, code, cell, table.heads[column], table.unit, grammar)


def _amount(one: PlacedParagraph, code: str, cell: str, head: str, unit: str, grammar: Grammar) -> Iterator[Drafted]:
    try:
        amount = read_money(cell, "vi", unit)
    except NotReadable:
        return
    source, year = source_of(head, grammar)
    line = one.paragraph.lines[0]
    common = {
        "line": code,
        "amount_vnd": str(amount),
        "as_printed": f"{cell} {unit}",
        "document": DOCUMENT,
        "source_line": str(line.number),
    }
    start = max(0, one.paragraph.text.find(cell))
    if source and amount:
        capitals = [name for name, pattern in grammar.capitals.items() if pattern.search(head)]
        capital = capitals[0] if len(capitals) == 1 else "not_stated"
        row = {**common, "source": source, "source_year": year, "capital": capital, "phase": "planned"}
        yield Drafted("budget", row, one, start, start + len(cell), "table")
    elif _TOTAL.search(head) and not source:
        row = {**common, "claim": f"TOTAL-{code}", "kind": "stated_total"}
        yield Drafted("claims", row, one, start, start + len(cell), "table")


def _targets(table: _GridOfCells) -> Iterator[Drafted]:
    """Rows of a frame of targets: what, in which unit, how much; only where one column is the plan's."""
    label = _label(table)
    units = [column for column, head in enumerate(table.heads) if re.search(r"đơn vị|đvt", head, re.IGNORECASE)]
    planned = [column for column, head in enumerate(table.heads) if _PLANNED.search(head) and column != label]
    if len(units) != 1 or len(planned) != 1 or not re.search("chỉ tiêu", table.heads[label], re.IGNORECASE):
        return
    for one in table.rows[table.begin :]:
        line = one.paragraph.lines[0]
        if len(line.cells) > max(label, units[0], planned[0]):
            yield from _target(one, line, (line.cells[label], line.cells[units[0]], line.cells[planned[0]]))


def _target(one: PlacedParagraph, line: DocumentLine, cells: tuple[str, str, str]) -> Iterator[Drafted]:
    name, printed_unit, value = cells
    unit = _UNITS.get(printed_unit.strip().lower(), "")
    if not unit or not _NUMBER.fullmatch(value) or not name:
        return
    falls = unit == "share" and bool(_FALL.match(name))
    share = read_number(value, "vi") / (_PERCENT if unit == "share" else 1)
    comparator = "reduce_by_at_least" if falls else "count"
    if unit == "share" and not falls:
        comparator = "reduce_to" if _DOWN.match(name) else "reach"
    row = {
        "target": "",
        "indicator": name,
        "scope": "whole",
        "comparator": comparator,
        "value": f"{share.normalize():f}",
        "unit": "share_point" if falls else unit,
        "per": "year" if falls or comparator == "count" else "end",
        "as_printed": f"{name}: {value}{'%' if unit == 'share' else f' {printed_unit}'}",
        "source_line": str(line.number),
    }
    yield Drafted("targets", row, one, 0, len(one.paragraph.text), "table")
