"""The first page of every kind of report: what decides, in full, and nothing kinder than its figure."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Section, Table, Text
from poverty_analysis.chapters.first_page.lists import short_list
from poverty_analysis.report.open import Report, open_report
from tests.reports import in_language
from tests.tree import ROOT


def briefs(part: Section) -> dict[str, Text]:
    return {b.fields["label"]: b for b in part.blocks if isinstance(b, Text) and b.kind == "brief"}


def tiles(part: Section) -> dict[str, tuple[str, str]]:
    block = part.blocks[0]
    assert isinstance(block, Text) and block.kind == "key_figures"
    shown = zip(block.items, block.figures, block.details, strict=False)
    return {label: (figure.display, line) for label, figure, line in shown}


@pytest.fixture(scope="module")
def huyen_mau() -> Report:
    return open_report("999", 2023, workspace=str(ROOT))


def test_verdicts_are_counted_by_what_they_rest_on(huyen_mau: Report) -> None:
    """Seven met on official figures, two on the preliminary review, one with nobody in need, four missed: fourteen."""
    shown = tiles(chapters.summary(huyen_mau))["Chỉ tiêu đạt theo số chính thức"]
    assert shown == ("7/14", "2 đạt theo số sơ bộ, 1 không phát sinh nhu cầu, 4 không đạt")


def test_an_estimate_is_never_plainly_met() -> None:
    report = open_report("98", 2026, workspace=str(ROOT))
    assert tiles(chapters.summary(report))["Chỉ tiêu đạt theo số chính thức"] == ("2/4", "1 ước đạt, 1 không đạt")
    assert "Ước đạt (1)" in str(briefs(chapters.summary(report))["Kết quả đạt được"].items)


def test_every_missed_target_is_named_the_widest_gap_first(huyen_mau: Report) -> None:
    missed = briefs(chapters.summary(huyen_mau))["Không đạt, chậm tiến độ hoặc ước không đạt"].items
    assert [text.split(":")[0] for text in missed] == [
        "Tỷ lệ trẻ em dưới 5 tuổi suy dinh dưỡng thể nhẹ cân",
        "Số lao động được giải quyết việc làm",
        "Tỷ lệ hộ có nhu cầu được tiếp cận dịch vụ viễn thông, internet",
        "Tỷ lệ hộ sử dụng nhà tiêu hợp vệ sinh",
    ]
    assert "338 người, kế hoạch ít nhất 350 người; còn thiếu 12 người (Phòng LĐTBXH" in missed[1]


def test_the_half_year_names_first_what_its_own_estimate_will_miss() -> None:
    report = open_report("999", 2023, "six_months", "2023-05-31", workspace=str(ROOT))
    page = chapters.brief(report)
    first, *_ = tiles(page).items()
    assert first == ("Chỉ tiêu ước không đạt", ("2", "theo số ước thực hiện cả năm của cơ quan báo cáo"))
    assert next(iter(briefs(page))).startswith("Không đạt")
    assert "ước thực hiện 330 người" in briefs(page)["Không đạt, chậm tiến độ hoặc ước không đạt"].items[0]


@pytest.mark.parametrize(
    ("opened", "page"),
    [
        (("999", 2023), chapters.summary),
        (("099", 2023), chapters.summary),
        (("999", 2023, "six_months", "2023-05-31"), chapters.brief),
        (("999", 2025, "term", "2023-12-31"), chapters.period_summary),
        (("999", 2023), chapters.money_summary),
    ],
    ids=["year", "plan", "half", "term", "money"],
)
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_page_has_few_tiles_and_no_list_is_cut_in_silence(
    opened: tuple[str, ...], page: Callable[[Report], Section], lang: str
) -> None:
    report = in_language(open_report(*opened, workspace=str(ROOT)), lang)  # type: ignore[arg-type]
    made = page(report)
    assert 3 <= len(tiles(made)) <= 6
    for brief in briefs(made).values():
        assert brief.items and brief.fields["to"]
        assert len(brief.items) <= 6


def test_a_short_list_says_how_many_more_there_are_and_where() -> None:
    words = open_report("099", 2023, workspace=str(ROOT)).words
    (cut,) = short_list(words, "missed", ["a", "b", "c"], "targets", most=2)
    assert (cut.items, cut.fields["more"], cut.fields["to"]) == (("a", "b"), "Còn 1 chỉ tiêu", "targets")
    (whole,) = short_list(words, "missed", ["a", "b"], "targets", most=2)
    assert "more" not in whole.fields
    assert short_list(words, "missed", [], "targets") == []


def test_a_plan_without_results_is_reviewed_and_reports_none() -> None:
    plan = open_report("10", 2018, workspace=str(ROOT))
    head = chapters.letterhead(plan).blocks[0]
    assert isinstance(head, Text) and head.fields["doc_title"].startswith("Rà soát kế hoạch")
    assert set(briefs(chapters.summary(plan))) == {"Kế hoạch đặt ra", "Nội dung chưa khớp trong kế hoạch"}
    assert [getattr(b, "workbook_only", False) for b in chapters.targets(plan).blocks] == [False, False, True]
    assert "THỜI GIAN TỚI" not in chapters.next_tasks(open_report("099", 2023, workspace=str(ROOT))).title


def test_a_rate_from_the_press_says_so() -> None:
    report = open_report("37", 2021, workspace=str(ROOT))
    shown = tiles(chapters.summary(report))["Tỷ lệ hộ nghèo ngày 31/12/2021"]
    assert shown == ("1,65%", "sơ bộ, theo báo chí; giảm 0,22 điểm phần trăm so với 1,87% ngày 31/12/2020")


def test_tasks_of_which_nothing_is_told_are_not_called_late() -> None:
    report = open_report("38", 2020, "term", "2020-12-31", workspace=str(ROOT))
    told = briefs(chapters.period_summary(report))
    # Nothing of it was reached, and no heading says so.
    assert "Kết quả đạt được" not in told
    said = str(told["Tình hình chung"].items)
    assert "76 nhiệm vụ, 34 nhiệm vụ có hạn; 119 lượt đến hạn chưa có thông tin thực hiện" in said


def test_the_opening_names_number_and_date_and_the_issuer_in_full(huyen_mau: Report) -> None:
    head, opening = chapters.letterhead(huyen_mau).blocks
    assert isinstance(head, Text) and isinstance(opening, Text)
    assert head.fields["issuer"] == "ỦY BAN NHÂN DÂN HUYỆN MẪU"
    assert "Kế hoạch số MH-05/KH-UBND ngày 10 tháng 3 năm 2023" in opening.items[0]


def test_reasons_of_differences_are_a_table_from_the_second_on() -> None:
    """The sentence above has a single reason, or says that there is none: no box with a total of 0 is printed."""
    printed = {}
    for code, year in (("98", 2026), ("999", 2023)):
        blocks = chapters.differences(open_report(code, year, workspace=str(ROOT))).blocks
        found = [one for one in blocks if isinstance(one, Table) and one.id.startswith("reasons-")]
        assert len(found) == 2
        printed[code] = [(len(one.rows) - 1, one.workbook_only) for one in found]
    assert printed["98"] == [(0, True), (1, True)]
    assert all((reasons > 1 and not hidden) or (reasons < 2 and hidden) for reasons, hidden in printed["999"])
    assert any(not hidden for _, hidden in printed["999"])
