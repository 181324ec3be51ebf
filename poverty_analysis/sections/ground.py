"""The series of a unit across changes of its borders, made of published results of it and of what it was made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from poverty_analysis.borders import Observation, Point, as_it_was, in_borders_of
from poverty_analysis.country import links_near
from poverty_analysis.read.checker import Record
from poverty_analysis.units import Link, Unit, predecessors

MEASURES = ("households", "poor")
_FIRM = ("estimate", "preliminary", "official")


@dataclass(frozen=True)
class Ground:
    """Households and poor households of one unit under one standard, day by day, by measure.

    ``was`` are the published numbers, each in the borders of its day, ``now``
    the numbers in the borders of the day ``on``; ``units`` those they come from.
    """

    standard: str
    on: dt.date
    was: Mapping[str, tuple[Point, ...]]
    now: Mapping[str, tuple[Point, ...]]
    units: tuple[str, ...]


def ground_of(root: Path, units: tuple[Unit, ...], records: Iterable[Record], code: str, on: dt.date) -> Ground | None:
    """The series of ``code`` up to the day ``on``; None where its borders did not change within it.

    Parameters
    ----------
    root : Path
        Root of the workspace, for the links around the unit.
    units : tuple of Unit
        The dated list with the units around ``code``.
    records : iterable of Record
        Published results of any units; those of the latest standard the unit
        itself has a count under are used, of one day those with the firmest status.
    code : str
    on : datetime.date
        A day on which the unit exists.
    """
    rows = sorted((r for r in records if _day(r) <= on and isinstance(r.values["poor"], int)), key=_day)
    own = [r for r in rows if r.values["unit"] == code]
    if not own:
        return None
    standard = str(own[-1].values["standard"])
    kept = [r for r in rows if r.values["standard"] == standard]
    links = links_near(root, units, code)
    sources = _sources(links, code, on, {_day(r) for r in kept})
    seen = {name: _observed(kept, sources, name) for name in MEASURES}
    was = {name: as_it_was(seen[name], units, links, code) for name in MEASURES}
    now = {name: in_borders_of(seen[name], units, links, code, on) for name in MEASURES}
    broken = any(point.moved for point in was["poor"]) or any(p.quality != "published" for p in now["poor"])
    return Ground(standard, on, was, now, sources) if broken else None


def _sources(links: tuple[Link, ...], code: str, on: dt.date, days: Iterable[dt.date]) -> tuple[str, ...]:
    """The unit itself and what it was made of on any of the days."""
    found = {part.code for day in days if day < on for part in predecessors(links, code, on, day)}
    return tuple(sorted({code, *found}))


def _observed(records: Iterable[Record], codes: tuple[str, ...], name: str) -> tuple[Observation, ...]:
    found: dict[tuple[str, dt.date], Record] = {}
    for record in records:
        key = (str(record.values["unit"]), _day(record))
        if key[0] in codes and isinstance(record.values[name], int):
            known = found.get(key)
            if known is None or _firm(record) > _firm(known):
                found[key] = record
    values = ((unit, day, record.values[name], record.cell()) for (unit, day), record in found.items())
    return tuple(Observation(unit, day, value, cell) for unit, day, value, cell in values if isinstance(value, int))


def _firm(record: Record) -> int:
    return _FIRM.index(str(record.values["status"]))


def _day(record: Record) -> dt.date:
    value = record.values["as_of"]
    return value if isinstance(value, dt.date) else dt.date.max
