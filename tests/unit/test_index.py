"""The catalogue page: every published report, nothing else, and no day of today."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from poverty_analysis.batch.index import list_reports, write_index

PAYLOAD = "<script>alert(1)</script>"


def manifest(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "unit": {"code": "099", "name": name},
        "title": f"Báo cáo {name}",
        "synthetic": False,
        "inputs": {"params": {"year": 2023, "lang": "vi"}},
        "findings": {"error": 1, "warning": 2, "note": 3},
        "outputs": {"a.html": "1", "a.pdf": "2", "a.ipynb": "3", "figures.json": "4"},
        **changes,
    }


def put(outputs: Path, folder: str, data: object, name: str = "manifest.json") -> None:
    path = outputs / "shared" / "2023-year" / folder / "annual_report.vi" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_an_empty_folder_has_a_page_that_says_so(tmp_path: Path) -> None:
    page = write_index(tmp_path / "outputs", "vi").read_text(encoding="utf-8")
    assert "<table" not in page
    assert '<html lang="vi">' in page


def test_reports_stand_in_vietnamese_order_made_up_ones_last(tmp_path: Path) -> None:
    for number, name in enumerate(("Huyện Đầm Hà", "Huyện Yên Châu", "Huyện Ba Vì", "Huyện Đăk Hà", "Huyện An Lão")):
        put(tmp_path, str(number), manifest(name))
    put(tmp_path, "x", manifest("Huyện Ảo", synthetic=True), "minh-hoa-manifest.json")
    listed = [report.name.removeprefix("Huyện ") for report in list_reports(tmp_path)]
    assert listed == ["An Lão", "Ba Vì", "Đăk Hà", "Đầm Hà", "Yên Châu", "Ảo"]


def test_years_and_languages_of_a_unit_follow_each_other(tmp_path: Path) -> None:
    for number, (year, lang) in enumerate([(2024, "vi"), (2023, "en"), (2023, "vi")]):
        put(tmp_path, str(number), manifest("Huyện A", inputs={"params": {"year": year, "lang": lang}}))
    assert [(r.year, r.lang) for r in list_reports(tmp_path)] == [("2023", "vi"), ("2023", "en"), ("2024", "vi")]


def test_links_are_relative_and_lead_to_the_files(tmp_path: Path) -> None:
    put(tmp_path, "099-tuan-giao", manifest("Huyện Tuần Giáo"))
    page = write_index(tmp_path, "vi").read_text(encoding="utf-8")
    base = "shared/2023-year/099-tuan-giao/annual_report.vi"
    assert re.findall(r'href="([^"]+)">(\w+)', page) == [(f"{base}/a.html", "HTML"), (f"{base}/a.pdf", "PDF")]
    assert '<td class="number">3</td>' in page


@pytest.mark.parametrize("broken", [[], {}, {"unit": 3}, manifest("x", findings={}), manifest("x", inputs=[])])
def test_a_folder_without_a_readable_manifest_is_left_out(tmp_path: Path, broken: object) -> None:
    put(tmp_path, "bad", broken)
    put(tmp_path, "good", manifest("Huyện A"))
    assert [report.name for report in list_reports(tmp_path)] == ["Huyện A"]


def test_failed_copies_are_not_reports(tmp_path: Path) -> None:
    path = tmp_path / "_failed" / "shared" / "2023-year" / "u" / "annual_report.vi" / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(manifest("x")), encoding="utf-8")
    assert list_reports(tmp_path) == ()


def test_data_stay_text(tmp_path: Path) -> None:
    bad = manifest(PAYLOAD, title=PAYLOAD, outputs={'a" onclick="x.html': "1"})
    bad["unit"]["code"] = PAYLOAD
    put(tmp_path, "x", bad)
    page = write_index(tmp_path, "en").read_text(encoding="utf-8")
    assert "<script" not in page
    assert 'onclick="' not in page
    assert page.count("&lt;script&gt;") >= 3


def test_the_page_is_replaced_whole_and_is_the_same_each_time(tmp_path: Path) -> None:
    put(tmp_path, "a", manifest("Huyện A"))
    first = write_index(tmp_path, "vi").read_bytes()
    assert write_index(tmp_path, "vi").read_bytes() == first
    assert [path.name for path in tmp_path.glob("*.html")] == ["index.html"]
