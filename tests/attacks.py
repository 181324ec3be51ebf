"""Readers who know the program: one masks again every table that fits a release, one lays two releases side by side.

Nothing here imports the masking: each attack is given it as a function.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from poverty_analysis.inputs.rows.forms import FormRow
from tests.disclosure import POOR, Name, Reader, reader, row

Masking = Callable[[Sequence[FormRow]], Sequence[FormRow]]
# More tables than this are not tried out.
MOST_TABLES = 5_000


@dataclass(frozen=True)
class Replayed:
    """Of each hidden cell: how many values plain reasoning leaves it, and which are left by masking again."""

    plain: Mapping[Name, int]
    left: Mapping[Name, frozenset[int]]
    true: Mapping[Name, int]

    def under(self, threshold: int) -> tuple[Name, ...]:
        """Cells that masking again narrows below the threshold, beyond what plain reasoning does."""
        return tuple(name for name, found in self.left.items() if len(found) < min(threshold, self.plain[name]))


def replay(
    rows: Sequence[FormRow],
    parents: Mapping[str, str],
    masking: Masking,
    least: int = 0,
    enough: int | None = None,
    most: int = MOST_TABLES,
) -> Replayed | None:
    """Mask rows, then every table that fits the release; None where there are more than ``most``.

    ``least`` deprivations make a household poor by law; with ``enough`` the
    attack ends as soon as every cell is left so many values.
    """
    shown = masking(rows)
    seen = reader(shown, parents)
    pattern = _pattern(shown)
    exact = {name: _value(rows, name) for name in seen.names}
    plain: dict[Name, set[int]] = {name: set() for name in seen.names}
    left: dict[Name, set[int]] = {name: set() for name in seen.names}
    replays = 0
    for table in _tables(seen, tuple(exact[name] for name in seen.names)):
        filled = _filled(shown, dict(zip(seen.names, table, strict=True)))
        if not _lawful(filled, least):
            continue
        for name, value in zip(seen.names, table, strict=True):
            plain[name].add(value)
        if replays >= most:
            return None
        replays += 1
        if _pattern(masking(filled)) == pattern:
            for name, value in zip(seen.names, table, strict=True):
                left[name].add(value)
            if enough is not None and all(len(found) >= enough for found in left.values()):
                break
    return Replayed(
        {name: len(found) for name, found in plain.items()},
        {name: frozenset(found) for name, found in left.items()},
        exact,
    )


def _tables(seen: Reader, near: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every table of whole counts that fits, one cell after the other, counts near the given ones first."""
    bounds = np.asarray(seen.bounds, dtype=np.int64).reshape(len(seen.names), 2)
    matrix = seen.matrix.astype(np.int64)
    up = np.maximum(matrix, 0) * bounds[:, 1] + np.minimum(matrix, 0) * bounds[:, 0]
    down = np.maximum(matrix, 0) * bounds[:, 0] + np.minimum(matrix, 0) * bounds[:, 1]
    # What the cells after each can add to a sum at least and at most.
    most = np.cumsum(up[:, ::-1], axis=1)[:, ::-1] if seen.names else up
    least = np.cumsum(down[:, ::-1], axis=1)[:, ::-1] if seen.names else down
    nothing = np.zeros((len(matrix), 1), dtype=np.int64)
    most, least = np.hstack([most[:, 1:], nothing]), np.hstack([least[:, 1:], nothing])

    def fill(done: tuple[int, ...], sums: np.ndarray) -> Iterator[tuple[int, ...]]:
        at = len(done)
        if at == len(seen.names):
            yield done
            return
        low, high = seen.bounds[at]
        for row_, times in enumerate(matrix[:, at]):
            if times:
                ends = ((seen.low[row_] - sums[row_] - most[row_, at]) / times,)
                ends += ((seen.high[row_] - sums[row_] - least[row_, at]) / times,)
                low = max(low, math.ceil(min(ends) - 1e-9)) if math.isfinite(min(ends)) else low
                high = min(high, math.floor(max(ends) + 1e-9)) if math.isfinite(max(ends)) else high
        for value in sorted(range(low, high + 1), key=lambda value: abs(value - near[at])):
            yield from fill((*done, value), sums + matrix[:, at] * value)

    yield from fill((), np.zeros(len(matrix), dtype=np.int64))


def _lawful(rows: Sequence[FormRow], least: int) -> bool:
    return all(one.known("total") >= least * one.known("households") for one in rows if one.form == POOR)


def _pattern(rows: Sequence[FormRow]) -> frozenset[tuple[str, str, str, str, str]]:
    return frozenset((one.form, one.counted, one.unit, one.item, name) for one in rows for name in one.masked)


def _name(one: FormRow, column: str) -> Name:
    return (one.form, one.counted, one.unit, f"{one.item}.{column}" if one.item else column)


def _value(rows: Sequence[FormRow], name: Name) -> int:
    return next(one.known(column) for one in rows for column in one.counts if _name(one, column) == name)


def _filled(rows: Sequence[FormRow], values: Mapping[Name, int]) -> list[FormRow]:
    return [
        replace(one, counts={c: values.get(_name(one, c), v) for c, v in one.counts.items()}, masked=frozenset())
        for one in rows
    ]


def pair(
    first: Sequence[FormRow], second: Sequence[FormRow], untouched: Sequence[str]
) -> frozenset[tuple[str, str, str, str, str]]:
    """Cells of units that did not change which one of two releases hides and the other shows."""
    shown, hidden = set[tuple[str, str, str, str, str]](), set[tuple[str, str, str, str, str]]()
    for one in (*first, *second):
        if one.unit in untouched:
            key = (one.form, one.counted, one.unit, one.item)
            hidden |= {(*key, name) for name in one.masked}
            shown |= {(*key, name) for name, value in one.counts.items() if value is not None}
    return frozenset(shown & hidden)


def commune(households: int, deprived: Sequence[int]) -> FormRow:
    """The deprivations of the poor households of one commune."""
    named = {f"d{i}": value for i, value in enumerate(deprived, start=1)}
    return row(POOR, "x1", households=households, total=sum(deprived), **named)


def random_commune(rng: random.Random) -> FormRow:
    """Twelve deprivations of 8 to 40 poor households: two small, three that nobody has, the others frequent."""
    households = rng.randint(16, 40)
    small = [rng.randint(1, 9) for _ in range(2)]
    large = [rng.randint(households // 2, households - 6) for _ in range(7)]
    return commune(households, [*small, *large, 0, 0, 0])
