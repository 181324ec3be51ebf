"""Weights and cutoffs of a multidimensional measure, exact.

Twelve floats of 1/12 do not add up to the k/12 they are compared with, and
households with exactly k deprivations fall on the wrong side.  So weights are
fractions, brought to whole points over their common denominator, and a cutoff
is compared in points.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from poverty_analysis.measures.survey.arguments import Floats, Integers

#: Poverty cutoffs k as they may be given: one or several, as a Fraction or as text such as "1/3".
Cutoffs = Fraction | str | Iterable[Fraction | str]

# Points of a household stay whole numbers of 64 bits.
_MOST_POINTS = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Scheme:
    """Indicators with their shares, which add up to 1; ``points`` are the shares times ``total``, whole."""

    indicators: tuple[str, ...]
    shares: tuple[Fraction, ...]
    points: tuple[int, ...]
    total: int

    def scores(self, flags: Integers) -> Integers:
        """Points of each row of ``flags`` (rows, indicators)."""
        return np.asarray(flags @ np.array(self.points, np.int64), np.int64)

    def least(self, cutoff: Fraction) -> int:
        """Fewest points that make ``cutoff`` or more."""
        # Of a Fraction, so rounding up is exact: a household with just the cutoff stays poor.
        return math.ceil(cutoff * self.total)

    def floats(self) -> Floats:
        """The shares as the nearest floats."""
        return np.array([float(share) for share in self.shares])


def scheme(weights: Mapping[str, object]) -> Scheme:
    """Read weights: fractions that add up to 1, or whole numbers as parts of their sum.

    Raises
    ------
    TypeError
        A weight that is no Fraction, text such as "1/18" or whole number; a
        float cannot hold 1/18.
    ValueError
        No weight, a negative one, a sum other than 1.
    """
    if not isinstance(weights, Mapping):
        raise TypeError(f"weights: a mapping of column to weight was expected, got {type(weights).__name__}")
    if not weights:
        raise ValueError("weights: at least one indicator was expected")
    read = {name: _fraction(f"weights[{name!r}]", weight) for name, weight in weights.items()}
    negative = [name for name, weight in read.items() if weight < 0]
    if negative:
        raise ValueError(f"weights: 0 or more was expected, negative for {', '.join(map(str, negative))}")
    added = sum(read.values(), Fraction())
    whole = all(isinstance(weight, int) for weight in weights.values())
    if not added or (added != 1 and not whole):
        raise ValueError(f"weights: fractions that add up to 1 were expected, they add up to {added}")
    shares = tuple(weight / added for weight in read.values())
    total = math.lcm(*(share.denominator for share in shares))
    if total > _MOST_POINTS:
        raise ValueError("weights: their common denominator has more than 18 digits; write them as plain fractions")
    return Scheme(tuple(read), shares, tuple(int(share * total) for share in shares), total)


def cutoffs_of(cutoffs: object) -> tuple[Fraction, ...]:
    """Read poverty cutoffs, each above 0 and at most 1, in the order given.

    Raises
    ------
    TypeError, ValueError
        As :func:`scheme`; also for none, one twice, or one outside (0, 1].
    """
    if isinstance(cutoffs, str | Fraction | int | float):
        cutoffs = [cutoffs]
    if not isinstance(cutoffs, Iterable):
        raise TypeError(f'cutoffs: a list such as ["1/3"] was expected, got {type(cutoffs).__name__}')
    found = tuple(_fraction("cutoffs", cutoff) for cutoff in cutoffs)
    outside = [str(cutoff) for cutoff in found if not 0 < cutoff <= 1]
    if not found or outside:
        raise ValueError(
            'cutoffs: shares above 0 and at most 1 were expected (3 of 12 indicators is "3/12"), '
            f"got {', '.join(outside) or 'none'}"
        )
    if len(set(found)) < len(found):
        raise ValueError(f"cutoffs: each once was expected, got {', '.join(map(str, found))}")
    return found


def _fraction(name: str, value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, Fraction | str | int | np.integer):
        raise TypeError(f'{name}: a Fraction or text such as "1/18" was expected, got {value!r} (a float is not exact)')
    try:
        return Fraction(int(value)) if isinstance(value, np.integer) else Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f'{name}: a fraction such as "1/18" was expected, got {value!r}') from error
