"""Rows of a draft, and what is in doubt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from poverty_analysis.documents.lines import DocumentLine
from poverty_analysis.documents.outline import PlacedParagraph

Cells = Mapping[str, str]
# How the plan itself is called in the column document.
DOCUMENT = "KH"


@dataclass(frozen=True)
class Drafted:
    """One row of the draft. ``start`` and ``end`` are its words in the text of its paragraph.

    ``numbers`` are the parts of those words whose numbers were read; none when all of them were.
    """

    table: str
    cells: Cells
    placed: PlacedParagraph
    start: int
    end: int
    rule: str
    numbers: tuple[tuple[int, int], ...] = ()

    @property
    def line(self) -> DocumentLine:
        """The line its words begin in."""
        return self.placed.paragraph.line_at(self.start)

    @property
    def words(self) -> str:
        """What the document says there."""
        return self.placed.paragraph.text[self.start : self.end]


@dataclass(frozen=True)
class OpenKey:
    """A value that can be read in two ways, or that the document does not say: named, and not chosen."""

    key: str
    readings: tuple[str, ...]
    line: int = 0
