"""How the search for other tables is led: what is asked of the solver, in what order, how often, and what is kept.

Passing a change on is switched off or a mask made anew is told by the test, so
that each step is seen alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release import protect as searching
from poverty_analysis.release.choose import Earlier, Rule
from poverty_analysis.release.protect import Limits, Protected, audit, protect
from poverty_analysis.release.search import Scope
from poverty_analysis.release.system import System, build
from tests.disclosure import CAUSES, added, row

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
def test_of_one_family_one_cell_is_asked_for_at_a_time(two_pairs: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the solver finds for a cell is settled before the next one is asked for: it may help that one too."""
    seen: list[int] = []
    real = searching.search

    def search(scope: Scope, cell: int, step: int, nodes: int) -> Change | None:
        seen.append(cell)
        return real(scope, cell, step, nodes)

    monkeypatch.setattr(searching, "search", search)
    found = made(two_pairs)
    # Four values of each pair, and each table has one of them for both of its cells.
    assert len(seen) == 8 and len(found.tables) == 8


@pytest.mark.usefixtures("no_passing_on")
def test_no_more_is_searched_than_the_limits_allow(pair: System, asked: Asked) -> None:
    made(pair, NONE)
    assert asked == []
    made(pair, replace(NONE, searches=3))
    assert len(asked) == 3


@pytest.mark.usefixtures("no_passing_on")
def test_a_cell_is_asked_for_four_times_with_each_kind_of_bounds(pair: System, asked: Asked) -> None:
    """The nearest values first, upwards before downwards; 3 is small and stays so, 20 is not and stays so."""
    a, b = at(pair, "x1"), at(pair, "x2")
    made(pair)
    steps = {i: [step for cell, step, _ in asked if cell == i] for i in (a, b)}
    assert steps == {a: [1, -1, 2, -2] * 2, b: [1, -1, 2, -2] * 2}


@pytest.mark.usefixtures("no_passing_on")
def test_only_as_many_values_are_asked_for_as_are_wanting_and_one_to_spare(pair: System, asked: Asked) -> None:
    a, b = at(pair, "x1"), at(pair, "x2")
    found = tuple(({a: step, b: -step},) for step in (1, -1, -2))
    made(pair, found=found)
    assert [(cell, step) for cell, step, _ in asked] == [(a, 2), (b, -2), (b, 3)] * 2


@pytest.mark.usefixtures("no_passing_on")
def test_first_the_units_of_a_family_may_move_then_those_above_then_all(
    asked: Asked,
) -> None:
    """Two districts of a province; the small cells of two communes and their partners are hidden."""
    parents = {"x1": "d", "x2": "d", "y1": "e", "y2": "e", "d": "p", "e": "p"}
    first = (causes("x1", 4, cause1=3), causes("x2", 40, cause1=20))
    second = (causes("y1", 4, cause1=3), causes("y2", 40, cause1=20))
    districts = (*added(first, "d"), *added(second, "e"))
    system = build((*first, *second, *districts, *added(districts, "p")), parents, {})
    found = made(system)
    hidden = found.chosen.hidden
    by_unit = {unit: {i for i in hidden if system.cells[i].unit == unit} for unit in ("x1", "x2", "d", "e", "p")}
    scopes = list(dict.fromkeys(columns for cell, _, columns in asked if cell == at(system, "x1")))
    near = by_unit["x1"] | by_unit["x2"]
    wanted = [near, near | by_unit["d"] | by_unit["p"], hidden]
    assert [set(one) for one in scopes[: len(wanted)]] == list(map(set, dict.fromkeys(map(frozenset, wanted))))


def masked_anew(monkeypatch: pytest.MonkeyPatch, wrong: Callable[[Change], frozenset[int]]) -> list[Change]:
    """The tables that are masked again; ``wrong`` says which cells differ then."""
    told: list[Change] = []

    def replayed(system: System, order: object, table: Change, *others: object) -> frozenset[int]:
        told.append(dict(table))
        hidden: frozenset[int] = others[-1].hidden  # type: ignore[attr-defined]
        return hidden ^ wrong(table)

    monkeypatch.setattr(searching, "replayed", replayed)
    return told


@pytest.fixture
def four_pairs() -> tuple[System, list[Change]]:
    """Of each of four causes two communes of their own are hidden: four changes in different branches."""
    units = [f"x{n}" for n in range(1, 9)]
    rows = [causes(unit, 40, **{f"cause{n // 2 + 1}": 3 if n % 2 == 0 else 20}) for n, unit in enumerate(units)]
    system = build((*rows, *added(rows, "d")), dict.fromkeys(units, "d"), {})
    ends = [(at(system, f"x{2 * n - 1}", f"cause{n}"), at(system, f"x{2 * n}", f"cause{n}")) for n in (1, 2, 3, 4)]
    return system, [{a: 1, b: -1} for a, b in ends]


@pytest.mark.usefixtures("no_passing_on")
def test_the_changes_that_do_not_fit_are_told_from_those_that_do(
    four_pairs: tuple[System, list[Change]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of four gives another pattern: all are tried, then the three others, then that one."""
    system, changes = four_pairs
    bad = next(iter(changes[1]))
    told = masked_anew(monkeypatch, lambda table: frozenset({bad} & table.keys()))
    found = made(system, NONE, (tuple(changes),))
    good = {i: step for n, change in enumerate(changes) if n != 1 for i, step in change.items()}
    assert found.tables == (good,) and found.parts == ((changes[0], changes[2], changes[3]),)
    assert told == [good | dict(changes[1]), good, dict(changes[1])]


@pytest.mark.usefixtures("no_passing_on")
def test_changes_that_do_not_fit_together_are_halved(
    four_pairs: tuple[System, list[Change]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any two of four give another pattern in all branches: they are tried in halves, and then one by one."""
    system, changes = four_pairs
    ends = frozenset(i for change in changes for i in change)
    told = masked_anew(monkeypatch, lambda table: ends if len(table) > 2 else frozenset())
    found = made(system, NONE, (tuple(changes),))
    assert list(found.tables) == changes
    assert [len(table) // 2 for table in told] == [4, 2, 1, 1, 2, 1, 1]


@pytest.mark.usefixtures("no_passing_on")
def test_where_a_branch_of_none_of_the_changes_differs_all_are_halved(
    four_pairs: tuple[System, list[Change]], monkeypatch: pytest.MonkeyPatch
) -> None:
    system, changes = four_pairs
    outside = next(iter(changes[3]))
    masked_anew(monkeypatch, lambda table: frozenset({outside} if len(table) > 2 else ()))
    assert list(made(system, NONE, (tuple(changes[:3]),)).tables) == changes[:3]


@pytest.mark.usefixtures("no_passing_on")
def test_a_set_of_changes_is_masked_again_24_times_at_most(pair: System, monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = at(pair, "x1"), at(pair, "x2")
    told = masked_anew(monkeypatch, lambda _: frozenset({a, b}))
    made(pair, NONE, (tuple({a: step, b: -step} for step in (1, -1) * 20),))
    assert len(told) == 24


@pytest.mark.parametrize(("households", "bounded"), [(5, False), (6, True), (10, True), (11, False)])
@pytest.mark.usefixtures("no_passing_on")
def test_what_few_households_leave_is_asked_for_classes_of_up_to_twice_the_threshold(
    households: int, bounded: bool, asked: Asked
) -> None:
    """Of 5 households every count is hidden, none and all too, and six values are left."""
    communes = (causes("x1", households, cause1=3), causes("x2", 90, cause1=40))
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
    communes = (causes("x1", 8, cause1=3), causes("x2", 90, cause1=40))
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
