"""Open an export and find its columns: what spoils a spreadsheet is named before any amount is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from poverty_analysis.inputs.csvs import read_csv_cells
from poverty_analysis.inputs.exports.model import ColumnRule, ExportMap
from poverty_analysis.inputs.grid import clean, column_letters, faults
from poverty_analysis.inputs.raw import RawRow, RawValue
from poverty_analysis.inputs.xlsx.preflight import sheet_problems
from poverty_analysis.inputs.xlsx.sheet_scan import Sheet
from poverty_analysis.inputs.xlsx.workbook import WorkbookCells, read_cells
from poverty_analysis.values.money import DONG_WORDS, SCALES, NotReadable, unit_factor
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.text import nearest

_SCALE = "|".join(SCALES)
_DONG = "|".join(DONG_WORDS)
# "triệu đồng", "1.000 đồng", "trđ", "tr. đồng", "tỷ"
_MONEY_UNIT = (
    rf"((?:1(?:[.,]?000){{1,3}}\s*)?(?:(?:{_SCALE}|tr\.?|ngh?\.?)\s*(?:{_DONG})|(?:{_DONG})|(?:{_SCALE}))(?!\w))"
)
# "Đơn vị" alone also begins the name of an office: there a unit of money must follow and nothing else.
_OFFICE = re.compile(rf"\(?\s*đơn vị\s*[:\-]?\s*{_MONEY_UNIT}\s*[.)]*")
_STATED = re.compile(rf"(?:đơn vị tính|đvt)\s*[:\-–]?\s*(?:{_MONEY_UNIT}|([^\s).]+(?: [^\s).]+)*))")
_IN_HEADER = re.compile(rf"\(\s*(?:đvt\s*:?\s*)?{_MONEY_UNIT}\s*\)")
_SHORT = ((re.compile(r"^tr\.?\s*(?=đ)"), "triệu "), (re.compile(r"^ngh?\.?\s*(?=đ)"), "nghìn "))
_TIMES = re.compile(r"1(?:[.,]?000){1,3}\s*")


@dataclass(frozen=True)
class Opened:
    """One sheet of an export: cleaned rows, and the position of each declared column."""

    file: str
    sheet: str
    rows: tuple[RawRow, ...]
    positions: dict[str, int]
    is_text: bool
    warnings: tuple[Problem, ...] = ()

    def place(self, row: int, position: int | None = None) -> Place:
        """Return where a cell stands; columns of an export are called by their letters."""
        return Place(self.file, self.sheet, row, "" if position is None else column_letters(position))


def open_export(path: Path, name: str, rules: ExportMap, problems: list[Problem]) -> Opened:
    """Open ``path`` and find the columns of ``rules``; append to ``problems`` what is wrong.

    Adds PA-107 and PA-130 texts that are refused, PA-132 merged cells, PA-136
    error values, PA-137 cells of another kind, PA-147 formulas without values
    in the data; PA-705 a declared column is not there, PA-706 an undeclared
    column is, PA-707 another header at the place, PA-710 another unit of money,
    PA-716 hidden rows or columns, PA-719 a header twice, PA-720 no such sheet,
    PA-726 no sheet named where not exactly one has data, PA-727 a CSV with other
    marks than commas.
    """
    if path.suffix == ".csv":
        sheet, rows, merges = "", read_csv_cells(path, name), []
        _refuse_other_marks(rows, name, rules.header_rows)
        warnings: tuple[Problem, ...] = ()
    else:
        cells = read_cells(path, name)
        found = _sheet(cells, name, rules.sheet)
        facts = dict(cells.facts.sheets)[found]
        sheet, rows, merges = found, cells.sheets[found], facts.merges
        warnings = _remarks(cells, found)
        problems += cells.odd[found]
        problems += sheet_problems(name, found, facts, rules.first_row)
        if not rules.hidden_read:
            problems += _hidden(name, found, facts, rules.first_row)
    cleaned = tuple(_cleaned(rows, name, sheet, problems))
    titles = _titles(cleaned, rules.header_rows, merges)
    opened = Opened(name, sheet, cleaned, {}, path.suffix == ".csv", warnings)
    for rule in rules.columns:
        _find(rule, titles, opened, rules, problems)
    problems += _undeclared(titles, opened, rules)
    problems += _other_units(cleaned, titles, opened, rules)
    return opened


def _refuse_other_marks(rows: Sequence[RawRow], name: str, header_rows: Sequence[int]) -> None:
    """PA-727 where the header is one cell with semicolons or tabs: every column would be told as missing."""
    heads = [(number, str(cells[0])) for number, cells in rows if number in header_rows and len(cells) == 1]
    for number, head in heads:
        for mark in (";", "\t"):
            if mark in head:
                shown = "Tab" if mark == "\t" else mark
                raise DataProblems([Problem("PA-727", Place(name, row=number), values={"mark": shown})])


def _sheet(cells: WorkbookCells, name: str, wanted: str) -> str:
    filled = [sheet for sheet, rows in cells.sheets.items() if any(c is not None for _, row in rows for c in row)]
    if wanted in filled:
        return wanted
    if not wanted and len(filled) == 1:
        return filled[0]
    known = ", ".join(filled) or "–"
    if not wanted:
        raise DataProblems([Problem("PA-726", Place(name), values={"known": known, "count": str(len(filled))})])
    values = {"known": known, "nearest": nearest(wanted, filled)}
    raise DataProblems([Problem("PA-720", Place(name), wanted, values)])


def _remarks(cells: WorkbookCells, sheet: str) -> tuple[Problem, ...]:
    """Remarks on the workbook and on the sheet that is read; the other sheets hold no data of ours."""
    return tuple(warning for warning in cells.facts.warnings if warning.place.sheet in ("", sheet))


def _hidden(name: str, sheet: str, facts: Sheet, first_row: int) -> Iterator[Problem]:
    rows = [row for row in facts.hidden_rows if first_row <= row <= facts.rows]
    if rows:
        yield Problem("PA-716", Place(name, sheet, rows[0]), values={"what": _listed(map(str, rows))})
    spans = [(first, min(last, facts.columns)) for first, last in facts.hidden_columns]
    columns = [column_letters(at - 1) for first, last in spans for at in range(first, last + 1)]
    if columns:
        yield Problem("PA-716", Place(name, sheet, column=columns[0]), values={"what": _listed(columns)})


def _listed(names: Iterator[str] | Sequence[str]) -> str:
    shown = list(names)
    return ", ".join(shown[:10]) + (", ..." if len(shown) > 10 else "")


def _cleaned(rows: Sequence[RawRow], name: str, sheet: str, problems: list[Problem]) -> Iterator[RawRow]:
    for number, cells in rows:
        kept = tuple(clean(cell) if isinstance(cell, str) else cell for cell in cells)
        for at, cell in enumerate(kept):
            for code, values in faults(cell) if isinstance(cell, str) else ():
                problems.append(Problem(code, Place(name, sheet, number, column_letters(at)), values=values))
        yield number, kept


def _titles(
    rows: Sequence[RawRow], header_rows: Sequence[int], merges: Sequence[tuple[int, int, int, int]]
) -> list[str]:
    """The header of each column: its words in the header rows, a merged cell's for all its columns."""
    wide = {row: dict(enumerate(cells)) for row, cells in rows if row in header_rows}
    for top, left, _, right in merges:
        if top in wide and (word := wide[top].get(left - 1)) is not None:
            wide[top] |= dict.fromkeys(range(left - 1, right), word)
    width = max((at + 1 for cells in wide.values() for at, cell in cells.items() if cell is not None), default=0)
    return [_joined([cells.get(at) for cells in wide.values()]) for at in range(width)]


def _joined(cells: Sequence[RawValue]) -> str:
    words = [" ".join(str(cell).split()) for cell in cells if cell is not None]
    return " / ".join(dict.fromkeys(words))


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _any_in(words: str, title: str) -> bool:
    return any(word.casefold() in title.casefold() for word in words.split("|"))


def _find(rule: ColumnRule, titles: list[str], opened: Opened, rules: ExportMap, problems: list[Problem]) -> None:
    row = rules.header_rows[-1] if rules.header_rows else 1
    if rule.at is None:
        fitting = [at for at, title in enumerate(titles) if _same(title, rule.header)]
        fitting = fitting or [at for at, title in enumerate(titles) if _same(title.rsplit(" / ")[-1], rule.header)]
        if len(fitting) != 1:
            code = "PA-719" if fitting else "PA-705"
            values = {"name": rule.name, "nearest": nearest(rule.header, [t for t in titles if t])}
            problems.append(Problem(code, opened.place(row), rule.header, values))
            return
        at = fitting[0]
    else:
        at = rule.at
    title = titles[at] if at < len(titles) else ""
    wanted = [words for words in rule.contains if not _any_in(words, title)]
    if rule.at is not None and rule.header and not _same(title, rule.header):
        wanted.append(rule.header)
    if wanted:
        values = {"name": rule.name, "wanted": ", ".join(wanted)}
        problems.append(Problem("PA-707", opened.place(row, at), title, values))
    if rule.holds != "nothing":
        opened.positions[rule.name] = at


def _undeclared(titles: list[str], opened: Opened, rules: ExportMap) -> Iterator[Problem]:
    row = rules.header_rows[-1] if rules.header_rows else 1
    known = {rule.at for rule in rules.columns} | set(opened.positions.values())
    known |= {
        at for at, title in enumerate(titles) for rule in rules.columns if rule.header and _same(title, rule.header)
    }
    width = max((len(cells) for number, cells in opened.rows if number >= rules.first_row), default=0)
    declared = [rule.header or " ".join(rule.contains) or rule.name for rule in rules.columns]
    for at in range(max(width, len(titles))):
        title = titles[at] if at < len(titles) else ""
        filled = any(at < len(c) and c[at] is not None for n, c in opened.rows if n >= rules.first_row)
        if at not in known and (title or filled):
            yield Problem(
                "PA-706", opened.place(row, at), title, {"nearest": nearest(title, declared) if title else ""}
            )


def _other_units(rows: Sequence[RawRow], titles: list[str], opened: Opened, rules: ExportMap) -> Iterator[Problem]:
    """PA-710 where the head of the form or a header names another unit of money than the map, or one not known."""
    declared = unit_factor(rules.unit_of_money)
    found: list[tuple[Place, str]] = []
    for number, cells in rows:
        if number >= rules.first_row:
            break
        for at, cell in enumerate(cells):
            unit = _stated_unit(cell.lower()) if isinstance(cell, str) else ""
            # The header of a column named "Đơn vị tính" states nothing.
            if unit and not (number in rules.header_rows and _factor(unit) is None):
                found.append((opened.place(number, at), unit))
    row = rules.header_rows[-1] if rules.header_rows else 1
    found += [
        (opened.place(row, at), m[1]) for at, title in enumerate(titles) if (m := _IN_HEADER.search(title.lower()))
    ]
    for place, unit in found:
        if _factor(unit) != declared:
            yield Problem("PA-710", place, unit, {"unit": rules.unit_of_money})


def _stated_unit(words: str) -> str:
    """The unit of money a cell of the head names; whatever follows "Đơn vị tính" where that is none."""
    office = _OFFICE.fullmatch(words)
    if office:
        return office[1]
    stated = _STATED.search(words)
    return (stated[1] or stated[2]) if stated else ""


def _factor(unit: str) -> int | None:
    """How many đồng a unit as printed is: "1.000 đồng" and "ngđ" are 1000; None for what is no unit of money."""
    times = _TIMES.match(unit)
    words = unit[times.end() :] if times else unit
    for short, long in _SHORT:
        words = short.sub(long, words)
    try:
        return unit_factor(words) * (int(re.sub("[^0-9]", "", times[0])) if times else 1)
    except NotReadable:
        return None
