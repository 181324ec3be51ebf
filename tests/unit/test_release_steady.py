"""What keeps a choice, as bounds and relations: every table that keeps them is masked alike, by masking it again."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence

import pytest

from poverty_analysis.release.choose import Bounds, Chosen, Earlier, Look, Order, Rule, choose, order_of, small_cells
from poverty_analysis.release.crossed import blocks
from poverty_analysis.release.moves import Change, Free, Working, applied, fits, move
from poverty_analysis.release.relations import Relation
from poverty_analysis.release.steady import Steady, steadied
from poverty_analysis.release.system import System, build
from tests.disclosure import (
    CAUSES,
    CHILDREN,
    GROUPS,
    NEAR,
    NEEDS,
    PEOPLES,
    POOR,
    RESULTS,
    STANDARD,
    added,
    random_rows,
    row,
)

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


# By hand: the children of poor households are hidden, and with them those of them who are not insured


def kept(
    system: System, small: Iterable[int], turns: Sequence[int], *looks: Look, hidden: Iterable[int] = ()
) -> Steady:
    """What keeps a choice that is given by hand."""
    bounds = small_cells(system, system.values, 5, frozenset(), small)
    chosen = Chosen(bounds, frozenset(turns), tuple(turns), looks)
    return steadied(system, order_of(system), chosen, frozenset(hidden), 5)


def added_to(steady: Steady, system: System) -> tuple[Relation, ...]:
    return steady.system.relations[len(system.relations) :]


def children(number: int, uninsured: int) -> System:
    """Of 240 persons in 60 poor households so many are children (cell 0), and of these so many not insured (cell 1)."""
    rows = (
        row(RESULTS, "x1", households=200, persons=800, poor=60, poor_persons=240),
        row(CHILDREN, "x1", "poor", children=number, children_uninsured=uninsured),
    )
    ((_, block),) = blocks(rows).items()
    return build(block, {}, {})


@pytest.mark.parametrize(
    ("number", "uninsured", "bounds", "least", "most"),
    [
        # Small stays small: as one of 1 to 5, which of 12 or more are no more than that.
        (100, 3, ((12, 234), (1, 5)), None, None),
        (12, 3, ((12, 234), (1, 5)), None, None),
        # Of fewer every count but none and all is small, and of how many hangs on the whole: that stays.
        (11, 3, ((11, 11), (1, 10)), None, None),
        (6, 3, ((6, 6), (1, 5)), None, None),
        # So it does where all but a few are insured not: 95 to 99 of 100.
        (100, 97, ((100, 100), (95, 99)), None, None),
        # Neither few nor all but a few stays so: 6 or more, and 6 or more besides; at most 234 of 240 are children.
        (100, 40, ((12, 234), (6, 228)), 6, None),
        # All of them stays all of them, and nobody nobody.
        (100, 100, ((6, 234), (6, 234)), 0, 0),
        (100, 0, ((6, 234), (0, 0)), 6, None),
    ],
)
def test_a_part_of_a_hidden_count_stays_small_or_large(
    number: int, uninsured: int, bounds: tuple[Bounds, Bounds], least: int | None, most: int | None
) -> None:
    system = children(number, uninsured)
    steady = kept(system, [1], [1, 0])
    assert (steady.bounds[0], steady.bounds[1]) == bounds
    both = Relation(((0, 1), (1, -1)), least, most)
    assert added_to(steady, system) == (() if least is None else (both,))


def test_what_is_hidden_whatever_it_is_may_be_anything() -> None:
    """Also what is part of it; but of a small count there is no more than the count."""
    system = children(100, 3)
    anyway = kept(system, [1], [1, 0], hidden=[0])
    assert anyway.bounds == {0: (0, 240), 1: (0, 240)} and not added_to(anyway, system)
    small = children(4, 2)
    few = kept(small, [0, 1], [0, 1])
    assert few.bounds == {0: (1, 5), 1: (0, 5)} and not added_to(few, small)
    system = children(100, 40)
    part = kept(system, [], [0, 1], hidden=[1])
    assert part.bounds == {0: (6, 234), 1: (0, 234)} and not added_to(part, system)


def test_a_part_that_is_shown_asks_for_nothing() -> None:
    """Only that its whole is no less."""
    system = children(100, 40)
    steady = kept(system, [], [0])
    assert steady.bounds == {0: (40, 234)} and not added_to(steady, system)


@pytest.mark.parametrize(("number", "bounds"), [(100, (6, 234)), (240, (240, 240)), (0, (0, 0))])
def test_a_count_that_is_neither_small_nor_all_stays_so(number: int, bounds: Bounds) -> None:
    assert kept(children(number, 0), [], [0]).bounds[0] == bounds


def test_persons_follow_their_households_and_are_no_part_of_them() -> None:
    """60 households of 100, of 240 persons among 400: each stays neither small nor all but a few."""
    homes = row(GROUPS, "x1", poor=100, no_labour_poor=60)
    persons = row(GROUPS, "x1", "persons", poor=400, no_labour_poor=240)
    system = build((homes, persons), {}, {})
    assert system.linked == (-1, 0) and system.owners == (-1, -1)
    steady = kept(system, [], [0, 1])
    # No fewer persons than households, here and in the rest of the class, which has 300 more.
    assert steady.bounds == {0: (6, 94), 1: (6, 394)} and not added_to(steady, system)


# By hand: 3, 50 and 37 households of three communes without labour, and the 90 of their district


@pytest.fixture
def four() -> System:
    """Cell 0 is the district's; 0 = -d + x1 + x2 + x3."""
    communes = [row(GROUPS, f"x{n}", poor=100, no_labour_poor=value) for n, value in ((1, 3), (2, 50), (3, 37))]
    system = build((*added(communes, "d"), *communes), dict.fromkeys(("x1", "x2", "x3"), "d"), {})
    assert system.values == (90, 3, 50, 37) and [r.terms for r in system.relations] == [
        ((0, -1), (1, 1), (2, 1), (3, 1))
    ]
    return system


# x1 was hidden, then x2, then x3: with the first two hidden, 37 - 90 = -53 of their sum was seen.
SEEN = -53


@pytest.mark.parametrize(
    ("low", "high", "least", "most"),
    [
        # There was room enough as long as x3 - 90 is from -60 to -50.
        (-60, -50, 30, 40),
        (SEEN, -50, 37, 40),
        (-60, SEEN, 30, 37),
        (-math.inf, -50, None, 40),
        (-60, math.inf, 30, None),
        # There was too little room, on the one side or the other.
        (-50, -40, None, 39),
        (-60, -54, 37, None),
    ],
)
def test_a_look_ends_as_it_did(low: float, high: float, least: int | None, most: int | None, four: System) -> None:
    steady = kept(four, [1], [1, 2, 3], Look(0, 1, (2,), low, high, SEEN))
    assert added_to(steady, four) == (Relation(((3, 1),), least, most),)
    assert steady.system.relations[0] == four.relations[0] and steady.order.sums == (0, 37)
    assert steady.order.places[3] == ((0, 1), (1, 1))


def test_of_all_looks_at_the_same_cells_the_tightest_counts(four: System) -> None:
    looks = [Look(0, 1, (2,), low, high, SEEN) for low, high in ((-60, -50), (-58, -40), (-70, -52))]
    assert added_to(kept(four, [1], [1, 2, 3], *looks), four) == (Relation(((3, 1),), 32, 38),)


@pytest.mark.parametrize(
    "look",
    [
        # Nothing can ever be room enough; all hidden cells were hidden then; and 6 to 94 it stays anyway.
        Look(0, 1, (2,), math.inf, -math.inf, SEEN),
        Look(0, 3, (), -95, -85, -90),
        Look(0, 2, (3,), -95, -85, -90),
        Look(0, 0, (1, 2, 3), -95, -85, -90),
        Look(0, 1, (2,), -84, 4, SEEN),
    ],
)
def test_some_looks_ask_for_nothing(look: Look, four: System) -> None:
    assert not added_to(kept(four, [1], [1, 2, 3], look), four)


@pytest.mark.parametrize(
    ("low", "high", "bounds"),
    [
        # 50 of 0 to 100 gives and takes more than eight times the threshold: 41 to 59 do.
        (-80, -20, (41, 59)),
        # x1 and x2 are no more than 53 then, or no less: of which x1 is 1 to 5.
        (SEEN, -20, (41, 52)),
        (-80, SEEN, (48, 59)),
        # Too little: x3 is at most 49, which leaves x2 36 or more; or at least 31, which leaves it 58 at most.
        (-40, -20, (36, 83)),
        (-80, -60, (6, 58)),
    ],
)
def test_a_cell_that_was_tried_and_sufficed_gives_and_takes_as_well(
    low: int, high: int, bounds: Bounds, four: System
) -> None:
    """Where it did not suffice it only stays neither small nor all: 6 to 94, less what x1 and x3 leave of 90."""
    steady = kept(four, [1], [1, 2, 3], Look(0, 1, (2,), low, high, SEEN))
    assert steady.bounds[2] == bounds
