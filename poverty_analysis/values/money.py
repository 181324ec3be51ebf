"""Vietnamese numbers and money, read exactly or refused.

A document or column declares its number convention; it is never guessed.  A
number that is not written as the convention asks raises :class:`NotReadable`.
Money becomes whole đồng here, once, in exact arithmetic.

Source of the conventions: dot after thousands and comma before decimals (Law
on Accounting 2003, Article 12.2) as "vi"; spreadsheet exports as "dot".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from poverty_analysis.values.text import nfc

Convention = Literal["vi", "dot"]

LONGEST_NUMBER: Final = 40
LARGEST_CELL: Final = 10**15
CELL_TOLERANCE: Final = Fraction(1, 1000)

# The words below are the grammar of the documents, in lower case.
SCALES: Final[Mapping[str, int]] = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
DONG_WORDS: Final = ("đồng", "vnđ", "vnd", "đ", "₫")
# "5 đồng bào" and "5 đồng chí" count people; "đồng thời" begins a clause.
_NOT_MONEY: Final = "bào|chí|hồ|bộ|đội|nghiệp|thời"
# After a scale without "đồng" these words leave it money: "5 triệu và", but not "5 triệu người".
_AFTER_MONEY: Final = "đến|tới|và|hoặc|từ|cho|mỗi|trong|do"

_SEPARATORS: Final[Mapping[Convention, tuple[str, str]]] = {"vi": (".", ","), "dot": (",", ".")}
# For use inside [...]: the hyphen is escaped, or "+" to U+2212 would be a span that holds the digits.
_MINUS: Final = r"\-\u2212"
_DASH: Final = r"\-\u2013\u2014"


def _number_pattern(convention: Convention) -> re.Pattern[str]:
    group, point = (re.escape(mark) for mark in _SEPARATORS[convention])
    whole = rf"[1-9][0-9]{{0,2}}(?:{group}[0-9]{{3}})+|[0-9]+"
    return re.compile(rf"(?P<sign>[+{_MINUS}])?(?P<body>(?:{whole})(?:{point}[0-9]+)?)")


_NUMBER: Final[Mapping[Convention, re.Pattern[str]]] = {"vi": _number_pattern("vi"), "dot": _number_pattern("dot")}

_SCALE: Final = r"(?:(?:nghìn|ngàn|triệu)\s+)?(?:tỷ|tỉ)|nghìn|ngàn|triệu"
_DONG: Final = "|".join(DONG_WORDS)
_UNIT: Final = rf"(?:(?:{_SCALE})(?:\s*(?:{_DONG}))?|(?:{_DONG}))"
_AMOUNT: Final = re.compile(rf"(?P<number>.*?)\s*(?P<unit>{_UNIT})", re.IGNORECASE)
_WITH_WORDS: Final = re.compile(rf"\(?[+{_MINUS}]?[0-9][0-9.,]*\)?\s*[^\W\d_]\D*")
# Inside a sentence.  The token is atomic, so that "12,5/3" is not read as 12.
_TOKEN: Final = r"(?>[0-9]+(?:[.,][0-9]+)*)"
_START: Final = r"(?<![\w/])(?<![0-9][.,])(?<![^\W\d_]-)"
_SIGN: Final = rf"(?:(?<![^\s(])(?<![0-9%)] )[{_MINUS}])?"
_UNIT_IN_TEXT: Final = (
    rf"(?:(?:(?:{_SCALE})\s*)?(?:{_DONG})(?!\w)(?!\s+(?:{_NOT_MONEY})(?!\w))"
    rf"|(?:{_SCALE})(?!\w)(?![ \t]+(?!(?:{_AFTER_MONEY})(?!\w))[^\W\d_]))"
)
_AMOUNT_IN_TEXT: Final = re.compile(
    rf"(?:(?P<low>{_START}{_TOKEN})(?P<join>[{_DASH}/]|\s+(?:đến|tới)\s+))?"
    rf"(?P<number>{_SIGN}(?:(?<=[{_DASH}/])|{_START}){_TOKEN})\s*(?P<unit>{_UNIT_IN_TEXT})",
    re.IGNORECASE,
)
# "1 234 triệu", "5 - 10 triệu", "4 tỷ 500 triệu": a reader may take each in two ways.
_UNCLEAR: Final = re.compile(
    rf"{_START}[0-9]{{1,3}}(?: [0-9]{{3}})+(?![0-9])(?:[.,][0-9]+)*\s*{_UNIT_IN_TEXT}"
    rf"|{_START}{_TOKEN}(?:[ \t]+[{_DASH}][ \t]*|[ \t]*[{_DASH}][ \t]+){_TOKEN}\s*{_UNIT_IN_TEXT}"
    rf"|{_START}{_TOKEN}\s*(?:{_SCALE})[ \t]+[0-9]",
    re.IGNORECASE,
)
_NUMBER_IN_TEXT: Final = re.compile(rf"{_SIGN}{_START}{_TOKEN}(?![\w/])(?!-[^\W\d_])")


class NotReadable(ValueError):
    """A number or amount that is not written as asked.

    ``reason`` is a stable word: ``empty``, ``too_long``, ``not_ascii``,
    ``exponent``, ``percent``, ``separator`` (a mark of the other convention or
    out of place), ``grouping`` (groups that are not three digits),
    ``two_numbers``, ``not_a_number``, ``range_order``, ``unit_missing``,
    ``unknown_unit``, ``not_whole_dong``, ``too_large``.  The text itself is
    never kept: it may be personal.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_number(text: str, convention: Convention) -> Decimal:
    """Read one number, exactly.

    A leading sign (also U+2212) or accounting brackets, ASCII digits, groups
    of three or none, decimals.  A percent sign is refused ("percent"): whether
    12% is 12 or 0.12 is the caller's to say.

    Raises
    ------
    NotReadable
        For anything else, and for more than 40 characters.
    """
    cleaned = nfc(text)
    if len(cleaned) > LONGEST_NUMBER:
        raise NotReadable("too_long")
    bracketed = cleaned.startswith("(") and cleaned.endswith(")")
    found = _NUMBER[convention].fullmatch(cleaned[1:-1] if bracketed else cleaned)
    if found is None or (bracketed and found["sign"]):
        raise NotReadable(_reason(cleaned))
    group, point = _SEPARATORS[convention]
    value = Decimal(found["body"].replace(group, "").replace(point, "."))
    negative = bracketed or found["sign"] not in (None, "+")
    # A zero keeps no sign; copy_negate, unlike minus, never rounds.
    return value.copy_negate() if negative and value else value


def _reason(text: str) -> str:
    tests = (
        ("empty", not text),
        ("not_ascii", any(char.isdigit() and not char.isascii() for char in text)),
        ("exponent", re.fullmatch(rf"[+{_MINUS}]?[0-9.,]+[eE][+{_MINUS}]?[0-9]+", text)),
        ("percent", "%" in text),
        ("separator", any(pattern.fullmatch(text) for pattern in _NUMBER.values())),
        ("separator", re.search(r"[0-9]_[0-9]|[0-9] [0-9]{3}(?![0-9])", text)),
        ("separator", re.fullmatch(r"[.,][0-9.,]*|[0-9.,]*[.,]", text)),
        ("grouping", re.fullmatch(rf"[+{_MINUS}]?[0-9.,]+", text)),
        ("two_numbers", re.search(r"[0-9][^0-9.,]+[0-9]", text)),
    )
    return next((word for word, holds in tests if holds), "not_a_number")


def unit_factor(unit: str) -> int:
    """Return how many đồng one ``unit`` is: "triệu đồng" gives 1000000.

    Raises
    ------
    NotReadable
        "unknown_unit".
    """
    words = nfc(unit).lower()
    if not re.fullmatch(_UNIT, words):
        raise NotReadable("unknown_unit")
    return math.prod(SCALES[word] for word in re.findall("|".join(SCALES), words))


def read_money(text: str, convention: Convention, unit: str | None = None) -> int:
    """Read one amount into whole đồng: "4.861,5809 triệu đồng" gives 4861580900.

    The unit word in the text counts; ``unit`` is the declared unit of a bare
    number ("Đơn vị tính: triệu đồng").

    Raises
    ------
    NotReadable
        As :func:`read_number`; "separator" also for three decimals that are
        all zero ("500,000" under "vi"); "unit_missing", "unknown_unit",
        "not_whole_dong".
    """
    cleaned = nfc(text)
    if len(cleaned) > 2 * LONGEST_NUMBER:
        raise NotReadable("too_long")
    printed = _AMOUNT.fullmatch(cleaned)
    if printed is not None:
        return _whole(read_amount(printed["number"], convention), unit_factor(printed["unit"]))
    if _WITH_WORDS.fullmatch(cleaned):
        raise NotReadable("unknown_unit")
    number = read_amount(cleaned, convention)
    if unit is None:
        raise NotReadable("unit_missing")
    return _whole(number, unit_factor(unit))


def read_amount(text: str, convention: Convention) -> Decimal:
    """A number of money; "500,000" under "vi" is refused as 500.000 of the other convention.

    Nobody prints three decimals that are all zero: that they add up to whole
    đồng is no reason to take them for decimals.
    """
    _, point = _SEPARATORS[convention]
    if re.fullmatch(rf"\(?[+{_MINUS}]?[1-9][0-9]{{0,2}}{re.escape(point)}000\)?", nfc(text)):
        raise NotReadable("separator")
    return read_number(text, convention)


def _whole(number: Decimal, factor: int) -> int:
    exact = Fraction(number) * factor
    if exact.denominator != 1:
        raise NotReadable("not_whole_dong")
    return exact.numerator


def read_vnd(text: str) -> int:
    """Read an ``amount_vnd`` cell: ASCII digits, perhaps a leading "-", nothing else.

    Raises
    ------
    NotReadable
        For anything else, spaces included, and for more than 40 characters.
    """
    if len(text) > LONGEST_NUMBER:
        raise NotReadable("too_long")
    if not re.fullmatch(r"-?[0-9]+", text):
        raise NotReadable(_reason(text))
    return int(text)


class Percent(float):
    """A number that its spreadsheet cell shows as percent: 0.05 in a cell that prints 5 %. A share, never money."""


def vnd_from_cell(value: int | float, unit: str = "đồng") -> tuple[int, bool]:
    """Turn a numeric spreadsheet cell, in ``unit``, into whole đồng.

    A float is taken at its shortest decimal form, so 4861.5809 triệu is
    4861580900 exactly.  Noise up to 0.001 đ is rounded off and reported.

    Returns
    -------
    tuple of int and bool
        The amount in đồng, and whether it was adjusted to a whole number.

    Raises
    ------
    NotReadable
        "not_a_number" (bool, NaN, infinity), "percent" (:class:`Percent`), "too_large" (beyond 10**15 đ,
        where a spreadsheet no longer holds every đồng), "not_whole_dong",
        "unknown_unit".
    """
    if isinstance(value, bool) or (isinstance(value, float) and not math.isfinite(value)):
        raise NotReadable("not_a_number")
    if isinstance(value, Percent):
        raise NotReadable("percent")
    # float() first: a NumPy float is a float too, but its repr names the type.
    exact = Fraction(repr(float(value)) if isinstance(value, float) else value) * unit_factor(unit)
    if abs(exact) > LARGEST_CELL:
        raise NotReadable("too_large")
    whole = round(exact)
    if abs(exact - whole) > CELL_TOLERANCE:
        raise NotReadable("not_whole_dong")
    return whole, exact != whole


def find_amounts(text: str, convention: Convention) -> list[int]:
    """Return every amount with a unit word in a sentence, in đồng, in order.

    "10.714 triệu đồng" and both ends of "5-10 triệu", "5 đến 10 triệu" and
    "5/10 triệu" are found; "năm 2023:", "15 đồng chí" and "5 triệu người" are
    not money.  After a scale without "đồng" a noun may follow, so it counts
    only before a sign, the end or a joining word.

    Raises
    ------
    NotReadable
        As :func:`read_money` where a number before a unit word is not written
        as asked; "two_numbers" where it may be taken in two ways ("1 234
        triệu", "5 - 10 triệu", "4 tỷ 500 triệu"); "range_order".
    """
    cleaned = nfc(text)
    if _UNCLEAR.search(cleaned):
        raise NotReadable("two_numbers")
    return [amount for found in _AMOUNT_IN_TEXT.finditer(cleaned) for amount in _amounts(found, convention)]


def amount_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where :func:`find_amounts` finds a number with a unit of money: start and end of its words in ``text``.

    ``text`` is as :func:`poverty_analysis.values.text.nfc` leaves it.  Words that cannot be read are found too, also
    those a reader may take in two ways.
    """
    unclear = [found.span() for found in _UNCLEAR.finditer(text)]
    yield from unclear
    for found in _AMOUNT_IN_TEXT.finditer(text):
        start, end = found.span()
        if not any(start < high and low < end for low, high in unclear):
            yield start, end


def _amounts(found: re.Match[str], convention: Convention) -> Iterator[int]:
    factor = unit_factor(" ".join(found["unit"].split()))
    high = read_amount(found["number"], convention)
    if found["low"] is not None:
        low = read_amount(found["low"], convention)
        if found["join"] != "/" and low > high:
            raise NotReadable("range_order")
        yield _whole(low, factor)
    yield _whole(high, factor)


def find_numbers(text: str, convention: Convention) -> list[Decimal]:
    """Return every number that stands alone in a sentence, in order.

    Percent signs are dropped and both ends of a range are given.  Numbers
    joined to letters or to a slash ("DA4", "90/QĐ-TTg", "17-NQ", "18/01/2022")
    are names or dates, not quantities.

    Raises
    ------
    NotReadable
        As :func:`read_number`, where a number is not written as asked.
    """
    return [read_number(found[0], convention) for found in _NUMBER_IN_TEXT.finditer(nfc(text))]
