"""The edition for the level above says on its pages that it is for official use; the shared one does not."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from openpyxl import load_workbook

from poverty_analysis.render.html import render_html
from poverty_analysis.render.pdf import render_pdf
from poverty_analysis.render.xlsx import render_xlsx
from tests.render_sample import LABELS, document

WORDS = LABELS["official"]


@pytest.mark.parametrize("edition", ["shared", "submission"])
def test_every_page_says_so(edition: str) -> None:
    doc = document(edition=edition, synthetic=False)
    said = edition == "submission"
    assert (WORDS in render_html(doc).decode()) == said
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(render_pdf(doc))]
    assert len(pages) > 2 and {WORDS.split()[0] in page for page in pages[:2]} == {said}
    book = load_workbook(BytesIO(render_xlsx(doc)))
    assert {sheet.cell(1, 1).value == WORDS for sheet in book} == {said}
    assert {sheet.oddHeader.center.text == WORDS for sheet in book} == {said}


def test_made_up_data_are_marked_beside_it() -> None:
    assert document(edition="submission").marks == (LABELS["synthetic"], WORDS)
