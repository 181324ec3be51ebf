"""Disbursement: what was paid, on which money, and as a share of what.

Disbursed is what was paid for completed volume plus advances not yet
recovered; settled is completed volume only (the yearly settlement sheet; Circular
77/2017/TT-BTC, article 64.2).  Three denominators are in use and no single
official one was found: the year's own plan, the money carried over, and both.
Every rate here says which one it is on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from poverty_analysis.budget.ledger import Entry, grants, is_carried, of_phase, of_year, total

Base = Literal["year", "carried", "both"]
BASES: tuple[Base, ...] = ("year", "carried", "both")

AVAILABLE = ("carried_over", "allocated", "adjusted")
NOT_SEPARATED = ""


@dataclass(frozen=True)
class Money:
    """Amounts on one kind of money, in whole đồng.

    ``not_separated_vnd`` was disbursed without saying whether for volume or in
    advance; it counts as disbursed and not as settled.
    """

    plan_vnd: int
    paid_volume_vnd: int
    advance_vnd: int
    not_separated_vnd: int
    settled_vnd: int
    postings: tuple[Entry, ...] = ()

    @property
    def disbursed_vnd(self) -> int:
        """Paid for completed volume + advances not yet recovered + what is not separated."""
        return self.paid_volume_vnd + self.advance_vnd + self.not_separated_vnd

    @property
    def rate(self) -> Fraction | None:
        """Disbursed over plan; None when there is no plan."""
        return Fraction(self.disbursed_vnd, self.plan_vnd) if self.plan_vnd else None


@dataclass(frozen=True)
class Position:
    """What stands at a date: on the year's own money and on carried money."""

    year: Money
    carried: Money

    @property
    def both(self) -> Money:
        """The two together."""
        a, b = self.year, self.carried
        return Money(
            plan_vnd=a.plan_vnd + b.plan_vnd,
            paid_volume_vnd=a.paid_volume_vnd + b.paid_volume_vnd,
            advance_vnd=a.advance_vnd + b.advance_vnd,
            not_separated_vnd=a.not_separated_vnd + b.not_separated_vnd,
            settled_vnd=a.settled_vnd + b.settled_vnd,
            postings=(*a.postings, *b.postings),
        )

    def on(self, base: Base) -> Money:
        """The amounts on one base."""
        return {"year": self.year, "carried": self.carried, "both": self.both}[base]


def position(entries: Iterable[Entry], year: int) -> Position:
    """The position of budget year ``year``; loans and in-kind support are left out.

    The plan is what was carried in, allocated and adjusted.  Money whose source
    year is not stated counts as the year's own.
    """
    items = of_year(grants(entries), year)
    return Position(
        year=_money(e for e in items if not is_carried(e, year)),
        carried=_money(e for e in items if is_carried(e, year)),
    )


def positions_by(entries: Iterable[Entry], year: int, key: Callable[[Entry], str]) -> dict[str, Position]:
    """One position for each value of ``key``, in order of first appearance."""
    groups: dict[str, list[Entry]] = {}
    for item in of_year(grants(entries), year):
        groups.setdefault(key(item), []).append(item)
    return {name: position(items, year) for name, items in groups.items()}


def _money(entries: Iterable[Entry]) -> Money:
    items = tuple(entries)
    paid = of_phase(items, "disbursed")

    def part(component: str) -> int:
        return total(e for e in paid if e.component == component)

    return Money(
        plan_vnd=total(of_phase(items, *AVAILABLE)),
        paid_volume_vnd=part("paid_volume"),
        advance_vnd=part("advance"),
        not_separated_vnd=part(NOT_SEPARATED),
        settled_vnd=total(of_phase(items, "settled")),
        postings=of_phase(items, *AVAILABLE, "disbursed", "settled"),
    )


@dataclass(frozen=True)
class PrintedRate:
    """A disbursed amount and its rate, both as printed.

    ``unit_vnd`` is the unit the amount is printed in (1,000,000 for million),
    ``decimals`` the decimals of the printed percentage.
    """

    disbursed_vnd: int
    rate: Fraction
    unit_vnd: int
    decimals: int


@dataclass(frozen=True)
class Interval:
    """A closed interval of exact values."""

    low: Fraction
    high: Fraction

    def holds(self, value: Fraction) -> bool:
        return self.low <= value <= self.high


def implied_plan(printed: PrintedRate) -> Interval:
    """The plans that give the printed rate, when amount and rate are each rounded half up.

    Raises
    ------
    ValueError
        For a rate that may be 0 within its rounding: then no plan is implied.
    """
    half = Fraction(1, 2 * 100 * 10**printed.decimals)
    if printed.rate <= half:
        raise ValueError("rate: a printed rate of 0 implies no plan")
    slack = Fraction(printed.unit_vnd, 2)
    return Interval(
        (printed.disbursed_vnd - slack) / (printed.rate + half), (printed.disbursed_vnd + slack) / (printed.rate - half)
    )


def joint_rate(parts: Sequence[PrintedRate]) -> Interval:
    """The joint rates that the printed parts allow: all that was disbursed over all plans they imply.

    A printed joint rate outside this interval, widened by its own rounding, is
    not the rate of these parts.
    """
    plans = [implied_plan(p) for p in parts]
    paid = sum(p.disbursed_vnd for p in parts)
    slack = Fraction(sum(p.unit_vnd for p in parts), 2)
    low, high = sum((p.low for p in plans), Fraction()), sum((p.high for p in plans), Fraction())
    return Interval((paid - slack) / high, (paid + slack) / low)


def agrees(printed: PrintedRate, parts: Sequence[PrintedRate]) -> bool:
    """Whether a printed joint rate can be the rate of its printed parts."""
    half = Fraction(1, 2 * 100 * 10**printed.decimals)
    allowed = joint_rate(parts)
    return allowed.low - half <= printed.rate <= allowed.high + half
