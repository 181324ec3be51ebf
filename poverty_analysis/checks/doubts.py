"""Payments that an open discrepancy speaks of, and what a sum of payments would be without the explained ones.

A doubt is a difference between the allocations and the treasury that says a
payment was booked wrongly: with a wrong sign, twice, in another unit of money,
under another source, capital, year or line, or that nobody can explain.  Money
that was really paid, be it too much or too little, is no doubt about the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from poverty_analysis.budget.keys import PostingKey, posting_key
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.checks.ledgers import TREASURY_KEYS, cells_of, sides_of
from poverty_analysis.checks.model import Facts

if TYPE_CHECKING:
    from poverty_analysis.budget.reconcile import Comparison

#: Slips of one posting whose right amount follows from the allocation.
EXPLAINED = ("unit_million_vs_dong", "sign_error", "duplicate_voucher")
#: Postings that stand under another value of one part of their key.
MOVED: Mapping[str, str] = {
    "wrong_source": "source",
    "wrong_capital": "capital",
    "wrong_year": "source_year",
    "wrong_line": "line",
}
_UNKNOWN = ("unexplained", "ambiguous")


@dataclass(frozen=True)
class Doubt:
    """One difference that puts payments in doubt.

    ``key`` is where the money belongs and ``booked`` where the payments stand;
    ``cells`` are the rows of the payments.  ``surplus_vnd`` is what the booked
    sum holds too much (negative: too little); 0 where money only stands in the
    wrong place, whose amount is ``moved_vnd``, or where nobody knows.
    """

    reason: str
    key: PostingKey
    booked: PostingKey
    cells: frozenset[str]
    surplus_vnd: int = 0
    moved_vnd: int = 0

    @property
    def part(self) -> str:
        """The part of the key that is wrong; empty where the amount is."""
        return MOVED.get(self.reason, "")


def doubts_in(facts: Facts, compared: Comparison | None) -> tuple[Doubt, ...]:
    """The doubts of a comparison with the treasury, in its order; none without one.

    Parameters
    ----------
    facts : Facts
    compared : Comparison or None
        Of the step ``treasury``.
    """
    if compared is None:
        return ()
    keys = {entry.cell: posting_key(entry) for entry in sides_of(facts, "treasury")[1]}
    return tuple(
        _doubt(row, keys)
        for row in compared.differences.to_dict("records")
        if row["reason"] in (*EXPLAINED, *MOVED, *_UNKNOWN) and row["right_rows"]
    )


def _doubt(row: Mapping[str, object] | Mapping[object, object], keys: Mapping[str, PostingKey]) -> Doubt:
    reason = str(row["reason"])
    cells = cells_of(row["right_rows"])  # type: ignore[arg-type]
    key = PostingKey(*(str(row[name]) for name in TREASURY_KEYS))
    surplus = int(str(row["amount_vnd"])) if reason in EXPLAINED else 0
    booked = keys.get(cells[0], key) if cells else key
    return Doubt(reason, key, booked, frozenset(cells), surplus, int(str(row["moved_vnd"])))


def surplus(doubts: Iterable[Doubt], of: Callable[[PostingKey], bool]) -> int:
    """What the booked payments of some keys hold too much, whole đồng; negative where they hold too little.

    A payment under the wrong key is too much there and lacking where it
    belongs; a sum over both is right.
    """
    return sum(
        (one.surplus_vnd if of(one.booked) else 0) + one.moved_vnd * (of(one.booked) - of(one.key)) for one in doubts
    )


def touching(doubts: Iterable[Doubt], of: Callable[[PostingKey], bool]) -> tuple[Doubt, ...]:
    """The doubts that change, or may change, a sum of the payments of some keys."""
    return tuple(
        one for one in doubts if (of(one.booked) != of(one.key) if one.part else of(one.booked) or of(one.key))
    )


def touching_rows(doubts: Iterable[Doubt], rows: Collection[Entry], parts: Collection[str]) -> tuple[Doubt, ...]:
    """The doubts about a figure made of ``rows``, in a table that splits by ``parts`` of the key of postings.

    Money in the wrong place is no doubt about a figure that does not split by
    what is wrong, or that holds both places.
    """
    keys = {posting_key(entry) for entry in rows}
    cells = {entry.cell for entry in rows if entry.phase == "disbursed"}
    inside = (one for one in doubts if not one.cells.isdisjoint(cells))
    return tuple(one for one in inside if not one.part or (one.part in parts and not _has_both(one, keys)))


def _has_both(one: Doubt, keys: Collection[PostingKey]) -> bool:
    return getattr(one.key, one.part) in {getattr(key, one.part) for key in keys}
