"""Places for the labels of points: where no line, mark or other label is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from poverty_analysis.render.letters import drawable, width_of
from poverty_analysis.render.svg import ASCENT, DESCENT, Anchor

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """The ends of a mark or of words."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Whether the two have a place in common."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, other: Box) -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.top <= other.top
            and other.bottom <= self.bottom
        )

    def crossed(self, start: Point, end: Point) -> bool:
        """Whether a straight line from one point to another enters the box."""
        first, last = 0.0, 1.0
        for at, way, low, high in (
            (start[0], end[0] - start[0], self.left, self.right),
            (start[1], end[1] - start[1], self.top, self.bottom),
        ):
            if not way:
                if not low < at < high:
                    return False
                continue
            near, far = sorted(((low - at) / way, (high - at) / way))
            first, last = max(first, near), min(last, far)
        return first < last


@dataclass(frozen=True)
class Label:
    """Words with the place and the side they are set from."""

    x: float
    y: float
    text: str
    anchor: Anchor
    box: Box


def label_at(x: float, y: float, text: str, anchor: Anchor, size: float) -> Label:
    """Words on the line ``y``, with their box."""
    width = width_of(drawable(text), size)
    left = x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
    return Label(x, y, text, anchor, Box(left, y - ASCENT * size, left + width, y + DESCENT * size))


def free_label(
    point: Point, text: str, size: float, within: Box, taken: Iterable[Box], lines: Iterable[tuple[Point, Point]]
) -> Label | None:
    """The first place around a point that is free and inside; None where there is none."""
    boxes, straight = tuple(taken), tuple(lines)
    for label in _around(point, text, size):
        if (
            within.holds(label.box)
            and not any(label.box.touches(box) for box in boxes)
            and not any(label.box.crossed(start, end) for start, end in straight)
        ):
            return label
    return None


def _around(point: Point, text: str, size: float) -> Iterator[Label]:
    """Above and below, then beside, then farther off."""
    x, y = point
    sides: tuple[tuple[float, float, Anchor], ...] = (
        (0.0, -0.75, "middle"),
        (0.0, 1.5, "middle"),
        (0.7, 0.35, "start"),
        (-0.7, 0.35, "end"),
        (0.6, -0.6, "start"),
        (-0.6, -0.6, "end"),
        (0.6, 1.3, "start"),
        (-0.6, 1.3, "end"),
        (0.0, -1.6, "middle"),
        (0.0, 2.4, "middle"),
    )
    for across, down, anchor in sides:
        yield label_at(x + across * size, y + down * size, text, anchor, size)
