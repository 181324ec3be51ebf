"""What a report takes of the ledgers and of the treasury's exports: its unit's own, in force, of its year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from poverty_analysis.budget import ledger
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.exports.reading import MAP_SUFFIX
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.rows.results import CountryResult, IndicatorResult, PovertyResult, ReviewProgress
from poverty_analysis.inputs.workspace import Rows
from poverty_analysis.report.disclosure import SHOWN_PART
from poverty_analysis.values.periods import same_day
from poverty_analysis.values.problems import Finding

Of = TypeVar("Of", Entry, PovertyResult, IndicatorResult, ReviewProgress)
Published = TypeVar("Published", PovertyResult, CountryResult, IndicatorResult)


def ledger_of(booked: tuple[Entry, ...], year: int, day: dt.date | None, level: str) -> tuple[Entry, ...]:
    """Postings of ``year`` that are in force on ``day``, at the level of the unit."""
    kept = ledger.of_year(ledger.in_force(ledger.counted(booked, day)), year)
    return ledger.own(kept, level)


def year_before(booked: tuple[Entry, ...], wanted: Params) -> dt.date:
    """The same date a year earlier than the day the year's figures stand at."""
    days = [e.as_of for e in ledger.of_year(booked, wanted.year) if e.as_of is not None]
    day = counting_day(wanted) or max(days, default=dt.date(wanted.year, 12, 31))
    return same_day(day, day.year - 1)


def counting_day(wanted: Params) -> dt.date | None:
    """The day up to which postings count; None for a whole year, whose accounts close after its last day."""
    whole = wanted.period in ("year", "term")
    return wanted.as_of or (None if whole else wanted.span().last)


def seen_until(wanted: Params) -> dt.date:
    """The last day of results and forms that a report may show."""
    return wanted.as_of or wanted.span().last


def of_units(rows: Rows[Of], *codes: str) -> tuple[Of, ...]:
    """Rows of any of the units, in the order of the table."""
    places = sorted(place for code in {*codes} for place in rows.places_of_units.get(code, ()))
    return tuple(rows.records[place] for place in places)


def in_time(rows: Iterable[Published], until: dt.date, estimates_of: int = 0) -> tuple[Published, ...]:
    """Rows up to a day, oldest first; of the year ``estimates_of`` also later estimates."""

    def kept(row: Published) -> bool:
        return row.as_of <= until or (row.status == "estimate" and row.as_of.year == estimates_of)

    return tuple(sorted((row for row in rows if kept(row)), key=lambda row: row.as_of))


def used_files(rows: Rows[Of], *codes: str) -> tuple[InputFile, ...]:
    """Files that hold a row of one of the units, with the map an export is read through."""
    names = {row.at.file for row in of_units(rows, *codes)}
    return tuple(
        f
        for f in rows.files
        if f.path.removesuffix(SHOWN_PART) in names or _export_of(f.path) in {_stem(n) for n in names}
    )


def _export_of(path: str) -> str:
    return path.removesuffix(MAP_SUFFIX) if path.endswith(MAP_SUFFIX) else ""


def _stem(path: str) -> str:
    return path.rpartition(".")[0]


def export_findings(postings: Rows[Entry], code: str) -> tuple[Finding, ...]:
    """What the exports with postings of the unit say of themselves that does not hold."""
    names = {entry.at.file for entry in of_units(postings, code)}
    return tuple(f for f in postings.findings if f.severity != "note" and f.key[0] in names)
