"""The pages of the example reports as they are printed: how many, and none that holds next to nothing."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from tests.some import some

# Folder of the report below the year, and the most pages it may take.
LIMITS = {
    "2018-year/10-lao-cai/annual_report.vi": 6,
    "2020-year/445-thach-ha/annual_report.vi": 6,
    "2021-year/37-ninh-binh/annual_report.vi": 6,
    "2023-year/099-tuan-giao/annual_report.vi": 14,
    "2023-year/minh-hoa-999-mau/annual_report.vi": 24,
}
# A note of two lines has fewer words, a heading with its paragraph more.
LEAST_WORDS = 40
SIGNED = "CHỦ TỊCH"
# A seal and a signature with the recipients alone.
SIGNATURE_WORDS = 35


def pages(folder: Path) -> list[list[str]]:
    """The words of each page of the report in a folder."""
    (file,) = folder.glob("*.pdf")
    with pypdfium2.PdfDocument(file) as document:
        return [page.get_textpage().get_text_range().split() for page in document]


@pytest.mark.parametrize("report", list(LIMITS))
def test_a_report_takes_no_more_pages_than_its_reader_has_time_for(first: Path, report: str) -> None:
    assert 0 < len(pages(first / "outputs" / "shared" / report)) <= LIMITS[report]


def test_no_page_holds_only_a_note_or_a_signature(first: Path) -> None:
    for folder in some(sorted((first / "outputs" / "shared").glob("*/*/*.vi"))):
        for number, words in enumerate(pages(folder), start=1):
            assert len(words) >= LEAST_WORDS, (folder.name, number, words)
            if SIGNED in " ".join(words):
                assert len(words) >= LEAST_WORDS + SIGNATURE_WORDS, (folder.name, number, words)
