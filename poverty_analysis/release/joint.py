"""What a reader works out of two years side by side who knows that no household changes its people.

The counts of one unit on both days are tied by how many households of each people left a class and came into it, of
which the forms of movements publish the sums.  Whole numbers that fit all of that are looked for unit by unit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np

from poverty_analysis.census import forms
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS
from poverty_analysis.release.relations import Cell
from poverty_analysis.release.system import System

MOVEMENTS = {"poor": forms.POOR_MOVEMENTS, "near_poor": forms.NEAR_POOR_MOVEMENTS}
# Of one people, those who leave a class for the other come into that one.
_SAME = (
    (("poor", "to_near_poor"), ("near_poor", "from_poor")),
    (("near_poor", "to_poor"), ("poor", "from_near_poor")),
)
_FOUND = 0
_NODES = 1_000
# A class that so many times the threshold left, and came into, tells of no people how many there were before.
_MANY = 2

Counts = np.ndarray[Any, np.dtype[np.float64]]
Flow = tuple[str, str, str]
# A constraint: what is added how often, and between which sums.
Line = tuple[dict[int, int], float, float]


@dataclass(frozen=True)
class OtherYear:
    """The counts of a family on another day, which of them a release shows, and who moved between the two days.

    ``flows`` are published sums by class, unit and column of the forms of
    movements; ``single`` whether they are of one year, in which nobody leaves
    a class that he came into; ``earlier`` whether that day was before.
    """

    system: System
    shown: frozenset[int]
    flows: Mapping[Flow, int]
    single: bool
    earlier: bool

    def units(self, threshold: int) -> list[str]:
        """Units of which few households left a class or came into it."""
        found: dict[str, None] = {}
        for kind, unit in dict.fromkeys((kind, unit) for kind, unit, _ in self.flows):
            form = MOVEMENTS[kind]
            sums = [sum(self.flows[kind, unit, name] for name in names[form]) for names in (forms.OUT, forms.IN)]
            if min(sums) < _MANY * threshold:
                found[unit] = None
        return sorted(found)


@dataclass(frozen=True)
class Narrowed:
    """What both days together leave too few values.

    ``units`` are those in which that is so because of what this day shows;
    ``told`` hidden cells of this day that the other tells whatever is hidden.
    """

    units: frozenset[str]
    told: tuple[Cell, ...]


def narrowed(here: System, shown: frozenset[int], other: OtherYear, threshold: int) -> Narrowed:
    """Whether a reader of both days is left values enough for every count of a people that either hides.

    Parameters
    ----------
    here : System
        All cells of this day, without bounds of other years.
    shown : frozenset of int
        Those that are to be shown.
    other : OtherYear
    threshold : int
        A cell that both days leave fewer values than this, and fewer than
        there were before, is narrowed.
    """
    units: set[str] = set()
    told: list[Cell] = []
    for unit in other.units(threshold):
        two = _TwoDays(unit, here, other)
        if not two.lines:
            # No people is counted there on both days.
            continue
        hidden = [*two.tied(0, shown), *two.tied(1, other.shown)]
        found = two.ranges(shown, other.shown, hidden, threshold)
        tight = {i: ends for i, ends in found.items() if _few(ends, threshold)}
        if not tight:
            continue
        before = two.ranges(frozenset(), other.shown, tight, threshold)
        alone = two.ranges(frozenset(), frozenset(), tight, threshold)
        if any(before.get(i) != ends for i, ends in tight.items()):
            units.add(unit)
        first = two.first[1]
        told += [two.cells[i] for i in tight if i < first and alone[i] != before[i] and _few(before[i], threshold)]
    return Narrowed(frozenset(units), tuple(told))


def _few(ends: tuple[int, int], threshold: int) -> bool:
    return ends[1] - ends[0] + 1 < threshold


class _TwoDays:
    """The cells of one unit on this day and on the other, then how many of each people moved."""

    def __init__(self, unit: str, here: System, other: OtherYear) -> None:
        self.unit, self.other, self.systems = unit, other, (here, other.system)
        self.own = [[i for i, cell in enumerate(one.cells) if cell.unit == unit] for one in self.systems]
        # Where the cells of each day begin among all counts.
        self.first = (0, len(self.own[0]), sum(map(len, self.own)))
        self.cells = [one.cells[i] for one, own in zip(self.systems, self.own, strict=True) for i in own]
        at = [{cell: n for n, cell in enumerate(self.cells) if a <= n < b} for a, b in self._days]
        self.place = tuple(at)
        names = [
            (kind, people, column)
            for kind, form in MOVEMENTS.items()
            if (kind, unit, forms.OUT[form][0]) in other.flows
            for people in self._peoples(kind)
            for column in (*forms.OUT[form], *forms.IN[form])
        ]
        self.flow = {name: n for n, name in enumerate(names, start=self.first[2])}

    @property
    def _days(self) -> tuple[tuple[int, int], tuple[int, int]]:
        return ((0, self.first[1]), (self.first[1], self.first[2]))

    def tied(self, day: int, shown: frozenset[int]) -> Iterator[int]:
        """Counts of peoples on a day that are not shown."""
        for n, i in enumerate(self.own[day], start=self.first[day]):
            if i not in shown and tied_class(self.cells[n]):
                yield n

    def _cell(self, kind: str, people: str) -> Cell:
        cell = Cell(forms.ETHNICITY, kind, self.unit, HOUSEHOLDS, people)
        if people == forms.MINORITY and not all(cell in place for place in self.place):
            return Cell(forms.GROUPS, HOUSEHOLDS, self.unit, f"{forms.MINORITY}_{kind}")
        return cell

    def _peoples(self, kind: str) -> list[str]:
        """Peoples of which no two share a household: those listed on both days, or the minorities as one."""
        listed = [
            {cell.item for cell in place if (cell.form, cell.counted) == (forms.ETHNICITY, kind)} - {forms.ALL}
            for place in self.place
        ]
        both = listed[0] & listed[1]
        named = sorted(both - {forms.KINH, forms.MINORITY})
        if not named and all(self._cell(kind, forms.MINORITY) in place for place in self.place):
            named = [forms.MINORITY]
        return [*named, *(both & {forms.KINH})]

    def _whole(self, kind: str) -> bool:
        """Whether the peoples of a class are all of it on both days."""
        listed = [
            {cell.item for cell in place if (cell.form, cell.counted) == (forms.ETHNICITY, kind)} - {forms.ALL}
            for place in self.place
        ]
        return listed[0] == listed[1] and forms.KINH in listed[0] and len(listed[0]) > 1

    @cached_property
    def lines(self) -> list[Line]:
        """All that holds of the counts of both days and of those who moved."""
        return [*chain(*map(self._of_day, (0, 1))), *self._moved(), *self._sums()]

    def _of_day(self, day: int) -> Iterator[Line]:
        numbers = {i: n for n, i in enumerate(self.own[day], start=self.first[day])}
        for relation in self.systems[day].relations:
            if all(i in numbers for i, _ in relation.terms):
                low = -np.inf if relation.low is None else relation.low
                yield (
                    {numbers[i]: t for i, t in relation.terms},
                    low,
                    np.inf if relation.high is None else relation.high,
                )

    def _moved(self) -> Iterator[Line]:
        early, late = self.place[::-1] if self.other.earlier else self.place
        for kind, people in dict.fromkeys((kind, people) for kind, people, _ in self.flow):
            cell, form = self._cell(kind, people), MOVEMENTS[kind]
            out = {self.flow[kind, people, name]: 1 for name in forms.OUT[form]}
            came = {self.flow[kind, people, name]: -1 for name in forms.IN[form]}
            yield {late[cell]: 1, early[cell]: -1, **out, **came}, 0, 0
            if self.other.single:
                yield {early[cell]: 1, **dict.fromkeys(out, -1)}, 0, np.inf
        for one, same in _SAME:
            for people in (name[1] for name in self.flow if (name[0], name[2]) == one):
                if (there := self.flow.get((same[0], people, same[1]))) is not None:
                    yield {self.flow[one[0], people, one[1]]: 1, there: -1}, 0, 0

    def _sums(self) -> Iterator[Line]:
        for kind, column in dict.fromkeys((kind, column) for kind, _, column in self.flow):
            total = self.other.flows[kind, self.unit, column]
            parts = {n: 1 for name, n in self.flow.items() if (name[0], name[2]) == (kind, column)}
            yield parts, total if self._whole(kind) else 0, total

    def ranges(
        self, here: frozenset[int], there: frozenset[int], wanted: Iterable[int], enough: int
    ) -> dict[int, tuple[int, int]]:
        """Between which values counts may lie, as far as ``enough`` values go; none where the forms contradict."""
        asked = list(wanted)
        solve = self._solver(here, there)
        size = self.first[2] + len(self.flow)
        low, high = np.full(size, np.inf), np.full(size, -np.inf)
        for i in asked:
            for sign in (1.0, -1.0):
                if high[i] - low[i] + 1 < enough:
                    goal = np.zeros(size)
                    goal[i] = sign
                    if (table := solve(goal)) is None:
                        return {}
                    low, high = np.minimum(low, table), np.maximum(high, table)
        return {i: (int(low[i]), int(high[i])) for i in asked}

    def _solver(self, here: frozenset[int], there: frozenset[int]) -> Callable[[Counts], Counts | None]:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        terms = [(row, i, t) for row, (line, _, _) in enumerate(self.lines) for i, t in line.items()]
        rows, columns, data = (np.asarray(one, dtype=np.int64) for one in zip(*terms, strict=True))
        size = self.first[2] + len(self.flow)
        matrix = csr_array((data.astype(np.float64), (rows, columns)), shape=(len(self.lines), size))
        low, high = (np.asarray([line[side] for line in self.lines], dtype=np.float64) for side in (1, 2))
        bounds = Bounds(*self._bounds(here, there))
        whole = np.ones(size)

        def solve(goal: Counts) -> Counts | None:
            made = milp(
                goal,
                integrality=whole,
                bounds=bounds,
                constraints=LinearConstraint(matrix, low, high),
                options={"node_limit": _NODES},
            )
            return np.rint(made.x) if made.status == _FOUND else None

        return solve

    def _bounds(self, here: frozenset[int], there: frozenset[int]) -> tuple[Counts, Counts]:
        both = zip(self.systems, self.own, (here, there), strict=True)
        ends = [_ends(system, i, shown) for system, own, shown in both for i in own]
        ends += [(0, self.other.flows[kind, self.unit, column]) for kind, _, column in self.flow]
        low, high = np.asarray(ends, dtype=np.float64).T
        return low, high


def _ends(system: System, i: int, shown: frozenset[int]) -> tuple[int, int]:
    """What a cell is, or may be: of a unit no more than the unit above shows."""
    if i in shown:
        return system.values[i], system.values[i]
    up = system.parents[i]
    return system.lows[i], max(
        min(system.highs[i], system.values[up]), system.values[i]
    ) if up in shown else system.highs[i]


def tied_class(cell: Cell) -> str:
    """The class of a count of households of a people; empty for all others."""
    if cell.form == forms.ETHNICITY and cell.column == HOUSEHOLDS and cell.item != forms.ALL:
        return cell.counted
    if cell.form == forms.GROUPS and cell.counted == HOUSEHOLDS:
        return next((kind for kind in MOVEMENTS if cell.column == f"{forms.MINORITY}_{kind}"), "")
    return ""
