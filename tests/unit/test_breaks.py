"""Series across a change of borders in a report: as it was, in present borders, and what cannot be rebuilt."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from poverty_analysis import sections
from poverty_analysis.blocks import Chart, Figure, Table, Text
from poverty_analysis.read.checker import Record
from poverty_analysis.sections.ground import ground_of
from poverty_analysis.sections.report import Report, open_report
from poverty_analysis.workspace import Workspace, read_units_near
from tests.tree import ROOT

ON = dt.date(2026, 12, 31)
UNITS = read_units_near(Workspace(ROOT), "98")


@pytest.fixture(scope="module")
def report() -> Report:
    return open_report("98", 2026, workspace=str(ROOT))


def rows(report: Report) -> list[tuple[str, ...]]:
    found = sections.poverty(report).blocks
    table = next(b for b in found if isinstance(b, Table) and b.id == "series-borders")
    return [tuple(c.display if isinstance(c, Figure) else c for c in row.cells) for row in table.rows]


def test_a_province_that_took_another_in_is_shown_both_ways(report: Report) -> None:
    # 2024: 412 of 5.190 in the old borders; with 301 of 3.540 of the other province 713 of 8.730.
    assert rows(report) == [
        ("31/12/2024", "412", "7,94%", "713", "8,17%", "cộng chính xác: Tỉnh Mẫu Cũ; Tỉnh Mẫu Mới"),
        ("31/12/2025", "640", "7,27%", "640", "7,27%", "số công bố; địa giới đã khác ngày trước đó"),
        ("31/12/2026", "500", "5,64%", "500", "5,64%", "số công bố"),
    ]


def test_the_words_and_the_chart_say_which_borders(report: Report) -> None:
    blocks = sections.poverty(report).blocks
    words = " ".join(item for b in blocks if isinstance(b, Text) for item in b.items)
    assert "Địa giới của Tỉnh Mẫu Mới thay đổi" in words and "địa giới ngày 31/12/2026" in words
    chart = next(b for b in blocks if isinstance(b, Chart) and b.id == "series-borders-chart")
    assert chart.alt == "Theo địa giới hiện nay, tỷ lệ hộ nghèo từ 8,17% (31/12/2024) còn 5,64% (31/12/2026)."


def test_what_the_other_unit_did_not_publish_is_refused(report: Report) -> None:
    kept = tuple(r for r in report.ground_records if r.values["unit"] != "97")
    found = ground_of(ROOT, UNITS, kept, "98", ON)
    assert found is not None
    other = replace(report, ground=found, ground_records=kept)
    assert rows(other)[0][3:] == ("–", "–", "không lập lại được: thiếu số liệu của (Tỉnh Mẫu Cũ)")


@pytest.mark.parametrize(("unit", "year"), [("999", 2023), ("099", 2023), ("445", 2020), ("99981", 2026)])
def test_without_a_change_nothing_is_added(unit: str, year: int) -> None:
    found = open_report(unit, year, workspace=str(ROOT))
    assert found.ground is None
    assert not any(getattr(b, "id", "") == "series-borders" for b in sections.poverty(found).blocks)


def row(unit: str, day: str, poor: int | None, status: str = "official", standard: str = "VN-2022") -> Record:
    values = {"unit": unit, "as_of": dt.date.fromisoformat(day), "standard": standard, "households": 1000}
    return Record("r.csv", 2, {**values, "poor": poor, "status": status})


def test_only_the_latest_standard_and_of_one_day_the_firmest_status_count() -> None:
    told = (
        row("98", "2020-12-31", 99, standard="VN-2016"),
        row("98", "2024-12-31", 10, "estimate"),
        row("98", "2024-12-31", 11),
        row("97", "2024-12-31", 5),
        row("98", "2025-12-31", 14),
    )
    found = ground_of(ROOT, UNITS, told, "98", ON)
    assert found is not None and found.units == ("97", "98")
    assert [(p.as_of.year, p.value) for p in found.now["poor"]] == [(2024, Fraction(16)), (2025, Fraction(14))]


def test_a_day_after_the_report_is_not_seen() -> None:
    told = (row("98", "2024-12-31", 11), row("98", "2025-12-31", 14))
    assert ground_of(ROOT, UNITS, told, "98", dt.date(2024, 12, 31)) is None
    assert ground_of(ROOT, UNITS, (row("98", "2024-12-31", None),), "98", ON) is None
