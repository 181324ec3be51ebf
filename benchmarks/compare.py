"""Compare vouchers with allocations: seconds and memory, and whether the time grows with the rows.

python -m benchmarks.compare            1,000,000 vouchers against 100,000 allocations, and a tenth of both
python -m benchmarks.compare 200000     another number of vouchers
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

from benchmarks.measuring import Measured, measure
from poverty_analysis.budget.reconcile import Comparison, compare

KEYS = ("unit", "spending_unit", "line", "source", "source_year", "capital")
VOUCHERS_AN_ALLOCATION = 10
# One allocation in so many has a difference of some kind.
TROUBLED = 20
MOST_SECONDS, MOST_MIB, MOST_GROWTH = 30, 1536, 1.3


def ledgers(vouchers: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Allocations and the vouchers that pay them; one in twenty is paid short, over, twice or elsewhere."""
    rng = np.random.default_rng(7)
    count = vouchers // VOUCHERS_AN_ALLOCATION
    left = pd.DataFrame(
        {
            "unit": rng.integers(100, 805, count).astype(str),
            "spending_unit": np.char.add("DV-", rng.integers(1, 900, count).astype(str)),
            "line": np.char.add("TDA", np.arange(count).astype(str)),
            "source": rng.choice(["central", "province", "district"], count),
            "source_year": rng.choice(["2022", "2023"], count),
            "capital": rng.choice(["investment", "recurrent"], count),
        }
    )
    parts = rng.integers(1_000, 90_000_000, (count, VOUCHERS_AN_ALLOCATION))
    left["amount_vnd"] = parts.sum(axis=1)
    right = left.loc[left.index.repeat(VOUCHERS_AN_ALLOCATION)].reset_index(drop=True)
    right["amount_vnd"] = parts.ravel()
    right["document"] = np.char.add("CT-", np.arange(len(right)).astype(str))
    _trouble(right, rng)
    return left, right.sample(frac=1, random_state=7).reset_index(drop=True)


def _trouble(right: pd.DataFrame, rng: np.random.Generator) -> None:
    every = VOUCHERS_AN_ALLOCATION * TROUBLED
    rows = np.arange(0, len(right), every)
    kinds = rng.integers(0, 4, len(rows))
    amounts = right["amount_vnd"].to_numpy(copy=True)
    amounts[rows[kinds == 0]] += 5_000_001
    amounts[rows[kinds == 1]] *= -1
    right["amount_vnd"] = amounts
    right.loc[rows[kinds == 2], "source"] = "commune"
    right.loc[rows[kinds == 3] + 1, "document"] = right.loc[rows[kinds == 3], "document"].to_numpy()


def run(inputs: object) -> Comparison:
    """Compare the two ledgers."""
    assert isinstance(inputs, tuple)
    return compare(inputs[0], inputs[1], keys=KEYS, tolerance=1_000)


def told(vouchers: int, found: Measured) -> str:
    rate = vouchers / found.seconds
    return f"| {vouchers:>9,} | {found.seconds:6.1f} | {rate:9,.0f} | {found.peak_mib:6.0f} | {found.extra_mib:6.0f} |"


def main(vouchers: int) -> int:
    """Measure, print the table, and say whether the limits hold."""
    small, large = vouchers // 10, vouchers
    print("|  vouchers | seconds | a second |  peak MiB | of it extra |\n| --- | --- | --- | --- | --- |")
    first = measure(ledgers, run, small)
    print(told(small, first))
    second = measure(ledgers, run, large)
    print(told(large, second))
    growth = (second.seconds / large) / (first.seconds / small)
    print(f"time a row, large against small: {growth:.2f}")
    holds = second.seconds < MOST_SECONDS and second.peak_mib < MOST_MIB
    return 0 if holds and growth < MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
