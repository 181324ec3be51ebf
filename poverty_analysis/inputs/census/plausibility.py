"""Whether a whole column of incomes can be đồng a person a month: units of money are mistaken for whole tables at once.

Each value alone may be right: 2.400 is a plausible cell, and a household may
have next to nothing.  The middle of thousands of households is not.
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
# Fewer incomes say nothing about their unit.
_FEWEST = 20


def income_sizes(typed: Typed) -> Counts:
    """Households by the number of digits of their income, from 0 to ten; nobody without income, or without a number."""
    import numpy as np

    known: npt.NDArray[np.bool_] = typed.values > 0
    for mask in (typed.missing, typed.bad):
        known = known if mask is None else known & ~mask
    digits = np.searchsorted(10 ** np.arange(_DIGITS), typed.values[known], side="right")
    return np.bincount(digits, minlength=_DIGITS + 1)


def implausible_incomes(sizes: Counts, standard: Standard, place: Place) -> Iterator[Problem]:
    """Yield PA-815 when the middle income lies thirty times below the lowest line, or as far above the highest.

    Parameters
    ----------
    sizes : array of int64
        Households by digits, added up over the table (:func:`income_sizes`).
    standard : Standard
        Its lines of income, in đồng a person a month.
    place : Place
        The column.
    """
    import numpy as np

    lines = [amount for limits in standard.income for amount in (limits.up_to.urban, limits.up_to.rural)]
    total = int(sizes.sum())
    if total < _FEWEST or not lines:
        return
    # The median lies between the least and the first too large number of so many digits.
    digits = int(np.searchsorted(np.cumsum(sizes), (total + 1) // 2))
    least, beyond = 10 ** (digits - 1), 10**digits
    if beyond * _TIMES <= min(lines) or least >= max(lines) * _TIMES:
        values = {"least": str(least), "most": str(beyond - 1), "line": str(min(lines)), "standard": standard.id}
        yield Problem("PA-815", place, values={**values, "count": str(total)})
