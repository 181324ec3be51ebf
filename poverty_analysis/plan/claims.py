"""What a plan's document says of itself and of other documents."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from decimal import Decimal

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


def with_printed_decimals(claim: Claim) -> Claim:
    """The claim, its value with the decimals its words print: a spreadsheet keeps 4.1 of "4,10 %"."""
    for whole, decimals in re.findall(r"(?<!\d)(\d+)[.,](\d+)", claim.as_printed):
        if claim.value is not None and Decimal(f"{whole}.{decimals}") == abs(claim.value):
            return replace(claim, value=claim.value.quantize(Decimal(1).scaleb(-len(decimals))))
    return claim
