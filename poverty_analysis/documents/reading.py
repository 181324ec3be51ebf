"""Open the document of a plan: Word, PDF, HTML or text, in a process of its own with limits, into numbered lines."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from poverty_analysis.documents import child
from poverty_analysis.documents.lines import DocumentLine, text_lines
from poverty_analysis.inputs.guarded import run_guarded
from poverty_analysis.values.files import read_input, utf8_text
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.text import nfc

KINDS = (".docx", ".pdf", ".html", ".htm", ".txt")
MAX_BYTES = 32 * 1024**2
# What a broken or hostile file may take; a plan of 100 pages takes a part of it.
MAX_MEMORY = 1024 * 1024**2
MAX_SECONDS = 60
_NEEDS = {".docx": "docx", ".pdf": "pdfplumber"}
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_LEAST_VIETNAMESE = 0.02
_FEWEST_LETTERS = 200


@dataclass(frozen=True)
class DocumentLines:
    """The lines of a document, and warnings of what was met while it was read."""

    lines: tuple[DocumentLine, ...]
    warnings: tuple[Problem, ...]


def read_document(path: Path, name: str) -> DocumentLines:
    """Read the document at ``path``; ``name`` is what problems call it.

    Raises
    ------
    DataProblems
        PA-101 missing, PA-102 a text that is not UTF-8, PA-109 too large,
        PA-114 no regular file; PA-370 another kind of file, PA-371 a reader
        that is not installed, PA-372 broken, PA-373 encrypted, PA-374 too many
        pages or too much text, PA-375 too slow or too hungry, PA-376 no
        Vietnamese text.  Warnings: PA-377 a page without text, PA-378 changes
        that were proposed and not yet taken over.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise DataProblems([Problem("PA-370", Place(name), seen=kind)])
    if (module := _NEEDS.get(kind)) and find_spec(module) is None:
        raise DataProblems([Problem("PA-371", Place(name), values={"kind": kind[1:].upper()})])
    data = read_input(path, name, MAX_BYTES)
    document = DocumentLines(text_lines(utf8_text(data, name)), ()) if kind == ".txt" else _opened(data, kind, name)
    _refuse_other_language(document, name)
    return document


def _opened(data: bytes, kind: str, name: str) -> DocumentLines:
    try:
        limits = [kind, str(MAX_MEMORY), str(MAX_SECONDS)]
        done = run_guarded(child.__file__, limits, data, 2 * MAX_SECONDS)
    except subprocess.TimeoutExpired:
        raise _refused("PA-375", name) from None
    codes = {child.UNREADABLE: "PA-372", child.LOCKED: "PA-373", child.TOO_MUCH: "PA-374", child.NO_MEMORY: "PA-375"}
    if done.returncode:
        raise _refused(codes.get(done.returncode, "PA-375"), name)
    return _document(done.stdout, name)


def _refused(code: str, name: str) -> DataProblems:
    values = {"pages": str(child.MAX_PAGES), "seconds": str(MAX_SECONDS)}
    return DataProblems([Problem(code, Place(name), values=values)])


def _document(output: bytes, name: str) -> DocumentLines:
    lines: list[DocumentLine] = []
    warnings: list[Problem] = []
    page: int | None = None
    ended = False
    for value in map(json.loads, output.splitlines()):
        ended = value is None
        if isinstance(value, dict) and "page" in value:
            page = int(value["page"])
        elif isinstance(value, dict) and "note" in value:
            warnings.append(_warning(value, name))
        elif value is not None:
            lines += _numbered(value, len(lines) + 1, page)
    if not ended:
        raise _refused("PA-372", name)
    return DocumentLines(tuple(lines), tuple(warnings))


def _warning(note: dict[str, object], name: str) -> Problem:
    code = {"scanned": "PA-377", "tracked": "PA-378"}[str(note["note"])]
    return Problem(code, Place(name), values={"n": str(note["n"])})


def _numbered(value: object, number: int, page: int | None) -> Iterator[DocumentLine]:
    if isinstance(value, list):
        cells = tuple(" ".join(nfc(str(cell)).split()) for cell in value)
        yield DocumentLine(number, " ".join(cell for cell in cells if cell), page, cells)
        return
    goes_on = True if isinstance(value, dict) else None
    text = value["more"] if isinstance(value, dict) else value
    yield DocumentLine(number, text_lines(str(text).replace("\t", " "))[0].text, page, (), goes_on)


def _refuse_other_language(document: DocumentLines, name: str) -> None:
    text = "".join(line.text for line in document.lines)
    letters = sum(char.isalpha() for char in text)
    if letters >= _FEWEST_LETTERS and len(_VIETNAMESE.findall(text)) < _LEAST_VIETNAMESE * letters:
        raise _refused("PA-376", name)
    if not letters:
        raise DataProblems([*document.warnings] or [Problem("PA-376", Place(name))])
