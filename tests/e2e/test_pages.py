"""The pages of the example reports as they are printed: how many, and none that holds next to nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.pages import has_no_empty_page
from tests.product import HUYEN_MAU, TUAN_GIAO, page_words
from tests.some import some


@pytest.mark.parametrize(("folder", "most"), [(TUAN_GIAO, 14), (HUYEN_MAU, 24)])
def test_a_report_takes_no_more_pages_than_its_reader_has_time_for(first: Path, folder: str, most: int) -> None:
    assert 0 < len(page_words(first / "outputs" / folder / "annual_report.vi")) <= most


def test_no_page_holds_only_a_note_or_a_signature(first: Path) -> None:
    for folder in some(sorted((first / "outputs" / "shared").glob("*/*/*.vi"))):
        assert has_no_empty_page(folder), folder
