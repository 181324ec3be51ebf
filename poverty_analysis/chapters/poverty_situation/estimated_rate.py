"""The rate of the year before its review is approved: what is estimated or preliminary beside the last official one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Figure, Row, Table
from poverty_analysis.chapters.frame.sections import paragraph
from poverty_analysis.chapters.frame.statuses import status_words
from poverty_analysis.chapters.frame.tables import column, numbers, table, texts
from poverty_analysis.inputs.rows.results import (
    CLASSES,
    IndicatorResult,
    PovertyResult,
    rate_decimals,
    rate_of,
    share_of,
)
from poverty_analysis.report.open import Report
from poverty_analysis.units.units import Unit
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share
from poverty_analysis.wording.words import Words

_NOT_FIRM = ("preliminary", "estimate")
_RATES = ("poor_rate", "near_poor_rate")


@dataclass(frozen=True)
class Stated:
    """A rate, the row it was read from, and the decimals it is written with."""

    rate: Fraction
    cell: str
    decimals: int = 2


@dataclass(frozen=True)
class Rated:
    """One statement of the rates: when, how firm, by whom; None for a rate it does not give."""

    day: dt.date
    status: str
    standard: str
    agency: str
    rates: dict[str, Stated]


def rated(report: Report) -> tuple[Rated, ...]:
    """The last official rates, then what is said of the year that is not official yet; empty when nothing is.

    Of a year with an official result nothing stands beside it.
    """
    rates = sorted(
        (*_of_results(report.results), *_of_policies(report.unit, report.policies)), key=lambda rate_: rate_.day
    )
    official = [rate_ for rate_ in rates if rate_.status == "official"]
    year = min(report.params.year, report.closing_day().year)
    apart = [rate_ for rate_ in rates if rate_.status in _NOT_FIRM and rate_.day.year == year]
    if not apart or any(rate_.day.year == year and rate_.standard == apart[0].standard for rate_ in official):
        return ()
    ordered = sorted(apart, key=lambda rate_: _NOT_FIRM.index(rate_.status))
    return (*official[-1:], *ordered)


def _of_results(results: tuple[PovertyResult, ...]) -> list[Rated]:
    found: list[Rated] = []
    for row in results:
        rates = {
            f"{name}_rate": Stated(rate, row.at.cell(), rate_decimals(row, name))
            for name in CLASSES
            if (rate := rate_of(row, name)) is not None
        }
        found += [_rated(row, rates)] if rates else []
    return found


def _of_policies(unit: Unit, policies: tuple[IndicatorResult, ...]) -> list[Rated]:
    """Rates an agency states beside the policies, one statement a day, status and standard."""
    grouped: dict[tuple[object, ...], tuple[IndicatorResult, dict[str, Stated]]] = {}
    for row in policies:
        share = share_of(row)
        if share is not None and row.unit == unit.code and row.indicator in _RATES:
            key = (row.as_of, row.status, row.standard, row.agency)
            grouped.setdefault(key, (row, {}))[1][row.indicator] = Stated(share, row.at.cell())
    return [_rated(row, rates) for row, rates in grouped.values()]


def _rated(row: PovertyResult | IndicatorResult, rates: dict[str, Stated]) -> Rated:
    return Rated(row.as_of, row.status, row.standard, row.agency, rates)


def beside(report: Report) -> list[Block]:
    """The sentence and the table; nothing when the year's result is official or nothing is said of it."""
    rates = rated(report)
    if not rates:
        return []
    return [paragraph(beside_words(report)), _table(report.words, rates)]


def beside_words(report: Report) -> str:
    """The rates of the year that are not official beside the last official one, in a sentence; empty without."""
    rates = [rate_ for rate_ in rated(report) if "poor_rate" in rate_.rates]
    if not any(rate_.status in _NOT_FIRM for rate_ in rates):
        return ""
    parts = [
        report.say(
            "beside.part",
            {
                "status": status_words(report.words, rate_.status, rate_.agency),
                "day": format_date(rate_.day, report.lang),
                "rate": _shown(report.words, rate_.rates["poor_rate"]),
                "standard": rate_.standard,
            },
        )
        for rate_ in rates
    ]
    return report.say("beside.words", {"parts": "; ".join(parts)})


def _shown(words: Words, rate_: Stated) -> str:
    return format_share(rate_.rate, rate_.decimals, words.lang)


def _table(words: Words, rates: tuple[Rated, ...]) -> Table:
    columns = (
        *texts(words, {"status": 1.2, "as_of": 1.1, "standard": 1}),
        *numbers(words, {"poor_rate": 1, "near_poor_rate": 1}),
        column(words, "reporting_agency", width=2.4),
    )
    cells = (stated.cell for rated_ in rates for stated in rated_.rates.values())
    rows = tuple(_row(words, rated_) for rated_ in rates)
    return table(words, "rates-beside", columns, rows, cells, workbook_only=True)


def _row(words: Words, rated_: Rated) -> Row:
    key = f"beside.{rated_.status}.{rated_.day}.{rated_.standard}"
    status = status_words(words, rated_.status, rated_.agency)
    cells: list[Cell] = [status, format_date(rated_.day, words.lang), rated_.standard]
    for name in _RATES:
        stated = rated_.rates.get(name)
        if stated is None:
            cells.append(words.say("not_published"))
        else:
            cells.append(Figure(f"{key}.{name}", stated.rate, "share", _shown(words, stated), "stated", (stated.cell,)))
    return Row((*cells, rated_.agency))
