"""How the search for other tables is led: what is asked of the solver, in what order, how often, and what is kept.

Passing a change on is switched off, so that each step is seen alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release import protect as searching
from poverty_analysis.release.choose import Earlier, Rule
from poverty_analysis.release.moves import Free, Working
from poverty_analysis.release.protect import Limits, Protected, audit, protect
from poverty_analysis.release.search import Scope, Unfinished
from poverty_analysis.release.search import search as searched
from poverty_analysis.release.system import System, build
from tests.disclosure import CAUSES, GROUPS, POOR, STANDARD, added, row

LIMITS = Limits(cells=1_000, searches=1_000, nodes=100)
NONE = Limits(cells=1_000, searches=0, nodes=100)
DISTRICT = {"x1": "d", "x2": "d", "x3": "d"}

Change = Mapping[int, int]
# Of each question to the solver the cell, by how much it is to move, and which cells may.
Asked = list[tuple[int, int, tuple[int, ...]]]


def causes(unit: str, households: int, **counts: int) -> FormRow:
    """Every household has the eighth cause, so that each has one."""
    return row(CAUSES, unit, "poor", households=households, **({"cause8": households} | counts))


def made(system: System, limits: Limits = LIMITS, found: tuple[tuple[Change, ...], ...] = ()) -> Protected:
    return protect(system, Rule(5), limits, Earlier(), found)


def at(system: System, unit: str, column: str = "cause1") -> int:
    (found,) = (i for i, cell in enumerate(system.cells) if (cell.unit, cell.column) == (unit, column))
    return found


def unsafe(system: System, protected: Protected) -> tuple[int, ...]:
    return audit(system, protected, Rule(5), Earlier()).unsafe


@pytest.fixture
def pair() -> System:
    """3 of x1 and 20 of x2 are hidden, and their sum is shown."""
    communes = (causes("x1", 40, cause1=3), causes("x2", 40, cause1=20))
    return build((*communes, *added(communes, "d")), DISTRICT, {})


@pytest.fixture
def two_pairs() -> System:
    """The same of two causes."""
    communes = (causes("x1", 40, cause1=3, cause2=3), causes("x2", 40, cause1=20, cause2=20))
    return build((*communes, *added(communes, "d")), DISTRICT, {})


@pytest.fixture
def no_passing_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "move", lambda *_: None)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What a solver that finds nothing is asked."""
    told: Asked = []

    def search(scope: Scope, cell: int, step: int, nodes: int) -> None:
        told.append((cell, step, tuple(map(int, scope.columns))))

    monkeypatch.setattr(searching, "search", search)
    return told


def test_tables_of_the_round_before_are_taken_as_far_as_they_move_hidden_cells(pair: System) -> None:
    a, b, shown = at(pair, "x1"), at(pair, "x2"), at(pair, "x1", "cause8")
    whole = {a: 2, b: -2}
    assert made(pair, NONE, ((whole,),)).tables[0] == whole
    assert all(shown not in table for table in made(pair, NONE, (({shown: 1},), (whole,))).tables)


@pytest.mark.usefixtures("no_passing_on")
def test_the_solver_finds_what_passing_on_does_not(two_pairs: System) -> None:
    found = made(two_pairs)
    assert len(found.chosen.hidden) == 4 and found.tables and not found.bounded
    assert not unsafe(two_pairs, found)


@pytest.mark.usefixtures("no_passing_on")
def test_what_is_found_for_one_cell_counts_for_others_too(two_pairs: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four values of each pair are searched for, one for both cells at a time; both pairs fit into one table."""
    seen: list[int] = []
    real = searched

    def search(scope: Scope, cell: int, step: int, nodes: int) -> Change | None:
        seen.append(cell)
        return real(scope, cell, step, nodes)

    monkeypatch.setattr(searching, "search", search)
    found = made(two_pairs)
    assert len(seen) == 8 and len(found.parts) == 8 and len(found.tables) == 4


@pytest.mark.usefixtures("no_passing_on")
def test_no_more_is_searched_than_the_limits_allow(pair: System, asked: Asked) -> None:
    made(pair, NONE)
    assert asked == []
    made(pair, replace(NONE, searches=3))
    assert len(asked) == 3


@pytest.mark.usefixtures("no_passing_on")
def test_a_cell_is_asked_for_until_nothing_was_found_twice(pair: System, asked: Asked) -> None:
    """The nearest values first, upwards before downwards."""
    a, b = at(pair, "x1"), at(pair, "x2")
    made(pair)
    assert [(cell, step) for cell, step, _ in asked] == [(a, 1), (a, -1), (b, 1), (b, -1)]


@pytest.mark.usefixtures("no_passing_on")
def test_only_what_is_wanting_is_asked_for(pair: System, asked: Asked) -> None:
    """3 is small and stays so: of 1 to 5 one value is wanting, and the same of its partner."""
    a, b = at(pair, "x1"), at(pair, "x2")
    made(pair, found=tuple(({a: step, b: -step},) for step in (1, -1, -2)))
    assert [(cell, step) for cell, step, _ in asked] == [(a, 2), (b, -2)]


@pytest.mark.usefixtures("no_passing_on")
def test_units_beside_and_above_may_move_with_one(asked: Asked) -> None:
    """Two districts of a province; the small cells of two communes and their partners are hidden."""
    parents = {"x1": "d", "x2": "d", "y1": "e", "y2": "e", "d": "p", "e": "p"}
    first = (causes("x1", 4, cause1=3), causes("x2", 40, cause1=20))
    second = (causes("y1", 4, cause1=3), causes("y2", 40, cause1=20))
    districts = (*added(first, "d"), *added(second, "e"))
    system = build((*first, *second, *districts, *added(districts, "p")), parents, {})
    hidden = frozenset(made(system).wanting)
    hidden = protect(system, Rule(5), LIMITS, Earlier(hidden=hidden)).chosen.hidden
    scopes = {columns for cell, _, columns in asked if cell == at(system, "x1")}
    assert tuple(sorted(i for i in hidden if system.cells[i].unit in ("x1", "x2", "d", "p"))) in scopes


@pytest.fixture
def four_pairs() -> tuple[System, list[Change]]:
    """Of each of four causes two communes of their own are hidden: four changes that do not touch each other."""
    units = [f"x{n}" for n in range(1, 9)]
    rows = [causes(unit, 40, **{f"cause{n // 2 + 1}": 3 if n % 2 == 0 else 20}) for n, unit in enumerate(units)]
    system = build((*rows, *added(rows, "d")), dict.fromkeys(units, "d"), {})
    ends = [(at(system, f"x{2 * n - 1}", f"cause{n}"), at(system, f"x{2 * n}", f"cause{n}")) for n in (1, 2, 3, 4)]
    return system, [{a: 1, b: -1} for a, b in ends]


@pytest.mark.usefixtures("no_passing_on")
def test_the_changes_that_do_not_fit_are_left_out(four_pairs: tuple[System, list[Change]]) -> None:
    """3 rises to 6, which is not small: that table would be masked another way."""
    system, changes = four_pairs
    bad = {i: 3 * step for i, step in changes[1].items()}
    found = made(system, NONE, ((changes[0], bad, changes[2], changes[3]),))
    good = {i: step for n, change in enumerate(changes) if n != 1 for i, step in change.items()}
    assert found.tables == (good,) and found.parts == ((changes[0], changes[2], changes[3]),)


@pytest.mark.usefixtures("no_passing_on")
def test_changes_are_packed_into_as_few_tables_as_they_fit_into(four_pairs: tuple[System, list[Change]]) -> None:
    """Changes of cells of their own make one table; two of the same cells make two."""
    system, changes = four_pairs
    back = {i: -step for i, step in changes[0].items()}
    found = made(system, NONE, tuple((one,) for one in (*changes, back)))
    assert found.tables == ({i: step for change in changes for i, step in change.items()}, back)


def test_cells_that_the_choice_ties_are_told_before_anything_is_searched(asked: Asked) -> None:
    """40 of 90 gives and takes as cells up to 40 do: with 3, which stays small, it has three values."""
    communes = (causes("x1", 40, cause1=3), causes("x2", 90, cause1=40))
    system = build((*communes, *added(communes, "d")), DISTRICT, {})
    found = made(system)
    assert found.wanting == (at(system, "x2"),) and not found.tables and not asked
    freed = protect(system, Rule(5), LIMITS, Earlier(hidden=frozenset(found.wanting)))
    assert not freed.wanting and freed.chosen.hidden == found.chosen.hidden


@pytest.mark.parametrize(("households", "bounded"), [(5, False), (6, True), (10, True), (11, False)])
@pytest.mark.usefixtures("no_passing_on")
def test_what_few_households_leave_is_asked_for_classes_of_up_to_twice_the_threshold(
    households: int, bounded: bool, asked: Asked
) -> None:
    """Of 5 households every count is hidden, none and all too, and six values are left."""
    communes = (causes("x1", households, cause1=3), causes("x2", 90, cause1=30))
    system = build((*communes, *added(communes, "d")), DISTRICT, {})
    found = made(system, NONE)
    a = at(system, "x1")
    assert a in found.chosen.hidden
    if households > 5:
        assert (found.bounded.get(a) == 1) == bounded
        # 3 is what it is; every other count that the class allows is asked for.
        assert [step + 3 for cell, step, _ in asked if cell == a] == (
            [n for n in range(households + 1) if n != 3] if bounded else []
        )


@pytest.mark.usefixtures("no_passing_on")
def test_no_more_values_are_asked_for_than_the_threshold(monkeypatch: pytest.MonkeyPatch) -> None:
    communes = (causes("x1", 8, cause1=3), causes("x2", 90, cause1=30))
    system = build((*communes, *added(communes, "d")), DISTRICT, {})
    a = at(system, "x1")
    steps: list[int] = []

    def search(scope: Scope, cell: int, step: int, nodes: int) -> Change | None:
        if cell == a:
            steps.append(step)
        return {cell: step}

    monkeypatch.setattr(searching, "search", search)
    assert a not in made(system, NONE).bounded
    assert steps == [-3, -2, -1, 1], "four others, and its own"


@pytest.mark.usefixtures("no_passing_on")
def test_sums_with_other_units_do_not_count_as_bounds() -> None:
    """Eight households leave 0 to 8 whatever the district has: nothing found is not nothing there."""
    communes = (causes("x1", 8, cause1=3), causes("x2", 9, cause1=4))
    system = build((*communes, *added(communes, "d")), DISTRICT, {})
    found = made(system, NONE)
    assert len(found.chosen.hidden) >= 2 and not found.bounded
    assert set(unsafe(system, found)) == set(found.chosen.hidden)


def test_a_table_that_breaks_one_sum_shows_nothing_of_the_others(two_pairs: System) -> None:
    a, b, broken = at(two_pairs, "x1"), at(two_pairs, "x2"), at(two_pairs, "x1", "cause2")
    found = made(two_pairs, NONE)
    whole = replace(found, tables=tuple({a: step, b: -step} for step in (-2, -1, 1, 2)))
    assert {a, b}.isdisjoint(unsafe(two_pairs, whole))
    spoilt = replace(found, tables=tuple({**table, broken: 1} for table in whole.tables))
    assert {a, b} <= set(unsafe(two_pairs, spoilt))


# How long changes are passed on: in turns, each of which begins at another place of the public order

Played = list[tuple[int, int, int]]


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Callable[[Mapping[int, Mapping[int, Change]]], Played]:
    """Play the passing on: in which turns it moves a cell, and by what change; the turns, cells and steps asked for."""

    def play(changes: Mapping[int, Mapping[int, Change]]) -> Played:
        told: Played = []

        def move(free: Free, table: Working, cell: int, step: int) -> Change | None:
            told.append((free.turn, cell, step))
            return changes.get(free.turn, {}).get(cell)

        monkeypatch.setattr(searching, "move", move)
        return told

    return play


Play = Callable[[Mapping[int, Mapping[int, Change]]], Played]


def turns(told: Played, cell: int) -> list[int]:
    return sorted({turn for turn, one, _ in told if one == cell})


def test_changes_are_passed_on_until_eight_turns_brought_nothing(pair: System, moved: Play) -> None:
    a = at(pair, "x1")
    told = moved({})
    made(pair, NONE)
    assert turns(told, a) == list(range(8))


def test_eight_turns_are_counted_from_the_last_that_brought_something(pair: System, moved: Play) -> None:
    """The fourth turn brings 4 and 19; the tenth the same, which is nothing new."""
    a, b = at(pair, "x1"), at(pair, "x2")
    told = moved({turn: {a: {a: 1, b: -1}} for turn in (3, 9)})
    made(pair, NONE)
    assert turns(told, a) == list(range(12))


def test_a_cell_that_was_passed_over_twelve_times_is_given_up(
    four_pairs: tuple[System, list[Change]], moved: Play
) -> None:
    """Six cells take turns to get their four values, in turns 0 to 23.

    Of the two others one gets none, and is asked for in turns 0 to 11; the other gets one in turn 5, and is asked for
    twelve times more.
    """
    system, changes = four_pairs
    (never, *good, once) = sorted(i for change in changes for i in change)
    # Of the order of cells nothing hangs on which of them these are.
    played: dict[int, dict[int, Change]] = {}
    for turn in range(24):
        value = (-2, -1, 1, 2)[turn // 6]
        played[turn] = {good[turn % 6]: {good[turn % 6]: value}}
    played[5][once] = {once: 1}
    told = moved(played)
    made(system, NONE)
    assert turns(told, never) == list(range(12))
    assert turns(told, once) == list(range(18))
    assert max(turn for turn, _, _ in told) == 23


@pytest.mark.usefixtures("no_passing_on")
def test_values_up_to_twice_the_threshold_away_are_tried(pair: System, moved: Play) -> None:
    """Hidden whatever they are, 3 and 20 may be 0 to 23: the nearest first, upwards before downwards."""
    a, b = at(pair, "x1"), at(pair, "x2")
    told = moved({})
    protect(pair, Rule(5), NONE, Earlier(hidden=frozenset({a, b})))
    first = [step for turn, cell, step in told if (turn, cell) == (0, a)]
    assert first == [1, -1, 2, -2, 3, -3, 4, 5, 6, 7, 8, 9, 10]
    assert [step for turn, cell, step in told if (turn, cell) == (0, b)] == [
        *(1, -1, 2, -2, 3, -3),
        *(-4, -5, -6, -7, -8, -9, -10),
    ]


@pytest.mark.usefixtures("no_passing_on")
def test_a_cell_that_has_values_enough_is_asked_for_no_more(pair: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each may be 0 to 23, and with four other values of the one the other has four too."""
    hidden = frozenset({at(pair, "x1"), at(pair, "x2")})
    seen: list[int] = []

    def search(scope: Scope, cell: int, step: int, nodes: int) -> Change | None:
        seen.append(cell)
        return searched(scope, cell, step, nodes)

    monkeypatch.setattr(searching, "search", search)
    found = protect(pair, Rule(5), LIMITS, Earlier(hidden=hidden))
    assert seen == [at(pair, "x1")] * 4 and not found.wanting


def labour(unit: str, poor: int, count: int) -> FormRow:
    return row(GROUPS, unit, poor=poor, no_labour_poor=count)


@pytest.mark.usefixtures("no_passing_on")
def test_sixteen_units_beside_one_may_move_with_it_and_sixteen_parts(asked: Asked) -> None:
    """18 communes and their district, one cell each, all hidden: from a commune on, round to the first ones."""
    units = [f"x{n:02d}" for n in range(1, 19)]
    communes = [labour(unit, 100, 20) for unit in units]
    system = build((*added(communes, "d"), *communes), dict.fromkeys(units, "d"), {})
    protect(system, Rule(5), LIMITS, Earlier(hidden=frozenset(range(19))))
    scopes = {system.cells[cell].unit: {system.cells[i].unit for i in columns} for cell, _, columns in asked}
    assert scopes["x01"] == {*units[:16], "d"}
    assert scopes["x05"] == {*units[4:], *units[:2], "d"}
    assert scopes["d"] == {*units[:16], "d"}


def test_as_many_cells_as_the_limits_allow_are_searched(pair: System) -> None:
    size = len(pair.cells)
    assert made(pair, replace(LIMITS, cells=size)).tables
    with pytest.raises(Unfinished):
        made(pair, replace(LIMITS, cells=size - 1))


def test_of_a_class_of_few_households_as_many_values_are_asked_for_as_it_leaves() -> None:
    """Of three households 0 to 3 are left; of one poor household, by law with three deprivations of four, 3 and 4."""
    three = build((labour("x1", 3, 1),), {}, {})
    assert made(three).bounded == {0: 4}
    poor = build((row(POOR, "x1", households=1, total=3, d1=1, d2=1, d3=1, d4=0),), {}, {STANDARD: 3})
    found = made(poor)
    total = at(poor, "x1", "total")
    assert found.bounded[total] == 2 and all(n == 2 for n in found.bounded.values()) and len(found.bounded) == 5


@pytest.mark.parametrize(("count", "tied"), [(40, True), (39, True), (38, False)])
def test_a_cell_is_tied_where_the_choice_leaves_it_fewer_values_than_the_threshold(
    count: int, tied: bool, asked: Asked
) -> None:
    """40 of 90 gives and takes as cells of 16 to 40 do; with 3, which stays 1 to 5, it may be 2 less and 2 more.

    Of 40 that leaves 38 to 40, of 39 four values, of 38 the five from 36 to 40.
    """
    communes = (causes("x1", 40, cause1=3), causes("x2", 90, cause1=count))
    system = build((*communes, *added(communes, "d")), DISTRICT, {})
    found = made(system)
    assert (found.wanting == (at(system, "x2"),)) == tied and not asked
    assert bool(found.tables) != tied


def test_what_a_row_tells_by_itself_bounds_its_cells() -> None:
    """Five poor households, by law with three deprivations each, of three that are asked for: each has all of them."""
    system = build((row(POOR, "x1", households=5, total=15, d1=5, d2=5, d3=5),), {}, {STANDARD: 3})
    found = made(system)
    assert found.bounded == dict.fromkeys(range(4), 1) and not found.wanting


def test_the_narrowest_cell_is_told(two_pairs: System) -> None:
    """Of the first cause five values each are shown possible, of the second three."""
    ends = [(at(two_pairs, "x1", cause), at(two_pairs, "x2", cause)) for cause in ("cause1", "cause2")]
    tables = [
        {a: step, b: -step} for (a, b), steps in zip(ends, ((-2, -1, 1, 2), (-1, 1)), strict=True) for step in steps
    ]
    found = audit(two_pairs, replace(made(two_pairs, NONE), tables=tuple(tables)), Rule(5), Earlier())
    assert (found.hidden, found.bounded, found.tables, found.narrowest) == (4, 0, 6, 3)
    assert found.unsafe == tuple(sorted(ends[1]))
