"""The shapes of the law data: dated, cited values that never change in memory.

Every interval is half-open: ``valid_from`` is the first day, ``valid_to`` the
first day no longer covered; ``None`` means open, or not known.  ``reading``
says how each value was read, when, where and by which article
(:mod:`poverty_analysis.law.reading`); its note says the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal, Protocol

from poverty_analysis.law.reading import Reading
from poverty_analysis.values.validity import Dated
from poverty_analysis.values.yaml_fields import dong
from poverty_analysis.values.yaml_records import Key

Capital = Literal["investment", "recurrent"]
HousingKind = Literal["new", "repair"]
HousingSource = Literal["central", "local_and_social", "all"]
Bound = Literal["max", "exact"]
AgencyLevel = Literal["province", "district", "commune", "all"]
UnitLevel = Literal["province", "district", "commune"]
# Whole đồng, above 0.
Dong = Annotated[int, dong]


class Cited(Protocol):
    """Anything that rests on a citation."""

    @property
    def citation(self) -> str: ...
    @property
    def reading(self) -> Reading: ...
    @property
    def note_en(self) -> str: ...


class DatedValue(Dated, Cited, Protocol):
    """A cited value with an interval of validity."""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """One act, or one article of it.

    ``decree`` is kind and number as a document writes them; ``article`` is
    empty when the act as a whole is meant.  ``reading`` is of number, date,
    title and the cited article.  ``beyond`` says why the act holds outside the
    period its title names.
    """

    id: str
    decree: str
    decree_en: str
    kind: str
    number: str
    article: str = ""
    article_en: str = ""
    issuer: str
    issuer_vi: str
    issuer_en: str
    signed: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    reading: Reading
    title_vi: str
    title_en: str
    note_vi: str = ""
    note_en: str = ""
    beyond_vi: str = ""
    beyond_en: str = ""


@dataclass(frozen=True, kw_only=True)
class ProgrammeLine:
    """One project or sub-project of a programme.

    ``permitted_capital`` lists the kinds of capital met on the line; money of
    another kind is a flag, not an error.  ``purpose_capital`` is the capital
    that the title implies, empty when it implies none.
    """

    code: Annotated[str, Key("id")]
    title_vi: str
    title_en: str
    parent: str = ""
    permitted_capital: Annotated[tuple[Capital, ...], Key("capital")] = ()
    purpose_capital: Annotated[Literal["", "investment", "recurrent"], Key("purpose")] = ""
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Programme:
    """A target programme; its interval is its budget years.

    ``lines`` may carry money; ``headings`` are projects whose money stands
    only in their sub-projects.
    """

    id: str
    title_vi: str
    title_en: str
    valid_from: date | None = None
    valid_to: date | None = None
    lines: tuple[ProgrammeLine, ...]
    headings: tuple[ProgrammeLine, ...]
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""

    def line(self, code: str) -> ProgrammeLine | None:
        """Return the budget line called ``code``, or None."""
        return next((line for line in self.lines if line.code == code), None)

    def project(self, code: str) -> ProgrammeLine | None:
        """Return the heading or line called ``code``, or None."""
        return next((line for line in self.headings + self.lines if line.code == code), None)


@dataclass(frozen=True, kw_only=True)
class CounterpartRatio:
    """Least yearly share of local money for one class of provinces."""

    province_class: Annotated[str, Key("id")]
    title_vi: str
    title_en: str
    ratio: Fraction
    base_vi: str
    base_en: str
    programme: str
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True, kw_only=True)
class ProvinceClass:
    """Which class a province belongs to, and how sure that is."""

    province: Annotated[str, Key("id")]
    name_vi: Annotated[str, Key("name")]
    province_class: Annotated[str, Key("class")]
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True, kw_only=True)
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
    reading: Reading
    class_citation: str
    class_reading: Reading
    class_note_vi: str
    class_note_en: str


@dataclass(frozen=True, kw_only=True)
class HousingNorm:
    """Support for one house, whole đồng a household.

    ``province`` is empty for a nation-wide norm; ``line`` is the line of
    ``programme`` that pays it.
    """

    id: str
    programme: str
    line: str
    province: str
    kind: HousingKind
    source: HousingSource
    amount_vnd: Dong
    bound: Bound
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str
    reading: Reading
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Agency:
    """An agency under one name for one interval.

    ``citation`` names where the name stands, ``end_citation`` the act behind
    ``valid_to`` (empty when it has no end).
    """

    id: str
    title_vi: str
    title_en: str
    level: AgencyLevel
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str
    end_citation: str = ""
    reading: Reading
    note_vi: str = ""
    note_en: str = ""


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """The body that issues a report of a level; ``{unit}`` in the titles is the unit with its type."""

    level: Annotated[UnitLevel, Key("id")]
    title_vi: str
    title_en: str
    signed_for_vi: str
    signed_for_en: str
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str
    end_citation: str = ""
    reading: Reading
    note_vi: str = ""
    note_en: str = ""
