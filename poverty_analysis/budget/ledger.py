"""The long ledger: one row an amount of a line by source, source year, capital and phase.

Money is whole đồng.  Loans are never added to grants and in-kind support is
never added to money: :func:`grants` leaves both out, and a report shows them
apart.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from poverty_analysis.values.origin import NOWHERE, Origin

Key = TypeVar("Key")

NOT_STATED = "not_stated"
# From the first freeze of a year's treasury data to the last; an export that names none comes first.
VINTAGES = ("", "monthly", "year_end", "adjusted", "final")
APART = ("loan", "in_kind")
LOCAL_BUDGET = ("province", "district", "commune", "local")


@dataclass(frozen=True)
class Entry:
    """One amount: a row of the tables ``budget`` or ``ledger``, whose columns are fields here.

    ``via_alias`` says that the line was found through the declared alias of the
    treasury code.
    """

    line: str
    source: str
    source_year: str
    capital: str
    phase: str
    amount_vnd: int
    as_printed: str = ""
    document: str = ""
    source_line: int | None = None
    at: Origin = NOWHERE
    unit: str = ""
    spending_unit: str = ""
    integrated_programme: str = ""
    date: dt.date | None = None
    treasury_code: str = ""
    budget_year: int | None = None
    component: str = ""
    assigned_by: str = ""
    supersedes: str = ""
    as_of: dt.date | None = None
    vintage: str = ""
    via_alias: bool = False

    @property
    def cell(self) -> str:
        """Name of the row (``budget.csv#7``)."""
        return self.at.cell()

    @property
    def fiscal_year(self) -> int | None:
        """The stated budget year, or that of the posting's date; None for a plan's row, which has neither."""
        return self.budget_year or (self.date.year if self.date else None)


def total(entries: Iterable[Entry]) -> int:
    """Sum in whole đồng; 0 for none."""
    return sum(e.amount_vnd for e in entries)


def grants(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries that may be added together: everything but loans and in-kind support."""
    return tuple(e for e in entries if e.source not in APART)


def apart(entries: Iterable[Entry], source: str) -> tuple[Entry, ...]:
    """Entries of one source that is shown apart (``loan`` or ``in_kind``)."""
    return tuple(e for e in entries if e.source == source)


def of_line(entries: Iterable[Entry], line: str) -> tuple[Entry, ...]:
    """Entries of one programme line, or all when ``line`` is empty."""
    return tuple(e for e in entries if not line or e.line == line)


def is_carried(item: Entry, year: int) -> bool:
    """Whether the money was given for an earlier year than ``year``.

    Money whose source year is not stated is not carried: nothing says so.
    """
    return item.source_year != NOT_STATED and int(item.source_year) < year


def carried(entries: Iterable[Entry], year: int) -> tuple[Entry, ...]:
    """Entries carried over from before ``year``."""
    return tuple(e for e in entries if is_carried(e, year))


def brought_in(entries: Iterable[Entry], year: int) -> tuple[Entry, ...]:
    """Postings in force that bring money of earlier years into a budget year."""
    return carried(of_year(of_phase(in_force(entries), "carried_over"), year), year)


def central(entries: Iterable[Entry], year: int, *, with_carried: bool) -> tuple[Entry, ...]:
    """Central support, with or without what is carried over from earlier years."""
    return tuple(e for e in entries if e.source == "central" and (with_carried or not is_carried(e, year)))


def sums_by(entries: Iterable[Entry], key: Callable[[Entry], Key]) -> dict[Key, int]:
    """Sums in whole đồng by a key, in order of first appearance."""
    sums: dict[Key, int] = {}
    for item in entries:
        sums[key(item)] = sums.get(key(item), 0) + item.amount_vnd
    return sums


def lines(entries: Iterable[Entry]) -> tuple[str, ...]:
    """Programme lines in order of first appearance."""
    return tuple(dict.fromkeys(e.line for e in entries))


def replaced_documents(entries: Iterable[Entry]) -> frozenset[str]:
    """Numbers of the decisions that a later posting supersedes."""
    return frozenset(e.supersedes for e in entries if e.supersedes)


def in_force(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Postings whose decision no later posting supersedes.

    A chain of versions leaves only the last one: each names the one before it.
    A decision that supersedes itself or an unknown one changes nothing else.
    """
    items = tuple(entries)
    gone = replaced_documents(items)
    return tuple(e for e in items if e.document not in gone or e.document == e.supersedes)


def of_phase(entries: Iterable[Entry], *phases: str) -> tuple[Entry, ...]:
    """Entries of the named phases."""
    return tuple(e for e in entries if e.phase in phases)


def of_year(entries: Iterable[Entry], year: int) -> tuple[Entry, ...]:
    """Postings of one budget year."""
    return tuple(e for e in entries if e.fiscal_year == year)


def own(entries: Iterable[Entry], level: str) -> tuple[Entry, ...]:
    """The postings of a unit of ``level``: allocations and adjustments of another level are not its money yet.

    An allocation that names no level was decided at the unit's own.
    """
    return tuple(e for e in entries if is_own(e, level))


def is_own(entry: Entry, level: str) -> bool:
    """Whether a posting is the money of a unit of ``level``, see :func:`own`."""
    return entry.phase not in ("allocated", "adjusted") or (entry.assigned_by or level) == level


def counted(entries: Iterable[Entry], day: dt.date | None = None) -> tuple[Entry, ...]:
    """Postings that may be added up: nothing is counted twice.

    Several exports may tell of the same unit, spending unit, budget year, phase
    and capital (investment has a form of its own), each cumulative at its own
    date; only the latest of them known on ``day`` counts, and it stands in place
    of single rows.  Without an export the single rows dated up to ``day`` count.
    ``day`` None means everything known.
    """
    items = tuple(entries)
    groups: dict[tuple[str, str, int | None, str, str], list[Entry]] = {}
    for item in items:
        key = (item.unit, item.spending_unit, item.fiscal_year, item.phase, item.capital)
        groups.setdefault(key, []).append(item)
    kept = {id(e) for group in groups.values() for e in _latest(group, day)}
    return tuple(e for e in items if id(e) in kept)


def known_on(entries: Iterable[Entry], day: dt.date | None) -> tuple[Entry, ...]:
    """Postings told up to ``day``, or all for None; one without a date is always known."""
    return tuple(e for e in entries if day is None or (told := e.as_of or e.date) is None or told <= day)


def outdated(entries: Iterable[Entry], day: dt.date | None = None) -> tuple[Entry, ...]:
    """Postings known on ``day`` that a later sum stands in place of: they are left out of every total."""
    items = known_on(entries, day)
    kept = {id(e) for e in counted(items)}
    return tuple(e for e in items if id(e) not in kept)


def _latest(group: list[Entry], day: dt.date | None) -> list[Entry]:
    known = [e for e in group if e.as_of is not None and (day is None or e.as_of <= day)]
    if not known:
        return [e for e in group if e.as_of is None and (day is None or e.date is None or e.date <= day)]
    last = max(_vintage(e) for e in known)
    return [e for e in known if _vintage(e) == last]


def _vintage(item: Entry) -> tuple[dt.date, int]:
    return (item.as_of or dt.date.min, VINTAGES.index(item.vintage))
