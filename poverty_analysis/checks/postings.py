"""Rules about postings: balances that must close, decisions that must agree, dates the law sets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from poverty_analysis.budget.balances import Balance, balance_key, balances, total_balance
from poverty_analysis.budget.decisions import LEVELS, Gap, Step, chain, gaps
from poverty_analysis.budget.ledger import (
    Entry,
    carried,
    grants,
    in_force,
    of_phase,
    of_year,
    own,
    sums_by,
    total,
)
from poverty_analysis.checks.model import CarryGround, Facts, Rule, Statement
from poverty_analysis.values.text import nearest

WHOLE = "total"


def _booked(facts: Facts) -> tuple[Entry, ...]:
    """Postings in force; an allocation decided at another level than the unit's own is not its money yet."""
    return own(in_force(facts.booked), facts.level)


def year_balances(facts: Facts) -> tuple[Balance, ...]:
    """The balance of every key of the unit's own ledger in the plan's year."""
    return balances(_booked(facts), facts.year, balance_key)


def check_balances(facts: Facts) -> Iterator[Statement]:
    """Opening + allocated + adjusted - disbursed - lapsed against the closing balance, by key and in total."""
    parts = year_balances(facts)
    if not parts:
        return
    for item in (*parts, total_balance(parts)):
        subject = "/".join(item.key[1:]) or WHOLE
        if item.closing_vnd is None:
            if subject == WHOLE:
                left = item.accumulated_vnd
                yield Statement("note", subject, "open", actual=left, values={"left": ("vnd", left)})
        elif item.residual_vnd:
            yield _unbalanced(item, subject)


def _unbalanced(item: Balance, subject: str) -> Statement:
    expected, actual = item.accumulated_vnd, item.closing_vnd or 0
    return Statement(
        "error",
        subject,
        "differs" if subject != WHOLE else "differs_in_total",
        expected=expected,
        actual=actual,
        values={
            "key": ("posting", subject),
            "opening": ("vnd", item.opening_vnd),
            "allocated": ("vnd", item.allocated_vnd),
            "adjusted": ("vnd", item.adjusted_vnd),
            "disbursed": ("vnd", item.disbursed_vnd),
            "lapsed": ("vnd", item.lapsed_vnd),
            "expected": ("vnd", expected),
            "closing": ("vnd", actual),
            "gap": ("vnd", actual - expected),
        },
        source=", ".join(e.cell for e in item.postings[:_SHOWN]),
    )


# A finding names the first postings; the annex of the report lists them all.
_SHOWN = 6


def check_chain(facts: Facts) -> Iterator[Statement]:
    """What a level assigned against what the level below it decided, key by key."""
    steps = _levels(facts)
    for above, below in pairwise(steps):
        for gap in gaps(above, below):
            yield _broken(gap)
    for step in steps:
        if step.replaced:
            gone = total(step.replaced)
            yield Statement(
                "note",
                step.name,
                "superseded",
                actual=gone,
                values={
                    "level": ("words", f"level.{step.name}"),
                    "count": ("count", len(step.replaced)),
                    "sum": ("vnd", gone),
                },
            )


def _levels(facts: Facts) -> tuple[Step, ...]:
    return tuple(s for s in chain(facts.booked, facts.entries, facts.year, facts.level) if s.name in LEVELS)


def _broken(gap: Gap) -> Statement:
    return Statement(
        "error",
        "/".join(gap.key),
        "differs",
        expected=gap.above_vnd,
        actual=gap.below_vnd,
        values={
            "key": ("text", " / ".join(gap.key[:1] + gap.key[2:3])),
            "source": ("source", gap.key[1]),
            "above": ("words", f"level.{gap.above}"),
            "below": ("words", f"level.{gap.below}"),
            "given": ("vnd", gap.above_vnd),
            "taken": ("vnd", gap.below_vnd),
            "gap": ("vnd", gap.difference_vnd),
        },
    )


def _chain_count(facts: Facts) -> int:
    steps = _levels(facts)
    pairs = (len({_chain_key(e) for e in (*a.entries, *b.entries)}) for a, b in pairwise(steps))
    return sum(pairs) + sum(bool(s.replaced) for s in steps)


def _chain_key(item: Entry) -> tuple[str, str, str, str]:
    return (item.line, item.source, item.source_year, item.capital)


def check_carry_ground(facts: Facts) -> Iterator[Statement]:
    """Whether the law data know a ground for using money of an earlier year; nothing is judged a breach."""
    for (year, capital), amount in _old_money(facts).items():
        grounds = [g for g in facts.carry_grounds if g.source_year == year and g.capital == capital]
        ground = next((g for g in grounds if g.first_year <= facts.year <= g.last_year), None)
        yield Statement(
            "note",
            f"{year}/{capital}",
            "carried" if ground else "ground_unknown",
            actual=amount,
            values={
                "year": ("text", str(year)),
                "capital": ("capital", capital),
                "sum": ("vnd", amount),
                "used": ("text", str(facts.year)),
            },
            source=ground.citation if ground else "",
        )


def _old_money(facts: Facts) -> dict[tuple[int, str], int]:
    money = carried(grants(facts.entries), facts.year)
    return sums_by(money, lambda e: (int(e.source_year), e.capital))


def check_late_payments(facts: Facts) -> Iterator[Statement]:
    """Payments booked on a budget year after its last day of payment."""
    for item in _paid(facts):
        ground = _ground(facts, item)
        if ground and item.date and item.date > ground.pay_until:
            yield Statement(
                "warning",
                item.document,
                "late",
                actual=item.amount_vnd,
                values={
                    "document": ("text", item.document),
                    "code": ("text", item.line),
                    "sum": ("vnd", item.amount_vnd),
                    "day": ("date", item.date.isoformat()),
                    "until": ("date", ground.pay_until.isoformat()),
                    "year": ("text", str(item.fiscal_year)),
                },
                source=item.cell,
            )


def _paid(facts: Facts) -> tuple[Entry, ...]:
    return tuple(e for e in of_phase(in_force(facts.booked), "disbursed") if e.fiscal_year == facts.year)


def _ground(facts: Facts, item: Entry) -> CarryGround | None:
    year = item.fiscal_year
    return next((g for g in facts.carry_grounds if g.source_year == year and g.capital == item.capital), None)


def check_settled(facts: Facts) -> Iterator[Statement]:
    """What was settled against what was paid for completed volume, line by line; advances are never settled."""
    booked = tuple(e for e in grants(in_force(facts.booked)) if e.fiscal_year == facts.year)
    settled = sums_by(of_phase(booked, "settled"), lambda e: e.line)
    paid = of_phase(booked, "disbursed")
    for line, amount in settled.items():
        of_line = tuple(e for e in paid if e.line == line)
        volume = total(e for e in of_line if e.component != "advance")
        holds = amount <= volume
        yield Statement(
            "note" if holds else "error",
            line,
            "holds" if holds else "beyond_volume",
            expected=volume,
            actual=amount,
            values={
                "code": ("text", line),
                "settled": ("vnd", amount),
                "volume": ("vnd", volume),
                "advance": ("vnd", total(of_line) - volume),
                "gap": ("vnd", amount - volume),
            },
        )


def check_overspent(facts: Facts) -> Iterator[Statement]:
    """Keys on which more was disbursed than was carried in, allocated and adjusted."""
    for item in year_balances(facts):
        over = item.disbursed_vnd + item.lapsed_vnd - item.available_vnd
        if over > 0 and item.available_vnd:
            yield Statement(
                "warning",
                "/".join(item.key[1:]),
                "overspent",
                expected=item.available_vnd,
                actual=item.disbursed_vnd + item.lapsed_vnd,
                values={
                    "key": ("posting", "/".join(item.key[1:])),
                    "available": ("vnd", item.available_vnd),
                    "used": ("vnd", item.disbursed_vnd + item.lapsed_vnd),
                    "gap": ("vnd", over),
                },
                source=", ".join(e.cell for e in item.postings[:_SHOWN]),
            )


def check_lines(facts: Facts) -> Iterator[Statement]:
    """Postings on a line that neither the programme nor the plan has; nothing is taken for the nearest one."""
    for line, items in _strange(facts).items():
        near = nearest(line, sorted(_known(facts)))
        yield Statement(
            "error",
            line,
            "unknown" if near else "unlike_any",
            actual=total(items),
            values={
                "code": ("text", line),
                "nearest": ("text", near),
                "count": ("count", len(items)),
                "sum": ("vnd", total(items)),
            },
            source=", ".join(e.cell for e in items[:_SHOWN]),
        )


def _known(facts: Facts) -> frozenset[str]:
    return frozenset(facts.lines) | {e.line for e in facts.entries}


def _strange(facts: Facts) -> dict[str, tuple[Entry, ...]]:
    """Postings of the year by line, of the lines nobody declared; a plan of no programme declares its own."""
    known = _known(facts)
    found: dict[str, tuple[Entry, ...]] = {}
    for item in _booked(facts) if facts.lines else ():
        if item.fiscal_year == facts.year and item.line not in known:
            found[item.line] = (*found.get(item.line, ()), item)
    return found


def check_outdated(facts: Facts) -> Iterator[Statement]:
    """Sums up to a date, and vouchers, that a later sum stands in place of: left out, counted and shown."""
    for (file, phase), items in _outdated(facts).items():
        yield Statement(
            "note",
            f"{file}/{phase}",
            "replaced",
            actual=total(items),
            values={
                "file": ("text", file),
                "phase": ("phase", phase),
                "count": ("count", len(items)),
                "sum": ("vnd", total(items)),
            },
            source=", ".join(e.cell for e in items[:_SHOWN]),
        )


def _outdated(facts: Facts) -> dict[tuple[str, str], tuple[Entry, ...]]:
    found: dict[tuple[str, str], tuple[Entry, ...]] = {}
    for item in of_year(facts.outdated, facts.year):
        key = (item.cell.partition("#")[0], item.phase)
        found[key] = (*found.get(key, ()), item)
    return found


def _balance_count(facts: Facts) -> int:
    parts = year_balances(facts)
    return len(parts) + bool(parts)


def _settled_lines(facts: Facts) -> int:
    rows = of_phase(grants(in_force(facts.booked)), "settled")
    return len({e.line for e in rows if e.fiscal_year == facts.year})


RULES = (
    Rule("ledger_line", check_lines, lambda f: len({e.line for e in _booked(f) if e.fiscal_year == f.year})),
    Rule("outdated", check_outdated, lambda f: len(_outdated(f))),
    Rule("balance", check_balances, _balance_count),
    Rule("overspent", check_overspent, lambda f: len(year_balances(f))),
    Rule("chain", check_chain, _chain_count),
    Rule("carry_ground", check_carry_ground, lambda f: len(_old_money(f))),
    Rule("late_payment", check_late_payments, lambda f: len(_paid(f))),
    Rule("settled", check_settled, _settled_lines),
)
