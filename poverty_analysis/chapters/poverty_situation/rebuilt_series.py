"""Counts of earlier days in today's borders: what could be rebuilt, from which units, and what was refused."""

from __future__ import annotations

from fractions import Fraction

from poverty_analysis.blocks import Cell, Figure, Row, Table
from poverty_analysis.chapters.frame.common import column, count, share
from poverty_analysis.chapters.poverty_situation.rate_points import (
    COUNTS,
    RebuiltDay,
    Standing,
    borders_day,
)
from poverty_analysis.inputs.rows.results import CLASSES
from poverty_analysis.report.open import Report
from poverty_analysis.units.borders import Point
from poverty_analysis.units.units import unit
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_decimal, format_share

_ROUNDED = 1


def rebuilt_table(report: Report, standing: Standing) -> Table:
    """Every day that had other borders, with its counts in today's or the reason why there are none."""
    columns = (
        column(report, "as_of", width=1),
        column(report, "standard", width=0.9),
        column(report, "status", width=0.9),
        *(column(report, name, right=True, width=0.9) for name in COUNTS),
        *(column(report, f"{name}_rate", right=True, width=0.8) for name in CLASSES),
        column(report, "made_from", width=2.4),
    )
    return Table(
        id="poverty-rebuilt",
        title=report.say("table.rebuilt", {"day": format_date(borders_day(report), report.lang)}),
        columns=columns,
        rows=tuple(_row(report, one) for one in standing.rebuilt),
        unit_line=report.say("unit_households"),
        notes=(report.say("note.rebuilt"),),
    )


def _row(report: Report, one: RebuiltDay) -> Row:
    key = f"rebuilt.{one.day}.{one.standard}.{one.status}"
    counts = tuple(_count(report, f"{key}.{name}", one.counts[name]) for name in COUNTS)
    rates: list[Cell] = []
    for name in CLASSES:
        rate = one.rate(name)
        formula = f"{name}_over_households"
        rates.append("–" if rate is None else share(report, f"{key}.{name}_rate", rate, formula))
    status = report.word("status", one.status)
    return Row((format_date(one.day, report.lang), one.standard, status, *counts, *rates, _made_from(report, one)))


def _count(report: Report, key: str, point: Point) -> Cell:
    if point.value is None:
        return "–"
    if point.value.denominator == 1:
        return count(report, key, int(point.value), "in_borders")
    return Figure(key, point.value, "number", format_decimal(point.value, _ROUNDED, report.lang), "in_borders")


def _made_from(report: Report, one: RebuiltDay) -> str:
    """The units a day was summed from; of a refused count why, of an estimated one how much of it is."""
    point = one.counts["poor"]
    values = {
        "units": _names(report, point.parts, point),
        "missing": _names(report, point.missing or point.parts, point),
        "part": format_share(point.estimated or Fraction(0), 1, report.lang),
    }
    name = f"refused.{point.reason}" if point.quality == "refused" else point.quality
    return report.say(f"rebuilt.{name}", values)


def _names(report: Report, codes: tuple[str, ...], point: Point) -> str:
    """Names on the day of the point; a code that no unit carried then stays a code."""
    found = (unit(report.ground.units, code, point.as_of) for code in codes)
    return "; ".join(one.name if one else code for one, code in zip(found, codes, strict=True))
