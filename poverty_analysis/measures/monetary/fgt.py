"""Foster-Greer-Thorbecke measures of monetary poverty (Foster, Greer and Thorbecke 1984)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from poverty_analysis.measures.survey.arguments import Floats, numbers, same_rows
from poverty_analysis.measures.survey.design import Design
from poverty_analysis.measures.survey.estimates import parts_of_the_whole, ratios_of
from poverty_analysis.measures.survey.sample import Sample, sample
from poverty_analysis.measures.survey.tidy import Estimates, Name, table


def fgt(
    income: ArrayLike,
    line: ArrayLike,
    alphas: float | Sequence[float] = (0, 1, 2),
    *,
    sample_weight: ArrayLike | None = None,
    by: ArrayLike | None = None,
    design: Design | None = None,
) -> pd.DataFrame:
    """P0 (headcount), P1 (gap), P2 (severity) and any other P of Foster, Greer and Thorbecke.

    Parameters
    ----------
    income : array or Series of n numbers
        Income or expenditure per head in the unit of the line.  Negative
        ones are taken as they are: their gap is above 1.
    line : number or array of n numbers, above 0
        The poverty line; one a row where lines differ by area.
    alphas : number or sequence of numbers, 0 or more
        P_alpha is the mean of ((line - income) / line) ** alpha over the
        poor, the others counting 0.
    sample_weight : array or Series of n numbers, 0 or more, optional
        Households or persons a row stands for; the measure is about them.
    by : array or Series of n labels, optional
    design : survey.Design, optional
        Gives weights and standard errors; NaN without.

    Returns
    -------
    DataFrame
        ``measure, k, subgroup, indicator, estimate, se, ci_low, ci_high, df,
        n``; measures ``P0``, ``P1``, ``P2``, ...; with ``by`` also
        ``subgroup_share`` of the population and, with the measure in
        ``indicator``, ``subgroup_contribution``: the part of the whole's
        P_alpha that the subgroup makes.  NaN where all weights are 0, and
        contributions where nobody is poor.

    Raises
    ------
    TypeError, ValueError
        Missing values, lines of 0 or below, other lengths and indexes; with
        the argument's name and the count.

    Notes
    -----
    **At the line is poor** (income <= line), as in the national standards of
    Việt Nam; there P0 counts the household and P1 adds 0.  P0 has a logit
    interval, the others Student's t.  The line counts as known: with one that
    was estimated from the same sample the errors are too small.
    """
    income_of = numbers("income", income)
    lines = _lines(line, len(income_of))
    index = income.index if isinstance(income, pd.Series) else None
    same_rows("line", line, index, "income")
    rows = sample(len(income_of), index, "income", sample_weight=sample_weight, by=by, design=design)
    powers = _alphas(alphas)
    gaps = np.column_stack([np.ones(len(lines)), *(_gap(income_of, lines, power) for power in powers)])
    return table(_measures(rows, gaps, powers))


def _measures(rows: Sample, gaps: Floats, powers: tuple[float, ...]) -> Iterator[Estimates]:
    names = tuple(Name(f"P{power:g}", share=power == 0) for power in powers)
    parts = (Name("subgroup_share"), *(Name("subgroup_contribution", None, name.measure) for name in names))
    everybody, *subgroups = rows.domains()
    upper, lower = range(1, len(powers) + 1), [0] * len(powers)
    yield ratios_of(everybody, names, gaps, upper, lower)
    whole = everybody.weight @ gaps
    for domain in subgroups:
        inside = gaps[domain.rows]
        yield ratios_of(domain, names, inside, upper, lower)
        totals = (domain.weight @ inside, whole)
        yield parts_of_the_whole((domain, everybody), parts, totals, None if rows.design is None else gaps)


def _gap(income: Floats, lines: Floats, power: float) -> Floats:
    poor = income <= lines
    # The poor only: 0 ** 0 is 1 at the line, and a gap of others has no power.
    return np.where(poor, np.where(poor, (lines - income) / lines, 0) ** power, 0)


def _lines(line: ArrayLike, length: int) -> Floats:
    found = numbers("line", np.atleast_1d(line) if np.ndim(line) == 0 else line, 1 if np.ndim(line) == 0 else length)
    if (found <= 0).any():
        raise ValueError(f"line: above 0 was expected, {int((found <= 0).sum())} are not")
    return np.broadcast_to(found, length)


def _alphas(alphas: float | Sequence[float]) -> tuple[float, ...]:
    found = numbers("alphas", np.atleast_1d(np.asarray(alphas))).tolist()
    if not found or min(found) < 0 or len(set(found)) < len(found):
        raise ValueError(f"alphas: numbers of 0 or more, each once, were expected, got {alphas}")
    return tuple(found)
