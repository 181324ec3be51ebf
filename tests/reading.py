"""How far each count of the forms can still move for a reader of all shared reports of a release.

A count is a whole number; what is known of it are equations and bounds.
Nothing here imports the masking.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from tests.disclosure import CAUSES, CHILDREN, GROUPS, NEAR, POOR, RESULTS, Name
from tests.form_identities import INDICATORS, WHOLE_OF, Known, public


@dataclass(frozen=True)
class Reading:
    """Counts with everything known of them: numbers of households or persons from 0 to ``most``.

    ``fixed`` are those that follow at once, one equation after the other.
    """

    names: tuple[Name, ...]
    fixed: Mapping[Name, int]
    most: np.ndarray[Any, np.dtype[np.float64]]
    matrix: csr_array
    low: np.ndarray[Any, np.dtype[np.float64]]
    high: np.ndarray[Any, np.dtype[np.float64]]

    def holds(self, values: Mapping[Name, int]) -> bool:
        """Whether a table is possible."""
        table = np.asarray([values[name] for name in self.names], dtype=np.float64)
        sums = self.matrix @ table
        fits = np.all(table <= self.most) and np.all(sums >= self.low) and np.all(sums <= self.high)
        return bool(fits) and all(values[name] == value for name, value in self.fixed.items())

    def parts(self) -> Iterator[np.ndarray[Any, np.dtype[np.int64]]]:
        """Places of counts that hang together."""
        joined = (abs(self.matrix).T @ abs(self.matrix)).tocsr()
        _, labels = connected_components(joined, directed=False) if self.names else (0, np.zeros(1, dtype=np.int64) - 1)
        for label in range(labels.max() + 1):
            yield np.flatnonzero(labels == label)


def reading(shape: Mapping[Name, int], known: Iterable[Known]) -> Reading:
    """Published counts of ``shape`` are put in; of the others only that they are there is used."""
    given = {name: value for name, value in shape.items() if public(name)}
    left = tuple(known)
    fixed = _fixed(given, left)
    names = tuple(name for name in shape if name not in fixed)
    place = {name: n for n, name in enumerate(names)}
    lines, ends = [], []
    for one in left:
        rest = sum(times * fixed[name] for name, times in one.terms.items() if name in fixed)
        line = [(len(ends), place[name], times) for name, times in one.terms.items() if name in place and times]
        if line:
            lines += line
            ends.append(tuple(end if end is None else end - rest for end in (one.low, one.high)))
    rows, columns, times = zip(*lines, strict=True) if lines else ((), (), ())
    return Reading(
        names,
        {name: value for name, value in fixed.items() if name not in given},
        np.asarray([most(name, shape) for name in names], dtype=np.float64),
        csr_array((np.asarray(times, dtype=np.float64), (rows, columns)), shape=(len(ends), len(names))),
        np.asarray([-np.inf if low is None else low for low, _ in ends], dtype=np.float64),
        np.asarray([np.inf if high is None else high for _, high in ends], dtype=np.float64),
    )


def _fixed(given: Mapping[Name, int], known: tuple[Known, ...]) -> dict[Name, int]:
    """Published counts, and those that an equation gives of which all others are there already."""
    fixed = dict(given)
    open_ = [one for one in known if one.low is not None and one.low == one.high]
    while open_:
        waiting: list[Known] = []
        for one in open_:
            free = [name for name, times in one.terms.items() if times and name not in fixed]
            if len(free) == 1 and one.low is not None:
                rest = one.low - sum(times * fixed[name] for name, times in one.terms.items() if name in fixed)
                assert rest % one.terms[free[0]] == 0, "a whole count"
                fixed[free[0]] = rest // one.terms[free[0]]
            elif free:
                waiting.append(one)
        if len(waiting) == len(open_):
            break
        open_ = waiting
    return fixed


def most(name: Name, shape: Mapping[Name, int]) -> int:
    """What published counts alone allow."""
    form, counted, unit, column = name
    if form == GROUPS:
        return shape[form, counted, unit, WHOLE_OF[column]]
    if form == CAUSES:
        return shape[form, counted, unit, "households"]
    if form in (POOR, NEAR):
        return shape[form, counted, unit, "households"] * (INDICATORS if column == "total" else 1)
    return shape[RESULTS, "households", unit, f"{counted}_persons" if form == CHILDREN else counted]


def ranges(known: Reading, enough: int, wanted: Iterable[Name] | None = None) -> dict[Name, tuple[int, int]]:
    """Between which values each count can be, as far as ``enough`` values go: from whole tables that fit.

    Where the ends are fewer than ``enough`` values apart they are the true ends.
    """
    chosen = set(known.names if wanted is None else wanted)
    found = {name: (value, value) for name, value in known.fixed.items()}
    for part in known.parts():
        if chosen & {known.names[n] for n in part}:
            found |= _ranges(known, part, enough)
    return {name: ends for name, ends in found.items() if name in chosen}


def _ranges(known: Reading, part: np.ndarray[Any, np.dtype[np.int64]], enough: int) -> dict[Name, tuple[int, int]]:
    columns = known.matrix[:, part]
    rows = np.unique(columns.nonzero()[0])
    solver = _Solver(columns[rows], known.low[rows], known.high[rows], known.most[part])
    low = solver.table(np.zeros(len(part)))
    high = low.copy()
    for at in range(len(part)):
        for sign in (1, -1):
            if high[at] - low[at] + 1 < enough:
                goal = np.zeros(len(part))
                goal[at] = sign
                table = solver.table(goal)
                low, high = np.minimum(low, table), np.maximum(high, table)
    return {known.names[n]: (int(a), int(b)) for n, a, b in zip(part, low, high, strict=True)}


@dataclass(frozen=True)
class _Solver:
    matrix: csr_array
    low: np.ndarray[Any, np.dtype[np.float64]]
    high: np.ndarray[Any, np.dtype[np.float64]]
    most: np.ndarray[Any, np.dtype[np.float64]]

    def table(self, goal: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.int64]]:
        """The whole table with the least sum of goal times count."""
        constraints = [LinearConstraint(self.matrix, self.low, self.high)] if len(self.low) else []
        bounds, whole = Bounds(np.zeros(len(goal)), self.most), np.ones(len(goal))
        # The solver's look-over now and then takes a table that is possible for impossible: then it goes without.
        for look_over in (True, False):
            options = {"presolve": look_over}
            made = milp(goal, integrality=whole, bounds=bounds, constraints=constraints, options=options)
            if made.status == 0:
                break
        assert made.status == 0, made.message
        table = np.rint(made.x).astype(np.int64)
        sums = self.matrix @ table
        assert np.all(sums >= self.low) and np.all(sums <= self.high), "checked in whole numbers"
        return table


def any_table(known: Reading, goal: Callable[[], float]) -> dict[Name, int]:
    """A whole table that fits, far out in a direction that ``goal`` gives."""
    found = dict(known.fixed)
    for part in known.parts():
        columns = known.matrix[:, part]
        rows = np.unique(columns.nonzero()[0])
        solver = _Solver(columns[rows], known.low[rows], known.high[rows], known.most[part])
        table = solver.table(np.asarray([goal() for _ in part]))
        found |= {known.names[n]: int(value) for n, value in zip(part, table, strict=True)}
    return found
