"""What a plan's document says of itself and of other documents."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from poverty_analysis.values.money import Convention, NotReadable, find_numbers
from poverty_analysis.values.origin import NOWHERE, Origin


@dataclass(frozen=True)
class Claim:
    """One statement of the document about itself: a row of the table ``claims``.

    ``value`` is a printed number that follows from ``part`` and ``base`` or from
    the parts of its ``group``; ``place``, ``year`` and ``subject`` say of whom.
    """

    claim: str
    kind: str
    line: str = ""
    source: str = ""
    amount_vnd: int | None = None
    as_printed: str = ""
    count: int | None = None
    count_to: int | None = None
    count_as_printed: str = ""
    count_unit: str = ""
    capital: str = ""
    document: str = ""
    source_line: int | None = None
    count_source_line: int | None = None
    place: str = ""
    year: str = ""
    subject: str = ""
    value: Decimal | None = None
    part: Decimal | None = None
    base: Decimal | None = None
    group: str = ""
    at: Origin = NOWHERE

    @property
    def cell(self) -> str:
        """Name of the row (``claims.csv#7``)."""
        return self.at.cell()


@dataclass(frozen=True)
class CitedDocument:
    """A document the plan cites; ``in_hand`` when its text is among the files."""

    id: str
    number: str
    date: dt.date | None
    issuer: str
    title: str
    in_hand: bool
    role: str
    source_line: int
    at: Origin = NOWHERE


def with_printed_decimals(claim: Claim, convention: Convention) -> Claim:
    """The claim, its value with the decimals its words print: a spreadsheet keeps 4.1 of "4,10 %".

    Only a number of the document's own convention counts: the 4.100 households
    beside a rate of 4,1 % are no 4.1 with three decimals.  Words that cannot be
    read leave the value as typed; they are told where they are read again.
    """
    try:
        printed = find_numbers(claim.as_printed, convention)
    except NotReadable:
        return claim
    found = next((number for number in printed if claim.value is not None and number == abs(claim.value)), None)
    return claim if found is None or claim.value is None else replace(claim, value=found.copy_sign(claim.value))
