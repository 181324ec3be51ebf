"""Roll-ups: what the units below a unit add up to, which of them are missing, and how far that is from its own number.

Pure and exact: only counts and whole đồng are added; a rate of the whole is
worked out from the added counts, never from rates.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """One number of one unit; ``name`` says what is counted, ``cell`` where it stands."""

    unit: str
    name: str
    value: int
    cell: str = ""


@dataclass(frozen=True)
class Rolled:
    """One number of a unit beside the sum of the units below it.

    ``own`` is None where the unit itself gives no number.  ``missing`` names
    the expected units that gave none: with any, the sum is of the others only.
    """

    name: str
    own: int | None
    total: int
    seen: tuple[str, ...]
    missing: tuple[str, ...]
    cells: tuple[str, ...]

    def residual(self) -> int | None:
        """``total - own``; None without an own number."""
        return None if self.own is None else self.total - self.own

    def holds(self) -> bool:
        """Whether nothing contradicts: equal when all reported, not above the unit's own number when some did not."""
        gap = self.residual()
        return gap is None or gap == 0 or (bool(self.missing) and gap < 0)


def roll_up(parent: str, children: Iterable[str], counts: Iterable[Count]) -> tuple[Rolled, ...]:
    """Add the numbers of the units below ``parent``, name by name.

    Parameters
    ----------
    parent : str
        Code of the unit.
    children : iterable of str
        Codes of the units directly below it on the day, once each.
    counts : iterable of Count
        Numbers of the unit and of any others; those of units that are neither
        are left out (see :func:`strangers`).  Of a unit that gives one number
        twice the first counts (see :func:`doubled`).

    Returns
    -------
    tuple of Rolled
        One a name, in the order in which the names first appear; only names
        that some child gives.
    """
    expected = tuple(dict.fromkeys(children))
    first: dict[str, dict[str, Count]] = {}
    for one in counts:
        first.setdefault(one.name, {}).setdefault(one.unit, one)
    made = (_rolled(name, parent, expected, by_unit) for name, by_unit in first.items())
    return tuple(one for one in made if one.seen)


def _rolled(name: str, parent: str, expected: tuple[str, ...], by_unit: dict[str, Count]) -> Rolled:
    seen = tuple(code for code in expected if code in by_unit)
    own = by_unit.get(parent)
    parts = [by_unit[code] for code in seen]
    return Rolled(
        name=name,
        own=own.value if own else None,
        total=sum(part.value for part in parts),
        seen=seen,
        missing=tuple(code for code in expected if code not in by_unit),
        cells=tuple(part.cell for part in (*([own] if own else []), *parts) if part.cell),
    )


def doubled(counts: Iterable[Count]) -> tuple[Count, ...]:
    """Numbers given a second time by the same unit under the same name: adding both would count it twice."""
    known: set[tuple[str, str]] = set()
    again: list[Count] = []
    for one in counts:
        if (one.unit, one.name) in known:
            again.append(one)
        known.add((one.unit, one.name))
    return tuple(again)
