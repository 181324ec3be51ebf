"""The shapes of an assignment: proposals, rules of groups, what is assigned, and what cannot be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from poverty_analysis.values.origin import NOWHERE, Origin

Reason = Literal[
    "floor_above_ceiling",
    "total_above_ceilings",
    "total_below_floors",
    "group_above_ceilings",
    "sum_differs",
    "above_ceiling",
    "below_floor",
    "group_below_least",
    "no_cause",
    "causes_differ",
]


@dataclass(frozen=True)
class Proposal:
    """One child unit before the assignment: a row of ``proposals``; counts of households.

    ``proposed`` is None when the unit proposed nothing.  ``able`` are the poor
    households able to escape: never more are assigned.  ``low`` and ``high``
    are the range the upper level allows (None: no bound of its own).
    ``households`` is the number of all households, ``groups`` what it belongs to,
    ``assigned`` what stands in the table already.
    """

    unit: str
    name: str
    households: int | None
    poor: int
    able: int
    proposed: int | None = None
    low: int | None = None
    high: int | None = None
    groups: tuple[str, ...] = ()
    assigned: int | None = None
    at: Origin = NOWHERE

    @property
    def floor(self) -> int:
        """The fewest households that may be assigned."""
        return self.low or 0

    @property
    def ceiling(self) -> int:
        """The most households that may be assigned."""
        return min(self.able, self.poor, self.able if self.high is None else self.high)


@dataclass(frozen=True)
class GroupRule:
    """Units of a group must together cut their rate by more than, or at least, so many points.

    ``points`` is a share (8 points are 8/100) of the group's households; the
    rate is that of the group as a whole, so that larger units weigh more.
    """

    group: str
    points: Fraction
    strict: bool = False

    def least(self, members: Iterable[Proposal]) -> int:
        """The fewest households the group must be assigned."""
        exact = self.points * sum(one.households or 0 for one in members)
        whole = -(-exact.numerator // exact.denominator)
        return whole + 1 if self.strict and whole == exact else whole


@dataclass(frozen=True)
class Infeasible:
    """Why no assignment exists: what was asked for, what is possible, and the units or group."""

    reason: Reason
    subject: str
    asked: int
    possible: int


@dataclass(frozen=True)
class Assigned:
    """What one unit is assigned; ``exact`` is the share before rounding, ``raised`` by a group rule."""

    unit: str
    name: str
    proposed: int | None
    assigned: int
    floor: int
    ceiling: int
    exact: Fraction
    raised: bool


@dataclass(frozen=True)
class Assignment:
    """All units in the order given, or what makes it impossible; never both."""

    rows: tuple[Assigned, ...]
    impossible: tuple[Infeasible, ...]


def wish(one: Proposal) -> Fraction:
    """What a unit's share is in proportion to: its proposal, or the households able to escape."""
    return Fraction(one.able if one.proposed is None else one.proposed)
