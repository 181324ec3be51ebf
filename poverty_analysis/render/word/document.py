"""A document as a Word file that the office can edit: the blocks of the PDF, in its order, under real styles.

The whole body goes in as one piece of XML; cell by cell takes python-docx a
hundred times as long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

from poverty_analysis.blocks import Json
from poverty_analysis.render.document import Document, Prepared, prepare, printed
from poverty_analysis.render.foreign import with_foreign_words
from poverty_analysis.render.packing import packed, parts_of
from poverty_analysis.render.pdf import set_tables
from poverty_analysis.render.word.marks import INK, NAMESPACES, inline_picture, paragraph, run
from poverty_analysis.render.word.pictures import picture_of
from poverty_analysis.render.word.styles import header_xml, page_xml, set_styles
from poverty_analysis.render.word.tables import below, table_block
from poverty_analysis.render.word.texts import letterhead, text_block

if TYPE_CHECKING:
    from docx.document import Document as WordFile

_BREAK = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
_THUMBNAIL = "/thumbnail"
# Puts an image into the file and returns the name of its relation.
_AddImage = Callable[[bytes], str]


@dataclass(frozen=True)
class _Piece:
    """XML of a block; ``run`` counts the runs of pages that begin at annexes."""

    xml: str
    turned: bool
    run: int


@dataclass(frozen=True)
class _Setting:
    """What the pieces of one file share."""

    doc: Document
    title: str
    anchors: Mapping[str, str]
    add_image: _AddImage


def render_docx(doc: Document) -> bytes:
    """Return the document as DOCX; the same document gives the same bytes.

    Charts are pictures with their finding as alternative text; one that cannot
    be drawn is replaced by a note.
    """
    import docx

    data = prepare(doc)
    file = docx.Document()
    set_styles(file, doc.lang)
    _set_properties(file, data.title, doc)
    body = _body(doc, data, _image_adder(file), _heads(file, doc, data))
    body = with_foreign_words(body) if doc.lang == "en" else body
    old = file.element.body
    new = docx.oxml.parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")
    old.getparent().replace(old, new)
    saved = BytesIO()
    file.save(saved)
    return packed(parts_of(saved.getvalue()))


def _set_properties(file: WordFile, title: str, doc: Document) -> None:
    about = file.core_properties
    about.title, about.language = title, doc.lang
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.created = about.modified = datetime(doc.year, 1, 1)
    about.revision = 1
    relations = file.part.package.rels
    for name in [name for name, relation in relations.items() if relation.reltype.endswith(_THUMBNAIL)]:
        del relations[name]


def _image_adder(file: WordFile) -> _AddImage:
    return lambda png: file.part.get_or_add_image(BytesIO(png))[0]


def _heads(file: WordFile, doc: Document, data: Prepared) -> dict[str, str]:
    """Put the heads of first, upright and turned pages into the file; the names of their relations."""
    from docx.oxml import parse_xml

    names: dict[str, str] = {}
    for kind in ("first", "upright", "turned"):
        part, names[kind] = file.part.add_header_part()  # type: ignore[no-untyped-call]
        for old in list(part.element):
            part.element.remove(old)
        words = header_xml(data.running, " · ".join(doc.marks), turned=kind == "turned", first=kind == "first")
        part.element.append(parse_xml(words))
    return names


def _body(doc: Document, data: Prepared, add_image: _AddImage, heads: dict[str, str]) -> str:
    anchors = {section["anchor"]: f"section_{number}" for number, section in enumerate(data.sections)}
    setting = _Setting(doc, data.title, anchors, add_image)
    pieces = list(_pieces(printed(data.sections), setting))
    parts = [(key, [piece.xml for piece in group]) for key, group in groupby(pieces, lambda p: (p.run, p.turned))]
    done, last_run = "", -1
    for place, ((run_, turned), parts_xml) in enumerate(parts):
        pages = page_xml(heads, turned=turned, restarts=run_ != last_run)
        last_run = run_
        # The last run of pages is told at the end of the body, the others by a paragraph without words.
        ends = place == len(parts) - 1
        done += "".join(parts_xml) + (pages if ends else paragraph("", "ReportPlain", more=_BREAK + pages))
    return done or page_xml(heads, turned=False, restarts=True)


def _pieces(sections: tuple[Json, ...], setting: _Setting) -> Iterator[_Piece]:
    run_ = 0
    for place, section in enumerate(sections):
        blocks = [part for block in section["blocks"] for part in _parts(block)]
        run_ += bool(section["annex"] and place)
        if section["title"]:
            yield _Piece(_heading(section, setting), bool(section["annex"] and blocks and _turned(blocks[0])), run_)
        for number, block in enumerate(blocks):
            keep = number == len(blocks) - 1 and _signs(sections, place + 1)
            yield _Piece(_block(block, setting, keep=keep), _turned(block), run_)


def _parts(block: Json) -> list[Json]:
    return set_tables(block) if block["type"] == "table" else [block]


def _turned(block: Json) -> bool:
    return bool(block["type"] == "table" and block["page"] == "landscape")


def _signs(sections: tuple[Json, ...], place: int) -> bool:
    """Tell whether a section begins with the signature, which never stands alone on a page."""
    blocks = sections[place]["blocks"] if place < len(sections) else []
    return bool(blocks and blocks[0].get("kind") == "signature")


def _heading(section: Json, setting: _Setting) -> str:
    name = setting.anchors[section["anchor"]]
    number = name.rpartition("_")[2]
    marked = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    style = f"Heading{section['depth']}"
    if not section["annex"]:
        words = run(f"{section['number']} {section['title']}".strip())
        return paragraph(f'{marked}{words}<w:bookmarkEnd w:id="{number}"/>', style)
    words = run(section["number"].rstrip(".")) + "<w:r><w:br/></w:r>" + run(section["title"].upper())
    lines = paragraph(f'{marked}{words}<w:bookmarkEnd w:id="{number}"/>', style, align="center")
    attached = run(section["attached"], italic=True)
    return lines + (paragraph(attached, "ReportPlain", align="center", keep=True) if attached else "")


def _block(block: Json, setting: _Setting, *, keep: bool) -> str:
    if block["type"] == "table":
        return table_block(block, setting.doc.labels["source"])
    if block["type"] == "chart":
        return _chart(block, setting)
    if block["kind"] == "letterhead":
        return letterhead(block, setting.title)
    return text_block(block, setting.anchors, keep=keep)


def _chart(block: Json, setting: _Setting) -> str:
    picture = picture_of(block)
    labels = setting.doc.labels
    if picture is None:
        return paragraph(run(labels["undrawn"]), "ReportNote")
    name = setting.add_image(picture.png)
    number = int(name.removeprefix("rId"))
    drawn = inline_picture(name, number, block["alt"], picture.width, picture.height)
    title = paragraph(run(block["title"]), "Caption", align="left", keep=True) if block["title"] else ""
    made_up = run(labels["synthetic"], size=8, colour=INK) if setting.doc.synthetic else ""
    title += paragraph(made_up, "ReportCell", keep=True) if made_up else ""
    return title + paragraph(drawn, "ReportPlain", align="center", keep=True) + below(block, labels["source"])
