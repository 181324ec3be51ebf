"""Counterpart money: every base that can be argued, and why no verdict follows.

The law sets a yearly minimum share of local budget money on the programme's
central support of a locality.  A district plan prints only a part of that, so
the shares here are arithmetic, each with its base, never a finding of breach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.budget.ledger import LOCAL_BUDGET, Entry, carried, central, is_carried, of_line, total
from poverty_analysis.checks.model import CheckRule, Facts, Statement, Verdict

# A plan that prints whole millions may be short of an exact share by less than one of them.
PRINTED_UNIT_VND = 1_000_000


@dataclass(frozen=True)
class Share:
    """Local money over central money, for one way of drawing the base.

    ``low`` and ``high`` differ where money is printed together with
    contributions and how much of it is budget is not said.  Shares are None
    when the base is 0.  The cells name the rows behind base and local money.
    """

    name: str
    base_vnd: int
    local_low_vnd: int
    local_high_vnd: int
    ratio: Fraction
    base_cells: tuple[str, ...] = ()
    local_cells: tuple[str, ...] = ()

    @property
    def low(self) -> Fraction | None:
        return Fraction(self.local_low_vnd, self.base_vnd) if self.base_vnd else None

    @property
    def high(self) -> Fraction | None:
        return Fraction(self.local_high_vnd, self.base_vnd) if self.base_vnd else None

    @property
    def required_vnd(self) -> Fraction:
        """Exact minimum, which may have a part of a đồng."""
        return self.ratio * self.base_vnd

    @property
    def shortfall_vnd(self) -> Fraction:
        """Exact amount missing to the minimum at the low end; 0 or less when none is."""
        return self.required_vnd - self.local_low_vnd


def unclear_lines(facts: Facts) -> tuple[str, ...]:
    """Lines whose local money is printed together with contributions."""
    return tuple(dict.fromkeys(e.line for e in facts.entries if e.source == "not_separated"))


def shares(facts: Facts) -> tuple[Share, ...]:
    """All bases: with and without carried money, with and without unclear lines.

    Returns none when no ratio is known for the province.
    """
    if facts.counterpart is None:
        return ()
    unclear = unclear_lines(facts)
    clear = tuple(e for e in facts.entries if e.line not in unclear)
    scopes = [("clear_with_carried", clear, True)]
    if carried(central(clear, facts.year, with_carried=True), facts.year):
        scopes.append(("clear_this_year", clear, False))
    if unclear:
        scopes.append(("all_with_carried", facts.entries, True))
    return tuple(_share(facts, name, scope, with_carried=old) for name, scope, old in scopes)


def line_shares(facts: Facts) -> tuple[tuple[str, Share], ...]:
    """The same arithmetic line by line, with carried money, without unclear lines."""
    if facts.counterpart is None:
        return ()
    unclear = unclear_lines(facts)
    codes = dict.fromkeys(e.line for e in facts.entries if e.line not in unclear)
    made = ((code, _share(facts, code, of_line(facts.entries, code), with_carried=True)) for code in codes)
    return tuple((code, share) for code, share in made if share.base_vnd)


def _share(facts: Facts, name: str, scope: tuple[Entry, ...], *, with_carried: bool) -> Share:
    base = central(scope, facts.year, with_carried=with_carried)
    # Money carried over is left out on both sides or on none.
    counted = tuple(e for e in scope if with_carried or not is_carried(e, facts.year))
    local = tuple(e for e in counted if e.source in (*LOCAL_BUDGET, "not_separated"))
    low = total(e for e in local if e.source in LOCAL_BUDGET)
    ratio = facts.counterpart.ratio if facts.counterpart else Fraction(0)
    cells = tuple(e.cell for e in base), tuple(e.cell for e in local)
    return Share(name, total(base), low, total(local), ratio, *cells)


def check_counterpart(facts: Facts) -> Iterator[Verdict]:
    """One note for every base, then the verdict: not determinable from a plan."""
    if facts.counterpart is None:
        yield Statement("note", ("counterpart",), "no_ratio")
        return
    for share in shares(facts):
        if share.low is None or share.high is None:
            continue
        reason = "range" if share.low != share.high else "under" if share.shortfall_vnd > 0 else "reached"
        yield Statement(
            "note",
            (share.name,),
            reason,
            expected=share.required_vnd,
            actual=share.local_low_vnd,
            values={
                "local": ("vnd", share.local_low_vnd),
                "local_high": ("vnd", share.local_high_vnd),
                "base": ("vnd", share.base_vnd),
                "share": ("share", share.low),
                "share_high": ("share", share.high),
                "ratio": ("ratio", share.ratio),
                "gap": ("vnd", share.shortfall_vnd),
                "unclear": ("lines", unclear_lines(facts)),
            },
            source=facts.counterpart.citation,
        )
    yield _verdict(facts)


def _verdict(facts: Facts) -> Statement:
    rule = facts.counterpart
    unclear = unclear_lines(facts)
    unlabelled = total(e for e in facts.entries if e.source == "central" and e.source_year == "not_stated")
    return Statement(
        "note",
        ("counterpart",),
        "not_determinable" if unclear or unlabelled else "not_determinable_from_one_plan",
        values={
            "unclear": ("lines", unclear) if unclear else ("text", "–"),
            "unclear_sum": ("vnd", total(e for e in facts.entries if e.source == "not_separated")),
            "unlabelled": ("vnd", unlabelled),
            "standing": ("words", f"counterpart.class_{'known' if rule and rule.class_verified else 'assumed'}"),
            "ratio": ("ratio", rule.ratio if rule else 0),
        },
        source=rule.citation if rule else "",
    )


def check_counterpart_lines(facts: Facts) -> Iterator[Verdict]:
    """Line by line; a gap under one printed unit is what rounding to it leaves."""
    for code, share in line_shares(facts):
        short = share.shortfall_vnd
        reason = "reached" if short <= 0 else "under_by_rounding" if short < PRINTED_UNIT_VND else "under"
        yield Statement(
            "note",
            (code,),
            reason,
            expected=share.required_vnd,
            actual=share.local_low_vnd,
            tolerance=PRINTED_UNIT_VND,
            values={
                "code": ("line", code),
                "local": ("vnd", share.local_low_vnd),
                "base": ("vnd", share.base_vnd),
                "share": ("share", share.low or 0),
                "ratio": ("ratio", share.ratio),
                "gap": ("vnd", abs(short)),
            },
            source=facts.counterpart.citation if facts.counterpart else "",
        )


RULES = (
    CheckRule(
        "counterpart",
        check_counterpart,
        ("under", "reached", "range", "not_determinable", "not_determinable_from_one_plan", "no_ratio"),
    ),
    CheckRule("counterpart_line", check_counterpart_lines, ("reached", "under_by_rounding", "under")),
)
