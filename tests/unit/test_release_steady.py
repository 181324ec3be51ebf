"""What keeps a choice, as bounds and relations: every table that keeps them is masked alike, by masking it again."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from poverty_analysis.release.choose import Earlier, Order, Rule, choose, order_of
from poverty_analysis.release.crossed import blocks
from poverty_analysis.release.moves import Change, Free, Working, applied, fits, move
from poverty_analysis.release.steady import Steady, steadied
from poverty_analysis.release.system import System, build
from tests.disclosure import CAUSES, CHILDREN, GROUPS, NEAR, NEEDS, PEOPLES, POOR, STANDARD, random_rows

KINDS = (POOR, NEAR, GROUPS, CAUSES, PEOPLES, CHILDREN, NEEDS)
RULE = Rule(5)


def systems(kind: str, seeds: range) -> Iterator[System]:
    for seed in seeds:
        rows, parents = random_rows(random.Random(seed), kind, ([2], [3], [2, 2]))
        for block in blocks(rows).values():
            yield build(block, parents, {STANDARD: 1} if kind == NEEDS else {})


def changes(system: System, order: Order, hidden: frozenset[int], rng: random.Random) -> Iterator[Change]:
    """Changes of hidden cells that keep the relations of the forms, by any steps within the bounds."""
    spans = {i: (system.lows[i], system.highs[i]) for i in hidden}
    for i in rng.sample(sorted(hidden), min(len(hidden), 12)):
        free = Free(system, order, spans, frozenset(), turn=rng.randint(0, 9))
        for step in rng.sample(range(-8, 9), 6):
            made = move(free, Working(list(system.values), list(order.sums)), i, step)
            if step and made:
                yield made


def keeps(steady: Steady, change: Change) -> bool:
    free = Free(steady.system, steady.order, steady.bounds, frozenset())
    return fits(free, Working(list(steady.system.values), list(steady.order.sums)), change)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_that_keeps_the_choice_is_masked_alike(kind: str) -> None:
    rng = random.Random(kind)
    kept = other = 0
    for system in systems(kind, range(8)):
        order = order_of(system)
        for earlier in (Earlier(), Earlier(hidden=frozenset(rng.sample(range(len(system.cells)), 2)))):
            chosen = choose(system, order, system.values, RULE, earlier)
            steady = steadied(system, order, chosen, earlier.hidden, RULE.threshold)
            for change in changes(system, order, chosen.hidden, rng) if chosen.hidden else ():
                again = choose(system, order, applied(system.values, change), RULE, earlier).hidden
                if keeps(steady, change):
                    assert again == chosen.hidden, (kind, change)
                    kept += 1
                other += again != chosen.hidden
    assert kept > 10 and other > 10, "and others are masked another way"


def test_bounds_are_drawn_in_by_what_the_relations_leave() -> None:
    """Two small cells of a shown sum: 1 to 5 of the one leave as many of the other."""
    for system in systems(CAUSES, range(12)):
        order = order_of(system)
        chosen = choose(system, order, system.values, RULE, Earlier())
        steady = steadied(system, order, chosen, frozenset(), RULE.threshold)
        assert steady.bounds.keys() == chosen.hidden
        for i, (low, high) in steady.bounds.items():
            assert system.lows[i] <= low <= system.values[i] <= high <= system.highs[i]
