"""Rules about figures a document prints of itself: rates, shares, sums, flows, averages.

Each names the exact residual and, where one explains it, the slip that makes
the printed figure; a figure that follows from its counts at the printed number
of decimals is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Subject, Verdict
from poverty_analysis.inputs.rows.results import CLASSES
from poverty_analysis.plan.claims import Claim
from poverty_analysis.values.precision import Span, fit_sum, number_span
from poverty_analysis.values.problems import Severity
from poverty_analysis.values.rates import (
    Rounding,
    Totals,
    common,
    cut_off,
    decimals_of,
    fit,
    half_up,
    household_totals,
)

_PERCENT = 100
_SUMS = {"sum": "differs", "flow": "does_not_close"}
#: How serious it is that a number was rounded in an unusual way; anything else is an error.
SEVERITIES: Mapping[str, Severity] = {"rounding": "note", "tie": "note", "truncated": "warning"}


def _of_kind(facts: Facts, *kinds: str) -> tuple[Claim, ...]:
    return tuple(c for c in facts.claims if c.kind in kinds and c.value is not None)


def span_of(facts: Facts, claim: Claim) -> Span:
    """What the words of a claim allow of its number."""
    return number_span(value_of(claim), claim.as_printed, facts.convention)


def value_of(claim: Claim) -> Decimal:
    """The number of a claim, with the decimals it is printed with; 0 without one."""
    # Not "or": 0.00 is false and would lose its two decimals.
    return Decimal(0) if claim.value is None else claim.value


def _subject(claim: Claim) -> Subject:
    return tuple(text for text in (claim.place, claim.year, claim.subject) if text) or (claim.claim,)


def _place(claim: Claim) -> Subject:
    return tuple(text for text in (claim.place, claim.year) if text) or (claim.claim,)


def _named(subject: Subject) -> Said:
    return ("text", "/".join(subject))


def _exact(claim: Claim) -> Fraction | None:
    """Part over base, in per cent but for an average; None without a base or over 0."""
    if claim.part is None or not claim.base:
        return None
    return Fraction(claim.part) / Fraction(claim.base) * (1 if claim.kind == "average" else _PERCENT)


def _gives(part: Decimal | int | None, base: Decimal | int | None, claim: Claim) -> bool:
    """Whether ``part`` over ``base`` is what the claim prints, rounded half up."""
    if part is None or not base or claim.value is None:
        return False
    scale = 1 if claim.kind == "average" else _PERCENT
    return fit(Fraction(part) / Fraction(base) * scale, claim.value, decimals_of(claim.value)) == "holds"


def check_quotients(facts: Facts, *kinds: str) -> Iterator[Verdict]:
    """Printed rates, shares or averages against their counts."""
    for claim in _of_kind(facts, *kinds):
        exact = _exact(claim)
        if exact is None or claim.value is None:
            continue
        found, allowed = str(fit(exact, claim.value, decimals_of(claim.value))), span_of(facts, claim)
        if allowed.worded:
            found = "holds" if allowed.holds(exact) else "differs"
        yield Held(_subject(claim)) if found == "holds" else _quotient(facts, claim, exact, found)


def _quotient(facts: Facts, claim: Claim, exact: Fraction, found: str) -> Statement:
    reason, other = (found, ()) if found in SEVERITIES else _slip(facts, claim)
    printed = Fraction(value_of(claim))
    expected = exact if span_of(facts, claim).worded else half_up(exact, decimals_of(value_of(claim)))
    values: dict[str, Said] = {
        "what": _named(_subject(claim)),
        "printed": ("text", claim.as_printed),
        "part": ("number", Fraction(claim.part or 0)),
        "base": ("number", Fraction(claim.base or 0)),
        "computed": ("number", exact),
        "gap": ("number", printed - expected),
        "other": _named(other),
    }
    severity = SEVERITIES.get(reason, "error")
    return Statement(severity, _subject(claim), reason, expected, printed, values=values, source=claim.document)


def _slip(facts: Facts, claim: Claim) -> tuple[str, Subject]:
    """The first slip that makes the printed figure, and the claim or number it involves."""
    if claim.kind == "average":
        years = int(claim.base or 0)
        wrong = next((n for n in (years + 1, years - 1) if n > 0 and _gives(claim.part, n, claim)), 0)
        return ("wrong_years", (str(wrong),)) if wrong else ("differs", ())
    rates = tuple(c for c in _of_kind(facts, "rate", "share") if c is not claim)
    slips = (
        ("reused", _older(rates, claim)),
        ("copied_rate", _same_rate(rates, claim)),
        ("copied_count", _foreign_count(rates, claim)),
        ("is_share", _sibling(rates, claim)),
    )
    return next(((reason, _subject(other)) for reason, other in slips if other is not None), ("differs", ()))


def _older(rates: Iterable[Claim], claim: Claim) -> Claim | None:
    """The same figure of another year that prints the same number."""
    key = (claim.place, claim.subject, claim.value)
    return next((c for c in rates if (c.place, c.subject, c.value) == key and c.year != claim.year), None)


def _same_rate(rates: Iterable[Claim], claim: Claim) -> Claim | None:
    """The same figure of another unit that prints the same number."""
    key = (claim.year, claim.subject, claim.value)
    return next((c for c in rates if (c.year, c.subject, c.value) == key and c.place != claim.place), None)


def _foreign_count(rates: Iterable[Claim], claim: Claim) -> Claim | None:
    """Another unit whose count, or whose total, gives the printed number here."""
    others = (c for c in rates if c.place != claim.place and c.year == claim.year and c.subject == claim.subject)
    return next((c for c in others if _gives(c.part, claim.base, claim) or _gives(claim.part, c.base, claim)), None)


def _sibling(rates: Iterable[Claim], claim: Claim) -> Claim | None:
    """Another class of the same households: the number is a share of it, or of both together."""
    same = (c for c in rates if (c.place, c.year) == (claim.place, claim.year))
    both = ((c, c.part + (claim.part or 0)) for c in same if c.part is not None)
    return next((c for c, sum_ in both if _gives(claim.part, sum_, claim) or _gives(claim.part, c.part, claim)), None)


def check_rates(facts: Facts) -> Iterator[Verdict]:
    """Every printed rate with its count and its total."""
    return check_quotients(facts, "rate")


def check_shares(facts: Facts) -> Iterator[Verdict]:
    """Every printed share with its part and its whole."""
    return check_quotients(facts, "share")


def check_averages(facts: Facts) -> Iterator[Verdict]:
    """Every printed yearly average with its total and its number of years."""
    return check_quotients(facts, "average")


def check_household_totals(facts: Facts) -> Iterator[Verdict]:
    """Whether one household total can give all rates printed for a unit and year."""
    for claims in _populations(facts):
        bases = {int(c.base) for c in claims if c.base}
        parts = {c.subject: int(c.part or 0) for c in claims if c.subject in CLASSES}
        for base in sorted(bases):
            fits = sum(parts.values()) <= base
            yield Held(_place(claims[0])) if fits else _beyond(claims[0], sum(parts.values()), base)
        if not bases and len(claims) > 1:
            yield _common_total(facts, claims, sum(parts.values()))


def _populations(facts: Facts) -> tuple[tuple[Claim, ...], ...]:
    """Rates with a count, by unit and year; a change has no total and takes no part."""
    found: dict[tuple[str, str], tuple[Claim, ...]] = {}
    for claim in _of_kind(facts, "rate"):
        if has_total(claim) and not span_of(facts, claim).worded:
            found[claim.place, claim.year] = (*found.get((claim.place, claim.year), ()), claim)
    return tuple(found.values())


def _beyond(claim: Claim, parts: int, base: int) -> Statement:
    values: Mapping[str, Said] = {
        "what": _named(_place(claim)),
        "sum": ("count", parts),
        "base": ("count", base),
        "gap": ("count", parts - base),
    }
    return Statement("error", _place(claim), "beyond", base, parts, values=values, source=claim.document)


def _common_total(facts: Facts, claims: tuple[Claim, ...], least: int) -> Verdict:
    floor = Totals(least, None)
    rounded = tuple(totals_of(c) for c in claims)
    found = common((floor, *rounded))
    rates = "; ".join(f"{c.part} = {c.as_printed}" for c in claims)
    place, source = _place(claims[0]), claims[0].document
    values: dict[str, Said] = {"what": _named(place), "rates": ("text", rates)}
    if not found.empty:
        if found.high is None:
            return Held(place)
        values |= {"low": ("count", found.low), "high": ("count", found.high)}
        return Statement("note", place, "computed", values=values, source=source)
    cut = common((floor, *(totals_of(c, truncated=True) for c in claims)))
    if not cut.empty:
        values |= {"low": ("count", cut.low), "high": ("count", cut.high if cut.high is not None else cut.low)}
        return Statement("warning", place, "truncated", values=values, source=source)
    return _impossible(facts, claims, found, values)


def has_total(claim: Claim) -> bool:
    """Whether a rate can be one of some household total: it has a count, and neither is below 0."""
    return claim.part is not None and claim.part >= 0 and value_of(claim) >= 0


def totals_of(claim: Claim, *, truncated: bool = False) -> Totals:
    """The household totals of which a claim's count is its printed rate."""
    value = value_of(claim)
    rounding: Rounding = "truncated" if truncated else "half_up"
    return household_totals(int(claim.part or 0), value, decimals_of(value), rounding)


def _impossible(facts: Facts, claims: tuple[Claim, ...], found: Totals, values: Mapping[str, Said]) -> Statement:
    """No total gives all rates; a rate that an earlier year already printed is named."""
    rates = _of_kind(facts, "rate")
    old = next((o for c in claims if (o := _older((r for r in rates if r is not c), c)) is not None), None)
    high = found.high if found.high is not None else found.low
    said: dict[str, Said] = {
        **values,
        "low": ("count", found.low),
        "high": ("count", high),
        "gap": ("count", found.low - high),
        "other": _named(_subject(old) if old else ()),
    }
    reason = "reused" if old else "impossible"
    return Statement("error", _place(claims[0]), reason, high, found.low, values=said, source=claims[0].document)


def check_sums(facts: Facts) -> Iterator[Verdict]:
    """Every printed whole against its parts, and every flow against its closing stock.

    The parts are the claims of kind ``part`` in the same group; what leaves is
    negative.  A whole without parts is passed over.  What the rounding of the
    printed numbers explains is a note, see :func:`poverty_analysis.values.precision.fit_sum`.
    """
    for claim in _of_kind(facts, *_SUMS):
        parts = tuple(c for c in _of_kind(facts, "part") if c.group == claim.group)
        added = sum((Fraction(c.value or 0) for c in parts), Fraction(0))
        printed = Fraction(claim.value or 0)
        found = fit_sum([span_of(facts, c) for c in parts], span_of(facts, claim))
        if parts:
            yield Held(_subject(claim)) if found == "holds" else _sum(claim, parts, added, printed, found)


def _sum(claim: Claim, parts: tuple[Claim, ...], added: Fraction, printed: Fraction, found: str) -> Statement:
    swapped = [c for c in (claim, *parts) if _swaps(c, printed - added if c is not claim else added - printed)]
    values: Mapping[str, Said] = {
        "what": _named(_subject(claim)),
        "printed": ("text", claim.as_printed),
        "sum": ("number", added),
        "gap": ("number", added - printed),
        "other": ("text", "; ".join(c.as_printed for c in swapped)),
        "parts": ("count", len(parts)),
    }
    reason = found if found in SEVERITIES else "swapped_digits" if swapped else _SUMS[claim.kind]
    severity = SEVERITIES.get(reason, "error")
    return Statement(severity, _subject(claim), reason, printed, added, values=values, source=claim.document)


def _swaps(claim: Claim, gap: Fraction) -> bool:
    """Whether two neighbouring digits of a printed number, exchanged, make up ``gap``."""
    text = str(claim.value)
    for at in range(len(text) - 1):
        pair = text[at : at + 2]
        if pair.isdigit() and Fraction(text[:at] + pair[::-1] + text[at + 2 :]) - Fraction(text) == gap:
            return True
    return False


def check_rate_counts(facts: Facts) -> Iterator[Verdict]:
    """Every count printed as a rate of a total.

    A rate printed with decimals is taken as rounded at its last one, a whole
    per cent as exact; the count may be rounded either way to a whole one.
    """
    for claim in _of_kind(facts, "rate_count"):
        if claim.part is None or claim.base is None:
            continue
        decimals = decimals_of(claim.part)
        slack = Fraction(1, 2 * 10**decimals) if decimals else Fraction(0)
        bounds = [(Fraction(claim.part) + side * slack) * Fraction(claim.base) / _PERCENT for side in (-1, 1)]
        low, high = cut_off(bounds[0], 0), -(-bounds[1] // 1)
        printed = Fraction(claim.value or 0)
        allowed = span_of(facts, claim)
        worded = allowed.worded and any(allowed.holds(Fraction(bound)) for bound in (low, high))
        yield (
            Held(_subject(claim))
            if worded or low <= printed <= high
            else _rate_count(claim, int(low), int(high), printed)
        )


def _rate_count(claim: Claim, low: int, high: int, printed: Fraction) -> Statement:
    expected = half_up(Fraction(claim.part or 0) * Fraction(claim.base or 0) / _PERCENT, 0)
    values: Mapping[str, Said] = {
        "what": _named(_subject(claim)),
        "printed": ("text", claim.as_printed),
        "rate": ("number", Fraction(claim.part or 0)),
        "base": ("number", Fraction(claim.base or 0)),
        "expected": ("number", expected),
        "low": ("count", low),
        "high": ("count", high),
        "gap": ("number", printed - expected),
    }
    return Statement("error", _subject(claim), "differs", expected, printed, values=values, source=claim.document)


_QUOTIENT = ("truncated", "tie", "differs")
_SLIPPED = ("reused", "copied_rate", "copied_count", "is_share")
RULES = (
    CheckRule("printed_rate", check_rates, (*_QUOTIENT, *_SLIPPED)),
    CheckRule("household_total", check_household_totals, ("computed", "truncated", "reused", "impossible", "beyond")),
    CheckRule("printed_share", check_shares, (*_QUOTIENT, *_SLIPPED)),
    CheckRule("printed_sum", check_sums, (*_SUMS.values(), *SEVERITIES, "swapped_digits")),
    CheckRule("rate_times_count", check_rate_counts, ("differs",)),
    CheckRule("average_over_years", check_averages, (*_QUOTIENT, "wrong_years")),
)
