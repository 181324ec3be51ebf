"""Sections, and the plain words in them: paragraphs, notes, and what stands where there are no data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from poverty_analysis.blocks import COUNTED, Block, Section, Text
from poverty_analysis.wording.words import Words

#: The field of a slot that names what is missing.
MISSING = "missing"


def section(words: Words, key: str, blocks: Iterable[Block], *, level: int = 2, number: str = COUNTED) -> Section:
    """A section titled by the catalogue's ``section.<key>``, counted within its chapter unless told."""
    return Section(key, words.say(f"section.{key}"), tuple(blocks), level, number)


def annex_section(words: Words, key: str, blocks: Iterable[Block], *, number: str) -> Section:
    """An annex titled by the catalogue's ``section.<key>``; ``number`` is its own ("2")."""
    return replace(section(words, key, blocks, level=1, number=words.say(f"annex.{number}")), annex=True)


def paragraph(*items: str) -> Text:
    """Paragraphs of plain words."""
    return Text("paragraph", items)


def note(*items: str) -> Text:
    """A smaller remark."""
    return Text("note", items)


def no_data(words: Words, key: str) -> Text:
    """A block that says there is no data, and why; in the whole report it is a row of the table of missing data."""
    return Text("slot", (f"{words.say('no_data')} {words.say(f'no_data_{key}')}",), {MISSING: key})
