"""Read the printed words again and compare them with the typed values.

``as_printed`` keeps the document's words; the amount beside it was typed by a
person.  Both must agree to the đồng, and a target's value must be a number its
words print.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import cast

from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.deadlines import reread_tasks
from poverty_analysis.inputs.plan.target_words import reread_target
from poverty_analysis.values.money import Convention, NotReadable, find_amounts, find_numbers, read_money
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


def reread(dataset: Dataset) -> tuple[Problem, ...]:
    """Compare printed words and typed values of budget, claims and targets.

    Returns
    -------
    tuple of Problem
        PA-301 and PA-302 for amounts, PA-315 for a claim that lacks a number
        its kind needs, those of :func:`reread_target` and of
        :func:`reread_tasks`; none when everything agrees.
    """
    if not dataset.plan.values:
        return ()
    convention = cast(Convention, str(dataset.plan.values["number_convention"]))
    problems: list[Problem] = []
    for record in dataset.table("budget"):
        problems += [*_amount(record, convention), *unnamed_programme(record)]
    for record in dataset.table("claims"):
        problems += [*_claim(record), *_claim_amount(record, convention), *_claim_value(record, convention)]
    for record in dataset.table("targets"):
        problems += reread_target(record, convention)
    return (*problems, *reread_tasks(dataset))


def unnamed_programme(record: Record) -> Iterator[Problem]:
    """PA-311 for money integrated from a programme that the row does not name."""
    if record.values["source"] == "integrated" and not record.values.get("integrated_programme"):
        yield Problem("PA-311", record.place("integrated_programme"))


def _amount(record: Record, convention: Convention) -> Iterator[Problem]:
    words, amount = str(record.values["as_printed"]), record.values["amount_vnd"]
    try:
        read = read_money(words, convention)
    except NotReadable as error:
        yield _unreadable(record, words, error, convention)
        return
    if read != amount:
        values = {"read": str(read), "amount": str(amount)}
        yield Problem("PA-302", record.place("as_printed"), seen=words, values=values)


def _unreadable(record: Record, words: str, error: NotReadable, convention: Convention) -> Problem:
    values = {"reason": error.reason, "convention": convention}
    return Problem("PA-301", record.place("as_printed"), seen=words, values=values)


def _claim(record: Record) -> Iterator[Problem]:
    kind = str(record.values["kind"])
    for column in _NEEDS[kind]:
        if record.values.get(column) in (None, ""):
            yield Problem("PA-315", record.place(column), values={"kind": kind, "column": column})


def _claim_amount(record: Record, convention: Convention) -> Iterator[Problem]:
    amount, words = record.values.get("amount_vnd"), str(record.values["as_printed"])
    if amount is None:
        return
    try:
        found = find_amounts(words, convention)
    except NotReadable as error:
        yield _unreadable(record, words, error, convention)
        return
    if amount not in found:
        read = ", ".join(str(one) for one in found) or "–"
        values = {"read": read, "amount": str(amount)}
        yield Problem("PA-302", record.place("as_printed"), seen=words, values=values)


def _claim_value(record: Record, convention: Convention) -> Iterator[Problem]:
    """PA-303 unless the words print the number; a part that leaves is printed without its minus."""
    value, words = record.values.get("value"), str(record.values["as_printed"])
    if not isinstance(value, Decimal):
        return
    try:
        printed = find_numbers(words, convention)
    except NotReadable as error:
        yield _unreadable(record, words, error, convention)
        return
    if abs(value) not in printed:
        yield Problem("PA-303", record.place("value"), seen=words, values={"value": str(value)})
