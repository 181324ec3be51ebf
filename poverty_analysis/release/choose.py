"""Choose the cells of a release to hide, by what is public and by which cells are small, never by how small.

The program is public: a reader may mask every table that fits a release and drop those that give another pattern.
So which further cells are hidden hangs on nothing that such a reader could use: on the order of units, forms and
columns, on published class counts, on what stays visible at that moment, and on where small cells are.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Chosen:
    """Small cells with the bounds that being small gives them, and all cells to hide."""

    small: Mapping[int, Bounds]
    hidden: frozenset[int]


@dataclass(frozen=True)
class Order:
    """What is public of a system, prepared once: relations of each cell, cells that follow it, who is hidden first.

    ``tiers`` are for each relation its cells in the order in which they are
    hidden: cells of one tier together suffice or none of them is taken.
    """

    places: tuple[tuple[int, ...], ...]
    follow: tuple[tuple[int, ...], ...]
    tiers: tuple[tuple[tuple[int, ...], ...], ...]


def order_of(system: System) -> Order:
    """Prepare the public order of a system."""
    places: list[list[int]] = [[] for _ in system.cells]
    for number, relation in enumerate(system.relations):
        for i, _ in relation.terms:
            places[i].append(number)
    follow: list[list[int]] = [[] for _ in system.cells]
    for i, (owner, home) in enumerate(zip(system.owners, system.linked, strict=True)):
        for first in {owner, home} - {-1}:
            follow[first].append(i)
    ranks = [_rank(system, i) for i in range(len(system.cells))]
    return Order(
        tuple(map(tuple, places)),
        tuple(map(tuple, follow)),
        tuple(tuple(_tiers(relation, ranks)) for relation in system.relations),
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
    return Chosen(small, spread(system, order, values, rule, earlier, small))


def replayed(
    system: System, order: Order, change: Mapping[int, int], rule: Rule, earlier: Earlier, chosen: Chosen
) -> frozenset[int]:
    """Which cells :func:`choose` hides in the table that a change makes of the true one; quicker than anew."""
    values = list(system.values)
    for i, step in change.items():
        values[i] += step
    touched = {*change, *(j for i in change for j in order.follow[i])}
    small = {i: bounds for i, bounds in chosen.small.items() if i not in touched}
    small |= small_cells(system, values, rule.threshold, earlier.shown, touched)
    return spread(system, order, values, rule, earlier, small)


def spread(
    system: System, order: Order, values: Sequence[int], rule: Rule, earlier: Earlier, small: Mapping[int, Bounds]
) -> frozenset[int]:
    """Small cells, those that follow them, and those that keep them from being worked out."""
    hidden: set[int] = set()
    waiting: list[int] = []

    def hide(cells: Iterable[int]) -> None:
        new = list(cells)
        while new:
            i = new.pop()
            if i not in hidden and i not in earlier.shown:
                hidden.add(i)
                new += order.follow[i]
                for number in order.places[i]:
                    heapq.heappush(waiting, number)

    hide((*small, *earlier.hidden))
    limits = _limits(system, small, order)
    while waiting:
        number = heapq.heappop(waiting)
        while waiting and waiting[0] == number:
            heapq.heappop(waiting)
        view = _View(system, values, limits, rule.threshold, rule.threshold * rule.room.get(number, 1))
        hide(_wanted(view, system.relations[number], order.tiers[number], hidden, earlier.shown))
    return frozenset(hidden)


def _limits(system: System, small: Mapping[int, Bounds], order: Order) -> list[Bounds]:
    """Bounds of each cell while a reader knows which cells are small.

    Those that follow another are hidden anyway.  So is a small sum: one of its
    parts is small too, and hiding that one takes the sum with it.
    """
    limits = list(zip(system.lows, system.highs, strict=True))
    following = {j for i in small for j in order.follow[i]} | set(system.parents)
    for i, bounds in small.items():
        if i not in following:
            limits[i] = (max(bounds[0], limits[i][0]), min(bounds[1], limits[i][1]))
    return limits


@dataclass(frozen=True)
class _View:
    """What the test of one relation looks at."""

    system: System
    values: Sequence[int]
    limits: Sequence[Bounds]
    threshold: int
    room: int


def _wanted(
    view: _View, relation: Relation, tiers: Sequence[Sequence[int]], hidden: set[int], shown: frozenset[int]
) -> Sequence[int]:
    """Cells of a relation to hide besides those hidden already."""
    taken = {i for i, _ in relation.terms if i in hidden}
    # As long as the last tier is not taken, a sum that stays visible must leave what takes its place room enough.
    open_end = any(i not in taken and i not in shown for i in tiers[-1])
    least = _SPARE * view.threshold if open_end else 0
    if roomy(view, relation, taken, least):
        return []
    offered = [rest for tier in tiers if (rest := [i for i in tier if i not in taken and i not in shown])]
    for tier in offered:
        # Where even the whole tier would not do, what lies above it is hidden instead.
        if roomy(view, relation, taken | set(tier), least):
            best = sorted(tier, key=lambda i: -_size(view.system, i, view.values[i], view.threshold))
            enough = (n for n in range(1, len(best) + 1) if roomy(view, relation, taken | set(best[:n]), least))
            return best[: next(enough)]
    alone = len(taken) == 1 and relation.low == relation.high
    return offered[-1] if offered and (alone or view.room > view.threshold) else []


def roomy(view: _View, relation: Relation, taken: set[int], least: int) -> bool:
    """Whether the sum over the hidden cells of a relation can rise and fall far enough within their bounds."""
    low = high = seen = widest = 0
    for i, times in relation.terms:
        if i in taken:
            ends = (times * view.limits[i][0], times * view.limits[i][1])
            low, high = low + min(ends), high + max(ends)
            widest = max(widest, view.limits[i][1] - view.limits[i][0])
        else:
            seen += times * view.values[i]
    plain = view.room if view.room > view.threshold else min(view.threshold, widest)
    if relation.low is not None and relation.low == relation.high:
        room, rest = max(least, plain) if view.room == view.threshold else plain, relation.low - seen
        return len(taken) > 1 and rest - low >= room and high - rest >= room
    return (relation.low is None or high - (relation.low - seen) >= plain) and (
        relation.high is None or relation.high - seen - low >= plain
    )
