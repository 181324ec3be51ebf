"""What of a budget year's money may be used after the year: dated rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from poverty_analysis.law.reading import Reading
from poverty_analysis.values.validity import in_force

Outcome = Literal["lapses", "may_carry", "carries"]
CarriedCapital = Literal["recurrent", "investment", "any"]


@dataclass(frozen=True, kw_only=True)
class CarryOverRule:
    """A rule for the money of the budget years in ``[valid_from, valid_to)``.

    ``outcome`` is ``lapses`` (with exceptions the note names), ``may_carry``
    (when an authority extends it) or ``carries``.  ``pay_until`` is month and
    day of the next year, ``use_from`` and ``use_through`` the first and last
    budget year of carried money where the act names them; empty means the year
    after.
    """

    id: str
    title_vi: str
    title_en: str
    capital: CarriedCapital
    outcome: Outcome
    pay_until: str
    use_from: str = ""
    use_through: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""

    def covers(self, year: int, capital: str) -> bool:
        """Whether the rule speaks of the money of budget year ``year`` and this capital."""
        return self.capital in ("any", capital) and in_force(self, dt.date(year, 12, 31))

    def first_year(self, year: int) -> int:
        """First budget year in which carried money of ``year`` may be used under this rule."""
        return int(self.use_from) if self.use_from else year + 1

    def last_year(self, year: int) -> int:
        """Last budget year in which money of ``year`` may be used under this rule."""
        if self.outcome == "lapses":
            return year
        return int(self.use_through) if self.use_through else year + 1
