"""The Word report: the text of the PDF in its order, real styles, nothing hidden, the same bytes."""

from __future__ import annotations

import hashlib
from io import BytesIO

import docx
import pytest
from docx.table import Table as WordTable

from poverty_analysis.blocks import Chart, Column, Row, Section, Table, Text
from poverty_analysis.render.pdf import render_pdf
from poverty_analysis.render.word.document import render_docx
from tests.render_sample import (
    LABELS,
    PAYLOADS,
    digest_elsewhere,
    document,
    hostile_sections,
)
from tests.some import some
from tests.word_text import annexed, in_order, lines, parts, plain, squeezed, words_of_pdf

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def sample() -> bytes:
    return render_docx(document())


def test_its_text_is_that_of_the_pdf_in_the_same_order() -> None:
    doc = plain(annexed())
    pdf, word = words_of_pdf(render_pdf(doc)), lines(render_docx(doc))
    assert len(word) > 700
    assert not list(in_order((squeezed(line) for line in word), squeezed(pdf)))
    # The other way round: the PDF says nothing that Word leaves out, apart from its running heads.
    known = squeezed("".join(word)) + "0123456789"
    said = [text.replace("Huyện", "", 1) if text.endswith("Huyện") else text for text in pdf.split()]
    assert not [text for text in some(said) if squeezed(text) not in known and text != "·"]


def test_sections_and_captions_have_word_s_own_styles(sample: bytes) -> None:
    file = docx.Document(BytesIO(sample))
    styled = [(one.style.name, one.text) for one in file.paragraphs if one.style is not None and one.text]
    assert ("Heading 1", "II. Kinh phí thực hiện") in styled
    assert ("Heading 2", "1. Kết quả theo xã") in styled
    assert ("Caption", "Bảng 1. Kinh phí theo dự án và nguồn vốn") in styled
    assert {"Title", "Body Text", "List Bullet"} <= {name for name, _ in styled}


def big(sample: bytes) -> WordTable:
    return next(table for table in docx.Document(BytesIO(sample)).tables if len(table.rows) == 127)


def test_tables_have_borders_a_repeated_head_and_numbers_on_the_right(sample: bytes) -> None:
    table = big(sample)
    assert table.style is not None and table.style.name == "Table Grid"
    first, *others = table._tbl.tr_lst
    assert first.find(f"{W}trPr/{W}tblHeader") is not None
    assert not [row for row in some(others) if row.find(f"{W}trPr/{W}tblHeader") is not None]
    aligned = [[jc.get(f"{W}val") for jc in row.iter(f"{W}jc")] for row in others]
    assert all(found == ["center", "left", "right", "right"] for found in some(aligned))


def test_pictures_are_sharp_and_say_their_finding(sample: bytes) -> None:
    pictures = [content for name, content in parts(sample).items() if name.startswith("word/media/")]
    assert len(pictures) == 1 and pictures[0].startswith(b"\x89PNG")
    # 360 points wide at 220 pixels to the inch.
    assert int.from_bytes(pictures[0][16:20], "big") == 1100
    assert (
        'descr="Ngân sách trung ương lớn nhất, gấp mười lần địa phương"' in parts(sample)["word/document.xml"].decode()
    )


def test_pages_are_numbered_above_from_the_second(sample: bytes) -> None:
    section = docx.Document(BytesIO(sample)).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml and "PAGE" not in section.first_page_header._element.xml
    assert 'w:tab w:val="center"' in section.header._element.xml
    assert (round(section.left_margin.mm), round(section.top_margin.mm)) == (30, 25)


def test_an_annex_begins_a_page_and_counts_anew() -> None:
    sections = docx.Document(BytesIO(render_docx(plain(annexed())))).sections
    starts = [one._sectPr.find(f"{W}pgNumType") is not None for one in sections]
    assert starts == [True, True]


def test_made_up_data_are_marked_on_every_page() -> None:
    for made_up in (True, False):
        made = parts(render_docx(document(synthetic=made_up)))
        heads = [content.decode() for name, content in made.items() if name.startswith("word/header")]
        assert len(heads) == 3
        assert all((LABELS["synthetic"] in head) is made_up for head in heads)
        assert (LABELS["synthetic"] in made["word/document.xml"].decode()) is made_up


def test_nothing_is_in_the_file_that_the_page_does_not_say() -> None:
    kept = Table("k", "Sổ kiểm", (Column("Tên"), Column("Số")), (Row(("ẩn", "98765")),), workbook_only=True)
    made = parts(render_docx(plain((Section("t", "Tên", (kept, Text("paragraph", ("hiện",)))),))))
    text = b"".join(made.values()).decode("utf-8", "replace")
    assert "hiện" in text and "98765" not in text and "Sổ kiểm" not in text
    assert "docProps/thumbnail.jpeg" not in made
    assert b"python-docx" not in made["docProps/core.xml"]


def test_payloads_stay_text_in_every_field() -> None:
    made = render_docx(document(hostile_sections(), title=PAYLOADS[0], unit_name=PAYLOADS[1]))
    text = squeezed("".join(lines(made)))
    for payload in some(PAYLOADS):
        assert text.count(squeezed(payload)) >= 30, payload


def test_a_broken_picture_is_a_note() -> None:
    made = render_docx(document((Section("a", "A", (Chart("c", "", "x", "<svg"),)),)))
    assert LABELS["undrawn"] in lines(made)


def test_the_same_document_gives_the_same_bytes(sample: bytes) -> None:
    assert render_docx(document()) == sample
    assert digest_elsewhere("docx", "word.document") == hashlib.sha256(sample).hexdigest()
    assert b"2023-01-01T00:00:00Z" in parts(sample)["docProps/core.xml"]
