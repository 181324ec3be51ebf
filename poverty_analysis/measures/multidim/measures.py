"""Alkire-Foster measures of multidimensional poverty (Alkire and Foster 2011).

A household is poor when its weighted share of deprivations is the cutoff k or
more.  H is the share of poor, A the mean share of deprivations among them,
M0 = H x A the adjusted headcount ratio.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from poverty_analysis.measures.multidim.scheme import Cutoffs, Scheme, cutoffs_of, scheme
from poverty_analysis.measures.multidim.tally import Flags, bits_of, read_flags, row_patterns, tally
from poverty_analysis.measures.survey.arguments import Floats, Integers, column_of
from poverty_analysis.measures.survey.design import Design
from poverty_analysis.measures.survey.estimates import estimates, parts_of_the_whole, ratios
from poverty_analysis.measures.survey.sample import ALL, Domain, Sample, blocks, sample
from poverty_analysis.measures.survey.tidy import Estimates, Name, table

# Columns of totals: everybody, the poor, the poor times their score; then two for each indicator.
_ALL, _POOR, _SCORE, _FIRST = range(4)
# Patterns multiplied at once.
_FEW = 1 << 7


def alkire_foster(
    deprived: pd.DataFrame,
    weights: Mapping[str, Fraction | str | int],
    cutoffs: Cutoffs,
    *,
    sample_weight: ArrayLike | None = None,
    by: ArrayLike | None = None,
    design: Design | None = None,
    dimensions: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """H, A, M0, headcounts and contributions for every cutoff and subgroup, in one pass over the rows.

    Parameters
    ----------
    deprived : DataFrame (n rows)
        Columns of 0 and 1 or booleans.  A row is what the weights stand for:
        households unless they count persons.  Columns that ``weights`` does
        not name are not read.
    weights : mapping of column to Fraction, "1/18" or whole number
        Fractions add up to 1; whole numbers are parts of their sum.
    cutoffs : list of Fraction or "1/3"
        Shares k, 0 < k <= 1.  A score of exactly k is poor.
    sample_weight : array or Series of n numbers, 0 or more, or a column of ``deprived``, optional
    by : array or Series of n labels, or a column of ``deprived``, optional
        Subgroups.  Categories without rows get rows of ``n`` 0.
    design : survey.Design, optional
        Gives weights and standard errors.  Without it, ``se`` and intervals
        are NaN: a full count has no sampling error.
    dimensions : mapping of indicator to dimension, optional
        Adds the contribution of each dimension.

    Returns
    -------
    DataFrame
        ``measure, k, subgroup, indicator, estimate, se, ci_low, ci_high, df,
        n``; subgroup ``all`` first.  Measures ``H, A, M0``;
        ``censored_headcount`` (share of all who are poor and deprived in it),
        ``contribution`` (share of M0, adds up to 1 over the indicators),
        ``absolute_contribution`` (adds up to M0), with ``dimensions``
        ``dimension_contribution`` (``indicator`` holds the dimension);
        ``uncensored_headcount`` (no ``k``); with ``by`` ``subgroup_share``
        of the population and ``subgroup_contribution`` to M0.  ``n`` counts
        rows of weight above 0.  Where nobody is poor H and M0 are 0, A and
        contributions NaN; where all weights are 0 everything is NaN.

    Raises
    ------
    TypeError, ValueError
        Missing flags and flags other than 0 and 1, counted by column; wrong
        weights, cutoffs, lengths, indexes; with the argument's name.

    Notes
    -----
    Scores are whole numbers over the common denominator of the weights, so
    ties with the cutoff are exact.  M0 is a mean, A a ratio: each has the
    Taylor-linearised error of what it is.  All intervals are logit.
    """
    plan = scheme(weights)
    levels = cutoffs_of(cutoffs)
    flags = read_flags(deprived, plan.indicators)
    sample_weight, by = column_of("sample_weight", sample_weight, deprived), column_of("by", by, deprived)
    rows = sample(len(deprived), deprived.index, "deprived", sample_weight=sample_weight, by=by, design=design)
    cells = _without_design(flags, rows) if design is None else _with_design(flags, rows)
    return table(_measures(cells, plan, levels, _dimensions(dimensions, plan)))


def deprivation_scores(deprived: pd.DataFrame, weights: Mapping[str, Fraction | str | int]) -> pd.Series:
    """Weighted share of deprivations of each row, exact.

    Parameters and errors as in :func:`alkire_foster`.

    Returns
    -------
    Series of Fraction
        0 to 1, with the index of ``deprived``; ``.astype(float)`` for the
        nearest floats.
    """
    plan = scheme(weights)
    patterns, place = row_patterns(read_flags(deprived, plan.indicators))
    exact = [Fraction(int(score), plan.total) for score in plan.scores(bits_of(patterns, len(plan.indicators)))]
    values = np.array([*exact, None], dtype=object)[place]
    return pd.Series(values, index=deprived.index, name="score", dtype=object)


@dataclass(frozen=True)
class Cells:
    """Patterns; the weight of each in every domain, everybody first; the place of each row's, with a design."""

    patterns: Integers
    table: Floats
    domains: tuple[Domain, ...]
    place: Integers | None


def _without_design(flags: list[Flags], rows: Sample) -> Cells:
    found = tally(flags, rows)
    whole = found.table.sum(axis=0, keepdims=True)
    # Without a design nobody asks for errors, so that the rows are not looked at a second time.
    nobody = np.zeros(0)
    domains = [
        Domain(label, slice(0), nobody, n, np.nan, None)
        for label, n in zip((ALL, *rows.labels), rows.sizes(), strict=True)
    ]
    return Cells(found.patterns, np.vstack([whole, found.table[: len(rows.labels)]]), tuple(domains), None)


def _with_design(flags: list[Flags], rows: Sample) -> Cells:
    patterns, place = row_patterns(flags)
    domains = tuple(rows.domains())
    sums = [np.bincount(place[domain.rows], domain.weight, len(patterns)) for domain in domains]
    return Cells(patterns, np.array(sums), domains, place)


def _measures(
    cells: Cells, plan: Scheme, levels: tuple[Fraction, ...], dimensions: dict[str, str]
) -> Iterator[Estimates]:
    flags = bits_of(cells.patterns, len(plan.indicators))
    bases = [_base(flags, plan, level, dimensions) for level in levels]
    totals = [_product(cells.table, base) for base in bases]
    kinds = [_kinds(plan, level, dimensions, first=not n) for n, level in enumerate(levels)]
    for number, domain in enumerate(cells.domains):
        for level, base, sums, kind in zip(levels, bases, totals, kinds, strict=True):
            yield _estimated(cells, domain, base, sums[number], kind)
            if number:
                yield _of_the_whole(cells, domain, base, (sums[number], sums[0]), level, first=level == levels[0])


def _product(table: Floats, base: Floats) -> Floats:
    """``table @ base``, few patterns at a time: the library below starts no threads and adds in one order."""
    found = np.zeros((len(table), base.shape[1]))
    for few in blocks(len(base), _FEW):
        found += table[:, few] @ base[few]
    return found


def _base(flags: Integers, plan: Scheme, level: Fraction, dimensions: dict[str, str]) -> Floats:
    """What each pattern adds to the totals, in columns."""
    scores = plan.scores(flags)
    poor = (scores >= plan.least(level)).astype(np.float64)
    censored = flags * poor[:, None]
    of = {name: [dimensions.get(indicator) == name for indicator in plan.indicators] for name in dimensions.values()}
    shared = [(censored * plan.floats()) @ np.array(member, np.float64) for member in of.values()]
    return np.column_stack([np.ones(len(flags)), poor, poor * scores / plan.total, flags, censored, *shared])


Kind = tuple[Name, int, int, float]


def _kinds(plan: Scheme, level: Fraction, dimensions: dict[str, str], *, first: bool) -> list[Kind]:
    """Measures as ratios: name, column above, column below, factor."""
    count = len(plan.indicators)
    uncensored, censored = _FIRST, _FIRST + count
    found: list[Kind] = [
        (Name("H", level), _POOR, _ALL, 1.0),
        (Name("A", level), _SCORE, _POOR, 1.0),
        (Name("M0", level), _SCORE, _ALL, 1.0),
    ]
    weighted = list(zip(plan.indicators, plan.floats().tolist(), strict=True))
    # They do not hang on the cutoff, so they stand in the result once.
    if first:
        found += [
            (Name("uncensored_headcount", None, name), uncensored + j, _ALL, 1.0)
            for j, (name, _) in enumerate(weighted)
        ]
    for j, (name, share) in enumerate(weighted):
        found += [
            (Name("censored_headcount", level, name), censored + j, _ALL, 1.0),
            (Name("contribution", level, name), censored + j, _SCORE, share),
            (Name("absolute_contribution", level, name), censored + j, _ALL, share),
        ]
    for j, name in enumerate(dict.fromkeys(dimensions.values())):
        found.append((Name("dimension_contribution", level, name), censored + count + j, _SCORE, 1.0))
    return found


def _estimated(cells: Cells, domain: Domain, base: Floats, totals: Floats, kinds: list[Kind]) -> Estimates:
    names, upper, lower, factors = zip(*kinds, strict=True)
    values, gradient = ratios(totals, upper, lower, np.array(factors))
    # Rows of one pattern have one derivative: it is worked out by pattern and then dealt out to the rows.
    influence = base[:0] @ gradient if cells.place is None else (base @ gradient)[cells.place[domain.rows]]
    return estimates(domain, names, values, influence)


def _of_the_whole(
    cells: Cells, domain: Domain, base: Floats, sums: tuple[Floats, Floats], level: Fraction, *, first: bool
) -> Estimates:
    """Share of a subgroup in M0 and, once, in the population."""
    columns = [_SCORE, _ALL] if first else [_SCORE]
    names = (Name("subgroup_contribution", level), Name("subgroup_share"))[: len(columns)]
    rows = None if cells.place is None else base[cells.place][:, columns]
    return parts_of_the_whole((domain, cells.domains[0]), names, (sums[0][columns], sums[1][columns]), rows)


def _dimensions(dimensions: Mapping[str, str] | None, plan: Scheme) -> dict[str, str]:
    if dimensions is None:
        return {}
    if set(dimensions) != set(plan.indicators):
        different = sorted(map(str, set(dimensions) ^ set(plan.indicators)))
        raise ValueError(
            f"dimensions: one for each indicator of weights was expected; differs in {', '.join(different)}"
        )
    return dict(dimensions)
