"""Movements between classes, and changes with their sampling errors."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from poverty_analysis.measures.survey.arguments import Floats, Integers, labels, numbers, same_rows
from poverty_analysis.measures.survey.design import Design
from poverty_analysis.measures.survey.estimates import estimates
from poverty_analysis.measures.survey.sample import ALL, sample
from poverty_analysis.measures.survey.tidy import COLUMNS, Estimates, Name, intervals, table

_KEYS = ["measure", "k", "subgroup", "indicator"]


def stock_flow(before: ArrayLike, after: ArrayLike) -> pd.DataFrame:
    """Count what moved between classes, so that every stock is explained by its flows.

    Parameters
    ----------
    before, after : Series of class labels, indexed by household
        The class of each household at two dates, such as poor, near_poor,
        other; each household once.  A household in one of them only has left
        or joined.  Two arrays of one length hold the same households in the
        same order.

    Returns
    -------
    DataFrame
        ``measure, k, subgroup, indicator, estimate, se, ci_low, ci_high, df,
        n``; counts of households.  For each class in ``indicator``:
        ``opening``, ``moved_out`` (to other classes), ``left`` (no longer
        there), ``moved_in``, ``joined`` (not there before), ``stayed`` and
        ``closing``; for each pair of classes with a movement ``moved`` with
        "poor -> near_poor".  No errors: it is a count.  ``n`` households at
        either date.

    Raises
    ------
    TypeError, ValueError
        A Series beside an array, a household twice (counted, not named),
        missing classes.

    Notes
    -----
    For every class opening - moved_out - left + moved_in + joined = closing;
    this is asserted.
    """
    first, second = _classes(before, after)
    both = pd.concat({"before": first, "after": second}, axis=1)
    places, classes = pd.factorize(pd.concat([both["before"], both["after"]]), sort=True)
    start, end = np.split(places, 2)
    # Row and column 0 hold the households that were not there.
    size = len(classes) + 1
    moves = np.bincount((start + 1) * size + end + 1, minlength=size * size).reshape(size, size)
    # Counted from the classes, not from the moves, so that the assertion below can fail.
    stocks = (np.bincount(start[start >= 0], minlength=size - 1), np.bincount(end[end >= 0], minlength=size - 1))
    found: dict[tuple[str, str], int] = {}
    for place, name in enumerate(classes):
        flows = _flows(moves, place + 1)
        opening, closing = int(stocks[0][place]), int(stocks[1][place])
        assert opening - flows["moved_out"] - flows["left"] + flows["moved_in"] + flows["joined"] == closing
        found |= {
            (flow, str(name)): count for flow, count in ({"opening": opening} | flows | {"closing": closing}).items()
        }
    for a, b in np.argwhere(moves[1:, 1:]):
        if a != b:
            found["moved", f"{classes[a]} -> {classes[b]}"] = int(moves[a + 1, b + 1])
    names = tuple(Name(measure, None, about, share=False) for measure, about in found)
    values = np.array(list(found.values()), np.float64)
    return table([Estimates(ALL, names, values, np.full(len(values), np.nan), np.nan, len(both))])


def _flows(moves: Integers, place: int) -> dict[str, int]:
    left, joined, stayed = moves[place, 0], moves[0, place], moves[place, place]
    out, into = moves[place].sum() - left - stayed, moves[:, place].sum() - joined - stayed
    flows = {"moved_out": out, "left": left, "moved_in": into, "joined": joined, "stayed": stayed}
    return {name: int(count) for name, count in flows.items()}


def _classes(before: ArrayLike, after: ArrayLike) -> tuple[pd.Series, pd.Series]:
    given = {"before": before, "after": after}
    if len({isinstance(values, pd.Series) for values in given.values()}) > 1:
        raise TypeError(
            "before and after: two Series indexed by household, or two arrays, were expected, got one of each"
        )
    size = len(labels("before", before))
    labels("after", after, None if isinstance(after, pd.Series) else size)
    for name, values in given.items():
        if isinstance(values, pd.Series) and values.index.has_duplicates:
            raise ValueError(f"{name}: each household once was expected, {int(values.index.duplicated().sum())} repeat")
    return pd.Series(before), pd.Series(after)


def change(
    before: ArrayLike,
    after: ArrayLike,
    *,
    years: float | None = None,
    sample_weight: ArrayLike | None = None,
    by: ArrayLike | None = None,
    design: Design | None = None,
) -> pd.DataFrame:
    """Change of a mean between two visits to the same households, with its paired standard error.

    Parameters
    ----------
    before, after : array or Series of n numbers
        What each household had: 0 or 1 for a headcount, the censored score
        for M0, the gap for P1, an amount for a mean.
    years : number above 0, optional
        Adds the change a year.
    sample_weight, by, design
        One weight, subgroup and place in the design for both visits.

    Returns
    -------
    DataFrame
        ``measure, k, subgroup, indicator, estimate, se, ci_low, ci_high, df,
        n``; measures ``before``, ``after``, ``change`` (after - before),
        ``relative_change`` (after / before - 1) and with ``years``
        ``annualised_change`` ((after / before) ** (1 / years) - 1; to 0 it is
        -1, without an error); Student's
        t intervals.  Relative ones are NaN where the mean before is 0.

    Raises
    ------
    TypeError, ValueError
        Missing values, other lengths and indexes; with the argument's name.

    Notes
    -----
    Both means rest on the same households, so their covariance counts; taken
    as two samples the error would be wrong, mostly too large.  For two
    samples: :func:`difference`.
    """
    first = numbers("before", before)
    second = numbers("after", after, len(first))
    if years is not None and not years > 0:
        raise ValueError(f"years: above 0 was expected, got {years}")
    index = before.index if isinstance(before, pd.Series) else None
    same_rows("after", after, index, "before")
    rows = sample(len(first), index, "before", sample_weight=sample_weight, by=by, design=design)
    columns = np.column_stack([np.ones(len(first)), first, second])
    measures = ("before", "after", "change", "relative_change", *(("annualised_change",) if years else ()))
    names = tuple(Name(measure, share=False) for measure in measures)
    found = []
    for domain in rows.domains():
        inside = columns[domain.rows]
        values, gradient = _changes(domain.weight @ inside, years)
        found.append(estimates(domain, names, values, inside @ gradient))
    return table(found)


def _changes(totals: Floats, years: float | None) -> tuple[Floats, Floats]:
    """Values and their gradient by the totals of weights, before and after."""
    count, first, second = (total if total != 0 else np.nan for total in totals)
    before, after = totals[1] / count, totals[2] / count
    ratio = totals[2] / first
    columns = [
        (-before / count, 1 / count, 0),
        (-after / count, 0, 1 / count),
        ((before - after) / count, -1 / count, 1 / count),
        (0, -ratio / first, 1 / first),
    ]
    values = [before, after, after - before, ratio - 1]
    if years:
        # Below 0 the root has no value; to 0 the whole is lost, however long it took, and the error has no value.
        yearly = ratio ** (1 / years) if ratio >= 0 else np.nan
        values.append(yearly - 1)
        yearly = yearly or np.nan
        columns.append((0, -yearly / years / first, yearly / years / second))
    return np.array(values), np.array(columns, np.float64).T


def difference(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Change of every estimate between two samples drawn apart from each other.

    Parameters
    ----------
    before, after : DataFrame
        Results of any measure here, for the same measures and subgroups.

    Returns
    -------
    DataFrame
        The same columns, measures named ``H_change`` and so on: after -
        before; the variance is the sum of both, ``df`` Welch-Satterthwaite's,
        ``n`` rows of both.  An estimate that only one of them has gives NaN.

    Raises
    ------
    ValueError
        Other columns, or an estimate twice.
    """
    for name, frame in (("before", before), ("after", after)):
        if tuple(frame.columns) != COLUMNS or frame.duplicated(_KEYS).any():
            raise ValueError(
                f"{name}: a result with the columns {', '.join(COLUMNS)}, each estimate once, was expected"
            )
    numbered = before.assign(place=range(len(before)))
    both = numbered.merge(after, on=_KEYS, how="outer", suffixes=("_0", "_1")).sort_values("place", ignore_index=True)
    values = (both["estimate_1"] - both["estimate_0"]).to_numpy(np.float64)
    first, second = (both[f"se_{n}"].to_numpy(np.float64) ** 2 for n in (0, 1))
    with np.errstate(divide="ignore", invalid="ignore"):  # without variance or degrees of freedom it is undefined
        df = (first + second) ** 2 / (first**2 / both["df_0"].to_numpy() + second**2 / both["df_1"].to_numpy())
    errors = np.sqrt(first + second)
    low, high = intervals(values, errors, df, np.zeros(len(both), bool))
    # An estimate that only one sample has still says how many rows are behind it.
    counted = both[["n_0", "n_1"]].fillna(0).sum(axis=1).astype(np.int64)
    found = {"estimate": values, "se": errors, "ci_low": low, "ci_high": high, "df": df, "n": counted}
    return both[_KEYS].assign(measure=both["measure"] + "_change", **found)
