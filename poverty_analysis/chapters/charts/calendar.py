"""Tasks over the months of a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from poverty_analysis.chapters.charts.rows import LabelledRow, RowLayout, laid_out
from poverty_analysis.render.svg import GAP, LINE, SIZE, SMALL, line, picture, rect, words

_MONTHS = 12
_HALF = 3.0


@dataclass(frozen=True)
class Bar:
    """One row of a calendar: its label, days, and the rows of the tasks it needs."""

    label: str
    first: dt.date | None
    last: dt.date
    needs: tuple[int, ...] = ()
    late: bool = False


def gantt(bars: Sequence[Bar], year: int, on: tuple[dt.date, str], axis: str, lang: str) -> str:
    """Tasks over the months of a year: a bar for a period, a square for a last day.

    Lines lead from the last day of a needed task to that of the task; the
    dashed line is the day ``on``, with its words.  Days before the year are
    drawn at its start.
    """
    day, told = on
    within = day.year == year
    rows = laid_out([LabelledRow(bar.label) for bar in bars], LINE + GAP / 2 if within else 0)
    marks = [_months(rows, year, axis), *rows.marks]
    if within:
        x = _place(rows, day, year)
        marks.append(line([(x, LINE), (x, rows.bottom)], "ink", 0.8, "3 2"))
        late = x > (rows.left + rows.right) / 2
        marks.append(words(x, SMALL, told, anchor="end" if late else "start", size=SMALL))
    for row in range(len(bars)):
        marks += _needs(rows, bars, row, year)
    for row, bar in enumerate(bars):
        marks.append(_task(rows, row, bar, year))
    return picture(rows.bottom + LINE + GAP / 2, marks, lang)


def _months(rows: RowLayout, year: int, axis: str) -> str:
    """A faint line where each month begins, its number in the middle of it, below the last row."""
    starts = [_place(rows, dt.date(year, month, 1), year) for month in range(1, _MONTHS + 1)]
    top, below = rows.places[0][0], rows.bottom + SMALL + 1
    drawn = "".join(line([(x, top), (x, rows.bottom)], "faint", 0.6) for x in [*starts, rows.right])
    for month, (start, end) in enumerate(zip(starts, [*starts[1:], rows.right], strict=True), start=1):
        drawn += words((start + end) / 2, below, str(month), anchor="middle", size=SMALL)
    return drawn + words(rows.left - GAP, below, axis, anchor="end", size=SMALL, colour="soft")


def _needs(rows: RowLayout, bars: Sequence[Bar], row: int, year: int) -> list[str]:
    end = (_place(rows, bars[row].last, year), rows.middle(row))
    starts = [(_place(rows, bars[needed].last, year), rows.middle(needed)) for needed in bars[row].needs]
    return [line([start, end], "soft", 0.7) for start in starts]


def _task(rows: RowLayout, row: int, bar: Bar, year: int) -> str:
    """A bar from the first to the last day, or a square at the last; a late one in another colour, with strokes."""
    colour, y = "c2" if bar.late else "c0", rows.middle(row)
    end = _place(rows, bar.last, year)
    if bar.first is None:
        return rect(end - _HALF, y - _HALF, 2 * _HALF, 2 * _HALF, colour)
    start = _place(rows, bar.first, year)
    return rect(start, y - SIZE / 3, max(end - start, 1.5), SIZE * 2 / 3, colour)


def _place(rows: RowLayout, day: dt.date, year: int) -> float:
    """Across the year; a day before it at its start, one after it at its end."""
    first, end = dt.date(year, 1, 1), dt.date(year + 1, 1, 1)
    return rows.across(min(max((day - first) / (end - first), 0.0), 1.0))
