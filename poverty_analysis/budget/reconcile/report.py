"""Put groups and differences into tables, and assert that they account for every row and every đồng."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from poverty_analysis.budget.reconcile.key_sums import KeySums, rows_by_key
from poverty_analysis.budget.reconcile.refusals import AMOUNT
from poverty_analysis.budget.reconcile.result import MATCHED, PASSES, REASONS, Comparison, Found, Group
from poverty_analysis.budget.reconcile.sides import Codes, Side, Sides

_NONE = -1
_ORDER = (*REASONS, "many_to_many")


def make_comparison(
    sides: Sides, sums: KeySums, groups: Sequence[Group], found: Sequence[Found], tolerance: int
) -> Comparison:
    """The result of a comparison.

    Raises
    ------
    ArithmeticError
        When the reasons do not add up to the difference of the totals, or a row
        stands nowhere or twice: a fault of this program, never of the data.
    """
    # A key that balances only under an alias is told as a difference of 0 đồng, so that somebody mends the code.
    plain = np.flatnonzero(sums.balanced & ~sums.aliased)
    all_found = sorted((*_variants(sides, sums), *found), key=_place)
    left_group = _groups_of(sides.left, plain, [(g.left) for g in groups])
    right_group = _groups_of(sides.right, plain, [(g.right) for g in groups])
    _account(sides.left, left_group, [f.left for f in all_found])
    _account(sides.right, right_group, [f.right for f in all_found])
    differences = _differences(sides, all_found)
    by_reason = differences.groupby("reason", sort=False)[AMOUNT].sum()
    made = Comparison(
        differences=differences,
        groups=_groups(sides, sums, plain, groups),
        left_group=left_group,
        right_group=right_group,
        by_reason=by_reason,
        left_total_vnd=sides.left.total_vnd,
        right_total_vnd=sides.right.total_vnd,
        tolerance_vnd=tolerance,
        keys=sides.keys,
        passes=_passes(len(plain), groups, all_found),
        unused_aliases=sides.unused,
    )
    # The proof of the whole comparison: it costs one sum and would show a row lost in any pass.
    if int(by_reason.sum()) != made.difference_vnd:
        raise ArithmeticError(f"the reasons add up to {int(by_reason.sum())} đồng, not {made.difference_vnd}")
    return made


def _variants(sides: Sides, sums: KeySums) -> list[Found]:
    """Keys that balance once declared code variants are read as what they stand for."""
    keys = np.flatnonzero(sums.balanced & sums.aliased)
    left, right = rows_by_key(sides.left, keys), rows_by_key(sides.right, keys)
    return [
        Found("code_variant", "alias", key, 0, left[key], right[key], int(sums.right_sum[key])) for key in keys.tolist()
    ]


def _place(item: Found) -> tuple[int, int, int]:
    # The key last, so that differences of one size come in the same order whichever pass found them.
    return (_ORDER.index(item.reason), -max(abs(item.amount_vnd), item.moved_vnd), item.key)


def _groups_of(side: Side, plain: Codes, rows: Sequence[tuple[int, ...]]) -> pd.Series:
    number = np.full(int(side.numbers.max(initial=_NONE)) + 1, _NONE, dtype=np.int64)
    inside = plain < len(number)
    number[plain[inside]] = np.flatnonzero(inside)
    found = number[side.numbers] if len(side.numbers) else side.numbers.copy()
    for group, positions in enumerate(rows, start=len(plain)):
        found[list(positions)] = group
    return pd.Series(found, index=side.labels, name="group")


def _account(side: Side, group: pd.Series, named: Sequence[tuple[int, ...]]) -> None:
    """Every row is in a group or in a difference; a difference in two parts may name a row twice."""
    seen = group.to_numpy() != _NONE
    times = Counter(named)
    for rows in named:
        # Money carried over and money short name the same rows twice: one shortfall with two reasons.
        if seen[list(rows)].any() and times[rows] < 2:
            raise ArithmeticError(f"{side.name}: a row stands in two places")
        seen[list(rows)] = True
    if not seen.all():
        raise ArithmeticError(f"{side.name}: {int((~seen).sum())} rows stand nowhere")


def _differences(sides: Sides, found: Sequence[Found]) -> pd.DataFrame:
    labels_left, labels_right = sides.left.labels, sides.right.labels
    keys = sides.table.iloc[[f.key for f in found]].reset_index(drop=True)
    head = pd.DataFrame(
        {
            "reason": pd.Series([f.reason for f in found], dtype="object"),
            AMOUNT: pd.Series([f.amount_vnd for f in found], dtype="int64"),
            "moved_vnd": pd.Series([f.moved_vnd for f in found], dtype="int64"),
        }
    )
    tail = pd.DataFrame(
        {
            "left_rows": pd.Series([tuple(labels_left[list(f.left)]) for f in found], dtype="object"),
            "right_rows": pd.Series([tuple(labels_right[list(f.right)]) for f in found], dtype="object"),
            "tolerance_vnd": pd.Series([f.tolerance_vnd for f in found], dtype="int64"),
            "pass": pd.Series([f.pass_name for f in found], dtype="object"),
            "note": pd.Series([f.note for f in found], dtype="object"),
        }
    )
    return pd.concat([head, keys.astype("object"), tail], axis=1)


def _groups(sides: Sides, sums: KeySums, plain: Codes, groups: Sequence[Group]) -> pd.DataFrame:
    numbers = np.concatenate([plain, np.array([g.key for g in groups], dtype=np.int64)])
    keys = sides.table.iloc[numbers].reset_index(drop=True).astype("object")
    situations = np.array(MATCHED, dtype=object)
    single_left, single_right = sums.left_count[plain] == 1, sums.right_count[plain] == 1
    kinds = np.where(sums.pairs[plain], 0, np.where(single_left, 1, np.where(single_right, 2, 3)))
    head = pd.DataFrame(
        {
            "situation": np.concatenate([situations[kinds], np.array([g.situation for g in groups], dtype=object)]),
            "pass": ["exact_key"] * len(plain) + [g.pass_name for g in groups],
        }
    )
    tail = pd.DataFrame(
        {
            "left_count": np.concatenate([sums.left_count[plain], _lengths([g.left for g in groups])]),
            "right_count": np.concatenate([sums.right_count[plain], _lengths([g.right for g in groups])]),
            AMOUNT: np.concatenate([sums.left_sum[plain], np.array([g.amount_vnd for g in groups], dtype=np.int64)]),
        }
    )
    return pd.concat([head, keys, tail], axis=1)


def _lengths(rows: Sequence[tuple[int, ...]]) -> Codes:
    return np.array([len(one) for one in rows], dtype=np.int64)


def _passes(plain: int, groups: Sequence[Group], found: Sequence[Found]) -> dict[str, int]:
    """How many groups and differences each pass gave."""
    counts = Counter({"exact_key": plain})
    counts.update(g.pass_name for g in groups)
    counts.update(f.pass_name for f in found)
    return {name: counts[name] for name in PASSES if counts[name]}
