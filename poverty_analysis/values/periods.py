"""Periods of reports: which days they cover, and what their folders are called.

A month or a quarter is named by the day its figures stand at, since a report
carries one year and one such day (``as_of``).
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass

_QUARTER = 3
# Last month of the periods that begin with the year.
_ENDS = {"six_months": 6, "nine_months": 9, "year": 12, "term": 12}


class UnknownPeriod(ValueError):
    """A period that cannot be told: a month or quarter without a day in its year, or a day before the period."""


@dataclass(frozen=True)
class Period:
    """A kind of period with its first and last day; ``number`` tells a month (1 to 12) or quarter (1 to 4)."""

    kind: str
    first: dt.date
    last: dt.date
    number: int = 0

    def folder(self) -> str:
        """Name of the period in a path: ``2023-year``, ``2023-six-months``, ``2023-month-05``, ``2016-2020-term``."""
        kind = self.kind.replace("_", "-")
        if self.kind == "term":
            return f"{self.first.year}-{self.last.year}-{kind}"
        number = f"-{self.number:02d}" if self.kind == "month" else f"-{self.number}" if self.number else ""
        return f"{self.last.year}-{kind}{number}"


def period(kind: str, year: int, as_of: dt.date | None = None, first_year: int = 0) -> Period:
    """The days of a period.

    Parameters
    ----------
    kind : str
        ``month``, ``quarter``, ``six_months``, ``nine_months``, ``year`` or ``term``.
    year : int
        The year of the report; of a term, its last.
    as_of : datetime.date, optional
        The day the figures stand at.  It tells which month or quarter is
        meant; for the other kinds it may also lie after the last day (accounts
        of a year close on 31/01 of the next).
    first_year : int
        First year of a term; the year itself when 0.

    Raises
    ------
    UnknownPeriod
        A month or quarter without a day in ``year``; a day before the period
        began.
    """
    if kind in ("month", "quarter"):
        if as_of is None or as_of.year != year:
            raise UnknownPeriod(f"{kind} of {year} needs a day of that year")
        size = 1 if kind == "month" else _QUARTER
        number = (as_of.month - 1) // size + 1
        return Period(kind, dt.date(year, (number - 1) * size + 1, 1), _end(year, number * size), number)
    start = first_year if kind == "term" and first_year else year
    if as_of is not None and as_of < dt.date(start, 1, 1):
        raise UnknownPeriod(f"{as_of} lies before {kind} of {year}")
    return Period(kind, dt.date(start, 1, 1), _end(year, _ENDS[kind]))


def _end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def same_day(day: dt.date, year: int) -> dt.date:
    """``day`` in another year; 29/02 becomes 28/02 where there is none."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=day.day - 1)
