"""The balance of every key of the ledger over one budget year.

Opening carried + allocated + adjusted - disbursed - lapsed = closing carried,
for each key and in total, in whole đồng.  The opening balance of a year is what
``carried_over`` postings of that budget year bring in; the closing balance is
what those of the next year carry out.  Without a ledger of the next year the
closing balance is unknown, and nothing is claimed about it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from poverty_analysis.budget.ledger import Entry, grants, is_carried, of_phase, of_year, total

Key = TypeVar("Key", bound=Hashable)

OPENING, ALLOCATED, ADJUSTED = "carried_over", "allocated", "adjusted"
DISBURSED, LAPSED = "disbursed", "lapsed"
_MOVES = (OPENING, ALLOCATED, ADJUSTED, DISBURSED, LAPSED)


@dataclass(frozen=True)
class Balance(Generic[Key]):
    """One key's movements in a budget year, in whole đồng.

    ``closing_vnd`` is None when no ledger of the next year is known.
    ``postings`` are the rows behind the sums, those of the next year's opening
    among them.
    """

    key: Key
    opening_vnd: int
    allocated_vnd: int
    adjusted_vnd: int
    disbursed_vnd: int
    lapsed_vnd: int
    closing_vnd: int | None
    postings: tuple[Entry, ...]

    @property
    def available_vnd(self) -> int:
        """Money that could be spent: opening + allocated + adjusted."""
        return self.opening_vnd + self.allocated_vnd + self.adjusted_vnd

    @property
    def accumulated_vnd(self) -> int:
        """What the movements leave at the end of the year."""
        return self.available_vnd - self.disbursed_vnd - self.lapsed_vnd

    @property
    def residual_vnd(self) -> int | None:
        """Closing balance less what the movements leave; 0 when the identity holds, None when unknown."""
        return None if self.closing_vnd is None else self.closing_vnd - self.accumulated_vnd


def balances(entries: Iterable[Entry], year: int, key: Callable[[Entry], Key]) -> tuple[Balance[Key], ...]:
    """The balance of each key that moved in budget year ``year``, in order of first appearance.

    Parameters
    ----------
    entries : iterable of Entry
        Postings in force, of this year and the next; loans and in-kind support
        are left out, for they are never part of the money total.
    year : int
        Budget year.
    key : callable
        What is kept apart: ``posting_key`` for the identity of a unit's ledger,
        ``money_key`` for the coarser table of a report.
    """
    money = grants(entries)
    moves = of_phase(of_year(money, year), *_MOVES)
    after = of_year(money, year + 1)
    closing = tuple(e for e in of_phase(after, OPENING) if is_carried(e, year + 1))
    groups: dict[Key, list[Entry]] = {}
    for item in (*moves, *closing):
        groups.setdefault(key(item), []).append(item)
    return tuple(_balance(name, tuple(items), year, known=bool(after)) for name, items in groups.items())


def total_balance(parts: Iterable[Balance[Key]]) -> Balance[None]:
    """The sum of balances, under no key; its closing is unknown when any part's is."""
    items = tuple(parts)
    closings = [b.closing_vnd for b in items]
    known = [c for c in closings if c is not None]
    return Balance(
        key=None,
        opening_vnd=sum(b.opening_vnd for b in items),
        allocated_vnd=sum(b.allocated_vnd for b in items),
        adjusted_vnd=sum(b.adjusted_vnd for b in items),
        disbursed_vnd=sum(b.disbursed_vnd for b in items),
        lapsed_vnd=sum(b.lapsed_vnd for b in items),
        closing_vnd=sum(known) if items and len(known) == len(closings) else None,
        postings=tuple(e for b in items for e in b.postings),
    )


def _balance(key: Key, items: tuple[Entry, ...], year: int, *, known: bool) -> Balance[Key]:
    now = of_year(items, year)

    def moved(phase: str) -> int:
        return total(of_phase(now, phase))

    return Balance(
        key=key,
        opening_vnd=moved(OPENING),
        allocated_vnd=moved(ALLOCATED),
        adjusted_vnd=moved(ADJUSTED),
        disbursed_vnd=moved(DISBURSED),
        lapsed_vnd=moved(LAPSED),
        closing_vnd=total(of_year(items, year + 1)) if known else None,
        postings=items,
    )
