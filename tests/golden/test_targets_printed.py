"""Verdicts as they are printed: Ninh Bình 2021 by hand, and rates of a year that is not official yet."""

from __future__ import annotations

from functools import cache

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Figure, Section, Table, Text
from poverty_analysis.chapters.poverty_situation.estimated_rate import rated
from poverty_analysis.report.open import Report, open_report
from tests.reports import in_language
from tests.some import some
from tests.tree import ROOT


@cache
def opened(unit: str, year: int, lang: str = "vi") -> Report:
    return in_language(open_report(unit, year, workspace=str(ROOT)), lang)


def said(made: Section) -> list[str]:
    return [item for block in made.blocks if isinstance(block, Text) for item in block.items]


def cells(made: Section, table: str) -> list[list[str]]:
    (found,) = (block for block in made.blocks if isinstance(block, Table) and block.id == table)
    return [[c.display if isinstance(c, Figure) else c for c in row.cells] for row in found.rows]


# Asked 1,5 % and 2,0 %, from 1,87 % and 3,15 %; preliminary figures of 20/11/2021 say 1,65 % and 2,45 %, which the page
# they stand on calls "basically met".
MISSED = {
    "vi": [
        "Tỷ lệ hộ nghèo toàn tỉnh: kế hoạch giảm xuống 1,5%, thực hiện 1,65% (sơ bộ, theo báo chí, "
        "công bố ngày 20/11/2021, 31/12/2021); "
        "giảm được 0,22/0,37 điểm phần trăm theo kế hoạch (từ 1,87%), đạt 59,5% mức giảm kế hoạch, "
        "còn thiếu 0,15 điểm phần trăm.",
        "Tỷ lệ hộ cận nghèo toàn tỉnh: kế hoạch giảm xuống 2%, thực hiện 2,45% (sơ bộ, theo báo chí, "
        "công bố ngày 20/11/2021, 31/12/2021); "
        "giảm được 0,70/1,15 điểm phần trăm theo kế hoạch (từ 3,15%), đạt 60,9% mức giảm kế hoạch, "
        "còn thiếu 0,45 điểm phần trăm.",
    ],
    "en": [
        "Tỷ lệ hộ nghèo toàn tỉnh: target reduce to 1.5%, result 1.65% (preliminary, according to the press, "
        "published on 2021-11-20, 2021-12-31); "
        "down 0.22 of the 0.37 percentage points planned (from 1.87%), 59.5% of the planned reduction, "
        "short by 0.15 percentage points.",
        "Tỷ lệ hộ cận nghèo toàn tỉnh: target reduce to 2%, result 2.45% (preliminary, according to the press, "
        "published on 2021-11-20, 2021-12-31); "
        "down 0.70 of the 1.15 percentage points planned (from 3.15%), 60.9% of the planned reduction, "
        "short by 0.45 percentage points.",
    ],
}


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_ninh_binh_2021_is_printed_as_missed_on_preliminary_figures(lang: str) -> None:
    report = opened("37", 2021, lang)
    for words in some(MISSED[lang]):
        assert words in said(chapters.targets(report))
    rows = {row[0]: row[4:7] for row in cells(chapters.targets(report), "targets")}
    if lang == "vi":
        assert rows["NB01"] == ["59,5%", "0,15 điểm phần trăm", "Không đạt (số sơ bộ, theo báo chí)"]
        assert rows["NB02"] == ["60,9%", "0,45 điểm phần trăm", "Không đạt (số sơ bộ, theo báo chí)"]
        first = "Tỷ lệ hộ nghèo toàn tỉnh: thực hiện 1,65% (số sơ bộ, theo báo chí), kế hoạch giảm xuống 1,5%; "
        assert any(item.startswith(f"{first}còn thiếu 0,15") for item in said(chapters.summary(report)))


def test_giam_half_a_percent_is_printed_as_points() -> None:
    """The plan of Thạch Hà prints "Giảm tỷ lệ hộ nghèo trên 0,5%": from 4,10 % that is 3,6 %, not 4,08 %."""
    rows = {row[0]: row for row in cells(chapters.targets(opened("445", 2020)), "targets")}
    assert rows["TH01"][2] == "giảm trên 0,5 điểm phần trăm [22]"


def test_the_annual_report_carries_the_estimate_beside_the_last_official_rate() -> None:
    report = opened("999", 2023)
    found = [(one.status, one.day.year) for one in rated(report)]
    assert found == [("official", 2022), ("preliminary", 2023), ("estimate", 2023)]
    rows = cells(chapters.poverty(report), "rates-beside")
    assert [row[:5] for row in rows] == [
        ["chính thức", "31/12/2022", "VN-2022", "25,70%", "13,00%"],
        ["sơ bộ", "31/12/2023", "VN-2022", "19,90%", "12,20%"],
        ["ước tính", "31/12/2023", "VN-2022", "20,19%", "12,37%"],
    ]
    words = said(chapters.poverty(report))
    assert any("chính thức 25,70% (31/12/2022" in one and "ước tính 20,19% (31/12/2023" in one for one in words)


def test_an_official_result_needs_nothing_beside_it() -> None:
    assert rated(opened("445", 2020)) == ()
    assert not [
        b for b in some(chapters.poverty(opened("445", 2020)).blocks) if isinstance(b, Table) and "beside" in b.id
    ]


def test_rates_of_two_standards_stand_apart_beside_the_last_official_one() -> None:
    rows = cells(chapters.poverty(opened("37", 2021)), "rates-beside")
    assert [(row[0], row[2], row[3]) for row in rows] == [
        ("chính thức, theo báo chí", "VN-2016", "1,87%"),
        ("sơ bộ, theo báo chí", "VN-2016", "1,65%"),
        ("sơ bộ, theo báo chí", "VN-2022", "2,52%"),
    ]
