"""Turn raw cells into typed values, by the contract, telling every problem at once."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from poverty_analysis.inputs.contract import ColumnSpec, TableSpec
from poverty_analysis.inputs.everyday_values import everyday_value, is_ambiguous
from poverty_analysis.inputs.extra_rows import without_extra_rows
from poverty_analysis.inputs.headings import Header, read_header
from poverty_analysis.inputs.labels import Heading
from poverty_analysis.inputs.persons_in_text import parted, persons_in_table
from poverty_analysis.inputs.raw import RawTable, RawValue
from poverty_analysis.inputs.readings import CellReading, told_readings
from poverty_analysis.values.days import PLAUSIBLE_YEARS, YEAR_SPAN, is_plausible_day
from poverty_analysis.values.money import (
    LARGEST_CELL,
    NotReadable,
    Percent,
    read_amount,
    read_number,
    read_vnd,
    unit_factor,
    vnd_from_cell,
)
from poverty_analysis.values.origin import Origin
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.text import has_control, nearest, nfc

CellValue = str | int | Decimal | dt.date | None
TypedCells = Mapping[str, CellValue]
Domains = Mapping[str, Collection[str]]
Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


@dataclass(frozen=True)
class CheckedTable(Generic[Row_co]):
    """The rows that could be read, the problems of the rest, counted adjustments, and warnings of a workbook."""

    records: tuple[Row_co, ...] = ()
    problems: tuple[Problem, ...] = ()
    adjusted_amounts: int = 0
    warnings: tuple[Problem, ...] = ()


class _BadCell(Exception):
    """Internal: a cell that cannot be read, as code and fillings of its message."""

    def __init__(self, code: str, values: Mapping[str, str] | None = None) -> None:
        self.code = code
        self.values = values or {}
        super().__init__(code)


def check_table(
    raw: RawTable, spec: TableSpec, domains: Domains, make: Callable[[TypedCells, Origin], Row]
) -> CheckedTable[Row]:
    """Check ``raw`` against ``spec``.

    Parameters
    ----------
    raw : RawTable
        TypedCells as they stand in the file.
    spec : TableSpec
        The contract of the table.
    domains : mapping of name to allowed codes
        For ``enum`` columns by domain, for ``lookup`` columns by lookup name.
        A lookup that is not given is not checked.
    make : callable
        Makes a row of its typed cells, one for every column of ``spec``.

    Returns
    -------
    CheckedTable
        A row with any problem is left out of ``records``; nothing is filled in.
        Texts that seem to hold a person are told (PA-218; PA-219 is a warning).
    """
    header = read_header(raw, spec)
    raw = without_extra_rows(raw, tuple(index for index, column in header.positions if column.required))
    problems = list(header.problems)
    left_out = {column.name: _empty_value(column) for column in spec.columns}
    good: list[tuple[int, TypedCells]] = []
    readings: list[CellReading] = []
    adjusted = 0
    for number, cells in raw.rows:
        if all(_is_empty(cell) for cell in cells):
            problems.append(Problem("PA-215", Place(raw.file, raw.sheet, number)))
            continue
        values, bad, changed = _check_row(raw, number, cells, header, domains, readings)
        problems += bad
        adjusted += changed
        if not bad and not header.problems:
            good.append((number, left_out | values))
    problems += _check_unique(raw, header, good)
    numbers, names = parted(persons_in_table(raw, spec))
    records = tuple(make(values, Origin(raw.file, number, raw.sheet)) for number, values in good)
    notes = (*raw.notes, *header.notes, *told_readings(readings))
    return CheckedTable(records, (*problems, *numbers), adjusted, (*names, *notes))


def _check_row(
    raw: RawTable,
    number: int,
    cells: tuple[RawValue, ...],
    header: Header,
    domains: Domains,
    readings: list[CellReading],
) -> tuple[dict[str, CellValue], list[Problem], int]:
    values: dict[str, CellValue] = {}
    problems: list[Problem] = []
    adjusted = 0
    for index, column in header.positions:
        cell = cells[index] if index < len(cells) else None
        heading = header.headings[column.name]
        try:
            values[column.name], changed = _read_cell(cell, column, heading, domains)
            adjusted += changed
        except _BadCell as bad:
            place = header.place(raw, number, column.name)
            meant = everyday_value(cell, column, heading, domains.get(column.domain or column.lookup, ()))
            try:
                if meant is None:
                    raise bad
                values[column.name], _ = _read_cell(meant, column, heading, domains)
                readings.append(CellReading(place, column, str(cell), str(meant)))
            except _BadCell as error:
                # A count is never quoted: a shifted column may hold a person's data.
                seen = "" if column.personal or cell is None or column.type == "integer" else str(cell)[:80]
                problems.append(Problem(error.code, place, seen=seen, values=error.values))
    return values, problems, adjusted


def _empty_value(column: ColumnSpec) -> CellValue:
    """What an empty cell reads as; so does a column that may be empty and was left out."""
    return None if column.type in ("integer", "vnd", "decimal", "date", "line") else ""


def _is_empty(cell: RawValue) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _read_cell(cell: RawValue, column: ColumnSpec, heading: Heading, domains: Domains) -> tuple[CellValue, bool]:
    if _is_empty(cell):
        if column.required:
            raise _BadCell("PA-209")
        return _empty_value(column), False
    if column.type == "vnd":
        return _read_amount(cell, heading)
    return _READERS[column.type](cell, column, domains), False


def _read_amount(cell: RawValue, heading: Heading) -> tuple[int, bool]:
    unit = heading.unit
    try:
        if isinstance(cell, (int, float)) and not isinstance(cell, bool):
            return vnd_from_cell(cell, unit=unit)
        if unit == "đồng":
            return _plausible(read_vnd(_text(cell))), False
        text = _text(cell)
        if heading.label and is_ambiguous(text):
            raise NotReadable("separator")
        scaled = Fraction(read_amount(text, "dot")) * unit_factor(unit)
    except NotReadable as error:
        raise _BadCell("PA-203", {"reason": error.reason}) from None
    if scaled.denominator != 1:
        raise _BadCell("PA-203", {"reason": "not_whole_dong"})
    return _plausible(scaled.numerator), False


def _plausible(amount: int) -> int:
    """An amount that a spreadsheet could hold too: no programme comes near it, a slip of the unit does."""
    if abs(amount) > LARGEST_CELL:
        raise _BadCell("PA-203", {"reason": "implausible"})
    return amount


def _text(cell: RawValue) -> str:
    if not isinstance(cell, str):
        raise _BadCell("PA-206", {"type": type(cell).__name__})
    text = nfc(cell).strip()
    if has_control(text):
        raise _BadCell("PA-214")
    return text


def _read_text(cell: RawValue, column: ColumnSpec, domains: Domains) -> str:
    return _text(cell)


def _read_code(cell: RawValue, column: ColumnSpec, domains: Domains) -> str:
    if not isinstance(cell, str):
        raise _BadCell("PA-205")
    text = _text(cell)
    if column.pattern and not re.fullmatch(column.pattern, text, re.ASCII):
        raise _BadCell("PA-211", {"pattern": column.form})
    if column.year and any(int(year) not in PLAUSIBLE_YEARS for year in re.findall(r"\d{4}", text, re.ASCII)):
        raise _BadCell("PA-220", YEAR_SPAN)
    allowed = domains.get(column.lookup)
    if allowed is not None and text not in allowed:
        raise _BadCell("PA-210", {"nearest": nearest(text, sorted(allowed)), "lookup": column.lookup})
    return text


def _read_enum(cell: RawValue, column: ColumnSpec, domains: Domains) -> str:
    text = _text(cell)
    allowed = domains[column.domain]
    if text not in allowed:
        raise _BadCell("PA-208", {"nearest": nearest(text, sorted(allowed)), "allowed": ", ".join(sorted(allowed))})
    return text


def _read_integer(cell: RawValue, column: ColumnSpec, domains: Domains) -> int:
    if isinstance(cell, bool | Percent):
        raise _BadCell("PA-204")
    if isinstance(cell, int) or (isinstance(cell, float) and cell.is_integer()):
        return int(cell)
    if isinstance(cell, str) and re.fullmatch(r"-?\d{1,15}", cell.strip(), re.ASCII):
        return int(cell)
    raise _BadCell("PA-204")


def _read_line(cell: RawValue, column: ColumnSpec, domains: Domains) -> int:
    try:
        line = _read_integer(cell, column, domains)
    except _BadCell:
        raise _BadCell("PA-216") from None
    if line < 1:
        raise _BadCell("PA-216")
    return line


def _read_decimal(cell: RawValue, column: ColumnSpec, domains: Domains) -> Decimal:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if not math.isfinite(cell):
            raise _BadCell("PA-213", {"reason": "not_a_number"})
        return Decimal(repr(cell))
    try:
        return read_number(_text(cell), "dot")
    except NotReadable as error:
        raise _BadCell("PA-213", {"reason": error.reason}) from None


def _read_date(cell: RawValue, column: ColumnSpec, domains: Domains) -> dt.date:
    day = _day_of(cell)
    if day is None:
        raise _BadCell("PA-207", {"form": "2023-12-31"})
    if not is_plausible_day(day):
        raise _BadCell("PA-220", YEAR_SPAN)
    return day


def _day_of(cell: RawValue) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        if cell.time() == dt.time():
            return cell.date()
    elif isinstance(cell, dt.date):
        return cell
    if isinstance(cell, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell.strip(), re.ASCII):
        try:
            return dt.date.fromisoformat(cell.strip())
        except ValueError:
            pass
    return None


_Reader = Callable[[RawValue, ColumnSpec, Domains], CellValue]
_READERS: Mapping[str, _Reader] = {
    "text": _read_text,
    "code": _read_code,
    "enum": _read_enum,
    "integer": _read_integer,
    "line": _read_line,
    "decimal": _read_decimal,
    "date": _read_date,
}


def _check_unique(raw: RawTable, header: Header, rows: list[tuple[int, TypedCells]]) -> Iterator[Problem]:
    for _, column in header.positions:
        first: dict[CellValue, int] = {}
        for number, cells in rows if column.unique else ():
            value = cells[column.name]
            if value in first:
                place = header.place(raw, number, column.name)
                yield Problem("PA-212", place, seen=str(value), values={"first": str(first[value])})
            first.setdefault(value, number)
