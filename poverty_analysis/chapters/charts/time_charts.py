"""Charts of several years: rates over time with their breaks, and a path with its results."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from poverty_analysis.chapters.charts.axes import percent_marks, upright_axis
from poverty_analysis.chapters.charts.bar_charts import colour_of
from poverty_analysis.chapters.charts.labels import Box, Point, free_label
from poverty_analysis.chapters.charts.rows import head
from poverty_analysis.render.letters import drawable, width_of, wrapped
from poverty_analysis.render.svg import GAP, LINE, SMALL, WIDTH, Face, dot, line, picture, words

# How firm a point is: filled and joined, or apart.
OFFICIAL = "official"
FACES: Mapping[str, Face] = {"official": "full", "preliminary": "half", "estimate": "hollow"}
_PERCENT = 100
# An entry of a key: its colour, its face, its words.
Entry = tuple[str, Face, str]
# A tenth above the highest rate, for its label.
_HEADROOM = 1 + Fraction(1, 10)
_RADIUS = 3.2
# Years beside the first and the last.
_ROOM = 0.6
_MOST_YEARS = 7
# Height of what is drawn, in lines.
_HEIGHT = 12
# Room for the numbers of an axis, in sizes.
_NUMBERS = 3


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


@dataclass(frozen=True)
class Plot:
    """Where the years and percentages of a panel lie."""

    box: Box
    first: int
    last: int
    marks: tuple[Fraction, ...]

    def across(self, year: float) -> float:
        """The place of a year, the end of 2021 being 2021."""
        part = (year - self.first + _ROOM) / (self.last - self.first + 2 * _ROOM)
        return self.box.left + part * (self.box.right - self.box.left)

    def up(self, share: Fraction) -> float:
        """The height of a share."""
        part = float(share * _PERCENT / self.marks[-1])
        return self.box.bottom - part * (self.box.bottom - self.box.top)

    def at(self, one: Dot) -> Point:
        """The place of a rate."""
        return self.across(_year(one.day)), self.up(one.rate)


def rates_over_time(
    panels: Sequence[Panel],
    breaks: Sequence[tuple[dt.date, str]],
    statuses: Sequence[tuple[str, str]],
    axis: str,
    lang: str,
) -> str:
    """Rates in percent by day, a colour a run, side by side for each panel.

    Only official points of a run are joined; preliminary ones are half filled,
    estimates hollow, both apart.  A dashed line with a letter stands at every
    break, the letter's words below the drawing, and no line crosses one.
    """
    told, top = head(axis, 0)
    days = [one.day.year for panel in panels for run in panel.runs for one in run.dots]
    width = (WIDTH - GAP * (len(panels) - 1)) / len(panels)
    marks = [told]
    for place, panel in enumerate(panels):
        known = [one.rate for run in panel.runs for one in run.dots]
        scale = percent_marks(max(known, default=Fraction(0)) * _PERCENT * _HEADROOM)
        left = place * (width + GAP)
        above = top + 2 * LINE + GAP / 2
        box = Box(left + _NUMBERS * SMALL, above, left + width, above + _HEIGHT * LINE)
        marks.append(_panel(Plot(box, min(days), max(days), scale), panel, [day for day, _ in breaks], top, lang))
    bottom = top + (2 + _HEIGHT + 1) * LINE + 2 * GAP
    key, bottom = _key(panels, statuses, breaks, bottom)
    return picture(bottom, [*marks, key], lang)


def _panel(plot: Plot, panel: Panel, breaks: Sequence[dt.date], top: float, lang: str) -> str:
    middle = (plot.box.left + plot.box.right) / 2
    drawn = words(middle, top + SMALL, panel.title, anchor="middle", bold=True)
    drawn += _frame(plot, lang)
    drawn += _break_lines(plot, breaks)
    coloured = [(colour_of(place), run) for place, run in enumerate(panel.runs)]
    joins = [join for _, run in coloured for join in _joins(plot, run)]
    cuts = [((x, plot.box.top), (x, plot.box.bottom)) for x in (plot.across(_year(day)) for day in breaks)]
    for colour, run in coloured:
        drawn += "".join(line(join, colour, 1.6) for join in _joins(plot, run))
        drawn += "".join(dot(*plot.at(one), _RADIUS, colour, FACES[one.status]) for one in run.dots)
    dots = [one for run in panel.runs for one in run.dots]
    return drawn + _labels(plot, dots, [*joins, *cuts])


def _frame(plot: Plot, lang: str) -> str:
    ends = (plot.box.left, plot.box.right)
    drawn = upright_axis(plot.marks, [plot.up(mark / _PERCENT) for mark in plot.marks], ends, lang)
    step = (plot.last - plot.first) // _MOST_YEARS + 1
    for year in range(plot.first, plot.last + 1, step):
        drawn += words(plot.across(year), plot.box.bottom + LINE, str(year), anchor="middle", size=SMALL)
    return drawn


def _joins(plot: Plot, run: Run) -> list[tuple[Point, Point]]:
    firm = [plot.at(one) for one in run.dots if one.status == OFFICIAL]
    return list(pairwise(firm))


def _break_lines(plot: Plot, breaks: Sequence[dt.date]) -> str:
    """A dashed line a break; breaks that lie close together have their letters side by side."""
    places = [plot.across(_year(day)) for day in breaks]
    drawn = "".join(line([(x, plot.box.top), (x, plot.box.bottom)], "soft", 0.8, "3 2") for x in places)
    groups: list[list[int]] = []
    for at, x in enumerate(places):
        if groups and x - places[groups[-1][-1]] < 2 * SMALL:
            groups[-1].append(at)
        else:
            groups.append([at])
    for group in groups:
        middle = sum(places[at] for at in group) / len(group)
        letters = ", ".join(map(_letter, group))
        drawn += words(middle, plot.box.top - GAP / 2, letters, anchor="middle", size=SMALL)
    return drawn


def _letter(at: int) -> str:
    """A, B, C: the sign of a break."""
    return chr(ord("A") + at)


def _labels(plot: Plot, dots: Sequence[Dot], lines: Sequence[tuple[Point, Point]]) -> str:
    """The rates beside their marks where there is room, the newest first; all of them stand in the table."""
    taken = [_mark_box(plot.at(one)) for one in dots]
    grid = [((plot.box.left, y), (plot.box.right, y)) for y in (plot.up(mark / _PERCENT) for mark in plot.marks)]
    drawn = ""
    for one in sorted(dots, key=lambda one: one.day, reverse=True):
        label = free_label(plot.at(one), one.label, SMALL, plot.box, taken, [*lines, *grid])
        if label is not None:
            taken.append(label.box)
            drawn += words(label.x, label.y, label.text, anchor=label.anchor, size=SMALL)
    return drawn


def _mark_box(place: Point) -> Box:
    x, y = place
    return Box(x - _RADIUS - 1, y - _RADIUS - 1, x + _RADIUS + 1, y + _RADIUS + 1)


def _key(
    panels: Sequence[Panel], statuses: Sequence[tuple[str, str]], breaks: Sequence[tuple[dt.date, str]], top: float
) -> tuple[str, float]:
    """Names of the runs and of how firm a point is, where there are several, then the words of the breaks."""
    runs = max((panel.runs for panel in panels), key=len)
    entries: list[Entry] = []
    entries += [(colour_of(place), "full", run.name) for place, run in enumerate(runs)] if len(runs) > 1 else []
    entries += [("ink", FACES[key], name) for key, name in statuses] if len(statuses) > 1 else []
    drawn = "".join(_entries(entries, top))
    bottom = top + (_lines_of(entries) * LINE + GAP / 2 if entries else 0)
    for at, (_, text) in enumerate(breaks):
        for shown in wrapped(f"{_letter(at)}: {text}", WIDTH, SMALL):
            drawn += words(0, bottom + SMALL, shown, size=SMALL)
            bottom += LINE
    return drawn, bottom


def _spots(entries: Sequence[Entry]) -> Iterator[tuple[float, int]]:
    """The left end and line of each entry of a key."""
    left, row = 0.0, 0
    for _, _, name in entries:
        width = width_of(drawable(name), SMALL) + 2 * LINE
        if left and left + width > WIDTH:
            left, row = 0.0, row + 1
        yield left, row
        left += width + GAP


def _lines_of(entries: Sequence[Entry]) -> int:
    return max((row for _, row in _spots(entries)), default=-1) + 1


def _entries(entries: Sequence[Entry], top: float) -> Iterator[str]:
    for (colour, face, name), (left, row) in zip(entries, _spots(entries), strict=True):
        y = top + row * LINE
        yield dot(left + _RADIUS + 1, y + SMALL / 2 + 1, _RADIUS, colour, face)
        yield words(left + 2 * GAP, y + SMALL, name, size=SMALL)


def _year(day: dt.date) -> float:
    """The day as a year with its part, the end of 2021 being 2021."""
    passed = (day - dt.date(day.year, 1, 1)).days + 1
    return day.year - 1 + passed / (dt.date(day.year, 12, 31) - dt.date(day.year - 1, 12, 31)).days


def path_and_results(
    years: Sequence[int],
    planned: Sequence[Fraction | None],
    dots: Sequence[Dot],
    text: tuple[str, str, str],
    lang: str,
) -> str:
    """The planned path as a dashed line, the results as marks as firm as they are; shares drawn in percent.

    ``text`` names the path, the results and the axis.
    """
    told, top = head(text[2], 0)
    known = [(year, value) for year, value in zip(years, planned, strict=True) if value is not None]
    highest = max([value for _, value in known] + [one.rate for one in dots])
    scale = percent_marks(highest * _PERCENT * _HEADROOM)
    drawn, top = _path_key(text, top)
    plot = Plot(Box(_NUMBERS * SMALL, top, WIDTH, top + _HEIGHT * LINE), min(years), max(years), scale)
    points = [(plot.across(year), plot.up(value)) for year, value in known]
    marks = [told, drawn, _frame(plot, lang), line(points, "c1", 1.4, "4 3")]
    marks += [dot(*point, 1.6, "c1", "full") for point in points]
    marks += [dot(*plot.at(one), _RADIUS, "c2", FACES[one.status]) for one in dots]
    marks.append(_labels(plot, dots, list(pairwise(points))))
    return picture(plot.box.bottom + LINE + GAP, marks, lang)


def _path_key(text: tuple[str, str, str], top: float) -> tuple[str, float]:
    """A dashed line and a mark, with what they are."""
    y = top + SMALL / 2 + 1
    drawn = line([(0, y), (2 * LINE, y)], "c1", 1.4, "4 3") + words(2 * LINE + GAP, top + SMALL, text[0], size=SMALL)
    left = 2 * LINE + 2 * GAP + width_of(drawable(text[0]), SMALL) + LINE
    drawn += dot(left, y, _RADIUS, "c2", "full") + words(left + GAP, top + SMALL, text[1], size=SMALL)
    return drawn, top + LINE + GAP
