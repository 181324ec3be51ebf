"""Rates of a unit over time as points: of which day, standard, status and borders each one is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby, pairwise

from poverty_analysis.chapters.charts.time_charts import OFFICIAL, Dot, Panel, Run
from poverty_analysis.chapters.frame.statuses import status_words
from poverty_analysis.inputs.rows.results import CLASSES, PovertyClass, PovertyResult, count_of, rate_decimals, rate_of
from poverty_analysis.report.open import Report
from poverty_analysis.report.series_inputs import Ground
from poverty_analysis.units.borders import Observation, Point, as_it_was, in_borders_of, same_ground
from poverty_analysis.units.units import Unit
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share
from poverty_analysis.wording.words import Words

COUNTS = ("households", *CLASSES)


@dataclass(frozen=True)
class RatePoint:
    """One rate: ``era`` counts the changes of borders before it; a printed one keeps its ``decimals``."""

    indicator: PovertyClass
    day: dt.date
    rate: Fraction
    standard: str
    status: str
    era: int
    cells: tuple[str, ...]
    decimals: int = 2
    agency: str = ""


@dataclass(frozen=True)
class RebuiltDay:
    """Counts of one day in the borders of another; a point of each of COUNTS, and what it was made from."""

    day: dt.date
    standard: str
    status: str
    counts: dict[str, Point]

    def rate(self, indicator: PovertyClass) -> Fraction | None:
        """Rebuilt households of the class over all; None when either is refused or nobody lives there."""
        part, whole = self.counts[indicator].value, self.counts["households"].value
        return part / whole if part is not None and whole else None


@dataclass(frozen=True)
class Standing:
    """Points by day, the days from which borders changed, and the days that were rebuilt."""

    points: tuple[RatePoint, ...]
    moved: tuple[dt.date, ...] = ()
    rebuilt: tuple[RebuiltDay, ...] = field(default=())


def as_published(report: Report) -> Standing:
    """Every published rate of the unit, each in the borders of its day."""
    seen = [Observation(report.unit.code, day, 0) for day in _days(report.results)]
    ground = report.ground
    moved = tuple(p.as_of for p in as_it_was(seen, ground.units, ground.links, report.unit.code) if p.moved)
    points = (point for row in report.results for point in _points(row, moved))
    return Standing(_in_order(points), moved)


def _days(rows: Iterable[PovertyResult]) -> tuple[dt.date, ...]:
    return tuple(dict.fromkeys(row.as_of for row in rows))


def _points(row: PovertyResult, moved: tuple[dt.date, ...]) -> Iterator[RatePoint]:
    era = sum(day <= row.as_of for day in moved)
    for name in CLASSES:
        rate = rate_of(row, name)
        if rate is not None:
            cells, decimals = (row.at.cell(),), rate_decimals(row, name)
            yield RatePoint(name, row.as_of, rate, row.standard, row.status, era, cells, decimals, row.agency)


def _in_order(points: Iterable[RatePoint]) -> tuple[RatePoint, ...]:
    return tuple(sorted(points, key=lambda p: (p.day, p.standard, p.era)))


def borders_day(unit: Unit, closing_day: dt.date) -> dt.date:
    """The day whose borders are "today's": that of the report, or the last one of a unit that ended before."""
    end = unit.valid_to
    return min(closing_day, end - dt.timedelta(days=1)) if end else closing_day


def in_borders(report: Report) -> Standing:
    """Rates in the borders of the report's day: published ones of the same ground, others rebuilt from counts."""
    code, on, ground = report.unit.code, borders_day(report.unit, report.closing_day()), report.ground
    whole = [
        row
        for row in report.results
        if same_ground(ground.units, ground.links, code, min(row.as_of, on), max(row.as_of, on))
    ]
    rebuilt = tuple(one for one in _rebuilt(report.unit, report.ground, on) if one.day not in _days(whole))
    points = [point for row in whole for point in _points(row, ())]
    points += [point for one in rebuilt for point in _of_rebuilt(one)]
    return Standing(_in_order(points), (), rebuilt)


def _of_rebuilt(one: RebuiltDay) -> Iterator[RatePoint]:
    for name in CLASSES:
        rate = one.rate(name)
        # A number that rests on a share of a divided unit is an estimate, whatever the parts were.
        status = "estimate" if any(p.quality == "estimated" for p in one.counts.values()) else one.status
        if rate is not None:
            yield RatePoint(name, one.day, rate, one.standard, status, 0, ())


def _rebuilt(unit: Unit, ground: Ground, on: dt.date) -> Iterator[RebuiltDay]:
    """Every day of the family, each standard and status on its own: they are never added together."""

    def key(row: PovertyResult) -> tuple[str, str]:
        return row.standard, row.status

    for (standard, status), group in groupby(sorted(ground.results, key=key), key):
        rows = tuple(group)
        made = {
            name: {p.as_of: p for p in in_borders_of(_seen(rows, name), ground.units, ground.links, unit.code, on)}
            for name in COUNTS
        }
        for day in sorted(_days(rows)):
            empty = Point(day, None, "refused", (), reason="no_data")
            yield RebuiltDay(day, standard, status, {name: made[name].get(day, empty) for name in COUNTS})


def _seen(rows: Iterable[PovertyResult], name: str) -> Iterator[Observation]:
    for row in rows:
        value = count_of(row, name)
        if value is not None:
            yield Observation(row.unit, row.as_of, value, row.at.cell())


def runs(standing: Standing, indicator: PovertyClass) -> tuple[tuple[tuple[str, int], tuple[RatePoint, ...]], ...]:
    """Points that may be compared: of one standard within one set of borders, the oldest run first."""
    own = [point for point in standing.points if point.indicator == indicator]
    keys = dict.fromkeys((point.standard, point.era) for point in own)
    return tuple((key, tuple(p for p in own if (p.standard, p.era) == key)) for key in keys)


def series_panels(words: Words, unit: Unit, ground: Ground, standing: Standing) -> tuple[Panel, ...]:
    """What the chart draws: a panel an indicator, a run a standard and set of borders."""
    names = [key for one in CLASSES for key, _ in runs(standing, one)]
    order = tuple(dict.fromkeys(names))
    panels: list[Panel] = []
    for indicator in (one for one in CLASSES if runs(standing, one)):
        found = dict(runs(standing, indicator))
        made = tuple(
            Run(_run_name(words, unit, ground, standing, key), _dots(words, found.get(key, ()))) for key in order
        )
        panels.append(Panel(words.say(f"series.{indicator}"), made))
    return tuple(panels)


def _dots(words: Words, points: tuple[RatePoint, ...]) -> tuple[Dot, ...]:
    return tuple(Dot(p.day, p.rate, p.status, rate_words(words, p)) for p in points)


def rate_words(words: Words, point: RatePoint) -> str:
    """The rate as it is written, a printed one with the decimals printed."""
    return format_share(point.rate, point.decimals, words.lang)


def _run_name(words: Words, unit: Unit, ground: Ground, standing: Standing, key: tuple[str, int]) -> str:
    standard, era = key
    if not standing.moved:
        return standard
    day = standing.moved[max(era - 1, 0)]
    text = "series.until" if era == 0 else "series.since"
    return words.say(
        text,
        {"standard": standard, "day": format_date(_changed(unit, ground, standing, day), words.lang)},
    )


def _changed(unit: Unit, ground: Ground, standing: Standing, moved: dt.date) -> dt.date:
    """The day borders changed before the point ``moved``: that of a link, else the point's own."""
    before = max((p.day for p in standing.points if p.day < moved), default=moved)
    own = (x.effective for x in ground.links if unit.code in (x.old, x.new))
    return min((day for day in own if before < day <= moved), default=moved)


def series_breaks(report: Report, standing: Standing) -> tuple[tuple[dt.date, str], ...]:
    """Where no line may cross: between the last point of one standard and the first of the next, and at new borders."""
    found = list(_standard_breaks(report.words, standing))
    for day in standing.moved:
        changed = _changed(report.unit, report.ground, standing, day)
        found.append((changed, report.say("series.border_break", {"day": format_date(changed, report.lang)})))
    return tuple(sorted(found))


def _standard_breaks(words: Words, standing: Standing) -> Iterator[tuple[dt.date, str]]:
    days: dict[str, list[dt.date]] = {}
    for point in standing.points:
        days.setdefault(point.standard, []).append(point.day)
    for (old, before), (new, after) in pairwise(days.items()):
        first, last = min(after), max(before)
        middle = last + (first - last) / 2 if last < first else first
        yield middle, words.say("series.standard_break", {"old": old, "new": new})


def series_words(report: Report, standing: Standing) -> tuple[str, ...]:
    """The finding in sentences: each run from its first to its last point, then what may not be compared."""
    said = [
        _run_words(report.words, report.unit, report.ground, standing, name, key, points)
        for name in CLASSES
        for key, points in runs(standing, name)
    ]
    said += double_words(report.words, standing)
    breaks = [words for _, words in series_breaks(report, standing)]
    said += [report.say("series.not_compared", {"breaks": "; ".join(breaks)})] if breaks else []
    return tuple(said)


def _run_words(
    words: Words,
    unit: Unit,
    ground: Ground,
    standing: Standing,
    name: PovertyClass,
    key: tuple[str, int],
    points: tuple[RatePoint, ...],
) -> str:
    firm = [point for point in points if point.status == OFFICIAL]
    apart = [point for point in points if point.status != OFFICIAL]
    head = {"run": _run_name(words, unit, ground, standing, key), "what": words.say(f"series.{name}_rate")}
    parts: list[str] = []
    if len(firm) > 1:
        first, last = firm[0], firm[-1]
        turn = "fell" if last.rate < first.rate else "rose" if last.rate > first.rate else "same"
        values = {"from": _shown(words, first), "to": _shown(words, last)}
        parts.append(words.say(f"series.{turn}", values))
    parts += [_shown(words, point) for point in (firm if len(firm) == 1 else [])]
    parts += [_shown(words, point) for point in apart]
    return words.say("series.run", {**head, "parts": "; ".join(parts)})


def series_finding(report: Report, standing: Standing) -> str:
    """The newest run of the poverty rate from its first to its last point; both where two standards end on one day."""
    found = runs(standing, CLASSES[0])
    newest = max((points[-1].day for _, points in found), default=None)
    said = [
        _run_words(report.words, report.unit, report.ground, standing, CLASSES[0], key, points).rstrip(".")
        for key, points in found
        if points[-1].day == newest
    ]
    return "; ".join(said) or report.say("chart.poverty")


def _shown(words: Words, point: RatePoint) -> str:
    values = {
        "rate": rate_words(words, point),
        "day": format_date(point.day, words.lang),
        "status": status_words(words, point.status, point.agency),
    }
    return words.say("series.point", values)


def double_words(words: Words, standing: Standing, day: dt.date | None = None) -> list[str]:
    """Days that have a result under each of two standards; of the one ``day`` alone where it is told."""
    said: list[str] = []
    poor = [point for point in standing.points if point.indicator == "poor" and day in (None, point.day)]
    for on in dict.fromkeys(point.day for point in poor):
        both = [point for point in poor if point.day == on]
        if len({point.standard for point in both}) > 1:
            rates = "; ".join(f"{rate_words(words, p)} ({p.standard})" for p in both)
            said.append(words.say("series.double", {"day": format_date(on, words.lang), "rates": rates}))
    return said
