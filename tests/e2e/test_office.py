"""The XLSX annex in LibreOffice: it opens, keeps every number as a number, calculates nothing."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from tests.product import HUYEN_MAU, TUAN_GIAO, figures_of
from tests.programs import HANGS_AFTER_SECONDS

pytestmark = pytest.mark.office

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
BOOKS = {
    "099": f"{TUAN_GIAO}/annual_report.vi/099-tuan-giao-2023-year.xlsx",
    "999": f"{HUYEN_MAU}/annual_report.vi/minh-hoa-999-mau-2023-year.xlsx",
}
Convert = Callable[[str], Path]


@pytest.fixture(scope="module")
def convert(first: Path, require: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Convert:
    """Convert all books at once, each kind of file once."""
    profile = tmp_path_factory.mktemp("profile")
    made: dict[str, Path] = {}

    def converted(form: str) -> Path:
        if form not in made:
            made[form] = tmp_path_factory.mktemp(form)
            options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form]
            books = [first / "outputs" / name for name in BOOKS.values()]
            command = [require("office"), *options, "--outdir", made[form], *books]
            subprocess.run(command, capture_output=True, timeout=HANGS_AFTER_SECONDS, check=True)
        return made[form]

    return converted


def opened(folder: Path, unit: str) -> ET.Element:
    return ET.parse(folder / f"{Path(BOOKS[unit]).stem}.fods").getroot()


def numbers_in(sheet: ET.Element) -> list[float]:
    """All numbers of a sheet in rising order; an office program keeps about fifteen digits."""
    found: list[float] = []
    for cell in sheet.iter(f"{TABLE}table-cell"):
        if value := cell.get(f"{OFFICE}value"):
            found += [float(value)] * int(cell.get(f"{TABLE}number-columns-repeated", "1"))
    return sorted(found)


@pytest.mark.parametrize("unit", BOOKS)
def test_every_sheet_opens_with_the_same_numbers(first: Path, convert: Convert, unit: str) -> None:
    book = openpyxl.load_workbook(first / "outputs" / BOOKS[unit])
    sheets = {str(sheet.get(f"{TABLE}name")): sheet for sheet in opened(convert("fods"), unit).iter(f"{TABLE}table")}
    assert set(book.sheetnames) <= set(sheets)
    for sheet in book:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        stored = sorted(float(str(cell.value)) for cell in cells if cell.data_type == "n")
        assert numbers_in(sheets[sheet.title]) == pytest.approx(stored, rel=1e-13, abs=0), sheet.title


@pytest.mark.parametrize("unit", BOOKS)
def test_nothing_is_calculated(convert: Convert, unit: str) -> None:
    assert not [cell for cell in opened(convert("fods"), unit).iter() if cell.get(f"{TABLE}formula")]


def test_the_amounts_are_the_figures_in_whole_dong(first: Path, convert: Convert) -> None:
    numbers = numbers_in(opened(convert("fods"), "099"))
    figures = figures_of(first / "outputs" / TUAN_GIAO / "annual_report.vi")
    amounts = {f["value"] for name, f in figures.items() if f["unit"] == "vnd" and name.startswith("budget.")}
    assert len(amounts) > 30
    assert amounts <= set(numbers)


@pytest.mark.parametrize("unit", BOOKS)
def test_it_prints_every_sheet(first: Path, convert: Convert, unit: str) -> None:
    """Words are not looked for: the fonts of this machine decide how they are stored."""
    sheets = openpyxl.load_workbook(first / "outputs" / BOOKS[unit]).sheetnames
    pdf = pypdfium2.PdfDocument(convert("pdf") / f"{Path(BOOKS[unit]).stem}.pdf")
    pages = [page.get_textpage().get_text_bounded() for page in pdf]
    pdf.close()
    assert len(pages) >= len(sheets)
    assert all(any(letter.isdigit() for letter in page) for page in pages)
