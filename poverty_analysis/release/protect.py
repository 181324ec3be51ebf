"""Hide cells, and show for each of them that a reader who knows the program is left values enough.

That is shown by *other tables*: whole tables of counts that agree with
everything published and that, masked by this very program, give the same
pattern.  Among them every hidden cell takes as many values as the threshold.
:func:`audit` checks them anew, by replaying the choice on each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from poverty_analysis.release.choose import (
    Bounds,
    Chosen,
    Earlier,
    Order,
    Rule,
    choose,
    order_of,
    replayed,
    small_cells,
    steady,
)
from poverty_analysis.release.moves import Change, Free, Working, applied, broken_by, gap_of, move, take
from poverty_analysis.release.search import Scope, Unfinished, scope_of, search
from poverty_analysis.release.system import System

# Rounds in which no cell got a new value, before the solver is asked.
_FRUITLESS = 2
# So many tables are masked again for one set of changes: of more, those that do not fit are not told apart.
_REPLAYS = 24
# So often the solver is asked for a cell, with each kind of bounds.
_ASKED = 4


@dataclass(frozen=True)
class Limits:
    """How much may be searched before a form is coarsened: counts, not seconds, so that every machine decides alike."""

    cells: int
    searches: int
    nodes: int


@dataclass(frozen=True)
class Protected:
    """The chosen cells with the tables that show them safe.

    ``bounded`` has for hidden cells to which the published class counts and
    the law alone leave fewer values than the threshold how many those are;
    ``parts`` the changes that each table is made of.
    """

    chosen: Chosen
    tables: tuple[Change, ...]
    bounded: Mapping[int, int]
    parts: tuple[tuple[Change, ...], ...] = ()


@dataclass(frozen=True)
class Audit:
    """What the check of a protected system found; ``narrowest`` is None where nothing is hidden.

    ``narrowest`` is over the hidden cells that the class counts do not bound already.
    """

    hidden: int
    bounded: int
    tables: int
    narrowest: int | None
    unsafe: tuple[int, ...]


def protect(
    system: System, rule: Rule, limits: Limits, earlier: Earlier, found: Iterable[tuple[Change, ...]] = ()
) -> Protected:
    """Hide what has to be hidden, and look for the tables that show it safe.

    ``found`` are the parts of tables that fitted while less was hidden.

    Raises
    ------
    Unfinished
        There are more cells than the limits allow.
    """
    if len(system.cells) > limits.cells:
        raise Unfinished
    order = order_of(system)
    chosen = choose(system, order, system.values, rule, earlier)
    work = _Work(system, order, rule, earlier, chosen)
    # Counts that stay as small or as large as they are give the same pattern; then others are tried.
    own = {i: chosen.small.get(i) or steady(system, i, system.values[i], rule.threshold) for i in work.cells}
    for changes in found:
        work.settle([change for change in changes if change.keys() <= chosen.hidden])
    near = {i: chosen.small.get(i, span) for i, span in work.spans.items()}
    for bounds in (own, near, work.spans):
        work.pass_on(bounds)
    for bounds in (own, near):
        work.solve(bounds, limits)
    bounded = work.bounded(limits)
    return Protected(chosen, tuple(work.tables), bounded, tuple(work.parts))


class _Work:
    """The state of one run: the tables found, and the values that each hidden cell takes in them."""

    def __init__(self, system: System, order: Order, rule: Rule, earlier: Earlier, chosen: Chosen) -> None:
        self.system, self.order, self.rule, self.earlier = system, order, rule, earlier
        self.chosen, self.hidden = chosen, chosen.hidden
        self.cells = sorted(chosen.hidden)
        self.spans: dict[int, Bounds] = {i: (system.lows[i], system.highs[i]) for i in self.cells}
        self.seen = {i: {system.values[i]} for i in self.cells}
        self.needed = {i: min(rule.threshold, high - low + 1) for i, (low, high) in self.spans.items()}
        self.refused: set[frozenset[tuple[int, int]]] = set()
        self.tables: list[Change] = []
        self.parts: list[tuple[Change, ...]] = []
        self.branches = _branches(system)
        self.families = tuple(system.cells[up].unit if up >= 0 else "" for up in system.parents)
        self.searches = self.replays = 0

    def needy(self) -> list[int]:
        """Hidden cells that do not take values enough yet."""
        return [i for i in self.cells if len(self.seen[i]) < self.needed[i]]

    def pass_on(self, bounds: Mapping[int, Bounds]) -> None:
        """Make tables of many small circles at once, until they bring nothing new."""
        fruitless = turn = 0
        while fruitless < _FRUITLESS and (needy := self.needy()):
            free = Free(self.system, self.order, bounds, frozenset(needy), turn)
            before = self._known(needy)
            self.settle(list(self._circles(free, needy)))
            turn += 1
            fruitless = 0 if self._known(needy) > before else fruitless + 1

    def _known(self, cells: Sequence[int]) -> int:
        return sum(len(self.seen[i]) for i in cells)

    def _circles(self, free: Free, needy: Sequence[int]) -> Iterator[Change]:
        table = Working(list(self.system.values), list(self.order.sums))
        for i in needy:
            made = None if i in table.moved else self._first(free, table, i)
            if made:
                take(free, table, made)
                yield made

    def _first(self, free: Free, table: Working, i: int) -> Change | None:
        for step in self._steps(i, free.bounds[i]):
            made = move(free, table, i, step)
            if made and frozenset(made.items()) not in self.refused:
                return made
        return None

    def _steps(self, i: int, bounds: Bounds) -> Iterator[int]:
        """Steps to values not seen yet, the nearest first."""
        now = self.system.values[i]
        for size in range(1, 2 * self.rule.threshold + 1):
            for step in (size, -size):
                value = now + step
                if bounds[0] <= value <= bounds[1] and value not in self.seen[i]:
                    yield step

    def settle(self, changes: list[Change]) -> None:
        """Take the table that all changes make together, or those of its parts that give the same pattern."""
        self.replays = _REPLAYS
        self._take(changes)

    def _take(self, changes: list[Change]) -> None:
        if not changes or not self.replays:
            return
        self.replays -= 1
        table = {i: step for change in changes for i, step in change.items()}
        wrong = self._differs(table)
        if not wrong:
            self.tables.append(table)
            self.parts.append(tuple(changes))
            for i, step in table.items():
                self.seen[i].add(self.system.values[i] + step)
            return
        if len(changes) == 1:
            self.refused.add(frozenset(table.items()))
            return
        good = [change for change in changes if not self._branches_of(change) & wrong]
        bad: dict[str, list[Change]] = {}
        for change in changes:
            if self._branches_of(change) & wrong:
                bad.setdefault(min(self._branches_of(change)), []).append(change)
        # All branches are halved at once: the tables to try are as many as the worst branch needs.
        parts = list(bad.values()) if bad and (good or max(map(len, bad.values())) > 1) else [changes]
        if bad:
            self._take(good)
        for side in (0, 1):
            self._take(_halves(parts, side))

    def _differs(self, table: Change) -> frozenset[str]:
        """Branches in which another table breaks a relation or is masked another way."""
        relations = (self.system.relations[number] for number in broken_by(self.system, self.order, table))
        found = {self.branches[i] for relation in relations for i, _ in relation.terms if i in table}
        if found:
            return frozenset(found)
        again = replayed(self.system, self.order, table, self.rule, self.earlier, self.chosen)
        other = again ^ self.hidden
        return frozenset(self.branches[i] for i in other)

    def _branches_of(self, change: Change) -> set[str]:
        return {self.branches[i] for i in change}

    def solve(self, bounds: Mapping[int, Bounds], limits: Limits) -> None:
        """Ask the solver for the values that are still wanting, one cell of a family at a time."""
        scopes: dict[str, tuple[Scope, ...]] = {}
        tried: set[tuple[int, int, int]] = set()
        times: Counter[int] = Counter()
        while True:
            found: dict[str, Change] = {}
            before = len(tried)
            for i in self.needy():
                family = self.families[i]
                if family in found:
                    continue
                if family not in scopes:
                    scopes[family] = tuple(self._scopes(bounds, family))
                steps = islice(self._steps(i, bounds[i]), 1 + self.needed[i] - len(self.seen[i]))
                for asked in ((i, step, n) for step in steps for n in range(len(scopes[family]))):
                    if asked not in tried and times[i] < _ASKED and self.searches < limits.searches:
                        tried.add(asked)
                        times[i] += 1
                        made = self._searched(scopes[family][asked[2]], i, asked[1], limits)
                        if made and frozenset(made.items()) not in self.refused:
                            found[family] = made
                            break
            if len(tried) == before:
                return
            self.settle(list(found.values()))

    def _scopes(self, bounds: Mapping[int, Bounds], family: str) -> Iterator[Scope]:
        """The hidden cells of units that share a parent, then those of the units above too, then all."""
        near = [i for i in self.cells if self.families[i] == family]
        above = [i for i in self.cells if self.system.parents[i] < 0 or self.system.cells[i].unit == family]
        for cells in dict.fromkeys((tuple(near), tuple(sorted({*near, *above})), tuple(self.cells))):
            yield scope_of(self.system, self.order, bounds, cells)

    def _searched(self, scope: Scope, i: int, step: int, limits: Limits) -> Change | None:
        self.searches += 1
        try:
            return search(scope, i, step, limits.nodes)
        except Unfinished:
            return None

    def bounded(self, limits: Limits) -> dict[int, int]:
        """How many values the class counts and the law leave those that have too few, and those they leave too few."""
        found = {i: n for i, n in self.needed.items() if n < self.rule.threshold}
        for i in self.needy():
            if self.system.homes[i] > 2 * self.rule.threshold:
                continue
            cells = [j for j, cell in enumerate(self.system.cells) if cell.unit == self.system.cells[i].unit]
            every = {j: (self.system.lows[j], self.system.highs[j]) for j in cells}
            scope = _alone(scope_of(self.system, self.order, every, cells), self.system, self.order, cells)
            possible = 1
            for value in range(every[i][0], every[i][1] + 1):
                step = value - self.system.values[i]
                if possible < self.rule.threshold and step and self._searched(scope, i, step, limits):
                    possible += 1
            if possible < self.rule.threshold:
                found[i] = possible
        return found


def _halves(parts: Sequence[Sequence[Change]], side: int) -> list[Change]:
    cut = [(part[: (len(part) + 1) // 2], part[(len(part) + 1) // 2 :]) for part in parts]
    return [change for pair in cut for change in pair[side]]


def _alone(scope: Scope, system: System, order: Order, cells: Sequence[int]) -> Scope:
    """A scope without the relations that reach beyond its cells."""
    inside = set(cells)
    numbers = sorted({r for i in cells for r, _ in order.places[i]})
    kept = [n for n, r in enumerate(numbers) if all(i in inside for i, _ in system.relations[r].terms)]
    return Scope(scope.columns, scope.matrix[kept], scope.low[kept], scope.high[kept], scope.up, scope.down)


def _branches(system: System) -> tuple[str, ...]:
    """For each cell the unit below the top in which it lies, or the top itself."""
    found: list[str] = []
    for i, cell in enumerate(system.cells):
        at = i
        while system.depths[at] > 1 and system.parents[at] >= 0:
            at = system.parents[at]
        found.append(system.cells[at].unit if system.depths[at] <= 1 else cell.unit)
    return tuple(found)


def audit(system: System, made: Protected, rule: Rule, earlier: Earlier) -> Audit:
    """Replay the choice on every other table, and count the values that each hidden cell takes in those that fit.

    A cell is unsafe where it takes fewer values than the threshold and than
    the class counts leave it, or where it is small and neither hidden nor
    shown by an earlier release.
    """
    order = order_of(system)
    hidden = made.chosen.hidden
    seen: dict[int, set[int]] = {i: {system.values[i]} for i in hidden}
    for table in made.tables:
        if set(table) <= hidden and _fits(system, order, table):
            values = applied(system.values, table)
            if choose(system, order, values, rule, earlier).hidden == hidden:
                for i in table:
                    seen[i].add(values[i])
    unsafe = {i for i, found in seen.items() if len(found) < made.bounded.get(i, rule.threshold)}
    small = small_cells(system, system.values, rule.threshold, earlier.shown, range(len(system.cells)))
    unsafe |= small.keys() - hidden
    free = [len(found) for i, found in seen.items() if i not in made.bounded]
    return Audit(len(hidden), len(made.bounded), len(made.tables), min(free, default=None), tuple(sorted(unsafe)))


def _fits(system: System, order: Order, table: Change) -> bool:
    """Whether another table keeps the bounds and the relations of every cell that it changes."""
    return all(
        system.lows[i] <= system.values[i] + step <= system.highs[i]
        and not any(gap_of(system.relations[number], system.values, table) for number, _ in order.places[i])
        for i, step in table.items()
    )
