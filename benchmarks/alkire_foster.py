"""Alkire-Foster measures by region: against one read of the same bytes, and against pandas ``groupby.apply``.

python -m benchmarks.alkire_foster            10,000,000 households, 12 indicators, weights, 63 regions
python -m benchmarks.alkire_foster 1000000    another number of households

All three ways use one thread, so they are compared by the time of the
processor, which does not count what it gives to others in between.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.measuring import Measured, in_turns, measure
from poverty_analysis.measures.multidim import alkire_foster

INDICATORS = tuple(f"d{number}" for number in range(1, 13))
WEIGHTS = dict.fromkeys(INDICATORS, Fraction(1, len(INDICATORS)))
CUTOFF = Fraction(3, 12)
REGIONS = 63
# Turns of the kernel with the reading, and of the slow way.
TIMES, TIMES_GROUPED = 15, 5
MOST_FLOOR, LEAST_GAIN, MOST_EXTRA_MIB = 10, 15, 50


@dataclass(frozen=True)
class Households:
    """What a user has in memory: flags of one byte, weights, and the region of each household."""

    deprived: pd.DataFrame
    weight: npt.NDArray[np.float64]
    region: npt.NDArray[np.int8]


def households(rows: int) -> Households:
    """Invented households; the same ones for the same number."""
    rng = np.random.default_rng(7)
    flags = {name: (rng.random(rows, np.float32) < 0.2).astype(np.int8) for name in INDICATORS}
    weight = rng.uniform(0.5, 1.5, rows)
    return Households(pd.DataFrame(flags, copy=False), weight, rng.integers(1, REGIONS + 1, rows, np.int8))


def floor(inputs: object) -> float:
    """Read every needed byte once, with the quickest thing numpy does to it."""
    given = _given(inputs)
    read = [given.deprived[name].to_numpy().max() for name in INDICATORS]
    return float(sum(read) + given.region.max() + given.weight.sum())


def kernel(inputs: object) -> pd.DataFrame:
    """Ask for the measures as a user does."""
    given = _given(inputs)
    return alkire_foster(given.deprived, WEIGHTS, [CUTOFF], sample_weight=given.weight, by=given.region)


def grouped(inputs: object) -> pd.DataFrame:
    """Compute the same measures with a function for each group, as users write it."""
    given = _given(inputs)
    shares = np.array([float(share) for share in WEIGHTS.values()])
    table = given.deprived.assign(weight=given.weight, region=given.region)

    def of_group(group: pd.DataFrame) -> pd.Series[Any]:
        score = (group[list(INDICATORS)] * shares).sum(axis=1)
        # Sums of twelfths miss 3/12 by a hair.
        poor = score >= float(CUTOFF) - 1e-9
        head = np.average(poor, weights=group["weight"])
        adjusted = np.average(score.where(poor, 0), weights=group["weight"])
        return pd.Series({"H": head, "A": adjusted / head, "M0": adjusted})

    return pd.DataFrame(table.groupby("region").apply(of_group))


def _given(inputs: object) -> Households:
    assert isinstance(inputs, Households)
    return inputs


def told(name: str, rows: int, found: Measured, base: Measured) -> str:
    rate, ratio = rows / found.processor / 1_000_000, found.processor / base.processor
    times = f"{found.processor:8.3f} | {found.seconds:8.3f}"
    return f"| {name:<24} | {times} | {rate:8.1f} | {ratio:7.1f} | {found.extra_mib:6.0f} |"


def main(rows: int) -> int:
    """Measure, print the table, and say whether the limits hold."""
    print("| way | processor s | clock s | M rows a second | times the floor | extra MiB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    base, ours = in_turns(households, (floor, kernel), rows, TIMES)
    print(told("one read of the bytes", rows, base, base))
    print(told("multidim.alkire_foster", rows, ours, base))
    (pandas,) = in_turns(households, (grouped,), rows, TIMES_GROUPED)
    print(told("pandas groupby.apply", rows, pandas, base))
    gain, alone = pandas.processor / ours.processor, measure(households, kernel, rows)
    print(f"MiB that one call in a new process needs besides its inputs: {alone.extra_mib:.0f}")
    print(f"times quicker than groupby.apply: {gain:.0f}")
    holds = ours.processor < MOST_FLOOR * base.processor and gain > LEAST_GAIN
    return 0 if holds and alone.extra_mib < MOST_EXTRA_MIB else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000))
