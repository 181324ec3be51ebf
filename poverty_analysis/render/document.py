"""What a renderer gets: one document, its sections as plain JSON data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from poverty_analysis.blocks import Json, Text
from poverty_analysis.values.text import has_control, slug

#: Catalogue words that the renderers print; a document without one of them is refused.
LABELS = (
    "synthetic",  # DỮ LIỆU MINH HỌA
    "official",  # on every page of the edition for the level above
    "skip",  # link to the text, for keyboards
    "contents",  # heading of the list of sections
    "source",  # before a table's source, with no colon
    "ways",  # folds of formulas in HTML: their head, and the words before law and source cells
    "ways_law",
    "ways_inputs",
    "image_alt",  # alt text of a picture that has none
    "undrawn",  # in place of a picture that cannot be drawn
    "xlsx_contents",  # name and heading of the first sheet
    "xlsx_sheet",  # column heads of that sheet
    "xlsx_table",
    "xlsx_unit",
    "xlsx_note",
    "xlsx_unit_vnd",  # unit line of a table with amounts: whole đồng there
    "xlsx_level",  # head of the column that tells details from sums, and its words
    "xlsx_body",
    "xlsx_subtotal",
    "xlsx_total",
    "xlsx_replaced",  # "... {count}": unprintable characters shown as codes
)
#: Fields that a text block of a kind may leave out; a renderer sees them empty.
FIELDS = {
    "letterhead": ("parent", "issuer", "number_slot", "nation", "motto", "place_date", "doc_type", "doc_title"),
    "signature": ("recipients_title", "sign_for", "sign_title"),
    "finding": ("severity", "label"),
    "brief": ("label", "more", "to"),
    "bases": ("label",),
}
SUBMISSION = "submission"
MAX_DEPTH = 4
#: What a chart block holds its picture in.
PICTURES = ("svg", "png")
LINE_ENDS = "\n\r\t\u2028\u2029"


@dataclass(frozen=True)
class Document:
    """One report, ready to be rendered.

    ``sections`` are the structured form of :class:`poverty_analysis.blocks.Section`.
    ``labels`` are catalogue words in the document's language, see :data:`LABELS`.
    ``formulas`` and ``acts`` are the words of each formula and act that its
    figures name; without them no figure tells how it was reckoned.
    ``year`` fixes the time stamp inside the PDF and XLSX files.

    Raises
    ------
    ValueError
        If a label is missing.
    """

    title: str
    lang: str
    unit_name: str
    period_label: str
    year: int
    synthetic: bool
    edition: str
    sections: tuple[Json, ...]
    labels: Mapping[str, str]
    formulas: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [key for key in LABELS if key not in self.labels]
        if missing:
            raise ValueError(f"labels missing: {', '.join(missing)}")

    @property
    def official(self) -> bool:
        """Whether the document holds exact counts for the level above only."""
        return self.edition == SUBMISSION

    @property
    def marks(self) -> tuple[str, ...]:
        """Words that stand on every page: made-up data, for official use."""
        wanted = {"synthetic": self.synthetic, "official": self.official}
        return tuple(self.labels[key] for key, shown in wanted.items() if shown)


@dataclass(frozen=True)
class Prepared:
    """A document's data after :func:`prepare`; ``replaced`` counts characters."""

    title: str
    running: str
    sections: tuple[Json, ...]
    replaced: int


def prepare(doc: Document) -> Prepared:
    """Make a document's data safe to print, with unique anchors and whole outlines.

    Characters that no medium can print become a visible code, ``[U+0007]``.
    Every section, heading and table gets an ``anchor`` (ASCII, unique), every
    heading a ``depth`` from 1 that never skips a step, as PDF/UA-1 asks.
    """
    found: list[str] = []
    sections = tuple(with_texts(section, partial(visible, found=found)) for section in doc.sections)
    sections = without_charts(sections, lambda chart: not (chart["svg"] or chart.get("png")), doc.labels["undrawn"])
    title = visible(doc.title, found)
    running = " · ".join(visible(part, found) for part in (doc.unit_name, doc.period_label) if part)
    _number_anchors(sections)
    _level_headings(sections)
    _aim_links(sections)
    for block in _blocks(sections):
        if block["type"] == "chart":
            block["alt"] = block["alt"].strip() or doc.labels["image_alt"]
        elif block["type"] == "text":
            block["fields"] = dict.fromkeys(FIELDS.get(block["kind"], ()), "") | block["fields"]
            block.setdefault("details", [])
    for section in sections:
        section.setdefault("attached", "")
    return Prepared(title, running, sections, len(found))


def printed(sections: tuple[Json, ...]) -> tuple[Json, ...]:
    """Sections as they are read on a page: without tables for the workbook alone, titles with their numbers."""
    kept = (section | {"blocks": [_titled(b) for b in _on_page(section)]} for section in sections)
    return tuple(section for section in kept if section["blocks"] or not section["title"])


def _on_page(section: Json) -> Iterator[Json]:
    blocks = (block for block in section["blocks"] if not block.get("workbook_only"))
    return (page_columns(block) if block["type"] == "table" else block for block in blocks)


def page_columns(block: Json) -> Json:
    """A table without the columns that are for the workbook alone."""
    kept = [at for at, column in enumerate(block["columns"]) if not column.get("workbook_only")]
    if len(kept) == len(block["columns"]):
        return block
    rows = [row | {"cells": [row["cells"][at] for at in kept]} for row in block["rows"]]
    return block | {"columns": [block["columns"][at] for at in kept], "rows": rows}


def _titled(block: Json) -> Json:
    return block | {"title": f"{block['label']}. {block['title']}"} if block.get("label") else block


def without_charts(sections: tuple[Json, ...], undrawn: Callable[[Json], bool], words: str) -> tuple[Json, ...]:
    """Sections with a note in the place of each chart that is ``undrawn``: the picture is lost, not the report."""
    note = Text("note", (words,)).to_json()
    return tuple(
        section | {"blocks": [note if b["type"] == "chart" and undrawn(b) else b for b in section["blocks"]]}
        for section in sections
    )


def visible(text: str, found: list[str]) -> str:
    """Return ``text`` on one line; note in ``found`` what had to become a code."""
    if text.isprintable():
        return text
    return "".join(_visible_character(c, found) for c in text)


def _visible_character(character: str, found: list[str]) -> str:
    if character in LINE_ENDS:
        return " "
    if not has_control(character):
        return character
    found.append(character)
    return f"[U+{ord(character):04X}]"


def with_texts(value: Any, change: Callable[[str], str], key: str = "") -> Any:
    """Copy JSON data with ``change`` made to every text but the source of a picture."""
    if isinstance(value, str):
        return value if key in PICTURES else change(value)
    if isinstance(value, Mapping):
        return {name: with_texts(item, change, name) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [with_texts(item, change) for item in value]
    return value


def _blocks(sections: tuple[Json, ...]) -> Iterator[Json]:
    for section in sections:
        yield from section["blocks"]


def _number_anchors(sections: tuple[Json, ...]) -> None:
    taken: set[str] = set()
    for section in sections:
        section["anchor"] = _free(section["id"] or section["title"] or "section", taken)
        for block in section["blocks"]:
            if block["type"] != "text":
                block["anchor"] = _free(block["id"] or block["type"], taken)
            elif block["kind"] == "heading":
                block["anchor"] = _free("".join(block["items"][:1]) or "heading", taken)


def _aim_links(sections: tuple[Json, ...]) -> None:
    """Where a short list goes on: the anchor of the section, or nothing where it is not there."""
    anchors = {section["id"]: section["anchor"] for section in sections if section["title"]}
    for block in _blocks(sections):
        if block["type"] == "text" and block["kind"] == "brief":
            block["fields"]["to"] = anchors.get(block["fields"]["to"], "")


def _free(wanted: str, taken: set[str]) -> str:
    base = slug(wanted)
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return name


def _level_headings(sections: tuple[Json, ...]) -> None:
    depth = 0
    for section in sections:
        if section["title"]:
            depth = section["depth"] = _step(section["level"], depth)
        for block in section["blocks"]:
            if block["type"] == "text" and block["kind"] == "heading":
                depth = block["depth"] = _step(block["level"] or section["level"] + 1, depth)


def _step(wanted: int, last: int) -> int:
    return max(1, min(wanted, last + 1, MAX_DEPTH))
