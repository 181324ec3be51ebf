"""The guarded process that opens a document: bytes on stdin, lines on stdout.

Started as a script by :mod:`poverty_analysis.documents.reading`.  It limits
itself before it loads a reader, knows no path, follows no link, runs no macro
and imports nothing else of this package.

Each line of the output is one JSON value: a text is a paragraph or a printed
line, a list the cells of a row, ``{"page": n}`` begins a page, ``{"note": ...,
"n": ...}`` says what was met, and ``null`` ends the whole.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from poverty_analysis.values.process_limits import limit_process

UNREADABLE, TOO_MUCH, NO_MEMORY, LOCKED = 3, 4, 5, 6
MAX_PAGES = 300
MAX_UNPACKED = 40 * 1024**2
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# The parts of a Word file that are read; everything else, pictures and macros too, stays closed.
_DEEPEST_LIST = 9
# Lines of a paragraph are no further apart than this many of the usual step; words of one line this near, in points.
_NEAR = 1.3
_SAME_LINE = 3.0


class TooLong(Exception):
    """More pages, or more text once unpacked, than any plan has."""


class EncryptedFile(Exception):
    """Encrypted: only who has the password can open it."""


def main(arguments: list[str]) -> int:
    """Read the document of the kind and within the limits in ``arguments``: kind, bytes of memory, seconds."""
    kind, memory, seconds = arguments[0], int(arguments[1]), int(arguments[2])
    limit_process(memory, seconds)
    data = sys.stdin.buffer.read()
    try:
        for value in READERS[kind](data):
            sys.stdout.write(json.dumps(value) + "\n")
        sys.stdout.write("null\n")
        sys.stdout.flush()
        return 0
    except (TooLong, MemoryError) as error:
        return NO_MEMORY if isinstance(error, MemoryError) else TOO_MUCH
    except EncryptedFile:
        return LOCKED
    except Exception:
        # Whatever a broken file makes a reader raise: the file cannot be read, and its text is in no message.
        return UNREADABLE


def _word(data: bytes) -> Iterator[object]:
    if data[:4] == b"\xd0\xcf\x11\xe0":
        # A Word file with a password is a container of another kind.
        raise EncryptedFile
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(part.file_size for part in package.infolist() if part.filename.endswith(".xml")) > MAX_UNPACKED:
            raise TooLong
    import docx

    document = docx.Document(io.BytesIO(data))
    numbers = _Numbers(document)
    body = document.element.body
    for element in body.iterchildren():
        if element.tag == f"{_W}p":
            yield from _printed(_text(element), numbers.of(element))
        elif element.tag == f"{_W}tbl":
            yield from _rows(element)
        elif element.tag == f"{_W}sdt":
            for inner in element.iter(f"{_W}p"):
                yield from _printed(_text(inner), numbers.of(inner))
    changed = sum(1 for tag in ("ins", "del", "moveFrom", "moveTo") for _ in body.iter(f"{_W}{tag}"))
    if changed:
        yield {"note": "tracked", "n": changed}


def _printed(text: str, number: str) -> Iterator[str]:
    """A paragraph; a line break inside it begins a line, as it does on the page."""
    for count, line in enumerate(text.split("\n")):
        yield f"{number} {line}" if number and count == 0 else line


def _rows(table: Any) -> Iterator[list[str]]:
    for row in table.iterchildren(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iterchildren(f"{_W}tc"):
            cells.append(" ".join(_text(paragraph) for paragraph in cell.iter(f"{_W}p")).strip())
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            cells += [""] * (int(span.get(f"{_W}val", "1")) - 1 if span is not None else 0)
        yield cells


def _text(paragraph: Any) -> str:
    """The text of a paragraph with the changes others proposed taken as made: what was inserted stays, deleted goes."""
    parts: list[str] = []
    for node in paragraph.iter():
        if any(parent.tag in (f"{_W}del", f"{_W}moveFrom") for parent in node.iterancestors()):
            continue
        if node.tag == f"{_W}t":
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}noBreakHyphen", f"{_W}br", f"{_W}cr") and node.getparent().tag == f"{_W}r":
            parts.append({"tab": " ", "noBreakHyphen": "-"}.get(node.tag[len(_W) :], "\n"))
    return "".join(parts)


class _Numbers:
    """The numbers that Word counts itself and that stand in no text: "II.", "1.", "a)", "-"."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: dict[str, list[int]] = {}
        with contextlib.suppress(KeyError, NotImplementedError, AttributeError):
            self._read(document.part.numbering_part.element)

    def _read(self, numbering: Any) -> None:
        abstract = {one.get(f"{_W}abstractNumId"): one for one in numbering.iterchildren(f"{_W}abstractNum")}
        for one in numbering.iterchildren(f"{_W}num"):
            link = one.find(f"{_W}abstractNumId")
            kind = abstract.get(link.get(f"{_W}val")) if link is not None else None
            for level in kind.iterchildren(f"{_W}lvl") if kind is not None else ():
                values = [_value(level, name) for name in ("numFmt", "lvlText", "start")]
                key = one.get(f"{_W}numId"), int(level.get(f"{_W}ilvl", "0"))
                self._levels[key] = values[0], values[1], int(values[2] or 1)

    def of(self, paragraph: Any) -> str:
        """The number of a paragraph, as printed; empty for one without."""
        found = paragraph.find(f"{_W}pPr/{_W}numPr")
        if found is None:
            return ""
        number, depth = _value(found, "numId"), int(_value(found, "ilvl") or 0)
        if (number, depth) not in self._levels or depth >= _DEEPEST_LIST:
            return ""
        counts = self._counts.setdefault(number, [])
        starts = [self._levels.get((number, level), ("", "", 1))[2] for level in range(depth + 1)]
        del counts[depth + 1 :]
        while len(counts) <= depth:
            counts.append(starts[len(counts)] - 1)
        counts[depth] += 1
        kind, pattern, _ = self._levels[number, depth]
        if kind == "bullet":
            return "-"
        shown = {
            level: _figure(self._levels.get((number, level), ("decimal",))[0], n) for level, n in enumerate(counts)
        }
        return re.sub(r"%(\d)", lambda match: shown.get(int(match[1]) - 1, ""), pattern)


def _value(element: Any, name: str) -> str:
    found = element.find(f"{_W}{name}")
    return (found.get(f"{_W}val") or "") if found is not None else ""


def _figure(kind: str, n: int) -> str:
    if kind in ("lowerLetter", "upperLetter") and 1 <= n <= 26:
        letter = chr(ord("a") + n - 1)
        return letter if kind == "lowerLetter" else letter.upper()
    if kind in ("upperRoman", "lowerRoman") and 0 < n < 40:
        roman = "X" * (n // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[n % 10]
        return roman if kind == "upperRoman" else roman.lower()
    return str(n)


def _pdf(data: bytes) -> Iterator[object]:
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        document = pdfplumber.open(io.BytesIO(data))
    except (PDFEncryptionError, PDFPasswordIncorrect):
        raise EncryptedFile from None
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFEncryptionError | PDFPasswordIncorrect):
            raise EncryptedFile from None
        raise
    with document:
        if len(document.pages) > MAX_PAGES:
            raise TooLong
        for number, page in enumerate(document.pages, start=1):
            yield {"page": number}
            yield from _page(page, number)
            page.close()


def _page(page: Any, number: int) -> Iterator[object]:
    """The lines of a page, with the rows of its ruled tables where they stand."""
    tables = sorted(page.find_tables(), key=lambda table: table.bbox[1])
    words = page.extract_words(use_text_flow=False, keep_blank_chars=False)
    top, empty = 0.0, not words
    for table in tables:
        if len(table.rows) < 2 and len(table.rows[0].cells) < 3:
            continue
        yield from _lines([word for word in words if top <= word["top"] < table.bbox[1]])
        yield from ([" ".join((cell or "").split()) for cell in cells] for cells in table.extract())
        top = table.bbox[3]
    yield from _lines([word for word in words if word["top"] >= top])
    if empty:
        yield {"note": "scanned", "n": number}


def _lines(words: list[Any]) -> Iterator[object]:
    """Printed lines; ``{"more": ...}`` is one that goes on with the line above.

    A line goes on where the first word of the next would not have fitted behind
    it, and the next is no further down than the lines of a paragraph are.
    """
    lines = _printed_lines(words)
    right = max((line[-1]["x1"] for line in lines), default=0.0)
    steps = sorted(after[0]["top"] - line[0]["top"] for line, after in itertools.pairwise(lines))
    step = steps[len(steps) // 4] if steps else 0.0
    before: list[Any] = []
    for line in lines:
        text = " ".join(word["text"] for word in line)
        if re.fullmatch(r"\s*\d{1,3}\s*", text):
            continue
        full = bool(before) and before[-1]["x1"] + _blank(before) + (line[0]["x1"] - line[0]["x0"]) > right
        near = bool(before) and line[0]["top"] - before[0]["top"] < _NEAR * step
        # Whether any other line goes on, as over the end of a page, only its words can tell.
        yield {"more": text} if full and near else text
        before = line


def _printed_lines(words: list[Any]) -> list[list[Any]]:
    lines: list[list[Any]] = []
    for word in sorted(words, key=lambda word: (round(word["bottom"]), word["x0"])):
        if lines and abs(lines[-1][0]["bottom"] - word["bottom"]) < _SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word["x0"]) for line in lines]


def _blank(line: list[Any]) -> float:
    """The width of a blank in a line."""
    gaps = [after["x0"] - word["x1"] for word, after in itertools.pairwise(line)]
    return max(0.0, min(gaps, default=0.0))


def _page_of_html(data: bytes) -> Iterator[object]:
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(data.decode("utf-8-sig"), "html.parser")
    for gone in soup(["script", "style", "head", "template", "noscript"]):
        gone.decompose()
    yield from _html_lines(soup)


_BLOCKS = ("p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr", "section", "article", "body", "ul", "ol")


def _html_lines(node: Any) -> Iterator[object]:
    """Lines and rows of a part of a page, in its order."""
    from bs4.element import NavigableString

    line: list[str] = []
    for child in node.children:
        if isinstance(child, NavigableString):
            line.append(str(child))
        elif child.name == "table" and any(len(row.find_all(["td", "th"])) > 1 for row in child.find_all("tr")):
            yield " ".join("".join(line).split())
            line = []
            for row in child.find_all("tr"):
                yield [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["td", "th"])]
        elif child.name in _BLOCKS or child.find([*_BLOCKS, "table"]) is not None:
            yield " ".join("".join(line).split())
            line = []
            yield from _html_lines(child)
            yield ""
        else:
            line.append(child.get_text())
    yield " ".join("".join(line).split())


READERS: dict[str, Callable[[bytes], Iterator[object]]] = {
    ".docx": _word,
    ".pdf": _pdf,
    ".html": _page_of_html,
    ".htm": _page_of_html,
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
