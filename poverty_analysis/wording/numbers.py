"""Numbers in the languages of a report.

Rounding happens only where a number of decimals is asked for, half up: a half
goes away from zero, as published poverty rates do (0,125 gives 0,13).  Negative numbers
carry "-"; a value that rounds to zero carries none.  Floats are refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

Exact = int | Decimal | Fraction

MILLION: Final = 10**6
# Language: thousands mark, decimal mark.
_MARKS: Final[Mapping[str, tuple[str, str]]] = {"vi": (".", ","), "en": (",", ".")}


def format_integer(n: int, lang: str) -> str:
    """Return ``n`` with thousands marks: "1.234.567" or "1,234,567"."""
    return _join(_exact(n), 0, lang)


def format_decimal(value: Exact, decimals: int, lang: str) -> str:
    """Return ``value`` rounded half up to ``decimals`` decimals, zeros kept: "1.269,50"."""
    return _join(_exact(value), decimals, lang)


def format_exact(value: Exact, lang: str) -> str:
    """Return every decimal of ``value`` and no zero more: "1.269,5809".

    Raises
    ------
    ValueError
        If the decimals never end, as those of one third.
    """
    exact = _exact(value)
    twos, rest = _count(exact.denominator, 2)
    fives, rest = _count(rest, 5)
    if rest != 1:
        raise ValueError("the decimals never end; round with format_decimal")
    return _join(exact, max(twos, fives), lang)


def format_vnd(n: int, lang: str) -> str:
    """Return ``n`` đồng without a unit word: "61.331.979.376"."""
    return format_integer(n, lang)


def format_million(n: int, lang: str) -> str:
    """Return ``n`` đồng in million đồng, exactly: "61.331,979376"."""
    return format_exact(_exact(n) / MILLION, lang)


def million_decimals(n: Exact) -> int:
    """How many decimals of a million an amount in đồng has; one that never ends has as many as a đồng, six."""
    exact = _exact(n) / MILLION
    return next((places for places in range(6) if (exact * 10**places).denominator == 1), 6)


def format_share(fraction: Exact, decimals: int, lang: str) -> str:
    """Return a share (0 to 1) as percent, half up: "2,99%"."""
    return format_decimal(_exact(fraction) * 100, decimals, lang) + "%"


def _exact(value: Exact) -> Fraction:
    # A float would slip through Fraction() with its noise, a bool as 0 or 1.
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, Fraction)):
        raise TypeError(f"not an exact number: {type(value).__name__}")
    return Fraction(value)


def _count(number: int, factor: int) -> tuple[int, int]:
    """Return how often ``factor`` divides ``number``, and what is left."""
    times = 0
    while number % factor == 0:
        number //= factor
        times += 1
    return times, number


def _join(exact: Fraction, decimals: int, lang: str) -> str:
    thousands, point = _MARKS[lang]
    scaled = abs(exact) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    whole, part = divmod(units, 10**decimals)
    sign = "-" if exact < 0 and units else ""
    tail = f"{point}{part:0{decimals}d}" if decimals else ""
    return f"{sign}{whole:,}".replace(",", thousands) + tail
