"""An analyst's own notebook runs as ours does, in full, and nothing in it can run in the report."""

from __future__ import annotations

import re
import struct
from base64 import b64decode
from pathlib import Path

import openpyxl
import pytest

from tests.e2e.analyst import ROWS, TITLE
from tests.product import HUYEN_MAU, Said, pdf_text, readable

FOLDER = f"{HUYEN_MAU}/rieng.vi"
STEM = "minh-hoa-999-mau-2023-year"
ROW = re.compile(r"dòng (\d{3})\.")


@pytest.fixture(scope="module")
def folder(analyst: tuple[Path, Said]) -> Path:
    workspace, said = analyst
    assert said.code == 0, said.err
    assert said.json["made"] == [FOLDER]
    return workspace / "outputs" / FOLDER


def html(folder: Path) -> str:
    return (folder / f"{STEM}.html").read_text(encoding="utf-8")


def test_its_parameters_are_set_whether_they_name_a_type_or_not(folder: Path) -> None:
    assert "Đơn vị 999, năm 2023, ghi chú thử" in html(folder)


def test_every_row_of_a_long_frame_is_in_every_format(folder: Path) -> None:
    expected = [f"{number:03d}" for number in range(1, ROWS + 1)]
    assert ROW.findall(html(folder)) == expected
    assert ROW.findall(pdf_text((folder / f"{STEM}.pdf").read_bytes())) == expected
    book = openpyxl.load_workbook(folder / f"{STEM}.xlsx", data_only=False)
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [found[0] for cell in cells if (found := ROW.findall(cell))] == expected


def test_pictures_markdown_and_html_are_in_the_report(folder: Path) -> None:
    page = html(folder)
    assert f"<title>{TITLE}" in page or TITLE in page
    (sharp,) = re.findall(r'<img src="data:image/png;base64,([^"]+)"[^>]* width="(\d+)">', page)
    # Two dots for each pixel it is shown in: 200 to the inch.
    assert struct.unpack(">I", b64decode(sharp[0])[16:20])[0] == pytest.approx(2 * int(sharp[1]), abs=1)
    assert page.count("data:image/svg+xml") + page.count("<svg") == 1
    assert "Nhận xét" in page and "viết tay" in page and "Đoạn tự viết" in page
    text = pdf_text((folder / f"{STEM}.pdf").read_bytes())
    assert "Nhận xét" in text and "Đoạn tự viết" in text


def test_no_tag_of_a_script_is_left(folder: Path) -> None:
    tags = {tag.lower() for tag in re.findall(r"<([a-zA-Z]+)", html(folder))}
    assert not tags & {"script", "iframe", "object", "embed", "form", "link", "base"}
    assert not re.search(r"<[^>]+\son\w+=", html(folder))
    assert 'href="javascript' not in html(folder)
    assert not re.search(r'(?:src|href)="https?:', html(folder))


def test_warnings_and_paths_stay_out(folder: Path, analyst: tuple[Path, Said]) -> None:
    words = (str(analyst[0]), str(Path.home()), "/tmp/ipykernel", "SECRET in a warning\n")
    for path in folder.iterdir():
        assert not [word for text in readable(path) for word in words if word in text], path.name
    assert "Thư mục ./notebooks" in html(folder)


def test_the_workbook_opens_without_formulas(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / f"{STEM}.xlsx")
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
