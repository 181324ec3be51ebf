"""Rows of the official forms from the counts of households.

A cell is None, a blank of the form, where the table of households cannot
tell: households that left are not in it, and a flag may be missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np

from poverty_analysis.census import forms
from poverty_analysis.census.classify import CLASSES, REASONS
from poverty_analysis.census.count import CAUSES, CHILDREN, GROUPS, LAST, LISTED, MINORITY, Counted, peoples
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS
from poverty_analysis.law.standards import AREAS

PERSONS = "persons"
_POOR, _NEAR, _FARM, _UNKNOWN = (CLASSES.index(name) for name in ("poor", "near_poor", "average_farm", "unknown"))
_WAS_POOR, _WAS_NEAR, _WAS_NONE = range(len(LAST))
_CAME = len(LAST)
_ABOVE = [place for place in range(len(CLASSES)) if place not in (_POOR, _NEAR, _UNKNOWN)]

Value = str | int | dt.date | None
Row = Mapping[str, Value]


def form_tables(counted: Counted, as_of: dt.date, standard: str, indicators: tuple[str, ...]) -> dict[str, list[Row]]:
    """Return the rows of every form that the counts can fill, by table of the contract.

    Parameters
    ----------
    counted : Counted
        Counts of all units that get a row (:func:`poverty_analysis.census.count.rolled`).
    as_of, standard
        Day and standard of the rows.
    indicators : tuple of str
        Columns of the standard's indicators, ``d1`` and so on.

    Notes
    -----
    Movements follow from the class a year ago of the households that are
    there now.  Who left is seen in a column ``left`` only; without it
    ``other_out`` is blank, or the number of those whose class is unknown now.
    Without a column ``relapsed`` those who came back are among the new ones.
    Peoples are listed where the counts have a household of theirs anywhere.
    """
    made: dict[str, list[Row]] = {}
    for unit in counted.units:
        key: Row = {"unit": unit, "as_of": as_of, "standard": standard}
        for name, row in _rows(counted, unit, indicators):
            made.setdefault(name, []).append({**key, **row})
    return made


def _rows(counted: Counted, unit: str, indicators: tuple[str, ...]) -> Iterator[tuple[str, Row]]:
    yield forms.RESULTS, _results(counted, unit)
    if "moves" in counted.tables:
        yield from _movements(counted, unit)
    if indicators:
        for place, form in enumerate((forms.POOR_DEPRIVATIONS, forms.NEAR_POOR_DEPRIVATIONS)):
            yield form, _deprivations(counted, unit, place, indicators)
    if "minority" in counted.columns:
        for word in (HOUSEHOLDS, PERSONS):
            yield forms.GROUPS, _groups(counted, unit, word)
    for place, name in enumerate(LISTED):
        if set(CAUSES) & counted.columns:
            causes = {cause: _known(counted, unit, cause, place) for cause in CAUSES}
            yield forms.CAUSES, {"class": name, "households": _class(counted, unit, place), **causes}
        for line in _peoples(counted, unit, place):
            yield forms.ETHNICITY, {"class": name, **line}
        if CHILDREN[0] in counted.tables:
            yield forms.CHILDREN, {"class": name, **_children(counted, unit, place)}
        for need in _needs(counted, unit, place, indicators):
            yield forms.NEEDS, {"class": name, **need}


def _class(counted: Counted, unit: str, place: int, table: str = "households") -> int:
    return int(counted.of(unit, table)[place])


def _results(counted: Counted, unit: str) -> Row:
    households, persons = counted.of(unit, "households"), counted.of(unit, "persons")
    farm = "farm" in counted.columns
    return {
        "households": int(households.sum()),
        "persons": int(persons.sum()),
        "poor": int(households[_POOR]),
        "near_poor": int(households[_NEAR]),
        "average_farm": int(households[_FARM]) if farm else None,
        "poor_persons": int(persons[_POOR]),
        "near_poor_persons": int(persons[_NEAR]),
        "average_farm_persons": int(persons[_FARM]) if farm else None,
    }


def _movements(counted: Counted, unit: str) -> Iterator[tuple[str, Row]]:
    moves = counted.of(unit, "moves").sum(axis=2)
    # A household that crosses stands on both forms, once going and once coming: both take it from one count.
    to_near, to_poor = int(moves[_NEAR, _WAS_POOR]), int(moves[_POOR, _WAS_NEAR])
    crossing = {
        forms.POOR_MOVEMENTS: (_POOR, _WAS_POOR, {"to_near_poor": to_near, "from_near_poor": to_poor}),
        forms.NEAR_POOR_MOVEMENTS: (_NEAR, _WAS_NEAR, {"to_poor": to_poor, "from_poor": to_near}),
    }
    for form, (now, before, across) in crossing.items():
        left = int(counted.of(unit, "left")[before]) if "left" in counted.tables else 0
        # Who left was there at the opening, so that opening less out plus in is the closing.
        row: Row = {
            "counted": HOUSEHOLDS,
            "opening": int(moves[:, before].sum()) + left,
            "beyond": int(moves[_ABOVE, before].sum()),
            "other_out": _gone(counted, int(moves[_UNKNOWN, before]) + left),
            "closing": _class(counted, unit, now),
        }
        yield form, {**row, **across, **_came(counted, unit, now)}


def _gone(counted: Counted, seen: int) -> int | None:
    """Without a column ``left`` who left cannot be seen: unknown, not none."""
    return seen if "left" in counted.tables else seen or None


def _came(counted: Counted, unit: str, now: int) -> dict[str, int | None]:
    came = counted.of(unit, "moves")[now]
    told = "relapsed" in counted.columns
    back = int(came[_WAS_NONE, 1])
    return {
        "relapsed": back if told else None,
        "new": int(came[_WAS_NONE].sum()) - back,
        "other_in": int(came[_CAME].sum()),
    }


def _deprivations(counted: Counted, unit: str, place: int, indicators: tuple[str, ...]) -> Row:
    return {
        "households": _class(counted, unit, place),
        "total": _class(counted, unit, place, "deprivations"),
        **{name: _known(counted, unit, name, place) for name in indicators},
    }


def _known(counted: Counted, unit: str, name: str, place: int) -> int | None:
    """Households of a class with a flag; None without the column, or where it is missing for one of them."""
    if name not in counted.tables or _class(counted, unit, place, f"{name}/missing"):
        return None
    return _class(counted, unit, place, name)


def _groups(counted: Counted, unit: str, word: str) -> Row:
    of_class = counted.of(unit, word)
    row: dict[str, Value] = {
        "counted": word,
        "households": int(of_class.sum()),
        "minority": int(counted.of(unit, f"all_minority/{word}")),
        "poor": int(of_class[_POOR]),
        "near_poor": int(of_class[_NEAR]),
    }
    for group in GROUPS:
        table = group if word == HOUSEHOLDS else f"{group}/{PERSONS}"
        for place, name in enumerate(LISTED):
            row[f"{group}_{name}"] = _class(counted, unit, place, table) if group in counted.tables else None
    return row


def _peoples(counted: Counted, unit: str, place: int) -> Iterator[dict[str, Value]]:
    """Households of a class by people; blank, but for all of them, where the people of one is not told."""
    if "people" not in counted.tables:
        return
    listed = counted.tables["people"].sum(axis=(0, 1))
    own = counted.of(unit, "people")[place]
    # One household whose people is not told may be of any: then no number of a people is certain.
    known = not own[-1]
    number = {name: int(count) for name, count in zip(peoples(), own[:-1], strict=True)}
    # The same peoples for every unit, also those with none here, so that the rows of units stand side by side.
    here = [name for name, seen in zip(peoples(), listed[:-1], strict=True) if seen and name != forms.KINH]
    yield {"people": forms.ALL, "households": _class(counted, unit, place)}
    rest = sum(count for name, count in number.items() if name != forms.KINH)
    for name, count in ((forms.KINH, number[forms.KINH]), (forms.MINORITY, rest), *((n, number[n]) for n in here)):
        yield {"people": name, "households": count if known else None}


def _children(counted: Counted, unit: str, place: int) -> dict[str, int | None]:
    known = {name: _known(counted, unit, name, place) for name in CHILDREN}
    # The form has no blank for its total: children that are not told are not counted.
    return known | {CHILDREN[0]: _class(counted, unit, place, CHILDREN[0])}


def _needs(counted: Counted, unit: str, place: int, indicators: tuple[str, ...]) -> Iterator[dict[str, Value]]:
    """Households of a class in need of something, with how many were served and how many registered to escape."""

    def other(name: str) -> int | None:
        return _class(counted, unit, place, name) if name in counted.tables else None

    yield {
        "indicator": "all",
        "deprived": _class(counted, unit, place),
        "served": None,
        "registered": other("registered"),
    }
    for name in (*indicators, *CAUSES):
        need = _known(counted, unit, name, place)
        if need is not None:
            also = {word: other(f"{name}/{word}") for word in ("served", "registered")}
            yield {"indicator": name, "deprived": need, **also}


def unknown_reasons(counted: Counted) -> dict[str, int]:
    """Households without a class by reason, in the order of ``REASONS``; reasons without any are left out."""
    if "unknown" not in counted.tables:
        return {}
    totals = counted.tables["unknown"].sum(axis=0).tolist()
    return {reason: number for reason, number in zip(REASONS, totals, strict=True) if number}


def score_rows(counted: Counted, as_of: dt.date, standard: str) -> Iterator[Row]:
    """Rows of the sufficient table, in the order of communes and words; only cells with a household.

    Parameters
    ----------
    counted : Counted
        Counts of communes (not rolled up: the table is additive).
    as_of, standard
        Day and standard of the rows.

    Notes
    -----
    It crosses small groups, so it is for the office alone: nothing that is
    shown outside is made from it.
    """
    if "scores/households" not in counted.tables:
        return
    households, persons = counted.tables["scores/households"], counted.tables["scores/persons"]
    minority = (*MINORITY, None) if "minority" in counted.columns else (None,)
    # The last place of the axis holds households whose deprivations are not known.
    known = households.shape[-1] - 1
    for place in np.argwhere(households):
        unit, area, group, kind, count = place.tolist()
        yield {
            **{"unit": counted.units[unit], "as_of": as_of, "standard": standard},
            "area": (*AREAS, None)[area],
            "minority": minority[group],
            "class": CLASSES[kind],
            "deprivations": str(count) if count < known else None,
            "households": int(households[tuple(place)]),
            "persons": int(persons[tuple(place)]),
        }
