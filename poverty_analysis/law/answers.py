"""Which line of a programme answers which need: a deprivation or a cause of poverty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from poverty_analysis.law.fields import Entry, choice, day, flag, text, words

ESCAPED_KEYS = ("months", "valid_from?", "valid_to?", "citation", "verified", "note?")
# Reviews are yearly: whole years only.
MONTHS = ("12", "24", "36", "48", "60")
KEYS = ("programme", "need", "lines", "outside?", "valid_from?", "valid_to?", "citation", "verified", "note?")


@dataclass(frozen=True)
class Answer:
    """The lines of a programme that are meant for one need.

    ``need`` is the id of an indicator of deprivation or a column of the form
    of causes.  ``lines`` is empty where the programme has none; ``outside``
    says what answers the need beyond the programme, empty where nothing known.
    """

    id: str
    programme: str
    need: str
    lines: tuple[str, ...]
    outside_vi: str
    outside_en: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    citation: str
    verified: bool
    note_vi: str
    note_en: str


def answer(of: Entry) -> Answer:
    """Read one entry of ``answers.yaml``; PA-512 where ``lines`` is no list of codes."""
    outside, note = words(of, "outside"), words(of, "note")
    return Answer(
        id=of.id,
        programme=text(of, "programme"),
        need=text(of, "need"),
        lines=_codes(of),
        outside_vi=outside[0],
        outside_en=outside[1],
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


@dataclass(frozen=True)
class NewlyEscaped:
    """For how many months after its escape a household counts as newly escaped."""

    id: str
    months: int
    valid_from: dt.date | None
    valid_to: dt.date | None
    citation: str
    verified: bool
    note_vi: str
    note_en: str


def newly_escaped_rule(of: Entry) -> NewlyEscaped:
    """Read one entry of ``newly_escaped``; PA-516 for a number of months that is not whole years."""
    note = words(of, "note")
    return NewlyEscaped(
        id=of.id,
        months=int(choice(of, "months", MONTHS) or "0"),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _codes(of: Entry) -> tuple[str, ...]:
    value = of.values.get("lines", [])
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(str(one) for one in value)
    of.report("PA-512", "lines", values={"kind": "list"})
    return ()
