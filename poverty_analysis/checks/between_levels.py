"""Rules between levels beyond the forms: money handed down, results of policies, targets, and who has handed in.

Each unit below counts once; while some are missing only what already exceeds
the unit's own number contradicts it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from poverty_analysis.budget.keys import MoneyKey, PostingKey, money_key
from poverty_analysis.budget.ledger import Entry, grants, sums_by
from poverty_analysis.checks.model import (
    CheckRule,
    Facts,
    Held,
    ResultKey,
    Said,
    Statement,
    Subject,
    Verdict,
    source_year_words,
)
from poverty_analysis.units.roll_up import Asked, Count, Handed, Rolled, ask_below, doubled, roll_up
from poverty_analysis.values.problems import Severity


def rolled_money(facts: Facts) -> tuple[Rolled[MoneyKey], ...]:
    """Planned money of the unit beside what the units below plan, by line, source, source year and capital.

    Only sources the unit plans itself: a unit below adds money of its own.
    """
    sources = {entry.source for entry in grants(facts.entries)}
    planned = {facts.unit: facts.entries, **facts.below.plans}
    counts = (
        Count(unit, key, amount, _first_cell(entries, key))
        for unit, entries in planned.items()
        for key, amount in sums_by((e for e in grants(entries) if e.source in sources), money_key).items()
    )
    # A unit below with a plan but without the line planned nothing for it: only those without a plan are missing.
    rolled = roll_up(facts.unit, facts.below.plans, counts)
    return tuple(_with_missing(one, facts) for one in rolled)


def _first_cell(entries: Iterable[Entry], key: MoneyKey) -> str:
    return next((e.cell for e in entries if money_key(e) == key), "")


def _with_missing(one: Rolled[MoneyKey], facts: Facts) -> Rolled[MoneyKey]:
    seen = tuple(code for code in facts.children if code in facts.below.plans)
    missing = tuple(code for code in facts.children if code not in facts.below.plans)
    return Rolled(one.name, one.own, one.total, seen, missing, one.cells)


def check_money(facts: Facts) -> Iterator[Verdict]:
    """What the units below plan of a source, against what the unit plans of it.

    More is an error; less, once all have a plan, is told as kept at the unit's own level.
    """
    for one in rolled_money(facts):
        own = one.own or 0
        if one.total > own:
            yield _money_statement(facts, one, own, "beyond")
        elif one.total < own and not one.missing:
            yield _money_statement(facts, one, own, "kept")
        else:
            yield Held(one.name)


def _money_statement(facts: Facts, one: Rolled[MoneyKey], own: int, reason: str) -> Statement:
    key, severity = one.name, _MONEY[reason]
    values: dict[str, Said] = {
        "line": ("line", key.line),
        "source": ("source", key.source),
        "year": source_year_words(key.source_year),
        "capital": ("capital", key.capital),
        "expected": ("vnd", own),
        "actual": ("vnd", one.total),
        "gap": ("vnd", abs(one.total - own)),
        **_coverage(facts, one.seen),
    }
    return Statement(severity, key, reason, own, one.total, values=values, source=one.cells[0])


_MONEY: Mapping[str, Severity] = {"beyond": "error", "kept": "note"}


def _coverage(facts: Facts, seen: tuple[str, ...]) -> dict[str, Said]:
    return {"seen": ("count", len(seen)), "all": ("count", len(facts.children))}


def handed_down(facts: Facts) -> Mapping[str, Mapping[MoneyKey, tuple[int, int]]]:
    """By unit below that was given money and has a plan, and by key: what it was given, what it plans of it."""
    found: dict[str, dict[MoneyKey, tuple[int, int]]] = {}
    for code, entries in facts.below.plans.items():
        given = sums_by((e for e in grants(facts.below.assigned) if e.unit == code), money_key)
        sources = {key.source for key in given}
        taken = sums_by((e for e in grants(entries) if e.source in sources), money_key)
        if given:
            keys = dict.fromkeys([*given, *taken])
            found[code] = {key: (given.get(key, 0), taken.get(key, 0)) for key in keys}
    return found


def check_handed_down(facts: Facts) -> Iterator[Verdict]:
    """Money the unit assigned to a unit below, against what that unit plans of the same source."""
    for code, keys in handed_down(facts).items():
        for key, (given, taken) in keys.items():
            holds = given == taken
            yield Held((code, *key)) if holds else _handed_statement(facts, code, key, (given, taken))


def _handed_statement(facts: Facts, code: str, key: MoneyKey, pair: tuple[int, int]) -> Statement:
    given, taken = pair
    values: dict[str, Said] = {
        "posting": ("posting", PostingKey(_name(facts, code), *key)),
        "expected": ("vnd", given),
        "actual": ("vnd", taken),
        "gap": ("vnd", abs(taken - given)),
    }
    cells = (e.cell for e in (*facts.below.assigned, *facts.below.plans[code]) if money_key(e) == key)
    return Statement("error", (code, *key), "differs", given, taken, values=values, source=next(cells, ""))


def _name(facts: Facts, code: str) -> str:
    return facts.children.get(code, code)


def rolled_results(facts: Facts) -> tuple[Rolled[ResultKey], ...]:
    """Results of policies of the unit beside the sum of those below, by indicator, day, part and group."""
    return roll_up(facts.unit, tuple(facts.children), facts.below.measured)


def check_results(facts: Facts) -> Iterator[Verdict]:
    """A result of a policy against the sum of those below; with units missing it may only be larger.

    A unit that gives one result twice is told; the second is not added.
    """
    for one in rolled_results(facts):
        if one.own is not None:
            yield Held(_subject(one.name)) if one.holds() else _result_statement(facts, one, one.own)
    told: dict[tuple[str, str, dt.date, str], str] = {}
    for again in doubled(facts.below.measured):
        told.setdefault((again.unit, again.name.indicator, again.name.day, again.name.group), again.cell)
    for (unit, indicator, day, group), cell in told.items():
        values: dict[str, Said] = {**_indicator(facts, indicator, group), "day": ("date", day)}
        values["unit"] = ("text", _name(facts, unit))
        yield Statement("error", (unit, indicator, day.isoformat(), group), "twice", values=values, source=cell)


def _subject(key: ResultKey) -> Subject:
    return (key.indicator, key.day.isoformat(), key.part, key.group)


def _result_statement(facts: Facts, one: Rolled[ResultKey], own: int) -> Statement:
    key = one.name

    def said(value: int) -> Said:
        return ("vnd", value) if key.part == "amount_vnd" else ("count", value)

    values: dict[str, Said] = {
        **_indicator(facts, key.indicator, key.group),
        "part": ("column", ("indicator_results", key.part)),
        "day": ("date", key.day),
        "expected": said(own),
        "actual": said(one.total),
        "gap": said(one.total - own),
        **_coverage(facts, one.seen),
    }
    reason = "beyond" if one.missing else "differs"
    return Statement("error", _subject(key), reason, own, one.total, values=values, source=one.cells[0])


def _indicator(facts: Facts, indicator: str, group: str) -> dict[str, Said]:
    titles = facts.below.titles.get(indicator, (indicator, indicator))
    return {"indicator": ("titles", titles), "group": ("text", f" ({group})" if group else "")}


def asked_below(facts: Facts) -> tuple[Asked, ...]:
    """Every target of the unit that units below have too."""
    return ask_below(facts.unit, tuple(facts.children), facts.below.targets)


def check_targets(facts: Facts) -> Iterator[Verdict]:
    """Targets of the units below against the unit's own: their sum, or for a rate whether it lies among theirs."""
    for one in asked_below(facts):
        reason = one.verdict()
        yield _target_statement(facts, one, reason) if reason else Held(one.own.key())


def _target_statement(facts: Facts, one: Asked, reason: str) -> Statement:
    values: dict[str, Said] = {
        **_indicator(facts, one.own.indicator, one.own.group),
        "expected": _said(one, one.own.value),
        "actual": _said(one, one.low()),
        "high": _said(one, one.high()),
        **_coverage(facts, tuple(x.unit for x in one.below)),
    }
    expected, actual = _exact(one.own.value), _exact(one.low())
    return Statement("warning", one.own.key(), reason, expected, actual, values=values, source=one.own.cell)


def _said(one: Asked, value: Fraction) -> Said:
    return ("number", value) if one.adds_up() else ("ratio", value)


def _exact(value: Fraction) -> int | Fraction:
    return int(value) if value.denominator == 1 else value


def check_progress(facts: Facts) -> Iterator[Verdict]:
    """Whether results were handed in by all, and verified before they became official, not before they were there."""
    for one in facts.below.handed:
        if one.handed_in_on and one.verified_on and one.verified_on < one.handed_in_on:
            yield _progress_statement(facts, one, "verified_before")
        elif one.status == "official" and not one.verified_on:
            yield _progress_statement(facts, one, "official_unverified")
        else:
            yield Held((one.unit, one.as_of.isoformat()))
    days = sorted({one.as_of for one in facts.below.handed if one.unit in facts.children})
    for day in days:
        given = {one.unit for one in facts.below.handed if one.as_of == day and one.handed_in_on}
        missing = tuple(code for code in facts.children if code not in given)
        if not missing:
            yield Held((day.isoformat(),))
        else:
            values: dict[str, Said] = {
                "day": ("date", day),
                "names": ("text", "; ".join(_name(facts, code) for code in missing)),
                **_coverage(facts, tuple(code for code in facts.children if code in given)),
            }
            sizes = (len(facts.children), len(facts.children) - len(missing))
            cell = next(one.cell for one in facts.below.handed if one.as_of == day)
            yield Statement("warning", (day.isoformat(),), "waiting", *sizes, values=values, source=cell)


def _progress_statement(facts: Facts, one: Handed, reason: str) -> Statement:
    values: dict[str, Said] = {"unit": ("text", _name(facts, one.unit)), "day": ("date", one.as_of)}
    if one.handed_in_on and one.verified_on:
        values |= {"handed": ("date", one.handed_in_on), "verified": ("date", one.verified_on)}
    severity: Severity = "error" if reason == "verified_before" else "warning"
    return Statement(severity, (one.unit, one.as_of.isoformat()), reason, values=values, source=one.cell)


RULES = (
    CheckRule("children_money", check_money, ("beyond", "kept")),
    CheckRule("children_assigned", check_handed_down, ("differs",)),
    CheckRule("children_results", check_results, ("differs", "beyond", "twice"), separator="|"),
    CheckRule("children_targets", check_targets, ("short", "exceeds", "outside"), separator="|"),
    CheckRule("review_progress", check_progress, ("waiting", "official_unverified", "verified_before")),
)
