"""Gini coefficient, Lorenz curve and quintile shares, in the form that equals the replicated data.

A row of weight 3 counts as three equal rows: one of the forms in use, and the
only one offered, so that weighted and expanded data give the same number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from poverty_analysis.measures.survey.arguments import Floats, Integers, numbers
from poverty_analysis.measures.survey.design import Design
from poverty_analysis.measures.survey.estimates import estimates
from poverty_analysis.measures.survey.sample import sample
from poverty_analysis.measures.survey.tidy import Name, table

_FIFTHS = (*(Fraction(n, 5) for n in range(5)), Fraction(1))
_TENTHS = (*(Fraction(n, 10) for n in range(10)), Fraction(1))
# Shares of a population that differ by less are the same: a float of n/5 of it may miss a boundary.
_TOUCH = 1e-12


@dataclass(frozen=True)
class Ranked:
    """Incomes of a domain by level: weight and income at each level, and the place of each row's level."""

    income: Floats
    levels: Floats
    place: Integers
    weight: Floats

    @property
    def population(self) -> float:
        return float(self.weight.sum())

    @property
    def total(self) -> float:
        return float(self.weight @ self.levels)


Measure = Callable[[Ranked], tuple[Floats, Floats]]


def gini(
    income: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    by: ArrayLike | None = None,
    design: Design | None = None,
) -> pd.DataFrame:
    """Gini coefficient: half the mean absolute difference over the mean.

    Parameters
    ----------
    income : array or Series of n numbers, 0 or more
    sample_weight : array or Series of n numbers, 0 or more, optional
        Households or persons a row stands for; the measure is about them.
    by : array or Series of n labels, optional
    design : survey.Design, optional
        Gives weights and standard errors; NaN without.

    Returns
    -------
    DataFrame
        ``measure, k, subgroup, indicator, estimate, se, ci_low, ci_high, df,
        n``; measure ``gini``, 0 (all equal) to below 1, Student's t interval.
        NaN where all weights or all incomes are 0.

    Raises
    ------
    TypeError, ValueError
        Missing values; negative incomes, with their count: the measure would
        leave 0 to 1, so say what they are (drop them, set them to 0) first.

    Notes
    -----
    No correction for small samples.  The error follows from the derivative by
    each weight (Deville 1999), ties counted half.
    """
    return _ranked(income, sample_weight, by, design, (Name("gini", share=False),), _gini)


def lorenz(
    income: ArrayLike,
    points: Sequence[Fraction | str | float] = _TENTHS,
    *,
    sample_weight: ArrayLike | None = None,
    by: ArrayLike | None = None,
    design: Design | None = None,
) -> pd.DataFrame:
    """Lorenz curve: the share of all income that the poorest share ``p`` of the population has.

    Parameters
    ----------
    points : sequence of Fraction, "1/10" or 0.1, 0 to 1
        Shares p.  Between rows the curve is straight.

    Returns
    -------
    DataFrame
        Measure ``lorenz`` with ``p`` as text in ``indicator``; else, and for
        the other parameters and errors, as :func:`gini`; logit intervals.
    """
    # A float means the decimal it is written as: 0.1 is a tenth.
    shares = tuple(Fraction(str(point)) for point in points)
    if not shares or min(shares) < 0 or max(shares) > 1:
        raise ValueError(f"points: shares from 0 to 1 were expected, got {', '.join(map(str, shares)) or 'none'}")
    names = tuple(Name("lorenz", None, str(share)) for share in shares)
    return _ranked(income, sample_weight, by, design, names, lambda ranked: _lorenz(ranked, shares))


def quintile_shares(
    income: ArrayLike,
    *,
    sample_weight: ArrayLike | None = None,
    by: ArrayLike | None = None,
    design: Design | None = None,
) -> pd.DataFrame:
    """Share of income of each fifth of the population, poorest first, and the ratio of the last to the first.

    A row that straddles a boundary is divided between both fifths.

    Returns
    -------
    DataFrame
        Measures ``quintile_share`` (``indicator`` "1" to "5", logit
        intervals) and ``s80_s20`` (NaN where the poorest fifth has nothing);
        else, and for parameters and errors, as :func:`gini`.
    """
    names = (*(Name("quintile_share", None, str(fifth)) for fifth in range(1, 6)), Name("s80_s20", share=False))
    return _ranked(income, sample_weight, by, design, names, _quintiles)


def _ranked(
    income: ArrayLike,
    sample_weight: ArrayLike | None,
    by: ArrayLike | None,
    design: Design | None,
    names: tuple[Name, ...],
    measure: Measure,
) -> pd.DataFrame:
    values = numbers("income", income)
    if len(values) and values.min() < 0:
        raise ValueError(f"income: 0 or more was expected, {int((values < 0).sum())} are negative")
    index = income.index if isinstance(income, pd.Series) else None
    rows = sample(len(values), index, "income", sample_weight=sample_weight, by=by, design=design)
    found = []
    for domain in rows.domains():
        ranked = _rank(values[domain.rows], domain.weight)
        if ranked.total > 0:
            found.append(estimates(domain, names, *measure(ranked)))
        else:
            nothing = np.full((len(ranked.income), len(names)), np.nan)
            found.append(estimates(domain, names, np.full(len(names), np.nan), nothing))
    return table(found)


def _rank(income: Floats, weight: Floats) -> Ranked:
    levels, place = np.unique(income, return_inverse=True)
    sums = np.zeros(len(levels))
    np.add.at(sums, place, weight)
    return Ranked(income, levels, place, sums)


def _gini(ranked: Ranked) -> tuple[Floats, Floats]:
    """G + 1 = 2 sum(w y F) / (N Y) with F the weight below, half of one's own level included."""
    count, income = ranked.population, ranked.total
    held = ranked.weight * ranked.levels
    below = np.cumsum(ranked.weight) - ranked.weight / 2
    above = income - np.cumsum(held) + held / 2
    doubled = 2 * (held @ below) / (count * income)
    moved = ranked.income * below[ranked.place] + above[ranked.place]
    influence = 2 * moved / (count * income) - doubled * (1 / count + ranked.income / income)
    return np.array([doubled - 1]), influence[:, None]


def _lorenz(ranked: Ranked, shares: tuple[Fraction, ...]) -> tuple[Floats, Floats]:
    """Shares of income below each point, and (y - q) [y < q] / Y + (p q - L y) / Y with q the income at the point."""
    count, income = ranked.population, ranked.total
    points = np.array([float(share) for share in shares])
    upto = np.cumsum(ranked.weight)
    # The whole population may lie beyond the last level by rounding, and there is no level after it.
    level = np.minimum(np.searchsorted(upto, points * count * (1 - _TOUCH)), len(upto) - 1)
    at, below = ranked.levels[level], upto[level] - ranked.weight[level]
    held = np.cumsum(ranked.weight * ranked.levels)[level] - ranked.weight[level] * at
    values = (held + at * (points * count - below)) / income
    under = np.minimum(ranked.income[:, None] - at, 0)
    return values, (under + points * at - ranked.income[:, None] * values) / income


def _quintiles(ranked: Ranked) -> tuple[Floats, Floats]:
    curve, moved = _lorenz(ranked, _FIFTHS)
    shares, influence = np.diff(curve), np.diff(moved, axis=1)
    first = shares[0] if shares[0] > 0 else np.nan
    ratio = shares[-1] / first
    of_ratio = (influence[:, -1] - ratio * influence[:, 0]) / first
    return np.append(shares, ratio), np.column_stack([influence, of_ratio])
