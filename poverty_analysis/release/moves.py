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
class _Tries:
    left: int = field(default=_TRIES)


def move(free: Free, values: Sequence[int], fixed: frozenset[int] | set[int], cell: int, step: int) -> Change | None:
    """A change of hidden cells, none of them ``fixed``, that moves ``cell`` by ``step`` and keeps every relation."""
    low, high = free.bounds[cell]
    if not low <= values[cell] + step <= high:
        return None
    return _mended(free, values, fixed, {cell: step}, [cell], _Tries())


def _mended(
    free: Free,
    values: Sequence[int],
    fixed: frozenset[int] | set[int],
    change: dict[int, int],
    moved: list[int],
    tries: _Tries,
) -> Change | None:
    broken = _broken(free, values, change, moved)
    if broken is None:
        return change
    relation, gap = broken
    for i, step in _menders(free, values, fixed, change, relation, gap):
        if tries.left <= 0:
            return None
        tries.left -= 1
        made = _mended(free, values, fixed, {**change, i: step}, [*moved, i], tries)
        if made is not None:
            return made
    return None


def _broken(free: Free, values: Sequence[int], change: Change, moved: Sequence[int]) -> tuple[Relation, int] | None:
    """The first relation that a change breaks, and by how much its sum has to change."""
    for i in moved:
        for number in free.order.places[i]:
            relation = free.system.relations[number]
            gap = gap_of(relation, values, change)
            if gap:
                return relation, gap
    return None


def gap_of(relation: Relation, values: Sequence[int], change: Change) -> int:
    """By how much the sum of a relation has to change to hold; 0 where it holds."""
    added = sum(times * (values[i] + change.get(i, 0)) for i, times in relation.terms)
    if relation.low is not None and added < relation.low:
        return relation.low - added
    return relation.high - added if relation.high is not None and added > relation.high else 0


def _menders(
    free: Free,
    values: Sequence[int],
    fixed: frozenset[int] | set[int],
    change: Change,
    relation: Relation,
    gap: int,
) -> Iterator[tuple[int, int]]:
    """Cells of a relation that can close its gap alone, and by what step."""
    found: list[tuple[bool, int, int, int]] = []
    for i, times in relation.terms:
        if i in change or i in fixed or i not in free.bounds or gap % times:
            continue
        low, high = free.bounds[i]
        if low <= values[i] + gap // times <= high:
            found.append((i not in free.first, -free.system.depths[i], i, gap // times))
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
