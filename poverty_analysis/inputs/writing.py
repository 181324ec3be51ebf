"""Write a plan as a folder of CSV files, and tables as CSV files or sheets.

Codes and dates are text cells, amounts whole numbers; text never becomes a
formula, see :mod:`poverty_analysis.inputs.formula_guard`.  Comments of
``plan.yaml`` and ``narrative.md`` are not data and stay behind.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poverty_analysis.inputs.contract import TableSpec
from poverty_analysis.inputs.dataset import KINDS, Dataset
from poverty_analysis.inputs.formula_guard import guarded
from poverty_analysis.inputs.plan.attachments import Attachment
from poverty_analysis.inputs.rows.kinds import Placed, row_cells
from poverty_analysis.inputs.rows.plan import DOCUMENTS, PLAN, PlanKeys
from poverty_analysis.plan.claims import CitedDocument
from poverty_analysis.values.money import LARGEST_CELL

if TYPE_CHECKING:
    import pyarrow
    from openpyxl.worksheet.worksheet import Worksheet

# Excel reads _x0041_ inside a text as the letter A; an escaped underscore keeps the text as it is.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def write_folder(dataset: Dataset, attached: Iterable[Attachment], folder: Path) -> None:
    """Write ``dataset`` into the new folder ``folder``."""
    folder.mkdir()
    lines = [*_yaml_plan(dataset.plan), *_yaml_documents(dataset.documents)]
    write_text(folder / "plan.yaml", "\n".join(lines) + "\n")
    for spec, records in _tables(dataset):
        with (folder / f"{spec.name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(spec.names())
            writer.writerows([csv_cell(value) for value in row_cells(spec, record)] for record in records)
    if dataset.narrative:
        write_text(folder / "narrative.md", "\n".join(_markdown(dataset.narrative)))
    for item in attached:
        path = folder / item.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(item.data)


def write_table(path: Path, name: str, columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Write one table as a new CSV file, or as the sheet ``name`` of a new workbook when ``path`` ends in .xlsx."""
    if path.suffix == ".xlsx":
        write_sheets(path, {name: (columns, rows)})
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([csv_cell(value) for value in row] for row in rows)


def write_households(path: Path, batches: Iterator[pyarrow.RecordBatch]) -> int:
    """Write a household table as Parquet or CSV, by the end of ``path``; return the number of its rows.

    One batch is in memory at a time, and becomes a group of rows of its own.
    """
    import pyarrow
    from pyarrow import csv as arrow_csv
    from pyarrow import parquet

    first = next(batches)
    # An office's own table has plain texts, so words are not kept as dictionaries.
    plain = pyarrow.schema(
        (f.name, pyarrow.string() if pyarrow.types.is_dictionary(f.type) else f.type) for f in first.schema
    )
    writer: parquet.ParquetWriter | arrow_csv.CSVWriter
    if path.suffix == ".parquet":
        writer = parquet.ParquetWriter(path, plain, compression="zstd", store_schema=False)
    else:
        options = arrow_csv.WriteOptions(quoting_style="needed", quoting_header="needed")
        writer = arrow_csv.CSVWriter(path, plain, write_options=options)
    rows = 0
    with writer:
        for batch in chain([first], batches):
            writer.write(pyarrow.Table.from_batches([batch]).cast(plain))
            rows += batch.num_rows
    return rows


def write_sheets(path: Path, tables: Mapping[str, tuple[Sequence[str], Iterable[Iterable[object]]]]) -> None:
    """Write a new workbook: a sheet for each name, with its columns and rows."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (columns, rows) in tables.items():
        _fill(book.create_sheet(name), columns, rows)
    book.save(path)


def _tables(dataset: Dataset) -> Iterator[tuple[TableSpec, tuple[Placed, ...]]]:
    """Tables with rows, and required ones."""
    for kind in KINDS:
        records = dataset.table(kind.table)
        if records or (kind.spec.required and not _no_money(dataset, kind.spec)):
            yield kind.spec, records


def _no_money(dataset: Dataset, spec: TableSpec) -> bool:
    return spec.name == "budget" and dataset.plan.budget_stated is False


def _pairs(spec: TableSpec, row: object) -> Iterator[tuple[str, object]]:
    return zip(spec.names(), row_cells(spec, row), strict=True)


def _yaml_plan(plan: PlanKeys) -> Iterator[str]:
    opened = ""
    for key, value in _pairs(PLAN.spec, plan):
        group, _, name = key.rpartition(".")
        if group and group != opened:
            yield f"{group}:"
        opened = group
        shown = _quoted(as_text(value))
        if isinstance(value, tuple):
            shown = f"[{', '.join(_quoted(str(one)) for one in value)}]"
        yield f"{'  ' if group else ''}{name or key}: {shown}"


def _yaml_documents(documents: Sequence[CitedDocument]) -> Iterator[str]:
    if documents:
        yield "documents:"
    for document in documents:
        for index, (key, value) in enumerate(_pairs(DOCUMENTS.spec, document)):
            yield f"  {' ' if index else '-'} {key}: {_quoted(as_text(value))}"


def _quoted(text: str) -> str:
    # A JSON string is a double-quoted YAML scalar.
    return json.dumps(text, ensure_ascii=False)


def _markdown(narrative: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for section, paragraphs in narrative.items():
        yield f"## {section}\n"
        # A space before it keeps a paragraph that begins like a heading a paragraph.
        yield from (f"{' ' if text.startswith('##') else ''}{text}\n" for text in paragraphs)


def write_text(path: Path, text: str) -> None:
    """Write ``text`` as the same bytes on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


def csv_cell(value: object) -> str:
    """Return a typed value as a CSV file holds it; text that a spreadsheet would run is guarded."""
    return guarded(value) if isinstance(value, str) else as_text(value)


def as_text(value: object) -> str:
    """Return a typed value as a CSV file holds it: "" for nothing, dates as 2023-12-31, lists with semicolons."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "yes", False: "no"}[value]
    if isinstance(value, tuple):
        return (";" if all(isinstance(one, int) for one in value) else "; ").join(map(str, value))
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _fill(sheet: Worksheet, header: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    from openpyxl.styles import Font

    for column, name in enumerate(header, start=1):
        _put(sheet, 1, column, name)
        sheet.cell(1, column).font = Font(bold=True)
    for number, row in enumerate(rows, start=2):
        for column, value in enumerate(row, start=1):
            _put(sheet, number, column, value)
    sheet.freeze_panes = "A2"


def _put(sheet: Worksheet, row: int, column: int, value: object) -> None:
    cell: Any = sheet.cell(row, column)
    # Only numbers that a spreadsheet keeps exactly are numbers there.
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_CELL:
        cell.value = value
    elif isinstance(value, Decimal) and Decimal(repr(float(value))) == value:
        cell.value = float(value)
    elif text := as_text(value):
        cell.value = _LOOKS_ESCAPED.sub("_x005F_", text)
        cell.data_type, cell.number_format = "s", "@"
