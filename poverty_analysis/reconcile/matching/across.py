"""Money booked in the right amount under the wrong source, capital, year or line.

A voucher left over under one key answers a gap under another when the keys
differ in exactly one of these columns, the amount is the same to the đồng, and
no other pair of rows could say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from poverty_analysis.reconcile.matching.result import Found
from poverty_analysis.reconcile.matching.sides import Sides
from poverty_analysis.reconcile.matching.within import MOST_LINES, Case

#: Which reason a difference in one column gives.
MISPOSTED = {"source": "wrong_source", "capital": "wrong_capital", "source_year": "wrong_year", "line": "wrong_line"}
TOO_MANY = "too_many"
SEVERAL = "several_partners"

Blanked = tuple[int, tuple[str, ...], int]


@dataclass(frozen=True)
class Offer:
    """A surplus under a key: one voucher left over, or all of a key's vouchers together."""

    key: int
    rows: tuple[int, ...]
    amount_vnd: int


def match_across(cases: Mapping[int, Case], sides: Sides) -> tuple[Found, ...]:
    """Pair surpluses with gaps of other keys; rows of accepted and of ambiguous pairs leave their cases."""
    columns = {name: place for place, name in enumerate(sides.keys) if name in MISPOSTED}
    gaps = _gaps(cases, sides, columns)
    pairs = {offer: _partners(offer, cases, gaps, sides, columns) for offer in _offers(cases)}
    pairs = {offer: found for offer, found in pairs.items() if found}
    wooed: dict[int, set[Offer]] = {}
    for offer, found in pairs.items():
        for key in found:
            wooed.setdefault(key, set()).add(offer)
    found_all: list[Found] = []
    for component in _components(pairs, wooed):
        found_all += _settle(component, pairs, cases)
    return tuple(found_all)


def _offers(cases: Mapping[int, Case]) -> Iterator[Offer]:
    for case in cases.values():
        if case.residual_vnd <= 0:
            continue
        rows = {row: amount for row, amount in case.right.items() if amount > 0}
        yield from (Offer(case.key, (row,), amount) for row, amount in rows.items())
        if 1 < len(rows) <= MOST_LINES and not case.left:
            yield Offer(case.key, tuple(rows), sum(rows.values()))


def _gaps(cases: Mapping[int, Case], sides: Sides, columns: Mapping[str, int]) -> dict[Blanked, list[int]]:
    """Keys by each of their columns left out, where less was booked than is due."""
    gaps: dict[Blanked, list[int]] = {}
    for case in cases.values():
        if case.residual_vnd < 0:
            for blanked in _blanked(case.key, sides, columns):
                gaps.setdefault(blanked, []).append(case.key)
    return gaps


def _blanked(key: int, sides: Sides, columns: Mapping[str, int]) -> Iterator[Blanked]:
    values = sides.key(key)
    for place in columns.values():
        yield place, (*values[:place], *values[place + 1 :]), 0


def _partners(
    offer: Offer, cases: Mapping[int, Case], gaps: Mapping[Blanked, list[int]], sides: Sides, columns: Mapping[str, int]
) -> dict[int, str]:
    """Keys whose gap this surplus could fill to the đồng, each with the reason."""
    found: dict[int, str] = {}
    names = {place: name for name, place in columns.items()}
    for blanked in _blanked(offer.key, sides, columns):
        for key in gaps.get(blanked, ()):
            if key != offer.key and _fills(offer, cases[key]):
                found[key] = MISPOSTED[names[blanked[0]]]
    return found


def _fills(offer: Offer, case: Case) -> bool:
    return offer.amount_vnd == -case.residual_vnd or offer.amount_vnd in case.left.values()


def _components(pairs: Mapping[Offer, Mapping[int, str]], wooed: Mapping[int, set[Offer]]) -> Iterator[list[Offer]]:
    """Offers that compete for the same gaps, or with the same vouchers."""
    by_row: dict[int, list[Offer]] = {}
    for offer in pairs:
        for row in offer.rows:
            by_row.setdefault(row, []).append(offer)
    waiting = dict.fromkeys(pairs)
    while waiting:
        group, queue = [], [next(iter(waiting))]
        while queue:
            offer = queue.pop()
            if offer not in waiting:
                continue
            del waiting[offer]
            group.append(offer)
            rivals = {rival for key in pairs[offer] for rival in wooed[key]}
            rivals |= {rival for row in offer.rows for rival in by_row[row]}
            queue += sorted((r for r in rivals if r in waiting), key=lambda r: (r.key, r.rows))
        yield group


def _settle(group: list[Offer], pairs: Mapping[Offer, Mapping[int, str]], cases: Mapping[int, Case]) -> Iterator[Found]:
    keys = dict.fromkeys(key for offer in group for key in pairs[offer])
    if len(group) == 1 and len(keys) == 1:
        yield _moved(group[0], next(iter(keys)), next(iter(pairs[group[0]].values())), cases)
        return
    if not _same_whatever_is_chosen(group, pairs):
        yield _ambiguous(group, keys, cases)
        return
    taken: set[int] = set()
    used: set[int] = set()
    for offer in group:
        key = next((k for k in pairs[offer] if k not in taken), None)
        if key is not None and used.isdisjoint(offer.rows):
            taken.add(key)
            used.update(offer.rows)
            yield _moved(offer, key, pairs[offer][key], cases)


def _same_whatever_is_chosen(group: list[Offer], pairs: Mapping[Offer, Mapping[int, str]]) -> bool:
    """Whether all offers come from one key, in one amount, for one gap: then they are the same money."""
    keys = {key for offer in group for key in pairs[offer]}
    return len({(o.key, o.amount_vnd) for o in group}) == 1 and len(keys) == 1


def _moved(offer: Offer, key: int, reason: str, cases: Mapping[int, Case]) -> Found:
    """Take the surplus and what it answers out of both cases."""
    from_, to = cases[offer.key], cases[key]
    exact = [row for row, amount in to.left.items() if amount == offer.amount_vnd]
    _, rights = from_.take((), offer.rows)
    if exact:
        lefts, _ = to.take(exact[:1], ())
        return Found(reason, "misposting", key, 0, lefts, rights, moved_vnd=offer.amount_vnd)
    # The gap is part of a row that other vouchers pay: with the surplus the whole key holds.
    lefts, paid = to.take(tuple(to.left), tuple(to.right))
    return Found(reason, "misposting", key, 0, lefts, (*paid, *rights), moved_vnd=offer.amount_vnd)


def _ambiguous(group: list[Offer], keys: Iterable[int], cases: Mapping[int, Case]) -> Found:
    """All rows of the keys involved, with their difference; nothing is chosen."""
    involved = tuple(dict.fromkeys([*(offer.key for offer in group), *keys]))
    lefts: list[int] = []
    rights: list[int] = []
    amount = sum(cases[key].residual_vnd for key in involved)
    for key in involved:
        taken = cases[key].take(tuple(cases[key].left), tuple(cases[key].right))
        lefts += taken[0]
        rights += taken[1]
    moved = max(offer.amount_vnd for offer in group)
    note = TOO_MANY if len(lefts) + len(rights) > MOST_LINES else SEVERAL
    return Found("ambiguous", "misposting", involved[0], amount, tuple(lefts), tuple(rights), moved, note=note)
