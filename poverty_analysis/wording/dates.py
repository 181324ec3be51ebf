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


def format_official_date(d: dt.date, lang: str) -> str:
    """Return the date of an official document: "ngày 05 tháng 3 năm 2024".

    In Vietnamese days 1 to 9 and months 1 and 2 take a leading zero, months 3
    to 9 do not (NĐ 30/2020/NĐ-CP, Phụ lục I).  English: "5 March 2024".
    """
    values = {
        "day": f"{d.day:02d}",
        "plain_day": str(d.day),
        "month": f"{d.month:02d}" if d.month <= 2 else str(d.month),
        "month_name": say(lang, f"date.month.{d.month}"),
        "year": f"{d.year:04d}",
    }
    return say(lang, "date.official", values)


def period_words(span: Period, lang: str) -> str:
    """Return the period inside a sentence ("6 tháng đầu năm 2023")."""
    values = {"year": str(span.last.year), "first": str(span.first.year), "number": str(span.number)}
    return say(lang, f"period.{span.kind}", values)
