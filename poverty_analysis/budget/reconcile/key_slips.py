"""Money booked in the right amount under the wrong source, capital, year or line.

A voucher left over under one key answers a gap under another when the keys
differ in exactly one of these columns, the amount is the same to the đồng, and
no other pair of rows could say the same.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from poverty_analysis.budget.reconcile.result import Found
from poverty_analysis.budget.reconcile.same_key import Case, rows_by_amount
from poverty_analysis.budget.reconcile.sides import Sides

#: Which reason a difference in one column gives.
MISPOSTED = {"source": "wrong_source", "capital": "wrong_capital", "source_year": "wrong_year", "line": "wrong_line"}
SEVERAL = "several_partners"

#: All that is missing under a key, where no single row of it has the amount.
_REST = -1

Blanked = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class Offer:
    """A surplus under a key: one voucher left over, or all of a key's vouchers together."""

    key: int
    rows: tuple[int, ...]
    amount_vnd: int


@dataclass(frozen=True)
class Gap:
    """What a surplus could fill: the rows of one amount under a key, or all that is missing there."""

    key: int
    amount_vnd: int
    reason: str


Fits = Mapping[Offer, Sequence[Gap]]
#: Rows of the left side by key and amount.
Due = Mapping[int, Mapping[int, deque[int]]]


def match_key_slips(cases: Mapping[int, Case], sides: Sides) -> tuple[Found, ...]:
    """Pair surpluses with gaps of other keys; rows of accepted and of ambiguous pairs leave their cases."""
    columns = {place: MISPOSTED[name] for place, name in enumerate(sides.keys) if name in MISPOSTED}
    fits = dict(_fits(cases, sides, columns))
    # Rows of the left side are consumed as pairs are accepted; only keys that some surplus fits are looked at.
    short = dict.fromkeys(gap.key for gaps in fits.values() for gap in gaps)
    due = {key: rows_by_amount(cases[key].left) for key in short}
    certain: list[Found] = []
    open_: list[list[Offer]] = []
    for component in _components(fits):
        pairs = _pairs(component, fits, due)
        certain += [_moved(offer, gap, cases, due) for offer, gap in pairs]
        if not pairs:
            open_.append(component)
    return (*certain, *(_ambiguous(component, fits, cases, due) for component in open_))


def _offers(case: Case) -> Iterator[Offer]:
    rows = {row: amount for row, amount in case.right.items() if amount > 0}
    yield from (Offer(case.key, (row,), amount) for row, amount in rows.items())
    # All vouchers of a key that nobody planned may be one move: a whole project under the wrong code.
    if len(rows) > 1 and not case.left:
        yield Offer(case.key, tuple(rows), sum(rows.values()))


def _fits(cases: Mapping[int, Case], sides: Sides, columns: Mapping[int, str]) -> Iterator[tuple[Offer, list[Gap]]]:
    """Every surplus with the gaps it could fill to the đồng."""
    residuals = {key: case.residual_vnd for key, case in cases.items()}
    blanked = _blanked(tuple(cases), sides, columns)
    # Only keys that are short can take anything; the others are not even indexed.
    due = {key: set(cases[key].left.values()) for key, residual in residuals.items() if residual < 0}
    short: dict[tuple[Blanked, int], list[Gap]] = {}
    for key, amounts in due.items():
        # What is missing in all may be the amount, where several rows of the plan are paid in one voucher elsewhere.
        rest = -residuals[key]
        for one in blanked[key]:
            reason = columns[one[0]]
            for amount in amounts:
                short.setdefault((one, amount), []).append(Gap(key, amount, reason))
            if rest not in amounts:
                short.setdefault((one, rest), []).append(Gap(key, _REST, reason))
    for key, residual in residuals.items():
        for offer in _offers(cases[key]) if residual > 0 else ():
            gaps = [gap for one in blanked[key] for gap in short.get((one, offer.amount_vnd), ())]
            if gaps:
                yield offer, gaps


def _blanked(keys: Sequence[int], sides: Sides, columns: Mapping[int, str]) -> dict[int, list[Blanked]]:
    """Each key with each of its columns left out."""
    # Two keys that differ in one column are equal once it is left out: neighbours are found by look-up, not by pairs.
    rows = sides.table.iloc[list(keys)].itertuples(index=False, name=None)
    return {
        key: [(place, (*values[:place], *values[place + 1 :])) for place in columns]
        for key, values in zip(keys, rows, strict=True)
    }


def _components(fits: Fits) -> Iterator[list[Offer]]:
    """Surpluses that compete for the same rows, on either side."""
    # Where one offer would take all that a key misses, it competes with every other offer to any row of that key.
    whole = {gap.key for gaps in fits.values() for gap in gaps if gap.amount_vnd == _REST}
    claims = {offer: [*_claims(offer, gaps, whole)] for offer, gaps in fits.items()}
    rivals: dict[object, list[Offer]] = {}
    for offer, found in claims.items():
        for claim in found:
            rivals.setdefault(claim, []).append(offer)
    seen: set[Offer] = set()
    for start in fits:
        group: list[Offer] = []
        queue = [] if start in seen else [start]
        while queue:
            offer = queue.pop()
            if offer not in seen:
                seen.add(offer)
                group.append(offer)
                # Each claim is followed once: afterwards all of its rivals are in the queue.
                queue += [rival for claim in claims[offer] for rival in rivals.pop(claim, ())]
        if group:
            yield group


def _claims(offer: Offer, gaps: Sequence[Gap], whole: set[int]) -> Iterator[tuple[str, int, int]]:
    """The rows an offer takes up: its own, and those of its gaps; where a whole key is at stake, all of it."""
    yield from (("right", row, 0) for row in offer.rows)
    yield from (("left", gap.key, _REST if gap.key in whole else gap.amount_vnd) for gap in gaps)


def _pairs(component: Sequence[Offer], fits: Fits, due: Due) -> list[tuple[Offer, Gap]]:
    """Which surplus fills which gap, where that can be read in one way; else nothing.

    Vouchers of one key for one other key are the same move whichever is taken
    for which, and all of them together are preferred to each alone.
    """
    gaps = [gap for offer in component for gap in fits[offer]]
    # One key on each side and one reason: then it does not matter which equal voucher answers which row.
    if len({offer.key for offer in component}) > 1 or len({(gap.key, gap.reason) for gap in gaps}) > 1:
        return []
    chosen: list[tuple[Offer, Gap]] = []
    whole = [offer for offer in component if fits[offer][0].amount_vnd == _REST]
    if whole:
        largest = max(component, key=lambda offer: len(offer.rows))
        # The whole key is preferred only where nothing but its own parts competes with it.
        alone = len(component) == 1 or (whole == [largest] and len(largest.rows) > 1)
        return [(largest, fits[largest][0])] if alone else []
    # Part of a key and all of it at once cannot both be the move.
    if len(component) > 1 and any(len(offer.rows) > 1 for offer in component):
        return []
    ranked = sorted(component, key=lambda offer: offer.rows)
    taken = Counter[int]()
    for offer in ranked:
        taken[offer.amount_vnd] += 1
        # More equal vouchers than rows that wait for them: the surplus stays and is told as too much.
        if taken[offer.amount_vnd] <= len(due[fits[offer][0].key][offer.amount_vnd]):
            chosen.append((offer, fits[offer][0]))
    return chosen


def _moved(offer: Offer, gap: Gap, cases: Mapping[int, Case], due: Due) -> Found:
    """Take the surplus and what it answers out of both cases."""
    to = cases[gap.key]
    _, rights = cases[offer.key].take((), offer.rows)
    if gap.amount_vnd != _REST:
        lefts, _ = to.take((due[gap.key][gap.amount_vnd].popleft(),), ())
        return Found(gap.reason, "misposting", gap.key, 0, lefts, rights, moved_vnd=offer.amount_vnd)
    # The gap is part of a row that other vouchers pay: with the surplus the whole key holds.
    lefts, paid = to.take(tuple(to.left), tuple(to.right))
    return Found(gap.reason, "misposting", gap.key, 0, lefts, (*paid, *rights), moved_vnd=offer.amount_vnd)


def _ambiguous(component: Sequence[Offer], fits: Fits, cases: Mapping[int, Case], due: Due) -> Found:
    """The surpluses and all rows they could answer, with their difference; nothing is chosen."""
    rights: dict[tuple[int, int], int] = {}
    lefts: dict[tuple[int, int], int] = {}
    for offer in component:
        rights.update({(offer.key, row): cases[offer.key].right[row] for row in offer.rows})
        for gap in fits[offer]:
            case, whole = cases[gap.key], gap.amount_vnd == _REST
            rows = case.left if whole else due[gap.key][gap.amount_vnd]
            lefts.update({(gap.key, row): case.left[row] for row in rows})
            rights.update({(gap.key, row): a for row, a in case.right.items() if whole})
    amount = sum(rights.values()) - sum(lefts.values())
    for key, row in lefts:
        cases[key].take((row,), ())
    for key, row in rights:
        cases[key].take((), (row,))
    most = max(offer.amount_vnd for offer in component)
    sorted_lefts, sorted_rights = (tuple(sorted(row for _, row in rows)) for rows in (lefts, rights))
    return Found("ambiguous", "misposting", component[0].key, amount, sorted_lefts, sorted_rights, most, note=SEVERAL)
