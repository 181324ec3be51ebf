"""The first pass, over all rows at once: keys whose two sides have equal sums."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from poverty_analysis.budget.reconcile.sides import Codes, Side, Sides


@dataclass(frozen=True)
class KeySums:
    """Per key number: rows and sums of both sides, and which keys are balanced.

    A key is balanced when both sides have rows and equal sums and nothing on
    the right is negative: a voucher taken back is named, also where the sums
    agree.  ``pairs`` says that a balanced key's amounts are also equal row by row.
    """

    left_count: Codes
    right_count: Codes
    left_sum: Codes
    right_sum: Codes
    balanced: npt.NDArray[np.bool_]
    pairs: npt.NDArray[np.bool_]
    aliased: npt.NDArray[np.bool_]

    def situation(self, key: int) -> str:
        """``exact``, ``one_to_many``, ``many_to_one`` or ``many_to_many``."""
        if self.pairs[key]:
            return "exact"
        if self.left_count[key] == 1:
            return "one_to_many"
        return "many_to_one" if self.right_count[key] == 1 else "many_to_many"


def key_sums(sides: Sides) -> KeySums:
    """Count and add up both sides of every key, in whole đồng."""
    size = len(sides.table)
    left_count, right_count = _counts(sides.left, size), _counts(sides.right, size)
    left_sum, right_sum = _sums(sides.left, size), _sums(sides.right, size)
    # A return hides behind an equal sum: the key goes on to be looked at row by row.
    taken_back = np.zeros(size, dtype=bool)
    taken_back[sides.right.numbers[sides.right.amounts < 0]] = True
    balanced = (left_count > 0) & (right_count > 0) & (left_sum == right_sum) & ~taken_back
    aliased = np.zeros(size, dtype=bool)
    for side in (sides.left, sides.right):
        aliased[side.numbers[side.aliased]] = True
    pairs = _pairs(sides, balanced & (left_count == right_count))
    return KeySums(left_count, right_count, left_sum, right_sum, balanced, pairs, aliased)


def _counts(side: Side, size: int) -> Codes:
    return np.bincount(side.numbers, minlength=size).astype(np.int64)


def _sums(side: Side, size: int) -> Codes:
    # np.bincount adds floats; amounts are added as the integers they are.
    sums = np.zeros(size, dtype=np.int64)
    np.add.at(sums, side.numbers, side.amounts)
    return sums


def _pairs(sides: Sides, chosen: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which of the chosen keys have the same amounts on both sides."""
    found = chosen.copy()
    a, b = (_sorted(side, chosen) for side in (sides.left, sides.right))
    different = a[1] != b[1]
    found[a[0][different]] = False
    return found


def _sorted(side: Side, chosen: npt.NDArray[np.bool_]) -> tuple[Codes, Codes]:
    mine = chosen[side.numbers]
    numbers, amounts = side.numbers[mine], side.amounts[mine]
    # Sorted by key and amount, both sides can be compared in one pass, whatever the order of the vouchers.
    order = np.lexsort((amounts, numbers))
    return numbers[order], amounts[order]


def rows_by_key(side: Side, keys: Codes) -> dict[int, tuple[int, ...]]:
    """Positions of the rows of each of ``keys``, in the order of the table."""
    wanted = np.zeros(int(side.numbers.max(initial=-1)) + 1, dtype=bool)
    wanted[keys[keys < len(wanted)]] = True
    positions = np.flatnonzero(wanted[side.numbers])
    found: dict[int, list[int]] = {}
    for position, code in zip(positions.tolist(), side.numbers[positions].tolist(), strict=True):
        found.setdefault(code, []).append(position)
    return {code: tuple(rows) for code, rows in found.items()}
