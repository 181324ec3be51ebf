"""What a reader knows of cells together: sums over units, inside a row, and between rows and forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from poverty_analysis.census import forms
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.release.crossed import CHILDREN, CLASS, DEPRIVATIONS, TOTAL, crossings


@dataclass(frozen=True)
class Cell:
    """One count of a crossing: form, what is counted (or which class), unit, column, people or need."""

    form: str
    counted: str
    unit: str
    column: str
    item: str = ""


@dataclass(frozen=True)
class Relation:
    """``low <= sum(coefficient * cell) <= high`` over indices of cells; None is no bound."""

    terms: tuple[tuple[int, int], ...]
    low: int | None
    high: int | None


Index = Mapping[Cell, int]
# One row for each form, class, unit and item.
Owners = Mapping[Cell, FormRow]


def cell_of(row: FormRow, column: str) -> Cell:
    """The cell of a row in a column."""
    return Cell(row.form, row.counted, row.unit, column, row.item)


def relations(index: Index, owners: Owners, up: tuple[int, ...], least: Mapping[str, int]) -> Iterator[Relation]:
    """Every relation of a block, whether or not its forms keep it.

    ``up`` has the index of the same cell one level up; ``least`` from how
    many deprivations a household is poor, by standard.
    """
    rows = tuple({cell_of(row, ""): row for row in owners.values()}.values())
    yield from _family_sums(up)
    for row in rows:
        yield from _within(row, index)
        yield from _repeated(row, index)
    yield from _persons(index, owners)
    yield from _peoples(rows, index)
    yield from _needs(rows, index, least)


def _family_sums(up: tuple[int, ...]) -> Iterator[Relation]:
    """Child units add up to the unit above them."""
    children: dict[int, list[int]] = {}
    for child, parent in enumerate(up):
        if parent >= 0:
            children.setdefault(parent, []).append(child)
    for parent, found in children.items():
        yield Relation(((parent, -1), *((child, 1) for child in found)), 0, 0)


def _within(row: FormRow, index: Index) -> Iterator[Relation]:
    """Identities inside one row of a form."""
    at = {name: index[cell_of(row, name)] for name in crossings(row) if cell_of(row, name) in index}
    if row.form == forms.GROUPS:
        yield from _minority(row, at)
    elif row.form == forms.CAUSES and at:
        # Every listed household has a cause; it may have several.
        yield Relation(tuple((i, 1) for i in at.values()), row.known(HOUSEHOLDS), None)
    elif TOTAL in at:
        parts = tuple((i, 1) for name, i in at.items() if name != TOTAL)
        yield Relation(((at[TOTAL], -1), *parts), 0, 0)
    else:
        # Those served, those registered and children that lack something are among those of the first column.
        whole = {forms.CHILDREN: CHILDREN[0], forms.NEEDS: forms.DEPRIVED}.get(row.form, "")
        yield from (
            Relation(((at[whole], 1), (i, -1)), 0, None) for name, i in at.items() if whole in at and name != whole
        )


def _minority(row: FormRow, at: Mapping[str, int]) -> Iterator[Relation]:
    parts = tuple((at[name], -1) for name in ("minority_poor", "minority_near_poor") if name in at)
    if "minority" in at and parts:
        others = row.known("households") - row.known("poor") - row.known("near_poor")
        yield Relation(((at["minority"], 1), *parts), 0, None)
        yield Relation(((at["minority"], 1), *parts), None, others)


def _persons(index: Index, owners: Owners) -> Iterator[Relation]:
    """No fewer persons than households, in a group and in the rest of its class."""
    for cell, person in index.items():
        home = replace(cell, counted=HOUSEHOLDS)
        if cell.counted == "persons" and home in index:
            persons, homes = owners[cell], owners[home]
            whole = crossings(persons)[cell.column].whole
            spare = persons.known(whole) - homes.known(whole)
            yield Relation(((person, 1), (index[home], -1)), 0, None)
            yield Relation(((person, 1), (index[home], -1)), None, spare)


def _repeated(row: FormRow, index: Index) -> Iterator[Relation]:
    """Minorities, deprivations and causes stand in two forms."""
    other: Cell | None = None
    column = forms.DEPRIVED
    if row.form == forms.ETHNICITY and row.item == forms.MINORITY:
        other, column = Cell(forms.GROUPS, HOUSEHOLDS, row.unit, f"minority_{row.counted}"), HOUSEHOLDS
    elif row.form == forms.NEEDS and row.item.startswith("cause"):
        other = Cell(forms.CAUSES, row.counted, row.unit, row.item)
    elif row.form == forms.NEEDS and row.item != forms.ALL:
        other = Cell(DEPRIVATIONS[row.counted], HOUSEHOLDS, row.unit, row.item)
    if other is not None and other in index and cell_of(row, column) in index:
        yield Relation(((index[other], -1), (index[cell_of(row, column)], 1)), 0, 0)


def _lines(rows: tuple[FormRow, ...], form: str) -> Iterator[dict[str, FormRow]]:
    """Rows of a long form by item, for each unit and class."""
    found: dict[tuple[str, str], dict[str, FormRow]] = {}
    for row in rows:
        if row.form == form:
            found.setdefault((row.unit, row.counted), {})[row.item] = row
    yield from found.values()


def _peoples(rows: tuple[FormRow, ...], index: Index) -> Iterator[Relation]:
    """Kinh and minorities make the class; the peoples that are listed make the minorities."""
    for lines in _lines(rows, forms.ETHNICITY):
        at = {item: index[cell_of(row, HOUSEHOLDS)] for item, row in lines.items() if cell_of(row, HOUSEHOLDS) in index}
        size = next(iter(lines.values())).known(CLASS)
        named = tuple((i, 1) for item, i in at.items() if item not in (forms.KINH, forms.MINORITY))
        both = tuple((at[item], 1) for item in (forms.KINH, forms.MINORITY) if item in at)
        if len(both) > 1:
            yield Relation(both, size, size)
        elif not both or forms.KINH in at:
            yield Relation((*both, *named), None, size)
        if forms.MINORITY in at and named:
            yield Relation(((at[forms.MINORITY], -1), *named), 0, 0)


def _needs(rows: tuple[FormRow, ...], index: Index, least: Mapping[str, int]) -> Iterator[Relation]:
    """Those registered for a need are among all registered, and the others among the others.

    What every household of the class has - so many deprivations by law, a
    cause - those that registered and those that did not have too.
    """
    for lines in _lines(rows, forms.NEEDS):
        first = next(iter(lines.values()))
        every = index.get(replace(cell_of(first, forms.REGISTERED), item=forms.ALL))
        pairs = {
            item: (index[cell_of(row, forms.DEPRIVED)], index[cell_of(row, forms.REGISTERED)])
            for item, row in lines.items()
            if cell_of(row, forms.DEPRIVED) in index and cell_of(row, forms.REGISTERED) in index
        }
        if every is None:
            continue
        size, needed = first.known(CLASS), least.get(first.standard, 0)
        for need, registered in pairs.values():
            yield Relation(((every, 1), (registered, -1)), 0, None)
            yield Relation(((every, 1), (registered, -1), (need, 1)), None, size)
        lacking = [pair for item, pair in pairs.items() if item[0] == "d"]
        caused = [pair for item, pair in pairs.items() if item[0] == "c"]
        yield from _each(caused, every, size, (1, None))
        if needed:
            yield from _each(lacking, every, size, (needed, None) if first.counted == "poor" else (0, needed - 1))


def _each(pairs: list[tuple[int, int]], every: int, size: int, bounds: tuple[int, int | None]) -> Iterator[Relation]:
    """So many needs at least and at most of each household, of those registered and of those that are not."""
    if not pairs:
        return
    for times, at_least in ((bounds[0], True), (bounds[1], False)):
        if times is None:
            continue
        yours = ((every, -times), *((registered, 1) for _, registered in pairs))
        others = ((every, times), *((need, 1) for need, _ in pairs), *((registered, -1) for _, registered in pairs))
        yield Relation(yours, 0 if at_least else None, None if at_least else 0)
        yield Relation(others, times * size if at_least else None, None if at_least else times * size)
