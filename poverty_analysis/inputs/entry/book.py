"""The entry workbook, made from the contract: a cover, one table a sheet, drop-down lists, help at every cell."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poverty_analysis.inputs.contract import ColumnSpec, TableSpec, read_contract
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.entry.content import PlanContent, content_of
from poverty_analysis.inputs.entry.lists import Lists, choices, lists_for, word_of, write_lists
from poverty_analysis.inputs.extra_rows import example_row
from poverty_analysis.inputs.grid import column_letters
from poverty_analysis.inputs.plan.attachments import COLUMNS, Attachment, rows_of
from poverty_analysis.inputs.plan.narrative import CHAPTERS
from poverty_analysis.inputs.writing import as_text
from poverty_analysis.law import Law, read_law
from poverty_analysis.values.money import LARGEST_CELL
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# Excel reads _x0041_ inside a text as the letter A; an escaped underscore keeps the text as it is.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WIDTHS = {"vnd": 22, "text": 40, "enum": 26, "code": 18, "date": 14, "decimal": 14, "integer": 12, "line": 10}
_FORMATS = {"vnd": "#,##0", "integer": "#,##0", "date": "dd/mm/yyyy", "line": "0", "decimal": "General"}
_HEAD, _SAMPLE = "FFDCE6F1", "FFF2F2F2"
# Excel's limits of an input message, and the last row that lists and formats reach.
_TITLE, _PROMPT, _LAST_ROW = 32, 255, 2000
_BLANK_ROWS = 20
FORM_VERSION = "1"


def write_workbook(dataset: Dataset, attached: Iterable[Attachment], path: Path) -> None:
    """Write a plan that was read into the new entry workbook ``path``."""
    write_entry_book(content_of(dataset, tuple(attached)), read_law(), path)


def write_entry_book(content: PlanContent, law: Law, path: Path) -> None:
    """Write ``content`` into the new entry workbook ``path``."""
    from openpyxl import Workbook

    book = Workbook()
    programme = str(content.keys.get("programme") or "")
    lists = lists_for(law, programme if any(one.id == programme for one in law.programmes) else "")
    used = {**lists, **{name: _domain_words(name) for name in _domains()}}
    ranges = write_lists(book, {name: words for name, words in used.items() if words})
    _cover(book.worksheets[0], content)
    _plan_sheet(book.create_sheet(_sheet_name(read_contract().tables["plan"])), content.keys, ranges)
    for spec, rows in content.tables():
        _table_sheet(book.create_sheet(_sheet_name(spec)), spec, rows, ranges, lists)
    _narrative_sheet(book.create_sheet(say("vi", "entry.sheet.narrative")), content.narrative, ranges)
    if files := list(rows_of(content.attached)):
        _bare_sheet(book.create_sheet(say("vi", "entry.sheet.source")), COLUMNS, files)
    # The lists come last: whoever unhides them finds the tables first.
    book.move_sheet(book.worksheets[1], len(book.worksheets))
    book.save(path)


def _domains() -> tuple[str, ...]:
    contract = read_contract()
    columns = (c for place in ("info", "plan") for spec in contract.belonging(place) for c in spec.columns)
    return tuple(dict.fromkeys(column.domain for column in columns if column.domain))


def _domain_words(name: str) -> tuple[str, ...]:
    return tuple(words["vi"] or code for code, words in read_contract().domains[name].items())


def _sheet_name(spec: TableSpec) -> str:
    return (spec.sheet or spec.title)["vi"]


def _cover(sheet: Worksheet, content: PlanContent) -> None:
    sheet.title = say("vi", "entry.sheet.cover")
    sheet.column_dimensions["A"].width = 110
    values = {key: str(content.keys.get(key) or "…") for key in ("unit", "issuer_name")}
    values |= {"years": as_text(content.keys.get("period.years")) or "…", "version": FORM_VERSION}
    for row, line in enumerate(say("vi", "entry.cover", values).splitlines(), start=1):
        _put(sheet, row, 1, line)
        sheet.cell(row, 1).alignment = _wrapped()
    sheet["A1"].font = _bold(16)


def _plan_sheet(sheet: Worksheet, keys: Mapping[str, object], ranges: Mapping[str, str]) -> None:
    _head(sheet, [say("vi", f"entry.{name}") for name in ("key", "value", "help")], (34, 60, 80))
    spec = read_contract().tables["plan"]
    for row, column in enumerate(spec.columns, start=2):
        _put(sheet, row, 1, _title(column))
        value = word_of(column, keys.get(column.name))
        _put(sheet, row, 2, value, column)
        _put(sheet, row, 3, _help(column))
        for cell in (sheet.cell(row, 2), sheet.cell(row, 3)):
            cell.alignment = _wrapped()
        sheet.cell(row, 2).border = _box()
        _advise(sheet, column, f"B{row}", ranges)


def _table_sheet(
    sheet: Worksheet,
    spec: TableSpec,
    rows: Iterable[Sequence[object]],
    ranges: Mapping[str, str],
    lists: Lists,
) -> None:
    _head(sheet, [_title(column) for column in spec.columns], [_width(column, lists) for column in spec.columns])
    for index, text in enumerate(example_row(spec.columns, say("vi", "entry.example")), start=1):
        _put(sheet, 2, index, text)
        sheet.cell(2, index).font, sheet.cell(2, index).fill = _italic(), _fill(_SAMPLE)
    number = 2
    for number, row in enumerate(rows, start=3):
        for index, (column, value) in enumerate(zip(spec.columns, row, strict=True), start=1):
            _put(sheet, number, index, word_of(column, value), column)
    for index, column in enumerate(spec.columns, start=1):
        letters = column_letters(index - 1)
        _advise(sheet, column, f"{letters}3:{letters}{max(_LAST_ROW, number + 500)}", ranges)
        # A new row is typed into text cells where codes stand, so that no zero is lost.
        sheet.column_dimensions[letters].number_format = _FORMATS.get(column.type, "@")
        for below in range(number + 1, number + 1 + _BLANK_ROWS):
            sheet.cell(below, index).number_format = _FORMATS.get(column.type, "@")


def _narrative_sheet(sheet: Worksheet, narrative: Mapping[str, tuple[str, ...]], ranges: Mapping[str, str]) -> None:
    _head(sheet, [say("vi", "entry.section"), say("vi", "entry.text")], (26, 120))
    told = [(section, text) for section, texts in narrative.items() for text in texts]
    for row, pair in enumerate(told, start=2):
        for index, value in enumerate(pair, start=1):
            _put(sheet, row, index, value)
            sheet.cell(row, index).alignment = _wrapped()
    words = ", ".join(CHAPTERS)
    _validation(sheet, "list", f'"{words}"', f"A2:A{_LAST_ROW}", ("", say("vi", "entry.narrative_help")), strict=False)


def _bare_sheet(sheet: Worksheet, header: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    for number, row in enumerate((header, *rows), start=1):
        for column, value in enumerate(row, start=1):
            _put(sheet, number, column, value)


def _title(column: ColumnSpec) -> str:
    unit = f" ({column.unit})" if column.unit else ""
    return f"{column.title['vi']}{unit}{' *' if column.required else ''}"


def _help(column: ColumnSpec) -> str:
    form = say("vi", "entry.form", {"form": column.form}) if column.form else ""
    return " ".join(part for part in (f"{column.meaning['vi']}.", form) if part)


def _width(column: ColumnSpec, lists: Lists) -> int:
    return 46 if len(choices(column, lists)) and column.lookup else _WIDTHS[column.type]


def _head(sheet: Worksheet, titles: Sequence[str], widths: Sequence[int]) -> None:
    for index, (title, width) in enumerate(zip(titles, widths, strict=True), start=1):
        _put(sheet, 1, index, title)
        cell = sheet.cell(1, index)
        cell.font, cell.fill, cell.alignment, cell.border = _bold(11), _fill(_HEAD), _wrapped(), _box()
        sheet.column_dimensions[column_letters(index - 1)].width = width
    sheet.row_dimensions[1].height = 36
    sheet.freeze_panes = "A2"


def _advise(sheet: Worksheet, column: ColumnSpec, cells: str, ranges: Mapping[str, str]) -> None:
    """The list and the input message of a column; only words of the contract are held to."""
    told = (column.title["vi"], _help(column))
    found = ranges.get(column.domain or column.lookup)
    if found:
        _validation(sheet, "list", found, cells, told, strict=bool(column.domain))
    elif column.type in ("integer", "line"):
        _validation(sheet, "whole", "0", cells, told, strict=False)
    else:
        _validation(sheet, None, "", cells, told, strict=False)


def _validation(sheet: Worksheet, kind: Any, formula: str, cells: str, told: tuple[str, str], *, strict: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    rule = DataValidation(type=kind, formula1=formula or None, allow_blank=True, showInputMessage=True)
    if kind == "whole":
        rule.operator = "greaterThanOrEqual"
    rule.promptTitle, rule.prompt = told[0][:_TITLE] or None, told[1][:_PROMPT]
    rule.showErrorMessage = strict
    rule.errorTitle, rule.error = told[0][:_TITLE] or None, say("vi", "entry.choose")
    rule.add(cells)
    sheet.add_data_validation(rule)


def _put(sheet: Worksheet, row: int, column: int, value: object, spec: ColumnSpec | None = None) -> None:
    cell: Any = sheet.cell(row, column)
    for typed, number_format in _numeric(value, spec):
        cell.value, cell.number_format = typed, number_format
        return
    if text := as_text(value):
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", text)
        cell.data_type = "s"
    cell.number_format = _FORMATS.get(spec.type, "@") if spec and not text else "@"


def _numeric(value: object, spec: ColumnSpec | None) -> Iterator[tuple[object, str]]:
    """The value as a number or a day of the spreadsheet, where it keeps it exactly."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_CELL:
        if spec is None or spec.type != "code":
            yield value, _FORMATS.get(spec.type, "General") if spec else "General"
    elif isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        yield float(value), "General"
    elif isinstance(value, dt.date):
        yield value, _FORMATS["date"]


def _bold(size: int) -> Any:
    from openpyxl.styles import Font

    return Font(bold=True, size=size)


def _italic() -> Any:
    from openpyxl.styles import Font

    return Font(italic=True, color="FF7F7F7F")


def _fill(color: str) -> Any:
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=color)


def _wrapped() -> Any:
    from openpyxl.styles import Alignment

    return Alignment(wrap_text=True, vertical="top")


def _box() -> Any:
    from openpyxl.styles import Border, Side

    line = Side(style="thin", color="FF95B3D7")
    return Border(left=line, right=line, top=line, bottom=line)
