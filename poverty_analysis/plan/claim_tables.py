"""A table of a document as it was typed: its cells, and what its rows and columns are of each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from poverty_analysis.values.precision import Span

#: A cell by the name of its row and of its column.
CellKey = tuple[str, str]
RelationKind = Literal["column_sum", "row_sum", "rate", "share", "whole"]


@dataclass(frozen=True)
class TableSum:
    """A row (or column) that is the sum of others."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class TableRate:
    """A column of rates in per cent: of the column ``part`` over ``base``, or over a whole that is not printed.

    A share is one over the total row of its own column.
    """

    rate: str
    part: str
    base: str = ""
    share: bool = False


@dataclass(frozen=True)
class ClaimTable:
    """One table; an empty cell has no entry in ``cells``.

    ``words`` are the cells as printed.
    """

    name: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    cells: Mapping[CellKey, Span]
    words: Mapping[CellKey, str]
    row_totals: tuple[TableSum, ...] = ()
    column_sums: tuple[TableSum, ...] = ()
    rates: tuple[TableRate, ...] = ()
    document: str = ""
    source_line: int = 0


@dataclass(frozen=True)
class TableRelation:
    """What ties the first of ``cells`` to the others; all of them are printed."""

    kind: RelationKind
    cells: tuple[CellKey, ...]


def relations(table: ClaimTable) -> Iterator[TableRelation]:
    """Everything that follows from what the rows and columns are: sums down, sums across, rates and shares."""
    found = (*_sums_down(table), *_sums_across(table), *_quotients(table))
    yield from (one for one in found if all(cell in table.cells for cell in one.cells))


def _sums_down(table: ClaimTable) -> Iterator[TableRelation]:
    of_rates = {rate.rate for rate in table.rates if not rate.share}
    for total in table.row_totals:
        for column in table.columns:
            if column not in of_rates:
                cells = tuple((row, column) for row in (total.total, *total.parts))
                yield TableRelation("column_sum", cells)


def _sums_across(table: ClaimTable) -> Iterator[TableRelation]:
    for total in table.column_sums:
        for row in table.rows:
            yield TableRelation("row_sum", tuple((row, column) for column in (total.total, *total.parts)))


def _quotients(table: ClaimTable) -> Iterator[TableRelation]:
    whole_row = {part: total.total for total in reversed(table.row_totals) for part in (total.total, *total.parts)}
    for rate in table.rates:
        for row in table.rows:
            if rate.share and row in whole_row and row != whole_row[row]:
                yield TableRelation("share", ((row, rate.rate), (row, rate.part), (whole_row[row], rate.part)))
            elif rate.base:
                yield TableRelation("rate", ((row, rate.rate), (row, rate.part), (row, rate.base)))
