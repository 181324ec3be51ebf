"""Dates in the languages of a report."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.values.periods import Period
from poverty_analysis.wording import say

_PADDED_MONTHS = 2


def format_date(d: dt.date, lang: str) -> str:
    """Return a short date: "05/03/2024" in Vietnamese, "2024-03-05" in English.

    The English form is ISO 8601, because 05/03 means two days to its readers.
    """
    return say(lang, "date.short", {"day": f"{d.day:02d}", "month": f"{d.month:02d}", "year": f"{d.year:04d}"})


def official_date(d: dt.date, lang: str) -> str:
    """Return a date as an act is cited: "ngày 18 tháng 01 năm 2022"; in English the short date.

    A day below 10, January and February have a leading zero (NĐ 30/2020, Phụ lục I).
    """
    month = f"{d.month:02d}" if d.month <= _PADDED_MONTHS else str(d.month)
    return say(
        lang,
        "date.official",
        {"day": f"{d.day:02d}", "month": month, "year": f"{d.year:04d}", "short": format_date(d, lang)},
    )


def period_words(span: Period, lang: str) -> str:
    """Return the period inside a sentence ("6 tháng đầu năm 2023")."""
    values = {"year": str(span.last.year), "first": str(span.first.year), "number": str(span.number)}
    return say(lang, f"period.{span.kind}", values)
