"""What of a budget year's money may be used after the year: dated rules."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal, cast, get_args

from poverty_analysis.law.fields import Entry, choice, day, flag, text, words

Outcome = Literal["lapses", "may_carry", "carries"]
CarriedCapital = Literal["recurrent", "investment", "any"]
KEYS = (
    *("title", "capital", "outcome", "pay_until", "use_from?", "use_through?"),
    *("valid_from?", "valid_to?", "citation", "verified", "note?"),
)


@dataclass(frozen=True)
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
    use_from: str
    use_through: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    citation: str
    verified: bool
    note_vi: str
    note_en: str

    def covers(self, year: int, capital: str) -> bool:
        """Whether the rule speaks of the money of budget year ``year`` and this capital."""
        day_ = dt.date(year, 12, 31)
        started = self.valid_from is None or self.valid_from <= day_
        return self.capital in ("any", capital) and started and (self.valid_to is None or day_ < self.valid_to)

    def first_year(self, year: int) -> int:
        """First budget year in which carried money of ``year`` may be used under this rule."""
        return int(self.use_from) if self.use_from else year + 1

    def last_year(self, year: int) -> int:
        """Last budget year in which money of ``year`` may be used under this rule."""
        if self.outcome == "lapses":
            return year
        return int(self.use_through) if self.use_through else year + 1


def carry_over_rule(of: Entry) -> CarryOverRule:
    """Read one rule of ``carry_over.yaml``."""
    title, note = words(of, "title"), words(of, "note")
    return CarryOverRule(
        id=of.id,
        title_vi=title[0],
        title_en=title[1],
        capital=cast(CarriedCapital, choice(of, "capital", get_args(CarriedCapital))),
        outcome=cast(Outcome, choice(of, "outcome", get_args(Outcome))),
        pay_until=text(of, "pay_until"),
        use_from=text(of, "use_from"),
        use_through=text(of, "use_through"),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )
