"""The catalogue page: every published report, nothing else, and no day of today."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import pytest

from poverty_analysis.batch.index import LEFT, MOVED, NEW, SAME, Change, changes_of, last_changes, list_reports
from poverty_analysis.batch.index_page import write_index
from tests.catalogue_pages import manifest, put

PAYLOAD = "<script>alert(1)</script>"


def test_an_empty_folder_has_a_page_that_says_so(tmp_path: Path) -> None:
    page = write_index(tmp_path / "outputs", "vi", None).read_text(encoding="utf-8")
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
        put(tmp_path, str(number), manifest("Huyện A", year=year, lang=lang))
    assert [(r.year, r.lang) for r in list_reports(tmp_path)] == [("2023", "vi"), ("2023", "en"), ("2024", "vi")]


def test_links_are_relative_named_and_lead_to_the_files(tmp_path: Path) -> None:
    base = put(tmp_path, "099-tuan-giao", manifest("Huyện Tuần Giáo"))
    page = write_index(tmp_path, "vi", None).read_text(encoding="utf-8")
    assert re.findall(r'href="([^"]+)" aria-label="([^"]+)">(\w+)', page) == [
        (f"{base}/a.html", "HTML, Huyện Tuần Giáo 2023", "HTML"),
        (f"{base}/a.pdf", "PDF, Huyện Tuần Giáo 2023", "PDF"),
    ]


def test_a_link_to_a_province_has_its_bare_name_and_one_of_two_reports_its_title(tmp_path: Path) -> None:
    put(tmp_path, "37-ninh-binh", manifest("Tỉnh Ninh Bình", code="37", year=2021))
    put(tmp_path, "a", manifest("Huyện A", code="100", title="Một"))
    put(tmp_path, "b", manifest("Huyện A", code="100", title="Hai", report="b"))
    page = write_index(tmp_path, "vi", None).read_text(encoding="utf-8")
    names = re.findall(r'aria-label="(HTML, [^"]+)"', page)
    assert sorted(names) == ["HTML, Huyện A 2023, Hai", "HTML, Huyện A 2023, Một", "HTML, Ninh Bình 2021"]


def test_a_path_that_is_no_plain_address_is_one_all_the_same(tmp_path: Path) -> None:
    put(tmp_path, "a", manifest("Huyện A", outputs={"50% #1?.html": "1"}))
    assert '/50%25%20%231%3F.html"' in write_index(tmp_path, "vi", None).read_text(encoding="utf-8")


def rows(page: str) -> list[str]:
    """The rows of a page, as they are read."""
    return [" ".join(re.sub("<[^>]*>", " ", row).split()) for row in re.findall("<tr.*?</tr>", page, re.DOTALL)[1:]]


def test_one_row_holds_a_report_in_both_languages_that_of_the_page_first(tmp_path: Path) -> None:
    for lang in ("vi", "en"):
        put(tmp_path, "a", manifest("Huyện A", lang=lang, title=f"title {lang}"), lang=lang)
    (vi,) = rows(write_index(tmp_path, "vi", None).read_text(encoding="utf-8"))
    (en,) = rows(write_index(tmp_path, "en", None).read_text(encoding="utf-8"))
    assert "title vi" in vi and vi.endswith("Tiếng Việt HTML PDF English HTML PDF")
    assert "title en" in en and en.endswith("English HTML PDF Tiếng Việt HTML PDF")


def test_what_is_not_reached_is_told_first_and_no_kind_is_added_to_another(tmp_path: Path) -> None:
    told = {"met": 7, "met_preliminary": 2, "missed": 4, "forecast_missed": 1, "targets": 14}
    put(tmp_path, "a", manifest("Huyện A", told=told))
    (row,) = rows(write_index(tmp_path, "vi", None).read_text(encoding="utf-8"))
    assert "4 không đạt 1 ước không đạt 7 đạt 2 đạt theo số sơ bộ trên 14 chỉ tiêu" in row


def test_a_plan_without_results_says_that_nothing_is_judged(tmp_path: Path) -> None:
    put(tmp_path, "a", manifest("Huyện A", told={"targets": 32}))
    (row,) = rows(write_index(tmp_path, "vi", None).read_text(encoding="utf-8"))
    assert "32 chỉ tiêu, chưa có kết quả để đánh giá" in row


def test_discrepancies_are_counted_as_the_first_page_counts_them(tmp_path: Path) -> None:
    put(tmp_path, "a", manifest("Huyện A", findings={"error": 30, "warning": 12}, told={"open": 13, "warnings": 7}))
    put(tmp_path, "b", manifest("Huyện B", findings={"error": 30, "warning": 12}))
    put(tmp_path, "c", manifest("Huyện C", findings={"error": 0, "warning": 0}))
    first, second, third = rows(write_index(tmp_path, "vi", None).read_text(encoding="utf-8"))
    assert "13 nội dung cần xử lý 7 nội dung cần kiểm tra" in first
    assert "30 nội dung cần xử lý 12 nội dung cần kiểm tra" in second
    assert "Không có nội dung cần làm rõ" in third


def test_the_first_row_of_a_unit_and_year_stands_out(tmp_path: Path) -> None:
    for number, (name, year) in enumerate([("A", 2023), ("A", 2023), ("A", 2024), ("B", 2024)]):
        put(tmp_path, str(number), manifest(f"Huyện {name}", code=name, year=year, report=str(number)))
    page = write_index(tmp_path, "vi", None).read_text(encoding="utf-8")
    assert re.findall(r'<tr( class="again")? data', page) == ["", ' class="again"', "", ""]


def made(folder: str, verdict: str, moved: int | None) -> dict[str, object]:
    return {"folder": folder, "verdict": verdict, "moved": moved}


def test_the_page_tells_what_the_last_run_did(tmp_path: Path) -> None:
    folders = [put(tmp_path, name, manifest(f"Huyện {name}", code=name)) for name in ("A", "B", "C", "D", "E")]
    run = {"reports": [made(one, *what) for one, what in zip(folders, WHAT, strict=False)]}
    assert [one.kind for one in changes_of(run).values()] == [NEW, MOVED, SAME, LEFT]
    page = write_index(tmp_path, "vi", changes_of(run)).read_text(encoding="utf-8")
    told = ("Lập lần đầu", "3 số liệu đổi", "Lập lại, số liệu giữ nguyên", "Không lập lại được", "Không lập lại")
    assert all(words in row for words, row in zip(told, rows(page), strict=True))
    (tmp_path / "run.json").write_text(json.dumps(run), encoding="utf-8")
    assert write_index(tmp_path, "vi", last_changes(tmp_path)).read_text(encoding="utf-8") == page


WHAT = (("made", None), ("made", 3), ("made", 0), ("failed", None))


def test_of_two_languages_the_row_tells_the_greater_change(tmp_path: Path) -> None:
    folders = [put(tmp_path, "a", manifest("Huyện A", lang=lang), lang=lang) for lang in ("vi", "en")]
    for one, other in (folders, folders[::-1]):
        page = write_index(tmp_path, "vi", {one: Change(MOVED, 2), other: Change(LEFT)}).read_text(encoding="utf-8")
        assert "Không lập lại được" in rows(page)[0]


@pytest.mark.parametrize("record", [None, "", "[]", '{"reports": [{}]}'])
def test_without_a_record_of_the_last_run_the_page_does_not_speak_of_it(tmp_path: Path, record: str | None) -> None:
    put(tmp_path, "a", manifest("Huyện A"))
    if record is not None:
        (tmp_path / "run.json").write_text(record, encoding="utf-8")
    changes = last_changes(tmp_path)
    page = write_index(tmp_path, "vi", changes).read_text(encoding="utf-8")
    assert changes is None and "Lượt chạy gần nhất" not in page


def test_the_only_script_is_allowed_by_its_hash(tmp_path: Path) -> None:
    put(tmp_path, "a", manifest("Huyện A"))
    page = write_index(tmp_path, "vi", None).read_text(encoding="utf-8")
    (script,) = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    (digest,) = re.findall("script-src 'sha256-([^']+)';", page)
    assert b64encode(sha256(script.encode()).digest()).decode() == digest
    assert "default-src 'none'" in page


@pytest.mark.parametrize("broken", [[], {}, {"unit": 3}, manifest("x", findings={}), manifest("x", inputs=[])])
def test_a_folder_without_a_readable_manifest_is_left_out(tmp_path: Path, broken: object) -> None:
    put(tmp_path, "bad", broken)
    put(tmp_path, "good", manifest("Huyện A"))
    assert [report.name for report in list_reports(tmp_path)] == ["Huyện A"]
    page = write_index(tmp_path, "vi", None).read_text(encoding="utf-8")
    assert "Không liệt kê 1 thư mục" in page


def test_failed_copies_are_not_reports(tmp_path: Path) -> None:
    path = tmp_path / "_failed" / "shared" / "2023-year" / "u" / "annual_report.vi" / "manifest.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(manifest("x")), encoding="utf-8")
    assert list_reports(tmp_path) == ()


def test_data_stay_text(tmp_path: Path) -> None:
    bad = manifest(PAYLOAD, title=PAYLOAD, outputs={'a" onclick="x.html': "1"})
    bad["unit"]["code"] = PAYLOAD
    put(tmp_path, "x", bad)
    page = write_index(tmp_path, "en", None).read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert 'onclick="' not in page
    assert page.count("&lt;script&gt;") >= 3


def test_the_page_is_replaced_whole_and_is_the_same_each_time(tmp_path: Path) -> None:
    put(tmp_path, "a", manifest("Huyện A"))
    first = write_index(tmp_path, "vi", None).read_bytes()
    assert write_index(tmp_path, "vi", None).read_bytes() == first
    assert [path.name for path in tmp_path.glob("*.html")] == ["index.html"]
