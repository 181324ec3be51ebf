"""Dates in the languages of a report."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.values.periods import Period
from poverty_analysis.wording import say


def format_date(d: dt.date, lang: str) -> str:
    """Return a short date: "05/03/2024" in Vietnamese, "2024-03-05" in English.

    The English form is ISO 8601, because 05/03 means two days to its readers.
    """
    return say(lang, "date.short", {"day": f"{d.day:02d}", "month": f"{d.month:02d}", "year": f"{d.year:04d}"})


def period_words(span: Period, lang: str) -> str:
    """Return the period inside a sentence ("6 tháng đầu năm 2023")."""
    values = {"year": str(span.last.year), "first": str(span.first.year), "number": str(span.number)}
    return say(lang, f"period.{span.kind}", values)
