"""Administrative units with dates: a code means something only on a day.

Functions are pure: they take the units of ``data/units/units.csv``.  An interval is half-open:
``valid_from`` is the first day, ``valid_to`` the day it ends; ``None`` is open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from fractions import Fraction
from itertools import combinations
from typing import Literal

from poverty_analysis.values.origin import NOWHERE, Origin
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.validity import ends_before_it_begins, in_force, interval, overlap

Level = Literal["province", "district", "commune"]
LinkKind = Literal["exact", "split"]
PartKind = Literal["exact", "split", "shared"]
DIGITS: Mapping[int, Level] = {2: "province", 3: "district", 5: "commune"}


@dataclass(frozen=True)
class Unit:
    """One unit under one name and parent for one interval: a row of the table ``units``."""

    level: Level
    code: str
    name: str
    type: str
    parent: str
    valid_from: date | None
    valid_to: date | None
    synthetic: bool
    source: str
    at: Origin = NOWHERE


@dataclass(frozen=True)
class Link:
    """An old unit that went into a new one on a day, whole (``exact``) or in part (``split``): a row of ``crosswalk``.

    ``share`` is the known part of the old unit, 0 to 1; None when it is not known.
    """

    old: str
    new: str
    effective: date
    kind: LinkKind
    share: Fraction | None
    source: str
    at: Origin = NOWHERE


@dataclass(frozen=True)
class TerritoryPart:
    """A unit that is a part of another territory; ``share`` is the part of it that lies there."""

    code: str
    kind: PartKind
    share: Fraction | None


def unit(units: tuple[Unit, ...], code: str, on: date) -> Unit | None:
    """Return the unit that carries ``code`` on a day, or None."""
    return next((one for one in units if one.code == code and in_force(one, on)), None)


def children(units: tuple[Unit, ...], code: str, on: date) -> tuple[Unit, ...]:
    """Return the units directly below ``code`` on a day, by code.

    Empty when the unit has none in the list; that is no proof that it has none.
    """
    return tuple(sorted((one for one in units if one.parent == code and in_force(one, on)), key=lambda one: one.code))


def territory(units: tuple[Unit, ...], code: str, on: date) -> frozenset[str]:
    """Return the codes of the lowest units in the list that lie in ``code`` on a day; its own when it has none."""
    below = children(units, code, on)
    if not below:
        return frozenset((code,))
    return frozenset(leaf for one in below for leaf in territory(units, one.code, on))


def predecessors(links: tuple[Link, ...], code: str, on: date, earlier: date) -> tuple[TerritoryPart, ...]:
    """Return the units of an earlier day that make up ``code`` as it is on the day ``on``.

    Parameters
    ----------
    links : tuple of Link
        Between units of the level of ``code``; others do no harm.
    code : str
        A province or a commune; districts have no links of their own.
    on, earlier : date
        ``earlier`` lies before ``on``.

    Returns
    -------
    tuple of TerritoryPart, by code
        ``exact`` when the whole old unit lies in ``code``, else ``split`` with
        the share, None when it is not known.  The unit itself when nothing
        changed between the days.
    """
    parts: dict[str, Fraction | None] = {code: Fraction(1)}
    for day in sorted({x.effective for x in links if earlier < x.effective <= on}, reverse=True):
        found: dict[str, Fraction | None] = {}
        for name, share in parts.items():
            came = [x for x in links if x.effective == day and x.new == name]
            for old, part in [(x.old, _share(x)) for x in came] or [(name, Fraction(1))]:
                found[old] = _sum(found.get(old, Fraction(0)), _product(share, part))
        parts = found
    return tuple(
        TerritoryPart(name, "exact" if share == 1 else "split", share) for name, share in sorted(parts.items())
    )


def successors(
    units: tuple[Unit, ...], links: tuple[Link, ...], code: str, on: date, later: date
) -> tuple[TerritoryPart, ...]:
    """Return the units of a later day that hold the territory ``code`` had on the day ``on``.

    Parameters
    ----------
    units : tuple of Unit
        Must hold the units below ``code`` when it is a district.
    links : tuple of Link
    code : str
        A unit of any level on the day ``on``.
    on, later : date

    Returns
    -------
    tuple of TerritoryPart, by code
        ``exact`` when the new unit lies wholly inside the old territory,
        ``shared`` when it also takes in units from elsewhere, ``split`` when
        it does and what it has of this territory is a part of a divided unit.
    """
    own = frozenset((code,)) if DIGITS.get(len(code)) == "province" else territory(units, code, on)
    found = {name for leaf in own for name in _forward(links, leaf, on, later)}
    return tuple(_part_of(links, name, own, on, later) for name in sorted(found))


def _forward(links: tuple[Link, ...], code: str, on: date, later: date) -> set[str]:
    names = {code}
    for day in sorted({x.effective for x in links if on < x.effective <= later}):
        moved = {x.old for x in links if x.effective == day}
        names = {x.new for x in links if x.effective == day and x.old in names} | (names - moved)
    return names


def _part_of(links: tuple[Link, ...], code: str, own: frozenset[str], on: date, later: date) -> TerritoryPart:
    made_of = predecessors(links, code, later, on)
    if all(part.code in own for part in made_of):
        return TerritoryPart(code, "exact", Fraction(1))
    divided = any(part.kind == "split" for part in made_of if part.code in own)
    return TerritoryPart(code, "split" if divided else "shared", None)


def _share(link: Link) -> Fraction | None:
    return Fraction(1) if link.kind == "exact" else link.share


def _product(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else first * second


def _sum(first: Fraction | None, second: Fraction | None) -> Fraction | None:
    return None if first is None or second is None else first + second


def parents(units: tuple[Unit, ...], code: str, on: date) -> tuple[Unit, ...]:
    """Return the units above ``code`` on a day, nearest first (district, then province)."""
    found = unit(units, code, on)
    above: list[Unit] = []
    while found is not None and found.parent and len(above) < len(DIGITS):
        found = unit(units, found.parent, on)
        if found is not None:
            above.append(found)
    return tuple(above)


def intervals(units: tuple[Unit, ...], code: str) -> tuple[Unit, ...]:
    """Return every unit that carries ``code`` on some day, oldest first."""
    return tuple(sorted((one for one in units if one.code == code), key=lambda one: one.valid_from or date.min))


def last_day(units: tuple[Unit, ...], code: str, year: int) -> date | None:
    """Return the last day of ``year`` on which a unit carries ``code``, or None.

    A report for a year in which a unit ended is about the unit as it last was.
    """
    first, end = date(year, 1, 1), date(year, 12, 31)
    days = [min(end, one.valid_to - timedelta(days=1)) if one.valid_to else end for one in intervals(units, code)]
    fitting = [day for day in days if day >= first and unit(units, code, day) is not None]
    return max(fitting, default=None)


def province_name(units: tuple[Unit, ...], code: str, year: int) -> str:
    """Name of the province of a unit, itself if it is one, on its last day in ``year``; empty where none is known."""
    day = last_day(units, code, year)
    found = unit(units, code, day) if day else None
    above = (found, *parents(units, code, day)) if found and day else ()
    return next((one.name for one in above if one.level == "province"), "")


def family(links: Iterable[Link], code: str) -> tuple[str, ...]:
    """The unit, those it came from and those it went into, over all changes."""
    near: dict[str, set[str]] = {}
    for one in links:
        near.setdefault(one.old, set()).add(one.new)
        near.setdefault(one.new, set()).add(one.old)
    return tuple(sorted(_reached(near, code)))


def kin_groups(units: Iterable[Unit]) -> tuple[frozenset[str], ...]:
    """Codes of units that have one above them in common, on whatever day, together."""
    near: dict[str, set[str]] = {}
    for one in units:
        near.setdefault(one.code, set())
        if one.parent:
            near[one.code].add(one.parent)
            near.setdefault(one.parent, set()).add(one.code)
    found: list[frozenset[str]] = []
    left = dict.fromkeys(near)
    while left:
        found.append(frozenset(_reached(near, next(iter(left)))))
        for name in found[-1]:
            del left[name]
    return tuple(found)


def _reached(near: Mapping[str, set[str]], code: str) -> set[str]:
    """A code and all that lead to each other from it, step by step."""
    known, new = {code}, {code}
    while new:
        new = {other for one in new for other in near.get(one, ())} - known
        known |= new
    return known


def nearest(units: tuple[Unit, ...], code: str, on: date, limit: int = 3) -> tuple[Unit, ...]:
    """Return the valid units a wrong code or name may mean, best first.

    A code that lost its leading zeros comes first, then codes of the same
    level that look alike, then others; text that is no code is compared with the names.
    """
    here = {one.code: one for one in units if in_force(one, on)}
    if not code.isascii() or not code.isdigit():
        names = {one.name.casefold(): one for one in here.values()}
        return tuple(names[name] for name in get_close_matches(code.casefold(), names, n=limit, cutoff=0.6))
    padded = [other for width in DIGITS if (other := code.zfill(width)) in here and other != code]
    same_level = get_close_matches(code, [one for one in here if len(one) == len(code)], n=limit, cutoff=0.6)
    alike = get_close_matches(code, here, n=limit, cutoff=0.6)
    return tuple(here[one] for one in dict.fromkeys(padded + same_level + alike))[:limit]


def unit_problem(units: tuple[Unit, ...], code: str, on: date, place: Place) -> Problem:
    """Return the problem of a code that names no unit on a day.

    PA-530 when the code names units on other days, PA-531 when on none; both
    name the neighbours.
    """
    other = intervals(units, code)
    near = [f"{one.name} ({interval(one)})" for one in other]
    if not near:
        near = [f"{one.code} {one.name}" for one in nearest(units, code, on)]
    values = {"date": on.isoformat(), "near": ", ".join(near) or "-"}
    return Problem("PA-530" if other else "PA-531", place, code, values)


def check_units(units: tuple[Unit, ...], file: str) -> tuple[Problem, ...]:
    """Return what does not hold in a list of units.

    PA-532 two units carry one code on the same day, PA-533 the interval ends
    before it begins, PA-534 the number of digits is not that of the level or a
    unit that is not made up has a letter in its code, PA-535 the parent exists on no day of the unit.
    """
    by_code = _by_code(units)
    found = [problem for one in units for problem in _check_unit(by_code, one, file)]
    for code, same in by_code.items():
        for first, second in combinations(same, 2):
            if overlap(first, second):
                found.append(_problem("PA-532", file, code, other=f"{first.name}; {second.name}"))
    return tuple(found)


def _check_unit(by_code: Mapping[str, list[Unit]], one: Unit, file: str) -> Iterator[Problem]:
    if ends_before_it_begins(one):
        yield _problem("PA-533", file, one.code, other=interval(one))
    if DIGITS.get(len(one.code)) != one.level or not (one.synthetic or one.code.isdigit()):
        yield _problem("PA-534", file, one.code, other=one.level)
    if one.parent and not any(overlap(one, other) for other in by_code.get(one.parent, [])):
        yield _problem("PA-535", file, one.code, other=one.parent)


def _problem(code: str, file: str, seen: str, other: str) -> Problem:
    return Problem(code, Place(file, column="code"), seen, {"other": other})


def _by_code(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for one in units:
        found.setdefault(one.code, []).append(one)
    return found
