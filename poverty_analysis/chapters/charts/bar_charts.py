"""The few chart shapes of the report, drawn by matplotlib as byte-stable SVG.

Text stays text, so that it can be read, searched and restyled; colours differ
in lightness as well as in hue, and parts carry hatches for grey printing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from poverty_analysis.chapters.charts.drawing import COLOURS, HATCHES, INK
from poverty_analysis.chapters.charts.drawing import finish as _finish
from poverty_analysis.chapters.charts.drawing import new_canvas as _canvas
from poverty_analysis.chapters.charts.drawing import style as _style
from poverty_analysis.chapters.charts.drawing import to_svg as _svg
from poverty_analysis.wording.numbers import format_integer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MILLION = 1_000_000
#: Letters in a line of a long label.
_LABEL = 24


def stacked_bars(labels: Sequence[str], parts: Sequence[tuple[str, Sequence[int]]], axis: str, lang: str) -> str:
    """Horizontal bars, one a label, split into named parts of whole đồng.

    Amounts are drawn in million đồng; the sum stands at the end of each bar.
    """
    canvas, axes = _canvas(1.1 + 0.3 * len(labels))
    with _style():
        left = [0.0] * len(labels)
        for index, (name, amounts) in enumerate(parts):
            widths = [amount / _MILLION for amount in amounts]
            colour, hatch = COLOURS[index % len(COLOURS)], HATCHES[index % len(HATCHES)]
            axes.barh(range(len(labels)), widths, left=left, color=colour, hatch=hatch, edgecolor="white", label=name)
            left = [a + b for a, b in zip(left, widths, strict=True)]
        for row, sum_ in enumerate(left):
            axes.text(sum_ + max(left) * 0.01, row, format_integer(round(sum_), lang), va="center")
        axes.set_yticks(range(len(labels)), labels)
        # Room for the sum beside the longest bar; axes cannot end where they begin.
        axes.set_xlim(0, max(left) * 1.14 if max(left, default=0) else 1)
        _finish(axes, axis, lang, columns=min(len(parts), 3))
    return _svg(canvas)


def paired_bars(labels: Sequence[str], parts: Sequence[tuple[str, Sequence[int]]], axis: str, lang: str) -> str:
    """Horizontal bars side by side: planned, allocated, disbursed."""
    canvas, axes = _canvas(1.1 + 0.15 * len(labels) * len(parts))
    with _style():
        height = 0.8 / len(parts)
        for index, (name, amounts) in enumerate(parts):
            # The bars of a label lie evenly above and below its middle.
            rows = [row + (index - (len(parts) - 1) / 2) * height for row in range(len(labels))]
            colour, hatch = COLOURS[index % len(COLOURS)], HATCHES[index % len(HATCHES)]
            widths = [amount / _MILLION for amount in amounts]
            axes.barh(rows, widths, height, color=colour, hatch=hatch, edgecolor="white", label=name)
        axes.set_yticks(range(len(labels)), labels)
        _finish(axes, axis, lang, columns=len(parts))
    return _svg(canvas)


def waterfall(steps: Sequence[tuple[str, int, bool]], axis: str, lang: str) -> str:
    """Bars from a first sum to a last one, whole đồng drawn in million đồng.

    Each step is a label, an amount and whether the amount is a sum (a bar from
    zero) or a change (a bar that starts where the one before it ended).
    """
    canvas, axes = _canvas(0.7 + 0.34 * len(steps))
    with _style():
        level, ends = 0, [0, 1]
        for row, (_, amount, is_sum) in enumerate(steps):
            start = 0 if is_sum else level
            level = start + amount
            ends.append(level)
            _bar(axes, row, start, amount, lang, is_sum=is_sum)
        # In two lines no label leaves the picture where a reader's face is wider than ours.
        axes.set_yticks(range(len(steps)), ["\n".join(wrap(label, _LABEL)) for label, _, _ in steps])
        axes.set_xlim(min(ends) / _MILLION * 1.1, max(ends) / _MILLION * 1.14)
        _finish(axes, axis, lang, columns=0)
    return _svg(canvas)


def _bar(axes: Axes, row: int, start: int, amount: int, lang: str, *, is_sum: bool) -> None:
    kind = 0 if is_sum else 3 if amount >= 0 else 2
    left, width = start / _MILLION, amount / _MILLION
    axes.barh(row, width, left=left, color=COLOURS[kind], hatch=HATCHES[kind], edgecolor="white")
    sign = "+" if amount > 0 and not is_sum else ""
    axes.text(max(left, left + width), row, f" {sign}{format_integer(round(width), lang)}", va="center")


def dots(labels: Sequence[str], parts: Sequence[tuple[str, Sequence[float | None]]], axis: str, lang: str) -> str:
    """One row a label, one dot a part: shares from 0 to 1 drawn in percent, on a line from the least to the most.

    The first part is drawn filled, the others hollow; None leaves a dot out.
    """
    canvas, axes = _canvas(0.9 + 0.26 * len(labels))
    with _style():
        for row in range(len(labels)):
            known = [value * 100 for _, values in parts if (value := values[row]) is not None]
            axes.plot([min(known), max(known)] if known else [], [row] * (2 if known else 0), color="#bbbbbb")
        for index, (name, values) in enumerate(parts):
            places = [(value * 100, row) for row, value in enumerate(values) if value is not None]
            colour = COLOURS[0] if index == 0 else COLOURS[2]
            face = colour if index == 0 else "white"
            across, down = [place for place, _ in places], [row for _, row in places]
            axes.plot(across, down, "o", color=colour, markerfacecolor=face, zorder=3, label=name)
        axes.set_yticks(range(len(labels)), labels)
        axes.set_xlim(left=0)
        axes.grid(axis="y", color="#eeeeee", linewidth=0.5)
        axes.set_axisbelow(True)
        _finish(axes, axis, lang, columns=len(parts))
    return _svg(canvas)


@dataclass(frozen=True)
class Bar:
    """One row of a calendar: its label, days, and the rows of the tasks it needs."""

    label: str
    first: dt.date | None
    last: dt.date
    needs: tuple[int, ...] = ()
    late: bool = False


def gantt(bars: Sequence[Bar], year: int, on: dt.date, axis: str) -> str:
    """Tasks over the months of a year: a bar for a period, a square for a last day.

    Lines lead from the last day of a needed task to that of the task; the
    dashed line is the day ``on``.  Days before the year are drawn at its start.
    """
    canvas, axes = _canvas(1.0 + 0.26 * len(bars))
    with _style():
        for row, bar in enumerate(bars):
            _task_row(axes, bars, row, year, late=bar.late)
        axes.set_yticks(range(len(bars)), [bar.label for bar in bars])
        starts = [_day_of(dt.date(year, month, 1), year) for month in range(1, 12 + 1)]
        axes.set_xticks(starts, [str(month) for month in range(1, 12 + 1)])
        axes.set_xlim(0, _day_of(dt.date(year + 1, 1, 1), year) + 1)
        if on.year == year:
            axes.axvline(_day_of(on, year), color=INK, linewidth=0.8, linestyle="--")
        axes.invert_yaxis()
        axes.set_xlabel(axis)
        axes.grid(axis="x", color="#dddddd", linewidth=0.5)
        axes.set_axisbelow(True)
        axes.spines[["top", "right", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
    return _svg(canvas)


def _task_row(axes: Axes, bars: Sequence[Bar], row: int, year: int, *, late: bool) -> None:
    bar = bars[row]
    colour, end = COLOURS[2 if late else 0], _day_of(bar.last, year)
    for needed in bar.needs:
        axes.plot([_day_of(bars[needed].last, year), end], [needed, row], color="#888888", linewidth=0.7)
    if bar.first is not None:
        start = _day_of(bar.first, year)
        hatch = HATCHES[2] if late else ""
        axes.barh(row, end + 1 - start, 0.5, left=start, color=colour, hatch=hatch, edgecolor="white")
    else:
        axes.plot([end], [row], marker="D" if late else "s", color=colour, markersize=6)


def _day_of(day: dt.date, year: int) -> int:
    """Days since the year began, not below 0."""
    return max((day - dt.date(year, 1, 1)).days, 0)
