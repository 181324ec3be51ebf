"""The one form of results: a long table, one row an estimate."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from poverty_analysis.measures.survey.arguments import Floats

#: Columns of every result, in this order.
COLUMNS = ("measure", "k", "subgroup", "indicator", "estimate", "se", "ci_low", "ci_high", "df", "n")
#: Confidence of the intervals.
LEVEL = 0.95


@dataclass(frozen=True)
class Name:
    """What an estimate is called; ``share`` if it lies between 0 and 1 by its making (its interval is logit)."""

    measure: str
    k: Fraction | None = None
    indicator: str | None = None
    share: bool = True


@dataclass(frozen=True)
class Estimates:
    """Estimates of one subgroup: a name, a value and a standard error (NaN without a design) each."""

    subgroup: Hashable
    names: tuple[Name, ...]
    values: Floats
    errors: Floats
    df: float
    n: int


def table(found: Iterable[Estimates]) -> pd.DataFrame:
    """Return the estimates as one frame with the columns :data:`COLUMNS`, in the order given."""
    given = list(found)
    names = [name for estimates in given for name in estimates.names]
    lengths = [len(estimates.names) for estimates in given]
    bounds = [_intervals_of(estimates) for estimates in given]
    columns = {
        "measure": pd.Series([name.measure for name in names], dtype=str),
        "k": pd.Series([name.k for name in names], dtype=object),
        "subgroup": _objects([e.subgroup for e in given], lengths),
        "indicator": pd.Series([name.indicator for name in names], dtype=object),
        "estimate": _joined([e.values for e in given]),
        "se": _joined([e.errors for e in given]),
        "ci_low": _joined([low for low, _ in bounds]),
        "ci_high": _joined([high for _, high in bounds]),
        "df": np.repeat(np.array([e.df for e in given], np.float64), lengths),
        "n": np.repeat(np.array([e.n for e in given], np.int64), lengths),
    }
    return pd.DataFrame(columns, columns=list(COLUMNS), copy=False)


def _objects(values: list[Hashable], lengths: list[int]) -> pd.Series:
    pairs = zip(values, lengths, strict=True)
    return pd.Series([value for value, length in pairs for _ in range(length)], dtype=object)


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate([np.zeros(0), *parts])


def _intervals_of(found: Estimates) -> tuple[Floats, Floats]:
    if np.isnan(found.errors).all():
        return found.errors, found.errors
    return intervals(found.values, found.errors, found.df, np.array([name.share for name in found.names], bool))


def intervals(
    values: Floats, errors: Floats, df: float | Floats, share: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """Bounds of the 95 % intervals: Student's t with ``df``; on the logit scale for shares.

    A logit interval lies between 0 and 1 and is not symmetric.  NaN without a
    standard error, without degrees of freedom, and for a share of 0 or 1,
    where the sample has shown no variation to judge by.
    """
    if np.isnan(errors).all():
        return np.full(len(values), np.nan), np.full(len(values), np.nan)
    # Loaded here: without a design there are no errors, and scipy is not needed.
    from scipy.special import expit, logit, stdtrit

    reach = stdtrit(np.where(np.asarray(df) > 0, df, np.nan), (1 + LEVEL) / 2) * errors
    inside = share & (values > 0) & (values < 1)
    # Any share inside does where there is none: what comes of it is not taken, and nothing is divided by 0.
    middle = np.where(inside, values, 0.5)
    spread = reach / (middle * (1 - middle))
    low = np.where(inside, expit(logit(middle) - spread), np.where(share, np.nan, values - reach))
    high = np.where(inside, expit(logit(middle) + spread), np.where(share, np.nan, values + reach))
    return low, high
