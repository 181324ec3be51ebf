"""Read the printed words again and compare them with the typed values.

``as_printed`` keeps the document's words; the amount beside it was typed by a
person.  Both must agree to the đồng, and a target's value must be a number its
words print.
"""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.deadlines import reread_tasks
from poverty_analysis.inputs.plan.target_words import reread_target
from poverty_analysis.plan.claims import Claim
from poverty_analysis.values.money import Convention, NotReadable, find_amounts, find_numbers, read_money
from poverty_analysis.values.origin import Origin
from poverty_analysis.values.problems import Problem

_NEEDS = {
    "stated_total": ("amount_vnd",),
    "norm": ("amount_vnd", "count"),
    "unit_count": ("count",),
    "purpose": ("capital",),
    "rate": ("value", "part"),
    "share": ("value", "part", "base"),
    "rate_count": ("value", "part", "base"),
    "average": ("value", "part", "base"),
    "bare_rate": ("value",),
    "bound": ("value", "subject", "group"),
    "stated_count": ("count", "subject"),
    **dict.fromkeys(("sum", "flow", "part"), ("value", "group")),
    **dict.fromkeys(("disbursement_rate", "disbursement_part"), ("amount_vnd", "value", "group")),
}


# A rate is one of a stock: what comes and goes is told as a flow with its parts.
_NOT_BELOW_0 = {
    **dict.fromkeys(("rate", "share", "rate_count", "average"), ("value", "part", "base")),
    **dict.fromkeys(("bare_rate", "disbursement_rate", "disbursement_part"), ("value",)),
}
# Households, persons and years come whole.
_COUNTS = {"rate": ("part", "base"), "rate_count": ("base",), "average": ("base",)}


def reread(dataset: Dataset) -> tuple[Problem, ...]:
    """Compare printed words and typed values of budget, claims and targets.

    Returns
    -------
    tuple of Problem
        PA-301 and PA-302 for amounts, PA-315 for a claim that lacks a number
        its kind needs, PA-348 and PA-349 for a number its kind cannot have, those of :func:`reread_target` and of
        :func:`reread_tasks`; none when everything agrees.
    """
    if dataset.keys is None:
        return ()
    convention = dataset.keys.number_convention
    problems: list[Problem] = []
    for entry in dataset.budget:
        problems += [*_amount(entry, convention), *unnamed_programme(entry)]
    for claim in dataset.claims:
        problems += [*_claim(claim), *_claim_amount(claim, convention), *_claim_value(claim, convention)]
    for target in dataset.targets:
        problems += reread_target(target, convention)
    return (*problems, *reread_tasks(dataset))


def unnamed_programme(entry: Entry) -> Iterator[Problem]:
    """PA-311 for money integrated from a programme that the row does not name."""
    if entry.source == "integrated" and not entry.integrated_programme:
        yield Problem("PA-311", entry.at.place("integrated_programme"))


def _amount(entry: Entry, convention: Convention) -> Iterator[Problem]:
    words, amount = entry.as_printed, entry.amount_vnd
    try:
        read = read_money(words, convention)
    except NotReadable as error:
        yield _unreadable(entry.at, words, error, convention)
        return
    if read != amount:
        values = {"read": str(read), "amount": str(amount)}
        yield Problem("PA-302", entry.at.place("as_printed"), seen=words, values=values)


def _unreadable(at: Origin, words: str, error: NotReadable, convention: Convention) -> Problem:
    values = {"reason": error.reason, "convention": convention}
    return Problem("PA-301", at.place("as_printed"), seen=words, values=values)


def _claim(claim: Claim) -> Iterator[Problem]:
    for column in _NEEDS[claim.kind]:
        if getattr(claim, column) in (None, ""):
            yield Problem("PA-315", claim.at.place(column), values={"kind": claim.kind, "column": column})
    for column in _NOT_BELOW_0.get(claim.kind, ()):
        number = getattr(claim, column)
        if number is not None and number < 0:
            yield Problem("PA-348", claim.at.place(column), seen=str(number), values={"column": column})
    for column in _COUNTS.get(claim.kind, ()):
        number = getattr(claim, column)
        if number is not None and number >= 0 and number % 1:
            yield Problem("PA-349", claim.at.place(column), seen=str(number), values={"column": column})


def _claim_amount(claim: Claim, convention: Convention) -> Iterator[Problem]:
    amount, words = claim.amount_vnd, claim.as_printed
    if amount is None:
        return
    try:
        found = find_amounts(words, convention)
    except NotReadable as error:
        yield _unreadable(claim.at, words, error, convention)
        return
    if amount not in found:
        read = ", ".join(str(one) for one in found) or "–"
        values = {"read": read, "amount": str(amount)}
        yield Problem("PA-302", claim.at.place("as_printed"), seen=words, values=values)


def _claim_value(claim: Claim, convention: Convention) -> Iterator[Problem]:
    """PA-303 unless the words print the number; a part that leaves is printed without its minus."""
    value, words = claim.value, claim.as_printed
    if value is None:
        return
    try:
        printed = find_numbers(words, convention)
    except NotReadable as error:
        yield _unreadable(claim.at, words, error, convention)
        return
    if abs(value) not in printed:
        yield Problem("PA-303", claim.at.place("value"), seen=words, values={"value": str(value)})
