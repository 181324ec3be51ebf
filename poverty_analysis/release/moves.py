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
# So many cells of one relation at most are thought of to mend it.
_MENDERS = 16


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
    gaps = {r: missing for r, n in added.items() if (missing := gap(free.system.relations[r], table.sums[r] + n))}
    if not gaps:
        return change
    for i, step in _menders(free, table, change, added, gaps):
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


def fits(free: Free, table: Working, change: Change) -> bool:
    """Whether a change on top of a table moves no cell again, and keeps the bounds of its cells and every relation."""
    if not table.moved.isdisjoint(change):
        return False
    added: dict[int, int] = {}
    for i, step in change.items():
        low, high = free.bounds.get(i, (0, -1))
        if not low <= table.values[i] + step <= high:
            return False
        for number, times in free.order.places[i]:
            added[number] = added.get(number, 0) + times * step
    return not any(gap(free.system.relations[r], table.sums[r] + n) for r, n in added.items())


def _menders(
    free: Free, table: Working, change: Change, added: Mapping[int, int], gaps: Mapping[int, int]
) -> Iterator[tuple[int, int]]:
    """Cells that can close the first of some gaps alone, and by what step: first those that close others with it."""
    number, missing = next(iter(gaps.items()))
    terms = free.system.relations[number].terms
    # The cells of a long sum are begun with beside one that moved.
    at = next((n for n, (i, _) in enumerate(terms) if i in change), 0) + free.turn
    found: list[tuple[int, bool, int, int, int, int]] = []
    for n in range(len(terms)):
        i, times = terms[(at + n) % len(terms)]
        # A cell on both sides of a sum has the factor 0, and closes no gap.
        if not times or missing % times or i in change or i in table.moved or i not in free.bounds:
            continue
        low, high = free.bounds[i]
        step = missing // times
        if low <= table.values[i] + step <= high:
            found.append((_left(free, table, added, i, step), i not in free.first, -free.system.depths[i], n, i, step))
            if len(found) == _MENDERS:
                break
    # Sums of other units last: whether they are hidden hangs on what they are.
    for *_, i, step in sorted(found):
        yield i, step


def _left(free: Free, table: Working, added: Mapping[int, int], i: int, step: int) -> int:
    """How many relations of a cell are broken once it is moved too, less those that are broken now."""
    found = 0
    for number, times in free.order.places[i]:
        relation, now = free.system.relations[number], table.sums[number] + added.get(number, 0)
        found += bool(gap(relation, now + times * step)) - bool(gap(relation, now))
    return found


def applied(values: Sequence[int], change: Change) -> list[int]:
    """The values of a table after a change."""
    made = list(values)
    for i, step in change.items():
        made[i] += step
    return made
