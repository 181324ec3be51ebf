"""Rows with their weights, subgroups and design: what every measure starts from."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from poverty_analysis.measures.survey.arguments import Floats, Integers, labels, same_rows, weights
from poverty_analysis.measures.survey.design import Design, degrees_of_freedom, variances

#: The subgroup of a row that is about everybody.
ALL = "all"
#: Rows looked at together, so that no measure needs a second copy of its input.
BLOCK = 8 * (1 << 16)
# Rows whose whole numbers of 64 bits stay in a processor's own memory.
_FEW = (1 << 16) // 2
# Whole numbers this close together are told apart by a table of them, without sorting.
_SPAN = 1 << 16

Places = npt.NDArray[np.integer]


@dataclass(frozen=True)
class Domain:
    """A subgroup: its rows, how many of them have a weight above 0, and its degrees of freedom (NaN: no design)."""

    label: Hashable
    rows: Integers | slice
    weight: Floats
    n: int
    df: float
    design: Design | None

    def errors(self, influence: Floats) -> Floats:
        """Standard errors of estimates whose derivative by the weight of row i is ``influence[i]``.

        All of the design counts, not only the PSUs of the domain.  NaN
        without a design and for undefined estimates.
        """
        if self.design is None or not self.n:
            return np.full(influence.shape[1], np.nan)
        return np.sqrt(variances(self.design, self.rows, influence * self.weight[:, None]))


@dataclass(frozen=True)
class Sample:
    """Rows with weights and design, and their subgroups.

    ``places`` says which of ``labels`` a row has (None: no subgroups),
    ``rows`` how many rows each has, whatever their weights (None: not counted).
    """

    weight: Floats
    labels: tuple[Hashable, ...]
    places: Places | None
    design: Design | None
    rows: Integers | None = None

    def domains(self) -> Iterator[Domain]:
        """Yield everybody, then each subgroup in the order of its labels."""
        yield self._domain(ALL, slice(None))
        if self.places is None:
            return
        # One sort for all subgroups; stable, so that rows keep their order and sums the same last digit.
        order = np.argsort(self.places, kind="stable")
        ends = np.cumsum(np.bincount(self.places, minlength=len(self.labels)))
        for label, rows in zip(self.labels, np.split(order, ends[:-1]), strict=True):
            yield self._domain(label, rows)

    def sizes(self) -> list[int]:
        """Rows of weight above 0: of everybody, then of each subgroup; without a copy of the rows."""
        # Where no weight is 0 the rows of each subgroup have been counted already.
        if self.rows is not None and len(self.weight) and self.weight.min() > 0:
            return [len(self.weight), *map(int, self.rows)]
        found = np.zeros(len(self.labels) + 1, np.int64)
        for block in blocks(len(self.weight)):
            counted = self.weight[block] > 0
            found[0] += np.count_nonzero(counted)
            if self.places is not None:
                places = self.places[block]
                found[1:] += np.bincount(places if counted.all() else places[counted], minlength=len(self.labels))
        return [int(size) for size in found]

    def _domain(self, label: Hashable, rows: Integers | slice) -> Domain:
        weight = self.weight[rows]
        df = np.nan if self.design is None else degrees_of_freedom(self.design, rows)
        return Domain(label, rows, weight, int(np.count_nonzero(weight)), df, self.design)


def sample(
    length: int,
    index: pd.Index | None,
    of: str,
    *,
    sample_weight: npt.ArrayLike | None,
    by: npt.ArrayLike | None,
    design: Design | None,
) -> Sample:
    """Bring weights, subgroups and design of ``length`` rows together.

    ``index`` is that of the argument ``of``, None for an array.

    Raises
    ------
    TypeError
        ``design`` is no :class:`Design`.
    ValueError
        Another number of rows, other indexes, missing or negative values, a
        subgroup called "all", and weights beside a design whose weights differ.
    """
    if design is not None and not isinstance(design, Design):
        raise TypeError(f"design: a survey.Design was expected, got {type(design).__name__}")
    if design is not None and design.index is not None and index is not None and not design.index.equals(index):
        raise ValueError(
            f"design: its index is not that of {of}; rows are matched by position, "
            "so make the design from the same rows in the same order"
        )
    same_rows("sample_weight", sample_weight, index, of)
    same_rows("by", by, index, of)
    names, places, rows = ((), None, None) if by is None else _subgroups(by, length)
    return Sample(_weight(length, sample_weight, design), names, places, design, rows)


def _weight(length: int, sample_weight: npt.ArrayLike | None, design: Design | None) -> Floats:
    if design is not None and len(design) != length:
        raise ValueError(f"design: {length} rows were expected, got {len(design)}")
    if sample_weight is None:
        # One number seen as many: it takes no memory.
        return np.broadcast_to(1.0, length) if design is None else design.weight
    given = weights("sample_weight", sample_weight, length)
    if design is not None and not np.array_equal(given, design.weight):
        raise ValueError("sample_weight: the design has other weights, and its own are used; pass one of the two")
    return given


def _subgroups(by: npt.ArrayLike, length: int) -> tuple[tuple[Hashable, ...], Places, Integers | None]:
    given = labels("by", by, length)
    rows = None
    if isinstance(given.dtype, pd.CategoricalDtype):
        names, places = given.cat.categories, given.cat.codes.to_numpy()
    elif given.dtype.kind in "iu" and length and int(given.max()) - int(given.min()) < _SPAN:
        names, places, rows = _close_numbers(given.to_numpy())
    else:
        places, names = pd.factorize(given, sort=True)
    if ALL in names:
        raise ValueError(f'by: a subgroup is called "{ALL}", which names everybody in the results; rename it')
    return tuple(names.tolist()), places, rows


def _close_numbers(values: Places) -> tuple[pd.Index, Places, Integers]:
    """Tell whole numbers apart by counting each: what there is, where each row's is, and the rows of each."""
    low, high = values.min(), int(values.max())
    span = high - int(low) + 1
    places = np.empty(len(values), np.min_scalar_type(span - 1))
    for block in blocks(len(values), _FEW):
        # Small signed numbers may wrap around here, and wrap back as unsigned ones.
        places[block] = values[block] - low
    counts = _counts(places, span)
    seen = counts > 0
    if not seen.all():
        # Numbers that do not occur leave gaps, which are closed, so that places count only what there is.
        order = (np.cumsum(seen) - 1).astype(places.dtype)
        for block in blocks(len(values), _FEW):
            places[block] = order[places[block]]
    return pd.Index(np.flatnonzero(seen) + int(low)), places, counts[seen]


def _counts(places: Places, span: int) -> Integers:
    """Count each number below ``span``; bytes are counted two at a time, which is nearly twice as quick."""
    if places.itemsize > 1 or len(places) < BLOCK:
        return np.bincount(places, minlength=span)
    pairs = places[: len(places) // 2 * 2].view(np.uint16)
    both, wide = np.zeros(1 << 16, np.int64), np.empty(_FEW, np.intp)
    for block in blocks(len(pairs), _FEW):
        part = wide[: block.stop - block.start]
        part[:] = pairs[block]
        np.add.at(both, part, 1)
    # Row and column of the table are the two bytes of a pair; both are added, so the byte order does not matter.
    by_pair = both.reshape(1 << 8, 1 << 8)
    counts: Integers = by_pair.sum(axis=0) + by_pair.sum(axis=1)
    return counts[:span] + np.bincount(places[2 * len(pairs) :], minlength=span)


def blocks(length: int, size: int = BLOCK) -> Iterator[slice]:
    """Yield slices that cover ``length`` rows, ``size`` at a time."""
    return (slice(start, min(start + size, length)) for start in range(0, length, size))
