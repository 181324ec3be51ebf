"""Kinds of rows: which class the checked rows of a table become, and back into cells.

A class names the columns of its table, typed: an annotation may be narrower
than the column, and then the cell is turned into it here, once, and nowhere
later (``bool`` of yes and no, ``int`` and tuples of codes, ``Fraction`` of a
decimal).  A test holds every class against the contract.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, partial
from typing import Any, Generic, Protocol, TypeVar, get_type_hints

from poverty_analysis.inputs.checker import CheckedTable, Domains, TypedCells, check_table
from poverty_analysis.inputs.contract import TableSpec, read_contract
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.values.origin import Origin
from poverty_analysis.values.text import split_names


class Placed(Protocol):
    """Whatever knows where it was read."""

    @property
    def at(self) -> Origin: ...


Row = TypeVar("Row", bound=Placed)
Row_co = TypeVar("Row_co", bound=Placed, covariant=True)
Turn = Callable[[Any], object]


@dataclass(frozen=True)
class RowKind(Generic[Row_co]):
    """The rows of one table of the contract, their class, and how one is made of its typed cells."""

    table: str
    row: type[Row_co]
    make: Callable[[TypedCells, Origin], Row_co]

    @property
    def spec(self) -> TableSpec:
        """The contract of the table."""
        return read_contract().tables[self.table]

    def check(self, raw: RawTable, domains: Domains) -> CheckedTable[Row_co]:
        """Check ``raw`` against the contract; see :func:`poverty_analysis.inputs.checker.check_table`."""
        return check_table(raw, self.spec, domains, self.make)


def row_kind(table: str, row: type[Row]) -> RowKind[Row]:
    """Rows of ``table`` as instances of ``row``, which has a field for every column."""
    return RowKind(table, row, partial(_made, table, row))


def _made(table: str, row: Callable[..., Row], cells: TypedCells, at: Origin) -> Row:
    turns = _turns(table, row)
    return row(**{field_name(key): turns[key](value) if key in turns else value for key, value in cells.items()}, at=at)


@cache
def field_name(column: str) -> str:
    """The field of a column: ``period.kind`` is ``period_kind``, ``class`` is ``class_``."""
    return column.replace(".", "_") + ("_" if keyword.iskeyword(column) else "")


def row_cells(spec: TableSpec, row: object) -> tuple[object, ...]:
    """The values of a row in the order of the contract's columns."""
    return tuple(getattr(row, field_name(name)) for name in spec.names())


@cache
def _turns(table: str, row: Callable[..., object]) -> dict[str, Turn]:
    """What is done to the cells of the columns whose field is narrower than the contract."""
    hints = get_type_hints(row)
    columns = (c for c in read_contract().tables[table].columns if c.type not in ("integer", "vnd", "line"))
    found = {column.name: _TURNS.get(hints[field_name(column.name)]) for column in columns}
    return {name: turn for name, turn in found.items() if turn is not None}


def _years(text: str) -> tuple[int, ...]:
    return tuple(int(year) for year in text.split(";"))


_TURNS: dict[object, Turn] = {
    bool: lambda text: text == "yes",
    bool | None: lambda text: text == "yes" if text else None,
    int | None: lambda text: int(text) if text else None,
    tuple[int, ...]: _years,
    tuple[str, ...]: lambda text: split_names(text, ()),
    Fraction | None: lambda value: None if value is None else Fraction(value),
}
