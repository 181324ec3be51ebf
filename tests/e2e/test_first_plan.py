"""The page for a clerk, done by a program: an empty workbook for a real district, filled, checked, reported."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from poverty_analysis.inputs.sheets import LISTS_SHEET
from tests.product import poverty
from tests.tree import ROOT

PAGE = ROOT / "docs" / "how-to" / "first-plan.vi.md"
PLAN = "data/plans/muong-ang-2023.xlsx"
# Made-up amounts, in a scratch folder.
BUDGET = (
    ("DA5", "Ngân sách trung ương", "40.000.000", "40 triệu đồng"),
    ("DA5", "Ngân sách cấp tỉnh", 10_000_000, "10 triệu đồng"),
)
TARGET = {
    "Mã": "CT1",
    "Chỉ tiêu": "Mức giảm tỷ lệ hộ nghèo",
    "Mã chỉ số": "poor_rate",
    "Phạm vi": "toàn địa bàn",
    "Phép so sánh": "giảm ít nhất",
    "Giá trị": 0.05,
    "Đơn vị": "điểm phần trăm",
    "Kỳ": "trong năm",
    "Nguyên văn": "Giảm tỷ lệ hộ nghèo 5% trở lên",
    "Dòng nguồn": 3,
}


def fill(path: Path) -> None:
    """What the page tells to type, with one amount that cannot be read."""
    book = openpyxl.load_workbook(path)
    keys = book["Thông tin kế hoạch"]
    rows = {str(row[0].value).removesuffix(" *"): row[1] for row in keys.iter_rows(min_row=2)}
    rows["Trích yếu"].value = "Kế hoạch giảm nghèo huyện Mường Ảng năm 2023 (số liệu giả định)"
    rows["Tệp nguồn"].value = "ke-hoach.docx"
    for number, (line, source, amount, printed) in enumerate(BUDGET, start=3):
        titles = [cell for cell in book[LISTS_SHEET]["C"] if str(cell.value).startswith(f"{line} ")]
        cells = (titles[0].value, source, "2023", "Vốn sự nghiệp", "Kế hoạch", amount, printed, "KH", number)
        for column, value in enumerate(cells, start=1):
            book["Kinh phí theo nguồn vốn"].cell(number, column, value)
    book["Kinh phí theo nguồn vốn"]["F4"] = "mười triệu"
    targets = book["Chỉ tiêu"]
    columns = {str(cell.value).removesuffix(" *"): cell.column for cell in targets[1]}
    for title, value in TARGET.items():
        targets.cell(3, columns[title], value)
    said = book["Thuyết minh"]
    said["A2"], said["B2"] = "IV. Đề xuất, kiến nghị", "Đề nghị tỉnh bố trí vốn đối ứng sớm."
    book.save(path)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "muong-ang"
    made = poverty(folder.parent, "new", folder.name, "--unit", "102", "--year", "2023", "--xlsx")
    assert made.code == 0, made.err
    return folder


def test_from_an_empty_workbook_to_a_report(workspace: Path) -> None:
    fill(workspace / PLAN)
    told = poverty(workspace, "check", "--annotate", PLAN)
    assert (told.code, told.out.count("PA-203")) == (3, 1), told.out
    marked = openpyxl.load_workbook(workspace / "outputs" / "check" / "muong-ang-2023.xlsx")
    assert marked["Kinh phí theo nguồn vốn"]["F4"].comment
    book = openpyxl.load_workbook(workspace / PLAN)
    book["Kinh phí theo nguồn vốn"]["F4"] = 10_000_000
    book.save(workspace / PLAN)
    told = poverty(workspace, "check", PLAN)
    assert told.code == 0, told.out
    assert "“40.000.000” = 40000000" in told.out
    done = poverty(workspace, "run", "--formats", "html,xlsx")
    assert done.code == 0, done.out + done.err
    page = next((workspace / "outputs").glob("shared/*/102-*/annual_report.vi/*.html")).read_text(encoding="utf-8")
    assert "50.000.000" in page or "50 triệu" in page or ">50<" in page
    assert "Đề nghị tỉnh bố trí vốn đối ứng sớm." in page


def test_the_page_names_what_was_done() -> None:
    text = PAGE.read_text(encoding="utf-8")
    commands = re.findall(r"^poverty-analysis (.+)$", text, re.MULTILINE)
    assert commands == [
        "new muong-ang --unit 102 --year 2023 --xlsx",
        f"check --annotate {PLAN}",
        f"check {PLAN}",
        "run",
    ]
    for name in ("Thông tin kế hoạch", "Kinh phí theo nguồn vốn", "Chỉ tiêu", "Thuyết minh", "Lỗi cần sửa"):
        assert name in text
