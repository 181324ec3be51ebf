"""Printed disbursement rates: a joint rate must be one that its printed parts allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from poverty_analysis.budget.disbursement import PrintedRate, agrees, joint_rate
from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Verdict
from poverty_analysis.plan.claims import Claim
from poverty_analysis.values.rates import decimals_of

_UNITS = (10**9, 10**6, 10**3)
_PERCENT = 100


def _joint(facts: Facts) -> tuple[Claim, ...]:
    return tuple(c for c in facts.claims if c.kind == "disbursement_rate" and c.value and c.amount_vnd)


def _printed(claim: Claim) -> PrintedRate:
    """Amount and rate as printed; the unit is the largest one that the amount is a whole number of."""
    amount, value = claim.amount_vnd or 0, claim.value or 0
    unit = next((u for u in _UNITS if amount % u == 0), 1)
    decimals = decimals_of(claim.value) if claim.value is not None else 0
    return PrintedRate(amount, Fraction(value) / _PERCENT, unit, decimals)


def check_joint_rates(facts: Facts) -> Iterator[Verdict]:
    """Every joint rate against the rates of its parts; amounts that do not add up are named first.

    A group with a part that prints a rate of 0 or below implies no plan and is passed over.
    """
    for claim in _joint(facts):
        parts = tuple(c for c in facts.claims if c.kind == "disbursement_part" and c.group == claim.group)
        if not parts or not all(c.value and c.value > 0 and c.amount_vnd for c in parts):
            continue
        added, printed = sum(c.amount_vnd or 0 for c in parts), [_printed(c) for c in parts]
        agreed = agrees(_printed(claim), printed)
        if added != claim.amount_vnd:
            yield _statement(claim, "sum_differs", added, claim.amount_vnd or 0, {"sum": ("vnd", added)})
        if not agreed:
            allowed = joint_rate(printed)
            values: Mapping[str, Said] = {"low": ("share", allowed.low), "high": ("share", allowed.high)}
            yield _statement(claim, "differs", None, Fraction(claim.value or 0), values)
        if agreed and added == claim.amount_vnd:
            yield Held((claim.place or claim.group,))


def _statement(
    claim: Claim, reason: str, expected: int | None, actual: int | Fraction, values: Mapping[str, Said]
) -> Statement:
    said: Mapping[str, Said] = {"what": ("text", claim.place or claim.group), "printed": ("text", claim.as_printed)}
    subject = (claim.place or claim.group,)
    return Statement("error", subject, reason, expected, actual, values={**said, **values}, source=claim.document)


RULES = (CheckRule("joint_rate", check_joint_rates, ("differs", "sum_differs")),)
