"""Reconciliation: a small rule engine over the facts of a plan.

Each rule is one short function that says what it found; this module puts the
statements into words in both languages and counts what was checked.
"""

from __future__ import annotations

from functools import cache

from poverty_analysis.checks import (
    between_levels,
    counterpart,
    deadlines,
    form_sums,
    forms,
    group_forms,
    joint_rates,
    ledger_years,
    ledgers,
    line_titles,
    narrative,
    postings,
    printed,
    rows,
    stated,
    supersession,
    tables,
    totals,
)
from poverty_analysis.checks.model import CheckRule, Facts, Outcome, Statement
from poverty_analysis.checks.words import finding_of, posting_words
from poverty_analysis.values.faults import fault_of
from poverty_analysis.values.problems import SEVERITIES, Finding, Place, Problem
from poverty_analysis.wording.findings import missing_words

__all__ = [
    "LEDGER_RULES",
    "PASSING",
    "PLANLESS_RULES",
    "RULES",
    "faults",
    "findings",
    "posting_words",
    "registered",
    "run_rules",
]

RULES: tuple[CheckRule, ...] = (
    *(*totals.RULES, *counterpart.RULES, *rows.RULES, *line_titles.RULES),
    *(*supersession.RULES, *postings.RULES, *ledgers.RULES),
    *(*deadlines.RULES, *printed.RULES, *joint_rates.RULES, *forms.RULES, *group_forms.RULES),
    *(*form_sums.RULES, *between_levels.RULES, *stated.RULES, *tables.RULES, *narrative.RULES),
)

#: Rules about the ledger of a unit and year by itself, told of the ledgers and not in the report of a plan.
LEDGER_RULES = ledger_years.RULES
_NEED_NO_PLAN = ("supersession", "outdated", "balance", "overspent", "chain", "settled", "ledgers")
#: What can be asked of a ledger that no plan stands beside.
PLANLESS_RULES = (*LEDGER_RULES, *(rule for rule in RULES if rule.code in _NEED_NO_PLAN))

# Reasons that say a thing holds; every other note leaves something open.
PASSING = ("holds", "reached", "within_max", "within_exact", "computed", "carried")


@cache
def registered(rules: tuple[CheckRule, ...]) -> tuple[CheckRule, ...]:
    """The rules, once each of their reasons is known to have a sentence in every language.

    Raises
    ------
    LookupError
        For a rule or a reason without words: it would end a check in the middle
        on the first document that gives the reason.
    """
    for rule in rules:
        lacking = missing_words(rule.code, rule.reasons)
        if lacking:
            raise LookupError(f"findings.yaml: no words for {rule.code}: {', '.join(lacking)}")
    return rules


def run_rules(facts: Facts, rules: tuple[CheckRule, ...] = RULES) -> tuple[Outcome, ...]:
    """Run ``rules``, all by default, over ``facts``.

    Returns
    -------
    tuple of Outcome
        In the order of the rules; each with its counts and findings.  A rule
        that meets an unexpected exception does not stop the others: its outcome
        carries the fault, see :func:`faults`.
    """
    return tuple(_outcome(rule, facts) for rule in registered(rules))


def faults(outcomes: tuple[Outcome, ...], file: str) -> tuple[Problem, ...]:
    """PA-611 for every rule that came to no end over what was read from ``file``."""
    broken = dict.fromkeys((one.rule, one.fault) for one in outcomes if one.fault)
    return tuple(
        Problem("PA-611", Place(file), values={"rule": rule, "kind": fault.kind, "place": fault.place})
        for rule, fault in broken
    )


def findings(outcomes: tuple[Outcome, ...]) -> tuple[Finding, ...]:
    """All findings, errors first, otherwise in the order of the rules."""
    found = [finding for outcome in outcomes for finding in outcome.findings]
    return tuple(sorted(found, key=lambda f: SEVERITIES.index(f.severity)))


def _outcome(rule: CheckRule, facts: Facts) -> Outcome:
    try:
        verdicts = tuple(rule.check(facts))
        statements = tuple(one for one in verdicts if isinstance(one, Statement))
        told = tuple(finding_of(rule, statement, facts.line_names) for statement in statements)
    except Exception as error:
        # Whatever it is: forty other rules have something to say.
        return Outcome(rule.code, 0, 0, 0, (), fault_of(error))
    failed = sum(s.severity != "note" for s in statements)
    noted = sum(s.severity == "note" and s.reason not in PASSING for s in statements)
    return Outcome(rule.code, len(verdicts), failed, noted, told)
