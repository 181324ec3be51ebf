"""Read the cells of an export's rows: amounts into whole đồng, codes, dates, and what a row is."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from poverty_analysis.inputs.exports.model import ColumnRule, ExportMap
from poverty_analysis.inputs.exports.opening import Opened
from poverty_analysis.inputs.raw import RawValue
from poverty_analysis.values.days import YEAR_SPAN, is_plausible_day
from poverty_analysis.values.money import Convention, NotReadable, read_money, vnd_from_cell
from poverty_analysis.values.problems import Problem

# One mark between day, month and year; what follows is the time at which a voucher was entered.
_DMY = re.compile(r"([0-9]{1,2})([/.\-])([0-9]{1,2})\2([0-9]{4})(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?", re.ASCII)
_WORDS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class ExportRow:
    """One row of an export: its texts (codes and dates too) and its amounts in đồng by column name.

    An empty cell has no amount, which is not the same as 0.
    """

    row: int
    texts: Mapping[str, str]
    amounts: Mapping[str, int]


@dataclass
class ReadCounts:
    """What was done besides reading; every number is shown."""

    rows: int = 0
    subtotals: int = 0
    headings: int = 0
    blank: int = 0
    below: int = 0
    zeros: int = 0
    padded: int = 0
    adjusted: int = 0


class _UnreadableCell(Exception):
    """Internal: a cell that cannot be read, as code and fillings of its message."""

    def __init__(self, code: str, seen: str = "", values: Mapping[str, str] | None = None) -> None:
        self.code, self.seen, self.values = code, seen, values or {}
        super().__init__(code)


def read_lines(opened: Opened, rules: ExportMap, counted: ReadCounts, problems: list[Problem]) -> list[ExportRow]:
    """Read every row from the first data row on that holds anything; blank ones are counted.

    Adds PA-205 a code stored as a number, PA-207 no date, PA-220 one of an
    implausible year, PA-708 an amount stored as text, PA-709 an amount that cannot be read, PA-710 an amount with
    a unit of its own, PA-711 an undeclared negative amount, PA-715 amounts
    between the header and the first data row.
    """
    lines: list[ExportRow] = []
    below_header = max(rules.header_rows, default=0)
    for number, cells in opened.rows:
        if number < rules.first_row:
            if number > below_header and _has_amounts(cells, opened, rules):
                problems.append(Problem("PA-715", opened.place(number), values={"first": str(rules.first_row)}))
        elif all(cell is None for cell in cells):
            counted.blank += 1
        else:
            lines.append(_line(number, cells, opened, rules, counted, problems))
    return lines


def _has_amounts(cells: tuple[RawValue, ...], opened: Opened, rules: ExportMap) -> bool:
    """Whether a row holds amounts; the row that numbers the columns (1, 2, 3 ...) holds none."""
    at = [opened.positions[name] for name in rules.amount_columns() if name in opened.positions]
    numbers = [cells[i] for i in at if i < len(cells) and isinstance(cells[i], int | float)]
    return any(abs(number) > len(cells) for number in numbers if isinstance(number, int | float))


def _line(
    number: int,
    cells: tuple[RawValue, ...],
    opened: Opened,
    rules: ExportMap,
    counted: ReadCounts,
    problems: list[Problem],
) -> ExportRow:
    texts: dict[str, str] = {}
    amounts: dict[str, int] = {}
    for rule in rules.columns:
        at = opened.positions.get(rule.name)
        cell = cells[at] if at is not None and at < len(cells) else None
        if cell is None:
            continue
        try:
            if rule.holds == "amount":
                amounts[rule.name] = _amount(cell, rule, opened, rules, counted)
            elif isinstance(cell, str) and _names_subtotal(cell, rule.name, rules):
                # "Cộng" may stand in any column, one of dates too.
                texts[rule.name] = cell
            else:
                texts[rule.name] = _text(cell, rule, counted)
        except _UnreadableCell as bad:
            problems.append(Problem(bad.code, opened.place(number, at), bad.seen, bad.values))
    return ExportRow(number, texts, amounts)


def _names_subtotal(word: str, column: str, rules: ExportMap) -> bool:
    return any(rule.column == column and rule.names(word) for rule in rules.subtotals)


def _amount(cell: RawValue, rule: ColumnRule, opened: Opened, rules: ExportMap, counted: ReadCounts) -> int:
    try:
        if isinstance(cell, str):
            amount = _from_text(cell, rules.unit_of_money, rules.number, allowed=opened.is_text or rules.text_amounts)
        elif isinstance(cell, int | float):
            amount, changed = vnd_from_cell(cell, rules.unit_of_money)
            counted.adjusted += changed
        else:
            raise NotReadable("not_a_number")
    except NotReadable as error:
        raise _UnreadableCell("PA-709", str(cell)[:40], {"reason": error.reason, "unit": rules.unit_of_money}) from None
    if amount < 0 and not rule.negative:
        raise _UnreadableCell("PA-711", str(cell)[:40], {"name": rule.name})
    return amount


def _from_text(text: str, unit: str, convention: Convention, *, allowed: bool) -> int:
    if _WORDS.search(text):
        try:
            read_money(text, convention)
        except NotReadable:
            raise NotReadable("not_a_number") from None
        raise _UnreadableCell("PA-710", text[:40], {"unit": unit})
    if not allowed:
        raise _UnreadableCell("PA-708", text[:40])
    return read_money(text, convention, unit)


def _text(cell: RawValue, rule: ColumnRule, counted: ReadCounts) -> str:
    if rule.holds in ("date", "date_dmy"):
        return _date(cell, rule).isoformat()
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) and not isinstance(cell, bool):
        if rule.holds == "text":
            return str(cell)
        if rule.digits is not None and 0 <= cell < 10**rule.digits:
            counted.padded += 1
            return str(cell).zfill(rule.digits)
    raise _UnreadableCell("PA-205" if rule.holds == "code" else "PA-206", str(cell)[:40], _kinds(rule, cell))


def _kinds(rule: ColumnRule, cell: RawValue) -> dict[str, str]:
    return {"column": rule.name, "type": type(cell).__name__}


def _date(cell: RawValue, rule: ColumnRule) -> dt.date:
    by_day = rule.holds == "date_dmy"
    day: dt.date | None = None
    if isinstance(cell, dt.datetime):
        day = cell.date() if by_day or cell.time() == dt.time() else None
    elif isinstance(cell, dt.date):
        day = cell
    elif isinstance(cell, str):
        day = _day_of(cell, by_day=by_day)
    if day is None:
        raise _UnreadableCell("PA-207", str(cell)[:40], {"form": "31/12/2023" if by_day else "2023-12-31"})
    if not is_plausible_day(day):
        raise _UnreadableCell("PA-220", str(cell)[:40], YEAR_SPAN)
    return day


def _day_of(text: str, *, by_day: bool) -> dt.date | None:
    found = _DMY.fullmatch(text) if by_day else None
    try:
        return dt.date(int(found[4]), int(found[3]), int(found[1])) if found else dt.date.fromisoformat(text)
    except ValueError:
        return None
