"""Whether a whole column of incomes can be đồng a person a month: units of money are mistaken for whole tables at once.

Each value alone may be right: 2.400 is a plausible cell, and a household may
have next to nothing.  The middle of thousands of households is not, nor are
dozens that live on the price of a meal: one commune of several was typed in
thousands.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from poverty_analysis.inputs.census.typing import Typed
from poverty_analysis.law.standards import Standard
from poverty_analysis.values.problems import Place, Problem

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Counts = npt.NDArray[np.int64]

# The most digits a plausible income has, and one more class for what is longer.
_DIGITS = 10
# How far the middle income may lie from the lines: households at a thirtieth of a line do not live.
_TIMES = 30
# Nobody lives a month on less than this part of a line; a cell may be mistaken, so many of them are one mistake.
_PART = 150
# Fewer incomes say nothing about their unit.
_FEWEST = 20


def income_sizes(typed: Typed) -> Counts:
    """Households by the number of digits of their income, at 0 those with none at all; nobody without a number."""
    import numpy as np

    known: npt.NDArray[np.bool_] = typed.values >= 0
    for mask in (typed.missing, typed.bad):
        known = known if mask is None else known & ~mask
    digits = np.searchsorted(10 ** np.arange(_DIGITS), typed.values[known], side="right")
    return np.bincount(digits, minlength=_DIGITS + 1)


def implausible_incomes(sizes: Counts, standard: Standard, place: Place) -> Iterator[Problem]:
    """Yield what cannot be of the incomes of a table, or nothing where they are too few to tell.

    PA-815: the middle one lies thirty times below the lowest line, or as far
    above the highest.  Else PA-818: twenty or more lie below a 150th of the
    lowest line.  PA-819: more than half are 0.

    Parameters
    ----------
    sizes : array of int64
        Households by digits, added up over the table (:func:`income_sizes`).
    standard : Standard
        Its lines of income, in đồng a person a month.
    place : Place
        The column.
    """
    lines = [amount for limits in standard.income for amount in (limits.up_to.urban, limits.up_to.rural)]
    if not lines:
        return
    none, some = int(sizes[0]), int(sizes[1:].sum())
    if none >= _FEWEST and none > some:
        yield Problem("PA-819", place, values={"count": str(none), "total": str(none + some)})
    if some >= _FEWEST:
        yield from _of_unit(sizes[1:], lines, {"standard": standard.id, "count": str(some)}, place)


def _of_unit(sizes: Counts, lines: list[int], values: dict[str, str], place: Place) -> Iterator[Problem]:
    """What says that incomes of one digit and more, or many of them, are in another unit of money."""
    import numpy as np

    up_to = np.cumsum(sizes)
    # The median lies between the least and the first too large number of so many digits.
    digits = 1 + int(np.searchsorted(up_to, (int(up_to[-1]) + 1) // 2))
    least, beyond = 10 ** (digits - 1), 10**digits
    values = {**values, "line": str(min(lines))}
    if beyond * _TIMES <= min(lines) or least >= max(lines) * _TIMES:
        yield Problem("PA-815", place, values={**values, "least": str(least), "most": str(beyond - 1)})
        return
    few = next(digits for digits in range(_DIGITS, -1, -1) if 10**digits * _PART <= min(lines) or not digits)
    low = int(up_to[few - 1]) if few else 0
    if low >= _FEWEST:
        yield Problem("PA-818", place, values={**values, "low": str(low), "least": str(10**few)})
