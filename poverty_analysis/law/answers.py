"""Which line of a programme answers which need: a deprivation or a cause of poverty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from poverty_analysis.law.reading import Reading

# Reviews are yearly: whole years only.
Months = Literal[12, 24, 36, 48, 60]


@dataclass(frozen=True, kw_only=True)
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
    outside_vi: str = ""
    outside_en: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True, kw_only=True)
class NewlyEscaped:
    """For how many months after its escape a household counts as newly escaped."""

    id: str
    months: Months
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""
