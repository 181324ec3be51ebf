"""In which tables the program takes every decision as in the true one, said as bounds and relations of hidden cells.

All looks of a choice end alike as long as the same cells are small, those that were tried give and take as well as
they do, and the sums that were looked at stay on their side of what was asked.  Each of that is a bound of a cell or of
a sum of cells.  So a table that keeps them is masked alike, and no search has to mask again to know it; the audit does.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from poverty_analysis.release.choose import Bounds, Chosen, Look, Order, steady
from poverty_analysis.release.crossed import TOTAL
from poverty_analysis.release.relations import Relation
from poverty_analysis.release.system import System

# So often bounds are drawn in by what the bounds of others leave.
_SWEEPS = 4


@dataclass(frozen=True)
class Steady:
    """A system with the relations that keep a choice, its order, and the bounds of each hidden cell."""

    system: System
    order: Order
    bounds: Mapping[int, Bounds]


def steadied(system: System, order: Order, chosen: Chosen, hidden: frozenset[int], threshold: int) -> Steady:
    """The tables that are masked as the true one.

    Parameters
    ----------
    system, order
        Of the true table.
    chosen : Chosen
        What was chosen for it, with its looks.
    hidden : frozenset of int
        Cells that are hidden whatever they are.
    threshold : int
    """
    # Of cells that were tried one after the other, the order hung on how well each gives and takes.
    sized = frozenset(i for look in chosen.looks if look.low <= look.seen <= look.high for i in look.also)
    anyway = hidden | chosen.small.keys()
    bounds = {i: _bounds(system, chosen, sized, i, threshold) for i in chosen.turns}
    bounds |= {
        i: (system.lows[i], system.highs[i])
        for i in chosen.turns
        # Hidden whatever they are, or with what they are part of.
        if i in hidden or system.owners[i] in anyway or system.linked[i] in anyway
    }
    kept = [*_parts(system, order, chosen, hidden, bounds, threshold), *_looked(system, chosen, bounds)]
    places = [list(of) for of in order.places]
    for number, relation in enumerate(kept, start=len(system.relations)):
        for i, times in relation.terms:
            places[i].append((number, times))
    sums = (sum(times * system.values[i] for i, times in relation.terms) for relation in kept)
    whole = replace(system, relations=(*system.relations, *kept))
    full = replace(order, places=tuple(map(tuple, places)), sums=(*order.sums, *sums))
    return Steady(whole, full, _tightened(whole, full, bounds))


def _tightened(system: System, order: Order, bounds: Mapping[int, Bounds]) -> dict[int, Bounds]:
    """The bounds that the relations leave each cell while all others of a relation go as far as theirs."""
    cells = np.fromiter(bounds, dtype=np.int64)
    place = {i: n for n, i in enumerate(bounds)}
    entries = [(r, place[i], times) for i in bounds for r, times in order.places[i] if times]
    if not entries:
        return dict(bounds)
    rows, columns, times = np.asarray(entries, dtype=np.int64).T
    now = np.asarray([system.values[i] for i in cells], dtype=np.int64)
    # How far each cell may move from what it is, and each relation.
    ends = np.asarray([bounds[i] for i in bounds], dtype=np.int64).T - now
    sums = np.asarray(order.sums, dtype=np.float64)
    low = np.asarray([-np.inf if r.low is None else r.low for r in system.relations]) - sums
    high = np.asarray([np.inf if r.high is None else r.high for r in system.relations]) - sums
    for _ in range(_SWEEPS):
        own = np.sort(times * ends[:, columns], axis=0)
        least, most = (np.bincount(rows, weights=one, minlength=len(low)) for one in own)
        spans = np.stack([low[rows] - most[rows] + own[1], high[rows] - least[rows] + own[0]]) / times
        np.maximum.at(ends[0], columns, np.ceil(np.maximum(spans.min(axis=0), ends[0, columns])).astype(np.int64))
        np.minimum.at(ends[1], columns, np.floor(np.minimum(spans.max(axis=0), ends[1, columns])).astype(np.int64))
    return {int(i): (int(a), int(b)) for i, a, b in zip(cells, *(ends + now), strict=True)}


def _bounds(system: System, chosen: Chosen, sized: frozenset[int], i: int, threshold: int) -> Bounds:
    """Between which counts a hidden cell stays small, or is not; where that was looked at, gives and takes as now."""
    low, high = system.lows[i], system.highs[i]
    if i in chosen.small:
        low, high = chosen.small[i]
    elif i in sized:
        low, high = steady(system, i, system.values[i], threshold)
    elif system.cells[i].column != TOTAL:
        low, high = _large(system, chosen, i, threshold)
    return max(low, system.lows[i]), min(high, system.highs[i])


def _large(system: System, chosen: Chosen, i: int, threshold: int) -> Bounds:
    """Between which counts one is neither small nor all but a small number; where it is nobody or all it stays so."""
    value, owner = system.values[i], system.owners[i]
    if owner in chosen.hidden and value > threshold:
        # What its whole may be is left to a relation of both.
        return threshold + 1, system.highs[i]
    whole = system.wholes[i]
    return (threshold + 1, whole - threshold - 1) if threshold < value < whole - threshold else (value, value)


def _parts(
    system: System, order: Order, chosen: Chosen, hidden: frozenset[int], bounds: dict[int, Bounds], threshold: int
) -> Iterator[Relation]:
    """Small parts of hidden counts stay small, and the others not; a count stays that bounds a small part of it."""
    for owner in (one for one in chosen.turns if one not in hidden and one not in chosen.small):
        value = system.values[owner]
        for i in order.follow[owner]:
            if system.owners[i] != owner or i not in bounds or i in hidden:
                continue
            if i not in chosen.small:
                rest = value - system.values[i]
                yield Relation(((owner, 1), (i, -1)), min(rest, threshold + 1), None if rest else 0)
            elif chosen.small[i] == (1, threshold) and value >= 2 * threshold + 2:
                bounds[owner] = (max(bounds[owner][0], 2 * threshold + 2), bounds[owner][1])
            else:
                bounds[owner] = (value, value)


def _looked(system: System, chosen: Chosen, bounds: Mapping[int, Bounds]) -> Iterator[Relation]:
    """What the looks at each relation ask of the cells of it that were hidden later."""
    turn = {i: n for n, i in enumerate(chosen.turns)}
    tightest: dict[tuple[tuple[int, int], ...], tuple[float, float]] = {}
    for look in chosen.looks:
        low, high = _side(look)
        later = tuple(
            (i, times)
            for i, times in system.relations[look.number].terms
            if times and turn.get(i, -1) >= look.hidden and i not in look.also
        )
        now = sum(times * system.values[i] for i, times in later)
        rest = look.seen - now
        before = tightest.get(later, (-math.inf, math.inf))
        tightest[later] = (max(before[0], low - rest), min(before[1], high - rest))
    for terms, (low, high) in tightest.items():
        ends = [sorted(times * one for one in bounds[i]) for i, times in terms]
        least, most = (sum(end[side] for end in ends) for side in (0, 1))
        if terms and (least < low or most > high):
            yield Relation(terms, None if low == -math.inf else int(low), None if high == math.inf else int(high))


def _side(look: Look) -> tuple[float, float]:
    """Between which sums of the visible cells a look ends as it did."""
    if look.low <= look.seen <= look.high:
        return look.low, look.high
    if look.low > look.high:
        return -math.inf, math.inf
    return (-math.inf, look.low - 1) if look.seen < look.low else (look.high + 1, math.inf)
