"""The draft as a workbook: each row beside the words it came from, what a person must decide marked."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.documents.draft import Draft
from poverty_analysis.documents.model import Cells
from poverty_analysis.documents.writing import TABLES, document_cells, write_draft
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.formula_guard import guarded
from poverty_analysis.inputs.plan.attachments import COLUMNS, Attachment, rows_of
from poverty_analysis.inputs.sheets import SOURCE_SHEET
from poverty_analysis.inputs.writing import write_sheets
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_DOUBTFUL = "FFF2B3"
_HEADING = "D9E2EC"
_LONGEST_NOTE = 900
_NOTE_WIDTH, _NOTE_HEIGHT = 420, 140
_WIDEST, _NARROWEST = 60, 10


def write_draft_workbook(draft: Draft, path: Path, lang: str) -> None:
    """Write the new workbook ``path``: a plan like any other, with notes.

    Each row's first cell carries its line and the words of the document; a
    cell that is empty and may not be, or has two readings, is coloured and
    says so.  The document's lines and the tables of evidence are attached.
    """
    import openpyxl

    write_sheets(path, dict(_sheets(draft)))
    book = openpyxl.load_workbook(path)
    for table in TABLES:
        for number, row in enumerate(draft.table(table), start=2):
            place = say(lang, "read.line", {"line": row.line.number})
            _note(book[table].cell(number, 1), f"{place}: {row.words}")
        if table in book.sheetnames:
            _mark_empty(book[table], table, lang)
    readings = {doubt.key: doubt.readings for doubt in draft.doubts}
    for key, value in book["plan"].iter_rows(min_row=2, max_col=2):
        required = read_contract().tables["plan"].column(str(key.value)).required
        if key.value in readings or (required and value.value is None):
            _mark(value, " | ".join(readings.get(str(key.value), ())) or say(lang, "read.not_printed"))
    for sheet in book.worksheets:
        _lay_out(sheet)
    book.save(path)


def _sheets(draft: Draft) -> Iterator[tuple[str, tuple[Sequence[str], list[list[object]]]]]:
    keys: list[list[object]] = [[key, value or None] for key, value in draft.keys.items()]
    yield "plan", (("key", "value"), keys)
    if draft.documents:
        columns = read_contract().tables["documents"].names()
        yield "documents", (columns, [_row(cells, columns) for cells in document_cells(draft)])
    for table in TABLES:
        if rows := draft.table(table):
            columns = read_contract().tables[table].names()
            yield table, (columns, [_row(row.cells, columns) for row in rows])
    yield SOURCE_SHEET, (COLUMNS, [list(row) for row in rows_of(_attached(draft))])


def _row(cells: Cells | Mapping[str, str], columns: Sequence[str]) -> list[object]:
    return [guarded(cells.get(column, "")) or None for column in columns]


def _attached(draft: Draft) -> tuple[Attachment, ...]:
    """The text and the tables of evidence, as the folder has them."""
    with tempfile.TemporaryDirectory(prefix="pa-read-") as folder:
        write_draft(draft, Path(folder) / "plan")
        source = Path(folder) / "plan" / "source"
        return tuple(Attachment(f"source/{path.name}", path.read_bytes()) for path in sorted(source.iterdir()))


def _mark_empty(sheet: Worksheet, table: str, lang: str) -> None:
    columns = read_contract().tables[table].columns
    for number, column in enumerate(columns, start=1):
        if column.required:
            for row in range(2, sheet.max_row + 1):
                if sheet.cell(row, number).value is None:
                    _mark(sheet.cell(row, number), say(lang, "read.not_printed"))


def _mark(cell: Cell | MergedCell, text: str) -> None:
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=_DOUBTFUL)
    _note(cell, text)


def _note(cell: Cell | MergedCell, text: str) -> None:
    from openpyxl.comments import Comment

    note = Comment(text[:_LONGEST_NOTE], "poverty-analysis")
    note.width, note.height = _NOTE_WIDTH, _NOTE_HEIGHT
    cell.comment = note


def _lay_out(sheet: Worksheet) -> None:
    """A heading that stays in view, and columns as wide as their words."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    for number, column in enumerate(sheet.iter_cols(), start=1):
        longest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(_WIDEST, max(_NARROWEST, longest + 2))
        column[0].font = Font(bold=True)
        column[0].fill = PatternFill("solid", fgColor=_HEADING)
