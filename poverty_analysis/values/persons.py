"""Whether a text speaks of a person: identity and telephone numbers, and names after the words that lead one in.

A tripwire, not a proof: it looks only for these shapes, and what it finds is
never repeated.  An identity card has 12 digits and begins with 0 (Luật Căn
cước 26/2023/QH15 and before it NĐ 137/2015/NĐ-CP), the older one 9 digits;
a telephone number begins with 0 or +84.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

Sign = Literal["identity_number", "telephone", "name"]

_HIDDEN: Final = "•••"
# Digits next to a mark of thousands belong to an amount, next to letters or a stroke to the number of a document.
_ALONE: Final = r"(?<![\w/.,\-+])(?:{})(?![\w/]|[.,\-]\d)"
_IDENTITY: Final = re.compile(_ALONE.format(r"0\d{11}|0\d{2}[ .]\d{3}[ .]\d{3}[ .]\d{3}"), re.ASCII)
_OLD_IDENTITY: Final = re.compile(_ALONE.format(r"\d{9}") + r"(?!\s*(?:đ\b|đồng|vnđ|vnd))", re.ASCII | re.IGNORECASE)
# Ten digits of a mobile or eleven of a landline, in groups or not; "0" alone never begins an amount.
_TELEPHONE: Final = re.compile(
    r"(?<![\w/.,\-])(?:\+84|0084|0)[ .\-]?(?:[35789]\d|2\d{1,2})(?:[ .\-]?\d){7}(?![\w/]|[.,\-]?\d)", re.ASCII
)
_TITLE: Final = re.compile(
    r"(?<![^\W_])(ông|bà|anh|chị|hộ|đồng chí|đ/c)(?:\s*[/(,]\s*(?:bà|chị)\s*\)?)?\s*:?\s+", re.IGNORECASE
)
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|['’])*")
_LONGEST_NAME: Final = 5
_LONGEST_WORD: Final = 20
# Capital words that begin the name of a body or a place after "hộ", "bà", "chị": "chị Hội Phụ nữ", "Bà Rịa - Vũng Tàu".
# fmt: off
_NO_NAMES: Final = frozenset((
    "ban", "bản", "bộ", "bí", "chi", "chủ", "chương", "công", "cục", "dân", "dự", "đảng", "đoàn", "đội",
    "hội", "hợp", "huyện", "khu", "mặt", "ngân", "nghèo", "nhà", "nông", "phó", "phòng", "phường", "quốc",
    "quỹ", "quyết", "rịa", "sở", "thành", "thị", "thôn", "tỉnh", "tổ", "trạm", "trung", "trưởng", "trường",
    "ủy", "ubnd", "viện", "việt", "vùng", "xã",
))
# fmt: on


def signs_of_persons(text: str, *, amounts: bool = False) -> tuple[Sign, ...]:
    """Kinds of personal data a text seems to hold, each once; none for most texts.

    Parameters
    ----------
    text : str
    amounts : bool
        The text prints amounts: nine digits in a row are money there, and
        money never begins with 0.

    Returns
    -------
    tuple of {"identity_number", "telephone", "name"}
    """
    found: list[Sign] = []
    if _IDENTITY.search(text) or (not amounts and _OLD_IDENTITY.search(text)):
        found.append("identity_number")
    if _TELEPHONE.search(text):
        found.append("telephone")
    if any(True for _ in _names(text)):
        found.append("name")
    return tuple(found)


def looks_like_name(text: str) -> bool:
    """Whether a text is nothing but two or more capital words: a name, or a title written like one."""
    words = text.split()
    return len(words) > 1 and all(_WORD.fullmatch(word) and word[0].isupper() for word in words)


def without_persons(text: str, *, amounts: bool = False) -> str:
    """``text`` with every such number and name replaced by a sign, for messages."""
    patterns = (_IDENTITY, _TELEPHONE) if amounts else (_IDENTITY, _TELEPHONE, _OLD_IDENTITY)
    for begin, end in reversed([*_names(text)]):
        text = text[:begin] + _HIDDEN + text[end:]
    for pattern in patterns:
        text = pattern.sub(_HIDDEN, text)
    return text


def _names(text: str) -> Iterator[tuple[int, int]]:
    """Begin and end of two or more capital words in a row after a title."""
    for title in _TITLE.finditer(text):
        # A heading in capitals ("HỖ TRỢ HỘ NGHÈO") is no list of persons.
        if title[1].isupper() and title[1].lower() not in ("ông", "bà"):
            continue
        # "xã Phú Hộ": a capital word before a capital title is the name of a place.
        if title[1][0].isupper() and _follows_capital(text[max(0, title.start() - _LONGEST_WORD) : title.start()]):
            continue
        end, words = title.end(), 0
        while words < _LONGEST_NAME and (word := _WORD.match(text, end)) and word[0][0].isupper():
            if not words and word[0].lower() in _NO_NAMES:
                break
            words, last = words + 1, word.end()
            end = last + (text[last : last + 1] == " ")
        if words > 1:
            yield title.end(), last


def _follows_capital(before: str) -> bool:
    word = before.split()[-1:] if before.endswith(" ") else []
    return bool(word) and word[0][0].isupper() and word[0][-1].isalpha()
