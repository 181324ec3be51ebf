"""What a reader of a release knows about its cells: bounds by published counts, and identities between cells.

A *cell* is one count of a crossing (target groups, causes, deprivations) of
one unit.  The counts of the class it is taken from are published figures and
bound it.  A relation that the forms themselves break is left out and counted:
a reader who trusted it would deduce something untrue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from poverty_analysis import forms
from poverty_analysis.forms import HOUSEHOLDS, FormRow, indicators

# Of all deprivations: a sum of indicators, not a number of households.
TOTAL = "total"
_GROUP_WHOLES = {
    "minority": "households",
    "minority_poor": "poor",
    "minority_near_poor": "near_poor",
    "no_labour_poor": "poor",
    "no_labour_near_poor": "near_poor",
    "merit_poor": "poor",
    "merit_near_poor": "near_poor",
}
# Forms whose crossings can be released; one without its relations here is never shown outside.
RELEASED = (forms.POOR_DEPRIVATIONS, forms.NEAR_POOR_DEPRIVATIONS, forms.GROUPS, forms.CAUSES)


@dataclass(frozen=True)
class Cell:
    """One count of a crossing: form, what is counted (or which class), unit, column."""

    form: str
    counted: str
    unit: str
    column: str


@dataclass(frozen=True)
class Relation:
    """``low <= sum(coefficient * cell) <= high`` over indices of cells; None is no bound."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None


@dataclass(frozen=True)
class System:
    """Cells that belong together, with all that is known of them.

    ``lows`` and ``highs`` follow from the published class counts and the law
    alone; ``wholes`` is the class count;
    ``depths`` the level of the unit, 0 at the top; ``parents`` the index of
    the same column one level up, -1 without; ``linked`` the households behind
    a cell of persons, -1 otherwise; ``broken`` how many identities the forms
    do not keep.
    """

    cells: tuple[Cell, ...]
    values: tuple[int, ...]
    wholes: tuple[int, ...]
    lows: tuple[int, ...]
    highs: tuple[int, ...]
    depths: tuple[int, ...]
    parents: tuple[int, ...]
    linked: tuple[int, ...]
    relations: tuple[Relation, ...]
    broken: int


def crossings(row: FormRow) -> dict[str, str]:
    """Columns of a row that are crossings, each with the column of the published count it is part of."""
    if row.form == forms.GROUPS:
        return {name: whole for name, whole in _GROUP_WHOLES.items() if name in row.counts}
    if row.form == forms.CAUSES:
        return {name: HOUSEHOLDS for name in row.counts if name.startswith("cause")}
    if row.form in RELEASED:
        return dict.fromkeys((TOTAL, *indicators(row)), HOUSEHOLDS)
    return {}


def blocks(rows: Iterable[FormRow]) -> dict[str, tuple[FormRow, ...]]:
    """Rows that share identities: a form, causes by class, households and persons of the groups together."""
    found: dict[str, list[FormRow]] = {}
    for row in rows:
        if row.form in RELEASED:
            name = f"{row.form}.{row.counted}" if row.form == forms.CAUSES else row.form
            found.setdefault(name, []).append(row)
    return {name: tuple(sorted(found[name], key=lambda r: (r.unit, r.counted))) for name in sorted(found)}


def build(rows: tuple[FormRow, ...], parents: Mapping[str, str], least: Mapping[str, int]) -> System:
    """The system of one block.

    Parameters
    ----------
    rows : tuple of FormRow
        Rows of one block, one day and standard, of all levels.
    parents : mapping of unit to the unit above it
        Of any units; a parent without a row is passed over for the next one up.
    least : mapping of standard to number of deprivations
        From how many deprivations a household is poor; readers know the law.

    Notes
    -----
    A blank cell stays blank and counts as nothing in a sum.  A unit whose
    children add up to less than it has children that are not listed.
    """
    above = _above(rows, parents)
    where = {_key(row, name): None for row in rows for name in crossings(row) if row.counts.get(name) is not None}
    index = {cell: number for number, cell in enumerate(where)}
    by_row = {(row.counted, row.unit): row for row in rows}
    owners = [by_row[cell.counted, cell.unit] for cell in index]
    values = tuple(row.known(cell.column) for cell, row in zip(index, owners, strict=True))
    bounds = [_bounds(cell, row, least) for cell, row in zip(index, owners, strict=True)]
    up = tuple(_at(index, cell, unit=above.get(cell.unit, "")) for cell in index)
    wanted = (*_family_sums(up), *(r for row in rows for r in _within(row, index)), *_persons(index, by_row))
    kept = [known for relation in wanted if (known := _kept(relation, values)) is not None]
    return System(
        cells=tuple(index),
        values=values,
        wholes=tuple(_whole(cell, row) for cell, row in zip(index, owners, strict=True)),
        lows=tuple(low for low, _ in bounds),
        highs=tuple(high for _, high in bounds),
        depths=tuple(_depth(cell.unit, above) for cell in index),
        parents=up,
        linked=tuple(_at(index, cell, counted=HOUSEHOLDS) if cell.counted == "persons" else -1 for cell in index),
        relations=tuple(kept),
        broken=len(wanted) - len(kept),
    )


def _key(row: FormRow, column: str) -> Cell:
    return Cell(row.form, row.counted, row.unit, column)


def _at(index: Mapping[Cell, int], cell: Cell, *, unit: str = "", counted: str = "") -> int:
    if not unit and not counted:
        return -1
    return index.get(Cell(cell.form, counted or cell.counted, unit or cell.unit, cell.column), -1)


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


def _whole(cell: Cell, row: FormRow) -> int:
    return row.known(crossings(row)[cell.column])


def _bounds(cell: Cell, row: FormRow, least: Mapping[str, int]) -> tuple[int, int]:
    """What published counts and the law allow; widened where the form itself goes beyond."""
    whole, value = _whole(cell, row), row.known(cell.column)
    low, high = 0, whole
    if cell.column == TOTAL:
        needed = least.get(row.standard, 0)
        high = whole * len(indicators(row))
        if needed and row.form == forms.POOR_DEPRIVATIONS:
            low = needed * whole
        if needed and row.form == forms.NEAR_POOR_DEPRIVATIONS:
            high = (needed - 1) * whole
    return min(low, value), max(high, value)


def _family_sums(up: tuple[int, ...]) -> Iterator[Relation]:
    """Child units add up to the unit above them."""
    children: dict[int, list[int]] = {}
    for child, parent in enumerate(up):
        if parent >= 0:
            children.setdefault(parent, []).append(child)
    for parent, found in children.items():
        yield Relation(((parent, -1), *((child, 1) for child in found)), 0, 0)


def _within(row: FormRow, index: Mapping[Cell, int]) -> Iterator[Relation]:
    """Identities inside one row of a form."""
    at = {name: index[_key(row, name)] for name in crossings(row) if _key(row, name) in index}
    if row.form == forms.GROUPS:
        yield from _minority(row, at)
    elif row.form == forms.CAUSES and at:
        # Every listed household has a cause; it may have several.
        yield Relation(tuple((i, 1) for i in at.values()), row.known(HOUSEHOLDS), None)
    elif TOTAL in at:
        parts = tuple((i, 1) for name, i in at.items() if name != TOTAL)
        yield Relation(((at[TOTAL], -1), *parts), 0, 0)


def _minority(row: FormRow, at: Mapping[str, int]) -> Iterator[Relation]:
    parts = tuple((at[name], -1) for name in ("minority_poor", "minority_near_poor") if name in at)
    if "minority" in at and parts:
        others = row.known("households") - row.known("poor") - row.known("near_poor")
        yield Relation(((at["minority"], 1), *parts), 0, None)
        yield Relation(((at["minority"], 1), *parts), None, others)


def _persons(index: Mapping[Cell, int], by_row: Mapping[tuple[str, str], FormRow]) -> tuple[Relation, ...]:
    """No fewer persons than households, in a group and in the rest of its class."""
    found: list[Relation] = []
    for cell, person in index.items():
        home = _at(index, cell, counted=HOUSEHOLDS)
        if cell.counted == "persons" and home >= 0:
            persons, homes = (by_row[counted, cell.unit] for counted in ("persons", HOUSEHOLDS))
            whole = crossings(persons)[cell.column]
            spare = persons.known(whole) - homes.known(whole)
            found += [Relation(((person, 1), (home, -1)), 0, None), Relation(((person, 1), (home, -1)), None, spare)]
    return tuple(found)


def _kept(relation: Relation, values: tuple[int, ...]) -> Relation | None:
    """The relation as far as the forms keep it: equal, at most where parts are not listed, or not at all."""
    added = sum(times * values[i] for i, times in relation.terms)
    if (relation.low is None or added >= relation.low) and (relation.high is None or added <= relation.high):
        return relation
    if relation.low == relation.high == 0 and added < 0:
        return Relation(relation.terms, None, 0)
    return None
