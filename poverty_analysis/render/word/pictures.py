"""Pictures for Word, which shows no SVG everywhere: drawn once in pixels by the compiler that draws the PDF."""

from __future__ import annotations

import struct
from base64 import b64decode
from dataclasses import dataclass

import typst

from poverty_analysis.blocks import Json
from poverty_analysis.render.pdf import PIXEL_POINTS, drawn_png

#: Pixels to the inch: twice what a printed page needs, and a chart stays under 100 KB.
SHARPNESS = 220.0
POINTS = 72.0
#: Width of the text of an upright page.
WIDEST = 467.0


@dataclass(frozen=True)
class Picture:
    """Pixels, and the size in points that they are shown at."""

    png: bytes
    width: float
    height: float


def picture_of(chart: Json) -> Picture | None:
    """Return the picture of a chart block; None where it cannot be drawn."""
    if not chart["svg"]:
        png = b64decode(chart["png"])
        width, height = _pixels(png)
        part = PIXEL_POINTS * ((chart.get("width") or width) / width)
        return _fitted(png, width * part, height * part)
    try:
        png = drawn_png(chart["svg"], SHARPNESS)
    except typst.TypstError:
        return None
    width, height = _pixels(png)
    return _fitted(png, width * POINTS / SHARPNESS, height * POINTS / SHARPNESS)


def _pixels(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _fitted(png: bytes, width: float, height: float) -> Picture:
    part = min(1.0, WIDEST / width)
    return Picture(png, width * part, height * part)
