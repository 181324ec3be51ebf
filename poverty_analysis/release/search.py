"""Find another table that a reader could not tell from the true one.

Each search asks for whole counts that keep every relation, with one cell at a
given value, changing as little of what is published as can be.  What the
solver returns is checked in whole numbers: nothing rests on its tolerances.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

from poverty_analysis.release.system import System

_FOUND, _LIMIT, _IMPOSSIBLE = 0, 1, 2
# A changed cell of a unit above costs as much as this many below: totals are what readers need most.
_ABOVE = 10
_HIDDEN_COST, _VISIBLE_COST = 1.0, 100.0
# Solutions of equal cost are told apart by the place of their cells, so that every machine finds the same.
_PLACES = 1_000


class Unfinished(Exception):
    """A search met its limit: whether the cell is safe is not known."""


@dataclass(frozen=True)
class Scope:
    """The part of a system in which cells may move: their indices, the relations they stand in, the slack of each."""

    columns: np.ndarray[Any, np.dtype[np.int64]]
    matrix: csr_array
    low: np.ndarray[Any, np.dtype[np.float64]]
    high: np.ndarray[Any, np.dtype[np.float64]]
    up: np.ndarray[Any, np.dtype[np.float64]]
    down: np.ndarray[Any, np.dtype[np.float64]]


def whole_scope(system: System) -> Scope:
    """Every cell of a system."""
    return _scope(system, range(len(system.cells)))


def family_scopes(system: System) -> dict[tuple[str, int], Scope]:
    """Cells of units that share a parent, in the rows that they have; only of units without children."""
    inner = {system.cells[up].unit for up in system.parents if up >= 0}
    families: dict[tuple[str, int], list[int]] = {}
    for i, cell in enumerate(system.cells):
        if cell.unit not in inner and system.parents[i] >= 0:
            families.setdefault(family_of(system, i), []).append(i)
    return {family: _scope(system, cells) for family, cells in families.items()}


def family_of(system: System, cell: int) -> tuple[str, int]:
    """The parent's unit and the level: what siblings have in common."""
    up = system.parents[cell]
    return (system.cells[up].unit if up >= 0 else "", system.depths[cell])


def _scope(system: System, chosen: Any) -> Scope:
    columns = np.asarray(list(chosen), dtype=np.int64)
    place = {int(i): n for n, i in enumerate(columns)}
    touched = [r for r in system.relations if any(i in place for i, _ in r.terms)]
    data, rows, cols, low, high = [], [], [], [], []
    for n, relation in enumerate(touched):
        inside = [(place[i], times) for i, times in relation.terms if i in place]
        data += [times for _, times in inside]
        cols += [i for i, _ in inside]
        rows += [n] * len(inside)
        now = sum(times * system.values[i] for i, times in relation.terms)
        low.append(-np.inf if relation.low is None else relation.low - now)
        high.append(np.inf if relation.high is None else relation.high - now)
    matrix = csr_array((np.asarray(data, dtype=np.int64), (rows, cols)), shape=(len(touched), len(columns)))
    values = np.asarray([system.values[i] for i in columns], dtype=np.float64)
    up = np.asarray([system.highs[i] for i in columns]) - values
    down = values - np.asarray([system.lows[i] for i in columns])
    return Scope(columns, matrix, np.asarray(low), np.asarray(high), up, down)


def narrowed(scope: Scope, hidden: np.ndarray[Any, np.dtype[np.bool_]]) -> Scope:
    """The hidden cells of a scope, where a search is quick and hides nothing more."""
    chosen = np.flatnonzero(hidden[scope.columns])
    matrix = scope.matrix[:, chosen]
    # Relations without a hidden cell hold already.
    rows = np.flatnonzero(np.diff(matrix.indptr))
    up, down = scope.up[chosen], scope.down[chosen]
    return Scope(scope.columns[chosen], matrix[rows], scope.low[rows], scope.high[rows], up, down)


def costs(system: System) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What it costs to change a published cell by one: more for larger counts and for units further up."""
    deepest = max(system.depths, default=0)
    ties = np.asarray([(i * i) % _PLACES for i in range(len(system.cells))]) / _PLACES**2
    plain = [
        _VISIBLE_COST * (1 + value.bit_length()) * _ABOVE ** (deepest - depth)
        for value, depth in zip(system.values, system.depths, strict=True)
    ]
    return np.asarray(plain, dtype=np.float64) + ties


def hidden_cost(cell: int) -> float:
    """What it costs to change a hidden cell by one."""
    return _HIDDEN_COST + (cell * cell) % _PLACES / _PLACES**2


def search(
    scope: Scope, cost: np.ndarray[Any, np.dtype[np.float64]], cell: int, change: int, most_nodes: int
) -> Mapping[int, int] | None:
    """Changes of cells that keep every relation and change ``cell`` by ``change``.

    Parameters
    ----------
    scope : Scope
        Cells outside stay as they are.
    cost : array
        Of changing each cell of the system by one.
    cell, change : int
        Index of the cell, and by how much.
    most_nodes : int
        Limit of the solver.

    Returns
    -------
    mapping of index to change, or None
        None where no whole table exists.

    Raises
    ------
    Unfinished
        The limit was met.
    """
    size = len(scope.columns)
    at = int(np.searchsorted(scope.columns, cell))
    least = np.zeros(2 * size)
    most = np.concatenate([scope.up, scope.down])
    least[at], most[at] = (change, change) if change > 0 else (0, 0)
    least[size + at], most[size + at] = (-change, -change) if change < 0 else (0, 0)
    weight = cost[scope.columns]
    made = milp(
        np.concatenate([weight, weight]),
        integrality=np.ones(2 * size),
        bounds=Bounds(least, most),
        constraints=LinearConstraint(hstack([scope.matrix, -scope.matrix]), scope.low, scope.high),
        options={"node_limit": most_nodes, "mip_rel_gap": 0},
    )
    if made.status == _IMPOSSIBLE:
        return None
    if made.status != _FOUND:
        raise Unfinished
    whole = np.rint(made.x).astype(np.int64)
    moved = whole[:size] - whole[size:]
    if not _keeps(scope, moved) or moved[at] != change:
        raise Unfinished
    return {int(scope.columns[i]): int(moved[i]) for i in np.flatnonzero(moved)}


def _keeps(scope: Scope, moved: np.ndarray[Any, np.dtype[np.int64]]) -> bool:
    added = scope.matrix @ moved
    within = np.all(added >= scope.low) and np.all(added <= scope.high)
    return bool(within and np.all(moved <= scope.up) and np.all(-moved <= scope.down))
