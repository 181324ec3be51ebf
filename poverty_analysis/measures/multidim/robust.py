"""How results hang on the cutoff, the weights and the choice of indicators (Alkire et al. 2015, chapters 7 and 8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from poverty_analysis.measures.multidim.measures import alkire_foster
from poverty_analysis.measures.multidim.scheme import Cutoffs, cutoffs_of
from poverty_analysis.measures.multidim.tally import read_flags
from poverty_analysis.measures.survey.arguments import Floats, column_of
from poverty_analysis.measures.survey.design import Design
from poverty_analysis.measures.survey.estimates import ratios_of
from poverty_analysis.measures.survey.sample import ALL, Domain, sample
from poverty_analysis.measures.survey.tidy import Estimates, Name, table

Weights = Mapping[str, Fraction | str | int]
Ordered = Literal["M0", "H"]

#: What the weights of the first argument are called among the schemes.
GIVEN = "given"
# Two subgroups that differ by less are level: less than rounding leaves.
_LEVEL = 1e-12


def robustness(
    deprived: pd.DataFrame,
    weights: Weights,
    cutoffs: Cutoffs,
    *,
    by: ArrayLike,
    schemes: Mapping[str, Weights] | None = None,
    sample_weight: ArrayLike | None = None,
    measure: Ordered = "M0",
) -> pd.DataFrame:
    """Whether the order of subgroups stays the same under other cutoffs and weights.

    Parameters
    ----------
    deprived, weights, by, sample_weight
        As in :func:`alkire_foster`.
    cutoffs : list of Fraction or "1/3"
        The first, with ``weights``, is what the others are compared with.
    schemes : mapping of name to weights, optional
        Other weights of the indicators, each tried with every cutoff.
    measure : {"M0", "H"}

    Returns
    -------
    DataFrame
        ``measure, k, subgroup, indicator, estimate, se, ci_low, ci_high, df,
        n``, subgroup ``all``.  For every scheme (named in ``indicator``;
        "given" are ``weights``) and cutoff ``spearman`` (ties get mean ranks)
        and ``kendall`` (tau-b), NaN where all subgroups are level; once
        ``robust_pairs``, the share of pairs of subgroups that stand strictly
        in one and the same order throughout.  ``n`` counts subgroups.  Point
        estimates are compared: a pair can be robust and yet within sampling
        error.

    Raises
    ------
    TypeError, ValueError
        As :func:`alkire_foster`; fewer than two subgroups, or some without
        weight.
    """
    if measure not in get_args(Ordered):
        raise ValueError(f"measure: one of M0, H was expected, got {measure}")
    if GIVEN in (schemes or {}):
        raise ValueError(f'schemes: "{GIVEN}" names the weights of the second argument; call the scheme otherwise')
    levels = cutoffs_of(cutoffs)
    tried: dict[tuple[str, Fraction], Floats] = {}
    for name, plan in ({GIVEN: weights} | dict(schemes or {})).items():
        found = alkire_foster(deprived, plan, levels, sample_weight=sample_weight, by=by)
        chosen = found[(found["measure"] == measure) & (found["subgroup"] != ALL)]
        tried |= {(name, level): chosen["estimate"][chosen["k"] == level].to_numpy() for level in levels}
    return table([_compared(tried)])


def _compared(tried: dict[tuple[str, Fraction], Floats]) -> Estimates:
    base = next(iter(tried.values()))
    if len(base) < 2 or np.isnan(base).any():
        raise ValueError(f"by: two or more subgroups, all with weight, were expected, got {(~np.isnan(base)).sum()}")
    names, values = [], []
    for (name, level), other in tried.items():
        names += [Name("spearman", level, name, share=False), Name("kendall", level, name, share=False)]
        values += [_spearman(base, other), _kendall(base, other)]
    orders = np.array([_order(other) for other in tried.values()])
    above = np.triu_indices(len(base), 1)
    # Level is no order: a pair counts where one of the two stands strictly above throughout.
    same = (orders == orders[0]).all(axis=0) & (orders[0] != 0)
    names.append(Name("robust_pairs", share=False))
    values.append(float(same[above].mean()))
    return Estimates(ALL, tuple(names), np.array(values), np.full(len(values), np.nan), np.nan, len(base))


def _order(values: Floats) -> Floats:
    """1, 0 or -1 for every pair: above, level, below."""
    apart = values[:, None] - values
    return np.where(np.abs(apart) < _LEVEL, 0, np.sign(apart))


def _spearman(first: Floats, second: Floats) -> float:
    # A place in the order is the number of subgroups below less those above: ranks, ties in the middle.
    return _correlation(_order(first).sum(axis=1), _order(second).sum(axis=1))


def _kendall(first: Floats, second: Floats) -> float:
    return _correlation(_order(first).ravel(), _order(second).ravel())


def _correlation(first: Floats, second: Floats) -> float:
    """Of two rows of numbers whose sums are 0."""
    spread = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / spread if spread else float("nan")


def redundancy(
    deprived: pd.DataFrame,
    indicators: Sequence[str],
    *,
    sample_weight: ArrayLike | None = None,
    by: ArrayLike | None = None,
    design: Design | None = None,
) -> pd.DataFrame:
    """Share of those deprived in the rarer of two indicators who are deprived in both.

    Parameters
    ----------
    indicators : sequence of column names
        Every pair of them.
    deprived, sample_weight, by, design
        As in :func:`alkire_foster`.

    Returns
    -------
    DataFrame
        Measure ``redundancy`` with "a & b" in ``indicator``, logit intervals;
        1 where one indicator adds nobody to the other, NaN where nobody is
        deprived in one of them; columns and errors as in
        :func:`alkire_foster`.
    """
    flags = np.column_stack([np.asarray(column, np.float64) for column in read_flags(deprived, tuple(indicators))])
    sample_weight, by = column_of("sample_weight", sample_weight, deprived), column_of("by", by, deprived)
    rows = sample(len(deprived), deprived.index, "deprived", sample_weight=sample_weight, by=by, design=design)
    return table(_redundancy(domain, flags[domain.rows], tuple(indicators)) for domain in rows.domains())


def _redundancy(domain: Domain, flags: Floats, indicators: tuple[str, ...]) -> Estimates:
    pairs = list(combinations(range(len(indicators)), 2))
    both = [flags[:, a] * flags[:, b] for a, b in pairs]
    columns = np.column_stack([flags, *both])
    totals = domain.weight @ columns
    rarer = [min(pair, key=lambda column: float(totals[column])) for pair in pairs]
    names = tuple(Name("redundancy", None, f"{indicators[a]} & {indicators[b]}") for a, b in pairs)
    return ratios_of(domain, names, columns, range(len(indicators), columns.shape[1]), rarer)
