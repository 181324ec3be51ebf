"""Rows that are exactly the sum of several rows of the other side, where that can be read in one way only.

At most :data:`MOST_LINES` rows of a side are searched, which are 247 sets of
two or more: every search ends far below a second, on any machine, and no clock
decides what is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

#: At most so many rows of a side are tried for a covering set.
MOST_LINES = 8

Amounts = tuple[int, ...]
Token = tuple[str, int]


@dataclass(frozen=True)
class Cover:
    """One row that is the sum of several of the other side: ``one`` (``left`` or ``right``), row and rows."""

    one: str
    row: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class _Shape:
    """What a cover needs, whichever of equal amounts it takes: equal amounts of one key are the same money."""

    one: str
    amount: int
    parts: Amounts

    def needs(self) -> Counter[Token]:
        other = "right" if self.one == "left" else "left"
        return Counter([(self.one, self.amount), *((other, part) for part in self.parts)])


def certain_covers(left: Mapping[int, int], right: Mapping[int, int]) -> tuple[Cover, ...]:
    """Covers whose row can be read in one way, and that together need no more rows than there are.

    Taking them may leave one way for another row: ask again until there are none.
    """
    shapes = [shape for shape, certain in _shapes(left, right).items() if certain]
    free = {"left": _by_amount(left), "right": _by_amount(right)}
    # A shape stands for all rows of its amounts: three houses at one price are one question, not three that compete.
    times = {shape: _times(shape, free) for shape in shapes}
    # Shapes that are certain alone may still need the same row; then none of them is taken, for each could be the one.
    wanted: Counter[Token] = Counter()
    for shape, count in times.items():
        wanted.update({token: count * need for token, need in shape.needs().items()})
    clear = [s for s in shapes if all(wanted[side, n] <= len(free[side][n]) for side, n in s.needs())]
    return tuple(cover for shape in clear for cover in _placed(shape, times[shape], free))


def undecided(left: Mapping[int, int], right: Mapping[int, int]) -> bool:
    """Whether some row is the sum of others in more than one way, or two rows need the same others."""
    return bool(_shapes(left, right))


def _shapes(left: Mapping[int, int], right: Mapping[int, int]) -> dict[_Shape, bool]:
    """Every cover by its amounts, with whether its row has no other."""
    found: dict[_Shape, bool] = {}
    for one, rows, others in (("left", left, right), ("right", right, left)):
        # Sums by amount and not row against row: every row of this side is then one look-up.
        sums = _sums(others)
        for amount in dict.fromkeys(rows.values()):
            ways = sums.get(amount, ())
            found.update({_Shape(one, amount, parts): len(ways) == 1 for parts in ways})
    return found


def _sums(rows: Mapping[int, int]) -> dict[int, list[Amounts]]:
    """Sets of two or more amounts by their sum, nothing among them; of too many rows only all of them together."""
    # A row of nothing would make a second way of every set.
    amounts = sorted(amount for amount in rows.values() if amount)
    # Beyond the limit only all of them together are tried: that is one sum, not thousands of sets.
    sizes: Iterable[int] = range(2, len(amounts) + 1) if len(amounts) <= MOST_LINES else (len(amounts),)
    found: dict[int, list[Amounts]] = {}
    if len(amounts) < 2:
        return found
    # Sorted amounts make equal sets equal tuples, so that dict.fromkeys drops the repetitions.
    for parts in dict.fromkeys(parts for size in sizes for parts in combinations(amounts, size)):
        found.setdefault(sum(parts), []).append(parts)
    return found


def _times(shape: _Shape, free: Mapping[str, Mapping[int, list[int]]]) -> int:
    """How often the rows at hand are enough for a shape."""
    return min(len(free[side][amount]) // need for (side, amount), need in shape.needs().items())


def _by_amount(rows: Mapping[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    # Reversed, so that pop() gives the first row of the table: the same ledger gives the same result.
    for row, amount in reversed(tuple(rows.items())):
        found.setdefault(amount, []).append(row)
    return found


def _placed(shape: _Shape, times: int, free: Mapping[str, Mapping[int, list[int]]]) -> Iterator[Cover]:
    """Rows for a shape, the first ones first."""
    other = "right" if shape.one == "left" else "left"
    for _ in range(times):
        row = free[shape.one][shape.amount].pop()
        yield Cover(shape.one, row, tuple(free[other][part].pop() for part in shape.parts))
