"""Charts of several years: rates over time with their breaks, and a path with its results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from poverty_analysis.chapters.charts.drawing import COLOURS, INK, new_canvas, style, to_svg
from poverty_analysis.wording.numbers import format_exact

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKERS = "osD^v"
# How firm a point is: filled and joined, or apart.
OFFICIAL = "official"
_FACES: Mapping[str, Literal["full", "left", "none"]] = {"official": "full", "preliminary": "left", "estimate": "none"}
_ROOM = 0.6
_MOST_YEARS = 7
# Part of the width beside an edge where a centred label would not fit.
_EDGE = 0.35
# Points between a mark and its label.
_ABOVE, _BELOW = 6, -12


@dataclass(frozen=True)
class Dot:
    """One published rate: its day, the share from 0 to 1, how firm it is, and how it is written."""

    day: dt.date
    rate: Fraction
    status: str
    label: str


@dataclass(frozen=True)
class Run:
    """Rates that may be compared: of one standard, within one set of borders; oldest first."""

    name: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True)
class Panel:
    """One drawing of a chart: its title and runs."""

    title: str
    runs: tuple[Run, ...]


def rates_over_time(
    panels: Sequence[Panel],
    breaks: Sequence[tuple[dt.date, str]],
    statuses: Sequence[tuple[str, str]],
    axis: str,
    lang: str,
) -> str:
    """Rates in percent by day, a colour and mark a run, side by side for each panel.

    Only official points of a run are joined; preliminary ones are half filled,
    estimates hollow, both apart.  A dashed line with words stands at every
    break, and no line crosses one.
    """
    canvas, first = new_canvas(3.1)
    with style():
        # A canvas comes with axes of its own; here every panel has some.
        first.remove()
        drawn = canvas.subplots(1, len(panels), squeeze=False)[0]
        days = [dot.day for panel in panels for run in panel.runs for dot in run.dots]
        for axes, panel in zip(drawn, panels, strict=True):
            _years_axis(axes, min(days).year, max(days).year)
            _panel(axes, panel, breaks, lang)
        drawn[0].set_ylabel(axis)
        marks = [*_run_marks(panels), *(_status_mark(key, words) for key, words in statuses)]
        canvas.legend(handles=marks, loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    return to_svg(canvas)


def _years_axis(axes: Axes, first: int, last: int) -> None:
    """Whole years below, not more of them than can be read."""
    step = (last - first) // _MOST_YEARS + 1
    years = list(range(first, last + 1, step))
    axes.set_xticks(years, [str(year) for year in years])
    axes.set_xlim(first - _ROOM, last + _ROOM)


def _panel(axes: Axes, panel: Panel, breaks: Sequence[tuple[dt.date, str]], lang: str) -> None:
    for index, run in enumerate(panel.runs):
        colour, mark = COLOURS[index % len(COLOURS)], MARKERS[index % len(MARKERS)]
        firm = [dot for dot in run.dots if dot.status == OFFICIAL]
        axes.plot([_year(d.day) for d in firm], [_percent(d) for d in firm], color=colour, linewidth=1.6)
        for dot in run.dots:
            _dot(axes, dot, colour, mark, above=True)
    top = max((_percent(dot) for run in panel.runs for dot in run.dots), default=1)
    axes.set_ylim(0, top * 1.35)
    _percent_axis(axes, lang)
    axes.set_title(panel.title, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    for row, (day, words) in enumerate(breaks):
        axes.axvline(_year(day), color="#888888", linewidth=0.8, linestyle="--")
        height = top * (1.33 - 0.09 * row)
        side = _side(_year(day), axes.get_xlim())
        text = axes.text(_year(day), height, words, fontsize=7, ha=side, va="top", color=INK, backgroundcolor="white")
        # A long label shall not make the drawing narrower.
        text.set_in_layout(False)


def _side(place: float, ends: tuple[float, float]) -> str:
    """Towards which side a label is set off, so that it stays inside the drawing."""
    part = (place - ends[0]) / (ends[1] - ends[0])
    return "left" if part < _EDGE else "right" if part > 1 - _EDGE else "center"


def _percent_axis(axes: Axes, lang: str) -> None:
    from matplotlib.ticker import FuncFormatter

    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: format_exact(Fraction(str(round(value, 2))), lang)))


def _dot(axes: Axes, dot: Dot, colour: str, mark: str, *, above: bool) -> None:
    place = (_year(dot.day), _percent(dot))
    axes.plot(
        *([value] for value in place),
        marker=mark,
        color=colour,
        fillstyle=_FACES[dot.status],
        markersize=6,
        linestyle="",
        zorder=3,
    )
    room = _ABOVE if above else _BELOW
    axes.annotate(dot.label, place, xytext=(0, room), textcoords="offset points", ha="center", fontsize=7)


def _run_marks(panels: Sequence[Panel]) -> list[object]:
    from matplotlib.lines import Line2D

    names = max((panel.runs for panel in panels), key=len)
    return [
        Line2D([], [], color=COLOURS[i % len(COLOURS)], marker=MARKERS[i % len(MARKERS)], label=run.name)
        for i, run in enumerate(names)
    ]


def _status_mark(status: str, words: str) -> object:
    from matplotlib.lines import Line2D

    return Line2D([], [], color=INK, marker="o", linestyle="", fillstyle=_FACES[status], label=words)


def _year(day: dt.date) -> float:
    """The day as a year with its part, the end of 2021 being 2021."""
    passed = (day - dt.date(day.year, 1, 1)).days + 1
    return day.year - 1 + passed / (dt.date(day.year, 12, 31) - dt.date(day.year - 1, 12, 31)).days


def _percent(dot: Dot) -> float:
    return float(dot.rate) * 100


def path_and_results(
    years: Sequence[int],
    planned: Sequence[Fraction | None],
    dots: Sequence[Dot],
    words: tuple[str, str, str],
    lang: str,
) -> str:
    """The planned path as a dashed line, the results as marks as firm as they are; shares drawn in percent.

    ``words`` name the path, the results and the axis.
    """
    canvas, axes = new_canvas(2.4)
    with style():
        known = [(year, float(value) * 100) for year, value in zip(years, planned, strict=True) if value is not None]
        axes.plot(*zip(*known, strict=True), color=COLOURS[1], linestyle="--", marker="_", label=words[0])
        axes.plot([], [], color=COLOURS[2], marker="o", linestyle="", label=words[1])
        for dot in dots:
            _dot(axes, dot, COLOURS[2], "o", above=False)
        axes.set_xticks(list(years), [str(year) for year in years])
        axes.set_xlim(min(years) - _ROOM, max(years) + _ROOM)
        axes.set_ylim(0, max([height for _, height in known] + [_percent(dot) for dot in dots]) * 1.2)
        axes.set_ylabel(words[2])
        _percent_axis(axes, lang)
        axes.spines[["top", "right"]].set_visible(False)
        axes.legend(loc="upper right", frameon=False)
    return to_svg(canvas)
