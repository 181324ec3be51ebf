"""The outline of a document: under which headings a paragraph stands, and what those headings are about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from poverty_analysis.documents.lines import Paragraph
from poverty_analysis.values.text import fold

# Words of headings, without marks and in lower case; the first that fits decides.
_SUBJECTS: tuple[tuple[str, str], ...] = (
    ("aims", r"muc dich"),
    ("results", r"\bket qua (?:thuc hien|dat duoc)|thuc trang|danh gia (?:tinh hinh|ket qua)"),
    ("targets", r"\bmuc tieu(?! quoc gia)|chi tieu"),
    ("organisation", r"to chuc thuc hien|phan cong|trach nhiem cua|trach nhiem thuc hien"),
    ("solutions", r"^(?:cac )?(?:nhom )?giai phap|nhiem vu(?:,| va) giai phap"),
    ("money", r"kinh phi|nguon von|nhu cau von|du toan"),
    ("content", r"noi dung|du an|nhiem vu|hoat dong"),
)


_CHAPTER, _LOWEST_HEADING = 2, 6
_LONGEST_HEADING, _NEAR_BEGIN = 120, 24
# The closing sentence, the addressees and the signature tell nobody to do anything.
_ADDRESSEES = re.compile(r"Nơi nhận\s*:?|Trên đây là ")
_APPENDIX = re.compile(r"(?:phụ lục|phụ biểu|biểu (?:số )?\d)", re.IGNORECASE)


@dataclass(frozen=True)
class PlacedParagraph:
    """A paragraph with the headings above it, outermost first, and the subject of the nearest that has one."""

    paragraph: Paragraph
    above: tuple[Paragraph, ...]
    subject: str

    @property
    def body(self) -> str:
        """Its text without the mark."""
        return body_of(self.paragraph)


def body_of(paragraph: Paragraph) -> str:
    """The text of a paragraph without its mark."""
    at = paragraph.text.find(paragraph.marker) + len(paragraph.marker)
    return paragraph.text[at:].strip()


def outline(paragraphs: Iterable[Paragraph]) -> Iterator[PlacedParagraph]:
    """Place each paragraph below the marked ones above it.

    A number that skips or stands twice changes nothing: only the rank of the
    marks decides, so "14." after "12." is still their neighbour.
    """
    above: list[Paragraph] = []
    closed = False
    for paragraph in paragraphs:
        # What stands between the addressees and an appendix is signature and distribution.
        closed = not _APPENDIX.match(paragraph.text) if closed else bool(_ADDRESSEES.match(paragraph.text))
        if closed:
            above = []
            continue
        if paragraph.rank:
            while above and above[-1].rank >= paragraph.rank:
                above.pop()
        yield PlacedParagraph(paragraph, tuple(above), _subject([*above, paragraph]))
        if paragraph.rank:
            above.append(paragraph)


def _subject(path: list[Paragraph]) -> str:
    for paragraph in reversed(path):
        heading = fold(re.split(r"[:.]\s", body_of(paragraph))[0])
        # A heading is short, and an item that only speaks of targets is none.
        if not paragraph.rank or paragraph.rank > _LOWEST_HEADING or len(heading) > _LONGEST_HEADING:
            continue
        if paragraph.rank > _CHAPTER:
            heading = heading[:_NEAR_BEGIN]
        for subject, pattern in _SUBJECTS:
            if re.search(pattern, heading):
                return subject
    return ""
