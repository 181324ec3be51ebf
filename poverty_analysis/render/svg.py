"""The marks that charts are made of, written as SVG: rectangles, lines, dots and words.

One drawing serves the page and the PDF: every mark carries its colour by day
for paper, and a class by which the style sheet of the page sets the colours by
day and by night.  Lengths are points; text stays text.  Nothing here knows data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from types import MappingProxyType
from typing import Literal

from poverty_analysis.render.letters import drawable

#: Width of the text of a page.
WIDTH = 468.0
#: Sizes of words, height of a line of them, and the room between things.
SIZE, SMALL, LINE, GAP = 9.0, 8.0, 11.5, 6.0
#: Parts of its size that a letter reaches above and below its line, marks on capitals included.
ASCENT, DESCENT = 0.95, 0.22
#: Colours of parts by day; the style sheet of the page has those by night under the same names.
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "c0": "#1b4f72",
        "c1": "#6c9cbd",
        "c2": "#b9770e",
        "c3": "#5f9247",
        "c4": "#8e5572",
        "c5": "#8a8a8a",
        "ink": "#222222",
        "soft": "#565656",
        "faint": "#d0d0d0",
        "paper": "#ffffff",
        "heat": "#3e8ec8",
    }
)
#: Parts that are told apart in grey print by strokes across them: to the right, to the left, both, level.
STROKES: Mapping[str, str] = MappingProxyType({"c2": "/", "c3": "\\", "c4": "x", "c5": "-"})
_STROKE_STEP = 4.0
# How much of the colour of a heat map the highest share has.
_DARKEST = 0.6
Anchor = Literal["start", "middle", "end"]
Face = Literal["full", "half", "hollow"]


def number(value: float, decimals: int = 1) -> str:
    """Return a number with at most so many decimals: the same bytes everywhere."""
    text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    """Return a filled rectangle, with strokes across it where its colour has some."""
    box = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
    plain = f'<rect class="{colour}" {box} fill="{COLOURS[colour]}"/>'
    return plain + _strokes(x, y, width, height, STROKES.get(colour, ""))


def _strokes(x: float, y: float, width: float, height: float, kind: str) -> str:
    """Strokes inside a rectangle, as one path."""
    ways = {"/": (False,), "\\": (True,), "x": (False, True)}.get(kind, ())
    path = "".join(_slanting(x, y, width, height, mirrored=mirrored) for mirrored in ways)
    path += _level(x, y, width, height) if kind == "-" else ""
    return f'<path class="l-paper" d="{path}" stroke="#ffffff" stroke-width="0.7"/>' if path else ""


def _level(x: float, y: float, width: float, height: float) -> str:
    heights = (y + _STROKE_STEP * at for at in range(1, int(height / _STROKE_STEP) + 1))
    return "".join(f"M{number(x)} {number(at)}L{number(x + width)} {number(at)}" for at in heights)


def _slanting(x: float, y: float, width: float, height: float, *, mirrored: bool) -> str:
    path, along = "", _STROKE_STEP
    while along < width + height:
        ends = [(max(0.0, along - height), min(along, height)), (min(along, width), max(0.0, along - width))]
        across = [(x + width - a if mirrored else x + a, y + down) for a, down in ends]
        path += "M" + "L".join(f"{number(a)} {number(b)}" for a, b in across)
        along += _STROKE_STEP
    return path


def line(points: Sequence[tuple[float, float]], colour: str, width: float = 0.8, dash: str = "") -> str:
    """Return a line through points; ``dash`` as SVG has it: "3 2"."""
    path = "L".join(f"{number(x)} {number(y)}" for x, y in points)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    colours = f'stroke="{COLOURS[colour]}" stroke-width="{number(width)}"{dashed}'
    return f'<path class="l-{colour}" d="M{path}" fill="none" {colours}/>'


def dot(x: float, y: float, radius: float, colour: str, face: Face) -> str:
    """Return a round mark: full, left half full, or hollow."""
    place = f'cx="{number(x)}" cy="{number(y)}" r="{number(radius)}"'
    if face == "full":
        return f'<circle class="{colour}" {place} fill="{COLOURS[colour]}"/>'
    arc = f"M{number(x)} {number(y - radius)}A{number(radius)} {number(radius)} 0 0 0 {number(x)} {number(y + radius)}Z"
    half = f'<path class="{colour}" d="{arc}" fill="{COLOURS[colour]}"/>' if face == "half" else ""
    ring = f'fill="{COLOURS["paper"]}" stroke="{COLOURS[colour]}" stroke-width="1.2"'
    return f'<circle class="paper l-{colour}" {place} {ring}/>{half}'


def area(rings: Iterable[Sequence[tuple[float, float]]], share: float | None) -> str:
    """Return a closed shape with holes, coloured the stronger the higher a share; white for None."""
    path = "".join("M" + "L".join(f"{number(x)} {number(y)}" for x, y in ring) + "Z" for ring in rings)
    return f'<path class="{_shade(share)}" d="{path}" fill-rule="evenodd" {_shading(share)}/>'


def tile(x: float, y: float, side: float, share: float | None) -> str:
    """Return a square coloured the stronger the higher a share; white for None."""
    box = f'x="{number(x)}" y="{number(y)}" width="{number(side)}" height="{number(side)}"'
    return f'<rect class="{_shade(share)}" {box} {_shading(share)}/>'


def _shade(share: float | None) -> str:
    return "paper l-soft" if share is None else "heat l-soft"


def _shading(share: float | None) -> str:
    """Ink stays readable on the darkest shade; strokes part the units."""
    line_ = f'stroke="{COLOURS["soft"]}" stroke-width="0.7"'
    if share is None:
        return f'fill="{COLOURS["paper"]}" {line_}'
    return f'fill="{COLOURS["heat"]}" fill-opacity="{number(_DARKEST * min(max(share, 0.0), 1.0), 3)}" {line_}'


def words(
    x: float, y: float, text: str, *, anchor: Anchor = "start", size: float = SIZE, colour: str = "", bold: bool = False
) -> str:
    """Return words on the line ``y``; their colour is the drawing's ink unless told."""
    attributes = f'x="{number(x)}" y="{number(y)}"'
    if anchor != "start":
        attributes += f' text-anchor="{anchor}"'
    if size != SIZE:
        attributes += f' font-size="{number(size)}"'
    if colour:
        attributes += f' class="{colour}" fill="{COLOURS[colour]}"'
    if bold:
        attributes += ' font-weight="bold"'
    return f"<text {attributes}>{escape(drawable(text), quote=False)}</text>"


def lines_of_words(x: float, middle: float, lines: Sequence[str], anchor: Anchor = "start") -> str:
    """Return lines of words set around the height ``middle``."""
    first = middle - LINE * (len(lines) - 1) / 2 + SIZE * 0.36
    return "".join(words(x, first + row * LINE, text, anchor=anchor) for row, text in enumerate(lines))


def picture(height: float, marks: Iterable[str], lang: str, width: float = WIDTH) -> str:
    """Return the marks as one SVG drawing of so many points, words in ``lang``."""
    size = f'width="{number(width)}pt" height="{number(height)}pt" viewBox="0 0 {number(width)} {number(height)}"'
    face = f'font-family="\'Liberation Sans\', Arial, sans-serif" font-size="{number(SIZE)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" lang="{lang}" {size} {face}'
    return f'{head} fill="{COLOURS["ink"]}">{"".join(marks)}</svg>'
