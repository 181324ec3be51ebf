"""Other tables of whole counts that fit a release, found by passing a change on from cell to cell.

A cell is changed; each relation that this breaks is mended by another hidden
cell of it, until none is broken.  That is quick where few cells make a circle,
as they mostly do; what it does not find is left to :mod:`.search`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from poverty_analysis.release.choose import Bounds, Order
from poverty_analysis.release.relations import Relation
from poverty_analysis.release.system import System

Change = Mapping[int, int]
# So many cells are tried to mend relations before a change is given up.
_TRIES = 1 << 6


@dataclass(frozen=True)
class Free:
    """Hidden cells of a table, the bounds within which each may move, and those to move first."""

    system: System
    order: Order
    bounds: Mapping[int, Bounds]
    first: frozenset[int]
    # Moved along the public order by so many places: other calls find other circles.
    turn: int = 0


@dataclass
class Working:
    """A table that is changed circle by circle: its counts, what its relations add up to, the cells moved already."""

    values: list[int]
    sums: list[int]
    moved: set[int] = field(default_factory=set)


@dataclass
class _Tries:
    left: int = field(default=_TRIES)


def move(free: Free, table: Working, cell: int, step: int) -> Change | None:
    """A change of hidden cells, none of them moved before, that moves ``cell`` by ``step`` and keeps every relation."""
    low, high = free.bounds[cell]
    if not low <= table.values[cell] + step <= high:
        return None
    return _mended(free, table, {cell: step}, _added(free.order, {}, cell, step), _Tries())


def take(free: Free, table: Working, change: Change) -> None:
    """Move the cells of a change for good."""
    for i, step in change.items():
        table.values[i] += step
        table.moved.add(i)
        for number, times in free.order.places[i]:
            table.sums[number] += times * step


def _added(order: Order, sums: Mapping[int, int], cell: int, step: int) -> dict[int, int]:
    """What a change adds to each relation, with one more cell of it."""
    made = dict(sums)
    for number, times in order.places[cell]:
        made[number] = made.get(number, 0) + times * step
    return made


def _mended(
    free: Free, table: Working, change: dict[int, int], added: Mapping[int, int], tries: _Tries
) -> Change | None:
    broken = next((r for r, n in added.items() if gap(free.system.relations[r], table.sums[r] + n)), None)
    if broken is None:
        return change
    relation = free.system.relations[broken]
    for i, step in _menders(free, table, change, relation, gap(relation, table.sums[broken] + added[broken])):
        if tries.left <= 0:
            return None
        tries.left -= 1
        made = _mended(free, table, {**change, i: step}, _added(free.order, added, i, step), tries)
        if made is not None:
            return made
    return None


def gap(relation: Relation, added: int) -> int:
    """By how much a sum has to change for its relation to hold; 0 where it holds."""
    if relation.low is not None and added < relation.low:
        return relation.low - added
    return relation.high - added if relation.high is not None and added > relation.high else 0


def gap_of(relation: Relation, values: Sequence[int], change: Change) -> int:
    """By how much the sum of a relation has to change after a change of cells."""
    return gap(relation, sum(times * (values[i] + change.get(i, 0)) for i, times in relation.terms))


def broken_by(system: System, order: Order, change: Change) -> tuple[int, ...]:
    """The relations that a change of the true table breaks."""
    added: dict[int, int] = {}
    for i, step in change.items():
        for number, times in order.places[i]:
            added[number] = added.get(number, 0) + times * step
    return tuple(r for r, n in added.items() if gap(system.relations[r], order.sums[r] + n))


def _menders(free: Free, table: Working, change: Change, relation: Relation, missing: int) -> Iterator[tuple[int, int]]:
    """Cells of a relation that can close its gap alone, and by what step."""
    found: list[tuple[bool, int, int, int]] = []
    for i, times in relation.terms:
        # A cell on both sides of a sum has the factor 0, and closes no gap.
        if not times or missing % times or i in change or i in table.moved or i not in free.bounds:
            continue
        low, high = free.bounds[i]
        if low <= table.values[i] + missing // times <= high:
            found.append((i not in free.first, -free.system.depths[i], i, missing // times))
    turn = free.turn % len(found) if found else 0
    # Sums of other units last: whether they are hidden hangs on what they are.
    for *_, i, step in sorted(found[turn:] + found[:turn], key=lambda one: one[:2]):
        yield i, step


def applied(values: Sequence[int], change: Change) -> list[int]:
    """The values of a table after a change."""
    made = list(values)
    for i, step in change.items():
        made[i] += step
    return made
