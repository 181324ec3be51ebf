"""Dates that acts set for every locality: dated rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from poverty_analysis.law.fields import Entry, day, flag, text, words
from poverty_analysis.values.deadlines import DueNotReadable, windows

KEYS = ("title", "lead", "due", "valid_from?", "valid_to?", "citation", "verified", "note?")
_ANY_YEAR = 2000


@dataclass(frozen=True)
class Deadline:
    """A task with a date, for every locality; ``due`` is a rule of :mod:`poverty_analysis.values.deadlines`."""

    id: str
    title_vi: str
    title_en: str
    lead_vi: str
    lead_en: str
    due: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    citation: str
    verified: bool
    note_vi: str
    note_en: str


def deadline(of: Entry) -> Deadline:
    """Read one entry of ``deadlines.yaml``; PA-516 for a rule outside the grammar."""
    title, lead, note = words(of, "title"), words(of, "lead"), words(of, "note")
    return Deadline(
        id=of.id,
        title_vi=title[0],
        title_en=title[1],
        lead_vi=lead[0],
        lead_en=lead[1],
        due=_rule(of),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _rule(of: Entry) -> str:
    rule = text(of, "due")
    try:
        windows(rule, _ANY_YEAR)
    except DueNotReadable:
        of.report("PA-516", "due", rule, {"allowed": "docs/reference/due-rules.md"})
    return rule
