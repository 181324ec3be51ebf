"""Find another table that fits a release by integer programming, where passing a change on finds none.

What the solver returns is checked in whole numbers: nothing rests on its tolerances.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from poverty_analysis.release.choose import Bounds as Span
from poverty_analysis.release.choose import Order
from poverty_analysis.release.system import System

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_FOUND, _IMPOSSIBLE = 0, 2
# Solutions of equal cost are told apart by the place of their cells, so that every machine finds the same.
_PLACES = 1_000
Floats = np.ndarray[Any, np.dtype[np.float64]]
Counts = np.ndarray[Any, np.dtype[np.int64]]


class Unfinished(Exception):
    """A search met its limit: whether the cell is safe is not known."""


@dataclass(frozen=True)
class Scope:
    """Cells that may move: their indices, the relations they stand in, how far each may rise and fall."""

    columns: Counts
    matrix: csr_array
    low: Floats
    high: Floats
    up: Floats
    down: Floats


def scope_of(system: System, order: Order, bounds: Mapping[int, Span], cells: Iterable[int]) -> Scope:
    """The cells given, with all relations of theirs; every other cell stays as it is."""
    from scipy.sparse import csr_array  # half a second, which only a command that masks need wait for

    columns = sorted(cells)
    place = {i: n for n, i in enumerate(columns)}
    numbers = sorted({r for i in columns for r, _ in order.places[i]})
    line = {r: n for n, r in enumerate(numbers)}
    touched = [system.relations[r] for r in numbers]
    terms = [(line[r], place[i], times) for i in columns for r, times in order.places[i]]
    rows, cols, data = (np.asarray(part, dtype=np.int64) for part in zip(*terms, strict=True))
    now = [order.sums[r] for r in numbers]
    return Scope(
        np.asarray(columns, dtype=np.int64),
        csr_array((data, (rows, cols)), shape=(len(touched), len(columns))),
        np.asarray([-np.inf if r.low is None else r.low - n for r, n in zip(touched, now, strict=True)]),
        np.asarray([np.inf if r.high is None else r.high - n for r, n in zip(touched, now, strict=True)]),
        np.asarray([float(bounds[i][1] - system.values[i]) for i in columns]),
        np.asarray([float(system.values[i] - bounds[i][0]) for i in columns]),
    )


def search(scope: Scope, cell: int, change: int, most_nodes: int) -> Mapping[int, int] | None:
    """The smallest change of the cells of a scope that keeps every relation and changes ``cell`` by ``change``.

    Parameters
    ----------
    scope : Scope
        Cells outside stay as they are.
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
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import hstack

    size = len(scope.columns)
    at = int(np.searchsorted(scope.columns, cell))
    least = np.zeros(2 * size)
    most = np.maximum(np.concatenate([scope.up, scope.down]), 0)
    if not -scope.down[at] <= change <= scope.up[at]:
        return None
    least[at], most[at] = (change, change) if change > 0 else (0, 0)
    least[size + at], most[size + at] = (-change, -change) if change < 0 else (0, 0)
    weight = 1 + (scope.columns * scope.columns) % _PLACES / _PLACES**2
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


def _keeps(scope: Scope, moved: Counts) -> bool:
    added = scope.matrix @ moved
    within = np.all(added >= scope.low) and np.all(added <= scope.high)
    return bool(within and np.all(moved <= scope.up) and np.all(-moved <= scope.down))
