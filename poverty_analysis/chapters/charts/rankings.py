"""Many units beside each other: a ranking of dots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.chapters.charts.axes import level_axis, percent_marks
from poverty_analysis.chapters.charts.rows import LabelledRow, RowLayout, head, laid_out
from poverty_analysis.render.letters import drawable, width_of
from poverty_analysis.render.svg import GAP, LINE, SMALL, dot, line, picture, words

_PERCENT = 100
_RADIUS = 3.2


@dataclass(frozen=True)
class RankedUnit:
    """A unit with its share as it is written, and the share before; a hidden or unknown share is None."""

    label: str
    number: str
    value: Fraction | None
    before: Fraction | None = None


def ranking(units: Sequence[RankedUnit], names: tuple[str, str], axis: str, lang: str) -> str:
    """One row a unit: a filled dot for its share, a hollow one for the share before, on a line between them.

    ``names`` are those of the two dots; the second is shown only where a unit has one.
    """
    key, top = _key(names if any(unit.before is not None for unit in units) else names[:1])
    told, top = head(axis, top)
    rows = laid_out([LabelledRow(unit.label, (unit.number,)) for unit in units], top)
    known = [share for unit in units for share in (unit.value, unit.before) if share is not None]
    marks = percent_marks(max(known, default=Fraction(0)) * _PERCENT)
    places = [rows.across(float(mark / marks[-1])) for mark in marks]
    drawn = [key, told, level_axis(marks, places, (top, rows.bottom), lang), *rows.marks]
    for row, unit in enumerate(units):
        drawn += _unit_marks(rows, row, unit, marks[-1])
    return picture(rows.bottom + LINE + GAP / 2, drawn, lang)


def _unit_marks(rows: RowLayout, row: int, unit: RankedUnit, most: Fraction) -> list[str]:
    y = rows.middle(row)
    ends = [rows.across(float(s * _PERCENT / most)) for s in (unit.value, unit.before) if s is not None]
    drawn = [line([(min(ends), y), (max(ends), y)], "soft", 1)] if len(ends) > 1 else []
    drawn += [dot(ends[-1], y, _RADIUS, "c2", "hollow")] if unit.before is not None else []
    return drawn + ([dot(ends[0], y, _RADIUS, "c0", "full")] if unit.value is not None else [])


def _key(names: Sequence[str]) -> tuple[str, float]:
    """The two dots with their names; nothing for one."""
    if len(names) < 2:
        return "", 0
    drawn, left = "", 0.0
    for (colour, face), name in zip((("c0", "full"), ("c2", "hollow")), names, strict=True):
        drawn += dot(left + _RADIUS + 1, SMALL / 2 + 1, _RADIUS, colour, "full" if face == "full" else "hollow")
        drawn += words(left + 2 * GAP, SMALL, name, size=SMALL)
        left += width_of(drawable(name), SMALL) + 2 * LINE + GAP
    return drawn, LINE + GAP / 2
