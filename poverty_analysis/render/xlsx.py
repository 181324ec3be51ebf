"""The tables of a document as an XLSX workbook: real numbers, no formulas.

The first sheet lists the tables.  Each table has a sheet of its own.  Text is
always stored as text, so that nothing in the data can become a formula.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from functools import cache
from io import BytesIO
from math import ceil

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from poverty_analysis.blocks import Align, Json, RowKind
from poverty_analysis.render.document import Document, Prepared, prepare
from poverty_analysis.render.packing import packed, parts_of

FACE = "Times New Roman"
A4 = 9
LONGEST_NAME = 31
LONGEST_TEXT = 32_767
LARGEST_EXACT = 2**53
WIDEST = 48
# Characters that an upright A4 page holds at a readable size.
UPRIGHT = 110
LINE_POINTS = 15
# Excel refuses taller rows.
TALLEST = 409
# A letter of Times is a little narrower than the digit Excel measures columns by.
WIDE_LETTER = 0.95
# Vietnamese words have four letters on the average; a column narrower than this breaks them.
NARROWEST = 8
INK = "8A1F17"
_CONTENTS_WIDTHS = (LONGEST_NAME, WIDEST, 24, 60)
_FORBIDDEN_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
# Excel reads _x0041_ inside a text as the letter A; an escaped underscore keeps the text as it is.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def render_xlsx(doc: Document) -> bytes:
    """Return the document's tables as XLSX; the same document gives the same bytes.

    Amounts are whole đồng, shares 0 to 1 with a percent format.  A text that
    is no figure stays text.  Charts are left out: their tables are here.

    Raises
    ------
    ValueError
        If a text is longer than a cell can hold.
    """
    data = prepare(doc)
    book = Workbook()
    contents = book.worksheets[0]
    contents.title = sheet_name(doc.labels["xlsx_contents"], set())
    blocks = (block for section in data.sections for block in section["blocks"])
    tables = [_with_levels(block, doc) for block in blocks if block["type"] == "table"]
    taken = {contents.title.casefold()}
    sheets = [book.create_sheet(sheet_name(table["title"] or table["anchor"], taken)) for table in tables]
    for sheet, table in zip(sheets, tables, strict=True):
        _fill_table(sheet, table, doc)
    _fill_contents(contents, doc, data, list(zip(sheets, tables, strict=True)))
    book.properties.creator, book.properties.title = "", data.title
    book.properties.created = datetime(doc.year, 1, 1)
    return _same_bytes(book, doc.year)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """Return a name Excel accepts, unique in ``taken`` (case-folded), which it joins."""
    plain = " ".join(_FORBIDDEN_IN_NAMES.sub(" ", wanted).split()).strip("'") or "-"
    name, number = _whole_words(plain, LONGEST_NAME), 1
    while name.casefold() in taken:
        number += 1
        tail = f" ({number})"
        name = _whole_words(plain, LONGEST_NAME - len(tail)) + tail
    taken.add(name.casefold())
    return name


def _whole_words(text: str, longest: int) -> str:
    """The first words of a text that fit; a word that is longer alone is cut."""
    if len(text) <= longest:
        return text
    kept = text[: longest + 1].rpartition(" ")[0] or text[:longest]
    return kept.strip(" ',;")


def _with_levels(table: Json, doc: Document) -> Json:
    """A table with parts and wholes in its last column says which rows are which, so that a sum takes one kind."""
    kinds = {row["kind"] for row in table["rows"]}
    if kinds.isdisjoint(("subtotal", "total")):
        return table
    level: Json = {"title": doc.labels["xlsx_level"], "align": "left", "width": 1.0}
    words = {kind: doc.labels[f"xlsx_{kind}"] for kind in ("body", "subtotal", "total")}
    rows = [row | {"cells": [*row["cells"], {"text": words.get(row["kind"], "")}]} for row in table["rows"]]
    return table | {"columns": [*table["columns"], level], "rows": rows, "levels": True}


def _fill_contents(sheet: Worksheet, doc: Document, data: Prepared, made: list[tuple[Worksheet, Json]]) -> None:
    row = _banner(sheet, doc)
    _put(sheet, row, 1, data.title, bold=True, size=14)
    _put(sheet, row + 1, 1, data.running)
    row += 3
    for column, key in enumerate(("xlsx_sheet", "xlsx_table", "xlsx_unit", "xlsx_note"), start=1):
        _head(_put(sheet, row, column, doc.labels[key], bold=True))
    header = row
    for target, table in made:
        row += 1
        texts = (target.title, table["title"], _unit_line(table, doc), " ".join(table["notes"]))
        for column, text in enumerate(texts, start=1):
            _put(sheet, row, column, text).alignment = _alignment("left", wrap=True)
        _set_height(sheet, row, texts, _CONTENTS_WIDTHS)
        _link(_cell(sheet, row, 1), target)
    if data.replaced:
        _put(sheet, row + 2, 1, doc.labels["xlsx_replaced"].replace("{count}", str(data.replaced)))
    _set_page(sheet, doc, header, _CONTENTS_WIDTHS)


def _fill_table(sheet: Worksheet, table: Json, doc: Document) -> None:
    top = _banner(sheet, doc)
    _put(sheet, top, 1, table["title"], bold=True, size=13)
    _put(sheet, top + 1, 1, _unit_line(table, doc), italic=True)
    header = top + 2
    for number, column in enumerate(table["columns"], start=1):
        _head(_put(sheet, header, number, column["title"], bold=True))
    for row, line in enumerate(table["rows"], start=header + 1):
        _fill_row(sheet, row, line, table["columns"])
    below = header + len(table["rows"]) + 1
    notes = [*table["notes"], *([f"{doc.labels['source']}: {table['source']}"] if table["source"] else [])]
    for row, note in enumerate(notes, start=below):
        _put(sheet, row, 1, note, italic=True)
    sheet.freeze_panes = f"B{header + 1}"
    if table.get("levels"):
        last = get_column_letter(len(table["columns"]))
        sheet.auto_filter.ref = f"A{header}:{last}{header + len(table['rows'])}"
    widths = _widths(table)
    _set_page(sheet, doc, header, widths)
    for row, line in enumerate([[c["title"] for c in table["columns"]], *_texts(table)], start=header):
        _set_height(sheet, row, line, widths)


def _fill_row(sheet: Worksheet, row: int, line: Json, columns: list[Json]) -> None:
    strong = line["kind"] != "body"
    for number, (value, column) in enumerate(zip(line["cells"], columns, strict=True), start=1):
        figure = value.get("figure")
        amount = None if figure is None else _amount(figure)
        cell = _put(sheet, row, number, "" if amount is not None else value["text"], bold=strong)
        if figure is not None and amount is not None:
            cell.value = amount
            cell.number_format = _number_format(figure)
        cell.alignment = _alignment(column["align"], wrap=amount is None)
        cell.border = _border(line["kind"])


# Styles are shared: making one anew for every cell takes most of the time.
@cache
def _font(size: int, *, bold: bool, italic: bool) -> Font:
    return Font(FACE, size, bold=bold, italic=italic)


@cache
def _alignment(side: Align, *, wrap: bool) -> Alignment:
    return Alignment(side, "top", wrap_text=wrap)


@cache
def _border(kind: RowKind) -> Border:
    edge = Side("thin", color="000000" if kind in ("subtotal", "total") else "BFBFBF")
    return Border(top=edge, bottom=edge if kind == "total" else None)


def _amount(figure: Json) -> int | float | None:
    """Return the exact value as a spreadsheet number, or None if it has too many digits."""
    exact = Fraction(figure["exact"])
    if abs(exact) > LARGEST_EXACT:
        return None
    return exact.numerator if exact.denominator == 1 else float(exact)


def _number_format(figure: Json) -> str:
    whole = Fraction(figure["exact"]).denominator == 1
    if figure["unit"] == "share":
        return f"0.{'0' * max(2, _decimals(figure['display']))}%"
    if figure["unit"] == "year":
        return "0"
    return "#,##0" if whole else f"#,##0.{'0' * max(2, _decimals(figure['display']))}"


def _decimals(display: str) -> int:
    """Count the digits a reader sees after the last mark: 4 in "2,9947%"."""
    found = re.search(r"[.,](\d{1,9})\D*$", display)
    return len(found[1]) if found else 0


def _put(
    sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False, italic: bool = False, size: int = 11
) -> Cell:
    """Write text that can never become a formula, a link or a number."""
    cell = _cell(sheet, row, column)
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a text of {len(text)} characters does not fit into a cell of {LONGEST_TEXT}")
    if text:
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", text)
        cell.data_type = "s"
    cell.font = _font(size, bold=bold, italic=italic)
    return cell


def _cell(sheet: Worksheet, row: int, column: int) -> Cell:
    """Return a cell; these sheets have no merged ones, which take no value."""
    cell = sheet.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError("a merged cell takes no value")
    return cell


def _head(cell: Cell) -> None:
    cell.alignment = Alignment("center", "center", wrap_text=True)
    cell.fill = PatternFill("solid", fgColor="F0F0EE")
    edge = Side("thin", color="000000")
    cell.border = Border(top=edge, bottom=edge)


def _link(cell: Cell, target: Worksheet) -> None:
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"{quote_sheetname(target.title)}!A1")
    cell.font = Font(FACE, 11, underline="single", color="1D4F82")


def _banner(sheet: Worksheet, doc: Document) -> int:
    """Write the words of made-up data and of official use on top; return the first free row."""
    for row, words in enumerate(doc.marks, start=1):
        _put(sheet, row, 1, words).font = Font(FACE, 12, bold=True, color=INK)
    return len(doc.marks) + 1


def _unit_line(table: Json, doc: Document) -> str:
    cells = (cell for row in table["rows"] for cell in row["cells"])
    in_vnd = any(cell.get("figure", {}).get("unit") == "vnd" for cell in cells)
    return doc.labels["xlsx_unit_vnd"] if in_vnd else str(table["unit_line"])


def _widths(table: Json) -> list[float]:
    columns = zip(*(row["cells"] for row in table["rows"] if row["kind"] != "group"), strict=True)
    longest = [max(map(_cell_length, cells)) for cells in columns] or [0] * len(table["columns"])
    heads = [max(map(len, column["title"].split()), default=0) for column in table["columns"]]
    return [min(WIDEST, max(NARROWEST, a, b) + 3) for a, b in zip(longest, heads, strict=True)]


def _texts(table: Json) -> list[list[str]]:
    return [["" if "figure" in cell else cell["text"] for cell in row["cells"]] for row in table["rows"]]


def _set_height(sheet: Worksheet, row: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Make room for wrapped text: not every program does so when it opens the file."""
    lines = max((ceil(len(text) * WIDE_LETTER / width) for text, width in zip(texts, widths, strict=True)), default=1)
    if lines > 1:
        sheet.row_dimensions[row].height = min(TALLEST, lines * LINE_POINTS)


def _cell_length(cell: Json) -> int:
    if "figure" not in cell:
        return len(cell["text"])
    return max(len(cell["text"]), len(f"{int(Fraction(cell['figure']['exact'])):,}"))


def _set_page(sheet: Worksheet, doc: Document, header: int, widths: Sequence[float]) -> None:
    """Set column widths, and A4 with the header row on every page."""
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if sum(widths) > UPRIGHT else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{header}:{header}"
    words = " · ".join(doc.marks).replace("&", "&&") or None
    for part, text in ((sheet.oddHeader, words), (sheet.oddFooter, "&P/&N")):
        if part is not None:
            part.center.text = text


def _same_bytes(book: Workbook, year: int) -> bytes:
    """Save the workbook with fixed dates and sorted parts."""
    first = BytesIO()
    book.save(first)
    parts = parts_of(first.getvalue())
    stamp = rb"\g<1>" + f"{year:04d}-01-01T00:00:00Z".encode()
    parts["docProps/core.xml"] = _MODIFIED.sub(stamp, parts["docProps/core.xml"])
    return packed(parts)
