"""Rules about single rows, and about what the document leaves open."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from poverty_analysis.budget.keys import MoneyKey, money_key
from poverty_analysis.budget.ledger import APART, NOT_STATED, apart, grants, lines, of_line, total
from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Verdict
from poverty_analysis.plan.claims import CitedDocument, Claim

_MILLION = 1_000_000


def check_permitted_capital(facts: Facts) -> Iterator[Verdict]:
    """Capital of a kind that the programme was not seen to give a line: a flag, not an error."""
    for item in facts.entries:
        rule = facts.lines.get(item.line)
        if rule is None or item.capital == NOT_STATED:
            continue
        if item.capital in rule.permitted_capital:
            yield Held((item.line,))
        else:
            yield Statement(
                "warning",
                (item.line,),
                "unusual",
                actual=item.amount_vnd,
                values={
                    "code": ("line", item.line),
                    "capital": ("capital", item.capital),
                    "sum": ("vnd", item.amount_vnd),
                },
                source=rule.citation,
            )


def check_purpose(facts: Facts) -> Iterator[Verdict]:
    """A purpose in words that implies a capital which no amount of the line has."""
    for claim in _of_kind(facts, "purpose"):
        parts = grants(of_line(facts.entries, claim.line))
        if any(e.capital == claim.capital for e in parts):
            yield Held((claim.line,))
        elif parts:
            yield Statement(
                "note",
                (claim.line,),
                "differs",
                actual=total(parts),
                values={
                    "code": ("line", claim.line),
                    "implied": ("capital", claim.capital),
                    "found": ("capital", parts[0].capital),
                    "sum": ("vnd", total(parts)),
                    "words": ("text", claim.as_printed),
                },
                source=claim.document,
            )


def check_not_stated(facts: Facts) -> Iterator[Verdict]:
    """Money of which the document does not name the year, the capital or the level."""
    money = grants(facts.entries)
    year = tuple(e for e in money if e.source_year == NOT_STATED)
    groups = (
        ("central_year", tuple(e for e in year if e.source == "central")),
        ("local_year", tuple(e for e in year if e.source != "central")),
        ("capital", tuple(e for e in money if e.capital == NOT_STATED)),
        ("local_level", tuple(e for e in money if e.source == "local")),
        ("split", tuple(e for e in money if e.source == "not_separated")),
    )
    for name, items in groups:
        amount = total(items)
        values: dict[str, Said] = {"sum": ("vnd", amount), "codes": ("lines", tuple(lines(items)))}
        yield Statement("note", (name,), name, actual=amount, values=values) if items else Held((name,))


def check_duplicates(facts: Facts) -> Iterator[Verdict]:
    """Rows that agree in every key and in the amount."""
    seen: dict[tuple[MoneyKey, str, str, int], list[str]] = {}
    for e in facts.entries:
        seen.setdefault((money_key(e), e.phase, e.integrated_programme, e.amount_vnd), []).append(e.cell)
    for (key, _, _, amount), cells in seen.items():
        times = len(cells)
        if times == 1:
            yield Held((key.line,))
            continue
        yield Statement(
            "warning",
            (key.line,),
            "repeated",
            actual=amount * times,
            expected=amount,
            values={
                "code": ("line", key.line),
                "source": ("source", key.source),
                "sum": ("vnd", amount),
                "times": ("count", times),
                "rows": ("text", ", ".join(cells)),
            },
            source=cells[0],
        )


def check_amounts(facts: Facts) -> Iterator[Verdict]:
    """Amounts of zero or below, which a plan has no reason to print."""
    for item in facts.entries:
        if item.amount_vnd <= 0:
            zero = item.amount_vnd == 0
            yield Statement(
                "warning" if zero else "error",
                (item.line,),
                "zero" if zero else "negative",
                actual=item.amount_vnd,
                values={
                    "code": ("line", item.line),
                    "source": ("source", item.source),
                    "sum": ("vnd", item.amount_vnd),
                },
                source=item.cell,
            )
        else:
            yield Held((item.line,))


def check_precision(facts: Facts) -> Iterator[Verdict]:
    """Lines that print some amounts in whole millions and others more finely."""
    for code in lines(facts.entries):
        parts = of_line(facts.entries, code)
        fine = tuple(e for e in parts if e.amount_vnd % _MILLION)
        if fine and len(fine) < len(parts):
            yield Statement(
                "note",
                (code,),
                "mixed",
                actual=total(fine),
                values={
                    "code": ("line", code),
                    "fine": ("text", "; ".join(e.as_printed for e in fine)),
                    "rest": ("count", len(parts) - len(fine)),
                },
            )
        else:
            yield Held((code,))


def check_unit_cost(facts: Facts) -> Iterator[Verdict]:
    """What one unit costs where the document counts what a line pays for; nothing is judged.

    A count of 0 has no cost and is passed over.
    """
    for claim in _of_kind(facts, "unit_count"):
        money = total(grants(of_line(facts.entries, claim.line)))
        low, high = claim.count or 0, claim.count_to or claim.count or 0
        if low <= 0 or not money:
            continue
        yield Statement(
            "note",
            (claim.line,),
            "range" if high != low else "average",
            actual=Fraction(money, low),
            expected=None,
            values={
                "code": ("line", claim.line),
                "sum": ("vnd", money),
                "count": ("text", claim.count_as_printed),
                "unit": ("noun", (claim.count_unit, high)),
                "cost_low": ("million", Fraction(money, high)),
                "cost_high": ("million", Fraction(money, low)),
            },
            source=claim.document,
        )


def check_documents(facts: Facts) -> Iterator[Verdict]:
    """Documents the plan rests on or cites whose text is not among the files."""
    for document in facts.documents:
        if document.in_hand:
            yield Held((document.id,))
        else:
            yield Statement(
                "note",
                (document.id,),
                "absent_basis" if document.role == "basis" else "absent",
                values={"number": _number(document), "title": ("text", document.title)},
            )


def _number(document: CitedDocument) -> Said:
    """The number, or the words that the plan gives none; an id of our own tells a reader nothing."""
    return ("text", document.number) if document.number else ("words", "no_number")


def check_codes(facts: Facts) -> Iterator[Verdict]:
    """Lines that another table speaks of and the budget does not know."""
    known = set(lines(facts.entries))
    for table, codes in facts.other_codes.items():
        for code in dict.fromkeys(codes):
            if code in known:
                yield Held((code,))
            elif code:
                values: dict[str, Said] = {"code": ("line", code), "table": ("text", table)}
                yield Statement("warning", (code,), "unknown", values=values)


def check_apart(facts: Facts) -> Iterator[Verdict]:
    """Loans and in-kind support: named, and never added to the money total."""
    for source in APART:
        items = apart(facts.entries, source)
        amount = total(items)
        values: dict[str, Said] = {"source": ("source", source), "sum": ("vnd", amount)}
        yield Statement("note", (source,), "apart", actual=amount, values=values) if items else Held((source,))


def check_future_year(facts: Facts) -> Iterator[Verdict]:
    """Money of a year after the plan's own year."""
    for item in facts.entries:
        if item.source_year != NOT_STATED and int(item.source_year) > facts.year:
            yield Statement(
                "warning",
                (item.line,),
                "future",
                actual=item.amount_vnd,
                values={
                    "code": ("line", item.line),
                    "year": ("text", item.source_year),
                    "sum": ("vnd", item.amount_vnd),
                },
                source=item.cell,
            )
        else:
            yield Held((item.line,))


def _of_kind(facts: Facts, kind: str) -> tuple[Claim, ...]:
    return tuple(c for c in facts.claims if c.kind == kind)


RULES = (
    CheckRule("permitted_capital", check_permitted_capital, ("unusual",)),
    CheckRule("capital_purpose", check_purpose, ("differs",)),
    CheckRule("not_stated", check_not_stated, ("central_year", "local_year", "capital", "local_level", "split")),
    CheckRule("duplicate", check_duplicates, ("repeated",)),
    CheckRule("non_positive", check_amounts, ("zero", "negative")),
    CheckRule("future_year", check_future_year, ("future",)),
    CheckRule("mixed_precision", check_precision, ("mixed",)),
    CheckRule("unit_cost", check_unit_cost, ("average", "range")),
    CheckRule("unknown_code", check_codes, ("unknown",)),
    CheckRule("kept_apart", check_apart, ("apart",)),
    CheckRule("absent_document", check_documents, ("absent_basis", "absent")),
)
