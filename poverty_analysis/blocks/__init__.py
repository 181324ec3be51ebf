"""The three blocks of a report: Text, Table and Chart.

A section returns a :class:`Section`, an ordered handful of blocks.  It shows
itself in Jupyter (HTML and plain text) and carries a structured form under
:data:`MIME`, which is all the renderers read.  Values are formatted once, by
the section that made them; a renderer never formats a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from poverty_analysis.blocks.json_form import COUNTED as COUNTED
from poverty_analysis.blocks.json_form import MIME as MIME
from poverty_analysis.blocks.json_form import Json as Json
from poverty_analysis.blocks.preview import preview_html, preview_text

Align = Literal["left", "right", "center"]
RowKind = Literal["body", "group", "subtotal", "total"]
Unit = Literal["vnd", "share", "count", "year", "vnd_per_unit", "number"]


@dataclass(frozen=True)
class Figure:
    """One printed figure and where it comes from.

    ``value`` is exact: whole đồng for ``vnd``, 0 to 1 for ``share``.
    ``display`` is what the reader sees, already in the report's language.
    ``inputs`` are source cells (``budget.csv#7``), ``law`` citations' ids.
    """

    id: str
    value: int | Fraction
    unit: Unit
    display: str
    formula: str
    inputs: tuple[str, ...] = ()
    law: tuple[str, ...] = ()

    def to_json(self) -> Json:
        """Return a JSON form; a fraction keeps its exact value beside a float."""
        whole = isinstance(self.value, int)
        return {
            "id": self.id,
            "value": self.value if whole else float(self.value),
            "exact": str(self.value),
            "unit": self.unit,
            "display": self.display,
            "formula": self.formula,
            "inputs": list(self.inputs),
            "law": list(self.law),
        }

    def shown_as(self, display: str) -> Figure:
        """The same figure under other words."""
        return replace(self, display=display)


Cell = str | Figure


@dataclass(frozen=True)
class Column:
    """A table column: header text, alignment, relative width; one for the ``workbook_only`` is not printed."""

    title: str
    align: Align = "left"
    width: float = 1.0
    workbook_only: bool = False


@dataclass(frozen=True)
class Row:
    """A table row; ``kind`` tells a renderer what to emphasise.

    ``head`` says that the first cell names the row (a row header for readers
    of assistive software).
    """

    cells: tuple[Cell, ...]
    kind: RowKind = "body"
    head: bool = True


@dataclass(frozen=True)
class Table:
    """A table with caption, unit line, notes and source; ``law`` are ids of the acts that its words rest on.

    One for the ``workbook_only`` is bookkeeping that no reader of the page needs.
    The shares in a ``shaded`` one are set on a colour, the darker the higher.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    unit_line: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    law: tuple[str, ...] = ()
    workbook_only: bool = False
    shaded: bool = False

    def to_json(self) -> Json:
        return {
            "type": "table",
            "id": self.id,
            "title": self.title,
            "unit_line": self.unit_line,
            "columns": [_column(c) for c in self.columns],
            "rows": [{"kind": r.kind, "head": r.head, "cells": [_cell(c) for c in r.cells]} for r in self.rows],
            "notes": list(self.notes),
            "source": self.source,
            "law": list(self.law),
            "workbook_only": self.workbook_only,
            "shaded": self.shaded,
        }


@dataclass(frozen=True)
class Chart:
    """A figure as SVG, with the finding in words (``alt``) and its source."""

    id: str
    title: str
    alt: str
    svg: str
    notes: tuple[str, ...] = ()
    source: str = ""

    def to_json(self) -> Json:
        return {
            "type": "chart",
            "id": self.id,
            "title": self.title,
            "alt": self.alt,
            "svg": self.svg,
            "notes": list(self.notes),
            "source": self.source,
        }


TextKind = Literal[
    "paragraph",
    "list",
    "brief",
    "note",
    "slot",
    "letterhead",
    "bases",
    "signature",
    "key_figures",
    "heading",
    "finding",
]


@dataclass(frozen=True)
class Text:
    """Words: a paragraph, a list, an empty slot, or a fixed part of the form.

    ``items`` are the paragraphs or list entries, plain text without markup.
    ``fields`` name the parts of ``letterhead`` and ``signature``; an empty
    value is a slot the clerk fills by hand.  ``key_figures`` pairs each item
    (a label) with the figure at the same place in ``figures`` and the line at
    the same place in ``details``; ``figures`` beyond the items are those the
    words tell.  ``brief`` is a short list under a label (``label`` in
    ``fields``) that may go on in the section ``to`` (``more``); a ``note``
    with ``print`` ``small`` is as small on paper as those below tables.  ``law`` are
    ids of the acts that the words rest on.
    """

    kind: TextKind
    items: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    level: int = 0
    law: tuple[str, ...] = ()
    details: tuple[str, ...] = ()

    def to_json(self) -> Json:
        return {
            "type": "text",
            "kind": self.kind,
            "items": list(self.items),
            "fields": dict(self.fields),
            "figures": [f.to_json() for f in self.figures],
            "level": self.level,
            "law": list(self.law),
            "details": list(self.details),
        }


Block = Text | Table | Chart


@dataclass(frozen=True)
class Section:
    """A named run of blocks; ``level`` 1 is a Roman-numeral heading, 2 below it.

    ``number`` is printed before the title; :data:`COUNTED` stands for the
    place of the section among those of its chapter.

    An ``annex`` starts on a page of its own, with its own page numbers.
    """

    id: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 1
    number: str = ""
    annex: bool = False

    def to_json(self) -> Json:
        return {
            "type": "section",
            "id": self.id,
            "title": self.title,
            "level": self.level,
            "number": self.number,
            "annex": self.annex,
            "blocks": [b.to_json() for b in self.blocks],
        }

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Json:
        data = self.to_json()
        return {MIME: data, "text/html": preview_html(data), "text/plain": preview_text(data)}


def figures_of(data: Json) -> list[Json]:
    """Every figure with an id in the structured form of a section, in reading order."""
    return [figure for block in data["blocks"] for figure in _figures(block) if figure["id"]]


def acts_of(data: Json) -> list[str]:
    """Ids of the acts that a section rests on, those of each block before those of its figures; each once."""
    parts = (part for block in data["blocks"] for part in (block, *_figures(block)))
    return list(dict.fromkeys(act for part in parts for act in part.get("law", ())))


def _figures(block: Json) -> list[Json]:
    cells = (cell for row in block.get("rows", ()) for cell in row["cells"])
    return [*block.get("figures", ()), *(cell["figure"] for cell in cells if "figure" in cell)]


def _column(column: Column) -> Json:
    shown: Json = {"title": column.title, "align": column.align, "width": column.width}
    return shown | {"workbook_only": True} if column.workbook_only else shown


def _cell(cell: Cell) -> Json:
    if isinstance(cell, Figure):
        return {"text": cell.display, "figure": cell.to_json()}
    return {"text": cell}
