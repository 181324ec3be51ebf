"""The design of a sample and the Taylor-linearised variance it gives.

The variance is that of totals over the primary sampling units (PSUs) of each
stratum, drawn with replacement or, with ``fpc``, without (Särndal, Swensson
and Wretman 1992, chapters 2.8 and 5.5; the ultimate-cluster form R's package
survey uses with one stage).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from poverty_analysis.measures.survey.arguments import (
    Floats,
    Integers,
    column_of,
    labels,
    numbers,
    same_rows,
    weights,
)

SinglePsu = Literal["raise", "certainty", "adjust"]

# Strata named in a message; the rest are counted.
_NAMED = 10


@dataclass(frozen=True, eq=False, repr=False)
class Design:
    """How the rows of a sample were drawn.

    Parameters
    ----------
    weight : array of n numbers, 0 or more
        Households (or persons) of the population that a row stands for.
    strata : array of n labels, optional
        One stratum where none is given.
    psu : array of n labels, optional
        Stratum and PSU together identify a PSU: PSU 1 of two strata is two PSUs.
        Without it every row is a PSU of its own.
    fpc : array of n numbers, optional
        PSUs of the row's stratum in the population, the same in a whole
        stratum and no fewer than were drawn.  Without it, drawn with
        replacement.
    single_psu : {"raise", "certainty", "adjust"}
        What a stratum with one PSU adds to a variance: nothing can be known
        of it from the sample, so it is refused until a rule is chosen.
        "certainty": nothing; "adjust": its squared distance from the mean of
        all strata (larger, on the safe side).  A stratum of which ``fpc``
        says that its one PSU is all there is adds nothing and needs no rule.

    Raises
    ------
    ValueError
        Arrays of other lengths, missing or negative values, an ``fpc`` that
        varies in a stratum or is below its PSUs, strata with a single PSU
        (named); with the argument's name and counts.

    Notes
    -----
    Rows of weight 0 stay in the design: their PSU was drawn.  Rows are matched
    by position.  A design of Series keeps their index, and a measure refuses
    values whose index is another one: a frame that was sorted since would give
    wrong errors.  :meth:`from_frame` takes columns by their names.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = pd.DataFrame({"w": [2, 2, 1, 1], "village": ["a", "a", "b", "b"]})
    >>> Design.from_frame(rows, weight="w", psu="village")
    Design(4 rows, 1 stratum, 2 PSUs, weights 1 to 2)
    """

    weight: Any
    strata: ArrayLike | None = None
    psu: ArrayLike | None = None
    fpc: ArrayLike | None = None
    single_psu: SinglePsu = "raise"
    #: The rows' labels, where Series were given; None for arrays.
    index: pd.Index | None = field(init=False)
    _row_psu: Integers = field(init=False)
    _psu_stratum: Integers = field(init=False)
    _drawn: Integers = field(init=False)
    _scale: Floats = field(init=False)

    def __post_init__(self) -> None:
        if self.single_psu not in get_args(SinglePsu):
            raise ValueError(f"single_psu: one of {', '.join(get_args(SinglePsu))} was expected, got {self.single_psu}")
        index = _index(weight=self.weight, strata=self.strata, psu=self.psu, fpc=self.fpc)
        weight = weights("weight", self.weight)
        size = len(weight)
        stratum, names = _numbered("strata", self.strata, size)
        row_psu, psu_stratum = _psus(self.psu, stratum)
        drawn = np.bincount(psu_stratum, minlength=len(names))
        left = _left(self.fpc, stratum, drawn)
        _refuse_singles(names[(drawn == 1) & (left > 0)], self.single_psu)
        # n / (n - 1) has no value for a single PSU: there only the share not drawn counts, and the rule says the rest.
        scale = np.where(drawn > 1, left * drawn / np.maximum(drawn - 1, 1), left)
        values = {"weight": weight, "index": index, "_scale": scale}
        values |= {"_row_psu": row_psu, "_psu_stratum": psu_stratum, "_drawn": drawn}
        # Worked out once; a frozen class takes its fields only in this way.
        for name, value in values.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        weight: str,
        strata: str | None = None,
        psu: str | None = None,
        fpc: str | None = None,
        single_psu: SinglePsu = "raise",
    ) -> Design:
        """The design that columns of ``frame`` tell; it keeps the index of the frame.

        Raises
        ------
        ValueError
            A column that is not there, and what the class itself refuses.
        """
        given = {
            name: column_of(name, value, frame) if value else None
            for name, value in {"weight": weight, "strata": strata, "psu": psu, "fpc": fpc}.items()
        }
        return cls(given["weight"], given["strata"], given["psu"], given["fpc"], single_psu)

    def __len__(self) -> int:
        return len(self._row_psu)

    def __repr__(self) -> str:
        strata, psus = len(self._drawn), len(self._psu_stratum)
        counts = f"{len(self)} rows, {strata} {'stratum' if strata == 1 else 'strata'}, {psus} PSUs"
        return f"Design({counts}, weights {min(self.weight, default=0):g} to {max(self.weight, default=0):g})"


def _index(**given: object) -> pd.Index | None:
    """The one index of all Series among the arguments of a design; None where there is no Series."""
    series = {name: values for name, values in given.items() if isinstance(values, pd.Series)}
    first = next(iter(series), None)
    if first is None:
        return None
    for name, values in series.items():
        same_rows(name, values, series[first].index, first)
    return series[first].index


def degrees_of_freedom(design: Design, rows: Integers | slice = slice(None)) -> int:
    """PSUs less strata among the ``rows`` of weight above 0: the degrees of freedom of that domain."""
    psus = np.unique(design._row_psu[rows][design.weight[rows] > 0])
    return len(psus) - len(np.unique(design._psu_stratum[psus]))


def variances(design: Design, rows: Integers | slice, weighted: Floats) -> Floats:
    """Variance of the total of each column of ``weighted``, which is 0 in all other rows.

    Parameters
    ----------
    design : Design
        The whole design, also for a domain.
    rows : array of positions or slice
        The rows of the domain.
    weighted : (rows, m) array
        Weight times linearised value.
    """
    present, place = np.unique(design._row_psu[rows], return_inverse=True)
    totals = _by(place, weighted, len(present))
    strata, home = np.unique(design._psu_stratum[present], return_inverse=True)
    drawn, scale = design._drawn[strata][:, None], design._scale[strata][:, None]
    means = _by(home, totals, len(strata)) / drawn
    if design.single_psu == "adjust":
        # The linearised values of all strata add up to 0, so that is the mean it stands apart from.
        means = np.where(drawn == 1, 0.0, means)
    # In a stratum with one PSU total and mean are the same, so that it adds nothing unless the rule is "adjust".
    spread = _by(home, np.square(totals - means[home]), len(strata))
    absent = drawn - np.bincount(home, minlength=len(strata))[:, None]  # PSUs without a row of the domain
    # A PSU without a row of the domain has a total of 0, so it stands the whole mean apart.
    found: Floats = (scale * (spread + absent * means**2)).sum(axis=0)
    return found


def _by(home: Integers, values: Floats, count: int) -> Floats:
    """Sums of each column by the places in ``home``."""
    sums = [np.bincount(home, column, count) for column in values.T]
    return np.column_stack(sums).astype(np.float64, copy=False)


def _numbered(name: str, values: ArrayLike | None, size: int) -> tuple[Integers, pd.Index]:
    if values is None:
        return np.zeros(size, np.int64), pd.Index(["all"])[: min(size, 1)]
    places, names = pd.factorize(labels(name, values, size), sort=False)
    return places.astype(np.int64), pd.Index(names)


def _psus(psu: ArrayLike | None, stratum: Integers) -> tuple[Integers, Integers]:
    """Return the PSU of each row and the stratum of each PSU."""
    if psu is None:
        return np.arange(len(stratum)), stratum
    places, names = _numbered("psu", psu, len(stratum))
    # One number for stratum and PSU together; divided again it gives the stratum of each PSU.
    both, row_psu = np.unique(stratum * max(len(names), 1) + places, return_inverse=True)
    return row_psu, both // max(len(names), 1)


def _left(fpc: ArrayLike | None, stratum: Integers, drawn: Integers) -> Floats:
    """Share of each stratum's PSUs that were not drawn."""
    if fpc is None:
        return np.ones(len(drawn))
    size = numbers("fpc", fpc, len(stratum))
    least = np.full(len(drawn), np.inf)
    # The least of each stratum; a row with more than it gives away that the stratum varies.
    np.minimum.at(least, stratum, size)
    if (size != least[stratum]).any():
        raise ValueError("fpc: one number of PSUs for a whole stratum was expected, it varies within a stratum")
    if (least < drawn).any():
        raise ValueError(
            f"fpc: the PSUs of the stratum in the population were expected; in {int((least < drawn).sum())} strata "
            "it is below the PSUs drawn"
        )
    return np.asarray(1 - drawn / least)


def _refuse_singles(names: pd.Index, rule: SinglePsu) -> None:
    if rule == "raise" and len(names):
        shown = ", ".join(str(name) for name in names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
        raise ValueError(
            f"strata with a single PSU: {len(names)} ({shown}); their variance cannot be known from the sample: "
            "join them with others, or choose single_psu='certainty' or 'adjust'"
        )
