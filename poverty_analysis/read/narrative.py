"""Read ``narrative.md``: the sections that figures cannot write."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from poverty_analysis.problems import DataProblems, Place, Problem
from poverty_analysis.text import has_control, nearest, nfc

SECTIONS = ("chi-dao", "ket-qua", "han-che", "kien-nghi", "nhiem-vu")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def read_narrative(path: Path, name: str) -> Mapping[str, tuple[str, ...]]:
    """Read the paragraphs under each ``## section`` heading.

    Returns a mapping of section id (one of :data:`SECTIONS`) to paragraphs; a
    section without text is left out.  Comments are not text.

    Raises
    ------
    DataProblems
        PA-102 not UTF-8, PA-312 unknown heading, PA-214 control character.
    """
    try:
        text = nfc(_COMMENT.sub("", path.read_bytes().decode("utf-8-sig")))
    except UnicodeDecodeError as error:
        row = path.read_bytes()[: error.start].count(b"\n") + 1
        raise DataProblems([Problem("PA-102", Place(name, row=row))]) from None
    parts = re.split(r"^##[ \t]+(.+?)[ \t]*$", text, flags=re.MULTILINE)
    headings, bodies = parts[1::2], parts[2::2]
    problems = [
        Problem("PA-312", Place(name), seen=heading, values={"nearest": nearest(heading, SECTIONS)})
        for heading in headings
        if heading not in SECTIONS
    ]
    problems += [Problem("PA-214", Place(name)) for body in bodies if any(map(has_control, _paragraphs(body)))]
    if problems:
        raise DataProblems(problems)
    return {heading: found for heading, body in zip(headings, bodies, strict=True) if (found := _paragraphs(body))}


def _paragraphs(body: str) -> tuple[str, ...]:
    blocks = (" ".join(block.split()) for block in re.split(r"\n\s*\n", body))
    return tuple(block for block in blocks if block)
