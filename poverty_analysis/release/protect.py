"""Hide small cells, then others, until no hidden cell can be narrowed to fewer values than the threshold.

Every hidden cell is shown to be safe by *witnesses*: other tables of whole
counts that agree with everything published and give the cell another value.
A witness that needs a published cell to change hides that cell too; hiding
more never spoils an earlier witness.  :func:`audit` checks them anew without
the solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import gcd

import numpy as np

from poverty_analysis.release.crossed import TOTAL
from poverty_analysis.release.relations import Relation
from poverty_analysis.release.search import (
    Scope,
    Unfinished,
    costs,
    family_of,
    family_scopes,
    hidden_cost,
    narrowed,
    search,
    whole_scope,
)
from poverty_analysis.release.system import System

Witness = Mapping[int, int]


@dataclass(frozen=True)
class Limits:
    """How much may be searched before a form is coarsened: counts, not seconds, so that every machine decides alike."""

    cells: int
    searches: int
    nodes: int


@dataclass(frozen=True)
class Protected:
    """Indices of hidden cells with the witnesses that show them safe.

    ``bounded`` are hidden cells to which the published class counts and the
    law alone leave fewer values than the threshold.
    """

    primary: frozenset[int]
    hidden: frozenset[int]
    bounded: frozenset[int]
    witnesses: tuple[Witness, ...]
    searches: int


@dataclass(frozen=True)
class Audit:
    """What the check of a protected system found; ``narrowest`` is None where nothing is hidden.

    ``narrowest`` is over the hidden cells that the class counts do not bound already.
    """

    hidden: int
    bounded: int
    witnesses: int
    narrowest: int | None
    unsafe: tuple[int, ...]


def primary(system: System, threshold: int) -> frozenset[int]:
    """Cells that must not be published.

    Counts from 1 to ``threshold - 1``; counts that leave so few of their
    class outside; every count, zero too, of a class so small, because "none"
    or "all" of three known households says something of each of them; and
    persons in so few households.  Other zeros stay: they speak of nobody.
    """
    found = {i for i in range(len(system.cells)) if _small(system, i, threshold)}
    return frozenset(found | {i for i, home in enumerate(system.linked) if home in found and system.highs[i] > 0})


def _small(system: System, i: int, threshold: int) -> bool:
    value, whole = system.values[i], system.wholes[i]
    if 1 <= system.homes[i] < threshold:
        return True
    if system.cells[i].column == TOTAL:
        return False
    return 1 <= whole < threshold or 1 <= value < threshold or 1 <= whole - value < threshold


def protect(system: System, threshold: int, limits: Limits) -> Protected:
    """Hide what has to be hidden.

    Raises
    ------
    Unfinished
        The limits do not suffice to show every hidden cell safe.
    """
    if len(system.cells) > limits.cells:
        raise Unfinished
    first = primary(system, threshold)
    work = _Work(system, threshold, limits, first)
    for cell in work.queue:
        work.secure(cell)
    return Protected(first, frozenset(work.queue), frozenset(work.bounded), tuple(work.witnesses), work.searches)


class _Work:
    """The state of one run: hidden cells in order, and the values shown possible for each."""

    def __init__(self, system: System, threshold: int, limits: Limits, first: frozenset[int]) -> None:
        self.system, self.threshold, self.limits = system, threshold, limits
        self.relations = stands_in(system)
        self.scopes, self.whole = family_scopes(system), whole_scope(system)
        self.cost = costs(system)
        self.seen: list[set[int]] = [{value} for value in system.values]
        self.hidden = np.zeros(len(system.cells), dtype=np.bool_)
        self.queue: list[int] = []
        self.bounded: set[int] = set()
        self.witnesses: list[Witness] = []
        self.searches = 0
        self._hide(first)

    def _hide(self, cells: frozenset[int]) -> None:
        for cell in sorted(cells):
            self.queue.append(cell)
            self.hidden[cell] = True
            self.cost[cell] = hidden_cost(cell)

    def secure(self, cell: int) -> None:
        """Find values enough for ``cell``, the farthest first: nearer ones then use what that hid."""
        now = self.system.values[cell]
        for change in (*range(self.threshold - 1, 0, -1), *range(-1, -self.threshold, -1)):
            if len(self.seen[cell]) >= self.threshold:
                return
            value = now + change
            if value in self.seen[cell] or not self.system.lows[cell] <= value <= self.system.highs[cell]:
                continue
            found = self._search(cell, change)
            if found is not None:
                self._use(found)
        if len(self.seen[cell]) < self.threshold:
            self.bounded.add(cell)

    def _use(self, witness: Witness) -> None:
        self._hide(frozenset(i for i in witness if not self.hidden[i]))
        for one in self._along(witness):
            values = {i: self.system.values[i] + change for i, change in one.items()}
            if any(value not in self.seen[i] for i, value in values.items()):
                self.witnesses.append(one)
                for i, value in values.items():
                    self.seen[i].add(value)

    def _along(self, witness: Witness) -> Iterator[Witness]:
        """The witness and its like: shorter and longer steps the same way, and steps the other way."""
        step = gcd(*witness.values())
        for sign in (1, -1):
            for times in range(1, self.threshold):
                one = {i: sign * times * (change // step) for i, change in witness.items()}
                if not possible(self.system, one, self.relations):
                    break
                yield one

    def _search(self, cell: int, change: int) -> Witness | None:
        near = self.scopes.get(family_of(self.system, cell))
        inside = near if near is not None and cell in near.columns else None
        first = inside or self.whole
        # Hidden cells of the family first, then all of it, then every level.
        found = self._counted(narrowed(first, self.hidden), cell, change) or self._counted(first, cell, change)
        return found or (self._counted(self.whole, cell, change) if inside else None)

    def _counted(self, scope: Scope, cell: int, change: int) -> Witness | None:
        self.searches += 1
        if self.searches > self.limits.searches:
            raise Unfinished
        return search(scope, self.cost, cell, change, self.limits.nodes)


def audit(system: System, made: Protected, threshold: int) -> Audit:
    """Check every witness against what is published, in whole numbers, and count the values it leaves each cell.

    A cell is unsafe where fewer values than the threshold are witnessed and
    the class counts do not bound it, or where it is small and not hidden.
    """
    seen: dict[int, set[int]] = {i: {system.values[i]} for i in made.hidden}
    relations = stands_in(system)
    for witness in made.witnesses:
        if set(witness) <= made.hidden and possible(system, witness, relations):
            for i, change in witness.items():
                seen[i].add(system.values[i] + change)
    free = {i: len(values) for i, values in seen.items() if i not in made.bounded}
    unsafe = {i for i, count in free.items() if count < threshold} | (primary(system, threshold) - made.hidden)
    narrowest = min(free.values(), default=None)
    return Audit(len(made.hidden), len(made.bounded), len(made.witnesses), narrowest, tuple(sorted(unsafe)))


def stands_in(system: System) -> tuple[tuple[Relation, ...], ...]:
    """The relations of every cell."""
    found: list[list[Relation]] = [[] for _ in system.cells]
    for relation in system.relations:
        for i, _ in relation.terms:
            found[i].append(relation)
    return tuple(tuple(one) for one in found)


def possible(system: System, witness: Witness, relations: tuple[tuple[Relation, ...], ...]) -> bool:
    """Whether a changed table keeps the bounds and the relations of every cell that it changes."""
    return all(
        system.lows[i] <= system.values[i] + change <= system.highs[i]
        and all(_keeps(system, witness, relation) for relation in relations[i])
        for i, change in witness.items()
    )


def _keeps(system: System, witness: Witness, relation: Relation) -> bool:
    added = sum(times * (system.values[i] + witness.get(i, 0)) for i, times in relation.terms)
    return (relation.low is None or added >= relation.low) and (relation.high is None or added <= relation.high)
