"""Choose the cells of a release to hide, by what is public and by which cells are small, never by how small.

The program is public: a reader may mask every table that fits a release and drop those that give another pattern.
So which further cells are hidden hangs on nothing that such a reader could use: on the order of units, forms and
columns, on published class counts, on what stays visible at that moment, and on where small cells are.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple
from zlib import crc32

from poverty_analysis.census import forms
from poverty_analysis.release.crossed import CHILDREN, TOTAL
from poverty_analysis.release.relations import Cell, Relation
from poverty_analysis.release.system import System

Bounds = tuple[int, int]
# Where a sum is hidden because its parts cannot move by so many times the threshold, it may have as many values.
_SPARE = 2
# What parts cells of which few, some and many more than the threshold are counted.
_SIZES = (1, 3, 8)


@dataclass(frozen=True)
class Earlier:
    """Cells that earlier releases showed with the count they still have, and those that they hid."""

    shown: frozenset[int] = frozenset()
    hidden: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rule:
    """The threshold, and where more room is kept than it asks for.

    A sum over hidden cells must be able to rise and to fall by the threshold;
    as long as it cannot, the next cell of that sum is hidden.  ``room`` has
    numbers of relations with the times it that their sums must be able to move.
    """

    threshold: int
    room: Mapping[int, int] = field(default_factory=dict)


class Look(NamedTuple):
    """One look at a relation while cells are chosen: whether what its visible cells add up to leaves room enough.

    ``hidden`` is how many cells were hidden before, ``also`` those that were
    tried beside them; there is room where ``low <= seen <= high``.
    """

    number: int
    hidden: int
    also: tuple[int, ...]
    low: float
    high: float
    seen: int


@dataclass(frozen=True)
class Chosen:
    """Small cells with the bounds that being small gives them, and all cells to hide.

    ``turns`` has the hidden cells in the order in which they were hidden, and
    ``looks`` what was looked at for it: a table in which every look ends alike
    is masked alike.
    """

    small: Mapping[int, Bounds]
    hidden: frozenset[int]
    turns: tuple[int, ...] = ()
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True)
class Order:
    """What a choice needs of a system, prepared once: the order in which cells are hidden is public.

    ``places`` are the relations of each cell with its coefficient; ``follow``
    the cells that are hidden with it; ``sums`` what each relation adds up to.

    ``tiers`` are for each relation its cells in the order in which they are
    hidden: cells of one tier together suffice or none of them is taken.
    """

    places: tuple[tuple[tuple[int, int], ...], ...]
    follow: tuple[tuple[int, ...], ...]
    tiers: tuple[tuple[tuple[int, ...], ...], ...]
    sums: tuple[int, ...]
    inner: frozenset[int]


def order_of(system: System) -> Order:
    """Prepare the public order of a system."""
    places: list[list[tuple[int, int]]] = [[] for _ in system.cells]
    for number, relation in enumerate(system.relations):
        for i, times in relation.terms:
            places[i].append((number, times))
    follow: list[list[int]] = [[] for _ in system.cells]
    for i, (owner, home) in enumerate(zip(system.owners, system.linked, strict=True)):
        for first in {owner, home} - {-1}:
            follow[first].append(i)
    ranks = [_rank(system, i) for i in range(len(system.cells))]
    return Order(
        tuple(map(tuple, places)),
        tuple(map(tuple, follow)),
        tuple(tuple(_tiers(relation, ranks)) for relation in system.relations),
        tuple(sum(times * system.values[i] for i, times in relation.terms) for relation in system.relations),
        frozenset(system.parents),
    )


def _rank(system: System, i: int) -> tuple[int, int, int, int, int]:
    """Lower units first, sums of parts last; large classes first; then an order that all know."""
    cell = system.cells[i]
    unit, column = (crc32("/".join(names).encode()) for names in ((cell.unit,), (cell.column, cell.item)))
    return (-system.depths[i], _weight(cell), -system.homes[i].bit_length(), unit, column)


def _size(system: System, i: int, value: int, threshold: int) -> int:
    """How well a cell can give and take, in few and wide steps: another table that fits rarely has another."""
    spare = min(value - system.lows[i], system.highs[i] - value)
    return sum(spare > threshold * times for times in _SIZES)


def steady(system: System, i: int, value: int, threshold: int) -> Bounds:
    """Between which counts a cell that is not small stays so, and gives and takes as well as now."""
    low, high = system.lows[i], system.highs[i]
    size = _size(system, i, value, threshold)
    if not size:
        return (value, value)
    least = threshold * _SIZES[size - 1] + 1
    most = threshold * _SIZES[size] if size < len(_SIZES) else high - low
    if value - low <= high - value:
        return (low + least, min(low + most, high - least))
    return (max(high - most, low + least), high - least)


def _weight(cell: Cell) -> int:
    if cell.column == TOTAL:
        # The sum of deprivations is no number of households: it goes first.
        return 0
    sums = cell.item in (forms.ALL, forms.KINH, forms.MINORITY) or cell.column in ("minority", CHILDREN[0])
    return 2 if sums or cell.column.startswith("minority_") or cell.column == forms.DEPRIVED else 1


def _tiers(relation: Relation, ranks: Sequence[tuple[int, int, int, int, int]]) -> Iterator[tuple[int, ...]]:
    found: dict[tuple[int, int], list[int]] = {}
    for i in sorted((i for i, _ in relation.terms), key=lambda i: ranks[i]):
        found.setdefault(ranks[i][:2], []).append(i)
    yield from (tuple(found[tier]) for tier in sorted(found))


def small_bounds(system: System, values: Sequence[int], i: int, threshold: int) -> Bounds | None:
    """Between which counts a cell must be hidden; None where it may be shown.

    Counts from 1 to ``threshold``, and counts that leave so few of their
    class outside: ``threshold`` itself is hidden too, so that a reader who
    knows that a cell is hidden for being small is left as many values.  In a
    class of at most so many households every count is hidden, zero too:
    "none" or "all" of three known households says something of each of them.
    Other zeros stay: they speak of nobody.
    """
    if 1 <= system.homes[i] <= threshold:
        return (system.lows[i], system.highs[i])
    if system.cells[i].column == TOTAL:
        return None
    value, owner = values[i], system.owners[i]
    whole = values[owner] if owner >= 0 else system.wholes[i]
    low, high = (1, threshold), (whole - threshold, whole - 1)
    if high[0] <= low[1] + 1:
        return (1, whole - 1) if 1 <= value < whole else None
    return next((bounds for bounds in (low, high) if bounds[0] <= value <= bounds[1]), None)


def small_cells(
    system: System, values: Sequence[int], threshold: int, shown: frozenset[int], among: Iterable[int]
) -> dict[int, Bounds]:
    """Which of some cells must be hidden, with the bounds that :func:`small_bounds` gives them."""
    found = ((i, small_bounds(system, values, i, threshold)) for i in among if i not in shown)
    return {i: bounds for i, bounds in found if bounds is not None}


def choose(system: System, order: Order, values: Sequence[int], rule: Rule, earlier: Earlier) -> Chosen:
    """Choose the cells to hide.

    Parameters
    ----------
    system : System
        Only its public parts are read: not its values.
    order : Order
        Of the system.
    values : sequence of int
        The counts of a table: the true one, or another that fits a release.
    rule : Rule
    earlier : Earlier
        Cells that stay as earlier releases have them.

    Notes
    -----
    A sum of hidden cells is known where all others of its relation are
    visible.  So whether it leaves room depends on nothing that is hidden; a
    reader who exchanges counts among the hidden cells finds the same answer.
    """
    small = small_cells(system, values, rule.threshold, earlier.shown, range(len(system.cells)))
    sums = [sum(times * values[i] for i, times in relation.terms) for relation in system.relations]
    return _spread(_Table(system, order, values, sums, small, rule, earlier))


@dataclass(frozen=True)
class _Table:
    """A table of counts, what its relations add up to, and which of its cells are small."""

    system: System
    order: Order
    values: Sequence[int]
    sums: Sequence[int]
    small: Mapping[int, Bounds]
    rule: Rule
    earlier: Earlier
    looks: list[Look] = field(default_factory=list)

    def limits(self, i: int) -> Bounds:
        """Bounds of a cell while a reader knows which cells are small.

        One that follows another or was hidden before is hidden anyway.  So is
        a small sum: one of its parts is small too, and hiding that one takes
        the sum with it.
        """
        low, high = self.system.lows[i], self.system.highs[i]
        bounds = self.small.get(i)
        if bounds is None or i in self.order.inner or i in self.earlier.hidden:
            return low, high
        if any(one in self.small or one in self.earlier.hidden for one in _firsts(self.system, i)):
            return low, high
        return max(bounds[0], low), min(bounds[1], high)


def _firsts(system: System, i: int) -> tuple[int, int]:
    """The cells with which one is hidden."""
    return system.owners[i], system.linked[i]


class _Sum(NamedTuple):
    """Of one relation: how many cells are hidden, what these add at least and at most, and what the others add."""

    hidden: int
    low: int
    high: int
    widest: int
    seen: int

    def without(self, value: int, bounds: Bounds) -> _Sum:
        """With one more cell hidden; value and bounds are times its coefficient."""
        low, high = bounds
        return _Sum(self.hidden + 1, self.low + low, self.high + high, max(self.widest, high - low), self.seen - value)


def _spread(table: _Table) -> Chosen:
    """Small cells, those that follow them, and those that keep them from being worked out."""
    order, shown = table.order, table.earlier.shown
    # In the order in which they are hidden.
    hidden: dict[int, None] = {}
    waiting: list[int] = []
    sums: dict[int, _Sum] = {}

    def hide(cells: Iterable[int]) -> None:
        new = list(cells)
        while new:
            i = new.pop()
            if i not in hidden and i not in shown:
                hidden[i] = None
                new += order.follow[i]
                for number, times in order.places[i]:
                    now = sums.get(number) or _Sum(0, 0, 0, 0, table.sums[number])
                    sums[number] = _hiding(table, now, i, times)
                    heapq.heappush(waiting, number)

    hide((*table.small, *table.earlier.hidden))
    while waiting:
        number = heapq.heappop(waiting)
        while waiting and waiting[0] == number:
            heapq.heappop(waiting)
        hide(_wanted(table, number, sums[number], hidden))
    return Chosen(table.small, frozenset(hidden), tuple(hidden), tuple(table.looks))


def _hiding(table: _Table, now: _Sum, i: int, times: int) -> _Sum:
    low, high = table.limits(i)
    ends = (times * low, times * high) if times > 0 else (times * high, times * low)
    return now.without(times * table.values[i], ends)


def _wanted(table: _Table, number: int, now: _Sum, hidden: Mapping[int, None]) -> Sequence[int]:
    """Cells of a relation to hide besides those hidden already."""
    relation, tiers, threshold = table.system.relations[number], table.order.tiers[number], table.rule.threshold
    room = threshold * table.rule.room.get(number, 1)
    # As long as the last tier is not taken, a sum that stays visible must leave what takes its place room enough.
    open_end = any(i not in hidden and i not in table.earlier.shown for i in tiers[-1])
    least = _SPARE * threshold if open_end else 0

    def roomy(one: _Sum, *also: int) -> bool:
        """Whether the sum over the hidden cells of a relation can rise and fall far enough within their bounds."""
        look = Look(number, len(hidden), also, *_ends(relation, one, threshold, room, least), one.seen)
        table.looks.append(look)
        return look.low <= look.seen <= look.high

    if roomy(now):
        return []
    coefficient = dict(relation.terms)
    offered = [[i for i in tier if i not in hidden and i not in table.earlier.shown] for tier in tiers]
    for tier in offered:
        best = sorted(tier, key=lambda i: -_size(table.system, i, table.values[i], threshold))
        steps = list(accumulate(best, lambda sum_, i: _hiding(table, sum_, i, coefficient[i]), initial=now))[1:]
        # Where even the whole tier would not do, what lies above it is hidden instead.
        if steps and roomy(steps[-1], *best):
            return best[: next(n for n, one in enumerate(steps, start=1) if roomy(one, *best[:n]))]
    alone = now.hidden == 1 and relation.low == relation.high
    left = [tier for tier in offered if tier]
    return left[-1] if left and (alone or room > threshold) else []


def _ends(relation: Relation, now: _Sum, threshold: int, room: int, least: int) -> tuple[float, float]:
    """Between which sums of the visible cells the hidden ones can rise and fall far enough; none where they cannot."""
    asked = room if room > threshold else min(threshold, now.widest)
    if relation.low is not None and relation.low == relation.high:
        if now.hidden < 2:
            return (math.inf, -math.inf)
        asked = max(least, asked) if room == threshold else asked
    low = -math.inf if relation.low is None else relation.low - now.high + asked
    return low, math.inf if relation.high is None else relation.high - now.low - asked
