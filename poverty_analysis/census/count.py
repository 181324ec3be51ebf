"""From households to the counts of the official forms, in one pass over blocks.

A block is counted by array arithmetic into small integer tables (commune x
class x something); tables of blocks are added, so the order, the size and the
number of blocks change nothing, and blocks may be counted anywhere: in threads
here, or by Dask.  Persons end here: what leaves this module is counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from poverty_analysis.census.classify import CLASSES, REASONS, Classed, classed, positions
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.law.standards import AREAS, Standard
from poverty_analysis.values.in_order import in_order

LAST: Final = ("poor", "near_poor", "none")
GROUPS: Final = ("minority", "no_labour", "merit")
CAUSES: Final = tuple(f"cause{number}" for number in range(1, 9))
CHILDREN: Final = ("children", "children_uninsured", "children_undernourished", "children_out_of_school")
# A flag of 0 or 1 as a word.
MINORITY: Final = ("no", "yes")
HOUSEHOLDS, PERSONS = "households", "persons"
# The classes that the forms list: the first two of CLASSES.
LISTED: Final = CLASSES[:2]

_NUMBERED: Final = re.compile(r"(d|served)\d+")

Array = npt.NDArray[Any]
Tables = Mapping[str, Array]


@dataclass(frozen=True)
class Counted:
    """Counts by commune.

    ``tables`` has arrays of int64 whose first axis is ``units``; ``columns``
    are those the households came with, so that a form can tell 0 from unknown.
    """

    units: tuple[str, ...]
    columns: frozenset[str]
    tables: Tables

    def of(self, unit: str, name: str) -> Array:
        """Counts of one unit."""
        found: Array = self.tables[name][self._places[unit]]
        return found

    @cached_property
    def _places(self) -> dict[str, int]:
        return {unit: place for place, unit in enumerate(self.units)}


def count_households(blocks: Iterable[pd.DataFrame], standard: Standard, units: Sequence[str]) -> Counted:
    """Class households block by block and count them by commune.

    Parameters
    ----------
    blocks : iterable of pandas.DataFrame
        Any number of blocks with the columns of table ``households``, all with
        the same columns.  ``unit``, ``area`` and ``last_class`` are text or
        categories; flags are 0, 1 or missing; ``persons`` is never missing.
        ``village`` and ``household`` are not needed.
    standard : Standard
        By which households are classed (:func:`poverty_analysis.census.classify.classify`).
    units : sequence of str
        The communes, in the order of the counts.

    Returns
    -------
    Counted
        Exact counts.  A household whose class is unknown counts among all
        households and among none of the classes.

    Raises
    ------
    ValueError
        A row of another commune, and what ``classify`` refuses.
    """
    return together(in_order(partial(count_block, standard=standard, units=tuple(units)), blocks), units)


def count_partitions(partitions: Any, standard: Standard, units: Sequence[str]) -> Counted:
    """Class and count the partitions of a Dask frame where they lie, and add the counts up here.

    Parameters
    ----------
    partitions : dask.dataframe.DataFrame, or sequence of delayed pandas.DataFrame
        As the blocks of :func:`count_households`, which gives the same counts.
        Its scheduler works: threads, processes or a cluster (extra ``cluster``).
    standard, units
        As for :func:`count_households`.

    Returns
    -------
    Counted
        Exact, whatever the number of partitions and workers.

    Raises
    ------
    ImportError
        Without Dask.
    ValueError
        As :func:`count_households`.
    """
    from dask.base import compute
    from dask.delayed import delayed as later

    delayed = partitions.to_delayed() if hasattr(partitions, "to_delayed") else partitions
    # Not pure: Dask need not work out a name from the contents of the arguments.
    count = later(count_block, pure=False)
    return together(compute(*(count(one, standard, tuple(units)) for one in delayed)), units)


def together(parts: Iterable[BlockCounts], units: Sequence[str]) -> Counted:
    """Add up the counts of blocks, in any number and order; they must have the same columns (ValueError)."""
    tables: dict[str, Array] = {}
    columns: frozenset[str] = frozenset()
    for part in parts:
        if not tables:
            shapes = {name: (len(units), *table.shape[1:]) for name, table in part.tables.items()}
            tables = {name: np.zeros(shape, np.int64) for name, shape in shapes.items()}
        if tables.keys() != part.tables.keys():
            raise ValueError("blocks of one count must have the same columns")
        columns = part.columns
        for name, table in part.tables.items():
            tables[name][part.first : part.first + len(table)] += table
    return Counted(tuple(units), columns, tables)


@dataclass(frozen=True)
class BlockCounts:
    """Counts of one block: ``tables`` as those of :class:`Counted`, of the communes from place ``first`` on."""

    first: int
    columns: frozenset[str]
    tables: Tables


def count_block(block: pd.DataFrame, standard: Standard, units: Sequence[str]) -> BlockCounts:
    """Count one block: the kernel of :func:`count_households`, free of state, to be mapped over partitions."""
    unit = positions(block["unit"], units).astype(np.intp)
    if len(unit) and unit.min() < 0:
        raise ValueError('column "unit": a row is of a commune that is not among the units')
    columns = frozenset(block.columns)
    # The tables of a block span only its own communes: of a long list of units most rows would be 0.
    first, size = (int(unit.min()), int(unit.max() - unit.min()) + 1) if len(unit) else (0, 0)
    unit = unit - first
    left: dict[str, Array] = {}
    if "left" in block:
        gone = _flag(block["left"], slice(None)) == 1
        left["left"] = _left(block, gone, unit, size)
        # Who left is counted above and nowhere else: the other tables are of households that are there.
        block, unit = (block[~gone], unit[~gone]) if gone.any() else (block, unit)
    return BlockCounts(first, columns, left | _count_present(block, standard, unit, size))


def _count_present(block: pd.DataFrame, standard: Standard, unit: Array, size: int) -> dict[str, Array]:
    """Count households that are there; ``unit`` has the place of the commune of each."""
    found = classed(block, standard)
    kind = found.kind.astype(np.intp)
    persons = block["persons"].to_numpy(dtype=np.int64)
    tables = _scores(block, found, (unit, persons), size, len(standard.indicator_list))
    tables["unknown"] = _unknown(found, unit, size)
    if "last_class" in block:
        tables["moves"] = _moves(block, unit * len(CLASSES) + kind, (size, len(CLASSES)))
    # The forms ask about poor and near-poor households only: a small part of the rows, chosen once.
    listed = np.flatnonzero(kind < len(LISTED))
    key = unit[listed] * len(LISTED) + kind[listed]
    flags = {name: _flag(block[name], listed) for name in block.columns if _is_flag(name)}
    shape = (size, len(LISTED))
    tables |= _peoples_and_children(block, listed, key, shape)
    known = np.where(found.known[listed], found.count[listed], 0)
    tables["deprivations"] = _sum(key, known, shape)
    return tables | _flag_tables(flags, key, persons[listed], shape)


def _scores(
    block: pd.DataFrame, found: Classed, rows: tuple[Array, Array], size: int, indicators: int
) -> dict[str, Array]:
    """The sufficient table, households and persons by area, minority, class and deprivations, and its sums.

    ``rows`` has the place of the commune of each household, and its persons.
    The last place of an axis is what is not known; minority has no other
    place where there is no such column.
    """
    unit, persons = rows
    told = "minority" in block
    minority = _flag(block["minority"], slice(None)) if told else np.zeros(len(unit), np.int8)
    shape = (size, len(AREAS) + 1, len(MINORITY) + 1 if told else 1, len(CLASSES), indicators + 2)
    cell = unit.copy()
    axes = (found.area, minority, found.kind, np.where(found.known, found.count, -1))
    for places, number in zip(axes, shape[1:], strict=True):
        cell *= number
        cell += places if places.min(initial=0) >= 0 else np.where(places < 0, number - 1, places)
    tables: dict[str, Array] = {}
    # What follows from the sufficient table is added up and not counted again, so that the two cannot differ.
    for name, counts in ((HOUSEHOLDS, _count(cell, shape)), (PERSONS, _sum(cell, persons, shape))):
        tables |= {f"scores/{name}": counts, name: counts.sum(axis=(1, 2, 4))}
        if told:
            tables[f"all_minority/{name}"] = counts[:, :, MINORITY.index("yes")].sum(axis=(1, 2, 3))
    return tables


def _flag_tables(flags: Mapping[str, Array], key: Array, persons: Array, shape: tuple[int, int]) -> dict[str, Array]:
    """Of the listed households: those with a flag, those with an unknown one, and needs that were served."""
    tables: dict[str, Array] = {}
    registered = flags.get("registered")
    for name, values in flags.items():
        have = values == 1
        tables[name] = _count(key[have], shape)
        tables[f"{name}/missing"] = _count(key[values < 0], shape)
        if name in GROUPS:
            tables[f"{name}/persons"] = _sum(key[have], persons[have], shape)
        served = flags.get(f"served{name[1:]}") if name[0] == "d" else None
        for word, also in (("served", served), ("registered", registered)):
            if also is not None:
                tables[f"{name}/{word}"] = _count(key[have & (also == 1)], shape)
    return tables


def _peoples_and_children(block: pd.DataFrame, listed: Array, key: Array, shape: tuple[int, int]) -> dict[str, Array]:
    """Of the listed households: those of every people (the last place: not told), and their children."""
    tables: dict[str, Array] = {}
    if "people" in block:
        names = peoples()
        places = positions(block["people"].iloc[listed], names)
        places = np.where(places < 0, len(names), places)
        tables["people"] = _count(key * (len(names) + 1) + places, (*shape, len(names) + 1))
    for name in (name for name in CHILDREN if name in block):
        number = _flag(block[name], listed)
        tables[name] = _sum(key, np.where(number < 0, 0, number), shape)
        tables[f"{name}/missing"] = _count(key[number < 0], shape)
    return tables


def peoples() -> tuple[str, ...]:
    """Every people a household may belong to, in the order of the contract."""
    return tuple(read_contract().domains["people"])


def _left(block: pd.DataFrame, gone: Array, unit: Array, size: int) -> Array:
    """Households of a year ago that are no longer there, by their class then; they count nowhere else."""
    before = _before(block)[gone] if "last_class" in block else np.full(int(gone.sum()), len(LAST))
    return _count(unit[gone] * (len(LAST) + 1) + before, (size, len(LAST) + 1))


def _before(block: pd.DataFrame) -> Array:
    before = positions(block["last_class"], LAST)
    return np.where(before < 0, len(LAST), before)


def _moves(block: pd.DataFrame, cell: Array, shape: tuple[int, int]) -> Array:
    """Households by class now, class a year ago (the last place: not there) and whether they relapsed."""
    before = _before(block)
    back = _flag(block["relapsed"], slice(None)) == 1 if "relapsed" in block else np.zeros(len(block), np.bool_)
    # All axes in one number, as digits of a mixed base: one count fills the whole table.
    return _count((cell * (len(LAST) + 1) + before) * 2 + back, (*shape, len(LAST) + 1, 2))


def _unknown(found: Classed, unit: Array, size: int) -> Array:
    """Households without a class, by the reason."""
    without = np.flatnonzero(found.kind == CLASSES.index("unknown"))
    return _count(unit[without] * len(REASONS) + found.reason[without], (size, len(REASONS)))


def _is_flag(name: str) -> bool:
    return name in (*GROUPS, *CAUSES, "registered") or _NUMBERED.fullmatch(name) is not None


def _flag(column: pd.Series, rows: Array | slice) -> Array:
    """A column of 0 and 1 as int8, with -1 where it is missing."""
    whole = isinstance(column.dtype, np.dtype) and column.dtype.kind in "iub"
    values: Array = column.to_numpy() if whole else column.to_numpy(dtype=np.float64, na_value=-1)
    taken: Array = values[rows]
    return taken if whole else np.where(np.isnan(taken), -1, taken).astype(np.int8)


def _count(cells: Array, shape: tuple[int, ...]) -> Array:
    return np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape)


def _sum(cells: Array, values: Array, shape: tuple[int, ...]) -> Array:
    # Sums of a block are far below 2 to the 53rd, so they are exact in a float.
    return np.bincount(cells, values, minlength=int(np.prod(shape))).reshape(shape).astype(np.int64)


def rolled(counted: Counted, above: Mapping[str, Sequence[str]]) -> Counted:
    """The counts with a sum for every unit above the communes that have households, highest unit first.

    ``above`` gives the units of each commune, from the next one up.  A
    commune without a household is left out: nothing was handed in for it.
    The sufficient table stays with the communes: its sums are easily had.
    """
    empty = frozenset(absent(counted))
    seen = [place for place, unit in enumerate(counted.units) if unit not in empty]
    members: dict[str, list[int]] = {}
    for place in seen:
        for name in (counted.units[place], *above.get(counted.units[place], ())):
            members.setdefault(name, []).append(place)
    # Codes grow longer downwards, so the shortest is the highest unit.
    order = sorted(members, key=lambda name: (len(name), name))
    tables = {
        key: np.array([table[members[name]].sum(axis=0) for name in order])
        for key, table in counted.tables.items()
        if not key.startswith("scores/")
    }
    return Counted(tuple(order), counted.columns, tables)


def absent(counted: Counted) -> Iterator[str]:
    """Communes without any household."""
    for place, unit in enumerate(counted.units):
        if "households" not in counted.tables or not counted.tables["households"][place].any():
            yield unit
