"""From households to the counts of the official forms, in one pass over blocks.

A block is counted by array arithmetic into small integer tables (commune x
class x something); tables of blocks are added, so the order, the size and the
number of blocks change nothing, and blocks may be counted anywhere.  Persons
end here: what leaves this module is counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from poverty_analysis.contract import read_contract
from poverty_analysis.households import CLASSES, REASONS, Classed, classed, positions
from poverty_analysis.law.standards import Standard
from poverty_analysis.ordered import in_order

LAST: Final = ("poor", "near_poor", "none")
GROUPS: Final = ("minority", "no_labour", "merit")
CAUSES: Final = tuple(f"cause{number}" for number in range(1, 9))
CHILDREN: Final = ("children", "children_uninsured", "children_undernourished", "children_out_of_school")
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
        By which households are classed (:func:`poverty_analysis.households.classify`).
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
    places = tuple(units)

    def count(block: pd.DataFrame) -> tuple[frozenset[str], dict[str, Array]]:
        return frozenset(block.columns), count_block(block, standard, places)

    return Counted(places, *together(in_order(count, blocks)))


def together(parts: Iterable[tuple[frozenset[str], Tables]]) -> tuple[frozenset[str], dict[str, Array]]:
    """Add up the columns and tables of blocks; blocks with other columns cannot be added (ValueError)."""
    tables: dict[str, Array] = {}
    columns: frozenset[str] = frozenset()
    for names, more in parts:
        columns = names
        if not tables:
            tables = {name: table.copy() for name, table in more.items()}
            continue
        if tables.keys() != more.keys():
            raise ValueError("blocks of one count must have the same columns")
        for name, table in more.items():
            tables[name] += table
    return columns, tables


def count_block(block: pd.DataFrame, standard: Standard, units: Sequence[str]) -> dict[str, Array]:
    """Count one block: the kernel of :func:`count_households`, free of state, to be mapped over partitions."""
    unit = positions(block["unit"], units).astype(np.intp)
    if len(unit) and unit.min() < 0:
        raise ValueError('column "unit": a row is of a commune that is not among the units')
    left: dict[str, Array] = {}
    if "left" in block:
        gone = _flag(block["left"], slice(None)) == 1
        left["left"] = _left(block, gone, unit, len(units))
        block, unit = (block[~gone], unit[~gone]) if gone.any() else (block, unit)
    return left | _count_present(block, standard, unit, len(units))


def _count_present(block: pd.DataFrame, standard: Standard, unit: Array, size: int) -> dict[str, Array]:
    """Count households that are there; ``unit`` has the place of the commune of each."""
    found = classed(block, standard)
    kind = found.kind.astype(np.intp)
    persons = block["persons"].to_numpy(dtype=np.int64)
    kinds = len(CLASSES)
    cell = unit * kinds + kind
    tables = {
        "households": _count(cell, (size, kinds)),
        "persons": _sum(cell, persons, (size, kinds)),
        "unknown": _unknown(found, unit, size),
    }
    if "last_class" in block:
        tables["moves"] = _moves(block, cell, (size, kinds))
    if "minority" in block:
        tables |= _everywhere(block["minority"], unit, persons, size)
    listed = np.flatnonzero(kind < len(LISTED))
    key = unit[listed] * len(LISTED) + kind[listed]
    flags = {name: _flag(block[name], listed) for name in block.columns if _is_flag(name)}
    shape = (size, len(LISTED))
    tables |= _peoples_and_children(block, listed, key, shape)
    known = np.where(found.known[listed], found.count[listed], 0)
    tables["deprivations"] = _sum(key, known, shape)
    return tables | _flag_tables(flags, key, persons[listed], shape)


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
    return _count((cell * (len(LAST) + 1) + before) * 2 + back, (*shape, len(LAST) + 1, 2))


def _everywhere(column: pd.Series[Any], unit: Array, persons: Array, size: int) -> dict[str, Array]:
    """A group among all households and persons, not only the listed ones."""
    have = _flag(column, slice(None)) == 1
    return {
        "all_minority/households": _count(unit[have], (size,)),
        "all_minority/persons": _sum(unit[have], persons[have], (size,)),
    }


def _unknown(found: Classed, unit: Array, size: int) -> Array:
    """Households without a class, by the reason."""
    without = np.flatnonzero(found.kind == CLASSES.index("unknown"))
    return _count(unit[without] * len(REASONS) + found.reason[without], (size, len(REASONS)))


def _is_flag(name: str) -> bool:
    return name in (*GROUPS, *CAUSES, "registered") or _NUMBERED.fullmatch(name) is not None


def _flag(column: pd.Series[Any], rows: Any) -> Array:
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
    """
    empty = frozenset(absent(counted))
    seen = [place for place, unit in enumerate(counted.units) if unit not in empty]
    members: dict[str, list[int]] = {}
    for place in seen:
        for name in (counted.units[place], *above.get(counted.units[place], ())):
            members.setdefault(name, []).append(place)
    order = sorted(members, key=lambda name: (len(name), name))
    tables = {
        key: np.array([table[members[name]].sum(axis=0) for name in order]) for key, table in counted.tables.items()
    }
    return Counted(tuple(order), counted.columns, tables)


def absent(counted: Counted) -> Iterator[str]:
    """Communes without any household."""
    for place, unit in enumerate(counted.units):
        if "households" not in counted.tables or not counted.tables["households"][place].any():
            yield unit
