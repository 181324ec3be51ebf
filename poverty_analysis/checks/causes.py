"""Findings counted by cause: one voucher in the wrong year is one discrepancy, whatever rules meet it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from poverty_analysis.budget.keys import PostingKey, posting_key
from poverty_analysis.checks.doubts import MOVED
from poverty_analysis.checks.ledgers import TREASURY_KEYS, cells_of, sides_of
from poverty_analysis.checks.model import Facts
from poverty_analysis.checks.postings import year_balances
from poverty_analysis.values.problems import Finding

if TYPE_CHECKING:
    from poverty_analysis.budget.reconcile import Comparison

#: Rules that meet a posting again which the comparison with the treasury has named already.
FOLLOWING = ("balance", "overspent")
# What is carried on opens the next year's ledger, so that its balance closes.
_CLOSES = "carry_over"


def own_causes(findings: Iterable[Finding], facts: Facts, compared: Comparison | None) -> tuple[Finding, ...]:
    """The findings without those that only follow from a difference between the allocations and the treasury.

    A balance follows when its residual is to the đồng what the differences of
    its key add up to, an overspent key when a difference says so much was paid
    too much there.

    Parameters
    ----------
    findings : iterable of Finding
    facts : Facts
    compared : Comparison or None
        Of the step ``treasury``; without it every finding is a cause of its own.
    """
    told = tuple(findings)
    if compared is None:
        return told
    effects = _effects(facts, compared)
    whole = sum(part.residual_vnd or 0 for part in year_balances(facts) if part.residual_vnd)
    return tuple(one for one in told if one.rule not in FOLLOWING or not _follows(one, effects, whole))


def _effects(facts: Facts, compared: Comparison) -> dict[tuple[str, ...], int]:
    """By key, what the named differences add to its balance in đồng."""
    booked = {entry.cell: posting_key(entry) for entry in sides_of(facts, "treasury")[1]}
    effects: dict[tuple[str, ...], int] = {}
    for row in compared.differences.to_dict("records"):
        for key, amount in _effect(row, booked):
            effects[key] = effects.get(key, 0) + amount
    return effects


def _effect(
    row: Mapping[str, object] | Mapping[object, object], booked: Mapping[str, PostingKey]
) -> list[tuple[tuple[str, ...], int]]:
    key = PostingKey(*(str(row[name]) for name in TREASURY_KEYS))
    reason, amount, moved = str(row["reason"]), int(str(row["amount_vnd"])), int(str(row["moved_vnd"]))
    if reason == _CLOSES:
        return []
    if reason not in MOVED:
        return [(key, amount)]
    there = [booked[cell] for cell in cells_of(row["right_rows"]) if cell in booked]  # type: ignore[arg-type]
    return [(key, -moved), *((one, moved) for one in there[:1])]


def _follows(finding: Finding, effects: Mapping[tuple[str, ...], int], whole: int) -> bool:
    if finding.reason == "differs_in_total":
        return finding.difference == whole
    effect = effects.get(finding.key, 0)
    if finding.rule == "balance":
        return bool(effect) and finding.difference == effect
    return effect > 0
