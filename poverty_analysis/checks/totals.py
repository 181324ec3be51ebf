"""Rules about sums: stated totals, norms times counts, and what the parts add up to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from poverty_analysis.budget.ledger import Entry, brought_in, carried, grants, of_line, sums_by, total
from poverty_analysis.checks.model import ALL_SOURCES, CheckRule, Facts, Held, Norm, Statement, Subject, Verdict
from poverty_analysis.checks.printed import SEVERITIES
from poverty_analysis.plan.claims import Claim
from poverty_analysis.values.precision import Span, fit_sum, money_span, number_span, span, summed

_SLIPS = {1_000: "thousandfold", 1_000_000: "millionfold"}


def _stated(facts: Facts) -> tuple[tuple[Claim, int], ...]:
    """The totals that the document prints, with their amounts."""
    return tuple((c, c.amount_vnd) for c in facts.claims if c.kind == "stated_total" and c.amount_vnd is not None)


def _parts(facts: Facts, claim: Claim) -> tuple[Entry, ...]:
    scope = of_line(facts.entries, claim.line)
    return tuple(e for e in scope if e.source == claim.source) if claim.source else grants(scope)


def check_stated_totals(facts: Facts) -> Iterator[Verdict]:
    """Every total the document prints against the sum of its components, within what their rounding allows."""
    for claim, expected in _stated(facts):
        parts = _parts(facts, claim)
        actual = total(parts)
        found = _fit(facts, parts, money_span(expected, claim.as_printed, facts.convention))
        yield Statement(
            severity="note" if found == "holds" else SEVERITIES.get(found, "error"),
            subject=(claim.line or "total",),
            reason="agrees" if found == "holds" and expected != actual else found,
            expected=expected,
            actual=actual,
            values={
                "printed": ("text", claim.as_printed),
                "stated": ("vnd", expected),
                "sum": ("vnd", actual),
                "gap": ("vnd", actual - expected),
                "line": ("count", claim.source_line or 0),
            },
            source=claim.document,
        )


def _fit(facts: Facts, parts: tuple[Entry, ...], stated: Span) -> str:
    return fit_sum([money_span(part.amount_vnd, part.as_printed, facts.convention) for part in parts], stated)


def check_grand_total(facts: Facts) -> Iterator[Verdict]:
    """The grand total; when the document prints none, the computed one is named as such."""
    if not facts.entries:
        return
    subject, money = ("total",), total(grants(facts.entries))
    if any(not c.line and not c.source for c, _ in _stated(facts)):
        yield Held(subject)
    else:
        yield Statement("note", subject, "not_printed", actual=money, values={"sum": ("vnd", money)})


def check_source_totals(facts: Facts) -> Iterator[Verdict]:
    """What each source and source year adds up to."""
    for (source, year), amount in sums_by(facts.entries, lambda e: (e.source, e.source_year)).items():
        old = year != "not_stated" and int(year) < facts.year
        yield Statement(
            "note",
            (source, year),
            "carried" if old else "unlabelled" if year == "not_stated" else "computed",
            actual=amount,
            values={"source": ("source", source), "year": ("text", year), "sum": ("vnd", amount)},
        )


def check_norms(facts: Facts) -> Iterator[Verdict]:
    """Norm times count against the money of the line and source."""
    for claim in facts.claims:
        if claim.kind != "norm" or claim.amount_vnd is None or claim.count is None:
            continue
        if _worded_norm(facts, claim, claim.amount_vnd, claim.count):
            yield Held(_norm_subject(claim))
            continue
        expected, actual = claim.amount_vnd * claim.count, total(_parts(facts, claim))
        holds = expected == actual
        yield Statement(
            severity="note" if holds else "warning",
            subject=_norm_subject(claim),
            reason="holds" if holds else _norm_reason(facts, claim, actual - expected),
            expected=expected,
            actual=actual,
            values={
                "code": ("line", claim.line),
                "source": ("source", claim.source or ALL_SOURCES),
                "norm": ("million", claim.amount_vnd),
                "count": ("count", claim.count),
                "unit": ("noun", (claim.count_unit, claim.count)),
                "expected": ("vnd", expected),
                "sum": ("vnd", actual),
                "gap": ("vnd", actual - expected),
            },
            source=claim.document,
        )


def _worded_norm(facts: Facts, claim: Claim, amount: int, times: int) -> bool:
    """Whether words such as "hơn" beside the norm or the count leave room for the money of the line."""
    norm = money_span(amount, claim.as_printed, facts.convention)
    count = number_span(Decimal(times), claim.count_as_printed, facts.convention)
    if not norm.worded and not count.worded:
        return False
    parts = [money_span(part.amount_vnd, part.as_printed, facts.convention) for part in _parts(facts, claim)]
    return summed(parts).meets(_product(norm if norm.worded else span(norm.value, Fraction(0)), count))


def _product(norm: Span, count: Span) -> Span:
    low = (norm.low or 0) * (count.low or 0)
    high = None if norm.high is None or count.high is None else norm.high * count.high
    return Span(norm.value * count.value, Fraction(0), Fraction(low), high, worded=True)


def _norm_subject(claim: Claim) -> Subject:
    return (claim.line, claim.source or ALL_SOURCES)


def _norm_reason(facts: Facts, claim: Claim, gap: int) -> str:
    same = (n for n in facts.norms if n.line == claim.line and n.source == claim.source)
    repair = any(n.kind == "repair" and n.amount_vnd == gap for n in same)
    return "differs_one_repair" if repair else "differs"


def check_legal_norms(facts: Facts) -> Iterator[Verdict]:
    """A norm the document uses against the legal norm of the same line and source."""
    for claim, norm in _norm_pairs(facts):
        used = claim.amount_vnd or 0
        holds = used == norm.amount_vnd if norm.bound == "exact" else used <= norm.amount_vnd
        yield Statement(
            severity="note" if holds else "error",
            subject=_norm_subject(claim),
            reason=f"{'within' if holds else 'beyond'}_{norm.bound}",
            expected=norm.amount_vnd,
            actual=used,
            values={"code": ("line", claim.line), "used": ("vnd", used), "norm": ("vnd", norm.amount_vnd)},
            source=norm.citation,
        )


def _norm_pairs(facts: Facts) -> Iterator[tuple[Claim, Norm]]:
    sources = {"local_and_social": "not_separated", "all": ""}
    for claim in facts.claims:
        for norm in facts.norms:
            same = claim.line == norm.line and claim.source == sources.get(norm.source, norm.source)
            if claim.kind == "norm" and same and norm.kind == "new":
                yield claim, norm


def check_unit_slip(facts: Facts) -> Iterator[Verdict]:
    """A stated total that holds once one component, or the total itself, is scaled by a thousand or a million."""
    for claim, stated in _stated(facts):
        parts = _parts(facts, claim)
        gap = stated - total(parts)
        slips = [slip for part in parts if gap and (slip := _part_slip(part, gap))]
        yield from slips or (_total_slip(claim, stated, total(parts)),)


def _part_slip(part: Entry, gap: int) -> Statement | None:
    right = part.amount_vnd + gap
    slip = _slip(part.amount_vnd, right)
    if not slip:
        return None
    return Statement(
        "error",
        (part.line,),
        slip,
        expected=right,
        actual=part.amount_vnd,
        values={"printed": ("text", part.as_printed), "sum": ("vnd", part.amount_vnd)},
        source=part.cell,
    )


def _total_slip(claim: Claim, stated: int, money: int) -> Verdict:
    subject = (claim.line or "total",)
    slip = _slip(stated, money)
    if not slip:
        return Held(subject)
    return Statement(
        "error",
        subject,
        f"total_{slip}",
        expected=money,
        actual=stated,
        values={"printed": ("text", claim.as_printed), "sum": ("vnd", money)},
        source=claim.cell,
    )


def _slip(seen: int, right: int) -> str:
    for factor, name in _SLIPS.items():
        if seen and (right == seen * factor or right * factor == seen):
            return name
    return ""


def check_carry_over(facts: Facts) -> Iterator[Verdict]:
    """Carried money against the closing balance of the year before, line by line.

    Without a ledger of the year before, the amount is stated and nothing is
    claimed about it.
    """
    money, before = carried(grants(facts.entries), facts.year), grants(brought_in(facts.booked, facts.year))
    if not money and not before:
        return
    if not before:
        amount = total(money)
        yield Statement("note", ("carried",), "not_verifiable", actual=amount, values={"sum": ("vnd", amount)})
        return
    opening = sums_by(before, lambda e: e.line)
    brought = sums_by(money, lambda e: e.line)
    for line in dict.fromkeys([*opening, *brought]):
        expected, actual = opening.get(line, 0), brought.get(line, 0)
        holds = expected == actual
        yield Statement(
            "note" if holds else "error",
            (line,),
            "holds" if holds else "differs",
            expected=expected,
            actual=actual,
            values={"code": ("line", line), "opening": ("vnd", expected), "sum": ("vnd", actual)},
        )


_SLIPPED = tuple(_SLIPS.values())
RULES = (
    CheckRule("stated_total", check_stated_totals, ("holds", "agrees", *SEVERITIES, "differs")),
    CheckRule("grand_total", check_grand_total, ("not_printed",)),
    CheckRule("source_total", check_source_totals, ("computed", "carried", "unlabelled")),
    CheckRule("norm_times_count", check_norms, ("holds", "differs", "differs_one_repair")),
    CheckRule("legal_norm", check_legal_norms, ("within_max", "beyond_max", "within_exact", "beyond_exact")),
    CheckRule("unit_slip", check_unit_slip, (*_SLIPPED, *(f"total_{slip}" for slip in _SLIPPED))),
    CheckRule("carry_over", check_carry_over, ("holds", "differs", "not_verifiable")),
)
