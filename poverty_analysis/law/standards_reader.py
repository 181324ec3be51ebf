"""Read standards, indicators and the calendar of reviews; each refusal is a problem with file, row and key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import cast, get_args

from poverty_analysis.law import standards as shapes
from poverty_analysis.law.fields import (
    Entry,
    choice,
    choices,
    day,
    dong,
    entries,
    entry,
    flag,
    listed,
    mapping,
    text,
    words,
)
from poverty_analysis.values.strict_yaml import Value

STANDARD_KEYS = (
    *("title", "province?", "valid_from?", "valid_to?", "citation", "verified", "note"),
    *("indicators?", "threshold?", "points_each?", "income", "points?", "classes"),
)
CENSUS_KEYS = ("first", "last", "result?", "list?", "list_from?", "vintages?", "citation", "verified", "note")
_LIMITS = ("above?", "from?", "up_to", "citation", "verified", "note")
_INDICATOR = ("dimension", "title", "deprived", "scopes?", "verified", "note")
_COUNT = re.compile(r"[1-9]\d{0,3}", re.ASCII)

Indicators = Mapping[str, tuple[shapes.Indicator, ...]]
_Named = Mapping[str, tuple[str, str]]


def indicator_sets(top: Entry) -> dict[str, tuple[shapes.Indicator, ...]]:
    """Read ``indicators.yaml``: the indicators of each act, in the order of the form."""
    dimensions, scopes = _named(top, "dimensions"), _named(top, "scopes")
    found: dict[str, tuple[shapes.Indicator, ...]] = {}
    for act, value in mapping(top.file, "sets", top.values.get("sets"), top.problems).items():
        rows = listed(top.file, f"sets.{act}", value, ("id", *_INDICATOR), top.problems)
        found[act] = tuple(_indicator(one, act, n, dimensions, tuple(scopes)) for n, one in enumerate(rows, start=1))
    return found


def _named(top: Entry, key: str) -> dict[str, tuple[str, str]]:
    inner = Entry(top.file, key, mapping(top.file, key, top.values.get(key, {}), top.problems), top.problems)
    return {word: words(inner, word) for word in inner.values}


def _keys(value: Value | None) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, dict) else ()


def _indicator(of: Entry, act: str, position: int, dimensions: _Named, scopes: tuple[str, ...]) -> shapes.Indicator:
    title, deprived, note = words(of, "title"), words(of, "deprived"), words(of, "note")
    dimension = choice(of, "dimension", tuple(dimensions))
    named = dimensions.get(dimension, ("", ""))
    return shapes.Indicator(
        id=of.id,
        column=f"d{position}",
        dimension=dimension,
        dimension_vi=named[0],
        dimension_en=named[1],
        title_vi=title[0],
        title_en=title[1],
        deprived_vi=deprived[0],
        deprived_en=deprived[1],
        scopes=choices(of, "scopes", scopes),
        citation=act,
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def standards(top: Entry, sets: Indicators) -> tuple[shapes.Standard, ...]:
    """Read ``standards.yaml``; ``sets`` are the indicators its standards name."""
    found = entries(top.file, "standards", top.values.get("standards", {}), STANDARD_KEYS, top.problems)
    return tuple(_standard(one, sets) for one in found)


def _standard(of: Entry, sets: Indicators) -> shapes.Standard:
    title, note = words(of, "title"), words(of, "note")
    return shapes.Standard(
        id=of.id,
        title_vi=title[0],
        title_en=title[1],
        province=text(of, "province"),
        valid_from=day(of, "valid_from"),
        valid_to=day(of, "valid_to"),
        income=_all_limits(of, "income"),
        points=_all_limits(of, "points"),
        indicator_list=sets.get(choice(of, "indicators", tuple(sets)), ()),
        threshold=_count(of, "threshold"),
        points_each=_count(of, "points_each"),
        classes=_classes(of),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _all_limits(of: Entry, key: str) -> tuple[shapes.Limits, ...]:
    found = entries(of.file, f"{of.id}.{key}", of.values.get(key, {}), _LIMITS, of.problems)
    return tuple(_limits(one) for one in found)


def _limits(of: Entry) -> shapes.Limits:
    note = words(of, "note")
    closed = "from" in of.values
    lower = _by_area(of, "from" if closed else "above")
    return shapes.Limits(
        id=of.id,
        lower=lower,
        lower_closed=closed,
        up_to=_by_area(of, "up_to") or shapes.ByArea(0, 0),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _by_area(of: Entry, key: str) -> shapes.ByArea | None:
    if key not in of.values:
        return None
    inner = entry(of.file, f"{of.id}.{key}", of.values[key], shapes.AREAS, of.problems)
    return shapes.ByArea(dong(inner, "urban"), dong(inner, "rural"))


def _classes(of: Entry) -> tuple[shapes.ClassRule, ...]:
    keys = ("class", "income", "deprivations")
    rows = listed(of.file, f"{of.id}.classes", of.values.get("classes", []), keys, of.problems)
    return tuple(_class(one, _keys(of.values.get("income"))) for one in rows)


def _class(of: Entry, limits: tuple[str, ...]) -> shapes.ClassRule:
    named = choice(of, "class", get_args(shapes.HouseholdClass))
    deprived = choice(of, "deprivations", get_args(shapes.Deprived))
    return shapes.ClassRule(
        household_class=cast(shapes.HouseholdClass, named),
        limits=choice(of, "income", limits),
        deprived=cast(shapes.Deprived, deprived),
    )


def censuses(top: Entry, known: tuple[str, ...]) -> tuple[shapes.Census, ...]:
    """Read ``calendar.yaml``; ``known`` are the ids of the standards."""
    found = listed(top.file, "censuses", top.values.get("censuses", []), ("id", *CENSUS_KEYS), top.problems)
    return tuple(_census(one, known) for one in found)


def _census(of: Entry, known: tuple[str, ...]) -> shapes.Census:
    note = words(of, "note")
    rows = listed(of.file, f"{of.id}.vintages", of.values.get("vintages", []), ("id", "title", "citation"), of.problems)
    return shapes.Census(
        id=of.id,
        first=_count(of, "first"),
        last=_count(of, "last"),
        result=choice(of, "result", known),
        list=choice(of, "list", known),
        list_from=day(of, "list_from"),
        vintages=tuple(_vintage(one) for one in rows),
        citation=text(of, "citation"),
        verified=flag(of, "verified"),
        note_vi=note[0],
        note_en=note[1],
    )


def _vintage(of: Entry) -> shapes.Vintage:
    title = words(of, "title")
    return shapes.Vintage(of.id, title[0], title[1], text(of, "citation"))


def _count(of: Entry, key: str) -> int:
    value = text(of, key)
    if _COUNT.fullmatch(value):
        return int(value)
    if key in of.values:
        of.report("PA-516", key, value, {"allowed": "1 - 9999"})
    return 0
