"""Deadlines: the machine form, its days in a year, and the words of documents."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.inputs.checker import CellValue
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.deadlines import reread_tasks
from poverty_analysis.inputs.rows.plan import TASK_STATUS, TASKS
from poverty_analysis.values.deadlines import (
    DueNotReadable,
    Window,
    agree,
    is_periodic,
    is_recurring,
    read_due,
    windows,
)
from tests.rows import made
from tests.some import some
from tests.tree import ROOT


def last_days(rule: str, year: int) -> list[str]:
    return [window.last.isoformat() for window in windows(rule, year)]


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("25/10 hàng năm", "by 10-25"),
        ("30/10/hàng năm", "by 10-30"),
        ("05/12/ hàng năm", "by 12-05"),
        ("đến hết ngày 31/12/2023", "by 2023-12-31"),
        ("trước ngày 05 tháng 12", "before 12-05"),
        ("xong trước ngày 10 tháng 11 hàng năm", "before 11-10"),
        ("thời gian hoàn thành trước ngày 30/11/2016.", "before 2016-11-30"),
        ("Quý IV năm 2016", "within 2016-Q4"),
        ("Quý II, IV năm 2016", "within 2016-Q2; within 2016-Q4"),
        ("trong quý II", "within Q2"),
        ("trong quý II năm 2018", "within 2018-Q2"),
        ("vào trung tuần tháng 12", "mid 12"),
        ("Tháng 12 hàng năm", "month 12"),
        ("Định kỳ tháng, quý", "every month; every quarter"),
        ("Năm 2016", "within 2016"),
        ("Hàng năm", "every year"),
        ("từ ngày 01/9 đến ngày 14/12/2023", "from 2023-09-01 to 2023-12-14"),
        ("Giai đoạn 2016 – 2020", "from 2016-01-01 to 2020-12-31"),
        ("6 tháng đầu năm 2023", "within 2023-H1"),
        ("Thường xuyên", "always"),
        ("", "none"),
    ],
)
def test_words_of_documents(words: str, rule: str) -> None:
    assert read_due(words) == rule
    assert agree(rule, words)


@pytest.mark.parametrize(
    "words", ["kịp thời", "báo cáo trước ngày 25/10", "12", "quý V năm 2016", "25-10", "trước Tết"]
)
def test_words_that_name_no_deadline_are_not_guessed(words: str) -> None:
    with pytest.raises(DueNotReadable, match="words"):
        read_due(words)
    assert agree("none", words) and agree("", words)


def test_a_day_that_does_not_exist() -> None:
    with pytest.raises(DueNotReadable, match="day"):
        read_due("ngày 31/9")
    with pytest.raises(DueNotReadable, match="day"):
        windows("by 2023-02-29", 2023)


@pytest.mark.parametrize(
    ("rule", "year", "days"),
    [
        ("by 10-25", 2017, ["2017-10-25"]),
        ("before 12-05", 2016, ["2016-12-04"]),
        ("before 01-01", 2016, ["2016-12-31"]),
        ("before 2024-01-01", 2024, []),
        ("before 03-01", 2024, ["2024-02-29"]),
        ("by 02-29", 2023, ["2023-02-28"]),
        ("within 2016-Q2; within 2016-Q4", 2016, ["2016-06-30", "2016-12-31"]),
        ("within 2016-Q4", 2017, []),
        ("within Q2", 2018, ["2018-06-30"]),
        ("within H1", 2018, ["2018-06-30"]),
        ("month 2", 2024, ["2024-02-29"]),
        ("early 12; mid 12; late 12", 2016, ["2016-12-10", "2016-12-20", "2016-12-31"]),
        ("from 2023-12-01 to 2024-01-15", 2024, ["2024-01-15"]),
        ("every quarter", 2020, ["2020-03-31", "2020-06-30", "2020-09-30", "2020-12-31"]),
        ("every year", 2020, ["2020-12-31"]),
        ("always", 2020, []),
        ("none", 2020, []),
    ],
)
def test_last_days(rule: str, year: int, days: list[str]) -> None:
    assert last_days(rule, year) == days


def test_periods_have_a_first_day_and_deadlines_have_none() -> None:
    assert windows("mid 12", 2016)[0].first == date(2016, 12, 11)
    assert windows("by 12-05", 2016)[0].first is None
    assert windows("from 2023-12-01 to 2024-01-15", 2024)[0].first == date(2023, 12, 1)


def test_a_period_begins_on_its_first_day_and_each_comes_once() -> None:
    assert windows("within 2016", 2016) == (Window(date(2016, 1, 1), date(2016, 12, 31)),)
    assert windows("within Q4", 2016) == (Window(date(2016, 10, 1), date(2016, 12, 31)),)
    assert windows("from 09-01 to 09-01", 2016) == (Window(date(2016, 9, 1), date(2016, 9, 1)),)
    months = windows("every month", 2016)
    assert [(one.first, one.last.month) for one in months] == [(date(2016, n, 1), n) for n in range(1, 13)]


@pytest.mark.parametrize(
    ("rule", "periodic"),
    [
        *((f"every {name}", True) for name in ("month", "quarter", "half")),
        *((rule, False) for rule in ("every year", "by 10-25", "within 2016", "none", "always")),
        ("within Q4; every quarter", True),
    ],
)
def test_what_says_how_often_is_periodic(rule: str, periodic: bool) -> None:
    assert is_periodic(rule) is periodic


@pytest.mark.parametrize(
    "rule",
    [
        "25/10",
        "by 2016-10",
        "within Q5",
        "within H3",
        "by 10-25;by 11-25",
        "month 13",
        "BY 10-25",
        "by 10-25 ",
        "month ١",
    ],
)
def test_text_outside_the_grammar(rule: str) -> None:
    with pytest.raises(DueNotReadable):
        windows(rule, 2016)


def test_a_span_must_not_end_before_it_begins() -> None:
    with pytest.raises(DueNotReadable, match="order"):
        windows("from 12-01 to 01-15", 2016)


def test_recurring_rules_name_no_year() -> None:
    assert is_recurring("by 10-25") and is_recurring("every month")
    assert not is_recurring("within 2016") and not is_recurring("none")


@pytest.mark.parametrize(
    ("rule", "words", "same"),
    [
        ("before 2016-11-15", "trước ngày 15 tháng 11", True),
        ("before 2016-11-15", "trước ngày 15 tháng 11 hàng năm", False),
        ("by 12-05", "trước ngày 05 tháng 12", False),
        ("before 12-06", "trước ngày 05 tháng 12", False),
        ("within 2016-Q4", "Quý IV năm 2017", False),
        ("within 2018", "trong năm", True),
        ("every quarter; every month", "định kỳ tháng, quý", True),
        ("none", "Quý IV năm 2016", False),
        ("by 10-25", "", False),
        ("always", "thường xuyên", True),
    ],
)
def test_rule_and_words_agree(rule: str, words: str, same: bool) -> None:
    assert agree(rule, words) is same


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_in_words_is_that_day(day: date) -> None:
    words = f"ngày {day.day} tháng {day.month} năm {day.year}"
    assert last_days(read_due(words), day.year) == [day.isoformat()]
    eve = day - timedelta(days=1)
    assert last_days(read_due(f"trước {words}"), eve.year) == [eve.isoformat()]


@given(st.text(max_size=30), st.integers(1900, 2200))
def test_any_text_is_read_or_refused(text: str, year: int) -> None:
    try:
        found = windows(text, year)
    except DueNotReadable:
        return
    assert all(window.last.year == year for window in found)


# Rows of a plan


def codes(*rows: dict[str, CellValue], status: tuple[dict[str, CellValue], ...] = ()) -> list[str]:
    listed = enumerate(rows, start=2)
    tasks = tuple(made(TASKS, {"task": "Việc A", **row}, "tasks.csv", number) for number, row in listed)
    told = tuple(made(TASK_STATUS, row) for row in status)
    dataset = Dataset("p", "p", None, tasks=tasks, task_status=told)
    return [problem.code for problem in reread_tasks(dataset)]


def test_rows_that_hold() -> None:
    first: dict[str, CellValue] = {"due_rule": "by 10-25", "due_as_printed": "25/10 hàng năm"}
    assert (
        codes(first, {"task": "Việc B; và C", "depends_on": "Việc A"}, {"task": "D", "depends_on": "Việc B; và C"})
        == []
    )
    assert codes({"id": "a"}, {"id": "b", "depends_on": "a"}, {"id": "c", "depends_on": "a; b"}) == []
    assert codes({"id": "a"}, status=({"task": "a"},)) == []


def test_rows_that_do_not_hold() -> None:
    assert codes({"due_rule": "25/10"}) == ["PA-340"]
    assert codes({"due_rule": "by 10-25", "due_as_printed": "sớm"}) == ["PA-341"]
    assert codes({"due_rule": "by 10-25", "due_as_printed": "25/11 hàng năm"}) == ["PA-342"]
    assert codes({"depends_on": "Việc X"}) == ["PA-343"]
    assert codes({}, status=({"task": "Việc X"},)) == ["PA-343"]
    assert codes({}, {}) == ["PA-344", "PA-344"]


def test_the_reference_page_says_what_the_program_reads() -> None:
    page = (ROOT / "docs/reference/due-rules.md").read_text(encoding="utf-8")
    rows = [line.split(" | ") for line in page.splitlines() if line.startswith("| `")][1:]
    assert rows
    for rule, words, _ in some(rows):
        rules, printed = re.findall(r"`([^`]+)`", rule), re.findall(r"`([^`]+)`", words)
        for one in rules:
            windows(one, 2016)
        assert all(any(agree(one, each) for one in rules) for each in printed if not each.endswith("tuần"))
