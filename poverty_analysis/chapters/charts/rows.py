"""Where the rows of a chart lie: labels, the numbers beside them, and what is drawn to the right of both.

Numbers stand in a column of their own, so that no label touches a bar, a line
or another label, however long a bar is; and a phone shows labels and numbers
first, where it has no room for the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from poverty_analysis.render.letters import drawable, width_of, wrapped
from poverty_analysis.render.svg import GAP, LINE, SIZE, SMALL, WIDTH, lines_of_words, rect, words

# Part of the width that labels may take.
_LABELS = 0.42
# Room above and below the words of a row.
_PAD = 1.5
# A square before the name of a part.
_SWATCH = 7.0


@dataclass(frozen=True)
class LabelledRow:
    """One row: its label, and the numbers beside it, one a line."""

    label: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowLayout:
    """The ends of what is drawn, the top and height of each row, and the marks of labels and numbers."""

    left: float
    right: float
    places: tuple[tuple[float, float], ...]
    marks: tuple[str, ...]
    bottom: float

    def across(self, part: float) -> float:
        """The place of a part of the width from 0 to 1."""
        return self.left + part * (self.right - self.left)

    def middle(self, row: int) -> float:
        """The middle height of a row."""
        top, height = self.places[row]
        return top + height / 2


def laid_out(rows: Sequence[LabelledRow], top: float) -> RowLayout:
    """Labels in as many lines as they need, then the numbers, then the plot."""
    widest = max((width_of(drawable(row.label), SIZE) for row in rows), default=0.0)
    room = min(widest, WIDTH * _LABELS)
    labels = [wrapped(row.label, room + 0.1, SIZE) for row in rows]
    numbers = max((width_of(drawable(text), SIZE) for row in rows for text in row.numbers), default=0.0)
    places: list[tuple[float, float]] = []
    for row, label in zip(rows, labels, strict=True):
        places.append((top, max(len(label), len(row.numbers), 1) * LINE + 2 * _PAD))
        top += places[-1][1]
    beside = room + GAP + numbers if numbers else room
    marks: list[str] = []
    for row, label, (start, height) in zip(rows, labels, places, strict=True):
        marks.append(lines_of_words(room, start + height / 2, label, "end"))
        marks.append(lines_of_words(beside, start + height / 2, row.numbers, "end"))
    return RowLayout(beside + GAP, WIDTH - 2 * GAP, tuple(places), tuple(marks), top)


def head(text: str, top: float) -> tuple[str, float]:
    """What is measured, in soft words, and where the next thing begins."""
    lines = wrapped(text, WIDTH, SMALL)
    marks = [words(0, top + SMALL + at * LINE, shown, size=SMALL, colour="soft") for at, shown in enumerate(lines)]
    return "".join(marks), top + len(lines) * LINE + GAP / 2


def legend(names: Sequence[tuple[str, str]], top: float) -> tuple[str, float]:
    """Coloured squares with their names; none for one part alone.  And where the next thing begins."""
    if len(names) < 2:
        return "", top
    marks, left, line = "", 0.0, top
    for colour, name in names:
        width = _SWATCH + GAP / 2 + width_of(drawable(name), SMALL) + 2 * GAP
        if left and left + width > WIDTH:
            left, line = 0.0, line + LINE
        marks += rect(left, line + 1, _SWATCH, _SWATCH, colour)
        marks += words(left + _SWATCH + GAP / 2, line + SMALL, name, size=SMALL)
        left += width
    return marks, line + LINE + GAP / 2
