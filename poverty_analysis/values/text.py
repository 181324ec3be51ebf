"""Vietnamese text: one spelling at the door, sorting, slugs and suggestions.

Source of the rules: TCVN 6909:2001 (Unicode), the Vietnamese alphabet of 29
letters with f, j, w and z in their Latin places, and the tone order of
Vietnamese dictionaries (none, huyền, hỏi, ngã, sắc, nặng).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher
from typing import Final

SLUG_LENGTH: Final = 60
EMPTY_SLUG: Final = "khong-ten"

_ALPHABET: Final = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
# Eth looks like Đ and stays apart even under NFKC; old keyboards and PDF exports produce it.
_DOOR: Final = str.maketrans(
    {
        "\u00d0": "Đ",
        "\u00f0": "đ",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u00ad": None,
        "\u2060": None,
        "\ufeff": None,
    }
    | {chr(code): None for code in range(0x200B, 0x2010)}
)
_DEVICE: Final = re.compile(r"con|prn|aux|nul|com\d|lpt\d", re.ASCII)
_CONTROL: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_CLOSE_ENOUGH: Final = 0.6
_LONGEST_WORD: Final = 100


def nfc(text: str) -> str:
    """Return ``text`` as the project keeps it.

    NFC; no-break spaces become spaces; zero-width characters, byte order marks
    and soft hyphens go; Eth becomes Đ; spaces and line ends around it go.
    Case, tone placement ("Hòa", "Hoà") and inner spaces stay as given.
    """
    if text.isascii():
        return text.strip(" \t\r\n")
    return unicodedata.normalize("NFC", text.translate(_DOOR)).strip(" \t\r\n")


def has_control(text: str) -> bool:
    """Tell whether ``text`` holds a character that cannot be printed.

    Tab, line feed and carriage return are allowed.  Other controls, direction
    marks, lone surrogates, line separators and noncharacters are not.  Call it
    after :func:`nfc`, which removes the harmless invisible ones.
    """
    # What Python calls printable holds none of them; most texts are done here.
    return not text.isprintable() and any(_is_control(char) for char in text)


def printable(text: str, limit: int = 120) -> str:
    """Return ``text`` fit for a terminal or page: no controls, at most ``limit`` characters."""
    shown = "".join("\ufffd" if _is_control(char) else char for char in text[:limit])
    return shown + ("…" if len(text) > limit else "")


def on_one_line(text: str) -> str:
    """Return ``text`` as :func:`printable` does, with line breaks and tabs written out.

    The name of a file may hold a line feed; printed as it is, it would look
    like another message.
    """
    return printable(text).replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")


def _is_control(char: str) -> bool:
    if char in "\t\n\r":
        return False
    code = ord(char)
    nonchar = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return nonchar or unicodedata.category(char) in _CONTROL


def fold(text: str) -> str:
    """Return ``text`` in lower case without marks: "Tuần Giáo" gives "tuan giao".

    For suggestions and slugs only; different names may fold alike.
    """
    bare = unicodedata.normalize("NFD", nfc(text).lower().replace("đ", "d"))
    return "".join(char for char in bare if unicodedata.category(char) != "Mn")


def slug(text: str) -> str:
    """Return a file-name part: ASCII lower case, digits and hyphens, at most 60 long.

    Different names may give one slug, so the caller puts the unit code first.
    A Windows device name gets the suffix "-x"; a name without a usable letter
    becomes "khong-ten".
    """
    words = re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
    cut = words[:SLUG_LENGTH].rstrip("-")
    return f"{cut}-x" if _DEVICE.fullmatch(cut) else cut or EMPTY_SLUG


SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], tuple[bool, ...], str]


def sort_key_vi(text: str) -> SortKey:
    """Return a key for ``sorted``: letters, then tones, then lower case before upper.

    Spaces and signs come before digits, digits before letters.  Two texts have
    the same key only if they are the same under NFC.
    """
    whole = unicodedata.normalize("NFC", text)
    split = [_letter_and_tone(char) for char in whole]
    letters = tuple(_place(letter) for letter, _ in split)
    tones = tuple(tone for _, tone in split)
    return letters, tones, tuple(char.isupper() for char in whole), whole


def _letter_and_tone(char: str) -> tuple[str, int]:
    parts = unicodedata.normalize("NFD", char.lower())
    tone = next((_TONES.index(part) + 1 for part in parts if part in _TONES), 0)
    letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONES))
    # Minority languages add marks ("Čư"): their letter sorts after the same letter with a tone.
    foreign = letter not in _ALPHABET and parts[0] in _ALPHABET
    return (parts[0], len(_TONES) + 1) if foreign else (letter, tone)


def _place(letter: str) -> tuple[int, int]:
    if letter and letter in _ALPHABET:
        return (2, _ALPHABET.index(letter))
    if letter.isdecimal():
        return (1, unicodedata.decimal(letter[0]))
    first = ord(letter[0]) if letter else 0
    return (3 if letter.isalpha() else 0, first)


def nearest(word: str, options: Iterable[str]) -> str:
    """Return the option most like ``word``, marks and case aside, or "" if none is close."""
    matcher = SequenceMatcher(None, "", fold(word)[:_LONGEST_WORD])
    score, best = _CLOSE_ENOUGH, ""
    for option in options:
        matcher.set_seq1(fold(option))
        # Two bounds that cost little first: files with thousands of unknown names are told in a moment.
        close = matcher.real_quick_ratio() >= score and matcher.quick_ratio() >= score
        if close and (ratio := matcher.ratio()) >= score and (ratio > score or not best):
            score, best = ratio, option
    return best


def split_names(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The names a cell lists: one whole known name, or several separated by semicolons."""
    if not text or text in known:
        return (text,) if text else ()
    return tuple(part.strip() for part in text.split(";") if part.strip())
