"""How wide words are in the face that charts are set in, told by a small table made from the font.

The table holds the widths of all letters of Liberation Sans; the face embedded
in the page is cut from the same font.  Kerning only draws letters together, so
no text is wider than it is told.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_TABLE = Path(__file__).parent / "fonts" / "widths.txt"
#: Units of the font in one size of it.
UNITS_PER_SIZE = 2048


@cache
def _widths() -> dict[str, int]:
    """Width by letter, in units of the font; each line of the table is a width and ranges of letters."""
    widths: dict[str, int] = {}
    for line in _TABLE.read_text(encoding="ascii").splitlines():
        width, *ranges = line.split()
        for bounds in ranges:
            first, _, last = bounds.partition("-")
            letters = range(int(first, 16), int(last or first, 16) + 1)
            widths.update(dict.fromkeys(map(chr, letters), int(width)))
    return widths


def drawable(text: str) -> str:
    """Return ``text`` on one line, what the face has no letter for as a code: "[U+1F600]"."""
    known = _widths()
    if all(letter in known for letter in text):
        return text
    return "".join(c if c in known else " " if c.isspace() else f"[U+{ord(c):04X}]" for c in text)


def width_of(text: str, size: float) -> float:
    """Return the width of a drawable text in points, at a size in points."""
    widths = _widths()
    return sum(widths[letter] for letter in text) * size / UNITS_PER_SIZE


def wrapped(text: str, width: float, size: float) -> tuple[str, ...]:
    """Return the lines of ``text`` that fit into so many points; a longer word is broken, nothing is cut."""
    lines = [""]
    for word in drawable(text).split():
        joined = f"{lines[-1]} {word}".strip()
        if width_of(joined, size) <= width:
            lines[-1] = joined
            continue
        parts = _broken(word, width, size)
        lines += parts if lines[-1] else []
        if not lines[-1]:
            lines = [*lines[:-1], *parts]
    return tuple(lines)


def _broken(word: str, width: float, size: float) -> list[str]:
    """The word in pieces no wider than told."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
