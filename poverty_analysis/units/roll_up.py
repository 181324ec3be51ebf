"""Roll-ups: what the units below a unit add up to, which of them are missing, and how far that is from its own number.

Pure and exact: only counts and whole đồng are added; a rate of the whole is
worked out from the added counts, never from rates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, Literal, NamedTuple, TypeVar

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Count(Generic[Name]):
    """One number of one unit; ``name`` is the key of what is counted, ``cell`` where it stands."""

    unit: str
    name: Name
    value: int
    cell: str = ""


@dataclass(frozen=True)
class Rolled(Generic[Name]):
    """One number of a unit beside the sum of the units below it.

    ``own`` is None where the unit itself gives no number.  ``missing`` names
    the expected units that gave none: with any, the sum is of the others only.
    """

    name: Name
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
        return gap is None or (gap <= 0 if self.missing else gap == 0)


def roll_up(parent: str, children: Iterable[str], counts: Iterable[Count[Name]]) -> tuple[Rolled[Name], ...]:
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
    first: dict[Name, dict[str, Count[Name]]] = {}
    for one in counts:
        first.setdefault(one.name, {}).setdefault(one.unit, one)
    made = (_rolled(name, parent, expected, by_unit) for name, by_unit in first.items())
    return tuple(one for one in made if one.seen)


def _rolled(name: Name, parent: str, expected: tuple[str, ...], by_unit: dict[str, Count[Name]]) -> Rolled[Name]:
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


def doubled(counts: Iterable[Count[Name]]) -> tuple[Count[Name], ...]:
    """Numbers given a second time by the same unit under the same name: adding both would count it twice."""
    known: set[tuple[str, Name]] = set()
    again: list[Count[Name]] = []
    for one in counts:
        if (one.unit, one.name) in known:
            again.append(one)
        known.add((one.unit, one.name))
    return tuple(again)


# How a target asks: for more, for less, or for a fall.
_FAMILIES: Mapping[str, str] = {
    **dict.fromkeys(("at_least", "more_than", "reach", "count", "all", "all_in_need", "n_of_n", "between"), "more"),
    **dict.fromkeys(("at_most", "below", "reduce_to", "reduce_below"), "less"),
    **dict.fromkeys(("reduce_by_at_least", "reduce_by_more_than", "reduce_by_between"), "fall"),
}
# Units of a target that cannot be added from place to place.
_RATES = ("share", "share_point")


class TargetKey(NamedTuple):
    """What two targets must share to be laid beside each other; ``family`` is more, less or fall."""

    indicator: str
    measured_in: str
    per: str
    family: str
    group: str


@dataclass(frozen=True)
class TargetNumber:
    """One number that a plan asks of a unit; ``value`` is the lower end where it asks for a range.

    ``words`` are the plan's own for the indicator; ``handed_down`` tells that a level above assigned it.
    """

    unit: str
    indicator: str
    group: str
    comparator: str
    value: Fraction
    measured_in: str
    per: str
    handed_down: bool = False
    words: str = ""
    cell: str = ""

    def key(self) -> TargetKey:
        """What it is laid beside targets of other units by."""
        family = _FAMILIES.get(self.comparator, "")
        return TargetKey(self.indicator, self.measured_in, self.per, family, self.group)


@dataclass(frozen=True)
class Asked:
    """A target of a unit beside those of the units below: their sum, or for rates their lowest and highest.

    ``missing`` names the units below that have no such target.
    """

    own: TargetNumber
    below: tuple[TargetNumber, ...]
    missing: tuple[str, ...]

    def adds_up(self) -> bool:
        """Whether the numbers below may be added: a rate of the whole is no sum of rates."""
        return self.own.measured_in not in _RATES

    def low(self) -> Fraction:
        """The sum of what is asked below, or the lowest rate."""
        values = [one.value for one in self.below]
        return sum(values, Fraction(0)) if self.adds_up() else min(values)

    def high(self) -> Fraction:
        """The sum again, or the highest rate."""
        return self.low() if self.adds_up() else max(one.value for one in self.below)

    def residual(self) -> Fraction | None:
        """Sum below less the unit's own number; None for rates."""
        return self.low() - self.own.value if self.adds_up() else None

    def verdict(self) -> Literal["", "short", "exceeds", "outside"]:
        """What contradicts: ``short`` or ``exceeds`` for numbers, ``outside`` for rates; empty when nothing does.

        A sum that may still grow says nothing while units are missing, and so
        does a span of rates: the rate of the whole lies inside it only when
        all take part.
        """
        family = _FAMILIES.get(self.own.comparator, "")
        if self.adds_up():
            if family == "less":
                return "exceeds" if self.low() > self.own.value else ""
            return "short" if self.low() < self.own.value and not self.missing else ""
        return "" if self.missing or self.low() <= self.own.value <= self.high() else "outside"


def ask_below(parent: str, children: Iterable[str], wanted: Iterable[TargetNumber]) -> tuple[Asked, ...]:
    """Lay every target of ``parent`` beside those of the units below it.

    Parameters
    ----------
    parent : str
        Code of the unit.
    children : iterable of str
        Codes of the units directly below it, once each.
    wanted : iterable of TargetNumber
        Targets of all of them.  Where a unit has one of its own and one that
        was handed down for the same thing, the latter counts.

    Returns
    -------
    tuple of Asked
        In the order of the unit's targets; only those that some unit below has too.
    """
    expected = tuple(dict.fromkeys(children))
    found: dict[tuple[TargetKey, str], TargetNumber] = {}
    for one in wanted:
        key = (one.key(), one.unit)
        if key not in found or (one.handed_down and not found[key].handed_down):
            found[key] = one
    made: list[Asked] = []
    for (asked, unit), own in found.items():
        below = tuple(found[asked, code] for code in expected if (asked, code) in found)
        if unit == parent and below:
            missing = tuple(code for code in expected if (asked, code) not in found)
            made.append(Asked(own, below, missing))
    return tuple(made)


@dataclass(frozen=True)
class Handed:
    """How far a unit's results of one review are: handed in, with which status, verified by whom and when."""

    unit: str
    as_of: dt.date
    handed_in_on: dt.date | None
    status: str
    verified_by: str = ""
    verified_on: dt.date | None = None
    cell: str = ""
