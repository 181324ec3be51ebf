"""How verdicts are counted: nothing is met for certain on figures that are not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from poverty_analysis.plan.targets import Result, Target, Verdict, judge
from poverty_analysis.plan.targets.achievements import ACHIEVEMENTS, Achievement, achievement, shortfall, weakest_status

END = dt.date(2023, 12, 31)
ASKED = Target("T1", "jobs_created", "at_least", Fraction(100), unit="people", first=dt.date(2023, 1, 1), last=END)


def verdict(value: int, status: str = "official", **more: object) -> Verdict:
    result = Result("999", "jobs_created", END, Fraction(value), status, **more)  # type: ignore[arg-type]
    return judge(ASKED, [result], "999", END)


@pytest.mark.parametrize(
    ("value", "status", "counted"),
    [
        (100, "official", "met"),
        (100, "preliminary", "met_preliminary"),
        (100, "estimate", "met_estimate"),
        (99, "official", "missed"),
        (99, "preliminary", "missed_preliminary"),
        (99, "estimate", "forecast_missed"),
    ],
)
def test_the_status_of_the_figures_decides(value: int, status: str, counted: Achievement) -> None:
    assert achievement(verdict(value, status)) == counted


def test_nobody_in_need_is_counted_apart() -> None:
    assert achievement(verdict(0, base=0)) == "nobody_in_need"


def test_within_the_sampling_error_nothing_is_met_or_missed_for_certain() -> None:
    bounds = {"low": Fraction(95), "high": Fraction(105)}
    assert achievement(verdict(101, **bounds)) == "met_unsure"
    assert achievement(verdict(99, **bounds)) == "missed_unsure"


def test_a_target_still_open_that_its_estimate_misses_is_a_forecast_miss() -> None:
    half = Result("999", "jobs_created", dt.date(2023, 6, 30), Fraction(60), "official")
    open_ = judge(ASKED, [half], "999", dt.date(2023, 6, 30))
    assert achievement(open_) == "on_course"
    assert achievement(open_, verdict(99, "estimate")) == "forecast_missed"
    assert achievement(open_, verdict(100, "estimate")) == "on_course"
    assert achievement(verdict(100), verdict(99, "estimate")) == "met"


def test_a_target_for_each_unit_is_as_firm_as_its_weakest_unit() -> None:
    each = replace(ASKED, members=("1", "2"), each=True)
    results = [
        Result("1", "jobs_created", END, Fraction(100), "official"),
        Result("2", "jobs_created", END, Fraction(120), "estimate"),
    ]
    found = judge(each, results, "999", END)
    assert (found.state, weakest_status(found), achievement(found)) == ("met", "estimate", "met_estimate")


def test_the_shortfall_is_the_part_lacking_and_the_widest_of_units() -> None:
    assert shortfall(verdict(75)) == Fraction(1, 4)
    assert shortfall(verdict(120)) == 0
    each = replace(ASKED, members=("1", "2"), each=True)
    results = [Result(code, "jobs_created", END, Fraction(value), "official") for code, value in (("1", 90), ("2", 40))]
    assert shortfall(judge(each, results, "999", END)) == Fraction(3, 5)
    assert shortfall(Verdict("T", "missed")) == 1


def test_every_count_has_words() -> None:
    from poverty_analysis.wording import say

    for name in ACHIEVEMENTS:
        assert say("vi", f"targets.counted.{name}") and say("en", f"targets.counted.{name}")
    assert len({say("vi", f"targets.counted.{name}") for name in ACHIEVEMENTS}) == len(ACHIEVEMENTS)
