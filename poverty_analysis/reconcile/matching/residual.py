"""Name what no pass could match: too much, too little, carried over, short of a rule, or unexplained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.reconcile.matching.balanced import KeySums
from poverty_analysis.reconcile.matching.result import Found, Group
from poverty_analysis.reconcile.matching.sides import Sides
from poverty_analysis.reconcile.matching.within import Case, covering_sets

SEVERAL_SETS = "several_sets"


@dataclass(frozen=True)
class UnitNorm:
    """What one unit may cost: ``norm_vnd`` times ``count`` for all keys with these values."""

    values: Mapping[str, str]
    norm_vnd: int
    count: int


@dataclass(frozen=True)
class LeastCounterpart:
    """The least share of local money on central money, within keys that agree on ``within``."""

    ratio: Fraction
    local: Sequence[str]
    central: Sequence[str] = ("central",)
    within: Sequence[str] = ("line",)


@dataclass(frozen=True)
class Rules:
    """What is declared beside the two ledgers; amounts carried over are by key number."""

    carried: Mapping[int, int]
    norms: Sequence[UnitNorm]
    counterpart: LeastCounterpart | None


def settle(case: Case, sums: KeySums, sides: Sides, rules: Rules) -> Iterator[Found | Group]:
    """What remains of a key, as groups where it adds up and as differences where it does not."""
    if not case.left and not case.right:
        return
    if not case.residual_vnd:
        yield _zero(case)
        return
    for row in [r for r, a in case.right.items() if a < 0]:
        yield _alone(case, row)
    if case.left or case.right:
        yield from _rest(case, sums, sides, rules)


def _zero(case: Case) -> Found | Group:
    amount, key = sum(case.left.values()), case.key
    if case.left and not case.right:
        lefts, _ = case.take(tuple(case.left), ())
        return Group("many_to_many", "component", key, 0, lefts, ())
    moved = sum(a for a in case.right.values() if a > 0)
    lefts, rights = case.take(tuple(case.left), tuple(case.right))
    if not lefts:
        return Found("reversal", "component", key, 0, (), rights, moved)
    return Group("many_to_many", "component", key, amount, lefts, rights)


def _alone(case: Case, row: int) -> Found:
    amount = case.right[row]
    _, rights = case.take((), (row,))
    return Found("unexplained", "residual", case.key, amount, (), rights)


def _rest(case: Case, sums: KeySums, sides: Sides, rules: Rules) -> Iterator[Found]:
    gap, key = case.residual_vnd, case.key
    several = any(covering_sets(amount, case.right) > 1 for amount in case.left.values())
    several = several or any(covering_sets(amount, case.left) > 1 for amount in case.right.values())
    rows = case.take(tuple(case.left), tuple(case.right))
    if several:
        yield Found("ambiguous", "covering_set", key, gap, *rows, note=SEVERAL_SETS)
    elif gap > 0:
        yield Found(_too_much(key, sums, sides, rules), "residual", key, gap, *rows)
    elif gap < 0:
        yield from _too_little(key, gap, rows, sums, sides, rules)
    else:
        # Vouchers without explanation were taken out, and what stays adds up.
        yield Found("many_to_many", "component", key, 0, *rows)


def _too_much(key: int, sums: KeySums, sides: Sides, rules: Rules) -> str:
    values = dict(zip(sides.keys, sides.key(key), strict=True))
    for norm in rules.norms:
        if all(values.get(name) == value for name, value in norm.values.items()):
            chosen = sides.table[list(norm.values)] == list(norm.values.values())
            booked = int(sums.right_sum[chosen.all(axis=1).to_numpy(dtype=bool)].sum())
            if booked > norm.norm_vnd * norm.count:
                return "unit_norm_exceeded"
    return "over_disbursed" if sums.left_count[key] else "not_in_plan"


def _too_little(
    key: int, gap: int, rows: tuple[tuple[int, ...], tuple[int, ...]], sums: KeySums, sides: Sides, rules: Rules
) -> Iterator[Found]:
    carried = min(-gap, max(0, rules.carried.get(key, 0)))
    if carried:
        yield Found("carry_over", "residual", key, -carried, *rows)
    if carried + gap == 0:
        return
    reason = "under_disbursed" if sums.right_count[key] else "missing_in_treasury"
    if _short(key, sums, sides, rules.counterpart):
        reason = "counterpart_short"
    yield Found(reason, "residual", key, gap + carried, *rows)


def _short(key: int, sums: KeySums, sides: Sides, rule: LeastCounterpart | None) -> bool:
    if rule is None or "source" not in sides.keys:
        return False
    values = dict(zip(sides.keys, sides.key(key), strict=True))
    if values["source"] not in rule.local:
        return False
    same = [sides.table[name] == values[name] for name in rule.within]
    inside = ~sides.table["source"].isna()
    for one in same:
        inside &= one
    local, central = (
        int(sums.right_sum[(inside & sides.table["source"].isin(list(names))).to_numpy(dtype=bool)].sum())
        for names in (rule.local, rule.central)
    )
    return local < rule.ratio * central
