"""Lookups by day: an interval has its first day and lacks its last one, and a year is asked for on its last day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from poverty_analysis import law as law_data
from poverty_analysis.law import Law, read_law
from poverty_analysis.law.lookup import unknown
from poverty_analysis.values.problems import Place
from poverty_analysis.values.validity import ends_before_it_begins, in_force, in_force_in_year, interval, overlap

D = dt.date
# By then every act of the data was signed.
KNOWN = dt.date(2030, 1, 1)
DAY = dt.timedelta(days=1)
FIRST, END = D(2022, 5, 18), D(2024, 3, 1)


@dataclass(frozen=True)
class Span:
    """Nothing but an interval."""

    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@pytest.fixture(scope="module")
def law() -> Law:
    return read_law()


def test_the_first_day_is_in_force_and_the_end_is_not() -> None:
    span = Span(FIRST, END)
    assert [in_force(span, day) for day in (FIRST - DAY, FIRST, END - DAY, END)] == [False, True, True, False]
    assert in_force(Span(), FIRST)
    assert [in_force(Span(None, END), day) for day in (D.min, END)] == [True, False]
    assert [in_force(Span(FIRST), day) for day in (FIRST - DAY, D.max)] == [False, True]


def test_one_day_of_a_year_is_enough() -> None:
    last, first = D(2023, 12, 31), D(2023, 1, 1)
    assert [in_force_in_year(Span(start), 2023) for start in (last, last + DAY)] == [True, False]
    assert [in_force_in_year(Span(None, end), 2023) for end in (first, first + DAY)] == [False, True]
    assert in_force_in_year(Span(), 2023)


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        (Span(FIRST, END), Span(END, None), False),
        (Span(FIRST, END), Span(END - DAY, None), True),
        (Span(FIRST, None), Span(None, FIRST), False),
        (Span(FIRST, None), Span(None, FIRST + DAY), True),
        (Span(), Span(FIRST, END), True),
        (Span(None, FIRST), Span(None, END), True),
        (Span(FIRST, None), Span(END, None), True),
    ],
)
def test_two_intervals_overlap_when_they_share_a_day(first: Span, second: Span, together: bool) -> None:
    assert overlap(first, second) is overlap(second, first) is together


def test_an_interval_without_a_day_ends_before_it_begins() -> None:
    assert [ends_before_it_begins(Span(FIRST, end)) for end in (FIRST - DAY, FIRST, FIRST + DAY)] == [True, True, False]
    assert not any(ends_before_it_begins(span) for span in (Span(), Span(FIRST), Span(None, FIRST)))
    assert (interval(Span(FIRST, END)), interval(Span())) == ("2022-05-18 - 2024-03-01", "… - …")


def only(law: Law, field: str, first: dt.date | None, end: dt.date | None) -> Law:
    """The law with nothing in one of its lists but the first entry, in force from ``first`` until ``end``."""
    entry = replace(getattr(law, field)[0], valid_from=first, valid_to=end)
    changes: dict[str, Any] = {field: (entry,)}
    if field in ("province_classes", "counterpart_ratios"):
        # The other half of the counterpart holds on every day and fits.
        changes = {name: (replace(getattr(law, name)[0], valid_from=None, valid_to=None),) for name in PAIR} | changes
        changes = {name: (replace(entries[0], province_class="x"),) for name, entries in changes.items()}
    return replace(law, **changes)


PAIR = ("province_classes", "counterpart_ratios")
BY_LAST_DAY: dict[str, Callable[[Law, int], object]] = {
    "newly_escaped": law_data.newly_escaped,
    "carry_over": lambda law, year: law_data.carry_over_rules(law, year, KNOWN),
    "answers": lambda law, year: law_data.answers_in(law, law.answers[0].programme, year),
    "province_classes": lambda law, year: law_data.counterpart(law, law.province_classes[0].province, year),
    "counterpart_ratios": lambda law, year: law_data.counterpart(law, law.province_classes[0].province, year),
}


@pytest.mark.parametrize("field", BY_LAST_DAY)
def test_what_holds_on_the_last_day_of_a_year_holds_for_it(law: Law, field: str) -> None:
    last, find = D(2023, 12, 31), BY_LAST_DAY[field]
    assert find(only(law, field, last, None), 2023)
    assert not find(only(law, field, last + DAY, None), 2023)
    assert find(only(law, field, None, last + DAY), 2023)
    assert not find(only(law, field, None, last), 2023)


def test_a_counterpart_is_of_the_province_and_of_its_class(law: Law) -> None:
    placed, ratio = (entry[0] for entry in (law.province_classes, law.counterpart_ratios))
    both = replace(
        law,
        province_classes=(
            replace(placed, province="98", province_class="rich", valid_from=None, valid_to=None),
            replace(placed, province="99", province_class="poor", valid_from=None, valid_to=None),
        ),
        counterpart_ratios=tuple(
            replace(ratio, province_class=name, valid_from=None, valid_to=None) for name in ("rich", "poor", "other")
        ),
    )
    found = law_data.counterpart(both, "99", 2023)
    assert found is not None and found.province_class == "poor"
    assert law_data.counterpart(both, "97", 2023) is None


def test_of_two_names_of_an_agency_the_day_decides(law: Law) -> None:
    body = law.agencies[0]
    changed = D(2025, 3, 1)
    renamed = (
        replace(body, id="x", title_vi="Cũ", valid_from=None, valid_to=changed),
        replace(body, id="y", title_vi="Khác", valid_from=None, valid_to=None),
        replace(body, id="x", title_vi="Mới", valid_from=changed, valid_to=None),
    )
    found = [law_data.agency(replace(law, agencies=renamed), "x", day) for day in (changed - DAY, changed)]
    assert [one.title_vi if one else "" for one in found] == ["Cũ", "Mới"]


def test_of_two_issuers_of_a_level_the_day_decides(law: Law) -> None:
    body, changed = law.issuers[0], D(2025, 7, 1)
    issuers = (
        replace(body, level="commune", signed_for_vi="a", valid_from=None, valid_to=None),
        replace(body, level="district", signed_for_vi="b", valid_from=None, valid_to=changed),
        replace(body, level="district", signed_for_vi="c", valid_from=changed, valid_to=None),
    )
    found = [law_data.issuer(replace(law, issuers=issuers), "district", day) for day in (changed - DAY, changed)]
    assert [one.signed_for_vi if one else "" for one in found] == ["b", "c"]


def test_housing_norms_are_those_of_the_country_and_the_province(law: Law) -> None:
    norm = replace(law.housing[0], valid_from=D(2023, 12, 31), valid_to=None)
    norms = tuple(replace(norm, id=province or "all", province=province) for province in ("12", "", "11"))
    found = law_data.housing_norms(replace(law, housing=norms), "11", 2023)
    assert [one.id for one in found] == ["all", "11"]
    assert law_data.housing_norms(replace(law, housing=norms), "11", 2022) == ()


def test_a_deadline_counts_in_a_year_whose_last_day_its_act_covers(law: Law) -> None:
    start = D(2022, 11, 1)
    one = replace(law.deadlines[0], due="by 11-01; by 06-01", valid_from=start, valid_to=D(2024, 6, 1))
    found = {year: law_data.deadlines_in(replace(law, deadlines=(one,)), year) for year in range(2021, 2025)}
    assert {year: len(listed) for year, listed in found.items()} == {2021: 0, 2022: 1, 2023: 1, 2024: 0}


def test_answers_are_those_of_the_programme(law: Law) -> None:
    answer = replace(law.answers[0], valid_from=None, valid_to=None)
    answers = tuple(replace(answer, programme=name, need=name) for name in ("a", "b"))
    assert list(law_data.answers_in(replace(law, answers=answers), "b", 2023)) == ["b"]


@pytest.mark.parametrize("capital", ["recurrent", "investment", "any"])
def test_a_carry_over_rule_counts_with_either_capital(law: Law, capital: str) -> None:
    rule = replace(law.carry_over[0], capital=capital, valid_from=None, valid_to=None)  # type: ignore[arg-type]
    assert law_data.carry_over_rules(replace(law, carry_over=(rule,)), 2023, KNOWN) == (rule,)
    assert [rule.covers(2023, name) for name in ("recurrent", "investment")] == [
        capital in ("any", name) for name in ("recurrent", "investment")
    ]


def test_the_years_of_carried_money_are_the_next_unless_the_act_names_them(law: Law) -> None:
    bare = replace(law.carry_over[0], outcome="carries", use_from="", use_through="")
    named = replace(bare, use_from="2025", use_through="2026")
    assert (bare.first_year(2023), bare.last_year(2023)) == (2024, 2024)
    assert (named.first_year(2023), named.last_year(2023)) == (2025, 2026)
    assert replace(named, outcome="lapses").last_year(2023) == 2023


def test_the_first_year_carried_is_that_of_the_earliest_rule(law: Law) -> None:
    rule = law.carry_over[0]
    rules = tuple(replace(rule, valid_from=start) for start in (D(2021, 1, 1), None, D(2017, 1, 1)))
    assert law_data.first_year_carried(replace(law, carry_over=rules)) == 2017
    assert law_data.first_year_carried(replace(law, carry_over=())) is None


def test_three_ids_are_named_near_an_unknown_one() -> None:
    problem = unknown("PA-501", Place("law"), "ab", ("ac", "zz", "aba", "abc", "abd"))
    assert problem.values["near"].split(", ") == ["abd", "abc", "aba"]
    assert unknown("PA-501", Place("law"), "ab", ()).values["near"] == "-"
