"""Targets against results: every comparator at its line, the real case of Ninh Bình 2021, and what cannot be told."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.plan.targets import Result, State, Target, Verdict, judge

F = Fraction
END = dt.date(2021, 12, 31)
YEAR = {"first": dt.date(2021, 1, 1), "last": END}


def result(
    value: str | None, day: dt.date = END, status: str = "official", standard: str = "", **more: object
) -> Result:
    number = None if value is None else F(value)
    return Result("37", "x", day, number, status, standard=standard, **more)  # type: ignore[arg-type]


def target(comparator: str, value: str | None, **more: object) -> Target:
    return Target("T1", "x", comparator, None if value is None else F(value), **{**YEAR, **more})  # type: ignore[arg-type]


def test_ninh_binh_2021_missed_both_rates_on_preliminary_figures() -> None:
    """Poverty 1,87 % to 1,65 % against 1,5 %; near-poverty 3,15 % to 2,45 % against 2,0 % (preliminary, 20/11/2021)."""
    day = dt.date(2020, 12, 31)
    poor = (result("0.0187", day, "official", "VN-2016"), result("0.0165", END, "preliminary", "VN-2016"))
    near = (result("0.0315", day, "official", "VN-2016"), result("0.0245", END, "preliminary", "VN-2016"))
    first = judge(target("reduce_to", "0.015", standard="VN-2016"), poor, "37", END)
    second = judge(target("reduce_to", "0.02", standard="VN-2016"), near, "37", END)
    assert (first.state, first.gap, first.achieved, first.asked) == ("missed", F("0.0015"), F("0.0022"), F("0.0037"))
    assert (second.state, second.gap, second.achieved, second.asked) == ("missed", F("0.0045"), F("0.007"), F("0.0115"))
    assert [round(float(one.part_of_plan() or 0), 3) for one in (first, second)] == [0.595, 0.609]
    assert first.result is not None and first.result.status == "preliminary"


@pytest.mark.parametrize(
    ("comparator", "asked", "value", "state"),
    [
        ("at_least", "0.88", "0.88", "met"),
        ("at_least", "0.88", "0.8799", "missed"),
        ("more_than", "0.62", "0.62", "missed"),
        ("more_than", "0.62", "0.6201", "met"),
        ("at_most", "0.1", "0.1", "met"),
        ("at_most", "0.1", "0.1001", "missed"),
        ("below", "0.1", "0.1", "missed"),
        ("below", "0.1", "0.0999", "met"),
        ("reduce_to", "0.165", "0.165", "met"),
        ("reduce_below", "0.165", "0.165", "missed"),
        ("reach", "0.95", "0.95", "met"),
        ("between", "5", "5", "met"),
        ("between", "5", "12", "met"),
        ("between", "5", "4", "missed"),
        ("count", "400", "399", "missed"),
        ("all", "1", "1", "met"),
        ("all", "1", "0.9999", "missed"),
        ("all_in_need", "1", "1", "met"),
        ("all_in_need", "1", "0.9999", "missed"),
        ("n_of_n", "8", "8", "met"),
        ("n_of_n", "8", "7", "missed"),
        ("none_left", None, "0", "met"),
        ("none_left", None, "1", "missed"),
    ],
)
def test_levels_at_the_line(comparator: str, asked: str | None, value: str, state: State) -> None:
    assert judge(target(comparator, asked), (result(value),), "37", END).state == state


@pytest.mark.parametrize(
    ("comparator", "asked", "value", "state"),
    [
        ("reduce_by_at_least", "0.05", "0.20", "met"),
        ("reduce_by_at_least", "0.05", "0.2001", "missed"),
        ("reduce_by_more_than", "0.05", "0.20", "missed"),
        ("reduce_by_more_than", "0.05", "0.1999", "met"),
        ("reduce_by_between", "0.05", "0.20", "met"),
        ("reduce_by_between", "0.05", "0.15", "met"),
        ("reduce_by_at_least", "0.05", "0.26", "missed"),
    ],
)
def test_falls_at_the_line_are_percentage_points(comparator: str, asked: str, value: str, state: State) -> None:
    given_ = target(comparator, asked, baseline=F("0.25"), baseline_date=dt.date(2020, 12, 31))
    found = judge(given_, (result(value),), "37", END)
    assert found.state == state
    assert found.achieved == F("0.25") - F(value)


def test_a_result_under_another_standard_is_not_compared() -> None:
    found = judge(target("reduce_to", "0.015", standard="VN-2016"), (result("0.05", standard="VN-2022"),), "37", END)
    assert (found.state, found.reason) == ("not_comparable", "other_standard")


def test_a_baseline_under_another_standard_is_no_baseline() -> None:
    old = result("0.09", dt.date(2020, 12, 31), standard="VN-2016")
    found = judge(
        target("reduce_by_at_least", "0.01", standard="VN-2022"), (old, result("0.05", standard="VN-2022")), "37", END
    )
    assert (found.state, found.reason) == ("not_measurable", "no_baseline")


@pytest.mark.parametrize(
    ("results", "reason"),
    [((), "no_result"), ((result("0.1", dt.date(2020, 12, 31)),), "only_before"), ((result(None),), "no_value")],
)
def test_what_cannot_be_measured_says_why(results: tuple[Result, ...], reason: str) -> None:
    found = judge(target("at_least", "0.5"), results, "37", END)
    assert (found.state, found.reason) == ("not_measurable", reason)


@pytest.mark.parametrize(
    ("comparator", "asked", "per", "gap"),
    [("reduce_by_at_least", "0.01", "year", None), ("reduce_to", "0.05", "end", F("0.05"))],
)
def test_a_result_of_the_day_of_the_baseline_says_nothing_yet(
    comparator: str, asked: str, per: str, gap: Fraction | None
) -> None:
    """No day has passed since: neither on course nor behind, and no time to divide by."""
    last = dt.date(2025, 12, 31)
    known = target(comparator, asked, last=last, per=per, baseline=F("0.1"), baseline_date=END)
    verdict = judge(known, (result("0.1"),), "37", END)
    assert (verdict.state, verdict.reason, verdict.gap) == ("not_measurable", "at_baseline", gap)


def test_words_and_targets_without_an_indicator_are_not_judged() -> None:
    assert judge(target("minimise", None), (result("0"),), "37", END).state == "not_judged"
    assert judge(Target("T", "", "count", F(3), **YEAR), (result("3"),), "37", END).reason == "no_indicator"


def test_nobody_in_need_is_not_zero_served() -> None:
    nobody = result(None, base=0)
    assert judge(target("all", "1"), (nobody,), "37", END).reason == "nobody_in_need"
    assert judge(target("all", "1"), (result("0", base=10),), "37", END).state == "missed"


def test_the_latest_and_firmest_result_counts_and_none_after_the_day() -> None:
    early, late = result("0.3", dt.date(2021, 6, 30)), result("0.9")
    estimate = result("0.5", END, "estimate")
    assert judge(target("at_least", "0.8"), (estimate, early, late), "37", END).state == "met"
    before = judge(target("at_least", "0.8"), (early, late), "37", dt.date(2021, 6, 30))
    assert before.result is not None and before.result.value == F("0.3")


@pytest.mark.parametrize(("value", "state"), [("199", "on_course"), ("198", "behind"), ("400", "met")])
def test_half_way_the_time_passed_decides(value: str, state: State) -> None:
    day = dt.date(2021, 6, 30)
    given_ = target("count", "400", unit="persons")
    # 181 of 365 days: 198.36 of 400 would be in proportion.
    assert judge(given_, (result(value, day),), "37", day).state == state


def test_a_fall_asked_every_year_adds_up_over_a_term() -> None:
    given_ = target(
        "reduce_by_at_least",
        "0.02",
        first=dt.date(2016, 1, 1),
        last=dt.date(2020, 12, 31),
        baseline=F("0.13"),
        baseline_date=dt.date(2015, 12, 31),
    )
    half = judge(given_, (result("0.09", dt.date(2017, 12, 31)),), "37", dt.date(2017, 12, 31))
    assert (half.state, half.asked, half.pace, half.pace_needed) == ("on_course", F("0.04"), F("-0.02"), F("-0.02"))
    end = judge(given_, (result("0.035", dt.date(2020, 12, 31)),), "37", dt.date(2020, 12, 31))
    assert (end.state, end.gap) == ("missed", F("0.005"))


TERM = {"first": dt.date(2021, 1, 1), "last": dt.date(2025, 12, 31)}
MIDDLE = dt.date(2023, 12, 31)


def test_a_yearly_fall_that_is_short_at_a_years_end_is_behind_whatever_share_of_the_term_it_is() -> None:
    """3 of 4 points after two of five years is 75 % of what was asked so far, and behind."""
    given_ = target("reduce_by_at_least", "0.02", baseline=F("0.2"), baseline_date=dt.date(2021, 12, 31), **TERM)
    assert judge(given_, (result("0.17", MIDDLE),), "37", MIDDLE).state == "behind"
    assert judge(given_, (result("0.16", MIDDLE),), "37", MIDDLE).state == "on_course"


def test_what_is_asked_every_year_is_judged_year_by_year() -> None:
    given_ = target("at_least", "330", unit="persons", **TERM)
    days = [dt.date(year, 12, 31) for year in (2021, 2022, 2023)]
    rows = tuple(result(value, day) for value, day in zip(("334", "326", "338"), days, strict=True))
    found = judge(given_, rows, "37", MIDDLE)
    assert (found.state, found.gap) == ("missed", 4)
    assert [one.state for one in found.years.values()] == ["met", "missed", "met"]
    kept = judge(given_, (rows[0], result("330", days[1]), rows[2]), "37", MIDDLE)
    assert kept.state == "on_course"


def test_every_year_of_a_term_must_be_known_before_the_target_is_met() -> None:
    given_ = target("at_least", "330", unit="persons", **TERM)
    days = [dt.date(year, 12, 31) for year in range(2021, 2026)]
    rows = tuple(result("330", day) for day in days)
    assert judge(given_, rows, "37", TERM["last"]).state == "met"
    lacking = judge(given_, (*rows[:2], *rows[3:]), "37", TERM["last"])
    assert (lacking.state, lacking.reason) == ("not_measurable", "some_years")


@pytest.mark.parametrize(
    ("values", "state", "part"),
    [(("260", "365", "412"), "on_course", F(1037, 1500)), (("260", "200", "412"), "behind", F(872, 1500))],
)
def test_a_number_of_the_whole_term_is_the_sum_of_its_years(
    values: tuple[str, ...], state: State, part: Fraction
) -> None:
    """1.500 over five years: 1.037 after three is 69,1 % (more than 60 %), 872 is 58,1 %."""
    given_ = target("count", "1500", unit="persons", per="end", flow=True, **TERM)
    rows = tuple(result(v, dt.date(2021 + place, 12, 31)) for place, v in enumerate(values))
    found = judge(given_, rows, "37", MIDDLE)
    assert (found.state, found.part_of_plan()) == (state, part)
    assert found.pace == part * 1500 / 3
    assert found.pace_needed == (1500 - part * 1500) / 2
    unknown = judge(given_, (rows[0], rows[2]), "37", MIDDLE)
    assert (unknown.state, unknown.reason) == ("not_measurable", "some_years")


def test_a_sum_is_only_as_firm_as_its_weakest_year() -> None:
    given_ = target("count", "500", unit="persons", per="end", flow=True, **TERM)
    rows = (result("300", dt.date(2021, 12, 31), "estimate"), result("300", dt.date(2022, 12, 31)))
    found = judge(given_, rows, "37", dt.date(2022, 12, 31))
    assert (found.state, found.result and found.result.status) == ("met", "estimate")


def test_a_rising_share_is_on_course_by_the_way_from_its_baseline() -> None:
    """From 85,2 % to 95 % in three years: 88,5 % is a third of the way, 88,4 % is not; both are over 90 % of 95."""
    given_ = target("reach", "0.95", per="end", baseline=F("0.852"), baseline_date=dt.date(2022, 12, 31), **TERM)
    assert judge(given_, (result("0.885", MIDDLE),), "37", MIDDLE).state == "on_course"
    assert judge(given_, (result("0.884", MIDDLE),), "37", MIDDLE).state == "behind"


def test_half_a_year_is_no_pace_of_a_year() -> None:
    given_ = target("reduce_to", "0.1", per="end", baseline=F("0.14"), baseline_date=dt.date(2021, 12, 31), **TERM)
    assert judge(given_, (result("0.13", dt.date(2022, 6, 30)),), "37", MIDDLE).pace is None
    assert judge(given_, (result("0.13", dt.date(2022, 12, 31)),), "37", MIDDLE).pace == F("-0.01")


def test_each_of_a_group_nobody_listed_is_not_judged_on_the_whole() -> None:
    found = judge(target("at_most", "0.1", each=True), (result("0.05"),), "37", END)
    assert (found.state, found.reason) == ("not_measurable", "no_members")


def test_each_unit_of_a_group_is_judged_and_the_worst_decides() -> None:
    given_ = target("at_most", "0.1", members=("a", "b"))
    rows = tuple(Result(code, "x", END, F(value), "official") for code, value in (("a", "0.1"), ("b", "0.11")))
    found = judge(given_, rows, "37", END)
    assert (found.state, {code: one.state for code, one in found.members.items()}) == (
        "missed",
        {"a": "met", "b": "missed"},
    )
    assert judge(given_, rows[:1], "37", END).reason == "some_unknown"


def test_another_group_is_another_number() -> None:
    rows = (result("0.9", group="hộ nghèo"), result("0.1"))
    assert judge(target("at_least", "0.5", group="hộ cận nghèo"), rows, "37", END).state == "missed"
    assert judge(target("at_least", "0.5", group="hộ nghèo"), rows[:1], "37", END).state == "met"


@pytest.mark.parametrize(
    ("low", "high", "sureness"),
    [
        ("0.4", "0.6", "unsure"),
        ("0.5", "0.6", "unsure"),
        ("0.4", "0.5", "unsure"),
        ("0.51", "0.7", "sure"),
        ("0.4", "0.49", "sure"),
    ],
)
def test_a_sample_tells_how_sure_it_is(low: str, high: str, sureness: str) -> None:
    found = judge(target("at_least", "0.5"), (result("0.55", low=F(low), high=F(high)),), "37", END)
    assert (found.state, found.sureness) == ("met", sureness)


def test_exactly_in_proportion_to_the_time_is_on_course() -> None:
    """30/06 is the 181st of 365 days: 181 of 365 is on course, one less is not."""
    day = dt.date(2021, 6, 30)
    for value, state in (("181", "on_course"), ("180", "behind")):
        assert judge(target("count", "365", unit="persons"), (result(value, day),), "37", day).state == state


@pytest.mark.parametrize(("fallen", "state"), [("0.091", "on_course"), ("0.0904", "behind")])
def test_time_runs_from_the_day_after_the_baseline(fallen: str, state: State) -> None:
    """From 01/04 to 30/06 are 91 of 275 days; 90 of 274 or 92 of 276 would turn one of these."""
    given_ = target("reduce_by_at_least", "0.275", baseline=F("0.5"), baseline_date=dt.date(2021, 3, 31))
    day = dt.date(2021, 6, 30)
    assert judge(given_, (result(str(F("0.5") - F(fallen)), day),), "37", day).state == state


def test_a_fall_of_one_year_is_held_against_the_day_of_the_report() -> None:
    """60 % of the fall by 30/06 is on course that day, and behind on 30/09 (273 of 365 days) with nothing newer."""
    given_ = target("reduce_by_at_least", "0.1", baseline=F("0.5"), baseline_date=dt.date(2020, 12, 31))
    rows = (result("0.44", dt.date(2021, 6, 30)),)
    assert judge(given_, rows, "37", dt.date(2021, 6, 30)).state == "on_course"
    assert judge(given_, rows, "37", dt.date(2021, 9, 30)).state == "behind"


def test_a_result_on_the_first_day_belongs_to_the_period_and_is_no_baseline() -> None:
    first = result("0.6", dt.date(2021, 1, 1))
    assert judge(target("at_least", "0.5"), (first,), "37", END).state == "met"
    assert judge(target("reduce_by_at_least", "0.1"), (first, result("0.4")), "37", END).reason == "no_baseline"
    before = result("0.6", dt.date(2020, 12, 31))
    assert judge(target("reduce_by_at_least", "0.1"), (before, result("0.4")), "37", END).baseline == F("0.6")


def test_a_baseline_without_a_day_asks_for_the_fall_once() -> None:
    found = judge(target("reduce_by_at_least", "0.1", baseline=F("0.5")), (result("0.42"),), "37", END)
    assert (found.state, found.asked, found.gap) == ("missed", F("0.1"), F("0.02"))


def test_a_level_that_was_reached_before_is_judged_by_the_part_of_the_number() -> None:
    given_ = target("reach", "0.9", per="end", baseline=F("0.9"), baseline_date=dt.date(2020, 12, 31), **TERM)
    found = judge(given_, (result("0.88", MIDDLE),), "37", MIDDLE)
    assert (found.state, found.part_of_plan()) == ("on_course", F("0.88") / F("0.9"))


def test_a_pace_needs_a_year_gone_and_one_left() -> None:
    since = dt.date(2021, 12, 31)
    given_ = target("reduce_to", "0.1", per="end", baseline=F("0.14"), baseline_date=since, **TERM)
    same_day = judge(given_, (result("0.14", since),), "37", MIDDLE)
    assert (same_day.pace, same_day.pace_needed) == (None, F("-0.01"))
    year_left = judge(given_, (result("0.11", dt.date(2024, 12, 31)),), "37", dt.date(2024, 12, 31))
    assert (year_left.pace, year_left.pace_needed) == (F("-0.01"), F("-0.01"))
    over = judge(given_, (result("0.11", dt.date(2025, 12, 31)),), "37", dt.date(2025, 12, 31))
    assert (over.state, over.pace_needed) == ("missed", None)


def sums(*values: str | None, first: int = 2021) -> tuple[Result, ...]:
    """Results of the years from ``first`` on, each from a row of its own."""
    return tuple(
        result(value, dt.date(year, 12, 31), cell=f"row {year}") for year, value in enumerate(values, start=first)
    )


WHOLE_TERM = target("count", "1500", unit="persons", per="end", flow=True, cell="target", **TERM)


def test_a_sum_over_a_term_names_every_row_it_was_made_of() -> None:
    found = judge(WHOLE_TERM, sums("260", "365", "412"), "37", MIDDLE)
    assert found.cells == ("target", "row 2021", "row 2022", "row 2023")


def test_a_sum_with_its_first_year_missing_says_nothing_unless_it_is_met_without_it() -> None:
    lacking = judge(WHOLE_TERM, sums("365", "412", first=2022), "37", MIDDLE)
    assert (lacking.state, lacking.reason) == ("not_measurable", "some_years")
    met = judge(WHOLE_TERM, sums("800", "700", first=2022), "37", MIDDLE)
    assert (met.state, met.pace_needed) == ("met", None)
    unknown = judge(WHOLE_TERM, sums("365", None, "412"), "37", MIDDLE)
    assert (unknown.state, unknown.reason) == ("not_measurable", "no_value")


def test_a_sum_at_the_end_of_its_term_needs_no_pace_any_more() -> None:
    found = judge(WHOLE_TERM, sums(*["200"] * 5), "37", dt.date(2025, 12, 31))
    assert (found.state, found.gap, found.pace, found.pace_needed) == ("missed", 500, 200, None)


def test_a_number_of_one_year_has_no_pace_of_a_year() -> None:
    one_year = target("count", "400", unit="persons", per="end", flow=True)
    assert judge(one_year, (result("300"),), "37", END).pace is None


@pytest.mark.parametrize(("achieved", "asked"), [("1", "0"), (None, "1"), ("1", None)])
def test_a_part_of_nothing_is_not_told(achieved: str | None, asked: str | None) -> None:
    numbers = {name: None if n is None else F(n) for name, n in (("achieved", achieved), ("asked", asked))}
    assert Verdict("T", "met", **numbers).part_of_plan() is None


def test_a_year_is_judged_from_its_first_day_on() -> None:
    given_ = target("at_least", "330", unit="persons", **TERM)
    rows = (result("330", dt.date(2021, 12, 31)), result("330", dt.date(2022, 1, 1)))
    assert judge(given_, rows, "37", dt.date(2022, 12, 31)).years[2022].state == "met"


@pytest.mark.parametrize(("value", "state"), [("181", "on_course"), ("180", "behind")])
def test_the_year_that_still_runs_is_judged_by_the_time_passed_in_it(value: str, state: State) -> None:
    given_, day = target("at_least", "365", unit="persons", **TERM), dt.date(2023, 6, 30)
    found = judge(given_, (*sums("365", "365"), result(value, day)), "37", day)
    assert (found.state, found.years[2023].state) == (state, state)


def test_of_two_missed_years_the_later_is_told() -> None:
    found = judge(target("at_least", "330", unit="persons", **TERM), sums("320", "326", "330"), "37", MIDDLE)
    assert (found.state, found.gap) == ("missed", 4)


def test_a_sum_that_ends_a_day_early_has_no_pace() -> None:
    rows = (*sums("260", "365"), result("412", dt.date(2023, 12, 30)))
    assert judge(WHOLE_TERM, rows, "37", MIDDLE).pace is None


def test_the_latest_result_under_another_standard_is_named_from_the_first_day_on() -> None:
    given_ = target("reduce_to", "0.1", standard="VN-2016")
    rows = tuple(
        result("0.05", day, standard="VN-2022", cell=day.isoformat())
        for day in (dt.date(2021, 1, 1), dt.date(2021, 6, 30))
    )
    assert judge(given_, rows[:1], "37", END).cells == ("2021-01-01",)
    assert judge(given_, rows, "37", END).cells == ("2021-06-30",)


@pytest.mark.parametrize(("low", "high", "sureness"), [("0.19", "0.21", "unsure"), ("0.205", "0.215", "sure")])
def test_a_sampled_fall_is_held_against_the_level_it_asks_for(low: str, high: str, sureness: str) -> None:
    given_ = target("reduce_by_at_least", "0.05", baseline=F("0.25"))
    assert judge(given_, (result("0.21", low=F(low), high=F(high)),), "37", END).sureness == sureness


def test_half_an_interval_is_none() -> None:
    rows = (result("0.5", low=F("0.4")),)
    assert judge(target("at_least", "0.5"), rows, "37", END).sureness == "exact"


def test_a_level_without_a_number_is_not_judged() -> None:
    found = judge(target("at_least", None), (result("0.5"),), "37", END)
    assert (found.state, found.reason) == ("not_judged", "words_only")


def test_a_target_met_early_needs_no_pace_and_gives_no_reason() -> None:
    since = dt.date(2021, 12, 31)
    given_ = target("reduce_to", "0.1", per="end", baseline=F("0.14"), baseline_date=since, **TERM)
    found = judge(given_, (result("0.09", MIDDLE),), "37", MIDDLE)
    assert (found.state, found.reason, found.gap, found.pace_needed) == ("met", "", 0, None)


def test_a_yearly_fall_is_met_with_its_last_year_only() -> None:
    given_ = target("reduce_by_at_least", "0.02", baseline=F("0.2"), baseline_date=dt.date(2021, 12, 31), **TERM)
    assert judge(given_, (result("0.12", TERM["last"]),), "37", TERM["last"]).state == "met"
    assert judge(given_, (result("0.12", MIDDLE),), "37", MIDDLE).state == "on_course"


@pytest.mark.parametrize(("value", "state"), [("0.17006", "on_course"), ("0.1701", "behind")])
def test_a_yearly_fall_is_asked_by_the_end_of_the_year_measured(value: str, state: State) -> None:
    """546 of the 730 days of two years: 74,79 % of the 4 points; of 729 days it would be 74,90 %."""
    given_ = target("reduce_by_at_least", "0.02", baseline=F("0.2"), baseline_date=dt.date(2021, 12, 31), **TERM)
    day = dt.date(2023, 6, 30)
    assert judge(given_, (result(value, day),), "37", day).state == state


@given(st.fractions(0, 1), st.fractions(0, 1))
def test_the_gap_is_exactly_what_is_lacking(asked: Fraction, value: Fraction) -> None:
    given_ = Target("T", "x", "at_least", asked, **YEAR)
    found = judge(given_, (Result("37", "x", END, value, "official"),), "37", END)
    assert found.gap == max(asked - value, 0)
    assert (found.state == "met") == (found.gap == 0)
