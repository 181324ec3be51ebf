"""Read Parquet: flat columns of simple types, nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.inputs.grid import build_table, column_name, too_large
from poverty_analysis.inputs.raw import RawTable, RawValue
from poverty_analysis.values.files import open_input
from poverty_analysis.values.problems import DataProblems, Place, Problem

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

LIMITS = (1_048_576, 1_000, 20_000_000)
MAX_UNPACKED_MEGABYTES = 1_024


def read_parquet(path: Path, name: str) -> RawTable:
    """Read ``path``; ``name`` is what problems call the file.

    The header counts as row 1, so the first record is row 2.  Dictionary
    columns give their values; whole decimals become ``int``.

    Raises
    ------
    DataProblems
        PA-101 missing, PA-109 too large when unpacked, PA-129 too many rows or
        columns, PA-150 not readable Parquet, PA-151 a column that is nested
        or of another type, PA-152 a value that cannot be kept exactly, and
        those of :func:`poverty_analysis.inputs.grid.build_table`.
    """
    table = _load(path, name)
    problems: list[Problem] = []
    columns = [_column(table, index, name, problems) for index in range(table.num_columns)]
    if problems:
        raise DataProblems(problems)
    rows = zip(*columns, strict=True) if columns else iter(())
    grid = [(1, tuple(table.column_names)), *enumerate(rows, start=2)]
    made = build_table(name, "", grid, problems)
    if problems:
        raise DataProblems(problems)
    return made


def _load(path: Path, name: str) -> pyarrow.Table:
    import pyarrow
    from pyarrow import parquet

    try:
        with open_input(path, name) as stream:
            file = parquet.ParquetFile(stream)
            _check_size(file.metadata, name)
            return file.read(use_threads=False)
    except pyarrow.ArrowException:
        raise DataProblems([Problem("PA-150", Place(name))]) from None
    except OSError as error:
        # pyarrow raises a bare OSError, without a number, for damaged contents.
        code, values = ("PA-150", {}) if error.errno is None else ("PA-101", {"reason": type(error).__name__})
        raise DataProblems([Problem(code, Place(name), values=values)]) from None


def _check_size(metadata: pyarrow.parquet.FileMetaData, name: str) -> None:
    unpacked = sum(metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups))
    if unpacked > MAX_UNPACKED_MEGABYTES * 1024 * 1024:
        raise DataProblems([Problem("PA-109", Place(name), values={"limit": f"{MAX_UNPACKED_MEGABYTES} MB"})])
    if problem := too_large(Place(name), metadata.num_rows + 1, metadata.num_columns, LIMITS):
        raise DataProblems([problem])


def _column(table: pyarrow.Table, index: int, name: str, problems: list[Problem]) -> list[RawValue]:
    import pyarrow

    column = table.column(index)
    place = Place(name, column=column_name(table.column_names, index))
    if pyarrow.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    target = _target(column.type)
    if target is None:
        problems.append(Problem("PA-151", place, values={"type": str(column.type).partition("<")[0]}))
        return []
    try:
        values = column.cast(target).to_pylist()
    except pyarrow.ArrowInvalid:
        problems.append(Problem("PA-152", place, values={"type": str(column.type)}))
        return []
    whole = pyarrow.types.is_decimal(target)
    found: list[RawValue] = [v if v is None else int(v) for v in values] if whole else values
    return found


def _target(kind: pyarrow.DataType) -> pyarrow.DataType | None:
    """Return the type a column is read as, or None when it is not simple."""
    import pyarrow
    from pyarrow import types

    simple = (types.is_integer, types.is_floating, types.is_boolean, types.is_string, types.is_large_string)
    if any(test(kind) for test in simple) or types.is_null(kind) or types.is_date32(kind):
        return kind
    if types.is_date64(kind):
        return pyarrow.date32()
    if types.is_timestamp(kind) and kind.tz is None:
        return pyarrow.timestamp("us")
    if types.is_decimal(kind) and kind.scale == 0:
        return kind
    return None
