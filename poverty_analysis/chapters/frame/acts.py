"""The acts a report rests on, listed in the annex on method once all its chapters are known."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from poverty_analysis.blocks import MIME, Row, Table
from poverty_analysis.blocks.preview import preview_html, preview_text
from poverty_analysis.chapters.frame.law_readings import reading_words
from poverty_analysis.chapters.frame.tables import table, texts
from poverty_analysis.law.model import Citation
from poverty_analysis.wording.words import Words

if TYPE_CHECKING:
    from nbformat import NotebookNode

LAW_USED = "law-used"


# The period a title names: "giai đoạn 2016 - 2020".
_PERIOD = re.compile(r"(20\d\d) - (20\d\d)")


def law_table(words: Words, acts: Iterable[Citation], year: int | None = None) -> Table:
    """Acts with article and title, and how each was read; one outside the period of its title says why it holds."""
    by_act: dict[tuple[str, str], list[Citation]] = {}
    for act in acts:
        by_act.setdefault((words.choose(act.decree, act.decree_en), title_words(words, act, year)), []).append(act)
    rows = (
        Row(
            (
                name,
                _joined(words.choose(act.article, act.article_en) for act in cited),
                title,
                _joined(reading_words(words, act.reading) for act in cited),
            )
        )
        for (name, title), cited in by_act.items()
    )
    columns = texts(words, {"act": 2, "article": 1, "title": 3, "reading": 2.2})
    return table(words, LAW_USED, columns, rows)


def _joined(parts: Iterable[str]) -> str:
    """The articles of one act, or how they were read, each once."""
    return "; ".join(part for part in dict.fromkeys(parts) if part)


def title_words(words: Words, act: Citation, year: int | None) -> str:
    """The title of an act; with the reason where the report's year lies outside the period that it names."""
    title = _title(words, act)
    spans = [(int(first), int(last)) for first, last in _PERIOD.findall(act.title_vi)]
    if year is None or not spans or any(first <= year <= last for first, last in spans):
        return title
    why = words.choose(act.beyond_vi, act.beyond_en) or words.say("law_beyond_unknown")
    return words.say("law_beyond", {"title": title, "year": str(year), "why": why})


def _title(words: Words, act: Citation) -> str:
    """The title of an act; of one without a number the first word is its kind, which is said beside it."""
    title = words.choose(act.title_vi, act.title_en)
    if act.number:
        return title
    rest = title.removeprefix(words.say(f"kind.{act.kind}")).strip()
    return rest[:1].upper() + rest[1:]


def with_acts(nb: NotebookNode, acts: Iterable[Citation], words: Words, year: int | None = None) -> NotebookNode:
    """A copy of an executed notebook whose annex on method lists ``acts``.

    A chapter cannot know what the others name, so the annex as it was executed
    lists only the acts of the findings.
    """
    made = copy.deepcopy(nb)
    listed = law_table(words, acts, year).to_json()
    shown = (output["data"] for cell in made.cells for output in cell.get("outputs", ()) if "data" in output)
    for data in (data for data in shown if MIME in data):
        section = data[MIME]
        if any(block["id"] == LAW_USED for block in section["blocks"] if block["type"] == "table"):
            section["blocks"] = [listed if block.get("id") == LAW_USED else block for block in section["blocks"]]
            data |= {"text/html": preview_html(section), "text/plain": preview_text(section)}
    return made
