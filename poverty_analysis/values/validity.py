"""Half-open intervals of validity: the one test of "valid on a day".

``valid_from`` is the first day, ``valid_to`` the first day no longer covered;
``None`` means open, or not known.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol


class Dated(Protocol):
    """Anything with an interval of validity."""

    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...


def in_force(item: Dated, on: date) -> bool:
    """Tell whether ``item`` covers the day ``on``."""
    return (item.valid_from is None or item.valid_from <= on) and (item.valid_to is None or on < item.valid_to)


def in_force_in_year(item: Dated, year: int) -> bool:
    """Tell whether ``item`` covers at least one day of ``year``."""
    starts = item.valid_from is None or item.valid_from <= date(year, 12, 31)
    return starts and (item.valid_to is None or date(year, 1, 1) < item.valid_to)


def overlap(first: Dated, second: Dated) -> bool:
    """Tell whether two intervals share a day."""
    begins = first.valid_from is None or second.valid_to is None or first.valid_from < second.valid_to
    return begins and (second.valid_from is None or first.valid_to is None or second.valid_from < first.valid_to)


def ends_before_it_begins(item: Dated) -> bool:
    """Tell whether ``item`` covers no day at all."""
    return item.valid_from is not None and item.valid_to is not None and item.valid_to <= item.valid_from


def interval(item: Dated) -> str:
    """The interval as a problem prints it: "2016-01-01 - 2022-01-01", "…" for an open end."""
    return f"{item.valid_from or '…'} - {item.valid_to or '…'}"
