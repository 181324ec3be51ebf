"""Vouchers that cover several keys: equal in sum, split otherwise than planned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.budget.reconcile.covering_sets import MOST_LINES
from poverty_analysis.budget.reconcile.result import Found
from poverty_analysis.budget.reconcile.same_key import Case

TOO_MANY = "too_many"


def match_components(cases: Mapping[int, Case], vouchers: Mapping[int, tuple[str, str]]) -> Iterator[Found]:
    """Differences of keys that share a voucher number and cancel out together.

    A component has at most :data:`MOST_LINES` rows; a larger one that adds up
    is ambiguous, for the ways to split it cannot all be looked at.
    """
    for keys in _linked(cases, vouchers):
        parts = [cases[key] for key in keys]
        # Without a common sum of 0 the voucher explains part of the difference at best, and which part nobody can say.
        if sum(part.residual_vnd for part in parts):
            continue
        # The positive residuals only: what left one key came to another, and would count twice.
        moved = sum(part.residual_vnd for part in parts if part.residual_vnd > 0)
        lefts: list[int] = []
        rights: list[int] = []
        for part in parts:
            taken = part.take(tuple(part.left), tuple(part.right))
            lefts += taken[0]
            rights += taken[1]
        # The sums agree either way; with many rows it is only no longer known which row answers which.
        few = len(lefts) + len(rights) <= MOST_LINES
        reason, note = ("many_to_many", "") if few else ("ambiguous", TOO_MANY)
        yield Found(reason, "component", keys[0], 0, tuple(lefts), tuple(rights), moved, note=note)


def _linked(cases: Mapping[int, Case], vouchers: Mapping[int, tuple[str, str]]) -> Iterator[tuple[int, ...]]:
    """Keys with a difference that are connected by the numbers of their vouchers, two or more at a time."""
    keys_of: dict[str, list[int]] = {}
    numbers: dict[int, list[str]] = {}
    for key, case in cases.items():
        # A key without a difference of its own would join strangers that merely share a long voucher.
        if not case.residual_vnd:
            continue
        for row in case.right:
            if row in vouchers:
                number = vouchers[row][0]
                keys_of.setdefault(number, []).append(key)
                numbers.setdefault(key, []).append(number)
    seen: set[int] = set()
    for start in numbers:
        if start in seen:
            continue
        # By hand instead of recursion: a voucher over thousands of keys would exceed the depth of the stack.
        group, queue = [], [start]
        while queue:
            key = queue.pop()
            if key not in seen:
                seen.add(key)
                group.append(key)
                queue += [other for number in numbers[key] for other in keys_of[number]]
        if len(group) > 1:
            yield tuple(group)
