"""Open a household table by its header alone, then give its chosen columns in batches; personal ones are never taken.

Whatever goes wrong is told by place and column: the words of the libraries
below quote cells, so none of them is passed on.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.inputs.census.personal import census_columns, is_personal, shown_name
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import LIMITS
from poverty_analysis.inputs.forms import is_labels
from poverty_analysis.inputs.grid import MAX_LISTED, column_letters, column_name, too_large
from poverty_analysis.inputs.raw import RawTable, RawValue
from poverty_analysis.inputs.xlsx.workbook import read_workbook
from poverty_analysis.values.files import check_input
from poverty_analysis.values.problems import DataProblems, Place, Problem

if TYPE_CHECKING:
    import pyarrow
    from pyarrow import parquet

BATCH_ROWS = 64 * 1024
_LABEL_ROW = 2
TABLE = "households"

Batches = Callable[[tuple[str, ...]], Iterator["pyarrow.RecordBatch"]]


@dataclass(frozen=True)
class HouseholdFile:
    """A household table by its header.

    ``columns`` are those of the contract that it has; ``personal`` and
    ``unused`` name the others, which nothing reads.  ``batches`` gives chosen
    columns, under their contract names, from the first row on each time it is
    called; ``first_row`` is the file's row of the first household.
    """

    name: str
    columns: tuple[str, ...]
    personal: tuple[str, ...]
    unused: tuple[str, ...]
    first_row: int
    batches: Batches


@dataclass(frozen=True)
class _Header:
    """Place in the file of every contract column, and the names of what is left alone."""

    places: dict[str, int]
    personal: tuple[str, ...]
    unused: tuple[str, ...]


def open_households(path: Path, name: str) -> HouseholdFile:
    """Open ``path`` (CSV, XLSX or Parquet); ``name`` is what problems call it.

    A workbook has the table on the sheet ``households`` or on its only sheet.
    CSV and XLSX may hold labels in row 2, as offices export them.

    Raises
    ------
    DataProblems
        PA-101, PA-102, PA-103, PA-105, PA-114, PA-129, PA-133, PA-150 and those of
        :func:`poverty_analysis.inputs.xlsx.workbook.read_workbook`.
    """
    # The readers of tables open files by their names, and a pipe or a device has no end.
    check_input(path, name)
    opener = {".csv": _open_csv, ".xlsx": _open_book}.get(path.suffix, _open_parquet)
    try:
        return opener(path, name)
    except OSError as error:
        # pyarrow raises a bare OSError, without a number, for damaged contents.
        if error.errno is None:
            raise DataProblems([Problem("PA-150", Place(name))]) from None
        raise DataProblems([Problem("PA-101", Place(name), values={"reason": type(error).__name__})]) from None


def _sorted_out(name: str, titles: tuple[str, ...], labels: tuple[str, ...]) -> _Header:
    """Tell contract columns, personal ones and others apart, by key and label."""
    known, aliases = read_contract().tables[TABLE].names(), census_columns().aliases
    places: dict[str, int] = {}
    personal: list[str] = []
    unused: list[str] = []
    for index, title in enumerate(titles):
        column = title if title in known else aliases.get(title, "")
        if is_personal(title, *labels[index : index + 1]):
            personal.append(shown_name(title, column_letters(index)))
        elif not column:
            unused.append(column_name(titles, index))
        elif column in places:
            values = {"letters": column_letters(index), "first": column_letters(places[column])}
            raise DataProblems([Problem("PA-105", Place(name, row=1, column=column), values=values)])
        else:
            places[column] = index
    return _Header(places, tuple(personal), tuple(unused))


def _open_csv(path: Path, name: str) -> HouseholdFile:
    titles, second = _first_rows(path, name)
    labels = second if second and is_labels(second) else ()
    header = _sorted_out(name, titles, labels)
    first = 1 + bool(labels)

    def batches(names: tuple[str, ...]) -> Iterator[pyarrow.RecordBatch]:
        return _csv_batches(path, name, (header.places, len(titles), first), names)

    return HouseholdFile(name, tuple(header.places), header.personal, header.unused, first + 1, batches)


def _first_rows(path: Path, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [tuple(cell.strip() for cell in row) for row in islice(csv.reader(stream, strict=True), _LABEL_ROW)]
    except UnicodeDecodeError:
        raise DataProblems([Problem("PA-102", Place(name))]) from None
    except csv.Error:
        raise DataProblems([Problem("PA-103", Place(name, row=1))]) from None
    if problem := too_large(Place(name), 1, max(map(len, rows), default=0), LIMITS):
        raise DataProblems([problem])
    if not rows or not any(rows[0]):
        raise DataProblems([Problem("PA-133", Place(name, row=1))])
    return rows[0], rows[1] if len(rows) > 1 else ()


def _csv_batches(
    path: Path, name: str, shape: tuple[dict[str, int], int, int], names: tuple[str, ...]
) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow
    from pyarrow import csv as arrow_csv

    places, width, skipped = shape
    problems: list[Problem] = []

    def ragged(row: arrow_csv.InvalidRow) -> str:
        if len(problems) < MAX_LISTED:
            cells = {"cells": str(row.actual_columns), "names": str(width)}
            problems.append(Problem("PA-106", Place(name, row=row.number), values=cells))
        return "skip"

    chosen = [f"c{places[column]}" for column in names]
    try:
        reader = arrow_csv.open_csv(
            path,
            read_options=arrow_csv.ReadOptions(
                use_threads=False, column_names=[f"c{at}" for at in range(width)], skip_rows_after_names=skipped
            ),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True, invalid_row_handler=ragged),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=chosen,
                column_types=dict.fromkeys(chosen, pyarrow.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
        yield from (batch.rename_columns(list(names)) for batch in reader)
    except pyarrow.ArrowInvalid as error:
        # The words of the error may quote a row; only their kind is used.
        code = "PA-102" if "UTF8" in str(error) or "UTF-8" in str(error) else "PA-103"
        raise DataProblems([*problems, Problem(code, Place(name))]) from None
    if problems:
        raise DataProblems(problems)


def _open_book(path: Path, name: str) -> HouseholdFile:
    tables = read_workbook(path, name, label_row=_LABEL_ROW).tables
    sheet = TABLE if TABLE in tables else next(iter(tables), "")
    if sheet != TABLE and len(tables) != 1:
        raise DataProblems([Problem("PA-308", Place(name, TABLE), values={"table": TABLE})])
    table = tables[sheet]
    labels = tuple(str(cell or "") for cell in table.rows[0][1]) if table.rows and is_labels(table.rows[0][1]) else ()
    header = _sorted_out(name, table.header, labels)
    rows = table.rows[bool(labels) :]
    # Only the chosen cells outlive this function.
    kept = RawTable(name, sheet, tuple(header.places), tuple((n, _chosen(cells, header)) for n, cells in rows))

    def batches(names: tuple[str, ...]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        at = [kept.header.index(column) for column in names]
        arrays = [pyarrow.array([cells[i] for _, cells in kept.rows], pyarrow.string()) for i in at]
        yield pyarrow.RecordBatch.from_arrays(arrays, list(names))

    first = 2 + bool(labels)
    return HouseholdFile(name, kept.header, header.personal, header.unused, first, batches)


def _chosen(cells: tuple[RawValue, ...], header: _Header) -> tuple[str | None, ...]:
    return tuple(_as_text(cells[index]) for index in header.places.values())


def _as_text(cell: RawValue) -> str | None:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, dt.date) else None if cell is None else str(cell)


def _open_parquet(path: Path, name: str) -> HouseholdFile:
    import pyarrow
    from pyarrow import parquet

    try:
        schema = parquet.read_schema(path)
    except pyarrow.ArrowException:
        raise DataProblems([Problem("PA-150", Place(name))]) from None
    header = _sorted_out(name, tuple(schema.names), ())
    keys = {column: schema.names[index] for column, index in header.places.items()}

    def batches(names: tuple[str, ...]) -> Iterator[pyarrow.RecordBatch]:
        return _parquet_batches(path, name, {keys[column]: column for column in names})

    return HouseholdFile(name, tuple(keys), header.personal, header.unused, 2, batches)


def _parquet_batches(path: Path, name: str, chosen: dict[str, str]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow
    from pyarrow import parquet

    texts = [key for key, column in chosen.items() if read_contract().tables[TABLE].column(column).type != "integer"]
    try:
        # Reading ahead would hold the whole file.
        with parquet.ParquetFile(path, read_dictionary=texts, pre_buffer=False) as file:
            for batch in _merged(_by_group(file, list(chosen))):
                ordered = batch.select(list(chosen))
                yield ordered.rename_columns(list(chosen.values()))
    except pyarrow.ArrowException:
        raise DataProblems([Problem("PA-150", Place(name))]) from None


def _by_group(file: parquet.ParquetFile, names: list[str]) -> Iterator[pyarrow.RecordBatch]:
    """Batches of one group of rows after the other: one reading of all groups keeps memory of each."""
    for group in range(file.num_row_groups):
        yield from file.iter_batches(BATCH_ROWS, row_groups=[group], columns=names, use_threads=True)


def _merged(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Put small batches together: columns of words come in one for each group of rows of the file."""
    import pyarrow

    waiting: list[pyarrow.RecordBatch] = []
    rows = 0
    for batch in batches:
        waiting.append(batch)
        rows += batch.num_rows
        if rows >= BATCH_ROWS:
            yield pyarrow.concat_batches(waiting)
            waiting, rows = [], 0
    if waiting:
        yield pyarrow.concat_batches(waiting)
