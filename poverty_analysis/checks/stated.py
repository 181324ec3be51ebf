"""Rules about what a text says without the figures behind it: bare rates, thresholds, counts of things."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Verdict
from poverty_analysis.checks.printed import has_total, totals_of, value_of
from poverty_analysis.plan.claims import Claim
from poverty_analysis.values.rates import Totals, common, household_counts

# What a text counts that the plan, the law or the map of units has too.
_COUNTED = ("cause", "access", "child_units")


def _of_kind(facts: Facts, kind: str) -> tuple[Claim, ...]:
    return tuple(c for c in facts.claims if c.kind == kind)


def check_bare_rates(facts: Facts) -> Iterator[Verdict]:
    """Rates printed with neither count nor whole, and what they would mean of each possible whole."""
    for claim in _of_kind(facts, "bare_rate"):
        peers = tuple(c for c in _of_kind(facts, "rate") if (c.place, c.year) == (claim.place, claim.year))
        totals = common(totals_of(c) for c in peers if has_total(c))
        poor = next((int(c.part or 0) for c in peers if c.subject == "poor"), 0)
        values: dict[str, Said] = {"printed": ("text", claim.as_printed), "line": ("count", claim.source_line or 0)}
        known = bool(peers) and bool(poor) and not totals.empty and totals.high is not None
        if known:
            values |= _meanings(claim, totals, poor)
        reason = "two_wholes" if known else "no_whole"
        if known and not household_counts(value_of(claim), Totals(poor, poor)):
            reason = "all_alone"
        yield Statement("note", (claim.claim,), reason, values=values, source=claim.document)


def _meanings(claim: Claim, totals: Totals, poor: int) -> dict[str, Said]:
    """How many households a rate is of all and of the poor; its own rounding widens both."""
    of_all = household_counts(value_of(claim), totals)
    of_poor = household_counts(value_of(claim), Totals(poor, poor))
    return {
        "low": ("count", of_all[0] if of_all else 0),
        "high": ("count", of_all[-1] if of_all else 0),
        "fewest": ("count", totals.low),
        "most": ("count", totals.high or 0),
        "of_poor": ("text", "-".join(str(n) for n in dict.fromkeys((of_poor[0], of_poor[-1]))))
        if of_poor
        else ("text", ""),
        "poor": ("count", poor),
    }


def check_bounds(facts: Facts) -> Iterator[Verdict]:
    """One group that the text draws with two thresholds: "50 % or more" here, "more than 50 %" there."""
    first: dict[str, Claim] = {}
    for claim in _of_kind(facts, "bound"):
        other = first.setdefault(claim.group, claim)
        if (claim.subject, claim.value) == (other.subject, other.value):
            yield Held((claim.claim,))
        else:
            values: dict[str, Said] = {
                "printed": ("text", claim.as_printed),
                "line": ("count", claim.source_line or 0),
                "other": ("text", other.as_printed),
                "other_line": ("count", other.source_line or 0),
            }
            yield Statement("warning", (claim.claim,), "two_thresholds", values=values, source=claim.document)


def check_counts(facts: Facts) -> Iterator[Verdict]:
    """Counts of things against how many of them the plan names, the law has, or there are."""
    for claim in _counted(facts):
        found, stated = facts.counted[claim.subject], claim.count or 0
        values: dict[str, Said] = {
            "printed": ("text", claim.as_printed),
            "line": ("count", claim.source_line or 0),
            "found": ("count", found),
        }
        reason = "holds" if found == stated else f"differs_{claim.subject}"
        yield Statement("note", (claim.claim,), reason, stated, found, values=values, source=claim.document)


def _counted(facts: Facts) -> tuple[Claim, ...]:
    return tuple(c for c in _of_kind(facts, "stated_count") if c.subject in _COUNTED and c.subject in facts.counted)


def check_border(facts: Facts) -> Iterator[Verdict]:
    """Baselines of before the plan's first year that were counted in other child units than it has."""
    if "child_units_before" not in facts.counted:
        return
    subject, then, now = ("child_units",), facts.counted["child_units_before"], facts.counted.get("child_units", 0)
    if then == now:
        yield Held(subject)
    else:
        first = min(facts.years, default=facts.year)
        values: dict[str, Said] = {"year": ("text", str(first - 1)), "then": ("count", then), "now": ("count", now)}
        yield Statement("note", subject, "changed", then, now, values=values)


RULES = (
    CheckRule("bare_rate", check_bare_rates, ("two_wholes", "all_alone", "no_whole")),
    CheckRule("threshold", check_bounds, ("two_thresholds",)),
    CheckRule("stated_count", check_counts, ("holds", *(f"differs_{what}" for what in _COUNTED))),
    CheckRule("border", check_border, ("changed",)),
)
