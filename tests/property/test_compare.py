"""Properties of the comparison: equal ledgers reconcile however they are cut; reasons always add up."""

from __future__ import annotations

import random

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.budget.reconcile import compare
from poverty_analysis.budget.reconcile.result import MATCHED

KEYS = ["line", "source"]
LINES, SOURCES = st.sampled_from("ABC"), st.sampled_from(("central", "district"))
AMOUNTS = st.one_of(st.integers(1, 60), st.sampled_from((50_000_000, 100_000_000)), st.integers(1, 10**12))
LEDGER = st.lists(st.tuples(LINES, SOURCES, AMOUNTS), min_size=1, max_size=25)


def frame(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    made = pd.DataFrame(rows, columns=[*KEYS, "amount_vnd"]).astype({"amount_vnd": "int64"})
    return made.assign(document=[f"v{n % 7}" for n in range(len(made))])


def cut(rows: list[tuple[str, str, int]], dice: random.Random) -> list[tuple[str, str, int]]:
    """The same ledger shuffled, with rows split and rows of one key merged."""
    parts: list[tuple[str, str, int]] = []
    for line, source, amount in rows:
        first = dice.randrange(1, amount) if amount > 1 and dice.random() < 0.5 else amount
        parts += [(line, source, part) for part in (first, amount - first) if part]
    dice.shuffle(parts)
    merged: list[tuple[str, str, int]] = []
    for line, source, amount in parts:
        same = [n for n, row in enumerate(merged) if row[:2] == (line, source)]
        if same and dice.random() < 0.3:
            merged[same[0]] = (line, source, merged[same[0]][2] + amount)
        else:
            merged.append((line, source, amount))
    return merged


@given(LEDGER, st.integers(0, 2**32))
def test_a_cut_and_merged_ledger_has_no_differences(rows: list[tuple[str, str, int]], seed: int) -> None:
    found = compare(frame(rows), frame(cut(rows, random.Random(seed))), keys=KEYS)
    assert found.differences.empty
    assert found.difference_vnd == 0
    assert set(found.groups["situation"]) <= set(MATCHED)
    assert int(found.groups["amount_vnd"].sum()) == found.left_total_vnd


GARBAGE = st.lists(st.tuples(LINES, SOURCES, st.one_of(st.integers(-60, 60), AMOUNTS)), max_size=14)


@given(GARBAGE, GARBAGE, st.integers(0, 5))
def test_reasons_add_up_whatever_the_rows(
    left: list[tuple[str, str, int]], right: list[tuple[str, str, int]], tolerance: int
) -> None:
    found = compare(frame(left), frame(right), keys=KEYS, tolerance=tolerance)
    assert int(found.by_reason.sum()) == found.difference_vnd == sum(r[2] for r in right) - sum(r[2] for r in left)
    again = compare(frame(left), frame(right), keys=KEYS, tolerance=tolerance)
    pd.testing.assert_frame_equal(found.differences, again.differences)


@given(GARBAGE)
def test_a_ledger_agrees_with_itself(rows: list[tuple[str, str, int]]) -> None:
    assert compare(frame(rows), frame(rows), keys=KEYS).differences.empty
