"""Assignment of targets ("giao chỉ tiêu"): whole households to child units, from their own proposals.

Every unit gets at least its floor and at most its ceiling, the sum is exact,
and what is wished for is met as closely as whole households allow.

The rule, in order:

1. A unit's wish is its proposal; without one it is its part of the poor
   households able to escape.
2. Wishes are scaled by one factor, and cut at floor and ceiling, so that they
   add up to the total (the factor is found exactly, in fractions).
3. Parts of a household are rounded down, and the households left go one each
   to the largest remainders; among equal remainders to the larger wish, then
   to the smaller code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from poverty_analysis.plan.assignment.model import (
    Assigned,
    Assignment,
    GroupRule,
    Infeasible,
    Proposal,
    wish,
)
from poverty_analysis.plan.assignment.sectors import (
    CausePart,
    by_cause,
    by_sector,
    share_causes,
    verify_causes,
    without_causes,
)

__all__ = [
    "Assigned",
    "Assignment",
    "CausePart",
    "GroupRule",
    "Infeasible",
    "Proposal",
    "assign",
    "by_cause",
    "by_sector",
    "share_causes",
    "verify",
    "verify_causes",
    "wish",
    "without_causes",
]


def assign(proposals: Sequence[Proposal], total: int, rules: Sequence[GroupRule] = ()) -> Assignment:
    """Share ``total`` households out among child units.

    Parameters
    ----------
    proposals : sequence of Proposal
        One a unit; the order does not matter for the result.
    total : int
        Households to escape poverty in all units together, 0 or more.
    rules : sequence of GroupRule
        A unit may stand in one group that has a rule, not in two.

    Returns
    -------
    Assignment
        The rows add up to ``total`` and lie between floor and ceiling; every
        group reaches its least.  When that cannot be, ``impossible`` names
        each obstacle and the rows are empty.

    Raises
    ------
    ValueError
        For a negative count, a unit given twice, or one in two groups with rules.
    """
    _refuse_wrong(proposals, total, rules)
    obstacles = (*_crossed(proposals), *_groups_beyond(proposals, rules))
    least = {} if obstacles else _least(proposals, rules)
    obstacles = obstacles or tuple(_total_beyond(proposals, total, least))
    if obstacles:
        return Assignment((), obstacles)
    exact = _in_groups(proposals, total, rules, least)
    whole = _rounded_in_groups(proposals, exact, rules, total)
    plain = dict(zip((one.unit for one in proposals), _scaled(proposals, total), strict=True))
    return Assignment(tuple(_row(one, whole[one.unit], exact[one.unit], plain[one.unit]) for one in proposals), ())


def _row(one: Proposal, whole: int, exact: Fraction, plain: Fraction) -> Assigned:
    return Assigned(one.unit, one.name, one.proposed, whole, one.floor, one.ceiling, exact, exact > plain)


def verify(
    proposals: Sequence[Proposal], assigned: Mapping[str, int], total: int, rules: Sequence[GroupRule] = ()
) -> tuple[Infeasible, ...]:
    """What does not hold in an assignment somebody changed by hand; empty when all holds.

    ``sum_differs`` from the total, ``above_ceiling`` and ``below_floor`` by
    unit, ``group_below_least`` by group.  A unit without a number has 0.
    """
    _refuse_wrong(proposals, total, rules)
    given = [(one, assigned.get(one.unit, 0)) for one in proposals]
    found: list[Infeasible] = []
    sum_ = sum(count for _, count in given)
    if sum_ != total:
        found.append(Infeasible("sum_differs", "", sum_, total))
    found += [Infeasible("above_ceiling", one.unit, n, one.ceiling) for one, n in given if n > one.ceiling]
    found += [Infeasible("below_floor", one.unit, n, one.floor) for one, n in given if n < one.floor]
    for rule in rules:
        members = _members(proposals, rule.group)
        got, least = sum(assigned.get(one.unit, 0) for one in members), rule.least(members)
        if got < least:
            found.append(Infeasible("group_below_least", rule.group, got, least))
    return tuple(found)


def _refuse_wrong(proposals: Sequence[Proposal], total: int, rules: Sequence[GroupRule]) -> None:
    if total < 0:
        raise ValueError(f"total: expected 0 or more, got {total}")
    codes = [one.unit for one in proposals]
    if len(set(codes)) != len(codes):
        raise ValueError(f"proposals: unit given twice: {sorted({c for c in codes if codes.count(c) > 1})}")
    ruled = {rule.group for rule in rules}
    for one in proposals:
        counts = (one.poor, one.able, one.proposed or 0, one.low or 0, one.high or 0, one.households or 0)
        if min(counts) < 0:
            raise ValueError(f"proposals: {one.unit}: expected counts of 0 or more")
        if len(ruled & set(one.groups)) > 1:
            raise ValueError(f"proposals: {one.unit} stands in several groups with rules")


def _crossed(proposals: Sequence[Proposal]) -> tuple[Infeasible, ...]:
    crossed = (one for one in proposals if one.floor > one.ceiling)
    return tuple(Infeasible("floor_above_ceiling", one.unit, one.floor, one.ceiling) for one in crossed)


def _members(proposals: Sequence[Proposal], group: str) -> tuple[Proposal, ...]:
    return tuple(one for one in proposals if group in one.groups)


def _groups_beyond(proposals: Sequence[Proposal], rules: Sequence[GroupRule]) -> tuple[Infeasible, ...]:
    found: list[Infeasible] = []
    for rule in rules:
        members = _members(proposals, rule.group)
        asked, possible = rule.least(members), sum(one.ceiling for one in members)
        if asked > possible:
            found.append(Infeasible("group_above_ceilings", rule.group, asked, possible))
    return tuple(found)


def _least(proposals: Sequence[Proposal], rules: Sequence[GroupRule]) -> dict[str, int]:
    return {rule.group: rule.least(_members(proposals, rule.group)) for rule in rules}


def _total_beyond(proposals: Sequence[Proposal], total: int, least: Mapping[str, int]) -> Iterable[Infeasible]:
    most = sum(one.ceiling for one in proposals)
    if total > most:
        yield Infeasible("total_above_ceilings", "", total, most)
    free = [one for one in proposals if not set(one.groups) & set(least)]
    groups = sum(max(asked, sum(one.floor for one in _members(proposals, g))) for g, asked in least.items())
    fewest = groups + sum(one.floor for one in free)
    if total < fewest:
        yield Infeasible("total_below_floors", "", total, fewest)


def _in_groups(
    proposals: Sequence[Proposal], total: int, rules: Sequence[GroupRule], least: Mapping[str, int]
) -> dict[str, Fraction]:
    """Exact shares; a group that would fall short gets its least first, and the others share the rest."""
    fixed: dict[str, Fraction] = {}
    while True:
        rest = [one for one in proposals if one.unit not in fixed]
        left = total - sum(fixed.values(), Fraction(0))
        shares = dict(zip((one.unit for one in rest), _scaled(rest, left), strict=True))
        short = [rule for rule in rules if _falls_short(proposals, rule, least[rule.group], shares)]
        if not short:
            return fixed | shares
        for rule in short:
            members = _members(proposals, rule.group)
            parts = _scaled(members, max(least[rule.group], sum(one.floor for one in members)))
            fixed |= dict(zip((one.unit for one in members), parts, strict=True))


def _falls_short(proposals: Sequence[Proposal], rule: GroupRule, least: int, shares: Mapping[str, Fraction]) -> bool:
    members = [one.unit for one in _members(proposals, rule.group)]
    return bool(members) and all(name in shares for name in members) and sum(shares[name] for name in members) < least


def _scaled(proposals: Sequence[Proposal], total: Fraction | int) -> list[Fraction]:
    """Wishes times one factor, cut at floor and ceiling, that add up to ``total``.

    The sum grows with the factor and is linear between the factors at which a
    unit meets a bound, so that the right factor lies between two of those.
    Units without a wish take what the others cannot, in proportion to their room.
    """
    wishes = [wish(one) for one in proposals]
    at = sorted(
        {Fraction(0), *(b / w for w, one in zip(wishes, proposals, strict=True) if w for b in (one.floor, one.ceiling))}
    )
    before = _cut(proposals, wishes, at[0])
    for factor in at[1:]:
        after = _cut(proposals, wishes, factor)
        if sum(after) >= total:
            return _between(before, after, Fraction(total))
        before = after
    return _between(before, [Fraction(one.ceiling) for one in proposals], Fraction(total))


def _cut(proposals: Sequence[Proposal], wishes: Sequence[Fraction], factor: Fraction) -> list[Fraction]:
    pairs = zip(wishes, proposals, strict=True)
    return [min(max(w * factor, Fraction(one.floor)), Fraction(one.ceiling)) for w, one in pairs]


def _between(low: Sequence[Fraction], high: Sequence[Fraction], total: Fraction) -> list[Fraction]:
    room = sum(high) - sum(low)
    part = (total - sum(low)) / room if room else Fraction(0)
    return [a + (b - a) * part for a, b in zip(low, high, strict=True)]


def _rounded_in_groups(
    proposals: Sequence[Proposal], exact: Mapping[str, Fraction], rules: Sequence[GroupRule], total: int
) -> dict[str, int]:
    """Whole households: groups with a rule first, rounded up as a whole, so that they keep their least."""
    whole: dict[str, int] = {}
    for rule in rules:
        members = _members(proposals, rule.group)
        sum_ = sum((exact[one.unit] for one in members), Fraction(0))
        whole |= _rounded(members, exact, min(-(-sum_.numerator // sum_.denominator), total - sum(whole.values())))
    rest = [one for one in proposals if one.unit not in whole]
    return whole | _rounded(rest, exact, total - sum(whole.values()))


def _rounded(proposals: Sequence[Proposal], exact: Mapping[str, Fraction], total: int) -> dict[str, int]:
    """Largest remainder; never above a ceiling, never below a floor."""
    whole = {one.unit: exact[one.unit].numerator // exact[one.unit].denominator for one in proposals}
    order = sorted(proposals, key=lambda one: (whole[one.unit] - exact[one.unit], -wish(one), one.unit))
    left = total - sum(whole.values())
    while left:
        step = 1 if left > 0 else -1
        open_ = [one for one in order if one.floor <= whole[one.unit] + step <= one.ceiling]
        for one in open_ if left > 0 else reversed(open_):
            if left:
                whole[one.unit] += step
                left -= step
    return whole
