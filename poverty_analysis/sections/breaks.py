"""Breaks of borders in the series of poor households: as it was, and in the borders of the report's day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Figure, Row, Table
from poverty_analysis.borders import Point
from poverty_analysis.sections.charts import dots
from poverty_analysis.sections.common import column, paragraph, share, table_source
from poverty_analysis.sections.ground import Ground
from poverty_analysis.sections.report import Report
from poverty_analysis.units import unit
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_exact, format_integer, format_share

_DECIMALS = 2


def across_borders(report: Report) -> list[Block]:
    """Words, a table and a chart of the series across a change of borders; nothing where they did not change."""
    ground = report.ground
    if ground is None:
        return []
    day = format_date(ground.on, report.lang)
    table = Table(
        id="series-borders",
        title=report.say("table.series_borders", {"standard": ground.standard}),
        columns=(
            column(report, "as_of"),
            column(report, "poor_as_it_was", right=True),
            column(report, "poor_rate", right=True),
            column(report, "poor_in_borders", right=True),
            column(report, "poor_rate", right=True),
            column(report, "series_quality", width=2.6),
        ),
        rows=tuple(_row(report, ground, number) for number in range(len(ground.now["poor"]))),
        unit_line=report.say("unit_households"),
        notes=(report.say("note.series_borders", {"day": day}),),
        source=table_source(record.cell() for record in report.ground_records),
    )
    blocks: list[Block] = [paragraph(report.say("breaks.words", {"day": day, "unit": report.unit.name})), table]
    chart = _chart(report, ground)
    return [*blocks, chart] if chart else blocks


def _row(report: Report, ground: Ground, number: int) -> Row:
    point = ground.now["poor"][number]
    day, key = point.as_of, f"series.{point.as_of.isoformat()}"
    old = next((p for p in ground.was["poor"] if p.as_of == day), None)
    cells: tuple[Cell, ...] = (
        format_date(day, report.lang),
        _number(report, f"{key}.was", old, "stated"),
        _rate(report, f"{key}.was_rate", *(_at(ground.was[name], point) for name in ("poor", "households"))),
        _number(report, f"{key}.now", point, "in_borders"),
        _rate(report, f"{key}.now_rate", *(_at(ground.now[name], point) for name in ("poor", "households"))),
        _quality(report, point, moved=old is not None and old.moved),
    )
    return Row(cells)


def _at(points: tuple[Point, ...], of: Point) -> Point | None:
    return next((p for p in points if p.as_of == of.as_of), None)


def _number(report: Report, key: str, point: Point | None, formula: str) -> Cell:
    if point is None or point.value is None:
        return report.say("undefined_short")
    value = point.value
    if value.denominator == 1:
        return Figure(key, int(value), "count", format_integer(int(value), report.lang), formula, _cells(report, point))
    return Figure(key, value, "number", format_exact(round(value, 1), report.lang), formula, _cells(report, point))


def _rate(report: Report, key: str, poor: Point | None, whole: Point | None) -> Cell:
    value = _share(poor, whole)
    if value is None or poor is None:
        return report.say("undefined_short")
    return share(report, key, value, "poor_over_households", inputs=_cells(report, poor))


def _share(poor: Point | None, whole: Point | None) -> Fraction | None:
    if poor is None or whole is None or poor.value is None or not whole.value:
        return None
    return poor.value / whole.value


def _cells(report: Report, point: Point) -> tuple[str, ...]:
    kept = (r for r in report.ground_records if r.values["as_of"] == point.as_of and r.values["unit"] in point.parts)
    return tuple(r.cell() for r in kept)


def _quality(report: Report, point: Point, *, moved: bool) -> str:
    values = {
        "parts": _names(report, point.parts, point),
        "missing": _names(report, point.missing, point),
        "share": format_share(point.estimated, 1, report.lang),
        "reason": report.say(f"breaks.reason.{point.reason}") if point.reason else "",
    }
    words = report.say(f"breaks.quality.{point.quality}", values)
    return report.say("breaks.moved", {"words": words}) if moved else words


def _names(report: Report, codes: tuple[str, ...], point: Point) -> str:
    """Names on the day of the point; a code that no unit carried then stays a code."""
    found = (unit(report.around, code, point.as_of) for code in codes)
    return "; ".join(one.name if one else code for one, code in zip(found, codes, strict=True))


def _chart(report: Report, ground: Ground) -> Chart | None:
    """Both rates as dots, a row a day; None where no day has one in present borders."""
    days = [point.as_of for point in ground.now["poor"]]
    now, was = ([_share_on(points, day) for day in days] for points in (ground.now, ground.was))
    known = [(day, rate) for day, rate in zip(days, now, strict=True) if rate is not None]
    if not known:
        return None
    labels = [format_date(day, report.lang) for day in days]
    lines = [("now", now), ("was", was)]
    parts = [(report.say(f"breaks.line.{name}"), [_float(rate) for rate in rates]) for name, rates in lines]
    svg = dots(labels, parts, report.say("chart.axis_share"), report.lang)
    values: dict[str, str] = {}
    for end, (day, rate) in (("first", known[0]), ("last", known[-1])):
        values |= {end: format_date(day, report.lang), f"{end}_rate": format_share(rate, _DECIMALS, report.lang)}
    source = table_source(record.cell() for record in report.ground_records)
    title, alt = report.say("chart.series_borders"), report.say("chart.series_borders_alt", values)
    return Chart("series-borders-chart", title, alt, svg, (), source)


def _share_on(points: Mapping[str, tuple[Point, ...]], day: dt.date) -> Fraction | None:
    poor, whole = (next((p for p in points[name] if p.as_of == day), None) for name in ("poor", "households"))
    return _share(poor, whole)


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
