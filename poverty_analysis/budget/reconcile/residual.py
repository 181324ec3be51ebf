"""Name what no pass could match: too much, too little, carried over, short of a rule, or unexplained."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.budget.reconcile.covering_sets import undecided
from poverty_analysis.budget.reconcile.key_sums import KeySums
from poverty_analysis.budget.reconcile.result import Found, Group
from poverty_analysis.budget.reconcile.rules import Rules
from poverty_analysis.budget.reconcile.same_key import Case, copies

SEVERAL_SETS = "several_sets"
REPEATED = "repeated_voucher"


def settle(case: Case, sums: KeySums, rules: Rules, vouchers: Mapping[int, tuple[str, str]]) -> Iterator[Found | Group]:
    """What remains of a key, as groups where it adds up and as differences where it does not."""
    if not case.left and not case.right:
        return
    if not case.residual_vnd:
        yield _zero(case)
        return
    # A negative voucher that nothing answers would make the rest look smaller than it is.
    for row in [r for r, a in case.right.items() if a < 0]:
        yield _alone(case, row)
    if case.left or case.right:
        yield from _rest(case, sums, rules, REPEATED if copies(case.right, vouchers) else "")


def _zero(case: Case) -> Found | Group:
    amount, key = sum(case.left.values()), case.key
    returned = -sum(a for a in case.right.values() if a < 0)
    lefts, rights = case.take(tuple(case.left), tuple(case.right))
    if returned:
        return Found("reversal", "component", key, 0, lefts, rights, returned)
    if not lefts:
        return Found("not_in_plan", "residual", key, 0, (), rights)
    return Group("many_to_many", "component", key, amount, lefts, rights)


def _alone(case: Case, row: int) -> Found:
    amount = case.right[row]
    _, rights = case.take((), (row,))
    return Found("unexplained", "residual", case.key, amount, (), rights)


def _rest(case: Case, sums: KeySums, rules: Rules, note: str) -> Iterator[Found]:
    gap, key = case.residual_vnd, case.key
    # Asked before the rows are taken: afterwards nobody knows that there were two ways to read them.
    several = undecided(case.left, case.right)
    rows = case.take(tuple(case.left), tuple(case.right))
    if several:
        yield Found("ambiguous", "covering_set", key, gap, *rows, note=SEVERAL_SETS)
    elif gap > 0:
        yield Found(_too_much(key, sums, rules), "residual", key, gap, *rows, note=note)
    elif gap < 0:
        yield from _too_little(key, gap, rows, sums, rules, note)
    else:
        # Vouchers without explanation were taken out, and what stays adds up.
        yield Found("many_to_many", "component", key, 0, *rows)


def _too_much(key: int, sums: KeySums, rules: Rules) -> str:
    if not sums.right_count[key]:
        # The postings of the left side fall below nothing: nobody disbursed anything.
        return "unexplained"
    if key in rules.above_norm:
        return "unit_norm_exceeded"
    return "over_disbursed" if sums.left_count[key] else "not_in_plan"


def _too_little(
    key: int, gap: int, rows: tuple[tuple[int, ...], tuple[int, ...]], sums: KeySums, rules: Rules, note: str
) -> Iterator[Found]:
    # Never more than is missing: the rest of what was carried belongs to rows that agree.
    carried = min(-gap, max(0, rules.carried.get(key, 0)))
    if carried:
        yield Found("carry_over", "residual", key, -carried, *rows, note=note)
    if carried + gap == 0:
        return
    reason = "under_disbursed" if sums.right_count[key] else "missing_in_treasury"
    if key in rules.short:
        reason = "counterpart_short"
    yield Found(reason, "residual", key, gap + carried, *rows, note=note)
