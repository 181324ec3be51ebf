"""Rates with honesty: recomputed from counts, and the totals a printed rate allows.

Everything is exact.  A rate is printed half up; rounding at the printed number
of decimals is never an error, and the interval it allows is always told.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

Fit = Literal["holds", "tie", "truncated", "differs"]
Rounding = Literal["half_up", "truncated"]

_PERCENT = 100


@dataclass(frozen=True)
class Totals:
    """Whole numbers of households from ``low`` to ``high``; no upper bound when ``high`` is None."""

    low: int
    high: int | None

    @property
    def empty(self) -> bool:
        """Whether no whole number lies in it."""
        return self.high is not None and self.high < self.low

    def __contains__(self, households: int) -> bool:
        return self.low <= households and (self.high is None or households <= self.high)


def rate(part: int, households: int) -> Fraction | None:
    """Share of ``households`` that ``part`` is, exact; None where there are no households.

    Nothing is clipped: a part above the whole gives a share above 1.
    """
    return Fraction(part, households) if households else None


def half_up(value: Fraction, decimals: int) -> Fraction:
    """``value`` rounded at ``decimals``, a half away from zero."""
    return _cut(abs(value) + Fraction(1, 2 * 10**decimals), decimals) * (-1 if value < 0 else 1)


def cut_off(value: Fraction, decimals: int) -> Fraction:
    """``value`` with the decimals after ``decimals`` dropped, towards zero."""
    return _cut(abs(value), decimals) * (-1 if value < 0 else 1)


def _cut(value: Fraction, decimals: int) -> Fraction:
    return Fraction(value * 10**decimals // 1, 10**decimals)


def fit(exact: Fraction, printed: Decimal, decimals: int) -> Fit:
    """Whether a printed number is the exact one rounded half up, a half rounded down, cut off, or neither."""
    if half_up(exact, decimals) == Fraction(printed):
        return "holds"
    if abs(exact - Fraction(printed)) == Fraction(1, 2 * 10**decimals):
        return "tie"
    return "truncated" if cut_off(exact, decimals) == Fraction(printed) else "differs"


def decimals_of(printed: Decimal) -> int:
    """Decimals a number is printed with: 2 for 4.10, 0 for 4 and for 40."""
    exponent = printed.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError(f"a finite number was expected, got {printed}")
    return max(0, -exponent)


def household_totals(part: int, percent: Decimal, decimals: int, rounding: Rounding = "half_up") -> Totals:
    """Household totals of which ``part`` is ``percent`` as printed.

    With step ``u`` of the last printed decimal, half up means
    ``percent - u/2 <= 100 part / N < percent + u/2`` and cutting off means
    ``percent <= 100 part / N < percent + u``, solved for whole ``N``.

    Parameters
    ----------
    part : int
        Counted households, 0 or more.
    percent : Decimal
        The rate as printed, in per cent, 0 or more.
    decimals : int
        Decimals it is printed with.
    rounding : {"half_up", "truncated"}

    Returns
    -------
    Totals
        Never below ``part`` nor below 1; ``empty`` where no total fits, as
        for a part of 0 with a rate above 0.

    Raises
    ------
    ValueError
        For a negative part, percent or number of decimals.

    Examples
    --------
    1597 printed as 4.10 % allows 38,904 to 38,998 households.
    """
    if part < 0 or percent < 0 or decimals < 0:
        raise ValueError(f"part, percent and decimals: 0 or more were expected, got {part}, {percent}, {decimals}")
    step = Fraction(1, 10**decimals)
    low = Fraction(percent) - (step / 2 if rounding == "half_up" else 0)
    least = _PERCENT * part // (low + step) + 1
    high = _PERCENT * part // low if low > 0 else None
    return Totals(max(int(least), part), None if high is None else int(high))


def household_counts(percent: Decimal, totals: Totals) -> range:
    """Counts that are printed as ``percent`` of some total in ``totals``; empty where there are none.

    Parameters
    ----------
    percent : Decimal
        The rate as printed, in per cent, 0 or more.
    totals : Totals
        With an upper bound.

    Returns
    -------
    range
        Whole counts from the least to the greatest; each between them is one
        of some total where ``totals`` is wide, and may not be where it is one.

    Examples
    --------
    1,94 % of 38,944 to 38,998 households are 754 to 758.
    """
    half = Fraction(1, 2 * 10 ** decimals_of(percent))
    low = -(-(Fraction(percent) - half) * totals.low // _PERCENT)
    high = -(-(Fraction(percent) + half) * (totals.high or 0) // _PERCENT) - 1
    return range(max(0, int(low)), int(high) + 1)


def common(intervals: Iterable[Totals]) -> Totals:
    """Totals that lie in every interval; ``empty`` where there is none."""
    given = tuple(intervals)
    bounds = [t.high for t in given if t.high is not None]
    return Totals(max((t.low for t in given), default=1), min(bounds) if bounds else None)
