"""A drawing of ours taken apart: its words with their boxes, its bars, lines and dots, measured by the font itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

from fontTools.ttLib import TTFont

from poverty_analysis.chapters.charts.labels import Box, Point
from tests.tree import ROOT

_FONT = ROOT / "poverty_analysis" / "render" / "fonts" / "LiberationSans-Regular.ttf"
_NAME = "{http://www.w3.org/2000/svg}"
#: Letters reach so far above and below their line, of their size.
_UP, _DOWN = 0.78, 0.2


@dataclass(frozen=True)
class Words:
    """Words with their box."""

    text: str
    box: Box


@dataclass(frozen=True)
class Drawing:
    """The marks of a drawing, in points."""

    width: float
    height: float
    words: tuple[Words, ...]
    bars: tuple[tuple[str, Box], ...]
    lines: tuple[tuple[Point, Point], ...]
    dots: tuple[Box, ...]


@cache
def _widths() -> dict[int, float]:
    font = TTFont(_FONT)
    return {point: font["hmtx"][name][0] / font["head"].unitsPerEm for point, name in font.getBestCmap().items()}


def width_by_font(text: str, size: float) -> float:
    """The width of words as the font itself has it."""
    return sum(_widths()[ord(letter)] for letter in text) * size


def taken_apart(svg: str) -> Drawing:
    """The marks of a drawing of ours."""
    root = ElementTree.fromstring(svg)
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    size = float(root.attrib["font-size"])
    marks = list(root.iter())
    return Drawing(
        width,
        height,
        tuple(_words(mark, size) for mark in marks if mark.tag == f"{_NAME}text"),
        tuple((mark.attrib["class"], _box(mark)) for mark in marks if mark.tag == f"{_NAME}rect"),
        tuple(join for mark in marks if mark.tag == f"{_NAME}path" for join in _joins(mark)),
        tuple(_dot(mark) for mark in marks if mark.tag == f"{_NAME}circle"),
    )


def _words(mark: ElementTree.Element, usual: float) -> Words:
    size = float(mark.attrib.get("font-size", usual))
    text = mark.text or ""
    width = width_by_font(text, size) * (1.08 if "font-weight" in mark.attrib else 1)
    x, y = float(mark.attrib["x"]), float(mark.attrib["y"])
    left = x - width * {"start": 0, "middle": 0.5, "end": 1}[mark.attrib.get("text-anchor", "start")]
    return Words(text, Box(left, y - _UP * size, left + width, y + _DOWN * size))


def _box(mark: ElementTree.Element) -> Box:
    x, y, width, height = (float(mark.attrib[name]) for name in ("x", "y", "width", "height"))
    return Box(x, y, x + width, y + height)


def _dot(mark: ElementTree.Element) -> Box:
    x, y, radius = (float(mark.attrib[name]) for name in ("cx", "cy", "r"))
    return Box(x - radius, y - radius, x + radius, y + radius)


def _joins(mark: ElementTree.Element) -> Iterator[tuple[Point, Point]]:
    """The straight lines of a path; strokes across a bar lie inside it and are left out, as are round marks."""
    path = mark.attrib["d"]
    if mark.attrib.get("class") == "l-paper" or "A" in path:
        return
    for part in path.split("M")[1:]:
        numbers = [float(found) for found in re.findall(r"-?[0-9.]+", part)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        yield from pairwise(points)


def _on_tile(name: str, box: Box, words: Words) -> bool:
    """Whether words stand on a square of a map, wholly."""
    return name.endswith(" l-soft") and box.holds(words.box)


def overlaps(drawing: Drawing) -> list[str]:
    """Words that touch other words, a bar, a line or a dot, or that leave the drawing."""
    found = []
    paper = Box(-0.1, -0.1, drawing.width + 0.1, drawing.height + 0.1)
    for at, one in enumerate(drawing.words):
        told = [other.text for other in drawing.words[at + 1 :] if one.box.touches(other.box)]
        told += [f"bar {box}" for name, box in drawing.bars if one.box.touches(box) and not _on_tile(name, box, one)]
        told += [f"line {join}" for join in drawing.lines if one.box.crossed(*join)]
        told += [f"dot {box}" for box in drawing.dots if one.box.touches(box)]
        told += [] if paper.holds(one.box) else ["the edge"]
        found += [f"{one.text!r} touches {other}" for other in told]
    return found
