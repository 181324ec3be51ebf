"""What a reader of a release knows about its cells: bounds by published counts, and identities between cells.

A *cell* is one count of a crossing (target groups, causes, deprivations) of
one unit.  The counts of the class it is taken from are published figures and
bound it.  A relation that the forms themselves break is left out and counted:
a reader who trusted it would deduce something untrue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from poverty_analysis.census import forms
from poverty_analysis.census.forms import indicators
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.release.crossed import TOTAL, Part, crossings
from poverty_analysis.release.relations import Cell, Relation, cell_of, relations

_NONE: Final[Mapping[Cell, tuple[int, int]]] = MappingProxyType({})


@dataclass(frozen=True)
class System:
    """Cells that belong together, with all that is known of them.

    ``lows`` and ``highs`` follow from the published class counts and the law
    alone; ``wholes`` is the count that a cell is part of, ``homes`` the
    households of the class;
    ``depths`` the level of the unit, 0 at the top; ``parents`` the index of
    the same column one level up, -1 without; ``linked`` the households behind
    a cell of persons, -1 otherwise; ``owners`` the cell that one is part of
    where that may be hidden itself, -1 otherwise; ``broken`` how many identities the forms
    do not keep; ``tied`` units of which releases of other years bound a cell.
    """

    cells: tuple[Cell, ...]
    values: tuple[int, ...]
    wholes: tuple[int, ...]
    homes: tuple[int, ...]
    lows: tuple[int, ...]
    highs: tuple[int, ...]
    depths: tuple[int, ...]
    parents: tuple[int, ...]
    linked: tuple[int, ...]
    owners: tuple[int, ...]
    relations: tuple[Relation, ...]
    broken: int
    tied: frozenset[str] = frozenset()


def build(
    rows: tuple[FormRow, ...],
    parents: Mapping[str, str],
    least: Mapping[str, int],
    years: Mapping[Cell, tuple[int, int]] = _NONE,
) -> System:
    """The system of one block.

    Parameters
    ----------
    rows : tuple of FormRow
        Rows of one block, one day and standard, of all levels.
    parents : mapping of unit to the unit above it
        Of any units; a parent without a row is passed over for the next one up.
    least : mapping of standard to number of deprivations
        From how many deprivations a household is poor; readers know the law.
    years : mapping of Cell to low and high
        Between which counts some cells must lie after the releases of other years.

    Notes
    -----
    A blank cell stays blank and counts as nothing in a sum.  A unit whose
    children add up to less than it has children that are not listed.
    """
    above = _above(rows, parents)
    owners = {cell_of(row, name): row for row in rows for name in crossings(row) if row.counts.get(name) is not None}
    index = {cell: number for number, cell in enumerate(owners)}
    values = tuple(row.known(cell.column) for cell, row in owners.items())
    parts = [crossings(row)[cell.column] for cell, row in owners.items()]
    bounds = [
        _within(_bounds(cell, row, part, least), years.get(cell), row.known(cell.column))
        for (cell, row), part in zip(owners.items(), parts, strict=True)
    ]
    up = tuple(_up(index, cell, parents) for cell in index)
    wanted = tuple(relations(index, owners, up, least))
    kept = [known for relation in wanted if (known := _kept(relation, values)) is not None]
    return System(
        cells=tuple(index),
        values=values,
        wholes=tuple(row.known(part.whole) for row, part in zip(owners.values(), parts, strict=True)),
        homes=tuple(row.known(part.homes) for row, part in zip(owners.values(), parts, strict=True)),
        lows=tuple(low for low, _ in bounds),
        highs=tuple(high for _, high in bounds),
        depths=tuple(_depth(cell.unit, above) for cell in index),
        parents=up,
        linked=tuple(_home(index, cell) for cell in index),
        owners=tuple(index.get(replace(cell, column=part.whole), -1) for cell, part in zip(index, parts, strict=True)),
        relations=tuple(kept),
        broken=len(wanted) - len(kept),
        tied=frozenset(cell.unit for cell in index if cell in years),
    )


def _up(index: Mapping[Cell, int], cell: Cell, parents: Mapping[str, str]) -> int:
    """The same cell of the nearest unit above that has it; -1 without."""
    up = parents.get(cell.unit, "")
    while up and replace(cell, unit=up) not in index:
        up = parents.get(up, "")
    return index[replace(cell, unit=up)] if up else -1


def _home(index: Mapping[Cell, int], cell: Cell) -> int:
    return index.get(replace(cell, counted=HOUSEHOLDS), -1) if cell.counted == "persons" else -1


def _above(rows: tuple[FormRow, ...], parents: Mapping[str, str]) -> dict[str, str]:
    """The nearest unit above each that has a row."""
    here = {row.unit for row in rows}
    found: dict[str, str] = {}
    for unit in here:
        up = parents.get(unit, "")
        while up and up not in here:
            up = parents.get(up, "")
        if up:
            found[unit] = up
    return found


def _depth(unit: str, above: Mapping[str, str]) -> int:
    return 1 + _depth(above[unit], above) if unit in above else 0


def _bounds(cell: Cell, row: FormRow, part: Part, least: Mapping[str, int]) -> tuple[int, int]:
    """What published counts and the law allow; widened where the form itself goes beyond."""
    whole, value = row.known(part.bound), row.known(cell.column)
    low, high = 0, whole
    if cell.column == TOTAL:
        needed = least.get(row.standard, 0)
        high = whole * len(indicators(row))
        if needed and row.form == forms.POOR_DEPRIVATIONS:
            low = needed * whole
        if needed and row.form == forms.NEAR_POOR_DEPRIVATIONS:
            high = (needed - 1) * whole
    return min(low, value), max(high, value)


def _within(bounds: tuple[int, int], years: tuple[int, int] | None, value: int) -> tuple[int, int]:
    """Bounds drawn in by those of other years; not beyond the count itself, where the forms do not agree."""
    low, high = years or bounds
    return min(max(low, bounds[0]), value), max(min(high, bounds[1]), value)


def _kept(relation: Relation, values: tuple[int, ...]) -> Relation | None:
    """The relation as far as the forms keep it: equal, at most where parts are not listed, or not at all."""
    added = sum(times * values[i] for i, times in relation.terms)
    if (relation.low is None or added >= relation.low) and (relation.high is None or added <= relation.high):
        return relation
    if relation.low == relation.high == 0 and added < 0:
        return Relation(relation.terms, None, 0)
    return None
