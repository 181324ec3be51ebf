"""Counts of earlier days in today's borders: what could be rebuilt, from which units, and what was refused."""

from __future__ import annotations

from fractions import Fraction

from poverty_analysis.blocks import Cell, Figure, Row, Table
from poverty_analysis.chapters.frame.figures import count, share
from poverty_analysis.chapters.frame.tables import column, numbers, table, texts
from poverty_analysis.chapters.poverty_situation.rate_points import COUNTS, RebuiltDay, Standing, borders_day
from poverty_analysis.inputs.rows.results import CLASSES
from poverty_analysis.report.open import Report
from poverty_analysis.report.series_inputs import Ground
from poverty_analysis.units.borders import Point
from poverty_analysis.units.units import unit
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_decimal, format_share
from poverty_analysis.wording.words import Words

_ROUNDED = 1


def rebuilt_table(report: Report, standing: Standing) -> Table:
    """Every day that had other borders, with its counts in today's or the reason why there are none."""
    columns = (
        *texts(report.words, {"as_of": 1, "standard": 0.9, "status": 0.9}),
        *numbers(report.words, {**dict.fromkeys(COUNTS, 0.9)}),
        *(column(report.words, f"{name}_rate", right=True, width=0.8) for name in CLASSES),
        column(report.words, "made_from", width=2.4),
    )
    return table(
        report.words,
        "poverty-rebuilt",
        columns,
        (_row(report.words, report.ground, rebuilt) for rebuilt in standing.rebuilt),
        unit="households",
        values={"day": format_date(borders_day(report.unit, report.closing_day()), report.lang)},
    )


def _row(words: Words, ground: Ground, rebuilt: RebuiltDay) -> Row:
    key = f"rebuilt.{rebuilt.day}.{rebuilt.standard}.{rebuilt.status}"
    counts = tuple(_count(words, f"{key}.{name}", rebuilt.counts[name]) for name in COUNTS)
    rates: list[Cell] = []
    for name in CLASSES:
        rate = rebuilt.rate(name)
        formula = f"{name}_over_households"
        rates.append("–" if rate is None else share(words, f"{key}.{name}_rate", rate, formula))
    status = words.word("status", rebuilt.status)
    return Row(
        (
            format_date(rebuilt.day, words.lang),
            rebuilt.standard,
            status,
            *counts,
            *rates,
            _made_from(words, ground, rebuilt),
        )
    )


def _count(words: Words, key: str, point: Point) -> Cell:
    if point.value is None:
        return "–"
    if point.value.denominator == 1:
        return count(words, key, int(point.value), "in_borders")
    return Figure(key, point.value, "number", format_decimal(point.value, _ROUNDED, words.lang), "in_borders")


def _made_from(words: Words, ground: Ground, rebuilt: RebuiltDay) -> str:
    """The units a day was summed from; of a refused count why, of an estimated one how much of it is."""
    point = rebuilt.counts["poor"]
    values = {
        "units": _names(ground, point.parts, point),
        "missing": _names(ground, point.missing or point.parts, point),
        "part": format_share(point.estimated or Fraction(0), 1, words.lang),
    }
    name = f"refused.{point.reason}" if point.quality == "refused" else point.quality
    return words.say(f"rebuilt.{name}", values)


def _names(ground: Ground, codes: tuple[str, ...], point: Point) -> str:
    """Names on the day of the point; a code that no unit carried then stays a code."""
    found = (unit(ground.units, code, point.as_of) for code in codes)
    return "; ".join(one.name if one else code for one, code in zip(found, codes, strict=True))
