"""Reconciliation: a small rule engine over the facts of a plan.

Each rule is one short function that says what it found; this module puts the
statements into words in both languages and counts what was checked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from poverty_analysis.checks import (
    between_levels,
    counterpart,
    deadlines,
    form_sums,
    forms,
    group_forms,
    joint_rates,
    ledgers,
    postings,
    printed,
    rows,
    stated,
    supersession,
    totals,
)
from poverty_analysis.checks.model import ALL_SOURCES, Facts, Outcome, Rule, Said, Statement
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.values.problems import SEVERITIES, Finding
from poverty_analysis.wording import say
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.findings import finding_words
from poverty_analysis.wording.numbers import (
    format_decimal,
    format_exact,
    format_integer,
    format_share,
    format_vnd,
)

__all__ = ["PASSING", "RULES", "findings", "format_cost", "posting_words", "run_rules"]

RULES: tuple[Rule, ...] = (
    *(*totals.RULES, *counterpart.RULES, *rows.RULES),
    *(*supersession.RULES, *postings.RULES, *ledgers.RULES),
    *(*deadlines.RULES, *printed.RULES, *joint_rates.RULES, *forms.RULES, *group_forms.RULES),
    *(*form_sums.RULES, *between_levels.RULES, *stated.RULES),
)

# Reasons that say a thing holds; every other note leaves something open.
PASSING = ("holds", "reached", "within_max", "within_exact", "computed", "carried")

_SHARE_DECIMALS = 4
_MILLION = 1_000_000
_POSTING = ("spending_unit", "line", "source", "source_year", "capital")


def run_rules(facts: Facts, rules: tuple[Rule, ...] = RULES) -> tuple[Outcome, ...]:
    """Run ``rules``, all by default, over ``facts``.

    Returns
    -------
    tuple of Outcome
        In the order of the rules; each with its counts and findings.
    """
    return tuple(_outcome(rule, facts) for rule in rules)


def findings(outcomes: tuple[Outcome, ...]) -> tuple[Finding, ...]:
    """All findings, errors first, otherwise in the order of the rules."""
    found = [finding for outcome in outcomes for finding in outcome.findings]
    return tuple(sorted(found, key=lambda f: SEVERITIES.index(f.severity)))


def _outcome(rule: Rule, facts: Facts) -> Outcome:
    statements = tuple(rule.check(facts))
    failed = sum(s.severity != "note" for s in statements)
    noted = sum(s.severity == "note" and s.reason not in PASSING for s in statements)
    checked = max(rule.count(facts), failed + noted)
    return Outcome(rule.code, checked, failed, noted, tuple(_finding(rule.code, s) for s in statements))


def _finding(code: str, statement: Statement) -> Finding:
    return Finding(
        rule=code,
        severity=statement.severity,
        subject=statement.subject,
        reason=statement.reason,
        expected=statement.expected,
        actual=statement.actual,
        difference=statement.difference(),
        tolerance=statement.tolerance,
        message_vi=_words(code, statement, "vi"),
        message_en=_words(code, statement, "en"),
        source=statement.source,
    )


def _words(code: str, statement: Statement, lang: str) -> str:
    values = {name: _shown(said, lang) for name, said in statement.values.items()}
    return finding_words(code, statement.reason, lang, values)


def _shown(said: Said, lang: str) -> str:
    kind, value = said
    if isinstance(value, str):
        return _named(kind, value, lang)
    if kind == "share":
        return format_share(value, _SHARE_DECIMALS, lang)
    if kind == "ratio":
        return f"{format_exact(value * 100, lang)}%"
    if kind == "number":
        return _number(Fraction(value), lang)
    if kind == "million":
        return format_cost(value, lang)
    if kind == "count":
        return format_integer(int(value), lang)
    return format_vnd(value, lang) if isinstance(value, int) else format_exact(value, lang)


def _named(kind: str, value: str, lang: str) -> str:
    if kind in ("capital", "phase"):
        words = read_contract().words(kind, value, lang)
        return words[:1].lower() + words[1:]
    if kind == "date":
        return format_date(dt.date.fromisoformat(value), lang)
    if kind in ("table", "column", "counted"):
        return _titled(kind, value, lang)
    if kind == "posting":
        return posting_words(value.split("/"), lang)
    if kind == "words":
        return say(lang, value)
    if kind == "titles":
        vi, _, en = value.partition("\n")
        return en if lang == "en" else vi
    if kind != "source":
        return value
    return say(lang, "all_sources") if value == ALL_SOURCES else read_contract().words(kind, value, lang)


def posting_words(key: Sequence[str], lang: str) -> str:
    """The key of a posting in words: spending unit, line, source with its year, capital."""
    if len(key) < len(_POSTING):
        return say(lang, "row.total")
    contract = read_contract()
    unit, line, source, year, capital = key
    short = contract.words("source", source, lang, short=True)
    return f"{unit}, {line}, {short} {year}, {contract.words('capital', capital, lang, short=True)}"


def _titled(kind: str, value: str, lang: str) -> str:
    if kind == "counted":
        return _counted_words(value, lang)
    table, _, name = value.partition(".")
    spec = read_contract().tables[table]
    words = (spec.column(name) if name else spec).title[lang]
    return words[:1].lower() + words[1:]


def _counted_words(value: str, lang: str) -> str:
    """Households or persons, or a class; after a stroke the people or the need that a row is about."""
    group, _, item = value.partition("/")
    contract = read_contract()
    domain = "counted" if group in contract.domains["counted"] else "poverty_class"
    words = contract.words(domain, group, lang).lower()
    known = {**contract.domains["people"], **contract.domains["people_total"]}
    known |= {column.name: column.title for column in contract.tables["households"].columns}
    return f"{words}, {known[item][lang]}" if item else words


def _number(value: Fraction, lang: str) -> str:
    """A printed or computed number: exact where it ends soon, else to four decimals."""
    scale = 10**_SHARE_DECIMALS
    return (
        format_exact(value, lang) if (value * scale).denominator == 1 else format_decimal(value, _SHARE_DECIMALS, lang)
    )


def format_cost(value: int | Fraction, lang: str) -> str:
    """An amount in million đồng: exact when that takes few decimals, else to two decimals."""
    scaled = Fraction(value, _MILLION)
    if (scaled * 10**6).denominator == 1:
        return format_exact(scaled, lang)
    return format_decimal(scaled, 2, lang)
