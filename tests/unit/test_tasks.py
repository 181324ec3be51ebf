"""Tasks in time: what falls due, how it stands, and what cannot hold together."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.blocks import Table, Text
from poverty_analysis.chapters.task_progress.tasks import calendar, tasks
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.rows.plan import TASK_STATUS, TASKS, tasks_of
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.law import deadlines_in, read_law
from poverty_analysis.plan.tasks import (
    Progress,
    Task,
    before_signing,
    by_agency,
    circle,
    out_of_order,
    same_body,
    schedule,
    schedule_term,
)
from poverty_analysis.report.open import make_report
from poverty_analysis.values.origin import Origin
from tests.rows import made
from tests.tree import ROOT

YEARS = range(2016, 2021)


def one(name: str, rule: str, *needs: str) -> Task:
    return Task(name, name, "UBND", rule=rule, depends_on=needs)


def states(rule: str, on: date, *told: Progress) -> list[str]:
    return [due.state for due in schedule([one("A", rule)], told, 2016, on)]


def said(as_of: date, status: str, done_on: date | None = None) -> Progress:
    return Progress("A", as_of, status, done_on)


def test_a_row_becomes_a_task() -> None:
    cells = {"task": "Việc B", "lead": "UBND", "partners": "Sở A; Sở B", "depends_on": "Việc A"}
    first, second = made(TASKS, {"task": "Việc A"}), made(TASKS, cells)
    _, task = tasks_of((first, second))
    assert (task.name, task.partners, task.depends_on, task.rule) == ("Việc B", ("Sở A", "Sở B"), ("Việc A",), "none")
    (named,) = tasks_of((made(TASKS, {**cells, "id": "b"}),))
    assert named.name == "b"
    told = {"task": "A", "as_of": date(2016, 1, 1), "status": "done"}
    assert made(TASK_STATUS, told) == Progress("A", date(2016, 1, 1), "done", None, "", Origin("t.csv", 2))


def test_by_last_day_and_those_without_one_at_the_end() -> None:
    listed = [one("never", "always"), one("dec", "month 12"), one("oct", "by 10-25"), one("past", "by 2015-10-25")]
    dues = schedule(listed, (), 2016, date(2016, 1, 1))
    assert [(due.task.name, due.window and due.window.last.isoformat()) for due in dues] == [
        ("oct", "2016-10-25"),
        ("dec", "2016-12-31"),
        ("never", None),
    ]


def test_each_dated_window_stands_once_and_a_periodic_task_once() -> None:
    assert states("within 2016-Q2; within 2016-Q4", date(2016, 1, 1)) == ["ahead", "ahead"]
    assert states("every month", date(2016, 12, 31)) == ["periodic"]


@pytest.mark.parametrize(
    ("on", "told", "state"),
    [
        (date(2016, 10, 25), (), "ahead"),
        (date(2016, 10, 26), (), "not_reported"),
        (date(2016, 10, 26), (said(date(2016, 10, 1), "in_progress"),), "late"),
        (date(2016, 10, 25), (said(date(2016, 10, 1), "in_progress"),), "under_way"),
        (date(2016, 10, 25), (said(date(2016, 10, 26), "done", date(2016, 10, 20)),), "ahead"),
        (date(2016, 12, 31), (said(date(2016, 11, 1), "done", date(2016, 10, 25)),), "done"),
        (date(2016, 12, 31), (said(date(2016, 11, 1), "done", date(2016, 10, 26)),), "done_late"),
        (date(2016, 12, 31), (said(date(2016, 11, 1), "done"),), "done_no_day"),
        (date(2016, 12, 31), (said(date(2016, 11, 1), "cancelled"),), "cancelled"),
        (
            date(2016, 12, 31),
            (said(date(2016, 11, 1), "done", date(2016, 10, 1)), said(date(2016, 9, 1), "not_started")),
            "done",
        ),
    ],
)
def test_how_a_task_stands(on: date, told: tuple[Progress, ...], state: str) -> None:
    assert states("by 10-25", on, *told) == [state]


def test_a_task_without_a_deadline_is_never_late() -> None:
    assert states("none", date(2030, 1, 1)) == ["no_day"]
    assert states("always", date(2030, 1, 1), said(date(2016, 1, 1), "in_progress")) == ["under_way"]


def test_the_calendar_of_the_thanh_hoa_plan() -> None:
    """Deadlines of KH 159/KH-UBND of 21/10/2016: three pairs stand in the wrong order."""
    listed = [
        one("district survey", "by 10-30", "commune survey"),
        one("commune survey", "by 11-15"),
        one("commune plan", "by 11-10", "commune survey"),
        one("district plan", "by 11-30", "commune plan"),
        one("district assigns", "before 12-05", "province assigns"),
        one("province assigns", "before 12-10", "district plan"),
    ]
    found = [(x.task.name, x.needed.name, x.last, x.needed_last) for x in out_of_order(listed, YEARS)]
    assert found == [
        ("district survey", "commune survey", date(2016, 10, 30), date(2016, 11, 15)),
        ("commune plan", "commune survey", date(2016, 11, 10), date(2016, 11, 15)),
        ("district assigns", "province assigns", date(2016, 12, 4), date(2016, 12, 9)),
    ]


def test_deadlines_before_the_plan_was_signed() -> None:
    signed = date(2016, 10, 21)
    listed = [
        one("quarters", "within 2016-Q2; within 2016-Q4"),
        one("yearly", "by 03-31"),
        one("same day", "by 2016-10-21"),
    ]
    assert [(t.name, day) for t, day in before_signing(listed, YEARS, signed)] == [("quarters", date(2016, 6, 30))]
    assert [t.name for t, _ in before_signing(listed, [2016], signed)] == ["quarters", "yearly"]


def test_tasks_that_wait_for_each_other() -> None:
    assert set(circle([one("A", "none", "B"), one("B", "none", "C"), one("C", "none", "B")])) == {"B", "C"}
    assert circle([one("A", "none", "A")]) == ("A",)
    assert circle([one("A", "none"), one("B", "none", "A", "unknown")]) == ()


def test_who_does_what() -> None:
    listed = [Task("a", "a", "Sở X", ("Sở Y",)), Task("b", "b", "Sở Y", ("Sở X", "Sở Z"))]
    told = [(name, [t.name for t in leads], [t.name for t in joins]) for name, leads, joins in by_agency(listed)]
    assert told == [("Sở X", ["a"], ["b"]), ("Sở Y", ["b"], ["a"]), ("Sở Z", [], ["b"])]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Sở Lao động - Thương binh và Xã hội", "Sở Lao động – Thương binh và Xã hội", True),
        ("Sở Lao động - Thương binh và Xã hội", "Sở Lao động - TBXH", True),
        ("Sở Lao động – TB&XH", "Sở Lao động - Thương binh và Xã hội", True),
        ("Sở Nông nghiệp và PTNT", "Sở Nông nghiệp và Phát triển Nông thôn", True),
        ("Sở KH và ĐT", "Sở Kế hoạch và Đầu tư", True),
        ("UBND tỉnh", "Ủy ban nhân dân tỉnh", True),
        ("UBND các xã", "UBND cấp xã", False),
        ("Sở Y tế", "Sở Xây dựng", False),
        ("Sở Tài chính", "Sở Tài chính tỉnh", False),
        ("Sở TT", "Sở Tư pháp", False),
    ],
)
def test_names_given_by_initials_are_one_body(first: str, second: str, same: bool) -> None:
    assert same_body(first, second) == same_body(second, first) == same


def test_one_body_under_three_spellings_has_one_row() -> None:
    names = ("Sở Lao động - Thương binh và Xã hội", "Sở Lao động - TBXH", "Sở Lao động – TB&XH")
    listed = [Task(name, name, name) for name in names]
    ((name, leads, joins),) = by_agency(listed)
    assert (name, [t.name for t in leads], joins) == (names[0], list(names), ())


def test_a_term_has_tasks_of_a_year_in_their_year_and_yearly_ones_in_the_last() -> None:
    listed = [
        one("yearly", "by 10-25"),
        one("quarters", "within 2016-Q2; within 2016-Q4"),
        one("duty", "none"),
        one("2018", "by 2018-06-30"),
    ]
    found = [(d.task.name, d.window and d.window.last) for d in schedule_term(listed, (), YEARS, date(2020, 12, 31))]
    assert found == [
        ("quarters", date(2016, 6, 30)),
        ("quarters", date(2016, 12, 31)),
        ("2018", date(2018, 6, 30)),
        ("yearly", date(2020, 10, 25)),
        ("duty", None),
    ]


def test_the_report_on_the_term_of_thanh_hoa_names_all_its_tasks() -> None:
    report = make_report(Workspace(ROOT), Params("38", 2020, period="term"))
    dues = calendar(report)
    own = {due.task.name for due in dues if not due.task.citation}
    assert own == {one.name for one in report.facts.tasks} and len(own) == 76
    assert {d.window.last.year for d in dues if d.window} == {2016, 2020}


@given(st.lists(st.sampled_from(["by 10-25", "month 12", "within Q2", "none", "every month"]), max_size=8), st.dates())
def test_every_task_of_a_year_stands_exactly_once(rules: list[str], on: date) -> None:
    listed = [one(str(number), rule) for number, rule in enumerate(rules)]
    dues = schedule(listed, (), 2016, on)
    assert sorted(due.task.name for due in dues) == sorted(t.name for t in listed)
    assert all(due.state in ("ahead", "not_reported", "no_day", "periodic") for due in dues)


# The law's own dates


def test_dates_set_by_law_begin_with_their_act() -> None:
    law = read_law()
    assert [d.id for d in deadlines_in(law, 2020)] == []
    assert [d.id for d in deadlines_in(law, 2022)] == ["census-yearly", "report-annual"]
    assert [d.id for d in deadlines_in(law, 2023)] == ["census-yearly", "report-six-months", "report-annual"]


def test_a_plan_without_tasks_has_the_dates_of_the_law() -> None:
    report = make_report(Workspace(ROOT), Params("099", 2023))
    found = [(due.task.name, due.window and due.window.last) for due in calendar(report) if due.task.citation]
    assert found == [
        ("report-six-months", date(2023, 5, 31)),
        ("report-annual", date(2023, 11, 30)),
        ("census-yearly", date(2023, 12, 14)),
    ]


def test_a_task_of_the_plan_takes_the_place_of_the_law() -> None:
    report = make_report(Workspace(ROOT), Params("999", 2023))
    dues = calendar(report)
    assert len(dues) == 8 and not [due for due in dues if due.task.citation]
    assert [due.state for due in dues].count("done_late") == 1


def test_the_only_task_with_a_deadline_is_a_sentence_and_its_table_is_for_the_workbook() -> None:
    report = make_report(Workspace(ROOT), Params("10", 2018))
    found = tasks(report)
    words = [item for block in found.blocks if isinstance(block, Text) for item in block.items]
    (alone,) = [item for item in words if item.startswith("Nhiệm vụ theo dõi theo thời hạn: ")]
    assert "chủ trì: UBND tỉnh" in alone and alone.endswith("tiến độ: đã qua hạn, chưa có báo cáo tiến độ.")
    assert {block.id: block.workbook_only for block in found.blocks if isinstance(block, Table)}["tasks"]
