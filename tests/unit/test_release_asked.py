"""What is asked for, round by round, while an audit does not pass, and what is left out once there is nothing to ask.

Search and audit are played: each test says which cells they never show safe, and what every round was given is
written down.  The choice of cells is the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import pytest

from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.release import mask as masking
from poverty_analysis.release.choose import Earlier, Rule, choose, order_of
from poverty_analysis.release.mask import Mask, mask_forms
from poverty_analysis.release.moves import Change
from poverty_analysis.release.protect import Audit, Limits, Protected
from poverty_analysis.release.search import Unfinished
from poverty_analysis.release.system import System
from tests.disclosure import CAUSES, GROUPS, added, row

LIMITS = Limits(cells=1_000, searches=1_000, nodes=100)
Place = tuple[str, str]
LABOUR, MERIT = "no_labour_poor", "merit_poor"
DISTRICT = {"x1": "d", "x2": "d", "x3": "d"}


@dataclass(frozen=True)
class Round:
    """Units still masked, room asked for by the cells of a relation, cells hidden whatever they are, changes given."""

    units: frozenset[str]
    room: Mapping[frozenset[Place], int]
    hidden: frozenset[Place]
    found: tuple[tuple[Change, ...], ...]


@dataclass
class Rounds:
    """The search and the audit of a test: some cells they never show safe, up to a round."""

    unsafe: frozenset[Place] = frozenset()
    # The round from which on all is safe; whether the search tells it, and not the audit.
    until: int = 99
    wanting: bool = False
    # Up to so many cells can be searched at all.
    cells: int = 99
    told: list[Round] = field(default_factory=list)

    def protect(
        self,
        system: System,
        rule: Rule,
        limits: Limits,
        earlier: Earlier,
        found: tuple[tuple[Change, ...], ...] = (),
    ) -> Protected:
        """The choice, without any table that shows it safe."""
        room = {frozenset(places(system, (i for i, _ in system.relations[n].terms))): r for n, r in rule.room.items()}
        units = frozenset(cell.unit for cell in system.cells)
        self.told.append(Round(units, room, places(system, earlier.hidden), found))
        if len(system.cells) > self.cells:
            raise Unfinished
        chosen = choose(system, order_of(system), system.values, rule, earlier)
        parts = (({len(self.told): 1},),)
        return Protected(chosen, (), {}, parts, self.left(system) if self.wanting else ())

    def audit(self, system: System, made: Protected, rule: Rule, earlier: Earlier) -> Audit:
        """What is unsafe by the test, whatever was found."""
        return Audit(len(made.chosen.hidden), 0, 0, rule.threshold, () if self.wanting else self.left(system))

    def left(self, system: System) -> tuple[int, ...]:
        """Indices of the cells that are not safe yet."""
        every = (i for i, cell in enumerate(system.cells) if (cell.unit, cell.column) in self.unsafe)
        return tuple(every) if len(self.told) <= self.until else ()


def places(system: System, cells: Iterable[int]) -> frozenset[Place]:
    return frozenset((system.cells[i].unit, system.cells[i].column) for i in cells)


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Rounds]:
    def play(*unsafe: Place, until: int = 99, wanting: bool = False, cells: int = 99) -> Rounds:
        made = Rounds(frozenset(unsafe), until, wanting, cells)
        monkeypatch.setattr(masking, "protect", made.protect)
        monkeypatch.setattr(masking, "audit", made.audit)
        return made

    return play


Play = Callable[..., Rounds]


def groups(unit: str, labour: int) -> FormRow:
    """100 poor households, 50 of people with merit; nothing ties them to those without labour."""
    return row(GROUPS, unit, poor=100, no_labour_poor=labour, merit_poor=50)


def district() -> tuple[FormRow, ...]:
    """Without labour 3 (small), 50 and 37 households of three communes: 90 of the district."""
    communes = (groups("x1", 3), groups("x2", 50), groups("x3", 37))
    return (*communes, *added(communes, "d"))


def masked(rows: Iterable[FormRow], parents: Mapping[str, str] = DISTRICT) -> Mask:
    return mask_forms(rows, parents, threshold=5, least={}, limits=LIMITS)


def labour(*units: str) -> frozenset[Place]:
    return frozenset((unit, LABOUR) for unit in units)


SUM = labour("x1", "x2", "x3", "d")


def test_what_is_asked_for_one_after_the_other_until_its_units_are_left_out(rounds: Play) -> None:
    """The 50 of x2 are hidden beside the 3 of x1.

    1. That it is hidden whatever it is.  2. and 3. That its sum may move by 4, then 16 times the threshold: x1 + x2
    are 53 of 1 to 105 (x1 is small), so that 20 more and 20 less is possible and 80 is not; that takes x3, with which
    they are 90 of 1 to 205.  4. That x1 and x3 are hidden whatever they are too, and not the district, which is shown.
    5. All of x2.  6. Nothing is left to ask: x2 is left out with the others of its district.
    """
    played = rounds(("x2", LABOUR))
    mask = masked(district())
    first, later = {SUM: 4}, {SUM: 16}
    every = frozenset({"x1", "x2", "x3", "d"})
    assert [(one.units, one.room, one.hidden) for one in played.told] == [
        (every, {}, frozenset()),
        (every, {}, labour("x2")),
        (every, first, labour("x2")),
        (every, later, labour("x2")),
        (every, later, labour("x1", "x2", "x3")),
        (every, later, labour("x1", "x2", "x3") | {("x2", MERIT)}),
        (frozenset({"d"}), {}, frozenset()),
    ]
    assert [one.unit for one in mask.rows] == ["d"] and not mask.rows[0].masked
    assert mask.blocks[0].dropped == ("x1", "x2", "x3")


def test_a_cell_that_is_small_is_hidden_anyway_and_not_asked_for(rounds: Play) -> None:
    """The 3 of x1: room comes first."""
    played = rounds(("x1", LABOUR), until=1)
    masked(district())
    assert [(one.room, one.hidden) for one in played.told] == [({}, frozenset()), ({SUM: 4}, frozenset())]


def test_changes_of_the_round_before_are_given_to_the_next_of_the_same_units(rounds: Play) -> None:
    """With other units the cells have other numbers: the seventh round begins anew."""
    played = rounds(("x2", LABOUR))
    masked(district())
    assert [one.found for one in played.told] == [(), *((({n: 1},),) for n in range(1, 6)), ()]


def test_the_lowest_units_are_hidden_whole_first_and_stay_so(rounds: Play) -> None:
    """Of x2 and the district neither is ever safe: x2 whole, then both, then without the communes the district.

    Of that alone its cell is asked for in any case, which changes nothing: it is left out too.
    """
    played = rounds(("x2", LABOUR), ("d", LABOUR))
    mask = masked(district())
    whole = [{unit for unit, column in one.hidden if column == MERIT} for one in played.told]
    assert whole == [*([set()] * 5), {"x2"}, {"x2", "d"}, {"d"}, {"d"}, set()]
    assert played.told[7].hidden == played.told[8].hidden == {("d", LABOUR), ("d", MERIT)}
    assert [len(one.units) for one in played.told] == [*([4] * 7), 1, 1, 0]
    assert mask.rows == () and mask.blocks[0].dropped == ("d", "x1", "x2", "x3")


def test_what_the_search_is_wanting_is_asked_for_without_an_audit(rounds: Play) -> None:
    """And once it wants nothing, what the audit says counts."""
    played = rounds(("x2", LABOUR), until=1, wanting=True)
    masked(district())
    assert [one.hidden for one in played.told] == [frozenset(), labour("x2")]


def test_room_is_asked_for_where_cells_add_up_before_it_is_elsewhere(rounds: Play) -> None:
    """20 of 40 households have the first cause; they stand in the sum of the district and in their row.

    The sum may move by more first, 4 and 16 times.  Then the causes of x2: they are no fewer than its households.
    """
    communes = [row(CAUSES, unit, "poor", households=40, cause1=n, cause8=40) for unit, n in (("x1", 3), ("x2", 20))]
    played = rounds(("x2", "cause1"), until=6)
    masked((*communes, *added(communes, "d")))
    adds_up = frozenset({("x1", "cause1"), ("x2", "cause1"), ("d", "cause1")})
    of_row = frozenset({("x2", "cause1"), ("x2", "cause8")})
    assert [one.room for one in played.told] == [
        *({}, {}, {adds_up: 4}, {adds_up: 16}),
        *({adds_up: 16, of_row: 4}, {adds_up: 16, of_row: 16}, {adds_up: 16, of_row: 16}),
    ]


TREE = {"d": "p", "e": "p", "x1": "d", "x2": "d", "y1": "e", "y2": "e", "v1": "x1", "w1": "y1"}


def tree() -> list[FormRow]:
    """A province of two districts, each with two communes, one of which has a village; 20 households without labour."""
    return [groups(unit, 20) for unit in (*TREE, "p")]


@pytest.mark.parametrize(
    ("unsafe", "left"),
    [
        (("v1",), {"p", "d", "e", "x1", "x2", "y1", "y2", "w1"}),
        # The lowest of them, with those of the same district and what lies below these.
        (("x2", "p"), {"p", "d", "e", "y1", "y2", "w1"}),
        (("d",), {"p"}),
        (("p",), set()),
    ],
)
def test_a_unit_is_left_out_with_those_beside_it_and_all_below(
    unsafe: tuple[str, ...], left: set[str], rounds: Play
) -> None:
    played = rounds(*labour(*unsafe))
    masked(tree(), TREE)
    assert next(one.units for one in played.told if len(one.units) < len(TREE) + 1) == left


def test_a_unit_at_the_top_is_left_out_without_others_at_the_top(rounds: Play) -> None:
    """Neither has a unit above it, which is no unit that both have."""
    rounds(("a", LABOUR))
    mask = masked([groups("a", 20), groups("b", 20)], {})
    assert [one.unit for one in mask.rows] == ["b"]


def test_what_is_too_large_to_search_is_left_out_from_below(rounds: Play) -> None:
    """Nine units with two cells each; villages first, then communes: six cells of the districts can be searched."""
    played = rounds(cells=6)
    mask = masked(tree(), TREE)
    assert [len(one.units) for one in played.told] == [9, 7, 3]
    assert {one.unit for one in mask.rows} == {"p", "d", "e"}


# Earlier releases


def earlier(count: int | None, *, hidden: bool = False) -> FormRow:
    """The row of x2 in an earlier release."""
    made = row(GROUPS, "x2", poor=100, no_labour_poor=count, merit_poor=50)
    return replace(made, masked=frozenset({LABOUR}) if hidden else frozenset())


@pytest.mark.parametrize(
    ("before", "hidden"),
    [
        ((), {"x1", "x2"}),
        # Shown as it still is: 3 of x1 has to be hidden with another.
        ((earlier(50),), {"x1", "x3"}),
        # Shown as it is no more; a blank is no count.
        ((earlier(51),), {"x1", "x2"}),
        ((earlier(None),), {"x1", "x2"}),
        # Two releases: one has it as it still is.
        ((earlier(51), earlier(50)), {"x1", "x3"}),
        ((earlier(None, hidden=True), earlier(50)), {"x1", "x3"}),
    ],
)
def test_what_is_shown_stays_shown(before: tuple[FormRow, ...], hidden: set[str]) -> None:
    mask = mask_forms(district(), DISTRICT, threshold=5, least={}, limits=LIMITS, earlier=before)
    assert {one.unit for one in mask.rows if LABOUR in one.masked} == hidden


def test_what_is_hidden_stays_hidden() -> None:
    """Nothing is small any more, and 40 stays hidden; with it one of the others, or it were 140 - 50 - 50."""
    rows = [groups("x1", 50), groups("x2", 40), groups("x3", 50)]
    rows += added(rows, "d")
    before = (earlier(None, hidden=True),)
    mask = mask_forms(rows, DISTRICT, threshold=5, least={}, limits=LIMITS, earlier=before)
    hidden = {one.unit for one in mask.rows if LABOUR in one.masked}
    assert "x2" in hidden and len(hidden) == 2
    assert not any(MERIT in one.masked for one in mask.rows)


@pytest.mark.parametrize(("count", "hidden"), [(1, True), (2, True), (3, False)])
def test_two_is_the_least_threshold(count: int, hidden: bool) -> None:
    mask = mask_forms([groups("x1", count)], {}, threshold=2, least={}, limits=LIMITS)
    assert (LABOUR in mask.rows[0].masked) == hidden
