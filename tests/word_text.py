"""The words of a Word file and of a PDF, to be held against each other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import docx
import pypdfium2

from poverty_analysis.blocks import Chart, Section, Text
from poverty_analysis.render.document import Document
from tests.render_sample import budget_table, document, every_section

SPACES = re.compile(r"[\s\u200b\ufffe\u0002•]+")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><rect width="90" height="40"/></svg>'


def squeezed(text: str) -> str:
    return SPACES.sub("", text)


def parts(made: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(made)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lines(made: bytes) -> list[str]:
    """Paragraphs of the body in reading order, those in tables too."""
    body = docx.Document(BytesIO(made)).element.body
    return ["".join(text.text or "" for text in one.iter(f"{W}t")) for one in body.iter(f"{W}p")]


def without_words_in_pictures(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Words inside a picture are text in the PDF and pixels in Word."""
    return tuple(
        replace(one, blocks=tuple(replace(b, svg=SQUARE) if isinstance(b, Chart) else b for b in one.blocks))
        for one in sections
    )


def annexed() -> tuple[Section, ...]:
    annex = Section(
        "a", "Phụ lục về kinh phí", (budget_table(), Text("paragraph", ("Căn cứ",))), 1, "Phụ lục I.", annex=True
    )
    brief = Text("brief", ("một", "hai"), {"label": "Chưa đạt", "more": "còn 3", "to": "a"})
    return (*without_words_in_pictures(every_section()), Section("b", "Ngắn", (brief,), 1, "V."), annex)


def plain(sections: tuple[Section, ...]) -> Document:
    return document(sections, synthetic=False)


def words_of_pdf(made: bytes) -> str:
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made))


def in_order(wanted: Iterable[str], text: str) -> Iterator[str]:
    """What does not follow in the text after what came before."""
    place = 0
    for words in wanted:
        found = text.find(words, place)
        if found < 0:
            yield words
        else:
            place = found + len(words)
