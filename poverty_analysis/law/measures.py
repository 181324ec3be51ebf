"""The catalogue of indicators: what targets ask for and results of policies are given of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Unit = Literal["share", "households", "persons", "places", "classes", "products", "models", "m2", "vnd"]
Direction = Literal["up", "down"]
# "year": counts what was done since the year began, so that the years of a term add up; "": stands at its day.
Over = Literal["", "year"]
Level = Literal["commune", "district", "province"]
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One indicator: its names, what it means, unit, which direction is better, and the form it is read from.

    ``crossing`` are the columns of the form of target groups that it states:
    where a release hides one of them, a shared report must not print it.
    ``over`` is ``year`` when it counts what was done since the year began;
    ``levels`` are the units that report it; ``citation`` is the act that sets
    its form, review or amount, empty where none was seen.
    """

    id: str
    title_vi: str
    title_en: str
    meaning_vi: str
    meaning_en: str
    unit: Unit
    direction: Direction
    dimension: str
    form: str = ""
    crossing: tuple[str, ...] = ()
    over: Over = ""
    levels: tuple[Level, ...] = LEVELS
    citation: str = ""
