"""The rate of the year before its review is approved: what is estimated or preliminary beside the last official one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Figure, Row, Table
from poverty_analysis.chapters.frame.common import column, paragraph, table_source
from poverty_analysis.inputs.rows.results import (
    CLASSES,
    IndicatorResult,
    PovertyResult,
    rate_decimals,
    rate_of,
    share_of,
)
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share

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
    known = sorted((*_of_results(report), *_of_policies(report)), key=lambda one: one.day)
    official = [one for one in known if one.status == "official"]
    year = min(report.params.year, report.closing_day().year)
    apart = [one for one in known if one.status in _NOT_FIRM and one.day.year == year]
    if not apart or any(one.day.year == year and one.standard == apart[0].standard for one in official):
        return ()
    ordered = sorted(apart, key=lambda one: _NOT_FIRM.index(one.status))
    return (*official[-1:], *ordered)


def _of_results(report: Report) -> list[Rated]:
    found: list[Rated] = []
    for row in report.results:
        rates = {
            f"{name}_rate": Stated(rate, row.at.cell(), rate_decimals(row, name))
            for name in CLASSES
            if (rate := rate_of(row, name)) is not None
        }
        found += [_rated(row, rates)] if rates else []
    return found


def _of_policies(report: Report) -> list[Rated]:
    """Rates an agency states beside the policies, one statement a day, status and standard."""
    grouped: dict[tuple[object, ...], tuple[IndicatorResult, dict[str, Stated]]] = {}
    for row in report.policies:
        share = share_of(row)
        if share is not None and row.unit == report.unit.code and row.indicator in _RATES:
            key = (row.as_of, row.status, row.standard, row.agency)
            grouped.setdefault(key, (row, {}))[1][row.indicator] = Stated(share, row.at.cell())
    return [_rated(row, rates) for row, rates in grouped.values()]


def _rated(row: PovertyResult | IndicatorResult, rates: dict[str, Stated]) -> Rated:
    return Rated(row.as_of, row.status, row.standard, row.agency, rates)


def beside(report: Report) -> list[Block]:
    """The sentence and the table; nothing when the year's result is official or nothing is said of it."""
    found = rated(report)
    if not found:
        return []
    return [paragraph(beside_words(report)), _table(report, found)]


def beside_words(report: Report) -> str:
    """The rates of the year that are not official beside the last official one, in a sentence; empty without."""
    found = [one for one in rated(report) if "poor_rate" in one.rates]
    if not any(one.status in _NOT_FIRM for one in found):
        return ""
    parts = [
        report.say(
            "beside.part",
            {
                "status": report.word("status", one.status),
                "day": format_date(one.day, report.lang),
                "rate": _shown(report, one.rates["poor_rate"]),
                "standard": one.standard,
            },
        )
        for one in found
    ]
    return report.say("beside.words", {"parts": "; ".join(parts)})


def _shown(report: Report, given: Stated) -> str:
    return format_share(given.rate, given.decimals, report.lang)


def _table(report: Report, found: tuple[Rated, ...]) -> Table:
    columns = (
        column(report, "status", width=1.2),
        column(report, "as_of", width=1.1),
        column(report, "standard", width=1),
        column(report, "poor_rate", right=True),
        column(report, "near_poor_rate", right=True),
        column(report, "reporting_agency", width=2.4),
    )
    cells = (given.cell for one in found for given in one.rates.values())
    notes = (report.say("note.beside"),)
    rows = tuple(_row(report, one) for one in found)
    return Table("rates-beside", report.say("table.beside"), columns, rows, notes=notes, source=table_source(cells))


def _row(report: Report, one: Rated) -> Row:
    key = f"beside.{one.status}.{one.day}.{one.standard}"
    cells: list[Cell] = [report.word("status", one.status), format_date(one.day, report.lang), one.standard]
    for name in _RATES:
        given = one.rates.get(name)
        if given is None:
            cells.append(report.say("not_published"))
        else:
            cells.append(Figure(f"{key}.{name}", given.rate, "share", _shown(report, given), "stated", (given.cell,)))
    return Row((*cells, one.agency))
