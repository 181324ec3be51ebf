"""The report within the year: position, estimates, last year's same day, by hand from the fictional unit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Figure, Section, Table, Text
from poverty_analysis.chapters.target_achievement.target_verdicts import judged
from poverty_analysis.report.open import Report, open_report
from tests.some import some
from tests.tree import ROOT


@pytest.fixture(scope="module")
def report() -> Report:
    return open_report("999", 2023, period="six_months", as_of="2023-05-31", workspace=str(ROOT))


def figures(made: Section) -> dict[str, Figure]:
    tables = [block for block in made.blocks if isinstance(block, Table)]
    return {c.id: c for table in tables for row in table.rows for c in row.cells if isinstance(c, Figure)}


def test_result_to_date_against_plan_last_year_and_estimate(report: Report) -> None:
    found = figures(chapters.position(report))
    assert found["position.M05.to_date"].value == 171
    assert found["position.M05.part"].value == Fraction(171, 350)
    assert found["position.M05.before"].value == 150
    assert (found["position.M05.change"].value, found["position.M05.change"].display) == (Fraction(171, 150), "114,0%")
    assert found["position.M05.estimate"].value == 330
    assert found["position.M05.estimate_part"].value == Fraction(330, 350)


def test_a_share_changes_by_percentage_points(report: Report) -> None:
    found = figures(chapters.position(report))["position.M07.change"]
    assert found.value == Fraction(22310, 22888) - Fraction(21980, 22916)
    assert found.display == "+1,56 điểm phần trăm"


def test_an_estimated_rate_is_no_result(report: Report) -> None:
    found = figures(chapters.position(report))
    assert found["position.M01.estimate"].value == Fraction(3150, 15600)
    assert "position.M01.to_date" not in found
    assert all(row.status != "preliminary" for row in some(report.results))


def test_the_estimate_stands_beside_the_last_official_rate(report: Report) -> None:
    said = str(chapters.poverty(report).blocks)
    assert "chính thức 25,70% (31/12/2022, chuẩn VN-2022); ước tính 20,19% (31/12/2023, chuẩn VN-2022)" in said


def test_the_closing_words_name_the_report(report: Report) -> None:
    end, _ = chapters.signature(report, "six_month_title").blocks
    assert "6 tháng đầu năm 2023 và ước thực hiện cả năm" in str(end)


def test_a_share_that_is_to_rise_is_behind_by_the_way_from_its_baseline(report: Report) -> None:
    """85,51 % of 88 %: 0,31 of 2,8 points is 11 % of the way after 41 % of the year."""
    found = {one.target.id: one.verdict.state for one in judged(report)}
    assert (found["M11"], found["M12"], found["M07"]) == ("behind", "behind", "on_course")


def test_money_after_the_day_does_not_count(report: Report) -> None:
    paid = [e for e in report.ledger if e.phase == "disbursed"]
    assert paid and all(e.date is not None and str(e.date) <= "2023-05-31" for e in paid)
    assert not [finding for finding in some(report.findings) if finding.rule == "ledgers"]


def test_the_first_screen_speaks_of_the_day(report: Report) -> None:
    made = chapters.brief(report)
    keys = next(block for block in made.blocks if isinstance(block, Text) and block.kind == "key_figures")
    values = {figure.id: figure.value for figure in keys.figures}
    assert values["key.rate"] == Fraction(values["key.paid"], values["key.available"])
    assert "theo số ước thực hiện cả năm" in str(made.blocks)


def test_words_of_the_year_are_not_those_of_six_months(report: Report) -> None:
    six = str(chapters.direction(report).blocks)
    year = str(chapters.direction(open_report("999", 2023, workspace=str(ROOT))).blocks)
    assert "Sáu tháng đầu năm" in six
    assert "Sáu tháng đầu năm" not in year
    bare = open_report("099", 2023, period="six_months", as_of="2023-05-31", workspace=str(ROOT))
    assert chapters.direction(bare).blocks[0].kind == "slot"


def test_without_results_the_chapter_says_so() -> None:
    bare = open_report("099", 2023, period="six_months", as_of="2023-05-31", workspace=str(ROOT))
    (slot,) = chapters.position(bare).blocks
    assert isinstance(slot, Text) and slot.kind == "slot"
