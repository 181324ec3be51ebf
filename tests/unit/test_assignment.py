"""Targets shared out among units: exact sums, ceilings, groups, and what cannot be."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from poverty_analysis.cli.commands import cli
from poverty_analysis.plan.assignment import (
    Assignment,
    GroupRule,
    Proposal,
    assign,
    by_cause,
    by_sector,
    verify,
)
from tests.some import some


def one(unit: str, proposed: int | None, able: int = 100, **more: object) -> Proposal:
    return Proposal(unit, f"Xã {unit}", more.pop("households", None), 1000, able, proposed, **more)  # type: ignore[arg-type]


def given_to(made: Assignment) -> list[int]:
    assert made.impossible == ()
    return [row.assigned for row in made.rows]


def test_proposals_that_add_up_are_assigned_as_they_are() -> None:
    assert given_to(assign([one("1", 10), one("2", 20), one("3", 0)], 30)) == [10, 20, 0]


def test_wishes_are_scaled_and_rounded_by_the_largest_remainder() -> None:
    # 100 x 1/6, 2/6, 3/6 = 16.67, 33.33, 50: the one left over goes to the first.
    made = assign([one("1", 10), one("2", 20), one("3", 30)], 100)
    assert given_to(made) == [17, 33, 50]
    assert [row.exact for row in made.rows] == [Fraction(50, 3), Fraction(100, 3), 50]


def test_equal_remainders_go_to_the_larger_wish_then_to_the_smaller_code() -> None:
    assert given_to(assign([one("2", 1), one("1", 1)], 1)) == [0, 1]
    # 3 x 1/4 = 0.75 and 3 x 3/4 = 2.25; 2 x 1/4 = 0.5 and 2 x 3/4 = 1.5.
    assert given_to(assign([one("1", 1), one("2", 3)], 2)) == [0, 2]


def test_a_ceiling_sends_the_rest_to_the_others() -> None:
    assert given_to(assign([one("1", 50, able=10), one("2", 25), one("3", 25)], 60)) == [10, 25, 25]


def test_a_range_of_the_upper_level_holds() -> None:
    made = assign([one("1", 10, low=30), one("2", 10, high=5), one("3", 10)], 60)
    assert given_to(made) == [30, 5, 25]


def test_without_a_proposal_the_households_able_to_escape_count() -> None:
    assert given_to(assign([one("1", None, able=30), one("2", None, able=60)], 30)) == [10, 20]


def test_a_unit_that_wished_for_nothing_is_asked_last() -> None:
    assert given_to(assign([one("1", 0, able=50), one("2", 10, able=20)], 15)) == [0, 15]
    assert given_to(assign([one("1", 0, able=50), one("2", 10, able=20)], 30)) == [10, 20]


def test_a_group_reaches_its_points_and_the_others_give_way() -> None:
    """New-rural communes more than 8 points: 8 % of 500 households is 40, so at least 41."""
    rural = {"households": 250, "groups": ("new-rural",)}
    listed = [one("1", 10, **rural), one("2", 10, **rural), one("3", 40)]
    made = assign(listed, 60, [GroupRule("new-rural", Fraction(8, 100), strict=True)])
    assert given_to(made) == [21, 20, 19]
    assert [row.raised for row in made.rows] == [True, True, False]
    at_least = assign(listed, 60, [GroupRule("new-rural", Fraction(8, 100))])
    assert given_to(at_least) == [20, 20, 20]


def test_a_group_that_reaches_its_points_anyway_changes_nothing() -> None:
    rural = {"households": 100, "groups": ("new-rural",)}
    listed = [one("1", 20, **rural), one("2", 40)]
    assert given_to(assign(listed, 60, [GroupRule("new-rural", Fraction(8, 100))])) == given_to(assign(listed, 60))


@pytest.mark.parametrize(
    ("proposals", "total", "told"),
    [
        ([one("1", 5, able=10), one("2", 5, able=10)], 21, [("total_above_ceilings", "", 21, 20)]),
        ([one("1", 5, low=6), one("2", 5, low=6)], 11, [("total_below_floors", "", 11, 12)]),
        ([one("1", 5, able=10, low=11)], 10, [("floor_above_ceiling", "1", 11, 10)]),
        ([one("1", 5, able=7, households=100, groups=("g",))], 7, [("group_above_ceilings", "g", 8, 7)]),
        ([one("1", 5, households=100, groups=("g",)), one("2", 5)], 7, [("total_below_floors", "", 7, 8)]),
    ],
)
def test_what_cannot_be_is_explained(
    proposals: list[Proposal], total: int, told: list[tuple[str, str, int, int]]
) -> None:
    made = assign(proposals, total, [GroupRule("g", Fraction(8, 100))])
    assert made.rows == ()
    assert [(x.reason, x.subject, x.asked, x.possible) for x in made.impossible] == told


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(ValueError, match="total"):
        assign([], -1)
    with pytest.raises(ValueError, match="given twice"):
        assign([one("1", 1), one("1", 2)], 1)
    with pytest.raises(ValueError, match="counts of 0 or more"):
        assign([one("1", -1)], 1)
    rules = [GroupRule("a", Fraction(1, 100)), GroupRule("b", Fraction(1, 100))]
    with pytest.raises(ValueError, match="several groups"):
        assign([one("1", 1, groups=("a", "b"))], 1, rules)


def test_nothing_to_assign() -> None:
    assert given_to(assign([], 0)) == []
    assert given_to(assign([one("1", 5), one("2", None)], 0)) == [0, 0]
    assert [x.reason for x in assign([], 1).impossible] == ["total_above_ceilings"]


def test_causes_and_sectors() -> None:
    causes = {"land": 3, "capital": 5, "skills": 2}
    assert by_cause(4, causes) == {"land": 1, "capital": 2, "skills": 1}
    assert by_cause(0, {"land": 0}) == {"land": 0}
    with pytest.raises(ValueError, match="no household has a cause"):
        by_cause(1, {"land": 0})
    assert by_sector(by_cause(4, causes), {"land": "TNMT", "skills": "LĐTBXH"}) == {"TNMT": 1, "": 2, "LĐTBXH": 1}


proposals = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 60)),
        st.integers(0, 50),
        st.integers(0, 20),
        st.integers(0, 80),
        st.booleans(),
    ),
    min_size=1,
    max_size=9,
)


@given(proposals, st.integers(0, 300), st.fractions(0, Fraction(1, 5)), st.booleans(), st.randoms())
def test_sums_bounds_groups_and_order(rows: list, total: int, points: Fraction, strict: bool, chance: object) -> None:  # type: ignore[type-arg]
    listed = [
        Proposal(f"{n:02d}", "", 100, 50, able, wished, low, high, ("g",) if member else ())
        for n, (wished, able, low, high, member) in enumerate(rows)
    ]
    rule = GroupRule("g", points, strict=strict)
    rules = [rule] if any(p.groups for p in listed) else []
    made = assign(listed, total, rules)
    if made.impossible:
        assert made.rows == () and all(x.asked != x.possible for x in made.impossible)
        return
    assert sum(row.assigned for row in made.rows) == total
    assert all(row.floor <= row.assigned <= row.ceiling for row in some(made.rows))
    assert sum(row.exact for row in made.rows) == total
    members = [p for p in listed if p.groups]
    if rules:
        assert sum(r.assigned for r, p in zip(made.rows, listed, strict=True) if p.groups) >= rule.least(members)
    mixed = list(listed)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    again = assign(mixed, total, rules)
    assert {r.unit: r.assigned for r in again.rows} == {r.unit: r.assigned for r in made.rows}


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 1000), min_size=1, max_size=11), st.integers(0, 500))
def test_causes_add_up(causes: dict[str, int], assigned: int) -> None:
    if sum(causes.values()):
        parts = by_cause(assigned, causes)
        assert sum(parts.values()) == assigned and list(parts) == list(causes)
        assert all(parts[name] == 0 for name, count in causes.items() if not count)


def test_numbers_changed_by_hand_are_verified() -> None:
    listed = [one("1", 10, low=5, households=100, groups=("g",)), one("2", 10, able=12)]
    rules = [GroupRule("g", Fraction(8, 100))]
    assert verify(listed, {"1": 8, "2": 12}, 20, rules) == ()
    told = verify(listed, {"1": 4, "2": 13}, 20, rules)
    assert [(x.reason, x.asked, x.possible) for x in told] == [
        ("sum_differs", 17, 20),
        ("above_ceiling", 13, 12),
        ("below_floor", 4, 5),
        ("group_below_least", 4, 8),
    ]


# The command

ROWS = """unit,name,households,poor,able,proposed,groups
x1,Xã Mẫu 1,250,90,40,10,new-rural
x2,Xã Mẫu 2,250,80,35,10,new-rural
x3,Xã Mẫu 3,400,120,60,40,
"""


def run(*args: object) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["--lang", "en", "assign", *(str(one) for one in args)])
    return done.exit_code, done.output


def test_out_to_a_workbook_and_back(tmp_path: Path) -> None:
    source, book = tmp_path / "p.csv", tmp_path / "a.xlsx"
    source.write_text(ROWS, encoding="utf-8")
    rule = ("--group", "new-rural>8")
    code, told = run(source, "--total", 60, *rule, "--out", book, "--json")
    assert (code, json.loads(told)["assigned"]) == (0, {"x1": 21, "x2": 20, "x3": 19})
    assert run(book, "--total", 60, *rule, "--check") == (0, "Sum, ceilings, floors and group rules all hold.\n")
    assert "add up to 60, the target is 61" in run(book, "--total", 61, *rule, "--check")[1]
    again = run(book, "--total", 60, *rule, "--json")[1]
    assert json.loads(again) == json.loads(told)
    assert "PA-607" in run(source, "--total", 60, "--out", book)[1]


def test_what_cannot_be_writes_nothing(tmp_path: Path) -> None:
    source, out = tmp_path / "p.csv", tmp_path / "a.csv"
    source.write_text(ROWS, encoding="utf-8")
    code, told = run(source, "--total", 500, "--out", out)
    assert (code, out.exists()) == (3, False)
    assert told == "The total of 500 households exceeds the sum of the ceilings, 135.\n"
    assert run(source, "--total", 5, "--group", "x8")[0] == 2
    source.write_text(ROWS.replace("250", "x", 1), encoding="utf-8")
    assert run(source, "--total", 5)[0] == 3


# To sectors by cause

CAUSES = """unit,cause,households,sector
x1,Thiếu đất sản xuất,50,Phòng Tài nguyên
x1,Thiếu vốn,30,Ngân hàng Chính sách xã hội
x1,Thiếu lao động,10,
x2,Thiếu vốn,20,Ngân hàng Chính sách xã hội
x2,Thiếu đất sản xuất,20,Phòng Tài nguyên
"""


def test_each_unit_is_shared_out_to_the_sectors_that_answer_for_its_causes(tmp_path: Path) -> None:
    source, causes, book = tmp_path / "p.csv", tmp_path / "c.csv", tmp_path / "a.xlsx"
    source.write_text(ROWS, encoding="utf-8")
    causes.write_text(CAUSES, encoding="utf-8")
    code, told = run(source, "--total", 60, "--causes", causes, "--out", book, "--json")
    made = json.loads(told)
    # 10, 10 and 40 are proposed and add up; x1: 10 x 5/9, 3/9, 1/9; x2: 10 x 1/2, the tie to the smaller name.
    assert (code, made["assigned"]) == (0, {"x1": 10, "x2": 10, "x3": 40})
    assert [part["assigned"] for part in made["by_cause"]] == [6, 3, 1, 5, 5]
    assert made["by_sector"] == {"Phòng Tài nguyên": 11, "Ngân hàng Chính sách xã hội": 8, "": 1}
    assert made["without_causes"] == {"x3": 40}
    assert made["ranges"]["x1"] == [0, 40]
    assert run(book, "--total", 60, "--check")[0] == 0


def test_a_part_changed_by_hand_is_told(tmp_path: Path) -> None:
    source, causes, book = tmp_path / "p.csv", tmp_path / "c.csv", tmp_path / "a.xlsx"
    source.write_text(ROWS, encoding="utf-8")
    causes.write_text(CAUSES, encoding="utf-8")
    run(source, "--total", 60, "--causes", causes, "--out", book)
    opened = load_workbook(book)
    opened["proposal_causes"]["E2"] = 7
    opened.save(book)
    code, told = run(book, "--total", 60, "--check")
    assert (code, told) == (3, "Unit x1: its causes add up to 11 households, it was assigned 10.\n")


def test_households_without_any_cause_are_explained_and_nothing_is_written(tmp_path: Path) -> None:
    source, causes, out = tmp_path / "p.csv", tmp_path / "c.csv", tmp_path / "a.xlsx"
    source.write_text(ROWS, encoding="utf-8")
    causes.write_text("unit,cause,households,sector\nx1,Thiếu vốn,0,\n", encoding="utf-8")
    code, told = run(source, "--total", 60, "--causes", causes, "--out", out)
    assert (code, out.exists()) == (3, False)
    assert told == "Unit x1: 10 households are assigned, but none has a cause to share by (0).\n"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("x9,Thiếu vốn,5,\n", "no such unit among the proposals: x9"),
        ("x1,Thiếu vốn,5,\nx1,Thiếu vốn,6,\n", "given twice: x1, Thiếu vốn"),
        ("x1,Thiếu vốn,-5,\n", "expected a count of 0 or more"),
    ],
)
def test_causes_that_cannot_be_shared_by_are_usage_errors(tmp_path: Path, rows: str, told: str) -> None:
    source, causes = tmp_path / "p.csv", tmp_path / "c.csv"
    source.write_text(ROWS, encoding="utf-8")
    causes.write_text(f"unit,cause,households,sector\n{rows}", encoding="utf-8")
    code, said = run(source, "--total", 60, "--causes", causes)
    assert code == 2 and told in said


def test_targets_by_cause_need_a_workbook(tmp_path: Path) -> None:
    source, causes = tmp_path / "p.csv", tmp_path / "c.csv"
    source.write_text(ROWS, encoding="utf-8")
    causes.write_text(CAUSES, encoding="utf-8")
    code, said = run(source, "--total", 60, "--causes", causes, "--out", tmp_path / "a.csv")
    assert code == 2 and "workbook" in said
