"""The shapes of a poverty standard: its lines, indicators and rule, and the calendar of the reviews.

A standard says how households are classed; :mod:`poverty_analysis.census.classify`
does it.  All values come from ``standards.yaml``, ``indicators.yaml`` and
``calendar.yaml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from poverty_analysis.law.model import Dong
from poverty_analysis.law.reading import Reading
from poverty_analysis.values.yaml_records import Key

Area = Literal["urban", "rural"]
AREAS: tuple[Area, ...] = ("urban", "rural")
HouseholdClass = Literal["poor", "near_poor", "average_farm"]
Deprived = Literal["any", "at_least", "fewer"]


@dataclass(frozen=True, kw_only=True)
class ByArea:
    """One amount for urban and one for rural households."""

    urban: Dong
    rural: Dong

    def of(self, area: Area) -> int:
        """Return the amount of an area type."""
        return self.urban if area == "urban" else self.rural


@dataclass(frozen=True, kw_only=True)
class Bracket:
    """An interval of income (đồng a person a month) or of B1 points, by area type.

    The lower bound lies outside (``above``) or inside the interval
    (``starts``); without one of them there is none.  ``up_to`` always belongs
    to it: a household exactly at the line is below it.  Scores have their own
    days: the lines stood while the scores of the sheet changed.
    """

    id: str
    above: ByArea | None = None
    starts: Annotated[ByArea | None, Key("from")] = None
    up_to: ByArea
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str
    reading: Reading
    note_vi: str
    note_en: str

    @property
    def lower(self) -> ByArea | None:
        """The lower bound; None without one."""
        return self.starts or self.above

    @property
    def lower_closed(self) -> bool:
        """Whether the lower bound belongs to the interval."""
        return self.starts is not None


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One indicator of deprivation; ``column`` is its place in the form (d1, d2, ...).

    ``scopes`` names the readings of a disputed text, the standard's own first.
    """

    id: str
    column: str
    dimension: str
    dimension_vi: str
    dimension_en: str
    title_vi: str
    title_en: str
    deprived_vi: str
    deprived_en: str
    scopes: tuple[str, ...] = ()
    citation: str
    reading: Reading
    note_vi: str
    note_en: str

    def scope_column(self, scope: str) -> str:
        """Return the column with the flags of a reading: ``d4``, or ``d4_child`` for another than the first."""
        return self.column if scope == self.scopes[0] else f"{self.column}_{scope}"


@dataclass(frozen=True, kw_only=True)
class ClassRule:
    """A class of households: those of an income interval with so many deprivations."""

    household_class: Annotated[HouseholdClass, Key("class")]
    limits: Annotated[str, Key("income")]
    deprived: Annotated[Deprived, Key("deprivations")]


@dataclass(frozen=True, kw_only=True)
class Standard:
    """A poverty standard, by name and dates.

    ``province`` is the two-digit code of a local standard and empty for a
    national one.  ``threshold`` is from how many deprivations on a household
    counts as deprived (0 where only income counts), ``points_each`` the B2
    points of one deprivation (0 where not known).  ``points`` has the B1
    scores of those intervals of ``income`` for which they are known.
    ``indicator_set`` is the act whose indicators ``indicator_list`` holds.
    """

    id: str
    title_vi: str
    title_en: str
    province: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    income: tuple[Bracket, ...]
    points: tuple[Bracket, ...] = ()
    indicator_set: Annotated[str, Key("indicators")] = ""
    indicator_list: tuple[Indicator, ...]
    threshold: int = 0
    points_each: int = 0
    classes: tuple[ClassRule, ...]
    citation: str
    reading: Reading
    note_vi: str
    note_en: str

    @property
    def income_alone(self) -> bool:
        """Whether income alone can make a household poor."""
        return any(rule.household_class == "poor" and rule.deprived == "any" for rule in self.classes)

    @property
    def indicators(self) -> int:
        """How many indicators; 0 under standards where income alone can make a household poor."""
        return 0 if self.income_alone else len(self.indicator_list)

    @property
    def deprivations(self) -> int:
        """From how many on every poor household is deprived; 0 where income alone can make a household poor."""
        return 0 if self.income_alone else self.threshold

    @property
    def insurance(self) -> tuple[str, ...]:
        """The readings of who counts for health insurance, the standard's own first; empty without the indicator."""
        return next((i.scopes for i in self.indicator_list if i.id == "health_insurance"), ())

    def ceiling(self, area: Area, household_class: HouseholdClass = "poor") -> int | None:
        """Return the highest income a household of a class can have (đồng a person a month); None without the class.

        Under VN-2016 the ceiling of the poor is the line of the near-poor:
        households between the two lines are poor when deprived.
        """
        named = {rule.limits for rule in self.classes if rule.household_class == household_class}
        return max((limits.up_to.of(area) for limits in self.income if limits.id in named), default=None)


@dataclass(frozen=True, kw_only=True)
class Vintage:
    """One making of a list that was made more than once."""

    id: str
    title_vi: str
    title_en: str
    citation: str


@dataclass(frozen=True, kw_only=True)
class ReviewYears:
    """Which standards govern the reviews at the end of the years ``first`` to ``last``.

    ``result`` tells the results of the year, ``list`` makes the list of the
    next year; empty where not known.  ``list_from`` is the first day of scoring
    under a standard that is not yet in force.
    """

    id: str
    first: int
    last: int
    result: str = ""
    list: str = ""
    list_from: date | None = None
    vintages: tuple[Vintage, ...] = ()
    citation: str
    reading: Reading
    note_vi: str
    note_en: str

    @property
    def standards(self) -> tuple[str, ...]:
        """Ids of the standards in use, that of the result first, each once."""
        return tuple(dict.fromkeys(id for id in (self.result, self.list) if id))
