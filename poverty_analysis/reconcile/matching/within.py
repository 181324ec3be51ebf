"""Match the rows of one key whose two sides do not add up to the same.

Every step takes rows out of the case; what is left goes on to the next.  Equal
amounts of one key are the same money, so which of them is matched does not
matter; whatever else could be matched in two ways is ambiguous and stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from poverty_analysis.reconcile.matching.result import Found, Group

#: At most so many rows of the other side are tried for a covering set.
MOST_LINES = 8
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


def match_within(case: Case, vouchers: Mapping[int, tuple[object, object]], tolerance: int) -> None:
    """Try every pass inside one key; what stays is for the passes across keys.

    ``vouchers`` gives number and date of the right rows that have a number.
    """
    _duplicates(case, vouchers)
    _equal_amounts(case)
    _signs(case)
    _slips(case)
    _within_tolerance(case, tolerance)
    _covering_sets(case)
    _whole(case, tolerance)


def _duplicates(case: Case, vouchers: Mapping[int, tuple[object, object]]) -> None:
    """The same voucher number, date and amount more than once: every copy after the first."""
    seen: dict[tuple[object, object, int], int] = {}
    for row, amount in tuple(case.right.items()):
        if row not in vouchers:
            continue
        voucher = (*vouchers[row], amount)
        if voucher not in seen:
            seen[voucher] = row
        elif case.residual_vnd:
            case.explain("duplicate_voucher", "voucher", (), (row,))
            case.repeated.add(row)


def _equal_amounts(case: Case) -> None:
    waiting: dict[int, list[int]] = {}
    for row, amount in case.right.items():
        waiting.setdefault(amount, []).append(row)
    for row, amount in tuple(case.left.items()):
        if waiting.get(amount):
            case.match("exact", "one_to_one", (row,), (waiting[amount].pop(0),))


def _signs(case: Case) -> None:
    """Negative vouchers: a wrong sign where the same amount is due, a reversal where it was paid."""
    for row, amount in tuple(case.right.items()):
        if amount >= 0:
            continue
        due = [r for r, a in case.left.items() if a == -amount]
        paid = [r for r, a in case.right.items() if a == -amount]
        done = [r for r, a in case.settled.items() if a == -amount and r not in case.repeated]
        if due:
            case.explain("sign_error", "one_to_one", due[:1], (row,))
        elif paid:
            case.explain("reversal", "one_to_one", (), (paid[0], row), moved_vnd=-amount)
        elif done:
            case.explain("reversal", "one_to_one", (), (row,), moved_vnd=-amount)


def _slips(case: Case) -> None:
    """One amount a thousand or a million times the other."""
    for row, amount in tuple(case.right.items()):
        due = [r for r, a in case.left.items() if amount and _slipped(a, amount)]
        if len({case.left[r] for r in due}) == 1:
            case.explain("unit_million_vs_dong", "one_to_one", due[:1], (row,))


def _slipped(a: int, b: int) -> bool:
    return any(a == b * factor or a * factor == b for factor in _SLIPS)


def _within_tolerance(case: Case, tolerance: int) -> None:
    """Pairs that differ by no more than the tolerance, where each is the other's only partner."""
    if tolerance <= 0:
        return
    near = {row: [r for r, a in case.right.items() if abs(a - due) <= tolerance] for row, due in case.left.items()}
    suitors = Counter(r for partners in near.values() for r in partners)
    for row, partners in near.items():
        if len(partners) == 1 and suitors[partners[0]] == 1:
            case.explain("rounding", "tolerance", (row,), partners, tolerance_vnd=tolerance)


def _covering_sets(case: Case) -> None:
    """One row of a side that is exactly the sum of a set of the other, where only one set is."""
    for row in tuple(case.left):
        rows = unique_set(case.left[row], case.right)
        if rows:
            case.match("one_to_many", "covering_set", (row,), rows)
    for row in tuple(case.right):
        rows = unique_set(case.right[row], case.left)
        if rows:
            case.match("many_to_one", "covering_set", rows, (row,))


def _whole(case: Case, tolerance: int) -> None:
    """One slip among the vouchers of a key: all of its rows hold once that voucher is put right."""
    if not case.left or not case.right or not case.residual_vnd:
        return
    gap = case.residual_vnd
    wrong_sign = [r for r, a in case.right.items() if a < 0 and 2 * a == gap]
    wrong_unit = [r for r, a in case.right.items() if a and any(a - a * factor == gap for factor in _SLIPS)]
    if len(wrong_sign) == 1:
        case.explain("sign_error", "covering_set", case.left, case.right)
    elif len(wrong_unit) == 1:
        case.explain("unit_million_vs_dong", "covering_set", case.left, case.right)
    elif abs(gap) <= tolerance:
        case.explain("rounding", "tolerance", case.left, case.right, tolerance_vnd=tolerance)


def unique_set(wanted: int, rows: Mapping[int, int]) -> tuple[int, ...]:
    """The only set of two or more rows that adds up to ``wanted``; empty when none or several do.

    More than :data:`MOST_LINES` rows are not searched: all of them together are
    tried, and nothing else.
    """
    if len(rows) > MOST_LINES:
        return tuple(rows) if sum(rows.values()) == wanted else ()
    found = _first_two(_sets(wanted, rows), rows)
    return found[0] if len(found) == 1 else ()


def covering_sets(wanted: int, rows: Mapping[int, int]) -> int:
    """How many different sets of amounts add up to ``wanted``, at most 2; 0 for too many rows."""
    return len(_first_two(_sets(wanted, rows), rows)) if len(rows) <= MOST_LINES else 0


def _first_two(sets: Iterator[tuple[int, ...]], rows: Mapping[int, int]) -> list[tuple[int, ...]]:
    """Up to two sets that differ in their amounts: equal amounts of one key are the same money."""
    found: dict[tuple[int, ...], tuple[int, ...]] = {}
    for one in sets:
        found.setdefault(tuple(sorted(rows[row] for row in one)), one)
        if len(found) == 2:
            break
    return list(found.values())


def _sets(wanted: int, rows: Mapping[int, int]) -> Iterator[tuple[int, ...]]:
    names: Sequence[int] = tuple(rows)
    for size in range(2, len(names) + 1):
        yield from (one for one in combinations(names, size) if sum(rows[row] for row in one) == wanted)
