"""Values as people write and paste them, where they can mean one thing only.

A cell that the contract's own form does not fit is tried here: blanks and
marks between thousands, "đồng" after an amount, a decimal comma, a day as
31/12/2023.  What could be taken in two ways ("1.234", "05/03/2023") stays
unread, and its problem says how to write it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from contextlib import suppress

from poverty_analysis.inputs.contract import ColumnSpec
from poverty_analysis.inputs.labels import WHOLE, Heading, code_of
from poverty_analysis.inputs.raw import RawValue
from poverty_analysis.values.text import nfc

# Two groups or more: one alone may be three decimals of the other convention.
_GROUPED = re.compile(r"-?\d{1,3}(?:(?P<mark>[., ])\d{3})(?:(?P=mark)\d{3})+", re.ASCII)
# One group is enough where the other mark follows: 1.234,5 and 1,234.5.
_BOTH_MARKS = re.compile(r"-?\d{1,3}(?:(?P<mark>[.,])\d{3})+(?!(?P=mark))[.,]\d+", re.ASCII)
# Three digits after the comma may be a group, any other number of them is none.
_COMMA = re.compile(r"-?\d+,(?!\d{3}\Z)\d+", re.ASCII)
_SPACED = re.compile(r"-?\d{1,3} \d{3}", re.ASCII)
_MONEY_WORD = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|₫)\s*\Z", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_WORDED = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})", re.ASCII | re.IGNORECASE)
_LONGEST = 40
_MONTHS = 12


def everyday_value(cell: RawValue, column: ColumnSpec, heading: Heading, allowed: Collection[str]) -> RawValue:
    """What ``cell`` means in the form of the contract, None when that is not certain.

    Parameters
    ----------
    cell : str, int or other raw value
        As it stands in the file, known not to fit the column as it is.
    column : ColumnSpec
    heading : Heading
        How the file names the column; amounts are in its unit.
    allowed : collection of str
        Codes the column may hold, none when any may stand there.
    """
    if column.type == "code" and column.year and isinstance(cell, int) and not isinstance(cell, bool):
        # A year has no zeros to lose.
        return str(cell)
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return code_of(cell, column, allowed) if isinstance(cell, str) and allowed else None
    text = nfc(cell)
    if column.type in ("enum", "code"):
        return code_of(text, column, allowed) if allowed else None
    if column.type == "date":
        return _day(text)
    if column.type == "vnd":
        bare = _MONEY_WORD.sub("", text) if heading.unit == WHOLE else text
        return _number(bare) or (bare if bare != text and bare.lstrip("-").isdigit() else None)
    return _number(text) if column.type in ("integer", "line", "decimal") else None


def _number(text: str) -> str | None:
    """Digits with a decimal point, of a number whose marks can mean one thing only."""
    if _GROUPED.fullmatch(text) or _SPACED.fullmatch(text):
        return re.sub(r"[., ]", "", text)
    if _BOTH_MARKS.fullmatch(text):
        point = max(text.rfind("."), text.rfind(","))
        return f"{re.sub('[.,]', '', text[:point])}.{text[point + 1 :]}"
    return text.replace(",", ".") if _COMMA.fullmatch(text) else None


def is_ambiguous(text: str) -> bool:
    """Whether a number under a Vietnamese heading could be 1234 or 1.234."""
    return re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", nfc(text), re.ASCII) is not None


def _day(text: str) -> dt.date | None:
    if parts := _WORDED.fullmatch(text):
        return _date(*(int(part) for part in parts.groups()))
    if (parts := _SLASHED.fullmatch(text)) is None:
        return None
    day, month, year = (int(part) for part in parts.groups())
    # 05/03 is the fifth of March here and the third of May in an American export.
    return _date(day, month, year) if day > _MONTHS or day == month else None


def _date(day: int, month: int, year: int) -> dt.date | None:
    with suppress(ValueError):
        return dt.date(year, month, day)
    return None
