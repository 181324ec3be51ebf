"""Rules about postings: balances that must close, decisions that must agree, dates the law sets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from poverty_analysis.budget.balances import Balance, balances, total_balance
from poverty_analysis.budget.decisions import LEVELS, ChainStep, Handover, chain, handovers
from poverty_analysis.budget.keys import PostingKey, posting_key
from poverty_analysis.budget.ledger import (
    Entry,
    carried,
    grants,
    in_force,
    lines,
    of_line,
    of_phase,
    of_year,
    outdated,
    own,
    sums_by,
    total,
)
from poverty_analysis.checks.model import CarryGround, CheckRule, Facts, Held, Statement, Verdict, source_year_words
from poverty_analysis.values.text import nearest

_WHOLE = ("total",)


def _booked(facts: Facts) -> tuple[Entry, ...]:
    """Postings in force; an allocation decided at another level than the unit's own is not its money yet."""
    return own(in_force(facts.booked), facts.level)


def year_balances(facts: Facts) -> tuple[Balance[PostingKey], ...]:
    """The balance of every key of the unit's own ledger in the plan's year."""
    return balances(_booked(facts), facts.year, posting_key)


def check_balances(facts: Facts) -> Iterator[Verdict]:
    """Opening + allocated + adjusted - disbursed - lapsed against the closing balance, by key and in total."""
    parts = year_balances(facts)
    if not parts:
        return
    whole = total_balance(parts)
    for item in parts:
        if item.closing_vnd is not None:
            yield _unbalanced(item, item.key) if item.residual_vnd else Held(item.key)
    if whole.closing_vnd is None:
        left = whole.accumulated_vnd
        yield Statement("note", _WHOLE, "open", actual=left, values={"left": ("vnd", left)})
    else:
        yield _unbalanced(whole, None) if whole.residual_vnd else Held(_WHOLE)


def _unbalanced(item: Balance[PostingKey] | Balance[None], key: PostingKey | None) -> Statement:
    expected, actual = item.accumulated_vnd, item.closing_vnd or 0
    return Statement(
        "error",
        key or _WHOLE,
        "differs" if key else "differs_in_total",
        expected=expected,
        actual=actual,
        values={
            "key": ("posting", key) if key else ("words", "row.total"),
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


def check_chain(facts: Facts) -> Iterator[Verdict]:
    """What a level assigned against what the level below it decided, key by key."""
    steps = _levels(facts)
    for above, below in pairwise(steps):
        for pair in handovers(above, below):
            yield _broken(pair) if pair.difference_vnd else Held(pair.key)
    for step in steps:
        if step.replaced:
            gone = total(step.replaced)
            yield Statement(
                "note",
                (step.name,),
                "superseded",
                actual=gone,
                values={
                    "level": ("words", f"level.{step.name}"),
                    "count": ("count", len(step.replaced)),
                    "sum": ("vnd", gone),
                },
            )


def _levels(facts: Facts) -> tuple[ChainStep, ...]:
    return tuple(s for s in chain(facts.booked, facts.entries, facts.year, facts.level) if s.name in LEVELS)


def _broken(gap: Handover) -> Statement:
    return Statement(
        "error",
        gap.key,
        "differs",
        expected=gap.above_vnd,
        actual=gap.below_vnd,
        values={
            "code": ("line", gap.key.line),
            "year": source_year_words(gap.key.source_year),
            "source": ("source", gap.key.source),
            "above": ("words", f"level.{gap.above}"),
            "below": ("words", f"level.{gap.below}"),
            "given": ("vnd", gap.above_vnd),
            "taken": ("vnd", gap.below_vnd),
            "gap": ("vnd", gap.difference_vnd),
        },
    )


def check_carry_ground(facts: Facts) -> Iterator[Verdict]:
    """Whether the law data know a ground for using money of an earlier year; nothing is judged a breach."""
    for (year, capital), amount in _old_money(facts).items():
        grounds = [g for g in facts.carry_grounds if g.source_year == year and g.capital == capital]
        ground = next((g for g in grounds if g.first_year <= facts.year <= g.last_year), None)
        yield Statement(
            "note",
            (str(year), capital),
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


def check_late_payments(facts: Facts) -> Iterator[Verdict]:
    """Payments booked on a budget year after its last day of payment, or dated before its first day."""
    begin = dt.date(facts.year, 1, 1)
    for item in _paid(facts):
        if item.date is None:
            continue
        if item.date < begin:
            yield _untimely(item, item.date, "early", begin)
        elif (ground := _ground(facts, item)) is not None:
            in_time = item.date <= ground.pay_until
            yield Held((item.document,)) if in_time else _untimely(item, item.date, "late", ground.pay_until)


def _untimely(item: Entry, day: dt.date, reason: str, bound: dt.date) -> Statement:
    return Statement(
        "warning",
        (item.document,),
        reason,
        actual=item.amount_vnd,
        values={
            "document": ("text", item.document),
            "code": ("line", item.line),
            "sum": ("vnd", item.amount_vnd),
            "day": ("date", day),
            "until": ("date", bound),
            "year": ("text", str(item.fiscal_year)),
        },
        source=item.cell,
    )


def _paid(facts: Facts) -> tuple[Entry, ...]:
    return tuple(e for e in of_phase(in_force(facts.booked), "disbursed") if e.fiscal_year == facts.year)


def _ground(facts: Facts, item: Entry) -> CarryGround | None:
    year = item.fiscal_year
    return next((g for g in facts.carry_grounds if g.source_year == year and g.capital == item.capital), None)


def check_settled(facts: Facts) -> Iterator[Verdict]:
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
            (line,),
            "holds" if holds else "beyond_volume",
            expected=volume,
            actual=amount,
            values={
                "code": ("line", line),
                "settled": ("vnd", amount),
                "volume": ("vnd", volume),
                "advance": ("vnd", total(of_line) - volume),
                "gap": ("vnd", amount - volume),
            },
        )


def check_overspent(facts: Facts) -> Iterator[Verdict]:
    """Keys on which more was disbursed than was carried in, allocated and adjusted."""
    for item in year_balances(facts):
        over = item.disbursed_vnd + item.lapsed_vnd - item.available_vnd
        if not item.available_vnd:
            continue
        if over <= 0:
            yield Held(item.key)
        else:
            yield Statement(
                "warning",
                item.key,
                "overspent",
                expected=item.available_vnd,
                actual=item.disbursed_vnd + item.lapsed_vnd,
                values={
                    "key": ("posting", item.key),
                    "available": ("vnd", item.available_vnd),
                    "used": ("vnd", item.disbursed_vnd + item.lapsed_vnd),
                    "gap": ("vnd", over),
                },
                source=", ".join(e.cell for e in item.postings[:_SHOWN]),
            )


def check_lines(facts: Facts) -> Iterator[Verdict]:
    """Postings on a line that neither the programme nor the plan has; nothing is taken for the nearest one.

    A plan of no listed programme that names no line of its own leaves open which those are.
    """
    known = frozenset(facts.lines) | {e.line for e in facts.entries} | {row.line for row in facts.own_lines}
    booked = of_year(_booked(facts), facts.year) if facts.lines or facts.own_lines else ()
    for line in lines(booked):
        items = of_line(booked, line)
        yield Held((line,)) if line in known else _unknown_line(line, items, nearest(line, sorted(known)))


def _unknown_line(line: str, items: tuple[Entry, ...], near: str) -> Statement:
    return Statement(
        "error",
        (line,),
        "unknown" if near else "unlike_any",
        actual=total(items),
        values={
            "code": ("line", line),
            "nearest": ("text", near),
            "count": ("count", len(items)),
            "sum": ("vnd", total(items)),
        },
        source=", ".join(e.cell for e in items[:_SHOWN]),
    )


def check_outdated(facts: Facts) -> Iterator[Verdict]:
    """Sums up to a date, and vouchers, that a later sum stands in place of: left out, counted and shown."""
    for (file, phase), items in _outdated(facts).items():
        yield Statement(
            "note",
            (file, phase),
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
    for item in of_year(outdated(facts.known), facts.year):
        key = (item.at.table(), item.phase)
        found[key] = (*found.get(key, ()), item)
    return found


RULES = (
    CheckRule("ledger_line", check_lines, ("unknown", "unlike_any")),
    CheckRule("outdated", check_outdated, ("replaced",)),
    CheckRule("balance", check_balances, ("open", "differs", "differs_in_total")),
    CheckRule("overspent", check_overspent, ("overspent",)),
    CheckRule("chain", check_chain, ("differs", "superseded")),
    CheckRule("carry_ground", check_carry_ground, ("carried", "ground_unknown")),
    CheckRule("late_payment", check_late_payments, ("late", "early")),
    CheckRule("settled", check_settled, ("holds", "beyond_volume")),
)
