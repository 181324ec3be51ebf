"""The plan against the allocations, and the allocations against the treasury, as comparisons.

Loans and in-kind support are left out of both: they are never part of the money
total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from poverty_analysis.budget.keys import MoneyKey, PostingKey, posting_key
from poverty_analysis.budget.ledger import (
    LOCAL_BUDGET,
    Entry,
    grants,
    in_force,
    is_carried,
    of_phase,
    of_year,
    own,
    sums_by,
    total,
)
from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Verdict
from poverty_analysis.values.problems import Severity

if TYPE_CHECKING:
    import pandas as pd

    from poverty_analysis.budget.reconcile import Breach, Comparison, UnitNorm

AVAILABLE = ("carried_over", "allocated", "adjusted")
ALLOCATION_KEYS = MoneyKey._fields
TREASURY_KEYS = PostingKey._fields
#: The treasury books some payments without the last three digits; a difference below this is one of rounding.
TOLERANCE_VND = 1_000
STEPS = ("allocation", "treasury")

_SERIOUS = (
    *("unexplained", "ambiguous", "unit_million_vs_dong", "sign_error", "duplicate_voucher"),
    *("unit_norm_exceeded", "not_in_plan", "over_disbursed", "wrong_source", "wrong_capital", "wrong_year"),
)
_NOTED = ("rounding", "reversal", "carry_over", "code_variant", "many_to_many")


def severity_of(reason: str) -> Severity:
    """How serious a difference is: an error to put right, a point to check, or a note."""
    if reason in _SERIOUS:
        return "error"
    return "note" if reason in _NOTED else "warning"


def sides_of(facts: Facts, step: str) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Rows of both sides of a step: what should be, and what was done."""
    booked = of_year(grants(own(in_force(facts.booked), facts.level)), facts.year)
    if step == "allocation":
        return grants(facts.entries), of_phase(booked, "carried_over", "allocated")
    # What lapsed is no longer there to be spent.
    lapsed = (replace(e, amount_vnd=-e.amount_vnd) for e in of_phase(booked, "lapsed"))
    return (*of_phase(booked, *AVAILABLE), *lapsed), of_phase(booked, "disbursed")


def comparison(facts: Facts, step: str) -> Comparison | None:
    """Compare the two sides of ``allocation`` or ``treasury``; None where the second side has no rows.

    Before the year is over money that the treasury has not paid yet is no
    difference: ``treasury`` then gives None too.
    """
    from poverty_analysis.budget.reconcile import LeastCounterpart, compare

    left, right = sides_of(facts, step)
    if not right or (step == "treasury" and not facts.closed):
        return None
    if step == "allocation":
        return compare(frame(left), frame(right), keys=ALLOCATION_KEYS)
    rule = facts.counterpart
    variants = _variants((*left, *right))
    return compare(
        frame(left, variants),
        frame(right, variants),
        keys=TREASURY_KEYS,
        alias={"line": variants},
        tolerance=TOLERANCE_VND,
        carried=_carried(facts),
        norms=_norms(facts),
        counterpart=LeastCounterpart(rule.ratio, LOCAL_BUDGET, within=()) if rule else None,
    )


def frame(entries: Iterable[Entry], variants: Mapping[str, str] = MappingProxyType({})) -> pd.DataFrame:
    """The rows as a frame, labelled by the cells they were read from; a code of ``variants`` stands as booked.

    A sum up to a date is no voucher: its document tells no copies.
    """
    import pandas as pd

    items = _joined(entries)
    columns = {name: [getattr(e, name) for e in items] for name in TREASURY_KEYS}
    columns["line"] = [e.treasury_code if e.via_alias and e.treasury_code in variants else e.line for e in items]
    columns["document"] = ["" if e.as_of else e.document for e in items]
    columns["date"] = [e.date.isoformat() if e.date else "" for e in items]
    # A label is a tuple, and one label: pandas would make a level of each of its parts.
    labels = pd.Index(_labels(items), dtype=object, tupleize_cols=False)
    made = pd.DataFrame(columns, index=labels, dtype=object)
    made["amount_vnd"] = pd.array([e.amount_vnd for e in items], dtype="int64")
    return made


def _joined(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """One entry a row and key: volume and advance of one row are one payment.

    An old advance that became volume adds to one and takes from the other; what
    comes to nothing so is no payment and no return.
    """
    groups: dict[tuple[str, PostingKey], list[Entry]] = {}
    for item in entries:
        groups.setdefault((item.cell, posting_key(item)), []).append(item)
    joined = (replace(items[0], amount_vnd=total(items)) for items in groups.values())
    return tuple(e for e, items in zip(joined, groups.values(), strict=True) if e.amount_vnd or len(items) == 1)


class RowLabel(NamedTuple):
    """The cell an entry was read from, and which of the keys of its row it is."""

    cell: str
    number: int


def _labels(items: Iterable[Entry]) -> list[RowLabel]:
    seen = Counter[str]()
    labels: list[RowLabel] = []
    for item in items:
        seen[item.cell] += 1
        labels.append(RowLabel(item.cell, seen[item.cell]))
    return labels


def cells_of(labels: Iterable[object]) -> tuple[str, ...]:
    """The cells behind row labels of :func:`frame`, each once."""
    return tuple(dict.fromkeys(label.cell for label in labels if isinstance(label, RowLabel)))


def _variants(entries: Iterable[Entry]) -> dict[str, str]:
    """Treasury codes joined to a line by alias; a code that is a line's own name is no variant of another line."""
    items = tuple(entries)
    lines = {e.line for e in items}
    return {e.treasury_code: e.line for e in items if e.via_alias and e.treasury_code not in lines}


def _carried(facts: Facts) -> pd.DataFrame | None:
    """What the ledger of the next year opens with, one row a key."""
    import pandas as pd

    after = of_phase(of_year(grants(in_force(facts.booked)), facts.year + 1), "carried_over")
    sums = sums_by((e for e in after if is_carried(e, facts.year + 1)), posting_key)
    if not sums:
        return None
    made = pd.DataFrame(list(sums), columns=list(TREASURY_KEYS))
    return made.assign(amount_vnd=pd.array(list(sums.values()), dtype="int64"))


def _norms(facts: Facts) -> tuple[UnitNorm, ...]:
    """The document's own norms times counts, where it names the source they are paid from."""
    from poverty_analysis.budget.reconcile import UnitNorm

    return tuple(
        UnitNorm({"line": c.line, "source": c.source}, c.amount_vnd, c.count)
        for c in facts.claims
        if c.kind == "norm" and c.source and c.amount_vnd and c.count
    )


def check_ledgers(facts: Facts) -> Iterator[Verdict]:
    """Every difference between the allocations and the treasury, with its reason; keys without any hold.

    A norm or the least counterpart that is not kept is told also where both sides agree.
    """
    found = comparison(facts, "treasury")
    if found is None:
        return
    rows = found.differences.to_dict("records")
    yield from (_difference(row) for row in rows)
    yield from (_breach(breach) for breach in found.breaches if not any(_names(row, breach) for row in rows))
    yield from (Held(key) for key in _agreeing(facts, found))


def _difference(row: Mapping[Hashable, Any]) -> Statement:
    reason, gap, moved = str(row["reason"]), int(row["amount_vnd"]), int(row["moved_vnd"])
    key = PostingKey(*(str(row[name]) for name in TREASURY_KEYS))
    return Statement(
        severity_of(reason),
        key,
        "moved" if moved and not gap else "differs",
        expected=0,
        actual=gap,
        tolerance=int(row["tolerance_vnd"]),
        values={
            "key": ("posting", key),
            "why": ("words", f"reason.{reason}"),
            "gap": ("vnd", gap),
            "moved": ("vnd", moved),
        },
        source=", ".join(cells_of((*row["left_rows"], *row["right_rows"]))[:_SHOWN]),
    )


def _names(row: Mapping[Hashable, Any], breach: Breach) -> bool:
    """Whether a difference has the breach for its reason already."""
    return row["reason"] == breach.reason and all(row[name] == value for name, value in breach.values.items())


def _breach(breach: Breach) -> Statement:
    values: dict[str, Said] = {
        "booked": ("vnd", breach.booked_vnd),
        "limit": ("vnd", breach.limit_vnd),
        "gap": ("vnd", abs(breach.booked_vnd - breach.limit_vnd)),
    }
    if breach.reason == "unit_norm_exceeded":
        values |= {"code": ("line", breach.values["line"]), "source": ("source", breach.values["source"])}
    return Statement(
        severity_of(breach.reason),
        tuple(breach.values.values()) or ("total",),
        breach.reason,
        expected=breach.limit_vnd,
        actual=breach.booked_vnd,
        values=values,
    )


def _agreeing(facts: Facts, found: Comparison) -> Iterator[PostingKey]:
    """Keys none of whose rows stands in a difference.

    A difference has one key, but its rows may be of two: money that is booked
    in the wrong place is missing in another.
    """
    touched: set[PostingKey] = set()
    keys: dict[PostingKey, None] = {}
    for entries, rows in zip(sides_of(facts, "treasury"), ("left_rows", "right_rows"), strict=True):
        items = _joined(entries)
        named = {label for labels in found.differences[rows] for label in labels}
        own = [posting_key(item) for item in items]
        keys |= dict.fromkeys(own)
        touched |= {key for key, label in zip(own, _labels(items), strict=True) if label in named}
    return (key for key in keys if key not in touched)


# A finding names the first rows; the reconciliation report lists them all.
_SHOWN = 6

RULES = (CheckRule("ledgers", check_ledgers, ("differs", "moved", "unit_norm_exceeded", "counterpart_short")),)
