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

from poverty_analysis.release.choose import Bounds, Chosen, Earlier, Order, Rule, choose, order_of, small_cells
from poverty_analysis.release.moves import Change, Free, Working, applied, fits, move, take
from poverty_analysis.release.search import Scope, Unfinished, scope_of, search
from poverty_analysis.release.steady import Steady, steadied
from poverty_analysis.release.system import System

# Turns in which no cell, or not this one, got a new value, before the solver is asked.
_FRUITLESS, _FAILED = 8, 12
# So many units beside one, and of its parts, are moved with it by the solver.
_NEAR = 1 << 4
# So often the solver may find nothing for a cell, the nearest values first.
_ASKED = 2


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
    ``parts`` the changes that the tables are made of; ``wanting`` hidden cells
    for which too few tables were found.
    """

    chosen: Chosen
    tables: tuple[Change, ...]
    bounded: Mapping[int, int]
    parts: tuple[tuple[Change, ...], ...] = ()
    wanting: tuple[int, ...] = ()


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

    Every table keeps what the choice hung on (:mod:`.steady`).  ``found`` are
    changes that fitted while less was hidden.

    Raises
    ------
    Unfinished
        There are more cells than the limits allow.
    """
    if len(system.cells) > limits.cells:
        raise Unfinished
    order = order_of(system)
    chosen = choose(system, order, system.values, rule, earlier)
    work = _Work(system, steadied(system, order, chosen, earlier.hidden, rule.threshold), chosen, rule)
    if tied := tuple(i for i in sorted(work.tied) if i not in chosen.small and work.needed[i] == rule.threshold):
        # No table can show these safe as long as the choice hangs on what they are.
        return Protected(chosen, (), {}, tuple(found), tied)
    for changes in found:
        work.take(changes)
    work.pass_on()
    work.solve(limits)
    bounded = work.bounded(order, limits)
    wanting = tuple(i for i in work.cells if len(work.seen[i]) < bounded.get(i, rule.threshold))
    return Protected(chosen, work.packed(), bounded, tuple(work.parts), wanting)


@dataclass(frozen=True)
class _Families:
    """Units above and below each, and the cells and hidden cells of each."""

    above: Mapping[str, str]
    below: Mapping[str, list[str]]
    cells: Mapping[str, list[int]]
    hidden: Mapping[str, list[int]]


def _families(system: System, hidden: Sequence[int]) -> _Families:
    above = {cell.unit: system.cells[up].unit for cell, up in zip(system.cells, system.parents, strict=True) if up >= 0}
    below: dict[str, list[str]] = {}
    every: dict[str, list[int]] = {}
    found: dict[str, list[int]] = {}
    for i, cell in enumerate(system.cells):
        every.setdefault(cell.unit, []).append(i)
    for i in hidden:
        unit = system.cells[i].unit
        if unit not in found:
            below.setdefault(above.get(unit, ""), []).append(unit)
        found.setdefault(unit, []).append(i)
    return _Families(above, below, every, found)


class _Work:
    """The state of one run: the tables found, and the values that each hidden cell takes in them."""

    def __init__(self, system: System, steady: Steady, chosen: Chosen, rule: Rule) -> None:
        self.system, self.steady, self.rule = system, steady, rule
        self.cells = sorted(chosen.hidden)
        self.seen = {i: {system.values[i]} for i in self.cells}
        self.needed = {i: min(rule.threshold, system.highs[i] - system.lows[i] + 1) for i in self.cells}
        spans = ((i, steady.bounds[i]) for i in self.cells)
        # Those that the choice leaves fewer values than they need.
        self.tied = frozenset(i for i, (low, high) in spans if high - low + 1 < self.needed[i])
        self.parts: list[tuple[Change, ...]] = []
        self.families = _families(system, self.cells)
        self.searches = 0

    def needy(self) -> list[int]:
        """Hidden cells that do not take values enough yet, and may."""
        return [i for i in self.cells if len(self.seen[i]) < self.needed[i] and i not in self.tied]

    def pass_on(self) -> None:
        """Make tables of many small circles at once, as long as they bring something new."""
        failed: Counter[int] = Counter()
        fruitless = turn = 0
        while fruitless < _FRUITLESS and (needy := [i for i in self.needy() if failed[i] < _FAILED]):
            before = sum(len(self.seen[i]) for i in needy)
            self._keep(list(self._circles(self._free(needy, turn), needy, failed)))
            turn += 1
            fruitless = 0 if sum(len(self.seen[i]) for i in needy) > before else fruitless + 1

    def take(self, changes: Iterable[Change]) -> None:
        """Take those of some changes that fit still, all as one table."""
        free, table = self._free(()), self._table()
        kept: list[Change] = []
        for change in changes:
            if fits(free, table, change):
                take(free, table, change)
                kept.append(change)
        self._keep(kept)

    def _table(self) -> Working:
        return Working(list(self.system.values), list(self.steady.order.sums))

    def _keep(self, changes: Sequence[Change]) -> None:
        if changes:
            self.parts.append(tuple(changes))
            for i, step in (one for change in changes for one in change.items()):
                self.seen[i].add(self.system.values[i] + step)

    def packed(self) -> tuple[Change, ...]:
        """All changes in as few tables as they fit into together: what the audit has to mask again."""
        free = self._free(())
        tables: list[tuple[Working, dict[int, int]]] = []
        for change in (one for changes in self.parts for one in changes):
            fitting = (n for n, (table, _) in enumerate(tables) if fits(free, table, change))
            if (at := next(fitting, None)) is None:
                at = len(tables)
                tables.append((self._table(), {}))
            take(free, tables[at][0], change)
            tables[at][1].update(change)
        return tuple(made for _, made in tables)

    def _free(self, first: Iterable[int], turn: int = 0) -> Free:
        return Free(self.steady.system, self.steady.order, self.steady.bounds, frozenset(first), turn)

    def _circles(self, free: Free, needy: Sequence[int], failed: Counter[int]) -> Iterator[Change]:
        table = self._table()
        for i in needy:
            if i in table.moved:
                continue
            made = self._first(free, table, i)
            failed[i] = 0 if made else failed[i] + 1
            if made:
                take(free, table, made)
                yield made

    def _first(self, free: Free, table: Working, i: int) -> Change | None:
        return next(filter(None, (move(free, table, i, step) for step in self._steps(i, free.bounds[i]))), None)

    def _steps(self, i: int, bounds: Bounds) -> Iterator[int]:
        """Steps to values not seen yet, the nearest first."""
        now = self.system.values[i]
        for size in range(1, 2 * self.rule.threshold + 1):
            for step in (size, -size):
                value = now + step
                if bounds[0] <= value <= bounds[1] and value not in self.seen[i]:
                    yield step

    def solve(self, limits: Limits) -> None:
        """Ask the solver for the values that are still wanting, among the cells of units that lie near."""
        scopes: dict[str, Scope] = {}
        for i in self.needy():
            unit = self.system.cells[i].unit
            if unit not in scopes:
                scopes[unit] = scope_of(self.steady.system, self.steady.order, self.steady.bounds, self._near(unit))
            self._ask(scopes[unit], i, limits)

    def _ask(self, scope: Scope, i: int, limits: Limits) -> None:
        failed = 0
        for step in self._steps(i, self.steady.bounds[i]):
            if len(self.seen[i]) >= self.needed[i] or failed == _ASKED or self.searches >= limits.searches:
                return
            made = self._searched(scope, i, step, limits)
            failed += not made
            self._keep([made] if made else [])

    def _near(self, unit: str) -> Iterator[int]:
        """The hidden cells of a unit, of the next ones that share its parent, of its first parts, and of all above."""
        up = self.families.above.get(unit, "")
        beside = self.families.below.get(up, [unit])
        at = beside.index(unit)
        near = [*(beside[at:] + beside[:at])[:_NEAR], *self.families.below.get(unit, [])[:_NEAR]]
        while up:
            near.append(up)
            up = self.families.above.get(up, "")
        return (i for one in near for i in self.families.hidden.get(one, ()))

    def _searched(self, scope: Scope, i: int, step: int, limits: Limits) -> Change | None:
        self.searches += 1
        try:
            return search(scope, i, step, limits.nodes)
        except Unfinished:
            return None

    def bounded(self, order: Order, limits: Limits) -> dict[int, int]:
        """How many values the class counts, the law and other years leave those that have, or are left, too few."""
        found = {i: n for i, n in self.needed.items() if n < self.rule.threshold}
        for i in (one for one in self.cells if len(self.seen[one]) < self.needed[one]):
            if self.system.homes[i] > 2 * self.rule.threshold and self.system.cells[i].unit not in self.system.tied:
                continue
            cells = self.families.cells[self.system.cells[i].unit]
            every = {j: (self.system.lows[j], self.system.highs[j]) for j in cells}
            scope = _alone(scope_of(self.system, order, every, cells), self.system, order, cells)
            possible = 1
            for value in range(every[i][0], every[i][1] + 1):
                step = value - self.system.values[i]
                if possible < self.rule.threshold and step and self._searched(scope, i, step, limits):
                    possible += 1
            if possible < self.rule.threshold:
                found[i] = possible
        return found


def _alone(scope: Scope, system: System, order: Order, cells: Sequence[int]) -> Scope:
    """A scope without the relations that reach beyond its cells."""
    inside = set(cells)
    numbers = sorted({r for i in cells for r, _ in order.places[i]})
    kept = [n for n, r in enumerate(numbers) if all(i in inside for i, _ in system.relations[r].terms)]
    return Scope(scope.columns, scope.matrix[kept], scope.low[kept], scope.high[kept], scope.up, scope.down)


def audit(system: System, made: Protected, rule: Rule, earlier: Earlier) -> Audit:
    """Replay the choice on every other table, and count the values that each hidden cell takes in those that fit.

    A cell is unsafe where it takes fewer values than the threshold and than
    the class counts leave it, or where it is small and neither hidden nor
    shown by an earlier release.
    """
    order = order_of(system)
    hidden = made.chosen.hidden
    free = Free(system, order, {i: (system.lows[i], system.highs[i]) for i in hidden}, frozenset())
    seen: dict[int, set[int]] = {i: {system.values[i]} for i in hidden}
    for table in made.tables:
        if set(table) <= hidden and fits(free, Working(list(system.values), list(order.sums)), table):
            values = applied(system.values, table)
            if choose(system, order, values, rule, earlier).hidden == hidden:
                for i in table:
                    seen[i].add(values[i])
    unsafe = {i for i, found in seen.items() if len(found) < made.bounded.get(i, rule.threshold)}
    small = small_cells(system, system.values, rule.threshold, earlier.shown, range(len(system.cells)))
    unsafe |= small.keys() - hidden
    counted = [len(found) for i, found in seen.items() if i not in made.bounded]
    return Audit(len(hidden), len(made.bounded), len(made.tables), min(counted, default=None), tuple(sorted(unsafe)))
