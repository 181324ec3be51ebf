"""The shapes of the law data: dated, cited values that never change in memory.

Every interval is half-open: ``valid_from`` is the first day, ``valid_to`` the
first day no longer covered; ``None`` means open, or not known.  ``verified``
says that the value was compared with the text of the act itself; a value known
from a news page, a plan or an assumption is not verified, and its note says
where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, Protocol

Capital = Literal["investment", "recurrent"]
HousingKind = Literal["new", "repair"]
HousingSource = Literal["central", "local_and_social", "all"]
Bound = Literal["max", "exact"]
AgencyLevel = Literal["province", "district", "commune", "all"]
UnitLevel = Literal["province", "district", "commune"]


class Dated(Protocol):
    """Anything with an interval of validity."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


class Cited(Protocol):
    """Anything that rests on a citation."""

    @property
    def citation(self) -> str: ...
    @property
    def verified(self) -> bool: ...
    @property
    def note_en(self) -> str: ...


class DatedValue(Protocol):
    """A cited value with an interval of validity."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def citation(self) -> str: ...
    @property
    def verified(self) -> bool: ...
    @property
    def note_en(self) -> str: ...


@dataclass(frozen=True)
class Citation:
    """One act, or one article of it.

    ``decree`` is kind and number as a document writes them; ``article`` is
    empty when the act as a whole is meant.  ``verified`` means that number,
    date, title and the cited article were read in a copy of the act.
    """

    id: str
    decree: str
    decree_en: str
    kind: str
    number: str
    article: str
    article_en: str
    issuer_vi: str
    issuer_en: str
    signed: date | None
    valid_from: date | None
    valid_to: date | None
    url: str
    verified: bool
    title_vi: str
    title_en: str
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class ProgrammeLine:
    """One project or sub-project of a programme.

    ``permitted_capital`` lists the kinds of capital met on the line; money of
    another kind is a flag, not an error.  ``purpose_capital`` is the capital
    that the title implies, empty when it implies none.
    """

    code: str
    title_vi: str
    title_en: str
    parent: str
    permitted_capital: tuple[Capital, ...]
    purpose_capital: str
    citation: str
    verified: bool
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class Programme:
    """A target programme; its interval is its budget years.

    ``lines`` may carry money; ``headings`` are projects whose money stands
    only in their sub-projects.
    """

    id: str
    title_vi: str
    title_en: str
    valid_from: date | None
    valid_to: date | None
    lines: tuple[ProgrammeLine, ...]
    headings: tuple[ProgrammeLine, ...]
    citation: str
    verified: bool
    note_vi: str
    note_en: str

    def line(self, code: str) -> ProgrammeLine | None:
        """Return the budget line called ``code``, or None."""
        return next((line for line in self.lines if line.code == code), None)

    def project(self, code: str) -> ProgrammeLine | None:
        """Return the heading or line called ``code``, or None."""
        return next((line for line in self.headings + self.lines if line.code == code), None)


@dataclass(frozen=True)
class CounterpartRule:
    """Least yearly share of local money for one class of provinces."""

    province_class: str
    title_vi: str
    title_en: str
    ratio: Fraction
    base_vi: str
    base_en: str
    programme: str
    valid_from: date | None
    valid_to: date | None
    citation: str
    verified: bool
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class ProvinceClass:
    """Which class a province belongs to, and how sure that is."""

    province: str
    name_vi: str
    province_class: str
    valid_from: date | None
    valid_to: date | None
    citation: str
    verified: bool
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class Counterpart:
    """The counterpart rule of one province in one budget year.

    ``ratio`` is a share (3/100) of the base; the base is an amount a year and
    a locality, not an amount a line.
    """

    ratio: Fraction
    province_class: str
    class_vi: str
    class_en: str
    base_vi: str
    base_en: str
    citation: str
    verified: bool
    class_citation: str
    class_verified: bool
    class_note_vi: str
    class_note_en: str


@dataclass(frozen=True)
class HousingNorm:
    """Support for one house, whole đồng a household.

    ``province`` is empty for a nation-wide norm.
    """

    id: str
    province: str
    kind: HousingKind
    source: HousingSource
    amount_vnd: int
    bound: Bound
    valid_from: date | None
    valid_to: date | None
    citation: str
    verified: bool
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class Agency:
    """An agency under one name for one interval.

    ``citation`` names where the name stands, ``end_citation`` the act behind
    ``valid_to`` (empty when it has no end).
    """

    id: str
    title_vi: str
    title_en: str
    level: AgencyLevel
    valid_from: date | None
    valid_to: date | None
    citation: str
    end_citation: str
    verified: bool
    note_vi: str
    note_en: str


@dataclass(frozen=True)
class Issuer:
    """The body that issues a report of a level; ``{unit}`` in the titles is the unit with its type."""

    level: UnitLevel
    title_vi: str
    title_en: str
    signed_for_vi: str
    signed_for_en: str
    valid_from: date | None
    valid_to: date | None
    citation: str
    end_citation: str
    verified: bool
    note_vi: str
    note_en: str


def in_force(item: Dated, on: date) -> bool:
    """Tell whether ``item`` covers the day ``on``."""
    return (item.valid_from is None or item.valid_from <= on) and (item.valid_to is None or on < item.valid_to)


def in_force_in_year(item: Dated, year: int) -> bool:
    """Tell whether ``item`` covers at least one day of ``year``."""
    starts = item.valid_from is None or item.valid_from <= date(year, 12, 31)
    return starts and (item.valid_to is None or date(year, 1, 1) < item.valid_to)


def overlap(first: Dated, second: Dated) -> bool:
    """Tell whether two intervals share a day."""
    begins = first.valid_from is None or second.valid_to is None or first.valid_from < second.valid_to
    return begins and (second.valid_from is None or first.valid_to is None or second.valid_from < first.valid_to)
