"""Reconciliation: a small rule engine over the facts of a plan.

Each rule is one short function that says what it found; this module puts the
statements into words in both languages and counts what was checked.
"""

from __future__ import annotations

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
from poverty_analysis.checks.model import Facts, Outcome, Rule, Statement
from poverty_analysis.checks.words import finding_of, posting_words
from poverty_analysis.values.problems import SEVERITIES, Finding

__all__ = ["PASSING", "RULES", "findings", "posting_words", "run_rules"]

RULES: tuple[Rule, ...] = (
    *(*totals.RULES, *counterpart.RULES, *rows.RULES),
    *(*supersession.RULES, *postings.RULES, *ledgers.RULES),
    *(*deadlines.RULES, *printed.RULES, *joint_rates.RULES, *forms.RULES, *group_forms.RULES),
    *(*form_sums.RULES, *between_levels.RULES, *stated.RULES),
)

# Reasons that say a thing holds; every other note leaves something open.
PASSING = ("holds", "reached", "within_max", "within_exact", "computed", "carried")


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
    verdicts = tuple(rule.check(facts))
    statements = tuple(one for one in verdicts if isinstance(one, Statement))
    failed = sum(s.severity != "note" for s in statements)
    noted = sum(s.severity == "note" and s.reason not in PASSING for s in statements)
    return Outcome(rule.code, len(verdicts), failed, noted, tuple(finding_of(rule, s) for s in statements))
