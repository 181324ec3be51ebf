"""Where the units below lie: equal squares on a grid, or their outlines, shaded by a share.

The strongest colour is the highest share.  A unit without a number is white:
nothing of a hidden number is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.chapters.charts.labels import Box, Point, label_at
from poverty_analysis.chapters.charts.rows import head
from poverty_analysis.render.letters import drawable, width_of, wrapped
from poverty_analysis.render.svg import GAP, LINE, SMALL, WIDTH, area, picture, tile, words

# A square is no larger than this part of the width.
_LARGEST = 0.15
_BETWEEN = 2.0
# The highest outline map, as a part of its width.
_TALLEST = 1.1
# A corner nearer than this to the straight line between its neighbours is left out, in points.
_TOLERANCE = 0.4
_MARGIN = 1.0

Ring = Sequence[Point]


@dataclass(frozen=True)
class MapPlace:
    """A unit on a map: its name, its number as it is written, and its share; None where it has none to be shown."""

    name: str
    number: str
    share: Fraction | None


def tile_map(places: Mapping[tuple[int, int], MapPlace], axis: str, lang: str) -> str:
    """One square a unit, by row from the north and column from the west, each with its name and number."""
    told, top = head(axis, 0)
    rows, columns = [row for row, _ in places], [column for _, column in places]
    side = min(WIDTH * _LARGEST, WIDTH / (max(columns) - min(columns) + 1) - _BETWEEN)
    most = _most(places.values())
    marks = [told]
    for (row, column), place in sorted(places.items()):
        x, y = (column - min(columns)) * (side + _BETWEEN) + 1, top + (row - min(rows)) * (side + _BETWEEN)
        marks.append(tile(x, y, side, _part(place, most)))
        marks += _in_tile(x + side / 2, y + side / 2, side - _BETWEEN, place)
    return picture(top + (max(rows) - min(rows) + 1) * (side + _BETWEEN) + 1, marks, lang)


def _in_tile(x: float, y: float, room: float, place: MapPlace) -> Iterator[str]:
    """Name and number in the middle of a square; the number alone where the name has no room."""
    lines = [*wrapped(place.name, room, SMALL), drawable(place.number)]
    if len(lines) * LINE > room or any(width_of(word, SMALL) > room for word in drawable(place.name).split()):
        lines = lines[-1:]
    first = y - LINE * (len(lines) - 1) / 2 + SMALL * 0.36
    for at, text in enumerate(lines):
        yield words(x, first + at * LINE, text, anchor="middle", size=SMALL)


def _most(places: Iterable[MapPlace]) -> Fraction:
    return max((place.share for place in places if place.share is not None), default=Fraction(0))


def _part(place: MapPlace, most: Fraction) -> float | None:
    """The share as a part of the highest one; None without a number."""
    return None if place.share is None else float(place.share / most) if most else 0.0


def outline_map(outlines: Mapping[str, Sequence[Ring]], places: Mapping[str, MapPlace], axis: str, lang: str) -> str:
    """The outlines of the units, north up and simplified; the number stands inside where it has room."""
    told, top = head(axis, 0)
    drawn = _projected({code: outlines[code] for code in places}, top)
    most = _most(places.values())
    marks = [told]
    for code, rings in drawn.items():
        marks.append(area(rings, _part(places[code], most)))
    for code, rings in drawn.items():
        marks += _inside(rings, places[code])
    bottom = max(y for rings in drawn.values() for ring in rings for _, y in ring)
    return picture(bottom + GAP, marks, lang)


def _projected(outlines: Mapping[str, Sequence[Ring]], top: float) -> dict[str, list[list[Point]]]:
    """Degrees to points: longitudes shortened as they are in the middle of the map."""
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    north, south = max(y for _, y in points), min(y for _, y in points)
    narrow = math.cos(math.radians((north + south) / 2))
    west, east = min(x for x, _ in points) * narrow, max(x for x, _ in points) * narrow
    scale = min((WIDTH - 2 * _MARGIN) / (east - west or 1), WIDTH * _TALLEST / (north - south or 1))
    return {
        code: [
            _simplified([((x * narrow - west) * scale + _MARGIN, (north - y) * scale + top + _MARGIN) for x, y in ring])
            for ring in rings
        ]
        for code, rings in outlines.items()
    }


def _simplified(ring: Ring) -> list[Point]:
    """The ring without corners that nobody would see, after Douglas and Peucker (1973)."""
    kept, spans = {0, len(ring) - 1}, [(0, len(ring) - 1)]
    while spans:
        first, last = spans.pop()
        far = max(range(first + 1, last), key=lambda at: _off(ring[at], ring[first], ring[last]), default=None)
        if far is not None and _off(ring[far], ring[first], ring[last]) > _TOLERANCE:
            kept.add(far)
            spans += [(first, far), (far, last)]
    return [ring[at] for at in sorted(kept)]


def _off(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the line through two others; from the first where both are one."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, down)
    x, y = point[0] - start[0], point[1] - start[1]
    return abs(across * y - down * x) / length if length else math.hypot(x, y)


def _inside(rings: Sequence[Ring], place: MapPlace) -> Iterator[str]:
    """The name and number, or the number alone, at the middle of the largest ring, where they cross no outline."""
    largest = max(rings, key=lambda ring: abs(_size(ring)))
    x, y = _middle(largest)
    edges = [(ring[at - 1], ring[at]) for ring in rings for at in range(len(ring))]
    for texts in ((place.name, place.number), (place.number,)):
        shown = [drawable(text) for text in texts]
        first = y - LINE * (len(shown) - 1) / 2 + SMALL * 0.36
        labels = [label_at(x, first + at * LINE, text, "middle", SMALL) for at, text in enumerate(shown)]
        if _holds(largest, (x, y)) and not any(_crosses(label.box, edges) for label in labels):
            yield from (words(one.x, one.y, one.text, anchor="middle", size=SMALL) for one in labels)
            return


def _crosses(box: Box, edges: Sequence[tuple[Point, Point]]) -> bool:
    return any(box.crossed(start, end) for start, end in edges)


def _size(ring: Ring) -> float:
    """Twice the area, with a sign."""
    return sum(ring[at - 1][0] * y - x * ring[at - 1][1] for at, (x, y) in enumerate(ring))


def _middle(ring: Ring) -> Point:
    """The centre of gravity; the first corner of a ring without area."""
    whole = 3 * _size(ring)
    if not whole:
        return ring[0]
    sums = [0.0, 0.0]
    for at, (x, y) in enumerate(ring):
        before = ring[at - 1]
        part = before[0] * y - x * before[1]
        sums = [sums[0] + (before[0] + x) * part, sums[1] + (before[1] + y) * part]
    return sums[0] / whole, sums[1] / whole


def _holds(ring: Ring, point: Point) -> bool:
    """Whether a point lies inside a ring: a line to the east crosses it an odd number of times."""
    x, y = point
    crossed = False
    for at, (right, below) in enumerate(ring):
        left, above = ring[at - 1]
        if (below > y) != (above > y) and x < (left - right) * (y - below) / (above - below) + right:
            crossed = not crossed
    return crossed
