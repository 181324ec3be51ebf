"""Totals, means, ratios and shares of a sample, and the derivatives that carry their errors.

A ratio of totals R = Y / X moves by (y - R x) / X when a row's weight moves
(Taylor linearisation; Woodruff 1971).  Its variance is that of the total of
these values over the whole design.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from poverty_analysis.measures.survey.arguments import Floats, numbers, same_rows
from poverty_analysis.measures.survey.design import Design
from poverty_analysis.measures.survey.sample import Domain, Sample, sample
from poverty_analysis.measures.survey.tidy import Estimates, Name, table


def total(values: ArrayLike, design: Design, *, by: ArrayLike | None = None) -> pd.DataFrame:
    """Total over the population, with its standard error.

    Parameters
    ----------
    values : array or Series of n numbers
    design : Design
        Of the same n rows.
    by : array or Series of n labels, optional
        Subgroups; the whole design is kept for each.

    Returns
    -------
    DataFrame
        ``measure, k, subgroup, indicator, estimate, se, ci_low, ci_high, df,
        n``; first the row of subgroup ``all``, then those of ``by``.
        Measure ``total``; Student's t interval; ``n`` rows of weight above 0.

    Raises
    ------
    ValueError, TypeError
        Missing or infinite values, other lengths or indexes; with the
        argument's name.
    """
    rows = numbers("values", values)
    # A total is linear in the weights: its derivative by a row's weight is the row's value, exactly.
    names = (Name("total", share=False),)
    return table(
        estimates(domain, names, (domain.weight @ rows[domain.rows])[None], rows[domain.rows, None])
        for domain in _sample(values, len(rows), by, design).domains()
    )


def mean(values: ArrayLike, design: Design, *, by: ArrayLike | None = None) -> pd.DataFrame:
    """Mean per row's unit (household or person, as the weights are); measure ``mean``, else as :func:`total`.

    NaN where the weights of a subgroup add up to 0.
    """
    return _ratios(values, None, design, by, Name("mean", share=False))


def share(flags: ArrayLike, design: Design, *, by: ArrayLike | None = None) -> pd.DataFrame:
    """Share of rows whose flag is true or 1; measure ``share``, logit interval, else as :func:`total`."""
    if not np.isin(numbers("flags", flags), (0, 1)).all():
        raise ValueError("flags: 0 and 1, or true and false, were expected")
    return _ratios(flags, None, design, by, Name("share"))


def ratio(numerator: ArrayLike, denominator: ArrayLike, design: Design, *, by: ArrayLike | None = None) -> pd.DataFrame:
    """Ratio of two totals; measure ``ratio``, else as :func:`total`.

    NaN where the denominator's total is 0.
    """
    return _ratios(numerator, denominator, design, by, Name("ratio", share=False))


def _ratios(
    values: ArrayLike, over: ArrayLike | None, design: Design, by: ArrayLike | None, name: Name
) -> pd.DataFrame:
    upper = numbers("values", values)
    # A mean and a share are ratios too, over a column of ones: the sum of weights varies with the sample as well.
    lower = np.ones(len(upper)) if over is None else numbers("denominator", over, len(upper))
    same_rows("denominator", over, values.index if isinstance(values, pd.Series) else None, "numerator")
    both = np.column_stack([upper, lower])
    return table(
        ratios_of(domain, (name,), both[domain.rows], [0], [1])
        for domain in _sample(values, len(upper), by, design).domains()
    )


def _sample(values: ArrayLike, length: int, by: ArrayLike | None, design: Design) -> Sample:
    index = values.index if isinstance(values, pd.Series) else None
    return sample(length, index, "values", sample_weight=None, by=by, design=design)


def ratios_of(
    domain: Domain, names: tuple[Name, ...], rows: Floats, upper: Sequence[int], lower: Sequence[int]
) -> Estimates:
    """Return ratios of the totals of columns ``upper`` to those of ``lower`` of ``rows`` (rows of the domain, m)."""
    values, gradient = ratios(domain.weight @ rows, upper, lower, np.ones(len(upper)))
    return estimates(domain, names, values, rows @ gradient)


def ratios(totals: Floats, upper: Sequence[int], lower: Sequence[int], factors: Floats) -> tuple[Floats, Floats]:
    """Ratios ``factors * totals[upper] / totals[lower]`` and their gradient, (totals, ratios); NaN over 0."""
    over = totals[list(lower)]
    over = np.where(over == 0, np.nan, over)
    values = factors * totals[list(upper)] / over
    gradient = np.zeros((len(totals), len(values)))
    each = np.arange(len(values))
    # Added, not set: where a column stands above and below at once its two derivatives meet in one cell.
    gradient[list(upper), each] += factors / over
    gradient[list(lower), each] -= values / over
    return values, gradient


def estimates(domain: Domain, names: tuple[Name, ...], values: Floats, influence: Floats) -> Estimates:
    """Name the values of a domain and give each its standard error."""
    return Estimates(domain.label, names, values, domain.errors(influence), domain.df, domain.n)


def parts_of_the_whole(
    domains: tuple[Domain, Domain], names: tuple[Name, ...], totals: tuple[Floats, Floats], rows: Floats | None
) -> Estimates:
    """What the totals of a subgroup are of those of everybody.

    Parameters
    ----------
    domains : the subgroup and everybody
    names : tuple of m names
    totals : the m totals of the subgroup and of everybody
    rows : (n, m) array of all rows behind the totals, None without a design

    Returns
    -------
    Estimates
        Under the subgroup's label; errors and degrees of freedom are those of
        the whole sample, for both totals are.
    """
    domain, everybody = domains
    part, whole = totals[0], np.where(totals[1] == 0, np.nan, totals[1])
    # Every row of the sample moves the whole; only those of the subgroup move the part as well.
    influence = np.zeros((0, len(names))) if rows is None else -rows * part / whole**2
    if rows is not None:
        influence[domain.rows] += rows[domain.rows] / whole
    return Estimates(domain.label, names, part / whole, everybody.errors(influence), everybody.df, domain.n)
