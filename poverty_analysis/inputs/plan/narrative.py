"""Read the sections that figures cannot write: ``narrative.md``, or the sheet narrative."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from pathlib import Path

from poverty_analysis.inputs.csvs import load
from poverty_analysis.inputs.grid import MAX_LISTED
from poverty_analysis.inputs.labels import plain
from poverty_analysis.inputs.plan.plan_info import sheet_rows
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.values.files import utf8_text
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.text import has_control, nearest, nfc
from poverty_analysis.wording import LANGUAGES, catalogue

CHAPTERS = ("chi-dao", "ket-qua", "han-che", "kien-nghi", "nhiem-vu")
# Reports within the year have words of their own: "ket-qua six_months".
PERIODS = ("month", "quarter", "six_months", "nine_months")
SECTIONS = (*CHAPTERS, *(f"{chapter} {period}" for period in PERIODS for chapter in CHAPTERS))
MAX_MEGABYTES = 4

Narrative = Mapping[str, tuple[str, ...]]

_HEADING = "##"
_NUMBERING = re.compile(r"\s*(?:[IVX]+|\d+|[A-Za-z])\s*[.)/-]\s*")
_BEGIN, _END = "<!--", "-->"
_SHOWN = 60


def read_narrative(path: Path, name: str) -> Narrative:
    """Read the paragraphs under each ``## section`` heading.

    Returns a mapping of section id (one of :data:`SECTIONS`) to paragraphs; a
    section without text is left out, one that stands twice is read as one.
    Comments are not text.

    Raises
    ------
    DataProblems
        PA-101 missing, PA-102 not UTF-8, PA-109 too large, PA-214 control
        character, PA-312 unknown heading, PA-318 text before the first heading.
    """
    text = nfc(_without_comments(utf8_text(load(path, name, MAX_MEGABYTES), name)))
    before, *written = _parted(text)
    parts = [(section_of(heading), body) for heading, body in written]
    strange = dict.fromkeys(heading for heading, _ in parts if heading not in SECTIONS)
    problems = [Problem("PA-318", Place(name), seen=lost[:_SHOWN]) for lost in _paragraphs(before[1])[:1]]
    problems += [_unknown(heading, Place(name)) for heading in islice(strange, MAX_LISTED)]
    problems += [Problem("PA-214", Place(name)) for _, body in parts if any(map(has_control, _paragraphs(body)))]
    if problems:
        raise DataProblems(problems)
    return _gathered(parts)


def sheet_narrative(sheet: RawTable) -> Narrative:
    """Read the sheet ``narrative`` with the columns section and text, one paragraph a row.

    Raises
    ------
    DataProblems
        PA-201, PA-202 other columns, PA-206 a number or date, PA-209 an empty
        cell, PA-215 an empty row, PA-312 unknown section.
    """
    problems: list[Problem] = []
    found: list[tuple[str, str]] = []
    for row, written, text in sheet_rows(sheet, ("section", "text"), problems):
        section = section_of(written)
        if section not in SECTIONS:
            problems.append(_unknown(section, Place(sheet.file, sheet.sheet, row, "section")))
        place = Place(sheet.file, sheet.sheet, row, "text")
        if text is None:
            problems.append(Problem("PA-209", place, values={"column": "text"}))
        elif isinstance(text, str):
            found.append((section, _without_comments(text)))
        else:
            problems.append(Problem("PA-206", place, seen=str(text), values={"type": type(text).__name__}))
    if problems:
        raise DataProblems(problems)
    return _gathered(found)


def section_of(heading: str) -> str:
    """The section that a heading names by its id or in words ("IV. Đề xuất, kiến nghị"); else the heading itself."""
    if heading in SECTIONS:
        return heading
    words = plain(_NUMBERING.sub("", heading, count=1))
    chapters = [chapter for chapter in CHAPTERS if _names(words, f"narrative.chapter.{chapter}")]
    periods = [period for period in PERIODS if _names(words, f"narrative.period.{period}")]
    # "quý" and "tháng" stand inside "9 tháng đầu năm" as well: the longest says it.
    if len(chapters) != 1:
        return heading
    return " ".join([chapters[0], *periods[-1:]])


def _names(words: str, key: str) -> bool:
    return any(name in words for lang in LANGUAGES for name in catalogue(lang)[key].split("; "))


def _unknown(heading: str, place: Place) -> Problem:
    return Problem("PA-312", place, seen=heading[:_SHOWN], values={"nearest": nearest(heading, SECTIONS)})


def _gathered(bodies: Iterable[tuple[str, str]]) -> Narrative:
    found: dict[str, list[str]] = {}
    for heading, body in bodies:
        if paragraphs := _paragraphs(body):
            found.setdefault(heading, []).extend(paragraphs)
    return {heading: tuple(paragraphs) for heading, paragraphs in found.items()}


# Line by line and mark by mark: a pattern over the whole text that looks back from every mark takes hours on
# four megabytes of marks that never close.
def _without_comments(text: str) -> str:
    """The text without its comments; one that never closes is text."""
    kept: list[str] = []
    at = 0
    while (begin := text.find(_BEGIN, at)) >= 0 and (end := text.find(_END, begin + len(_BEGIN))) >= 0:
        kept.append(text[at:begin])
        at = end + len(_END)
    return "".join([*kept, text[at:]])


def _parted(text: str) -> list[tuple[str, str]]:
    """Headings and the text under each; first what stands before any, under an empty heading."""
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in text.split("\n"):
        heading = line[len(_HEADING) :].strip() if line.startswith((f"{_HEADING} ", f"{_HEADING}\t")) else ""
        if heading:
            parts.append((heading, []))
        else:
            parts[-1][1].append(line)
    return [(heading, "\n".join(lines)) for heading, lines in parts]


def _paragraphs(body: str) -> tuple[str, ...]:
    """Paragraphs between empty lines, each on one line."""
    blocks: list[list[str]] = [[]]
    for line in body.split("\n"):
        words = line.split()
        if words:
            blocks[-1] += words
        elif blocks[-1]:
            blocks.append([])
    return tuple(" ".join(words) for words in blocks if words)
