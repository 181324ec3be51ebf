"""The catalogue page of 3,000 reports in Chromium: search, filters, order, keyboard, a phone, no script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from poverty_analysis.batch.index import MOVED, NEW, Change
from poverty_analysis.batch.index_page import write_index
from tests.browsing import Opener, Seen, opener
from tests.catalogue_pages import manifest, put

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MANY = 3000
NAMES = ("Đầm Hà", "Ba Vì", "Yên Châu", "Đăk Hà", "An Lão", "Tuần Giáo")


def about(number: int) -> dict[str, object]:
    """A report: six districts a province, five years, some with missed targets, some with discrepancies."""
    unit, year = divmod(number, 5)
    errors = 3 if number % 10 == 0 else 0
    return manifest(
        f"Huyện {NAMES[unit % len(NAMES)]} {unit // len(NAMES)}",
        code=f"{unit:03d}",
        province=f"Tỉnh {unit // len(NAMES):03d}",
        year=2021 + year,
        kind="six_months" if number % 7 == 0 else "year",
        findings={"error": errors, "warning": number % 2, "note": 0},
        told={"met": 5, "missed": number % 3, "targets": 5 + number % 3},
    )


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outputs = tmp_path_factory.mktemp("many") / "outputs"
    folders = [put(outputs, f"{number:04d}", about(number)) for number in range(MANY)]
    changes = {folders[0]: Change(NEW), folders[1]: Change(MOVED, 12)}
    return write_index(outputs, "vi", changes)


@pytest.fixture(scope="module")
def wide(catalogue: Path, browser: Browser) -> Iterator[Seen]:
    """The page on a screen, opened once; each test has it as it was opened."""
    with opener(browser) as open_file:
        yield open_file(catalogue)


@pytest.fixture
def page(wide: Seen) -> Page:
    from playwright.sync_api import expect

    page = wide.page
    if page.locator("th[aria-sort=ascending] button", has_text="Đơn vị").count() == 0:
        page.locator("th button").first.click()
    page.locator("button[type=reset]").click()
    expect(page.locator("tbody tr:not([hidden])")).to_have_count(MANY)
    page.evaluate("document.activeElement.blur()")
    return page


def shown(page: Page) -> list[str]:
    """The names of units in the rows that can be seen."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('tbody tr:not([hidden]) th b')].map(b => b.innerHTML)"
    )
    return found


def told(page: Page) -> str:
    return page.locator("[role=status]").text_content() or ""


def test_it_opens_with_every_report_and_asks_for_nothing(catalogue: Path, wide: Seen) -> None:
    assert len(shown(wide.page)) == MANY
    assert told(wide.page) == "Hiện 3.000 trên 3.000 báo cáo"
    assert (wide.requests, wide.errors) == ([catalogue.as_uri()], [])


def test_words_are_found_without_their_marks_whatever_their_order(page: Page) -> None:
    page.locator("[type=search]").fill("giao TUAN 2023")
    assert set(shown(page)) == {f"Huyện Tuần Giáo {number}" for number in range(100)}
    assert told(page) == "Hiện 100 trên 3.000 báo cáo"
    page.locator("[type=search]").fill("Đăk Hà 7")
    assert "Huyện Đăk Hà 7" in shown(page) and "Huyện Đầm Hà 7" not in shown(page)
    page.locator("[type=search]").fill("<b>")
    assert shown(page) == [] and page.get_by_text("Không có báo cáo nào khớp").is_visible()


def test_filters_narrow_each_other(page: Page) -> None:
    page.get_by_label("Tỉnh, thành phố").select_option("Tỉnh 007")
    assert len(shown(page)) == 30
    page.get_by_label("Năm", exact=True).select_option("2024")
    assert len(shown(page)) == 6
    page.get_by_label("Kỳ", exact=True).select_option("six_months")
    halves = [n for n in range(210, 240) if n % 7 == 0 and n % 5 == 3]
    assert len(shown(page)) == len(halves) > 0
    page.get_by_label("Tình trạng").select_option("missed")
    assert len(shown(page)) == sum(n % 3 > 0 for n in halves)


def test_the_last_run_can_be_asked_for(page: Page) -> None:
    page.get_by_label("Tình trạng").select_option("moved")
    assert len(shown(page)) == 1 and page.get_by_text("12 số liệu đổi").is_visible()


def test_rows_stand_in_vietnamese_order_and_in_others_on_request(page: Page) -> None:
    page.locator("[type=search]").fill("2021")
    usual = shown(page)
    kinds = list(dict.fromkeys(name.removeprefix("Huyện ").rstrip("0123456789 ") for name in usual))
    assert kinds == ["An Lão", "Ba Vì", "Đăk Hà", "Đầm Hà", "Tuần Giáo", "Yên Châu"]
    page.locator("th button", has_text="Đơn vị").click()
    assert shown(page) == usual[::-1]
    head = page.locator("th", has_text="Nội dung cần làm rõ")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    assert page.locator("th[aria-sort]").count() == 1
    found = page.evaluate(FINDINGS)
    assert set(found) == {RANK[1], RANK[2]} and found == sorted(found, key=RANK.index)


RANK = (
    "3 nội dung cần xử lý|1 nội dung cần kiểm tra",
    "3 nội dung cần xử lý",
    "1 nội dung cần kiểm tra",
    "Không có nội dung cần làm rõ",
)
# Rows out of sight are not laid out, and have no text that is shown.
FINDINGS = """[...document.querySelectorAll('tbody tr:not([hidden])')]
    .map(row => [...row.cells[4].children].map(line => line.textContent).join('|'))"""


def test_everything_is_done_with_the_keyboard_alone(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("Tab")
    page.keyboard.type("yen chau 3 2022")
    assert "Huyện Yên Châu 3" in shown(page)
    reached = []
    for _ in range(11):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.innerText || document.activeElement.name"))
        assert page.evaluate("document.activeElement.matches(':focus-visible')")
    assert reached[4:] == [
        *("Bỏ lọc", "Đơn vị", "Năm, kỳ", "Chỉ tiêu", "Nội dung cần làm rõ", "Lượt chạy gần nhất", "HTML"),
    ]
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").inner_text().startswith("Lượt chạy gần nhất")


def test_a_phone_shows_every_part_of_a_row_and_never_scrolls_sideways(catalogue: Path, opened: Opener) -> None:
    page = opened(catalogue, width=360).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    first = page.locator("tbody tr:not([hidden])").first
    first.scroll_into_view_if_needed()
    for part in first.locator("th, td").all():
        box = part.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360
    heights = first.locator("a").evaluate_all("all => all.map(a => a.getBoundingClientRect().height)")
    assert heights and min(heights) >= 24
    page.locator("[type=search]").fill("an lao (076) 2021")
    assert shown(page) == ["Huyện An Lão 12"]


def test_without_its_script_the_page_has_every_report_and_no_dead_controls(catalogue: Path, opened: Opener) -> None:
    page = opened(catalogue, scripts=False).page
    assert len(shown(page)) == MANY
    assert not page.locator("form").is_visible()
    assert page.locator("button:visible").count() == 0
