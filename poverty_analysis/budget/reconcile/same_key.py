"""Match the rows of one key whose two sides do not add up to the same.

Every step takes rows out of the case; what is left goes on to the next.  Equal
amounts of one key are the same money, so which of them is matched does not
matter; whatever else could be matched in two ways is ambiguous and stays.  Rows
are found by their amounts, so that the time grows with the rows of a key.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from poverty_analysis.budget.reconcile.covering_sets import certain_covers
from poverty_analysis.budget.reconcile.result import Found, Group

SEVERAL_REASONS = "several_reasons"
_SLIPS = (1_000, 1_000_000)


@dataclass
class Case:
    """One key under work: positions and amounts of the rows not yet matched, and what was found so far."""

    key: int
    left: dict[int, int]
    right: dict[int, int]
    found: list[Found] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    repeated: set[int] = field(default_factory=set)
    settled: dict[int, int] = field(default_factory=dict)

    @property
    def residual_vnd(self) -> int:
        """Right less left of the rows not yet matched."""
        return sum(self.right.values()) - sum(self.left.values())

    def take(self, left: Iterable[int], right: Iterable[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Remove rows from the case."""
        lefts, rights = tuple(left), tuple(right)
        for row in lefts:
            del self.left[row]
        for row in rights:
            self.settled[row] = self.right.pop(row)
        return lefts, rights

    def match(self, situation: str, pass_name: str, left: Iterable[int], right: Iterable[int]) -> None:
        """Take rows of equal sums out as a matched group."""
        wanted = tuple(left)
        amount = sum(self.left[row] for row in wanted)
        lefts, rights = self.take(wanted, right)
        self.groups.append(Group(situation, pass_name, self.key, amount, lefts, rights))

    def explain(
        self,
        reason: str,
        pass_name: str,
        left: Iterable[int],
        right: Iterable[int],
        *,
        moved_vnd: int = 0,
        tolerance_vnd: int = 0,
        note: str = "",
    ) -> None:
        """Take rows out as a difference with a reason."""
        left, right = tuple(left), tuple(right)
        amount = sum(self.right[row] for row in right) - sum(self.left[row] for row in left)
        lefts, rights = self.take(left, right)
        self.found.append(Found(reason, pass_name, self.key, amount, lefts, rights, moved_vnd, tolerance_vnd, note))


def match_same_key(case: Case, vouchers: Mapping[int, tuple[str, str]], tolerance: int) -> None:
    """Try every pass inside one key; what stays is for the passes across keys.

    ``vouchers`` gives number and date of the right rows that have a number.
    """
    # Copies go first: paired as equal amounts they would use up rows that wait for true payments.
    _duplicates(case, vouchers)
    _equal_amounts(case)
    _signs(case)
    _within_tolerance(case, tolerance)
    _covering_sets(case)
    _slips(case)
    _whole(case, tolerance)


def copies(rows: Mapping[int, int], vouchers: Mapping[int, tuple[str, str]]) -> tuple[int, ...]:
    """Rows with the voucher number, date and amount of an earlier row."""
    seen: set[tuple[str, str, int]] = set()
    found: list[int] = []
    for row, amount in rows.items():
        if row in vouchers:
            voucher = (*vouchers[row], amount)
            if voucher in seen:
                found.append(row)
            seen.add(voucher)
    return tuple(found)


def _duplicates(case: Case, vouchers: Mapping[int, tuple[str, str]]) -> None:
    """Copies of a voucher, as long as more was booked than is due.

    Where it was not, equal lines of one voucher may be what they say: four
    houses at one price.
    """
    # Counted down as copies are taken, so that never more is called a copy than was booked too much.
    over = case.residual_vnd
    for row in copies(case.right, vouchers):
        amount = case.right[row]
        if over > 0 and amount > 0:
            over -= amount
            case.explain("duplicate_voucher", "voucher", (), (row,))
            case.repeated.add(row)


def rows_by_amount(rows: Mapping[int, int]) -> dict[int, deque[int]]:
    """Rows by their amount, in their order."""
    found: dict[int, deque[int]] = {}
    for row, amount in rows.items():
        found.setdefault(amount, deque()).append(row)
    return found


def _equal_amounts(case: Case) -> None:
    waiting = rows_by_amount(case.right)
    for row, amount in tuple(case.left.items()):
        if waiting.get(amount):
            case.match("exact", "one_to_one", (row,), (waiting[amount].popleft(),))


def _signs(case: Case) -> None:
    """Negative vouchers: a wrong sign where the same amount is due, a reversal where it was paid."""
    negative = [row for row, amount in case.right.items() if amount < 0]
    if not negative:
        return
    due, paid = rows_by_amount(case.left), rows_by_amount(case.right)
    # An amount that was settled may be what the return takes back; a copy that was taken out may not.
    done = {amount for row, amount in case.settled.items() if row not in case.repeated}
    for row in negative:
        amount = -case.right[row]
        # Both stories are possible, a wrong sign and a return: choosing would be guessing.
        if due.get(amount) and amount in done:
            case.explain("ambiguous", "one_to_one", (due[amount].popleft(),), (row,), note=SEVERAL_REASONS)
        elif due.get(amount):
            case.explain("sign_error", "one_to_one", (due[amount].popleft(),), (row,))
        elif paid.get(amount):
            case.explain("reversal", "one_to_one", (), (paid[amount].popleft(), row), moved_vnd=amount)
        elif amount in done:
            case.explain("reversal", "one_to_one", (), (row,), moved_vnd=amount)


def _slips(case: Case) -> None:
    """One amount a thousand or a million times the other."""
    due = rows_by_amount(case.left)
    for row, amount in tuple(case.right.items()):
        others = [other for other in _slipped(amount) if due.get(other)]
        # 1.000 may have been meant for 1.000.000 or for 1: with both waiting nothing is said.
        if len(others) == 1:
            case.explain("unit_million_vs_dong", "one_to_one", (due[others[0]].popleft(),), (row,))


def _slipped(amount: int) -> tuple[int, ...]:
    """The amounts that one may have been meant for."""
    smaller = tuple(amount // factor for factor in _SLIPS if amount % factor == 0)
    return (*(amount * factor for factor in _SLIPS), *smaller) if amount else ()


def _within_tolerance(case: Case, tolerance: int) -> None:
    """Pairs that differ by no more than the tolerance, where each is the other's only partner."""
    if tolerance <= 0:
        return
    partners = dict(_only_partners(case.left, case.right, tolerance))
    suitors = dict(_only_partners(case.right, case.left, tolerance))
    for row, partner in partners.items():
        # Only where the choice is mutual: within a wide tolerance a row may have one partner that has two.
        if suitors.get(partner) == row:
            case.explain("rounding", "tolerance", (row,), (partner,), tolerance_vnd=tolerance)


def _only_partners(rows: Mapping[int, int], others: Mapping[int, int], tolerance: int) -> Iterable[tuple[int, int]]:
    """Every row that has exactly one other within the tolerance, with that other."""
    ordered = sorted(others, key=lambda other: others[other])
    amounts = [others[other] for other in ordered]
    for row, amount in rows.items():
        first, end = bisect_left(amounts, amount - tolerance), bisect_right(amounts, amount + tolerance)
        if end - first == 1:
            yield row, ordered[first]


def _covering_sets(case: Case) -> None:
    """One row of a side that is exactly the sum of a set of the other; a set with a return in it is a reversal."""
    # Each round may leave one way for a row that had two.
    while covers := certain_covers(case.left, case.right):
        for cover in covers:
            one = cover.one == "left"
            left, right = ((cover.row,), cover.rows) if one else (cover.rows, (cover.row,))
            returned = -sum(case.right[row] for row in right if case.right[row] < 0)
            if returned and one:
                case.explain("reversal", "covering_set", left, right, moved_vnd=returned)
            else:
                case.match("one_to_many" if one else "many_to_one", "covering_set", left, right)


def _whole(case: Case, tolerance: int) -> None:
    """One slip among the vouchers of a key: all of its rows hold once that voucher is put right."""
    gap = case.residual_vnd
    if not case.left or not case.right or not gap:
        return
    # Twice the amount: a payment of 5 booked as -5 leaves the key 10 short.
    wrong_sign = [row for row, amount in case.right.items() if amount < 0 and 2 * amount == gap]
    wrong_unit = [row for row, amount in case.right.items() if any(amount - a == gap for a in _slipped(amount))]
    if len(wrong_sign) + len(wrong_unit) == 1:
        reason = "sign_error" if wrong_sign else "unit_million_vs_dong"
        case.explain(reason, "covering_set", case.left, case.right)
    elif abs(gap) <= tolerance:
        case.explain("rounding", "tolerance", case.left, case.right, tolerance_vnd=tolerance)
