"""Random ledgers: silent where the parts add up, exact where one thing was broken."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from poverty_analysis.budget.ledger import APART, Entry, grants, of_line, total
from poverty_analysis.checks import findings, run_rules
from poverty_analysis.checks.model import Facts, LegalCounterpart, LineRule
from poverty_analysis.plan.claims import Claim
from poverty_analysis.values.origin import Origin
from poverty_analysis.values.problems import Finding

YEAR = 2023
LINES = ("DA1", "DA2", "DA3.1", "DA4.1", "DA5", "X-9")
GRANT_SOURCES = ("central", "province", "district", "commune", "local", "mobilised", "fund", "not_separated")
AMOUNTS = st.integers(min_value=1, max_value=10**14)
RULES = {code: LineRule(code, ("recurrent",), "law") for code in LINES}

ENTRIES = st.builds(
    Entry,
    line=st.sampled_from(LINES),
    source=st.sampled_from(GRANT_SOURCES),
    source_year=st.sampled_from(("2022", "2023", "not_stated")),
    capital=st.sampled_from(("recurrent", "not_stated")),
    phase=st.just("planned"),
    amount_vnd=AMOUNTS,
    as_printed=st.just("x"),
    at=st.just(Origin("budget.csv", 2)),
)
KEY = lambda e: (e.line, e.source, e.source_year, e.capital)  # noqa: E731
LEDGERS = st.lists(ENTRIES, min_size=1, max_size=12, unique_by=KEY).map(tuple)


def stated(line: str, amount: int) -> Claim:
    return Claim(
        line, "stated_total", line, "", amount, "x", None, None, "", "", "", "KH", 1, at=Origin("claims.csv", 2)
    )


def norm(line: str, source: str, amount: int, count: int) -> Claim:
    return Claim(
        line, "norm", line, source, amount, "x", count, None, str(count), "hộ", "", "KH", 1, at=Origin("claims.csv", 2)
    )


def holding(entries: tuple[Entry, ...]) -> Facts:
    """Facts in which every line and the whole have their true total."""
    claims = [stated(line, total(grants(of_line(entries, line)))) for line in dict.fromkeys(e.line for e in entries)]
    whole = stated("", total(grants(entries)))
    return Facts(
        YEAR, entries, (*claims, whole), lines=RULES, counterpart=LegalCounterpart(Fraction(3, 100), "law", False)
    )


def found(facts: Facts, rule: str = "") -> tuple[Finding, ...]:
    return tuple(f for f in findings(run_rules(facts)) if f.rule == rule or not rule)


def loud(facts: Facts) -> set[str]:
    return {f.rule for f in found(facts) if f.severity != "note"}


@given(LEDGERS)
def test_what_adds_up_is_silent(entries: tuple[Entry, ...]) -> None:
    assert loud(holding(entries)) == set()


@given(LEDGERS, st.integers(min_value=-(10**15), max_value=10**15).filter(bool), st.data())
def test_a_total_that_is_off_is_found_with_the_exact_amount(
    entries: tuple[Entry, ...], off: int, data: st.DataObject
) -> None:
    facts = holding(entries)
    at = data.draw(st.integers(0, len(facts.claims) - 1))
    right = facts.claims[at].amount_vnd or 0
    wrong = replace(facts.claims[at], amount_vnd=right + off)
    broken = replace(facts, claims=(*facts.claims[:at], wrong, *facts.claims[at + 1 :]))
    (error,) = [f for f in found(broken, "stated_total") if f.reason == "differs"]
    assert (error.severity, error.subject) == ("error", wrong.line or "total")
    assert (error.expected, error.actual, error.difference) == (right + off, right, -off)
    assert loud(broken) <= {"stated_total", "unit_slip"}


@given(LEDGERS, st.sampled_from((1_000, 1_000_000)), st.booleans(), st.data())
def test_a_unit_slip_of_one_amount_is_found(
    entries: tuple[Entry, ...], factor: int, larger: bool, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    right = entries[at] if larger else replace(entries[at], amount_vnd=entries[at].amount_vnd * factor)
    seen = right.amount_vnd * factor if larger else right.amount_vnd // factor
    facts = holding((*entries[:at], right, *entries[at + 1 :]))
    slipped = replace(facts, entries=(*entries[:at], replace(right, amount_vnd=seen), *entries[at + 1 :]))
    slips = [f for f in found(slipped, "unit_slip") if f.subject == right.line and f.actual == seen]
    reason = {1_000: "thousandfold", 1_000_000: "millionfold"}[factor]
    assert (reason, right.amount_vnd, seen - right.amount_vnd) in [(f.reason, f.expected, f.difference) for f in slips]
    assert {f.severity for f in slips} == {"error"}


@given(LEDGERS, st.sampled_from((1_000, 1_000_000)), st.data())
def test_a_unit_slip_of_the_total_is_found(entries: tuple[Entry, ...], factor: int, data: st.DataObject) -> None:
    line = data.draw(st.sampled_from(sorted({e.line for e in entries})))
    right = total(of_line(entries, line))
    assume(len(of_line(entries, line)) > 1)
    slips = found(Facts(YEAR, entries, (stated(line, right * factor),)), "unit_slip")
    assert slips
    assert all(f.severity == "error" and f.subject == line for f in slips)


@given(LEDGERS, st.data())
def test_a_repeated_row_is_found(entries: tuple[Entry, ...], data: st.DataObject) -> None:
    twin = data.draw(st.sampled_from(entries))
    facts = holding((*entries, twin))
    (warning,) = found(facts, "duplicate")
    assert (warning.severity, warning.subject, warning.difference) == ("warning", twin.line, twin.amount_vnd)
    assert loud(facts) == {"duplicate"}


@given(LEDGERS, st.integers(min_value=-(10**14), max_value=0), st.data())
def test_zero_and_negative_amounts_are_found(entries: tuple[Entry, ...], amount: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    broken = (*entries[:at], replace(entries[at], amount_vnd=amount), *entries[at + 1 :])
    (wrong,) = found(holding(broken), "non_positive")
    severity, reason = ("error", "negative") if amount else ("warning", "zero")
    assert (wrong.severity, wrong.reason, wrong.subject, wrong.actual) == (severity, reason, entries[at].line, amount)
    assert loud(holding(broken)) == {"non_positive"}


@given(LEDGERS, st.integers(1, 500), st.integers(1, 10**9), st.integers(-(10**9), 10**9).filter(bool))
def test_a_norm_that_is_off_is_found(entries: tuple[Entry, ...], count: int, amount: int, off: int) -> None:
    assume(amount * count + off > 0)
    others = tuple(e for e in entries if e.line != "DA5")
    house = Entry("DA5", "central", "2023", "recurrent", "planned", amount * count, "x", at=Origin("budget.csv", 2))
    facts = holding((*others, house))
    claim = norm("DA5", "central", amount, count)
    assert loud(replace(facts, claims=(*facts.claims, claim))) == set()
    moved = holding((*others, replace(house, amount_vnd=amount * count + off)))
    (warning,) = found(replace(moved, claims=(*moved.claims, claim)), "norm_times_count")
    assert (warning.severity, warning.subject) == ("warning", "DA5/central")
    assert (warning.expected, warning.actual, warning.difference) == (amount * count, amount * count + off, off)


@given(LEDGERS, st.data())
def test_investment_on_a_line_without_it_is_found(entries: tuple[Entry, ...], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    broken = (*entries[:at], replace(entries[at], capital="investment"), *entries[at + 1 :])
    (warning,) = found(holding(broken), "permitted_capital")
    assert (warning.severity, warning.subject, warning.actual) == ("warning", entries[at].line, entries[at].amount_vnd)


@given(LEDGERS, st.integers(YEAR + 1, 2100), st.data())
def test_money_of_a_later_year_is_found(entries: tuple[Entry, ...], year: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    broken = (*entries[:at], replace(entries[at], source_year=str(year)), *entries[at + 1 :])
    (warning,) = found(holding(broken), "future_year")
    assert (warning.subject, warning.actual) == (entries[at].line, entries[at].amount_vnd)
    assert str(year) in warning.message_vi


def bare(facts: Facts) -> Counter[tuple[object, ...]]:
    """Findings without their sentences, in which codes are listed in the order of the rows."""
    return Counter((f.rule, f.severity, f.subject, f.reason, f.expected, f.actual, f.difference) for f in found(facts))


MIXED = st.lists(
    st.one_of(ENTRIES, st.builds(replace, ENTRIES, source=st.sampled_from(APART))), min_size=1, max_size=12
).map(tuple)


@given(MIXED, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(entries: tuple[Entry, ...], chance: random.Random) -> None:
    facts = holding(entries)
    rows, claims = list(entries), list(facts.claims)
    chance.shuffle(rows)
    chance.shuffle(claims)
    assert bare(replace(facts, entries=tuple(rows), claims=tuple(claims))) == bare(facts)


@given(LEDGERS, st.lists(st.builds(replace, ENTRIES, source=st.sampled_from(APART)), min_size=1, max_size=5).map(tuple))
def test_loans_and_goods_change_no_other_sum(entries: tuple[Entry, ...], loans: tuple[Entry, ...]) -> None:
    known = {e.line for e in entries}
    loans = tuple(replace(e, line=e.line if e.line in known else entries[0].line) for e in loans)
    facts = holding(entries)
    with_loans = replace(facts, entries=(*entries, *loans))
    # Loans have rows of their own: named apart, in their own totals, perhaps twice or more finely printed.
    own = {"kept_apart", "duplicate", "mixed_precision"}
    apart = {key for key in bare(with_loans) - bare(facts) if key[0] not in own}
    assert all(key[0] == "source_total" and str(key[2]).startswith(APART) for key in apart)
    assert not {key for key in bare(facts) - bare(with_loans) if key[0] not in own}
    assert total(grants(with_loans.entries)) == total(entries)
