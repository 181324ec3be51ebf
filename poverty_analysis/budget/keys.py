"""What money is for: the keys under which amounts are compared and added up.

A key is a tuple of codes and is never joined into one text: a code may hold any
sign (``MAU/01``, ``1/a``).
"""

from __future__ import annotations

from typing import NamedTuple

from poverty_analysis.budget.ledger import Entry


class MoneyKey(NamedTuple):
    """Programme line, source, source year ("2023", "not_stated") and capital of an amount."""

    line: str
    source: str
    source_year: str
    capital: str


class PostingKey(NamedTuple):
    """The key of a posting: who spends, then what :class:`MoneyKey` says."""

    spending_unit: str
    line: str
    source: str
    source_year: str
    capital: str


def money_key(item: Entry) -> MoneyKey:
    """The key of an amount, whoever spends it."""
    return MoneyKey(item.line, item.source, item.source_year, item.capital)


def posting_key(item: Entry) -> PostingKey:
    """The key of a posting in the ledger of one unit."""
    return PostingKey(item.spending_unit, *money_key(item))
