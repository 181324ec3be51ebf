"""Rules about single rows, and about what the document leaves open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from poverty_analysis.budget.ledger import APART, NOT_STATED, Entry, apart, grants, lines, of_line, total
from poverty_analysis.checks.model import Facts, Rule, Said, Statement
from poverty_analysis.plan.claims import CitedDocument, Claim

_MILLION = 1_000_000
# Year of central and of other money, capital, level, and split.
_OPEN_POINTS = 5


def check_permitted_capital(facts: Facts) -> Iterator[Statement]:
    """Capital of a kind that the programme was not seen to give a line: a flag, not an error."""
    for item in facts.entries:
        rule = facts.lines.get(item.line)
        if rule and item.capital != NOT_STATED and item.capital not in rule.permitted_capital:
            yield Statement(
                "warning",
                item.line,
                "unusual",
                actual=item.amount_vnd,
                values={
                    "code": ("text", item.line),
                    "capital": ("capital", item.capital),
                    "sum": ("vnd", item.amount_vnd),
                },
                source=rule.citation,
            )


def check_purpose(facts: Facts) -> Iterator[Statement]:
    """A purpose in words that implies a capital which no amount of the line has."""
    for claim in _of_kind(facts, "purpose"):
        parts = grants(of_line(facts.entries, claim.line))
        if parts and all(e.capital != claim.capital for e in parts):
            yield Statement(
                "note",
                claim.line,
                "differs",
                actual=total(parts),
                values={
                    "code": ("text", claim.line),
                    "implied": ("capital", claim.capital),
                    "found": ("capital", parts[0].capital),
                    "sum": ("vnd", total(parts)),
                    "words": ("text", claim.as_printed),
                },
                source=claim.document,
            )


def check_not_stated(facts: Facts) -> Iterator[Statement]:
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
        if items:
            amount = total(items)
            codes = ", ".join(lines(items))
            yield Statement(
                "note", name, name, actual=amount, values={"sum": ("vnd", amount), "codes": ("text", codes)}
            )


def check_duplicates(facts: Facts) -> Iterator[Statement]:
    """Rows that agree in every key and in the amount."""
    seen = Counter(_key(e) for e in facts.entries)
    for key, times in seen.items():
        if times > 1:
            yield Statement(
                "warning",
                key[0],
                "repeated",
                actual=key[-1] * times,
                expected=key[-1],
                values={
                    "code": ("text", key[0]),
                    "source": ("source", key[1]),
                    "sum": ("vnd", key[-1]),
                    "times": ("count", times),
                },
            )


def _key(item: Entry) -> tuple[str, str, str, str, str, str, int]:
    return (
        item.line,
        item.source,
        item.source_year,
        item.capital,
        item.phase,
        item.integrated_programme,
        item.amount_vnd,
    )


def check_amounts(facts: Facts) -> Iterator[Statement]:
    """Amounts of zero or below, which a plan has no reason to print."""
    for item in facts.entries:
        if item.amount_vnd <= 0:
            zero = item.amount_vnd == 0
            yield Statement(
                "warning" if zero else "error",
                item.line,
                "zero" if zero else "negative",
                actual=item.amount_vnd,
                values={
                    "code": ("text", item.line),
                    "source": ("source", item.source),
                    "sum": ("vnd", item.amount_vnd),
                },
                source=item.cell,
            )


def check_precision(facts: Facts) -> Iterator[Statement]:
    """Lines that print some amounts in whole millions and others more finely."""
    for code in lines(facts.entries):
        parts = of_line(facts.entries, code)
        fine = tuple(e for e in parts if e.amount_vnd % _MILLION)
        if fine and len(fine) < len(parts):
            yield Statement(
                "note",
                code,
                "mixed",
                actual=total(fine),
                values={
                    "code": ("text", code),
                    "fine": ("text", "; ".join(e.as_printed for e in fine)),
                    "rest": ("count", len(parts) - len(fine)),
                },
            )


def check_unit_cost(facts: Facts) -> Iterator[Statement]:
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
            claim.line,
            "range" if high != low else "average",
            actual=Fraction(money, low),
            expected=None,
            values={
                "code": ("text", claim.line),
                "sum": ("vnd", money),
                "count": ("text", claim.count_as_printed),
                "unit": ("text", claim.count_unit),
                "cost_low": ("million", Fraction(money, high)),
                "cost_high": ("million", Fraction(money, low)),
            },
            source=claim.document,
        )


def check_documents(facts: Facts) -> Iterator[Statement]:
    """Documents the plan rests on or cites whose text is not among the files."""
    for document in facts.documents:
        if not document.in_hand:
            yield Statement(
                "note",
                document.id,
                "absent_basis" if document.role == "basis" else "absent",
                values={"number": _number(document), "title": ("text", document.title)},
            )


def _number(document: CitedDocument) -> Said:
    """The number, or the words that the plan gives none; an id of our own tells a reader nothing."""
    return ("text", document.number) if document.number else ("words", "no_number")


def check_codes(facts: Facts) -> Iterator[Statement]:
    """Lines that another table speaks of and the budget does not know."""
    known = set(lines(facts.entries))
    for table, codes in facts.other_codes.items():
        for code in dict.fromkeys(codes):
            if code and code not in known:
                yield Statement("warning", code, "unknown", values={"code": ("text", code), "table": ("text", table)})


def check_apart(facts: Facts) -> Iterator[Statement]:
    """Loans and in-kind support: named, and never added to the money total."""
    for source in APART:
        items = apart(facts.entries, source)
        if items:
            amount = total(items)
            yield Statement(
                "note", source, "apart", actual=amount, values={"source": ("source", source), "sum": ("vnd", amount)}
            )


def check_future_year(facts: Facts) -> Iterator[Statement]:
    """Money of a year after the plan's own year."""
    for item in facts.entries:
        if item.source_year != NOT_STATED and int(item.source_year) > facts.year:
            yield Statement(
                "warning",
                item.line,
                "future",
                actual=item.amount_vnd,
                values={
                    "code": ("text", item.line),
                    "year": ("text", item.source_year),
                    "sum": ("vnd", item.amount_vnd),
                },
                source=item.cell,
            )


def _of_kind(facts: Facts, kind: str) -> tuple[Claim, ...]:
    return tuple(c for c in facts.claims if c.kind == kind)


def _rows(facts: Facts) -> int:
    return len(facts.entries)


RULES = (
    Rule("permitted_capital", check_permitted_capital, _rows),
    Rule("capital_purpose", check_purpose, lambda f: len(_of_kind(f, "purpose"))),
    Rule("not_stated", check_not_stated, lambda f: _OPEN_POINTS),
    Rule("duplicate", check_duplicates, _rows),
    Rule("non_positive", check_amounts, _rows),
    Rule("future_year", check_future_year, _rows),
    Rule("mixed_precision", check_precision, lambda f: len(lines(f.entries))),
    Rule("unit_cost", check_unit_cost, lambda f: len(_of_kind(f, "unit_count"))),
    Rule("unknown_code", check_codes, lambda f: sum(len(set(codes) - {""}) for codes in f.other_codes.values())),
    Rule("kept_apart", check_apart, lambda f: len(APART)),
    Rule("absent_document", check_documents, lambda f: len(f.documents)),
)
