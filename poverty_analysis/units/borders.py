"""Series across a change of borders: as it was, or in the borders of one day.

Pure: observations and links in, points out.  A number that cannot be rebuilt
exactly is refused, or marked as estimated with the part of it that is; it is
never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from poverty_analysis.units.units import Link, TerritoryPart, Unit, predecessors, successors, territory, unit

Quality = Literal["published", "rebuilt", "estimated", "refused"]
Reason = Literal["", "no_data", "no_share", "no_link", "shared", "no_unit"]


@dataclass(frozen=True)
class Observation:
    """A count (households, persons, đồng) of a unit on a day; rates cannot be added and have no place here."""

    unit: str
    as_of: date
    value: int
    cell: str = ""


@dataclass(frozen=True)
class Point:
    """One day of a series.

    ``value`` is None when refused; ``reason`` says why.  ``estimated`` is the
    part of the value that rests on shares, 0 to 1.  ``moved`` says that the
    borders are not those of the point before.
    """

    as_of: date
    value: Fraction | None
    quality: Quality
    parts: tuple[str, ...]
    estimated: Fraction = Fraction(0)
    reason: Reason = ""
    missing: tuple[str, ...] = ()
    moved: bool = False


def same_ground(units: tuple[Unit, ...], links: tuple[Link, ...], code: str, earlier: date, later: date) -> bool:
    """Whether ``code`` covers the same ground on two days, however the units below it were joined.

    A province does when one row of the list holds on both days, a commune when
    no link changes it, a district when what its communes became is what it has.
    """
    first, last = unit(units, code, earlier), unit(units, code, later)
    if first is None or last is None:
        return False
    if first.level == "province":
        return first == last
    parts = successors(units, links, code, earlier, later)
    return all(part.kind == "exact" for part in parts) and {p.code for p in parts} == territory(units, code, later)


def as_it_was(
    observations: Iterable[Observation], units: tuple[Unit, ...], links: tuple[Link, ...], code: str
) -> tuple[Point, ...]:
    """The published numbers of a code, each in the borders of its day.

    Parameters
    ----------
    observations : iterable of Observation
    units, links : tuple
        With the units below ``code``, as far as they are known.
    code : str

    Returns
    -------
    tuple of Point, by day
        ``moved`` marks the first point after a break: the code covers other
        ground than at the point before.  A day on which no unit carries the
        code is refused.
    """
    own = sorted((one for one in observations if one.unit == code), key=lambda one: one.as_of)
    points: list[Point] = []
    before: date | None = None
    for one in own:
        if unit(units, code, one.as_of) is None:
            points.append(Point(one.as_of, None, "refused", (code,), reason="no_unit"))
            continue
        moved = before is not None and not same_ground(units, links, code, before, one.as_of)
        points.append(Point(one.as_of, Fraction(one.value), "published", (code,), moved=moved))
        before = one.as_of
    return tuple(points)


def in_borders_of(
    observations: Iterable[Observation],
    units: tuple[Unit, ...],
    links: tuple[Link, ...],
    code: str,
    on: date,
) -> tuple[Point, ...]:
    """The numbers of every observed day in the borders ``code`` has on the day ``on``.

    Parameters
    ----------
    observations : iterable of Observation
        Of the unit itself and of the units it is made of.
    units, links : tuple
        Around the unit; see :mod:`poverty_analysis.inputs.country`.
    code : str
        A province or commune when earlier days are rebuilt; of a district,
        only later days can be.
    on : date
        "Today", or the last day of an old unit.

    Returns
    -------
    tuple of Point, by day
        ``published`` when the borders of that day are the same, ``rebuilt``
        when every part is whole and known, ``estimated`` when a divided unit
        enters with a known share, ``refused`` otherwise.

    Raises
    ------
    ValueError
        When no unit carries ``code`` on the day ``on``.
    """
    if unit(units, code, on) is None:
        raise ValueError(f"code: no unit carries {code!r} on {on}")
    by_day: dict[date, dict[str, int]] = {}
    for one in observations:
        by_day.setdefault(one.as_of, {})[one.unit] = one.value
    return tuple(_point(units, links, code, on, day, by_day[day]) for day in sorted(by_day))


def _point(
    units: tuple[Unit, ...], links: tuple[Link, ...], code: str, on: date, day: date, seen: Mapping[str, int]
) -> Point:
    if code in seen and same_ground(units, links, code, min(day, on), max(day, on)):
        return Point(day, Fraction(seen[code]), "published", (code,))
    earlier = day < on
    parts = predecessors(links, code, on, day) if earlier else successors(units, links, code, on, day)
    names = tuple(part.code for part in parts)
    if names == (code,) and parts[0].kind == "exact":
        return _own(units, links, code, (day, on))
    if lacking := tuple(name for name in names if unit(units, name, day) is None):
        return Point(day, None, "refused", names, reason="no_link", missing=lacking)
    if shared := tuple(part.code for part in parts if not earlier and part.kind != "exact"):
        return Point(day, None, "refused", names, reason="shared", missing=shared)
    if unseen := tuple(name for name in names if name not in seen):
        return Point(day, None, "refused", names, reason="no_data", missing=unseen)
    return _summed(day, parts, seen)


def _own(units: tuple[Unit, ...], links: tuple[Link, ...], code: str, days: tuple[date, date]) -> Point:
    """The unit alone makes itself up, and its own number does not stand: none was given, or its ground is another."""
    day = days[0]
    same = same_ground(units, links, code, min(days), max(days))
    return Point(day, None, "refused", (code,), reason="no_data" if same else "no_link", missing=(code,))


def _summed(day: date, parts: tuple[TerritoryPart, ...], seen: Mapping[str, int]) -> Point:
    names = tuple(part.code for part in parts)
    unknown = tuple(part.code for part in parts if part.share is None)
    if unknown:
        return Point(day, None, "refused", names, reason="no_share", missing=unknown)
    amounts = [(part.kind, seen[part.code] * (part.share or Fraction(0))) for part in parts]
    value = sum((amount for _, amount in amounts), Fraction(0))
    guessed = sum((amount for kind, amount in amounts if kind == "split"), Fraction(0))
    if not any(kind == "split" for kind, _ in amounts):
        return Point(day, value, "rebuilt", names)
    return Point(day, value, "estimated", names, estimated=guessed / value if value else Fraction(0))
