"""The rate of the year before its review is approved: what is estimated or preliminary beside the last official one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Figure, Row, Table
from poverty_analysis.chapters.frame.common import column, paragraph, table_source
from poverty_analysis.chapters.target_achievement.target_verdicts import rate_decimals, rate_of
from poverty_analysis.inputs.checker import Record
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
    for record in report.results:
        rates: dict[str, Stated] = {}
        for name in _RATES:
            counted = name.removesuffix("_rate")
            rate = rate_of(record, counted)
            if rate is not None:
                rates[name] = Stated(rate, record.cell(), rate_decimals(record, counted))
        found += [_rated(record, rates)] if rates else []
    return found


def _of_policies(report: Report) -> list[Rated]:
    """Rates an agency states beside the policies, one statement a day, status and standard."""
    grouped: dict[tuple[object, ...], tuple[Record, dict[str, Stated]]] = {}
    for record in report.policies:
        values = record.values
        part, whole = values.get("numerator"), values.get("denominator")
        if values["unit"] != report.unit.code or values["indicator"] not in _RATES:
            continue
        if isinstance(part, int) and isinstance(whole, int) and whole:
            key = (values["as_of"], values["status"], values.get("standard"), values["agency"])
            rates = grouped.setdefault(key, (record, {}))[1]
            rates[str(values["indicator"])] = Stated(Fraction(part, whole), record.cell())
    return [_rated(record, rates) for record, rates in grouped.values()]


def _rated(record: Record, rates: dict[str, Stated]) -> Rated:
    values = record.values
    day = values["as_of"]
    return Rated(
        day=day if isinstance(day, dt.date) else dt.date.min,
        status=str(values["status"]),
        standard=str(values.get("standard") or ""),
        agency=str(values["agency"]),
        rates=rates,
    )


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
