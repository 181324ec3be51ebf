"""Lines of a document, and the paragraphs they belong to: a scan breaks its lines anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from poverty_analysis.values.text import nfc


@dataclass(frozen=True)
class DocumentLine:
    """One line of a document, counted from 1; ``cells`` when it is a row of a table, ``page`` where there are pages.

    ``goes_on`` says whether it continues the line above, where the page shows it; None where only its words can tell.
    """

    number: int
    text: str
    page: int | None = None
    cells: tuple[str, ...] = ()
    goes_on: bool | None = None


@dataclass(frozen=True)
class Paragraph:
    """Lines that are one paragraph.  ``starts`` are the offsets in ``text`` at which they begin.

    ``rank`` is the depth of its number in the outline, 0 for a text without one; ``marker`` is that number as printed.
    """

    lines: tuple[DocumentLine, ...]
    text: str
    starts: tuple[int, ...]
    marker: str = ""
    rank: int = 0

    @property
    def first(self) -> int:
        """The number of its first line."""
        return self.lines[0].number

    def line_at(self, offset: int) -> DocumentLine:
        """The line in which the character at ``offset`` of the text stands."""
        return next(line for line, start in zip(self.lines[::-1], self.starts[::-1], strict=True) if start <= offset)


# The marks of an outline, deepest last; what a document of the administration numbers with (Decree 30/2020, annex I).
_ROMAN = r"(?=[IVX])(?:X{0,2})(?:IX|IV|V?I{0,3})"
_MARKS: tuple[tuple[int, str], ...] = (
    (1, rf"(?:PHẦN|Phần)(?: thứ)? (?:{_ROMAN}|\w+)[.:]?(?=\s|$)"),
    (2, rf"{_ROMAN}[.)](?=\s|$)"),
    (3, r"\d{1,2}[.)](?=\s|$|[^\W\d_])"),
    (4, r"\d{1,2}\.\d{1,2}[.)]?(?=\s|$)"),
    (5, r"\d{1,2}\.\d{1,2}\.\d{1,2}[.)]?(?=\s|$)"),
    (6, r"[a-zđ][.)](?=\s|$)"),
    (7, r"[-–—•](?=\s|$|[^\W\d_])"),
    (8, r"\+(?=\s|$|[^\W\d_])"),
)
# A dash before a number or a plus: "- 1.1. Sở ...", "- + 100% ..." are of the mark behind it.
_DASHED = re.compile(r"[-–]\s+(?=\d{1,2}(?:\.\d{1,2})+\.?\s|\+\s)")
# What text made from a scan or a page keeps of bold type, headings and borders.
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|(?<!\w)\*(?=\w)|(?<=\w)\*(?!\w)|(?<!\w)_{2,}(?!\w)|\[\]\(#\)")
_BORDER = re.compile(r"[\s|_=\-–—*.]+")
_OPEN = re.compile(
    r"(?:trên|dưới|đạt|là|từ|đến|còn|xuống|và|của|với|các|cho|khoảng|gần|hơn"
    r"|ít nhất|tối thiểu|ngày|tháng|năm|số)$"
)
_ENDS = tuple(".;:!?…")
# A full line of a scan is at least this part of its longest ones.
_FULL = 0.8
_SHORTEST_FULL = 40
_LONGEST_HARD_WRAPPED = 130


def text_lines(text: str) -> tuple[DocumentLine, ...]:
    """Lines of plain text as they are kept: NFC, blanks around them gone; a tab parts the cells of a table."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    return tuple(_line(number, one) for number, one in enumerate(raw, start=1))


def _line(number: int, raw: str) -> DocumentLine:
    # Tabs are the borders of cells: an empty first or last cell is a cell.
    cells = tuple(" ".join(nfc(cell).split()) for cell in raw.strip("\n").split("\t")) if "\t" in raw else ()
    text = " ".join(_MARKUP.sub("", " ".join(nfc(raw).split())).split())
    # A lone dash is the mark of the item that the next line holds.
    return DocumentLine(number, "" if _BORDER.fullmatch(text) and text not in ("-", "–") else text, cells=cells)


def paragraphs(lines: Sequence[DocumentLine]) -> tuple[Paragraph, ...]:
    """Join the lines that are one paragraph; a row of a table is one of its own."""
    return tuple(_paragraph(group) for group in _groups(lines, _width(lines)))


def _width(lines: Iterable[DocumentLine]) -> int:
    """The length of a full line where every line is short, 0 where a line may hold a whole paragraph."""
    if any(line.goes_on for line in lines):
        # The page itself has shown which lines are full.
        return 0
    lengths = sorted((len(line.text) for line in lines if line.text and not line.cells), reverse=True)
    if len(lengths) < 10 or lengths[0] > _LONGEST_HARD_WRAPPED:
        return 0
    return max(_SHORTEST_FULL, round(_FULL * lengths[len(lengths) // 20]))


def _groups(lines: Sequence[DocumentLine], full: int) -> Iterator[list[DocumentLine]]:
    group: list[DocumentLine] = []
    blank = False
    for line in lines:
        if not line.text and not any(line.cells):
            blank = True
            continue
        if group and not line.cells and not group[-1].cells and _continues(group[-1], line, blank, full):
            group.append(line)
        else:
            if group:
                yield group
            group = [line]
        blank = False
    if group:
        yield group


def _continues(before: DocumentLine, after: DocumentLine, blank: bool, full: int) -> bool:
    return _goes_on(before.text, after.text, blank, full) if after.goes_on is None else after.goes_on


def _goes_on(before: str, after: str, blank: bool, full: int) -> bool:
    """Whether ``after`` continues the sentence of ``before``, the line above it."""
    if mark_of(after)[1]:
        return False
    if before == mark_of(before)[1]:
        return True
    if before.endswith(_ENDS) and not after[0].islower():
        return False
    if after[0].isdigit() and not before.isupper() and _is_open(before):
        # A page or a narrow box may end inside a sentence: "đạt trên", then "55%, trong đó".
        return True
    if after[0].islower() or after[0] in "%,;)":
        return not before.endswith((".", ";", ":"))
    if before.isupper() and after.isupper() and not blank:
        return bool(mark_of(before)[1])
    if before.isupper() or after.isupper() or blank:
        return False
    return bool(full) and len(before) >= full


def _is_open(before: str) -> bool:
    """Whether a line cannot end here: its last word asks for a number or a noun."""
    return bool(_OPEN.search(before))


def mark_of(text: str) -> tuple[int, str]:
    """The rank and the printed mark a line begins with; 0 and nothing without one."""
    skipped = _DASHED.match(text)
    start = skipped.end() if skipped else 0
    for rank, pattern in reversed(_MARKS):
        if found := re.compile(pattern).match(text, start):
            return rank, found[0]
    return 0, ""


def _paragraph(group: Sequence[DocumentLine]) -> Paragraph:
    starts, text = [], ""
    for line in group:
        text = f"{text} " if text else ""
        starts.append(len(text))
        text += line.text
    rank, marker = (0, "") if group[0].cells else mark_of(text)
    return Paragraph(tuple(group), text, tuple(starts), marker, rank)
