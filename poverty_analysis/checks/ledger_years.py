"""Rules about a ledger of one year by itself: what it is held against, and what stands in no balance.

They are told of the ledgers, not in the report of a plan: also a year without
a plan has rows, and none of them may be read in silence.
"""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.budget.ledger import (
    APART,
    Entry,
    apart,
    grants,
    in_force,
    is_own,
    lines,
    of_line,
    of_phase,
    of_year,
    own,
    total,
)
from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Subject, Verdict
from poverty_analysis.values.problems import Severity

_AVAILABLE = ("carried_over", "allocated", "adjusted")


def _subject(facts: Facts, *more: str) -> Subject:
    return (facts.unit, str(facts.year), *more)


def _named(facts: Facts) -> dict[str, Said]:
    return {"unit": ("text", facts.unit), "year": ("text", str(facts.year))}


def check_plan(facts: Facts) -> Iterator[Verdict]:
    """A year whose rows no plan stands beside."""
    rows = grants(of_year(facts.booked, facts.year))
    if facts.entries and rows:
        yield Held(_subject(facts))
    elif rows:
        values: dict[str, Said] = {**_named(facts), "count": ("count", len(rows))}
        yield Statement("note", _subject(facts), "no_plan", actual=len(rows), values=values)


def check_opening(facts: Facts) -> Iterator[Verdict]:
    """What a year opens with, where no ledger of the year before tells what that one closed with.

    Where there is one, the balances of the year before compare both.
    """
    opening = grants(of_phase(of_year(in_force(facts.booked), facts.year), "carried_over"))
    if opening and of_year(facts.booked, facts.year - 1):
        yield Held(_subject(facts))
    elif opening:
        money = total(opening)
        values: dict[str, Said] = {
            **_named(facts),
            "before": ("text", str(facts.year - 1)),
            "count": ("count", len(opening)),
            "sum": ("vnd", money),
        }
        yield Statement("note", _subject(facts), "no_ledger_before", actual=money, values=values)


def check_assigned(facts: Facts) -> Iterator[Verdict]:
    """What a level above assigned, where neither a plan nor a decision of the unit's own stands beside it.

    It is in no balance, for it is not the unit's money before the unit's own
    decision; where there is one, or a plan, the chain compares both.
    """
    rows = grants(of_year(in_force(facts.booked), facts.year))
    above = tuple(row for row in rows if not is_own(row, facts.level))
    if above and (facts.entries or of_phase(own(rows, facts.level), "allocated", "adjusted")):
        yield Held(_subject(facts))
    elif above:
        money = total(above)
        values: dict[str, Said] = {**_named(facts), "count": ("count", len(above)), "sum": ("vnd", money)}
        cells = ", ".join(e.cell for e in above[:_SHOWN])
        yield Statement("note", _subject(facts), "alone", actual=money, values=values, source=cells)


def check_apart(facts: Facts) -> Iterator[Verdict]:
    """Loans and in-kind support, line by line: never part of the money, so that no balance has them."""
    for source in APART:
        rows = of_year(apart(facts.booked, source), facts.year)
        for line in lines(rows):
            yield _apart(facts, source, line, of_line(rows, line))


def _apart(facts: Facts, source: str, line: str, rows: tuple[Entry, ...]) -> Statement:
    kept = in_force(rows)
    given = total(of_phase(kept, *_AVAILABLE)) - total(of_phase(kept, "lapsed"))
    paid, planned = total(of_phase(kept, "disbursed")), total(of_line(apart(facts.entries, source), line))
    beyond_plan = bool(facts.entries) and given > planned
    reason = "beyond_given" if paid > given else "beyond_plan" if beyond_plan else "apart"
    values: dict[str, Said] = {
        **_named(facts),
        "code": ("line", line),
        "source": ("source", source),
        "planned": ("vnd", planned),
        "given": ("vnd", given),
        "paid": ("vnd", paid),
        "settled": ("vnd", total(of_phase(kept, "settled"))),
        "replaced": ("vnd", total(rows) - total(kept)),
    }
    severity: Severity = "note" if reason == "apart" else "warning"
    cells = ", ".join(e.cell for e in rows[:_SHOWN])
    return Statement(severity, _subject(facts, line, source), reason, given, paid, values=values, source=cells)


# A finding names the first rows only.
_SHOWN = 6

RULES = (
    CheckRule("ledger_plan", check_plan, ("no_plan",)),
    CheckRule("ledger_opening", check_opening, ("no_ledger_before",)),
    CheckRule("ledger_assigned", check_assigned, ("alone",)),
    CheckRule("ledger_apart", check_apart, ("apart", "beyond_given", "beyond_plan")),
)
