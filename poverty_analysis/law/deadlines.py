"""Dates that acts set for every locality: dated rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from poverty_analysis.law.reading import Reading
from poverty_analysis.values.deadlines import DueNotReadable, windows
from poverty_analysis.values.yaml_fields import Node, text

_ANY_YEAR = 2000


def due_rule(of: Node, key: str) -> str:
    """Read a rule of :mod:`poverty_analysis.values.deadlines`; the code for a wrong word when outside its grammar."""
    rule = text(of, key)
    try:
        windows(rule, _ANY_YEAR)
    except DueNotReadable:
        of.refuse(of.told.word, key, rule, "docs/reference/due-rules.md")
    return rule


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A task with a date, for every locality; ``due`` is a rule of :mod:`poverty_analysis.values.deadlines`."""

    id: str
    title_vi: str
    title_en: str
    lead_vi: str
    lead_en: str
    due: Annotated[str, due_rule]
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""
