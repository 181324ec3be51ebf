"""Deadlines of the real plans: the printed words, their days in a year, and what does not fit together."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from poverty_analysis.values.deadlines import read_due, windows
from tests.plans import check_json
from tests.tree import ROOT

PLANS = ROOT / "data" / "plans"

# Words as printed, a year, and the first and last day that a reader of the plan would write into a calendar.
DAYS = [
    ("25/10 hàng năm", 2018, None, "2018-10-25"),
    ("30/10/hàng năm", 2016, None, "2016-10-30"),
    ("05/12/ hàng năm", 2020, None, "2020-12-05"),
    ("trước ngày 05 tháng 12", 2017, None, "2017-12-04"),
    ("trước ngày 10 tháng 12", 2017, None, "2017-12-09"),
    ("trước ngày 10 tháng 11 hàng năm", 2019, None, "2019-11-09"),
    ("trước ngày 30/11/2016", 2016, None, "2016-11-29"),
    ("Quý IV năm 2016", 2016, "2016-10-01", "2016-12-31"),
    ("trong quý II năm 2018", 2018, "2018-04-01", "2018-06-30"),
    ("trong quý II", 2019, "2019-04-01", "2019-06-30"),
    ("vào trung tuần tháng 12", 2016, "2016-12-11", "2016-12-20"),
    ("Tháng 12 hàng năm", 2020, "2020-12-01", "2020-12-31"),
    ("Năm 2016", 2016, "2016-01-01", "2016-12-31"),
]
# What must be a deadline of its own in the tables: plan, words, how often.
PRINTED = {
    ("thanh-hoa-2016-2020", "Quý IV năm 2016"): 5,
    ("thanh-hoa-2016-2020", "Quý II, IV năm 2016"): 1,
    ("thanh-hoa-2016-2020", "Năm 2016"): 4,
    ("thanh-hoa-2016-2020", "Tháng 12 hàng năm"): 3,
    ("thanh-hoa-2016-2020", "vào trung tuần tháng 12"): 1,
    ("thanh-hoa-2016-2020", "Định kỳ 6 tháng và hàng năm"): 1,
    ("lao-cai-2018", "trong quý II năm 2018"): 1,
    ("thach-ha-2020", "Định kỳ tháng, quý"): 1,
}


def tasks(plan: str) -> list[dict[str, str]]:
    with (PLANS / plan / "tasks.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize(("words", "year", "first", "last"), DAYS)
def test_words_become_the_days_of_a_calendar(words: str, year: int, first: str | None, last: str) -> None:
    (window,) = windows(read_due(words), year)
    assert window.last == dt.date.fromisoformat(last)
    assert window.first == (dt.date.fromisoformat(first) if first else None)


def test_a_deadline_of_one_year_is_none_in_another() -> None:
    assert windows(read_due("Quý IV năm 2016"), 2017) == ()
    assert [w.last.isoformat() for w in windows(read_due("Quý II, IV năm 2016"), 2016)] == ["2016-06-30", "2016-12-31"]


def test_periodic_duties_fall_due_in_every_period() -> None:
    assert len(windows(read_due("Định kỳ tháng, quý"), 2020)) == 16
    assert len(windows(read_due("Định kỳ 6 tháng và hàng năm"), 2020)) == 3


@pytest.mark.parametrize(("key", "times"), PRINTED.items())
def test_printed_deadlines_are_in_the_tables(key: tuple[str, str], times: int) -> None:
    plan, words = key
    assert sum(row["due_as_printed"] == words for row in tasks(plan)) == times


def test_ninh_binh_sets_no_deadline() -> None:
    assert {row["due_rule"] for row in tasks("ninh-binh-2021")} == {"none"}


def test_thanh_hoa_orders_its_year_against_itself() -> None:
    """Days a reader finds: plan 10/11 before survey 15/11; district 30/10 before communes; 05/12 before 10/12."""
    code, told = check_json(PLANS / "thanh-hoa-2016-2020")
    assert (code, told["problems"]) == (0, [])
    found = {f["subject"]: f["message_en"] for f in told["findings"] if f["rule"] == "task_order"}
    for subject, own, needed in (
        ("PL-II.1", "2016-11-10", "2016-11-15"),
        ("B-2.1", "2016-11-09", "2016-11-14"),
        ("PL-I.4", "2016-10-30", "2016-11-15"),
        ("B-1.2", "2016-10-29", "2016-11-14"),
        ("B-2.2-giao", "2016-12-04", "2016-12-09"),
    ):
        assert own in found[subject] and needed in found[subject], found[subject]
    assert len(found) == 5
    (early,) = [f for f in told["findings"] if f["rule"] == "task_signing"]
    assert (early["subject"], "2016-06-30" in early["message_en"]) == ("PL-I.2", True)
