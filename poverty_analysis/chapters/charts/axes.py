"""Axes of percent: where the marks stand, and the lines and numbers of them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from poverty_analysis.render.svg import GAP, SMALL, line, words
from poverty_analysis.wording.numbers import format_exact

_STEPS = (Fraction(1), Fraction(2), Fraction(5))
_MOST = 5


def percent_marks(top: Fraction) -> tuple[Fraction, ...]:
    """Round percentages from 0 to the first one not below ``top``, at most six of them."""
    power = Fraction(1, 100)
    while True:
        for step in (factor * power for factor in _STEPS):
            if step * _MOST >= top:
                count = -(-top // step) if top > 0 else 1
                return tuple(step * at for at in range(int(count) + 1))
        power *= 10


def upright_axis(marks: Sequence[Fraction], places: Sequence[float], ends: tuple[float, float], lang: str) -> str:
    """Faint lines at heights, each with its number to the left of where it begins."""
    left, right = ends
    drawn = [line([(left, y), (right, y)], "faint", 0.6) for y in places]
    drawn += [
        words(left - GAP / 2, y + SMALL / 3, format_exact(mark, lang), anchor="end", size=SMALL)
        for mark, y in zip(marks, places, strict=True)
    ]
    return "".join(drawn)


def level_axis(marks: Sequence[Fraction], places: Sequence[float], ends: tuple[float, float], lang: str) -> str:
    """Faint upright lines, each with its number below it."""
    top, bottom = ends
    drawn = [line([(x, top), (x, bottom)], "faint", 0.6) for x in places]
    drawn += [
        words(x, bottom + SMALL + 1, format_exact(mark, lang), anchor="middle", size=SMALL)
        for mark, x in zip(marks, places, strict=True)
    ]
    return "".join(drawn)
