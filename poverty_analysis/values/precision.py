"""What a printed number allows: rounding at its last place, and words such as "hơn" or "khoảng" beside it.

A number printed with decimals, as a per cent or in million đồng may have been
rounded; a count and an amount in single đồng are what they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal

from poverty_analysis.values.money import (
    SCALES,
    Convention,
    NotReadable,
    amount_spans,
    find_amounts,
    find_numbers,
    unit_factor,
)
from poverty_analysis.values.text import nfc

SumFit = Literal["holds", "rounding", "tie", "truncated", "differs"]

# The words below are the grammar of the documents.  "at least" leaves the other side open; "hơn" and "gần" do not:
# nobody prints "hơn 2 tỷ" of 5 tỷ.
_WORDS: Final = {
    "more": ("hơn", "trên", "quá"),
    "less": ("gần",),
    "about": ("khoảng", "xấp xỉ", "chừng", "ước"),
    "least": ("ít nhất", "tối thiểu"),
    "below": ("dưới", "không quá", "tối đa", "nhiều nhất"),
}
_KIND: Final = {word: kind for kind, words in _WORDS.items() for word in words}
_BEFORE: Final = re.compile(rf"(?<!\w)({'|'.join(sorted(_KIND, key=len, reverse=True))})\s*$", re.IGNORECASE)
_OR_MORE: Final = re.compile(r"[^\d;.]{0,20}trở lên", re.IGNORECASE)
_UNIT: Final = re.compile(rf"\s*(?:%|(?:{'|'.join(SCALES)})(?!\w))", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<![\w.,])[0-9]+(?:[.,][0-9]+)*")


@dataclass(frozen=True)
class Span:
    """A printed number: its ``value``, the ``place`` it was rounded at (0 of an exact one), and what words allow.

    ``low`` and ``high`` are the least and the greatest true value; None where
    the words leave that side open.  ``worded`` tells whether words widened it.
    """

    value: Fraction
    place: Fraction
    low: Fraction | None
    high: Fraction | None
    worded: bool = False

    def meets(self, other: Span) -> bool:
        """Whether some true value is common to both; the ends count."""
        below = self.high is not None and other.low is not None and self.high < other.low
        above = self.low is not None and other.high is not None and other.high < self.low
        return not below and not above

    def holds(self, exact: Fraction) -> bool:
        """Whether ``exact`` may be what was printed; the ends count."""
        return (self.low is None or self.low <= exact) and (self.high is None or exact <= self.high)


def span(value: Decimal | Fraction | int, place: Fraction, word: str = "") -> Span:
    """What a number printed to ``place`` beside a kind of word (``more``, ``less``, ``about``, ...) allows.

    "hơn 2" goes up to 3 and "hơn 2,5" up to 2,6: by one of the last digit that
    is not zero.
    """
    number, half = Fraction(value), place / 2
    step = _last_digit(number)
    low: Fraction | None = number - (step if word in ("less", "about") else half)
    high: Fraction | None = number + (step if word in ("more", "about") else half)
    if word == "more":
        low = number
    elif word == "less":
        high = number
    elif word == "least":
        low, high = number, None
    elif word == "below":
        low, high = None, number
    return Span(number, place, low, high, bool(word))


def _last_digit(number: Fraction) -> Fraction:
    """The place of the last digit that is not zero: 1000 of 12000, 1/10 of 2,5; 1 of 0."""
    if not number:
        return Fraction(1)
    place = Fraction(1)
    while (number / place).denominator != 1:
        place /= 10
    while (number / (place * 10)).denominator == 1:
        place *= 10
    return place


def number_span(value: Decimal, words: str, convention: Convention) -> Span:
    """What the words allow of a printed number.

    A whole number counts as exact unless a per cent sign, "nghìn", "triệu" or
    "tỷ" stands behind it.
    """
    exponent = value.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    text = nfc(words)
    for found in _NUMBER.finditer(text):
        if _reads_as(found[0], abs(value), convention):
            rounded = decimals or _UNIT.match(text, found.end())
            return span(value, Fraction(1, 10**decimals) if rounded else Fraction(0), _word(text, *found.span()))
    return span(value, Fraction(1, 10**decimals) if decimals else Fraction(0))


def _reads_as(text: str, value: Decimal, convention: Convention) -> bool:
    try:
        return value in find_numbers(text, convention)
    except NotReadable:
        return False


def _word(text: str, start: int, end: int) -> str:
    found = _BEFORE.search(text[:start])
    if found:
        return _KIND[found[1].lower()]
    return "least" if _OR_MORE.match(text, end) else ""


def money_span(amount: int, words: str, convention: Convention) -> Span:
    """What the words allow of an amount in whole đồng; one printed in single đồng is exact.

    Examples
    --------
    "25.110 triệu đồng" was rounded at a million, "4.861,5809 triệu đồng" at a hundred đồng.
    """
    text = nfc(words)
    for start, end in amount_spans(text):
        piece = text[start:end]
        number = _NUMBER.search(piece)
        if number is not None and _is_amount(piece, amount, convention):
            place = _place(piece, convention)
            return span(amount, place if place > 1 else Fraction(0), _word(text, start, end))
    return span(amount, Fraction(0))


def _is_amount(piece: str, amount: int, convention: Convention) -> bool:
    try:
        return find_amounts(piece, convention) == [amount]
    except NotReadable:
        return False


def _place(piece: str, convention: Convention) -> Fraction:
    """The last place of an amount in đồng; its words were read before."""
    last = max(at for at, char in enumerate(piece) if char.isdigit()) + 1
    unit = unit_factor(" ".join(piece[last:].split()))
    point = "," if convention == "vi" else "."
    _, _, decimals = piece[:last].partition(point)
    return Fraction(unit, 10 ** len(decimals))


def fit_sum(parts: Sequence[Span], total: Span) -> SumFit:
    """Whether a printed total can be the sum of printed parts.

    Returns
    -------
    {"holds", "rounding", "tie", "truncated", "differs"}
        ``holds`` where they are equal, where the sum rounds to a total of a
        coarser place or a single part to which the total rounds, and where
        words such as "hơn" leave room; ``rounding`` where the rounding of
        ``n`` parts and of the total, (n + 1)/2 of a common place, explains the
        difference; ``tie`` where the sum lies exactly half way and was rounded
        to the other side; ``truncated`` where only cutting off explains it.
    """
    added = sum((part.value for part in parts), Fraction(0))
    if added == total.value or _one_amount(parts, total):
        return "holds"
    if total.place and all(part.place < total.place for part in parts) and not total.worded:
        if rounded(added, total.place) == total.value:
            return "holds"
        if abs(added - total.value) == total.place / 2:
            return "tie"
    if total.meets(summed(parts)):
        return "holds" if total.worded or any(part.worded for part in parts) else "rounding"
    return "truncated" if _cut(parts, total, added) else "differs"


def _one_amount(parts: Sequence[Span], total: Span) -> bool:
    """Whether the only part is the total at a coarser place."""
    if len(parts) != 1 or not parts[0].place:
        return False
    return rounded(total.value, parts[0].place) == parts[0].value


def _cut(parts: Sequence[Span], total: Span, added: Fraction) -> bool:
    """Whether numbers with their last places cut off leave the difference: of the total, or of every part."""
    gap = abs(total.value) - abs(added)
    least = -total.place
    most = sum((part.place for part in parts), Fraction(0))
    same_sign = all(part.value >= 0 for part in parts) or all(part.value <= 0 for part in parts)
    return same_sign and least < gap < most


def summed(parts: Sequence[Span]) -> Span:
    """What a sum of printed numbers may be: their bounds added up."""
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    low = None if None in lows else sum((one for one in lows if one is not None), Fraction(0))
    high = None if None in highs else sum((one for one in highs if one is not None), Fraction(0))
    value = sum((part.value for part in parts), Fraction(0))
    return Span(value, Fraction(0), low, high, any(part.worded for part in parts))


def rounded(value: Fraction, place: Fraction) -> Fraction:
    """``value`` rounded to whole ``place``, a half away from zero."""
    units = abs(value) / place + Fraction(1, 2)
    return (units // 1) * place * (-1 if value < 0 else 1)
