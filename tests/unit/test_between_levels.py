"""Money, results, targets and progress between levels: gathered from the example province of 2026, by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis import chapters
from poverty_analysis.blocks import Figure, Table, Text
from poverty_analysis.chapters.target_achievement.target_verdicts import judged
from poverty_analysis.inputs.rows.results import INDICATOR_RESULTS, REVIEW_PROGRESS, IndicatorResult
from poverty_analysis.report.open import Report, open_report
from poverty_analysis.report.units_below import handed_in, measured
from poverty_analysis.units.roll_up import TargetNumber, ask_below
from tests.plans import check_json, edit_table
from tests.product import make_workspace
from tests.rows import made
from tests.tree import ROOT

BETWEEN = {"children_money", "children_assigned", "children_results", "children_targets", "review_progress"}


@pytest.fixture(scope="module")
def province() -> Report:
    return open_report("98", 2026, workspace=str(ROOT))


def table(report: Report, name: str) -> Table:
    return next(b for b in chapters.units_below(report).blocks if isinstance(b, Table) and b.id == name)


def words(found: Table) -> list[tuple[str, ...]]:
    return [tuple(c.display if isinstance(c, Figure) else c for c in row.cells) for row in found.rows]


def test_money_is_added_from_the_plans_below_and_those_without_one_are_named(province: Report) -> None:
    found = table(province, "money-below")
    # 1.320 + 1.080 and 700 + 590 triệu, of 3.600 and 2.400; two of four communes have a plan.
    assert words(found) == [
        ("Hỗ trợ nhà ở", "NS tỉnh 2026, sự nghiệp", "3.600", "2.400", "-1.200", "2/4"),
        ("Hỗ trợ sinh kế", "NS tỉnh 2026, sự nghiệp", "2.400", "1.290", "-1.110", "2/4"),
        ("Tổng cộng", "", "6.000", "3.690", "-2.310", "2/4"),
    ]
    assert "Phường Mẫu Đông; Xã Mẫu Tây" in found.notes[-1]


def test_money_assigned_is_laid_beside_the_plan_of_the_commune(province: Report) -> None:
    assert words(table(province, "assigned-below")) == [
        ("Xã Mẫu Bắc", "2.020", "2.020", "0"),
        ("Xã Mẫu Nam", "1.680", "1.670", "-10"),
    ]
    told = [f for f in province.findings if f.rule == "children_assigned"]
    assert [(f.subject, f.difference) for f in told] == [("99982/SINH-KE/province/2026/recurrent", -10_000_000)]


def test_targets_are_added_and_rates_are_spanned(province: Report) -> None:
    assert words(table(province, "targets-below")) == [
        ("Mức giảm tỷ lệ hộ nghèo", "1,5 điểm phần trăm", "1,8 điểm phần trăm – 2 điểm phần trăm", "–", "2/4"),
        ("Số hộ nghèo được hỗ trợ xây mới nhà ở (hộ nghèo)", "60 hộ", "40 hộ", "-20 hộ", "2/4"),
        ("Số lao động được đào tạo nghề", "240 người", "150 người", "-90 người", "2/4"),
    ]


def test_results_of_policies_are_added(province: Report) -> None:
    sums = {row[0]: row[3:] for row in words(table(province, "results-below"))}
    assert sums["Số lao động được đào tạo nghề"] == ("245", "243", "-2", "4/4")
    told = [f for f in province.findings if f.rule == "children_results"]
    assert [(f.expected, f.actual) for f in told] == [(245, 243)]


def test_progress_names_who_waits_and_who_verified(province: Report) -> None:
    found = table(province, "review-progress")
    assert "3/4" in found.title
    assert words(found)[0] == (
        *("Xã Mẫu Bắc", "24/11/2026", "chính thức", "04/12/2026", "Tổ thẩm định của Tỉnh Mẫu Mới (hư cấu)"),
    )
    assert words(found)[3] == ("Xã Mẫu Tây", "chưa nộp", "–", "–", "–")
    told = {(f.reason, f.severity) for f in province.findings if f.rule == "review_progress"}
    assert told == {("waiting", "warning"), ("official_unverified", "warning")}


def test_on_an_earlier_day_less_has_been_handed_in() -> None:
    report = open_report("98", 2026, as_of="2026-11-25", workspace=str(ROOT))
    assert "1/4" in table(report, "review-progress").title
    assert words(table(report, "review-progress"))[0][3] == "chưa thẩm định"


def test_english_says_the_same_numbers(province: Report) -> None:
    other = replace(province, params=replace(province.params, lang="en"))

    def values(report: Report) -> list[object]:
        found = chapters.units_below(report).blocks
        cells = (c for b in found if isinstance(b, Table) for row in b.rows for c in row.cells)
        return [c.value for c in cells if isinstance(c, Figure)]

    assert values(province) == values(other)


def test_a_commune_has_no_units_below_and_its_province_above() -> None:
    report = open_report("99981", 2026, workspace=str(ROOT))
    *_, signed = chapters.signature(report).blocks
    assert isinstance(signed, Text) and "Mẫu Mới" in signed.items[0]
    (slot,) = chapters.units_below(report).blocks
    assert isinstance(slot, Text) and slot.kind == "slot"


def test_a_plan_below_that_cannot_be_read_leaves_the_report_standing(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    budget = root / "data" / "plans" / "xa-mau-nam-2026" / "budget.csv"
    edit_table(budget, lambda rows: rows[0].update(amount_vnd="x"))
    report = open_report("98", 2026, workspace=str(root))
    found = table(report, "money-below")
    assert words(found)[0][-1] == "1/4"
    assert "Xã Mẫu Nam; Phường Mẫu Đông; Xã Mẫu Tây" in found.notes[-1]


def test_files_of_the_plans_below_are_inputs(province: Report) -> None:
    names = {file.path for file in province.files}
    assert "data/plans/xa-mau-bac-2026/budget.csv" in names
    assert "data/results/progress/tinh-mau-moi-2026.csv" in names
    assert "data/plans/huyen-mau-2023/budget.csv" not in names


def test_check_tells_what_does_not_hold_between_levels() -> None:
    code, told = check_json(ROOT / "data" / "plans" / "tinh-mau-moi-2026")
    between = [(f["rule"], f["reason"], f["difference"]) for f in told["findings"] if f["rule"] in BETWEEN]
    assert (code, between) == (
        0,
        [
            ("children_assigned", "differs", -10_000_000),
            ("children_results", "differs", -2),
            ("review_progress", "official_unverified", None),
            ("review_progress", "waiting", -1),
        ],
    )
    for plan in ("xa-mau-bac-2026", "huyen-mau-2023"):
        assert not BETWEEN & {f["rule"] for f in check_json(ROOT / "data" / "plans" / plan)[1]["findings"]}


def test_a_target_for_each_poor_district_is_for_those_of_its_group_on_the_day_of_the_plan() -> None:
    report = open_report("10", 2018, workspace=str(ROOT))
    (found,) = [one for one in judged(report) if one.target.id == "LC02"]
    assert found.target.members == ("083", "084", "085") and len(report.children) == 9


def test_an_unknown_group_of_a_target_is_told(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    plan = root / "data" / "plans" / "lao-cai-2018"
    edit_table(plan / "targets.csv", lambda rows: rows[1].update(group_id="poor-district-30a"))
    code, told = check_json(plan)
    (problem,) = told["problems"]
    assert (code, problem["code"], problem["column"]) == (3, "PA-210", "group_id")
    assert "poor-districts-30a" in str(problem)


# The gathering


def result(unit: str, status: str, value: int, day: str = "2023-12-31") -> IndicatorResult:
    values = {"unit": unit, "indicator": "jobs_created", "as_of": dt.date.fromisoformat(day)}
    return made(INDICATOR_RESULTS, {**values, "status": status, "numerator": value})


def test_of_one_day_only_the_firmest_status_counts() -> None:
    told = (result("1", "estimate", 5), result("1", "official", 6), result("2", "estimate", 7))
    assert [(c.unit, c.value) for c in measured(told, 2023)] == [("1", 6), ("2", 7)]
    assert measured((result("1", "official", 6, "2022-12-31"),), 2023) == ()


def test_what_is_not_known_yet_on_the_day_is_not_shown() -> None:
    values = {"unit": "1", "as_of": dt.date(2023, 12, 31), "status": "official", "verified_by": "A"}
    days = {"handed_in_on": dt.date(2023, 11, 20), "verified_on": dt.date(2023, 12, 5)}
    row = made(REVIEW_PROGRESS, {**values, **days})
    (late,) = handed_in((row,), 2023, dt.date(2023, 11, 30))
    assert (late.handed_in_on, late.status, late.verified_by, late.verified_on) == (
        *(days["handed_in_on"], "official", "", None),
    )
    (early,) = handed_in((row,), 2023, dt.date(2023, 11, 1))
    assert (early.handed_in_on, early.status) == (None, "")


# The roll-up of targets


def wanted(
    unit: str, value: str, comparator: str = "count", measured_in: str = "persons", *, down: bool = False
) -> TargetNumber:
    return TargetNumber(unit, "jobs", "", comparator, Fraction(value), measured_in, "year", handed_down=down)


def test_what_was_handed_down_goes_before_ones_own() -> None:
    (found,) = ask_below("p", ["1"], [wanted("p", "9"), wanted("1", "5"), wanted("1", "9", down=True)])
    assert (found.low(), found.verdict()) == (9, "")


def test_a_target_of_another_kind_is_not_compared() -> None:
    assert ask_below("p", ["1"], [wanted("p", "9"), wanted("1", "5", "at_most")]) == ()
    assert ask_below("p", ["1"], [wanted("p", "9"), wanted("1", "0.5", "count", "share")]) == ()


@given(st.lists(st.fractions(0, 1), min_size=1, max_size=6), st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_a_weighted_rate_of_all_is_never_outside(rates: list[Fraction], weights: list[int]) -> None:
    weights = [w + 1 for w in weights[: len(rates)]]
    whole = sum((r * w for r, w in zip(rates, weights, strict=True)), Fraction(0)) / sum(weights)
    listed = [wanted(str(n), str(rate), "reach", "share") for n, rate in enumerate(rates)]
    (found,) = ask_below("p", [str(n) for n in range(len(rates))], [wanted("p", str(whole), "reach", "share"), *listed])
    assert found.verdict() == ""
