"""Dates that acts set for every locality: dated rules and their lookup."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_analysis.due import DueNotReadable, windows
from poverty_analysis.law.fields import Entry, day, flag, text, words

if TYPE_CHECKING:
    from poverty_analysis.law.model import Law

KEYS = ("title", "lead", "due", "valid_from?", "valid_to?", "citation", "verified", "note?")
_ANY_YEAR = 2000


@dataclass(frozen=True)
class Deadline:
    """A task with a date, for every locality; ``due`` is a rule of :mod:`poverty_analysis.due`."""

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


def deadlines_in(law: Law, year: int) -> tuple[Deadline, ...]:
    """Deadlines whose last day in ``year`` the act covers, in the order of the file."""
    return tuple(one for one in law.deadlines if any(_covers(one, w.last) for w in windows(one.due, year)))


def _covers(one: Deadline, on: dt.date) -> bool:
    return (one.valid_from is None or one.valid_from <= on) and (one.valid_to is None or on < one.valid_to)
