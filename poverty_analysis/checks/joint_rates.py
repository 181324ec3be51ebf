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


def _printed(claim: Claim) -> PrintedRate | None:
    """Amount and rate as printed, None where either is lacking or 0.

    The unit is the largest one that the amount is a whole number of.
    """
    amount, value = claim.amount_vnd, claim.value
    if not amount or not value:
        return None
    unit = next((u for u in _UNITS if amount % u == 0), 1)
    return PrintedRate(amount, Fraction(value) / _PERCENT, unit, decimals_of(value))


def check_joint_rates(facts: Facts) -> Iterator[Verdict]:
    """Every joint rate against the rates of its parts; amounts that do not add up are named first.

    A group with a part that prints a rate of 0 or below implies no plan and is passed over.
    """
    for claim in (c for c in facts.claims if c.kind == "disbursement_rate"):
        whole = _printed(claim)
        every = [_printed(c) for c in facts.claims if c.kind == "disbursement_part" and c.group == claim.group]
        parts = [part for part in every if part is not None and part.rate > 0]
        if whole is None or not parts or len(parts) < len(every):
            continue
        added, agreed = sum(part.disbursed_vnd for part in parts), agrees(whole, parts)
        if added != whole.disbursed_vnd:
            yield _statement(claim, "sum_differs", added, whole.disbursed_vnd, {"sum": ("vnd", added)})
        if not agreed:
            allowed = joint_rate(parts)
            values: Mapping[str, Said] = {"low": ("share", allowed.low), "high": ("share", allowed.high)}
            yield _statement(claim, "differs", None, whole.rate * _PERCENT, values)
        if agreed and added == whole.disbursed_vnd:
            yield Held((claim.place or claim.group,))


def _statement(
    claim: Claim, reason: str, expected: int | None, actual: int | Fraction, values: Mapping[str, Said]
) -> Statement:
    said: Mapping[str, Said] = {"what": ("text", claim.place or claim.group), "printed": ("text", claim.as_printed)}
    subject = (claim.place or claim.group,)
    return Statement("error", subject, reason, expected, actual, values={**said, **values}, source=claim.document)


RULES = (CheckRule("joint_rate", check_joint_rates, ("differs", "sum_differs")),)
