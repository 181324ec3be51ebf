"""The catalogue of indicators: what targets ask for and results of policies are given of."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_analysis.law.fields import Entry, choice, choices, text, words

KEYS = ("title", "meaning", "unit", "direction", "dimension", "form?", "over?", "levels?", "citation?")
UNITS = ("share", "households", "persons", "places", "classes", "products", "models", "m2", "vnd")
DIRECTIONS = ("up", "down")
# "year": counts what was done since the year began, so that the years of a term add up; "": stands at its day.
OVER = ("", "year")
LEVELS = ("commune", "district", "province")


@dataclass(frozen=True)
class Measure:
    """One indicator: its names, what it means, unit, which direction is better, and the form it is read from.

    ``over`` is ``year`` when it counts what was done since the year began;
    ``levels`` are the units that report it; ``citation`` is the act that sets
    its form, review or amount, empty where none was seen.
    """

    id: str
    title_vi: str
    title_en: str
    meaning_vi: str
    meaning_en: str
    unit: str
    direction: str
    dimension: str
    form: str
    over: str
    levels: tuple[str, ...]
    citation: str


def measure_entry(of: Entry) -> Measure:
    """Read one entry of ``measures.yaml``; PA-516 for a unit, direction or level outside the lists."""
    title, meaning = words(of, "title"), words(of, "meaning")
    return Measure(
        id=of.id,
        title_vi=title[0],
        title_en=title[1],
        meaning_vi=meaning[0],
        meaning_en=meaning[1],
        unit=choice(of, "unit", UNITS),
        direction=choice(of, "direction", DIRECTIONS),
        dimension=text(of, "dimension"),
        form=text(of, "form"),
        over=choice(of, "over", OVER),
        levels=choices(of, "levels", LEVELS) or LEVELS,
        citation=text(of, "citation"),
    )
