"""The PDF report: data stay text, every row is there, tagged, the same bytes."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pymupdf
import pypdfium2
import pytest
from PIL import Image

from poverty_analysis.blocks import Chart, Column, Row, Section, Table, Text
from poverty_analysis.render.document import Document, Json
from poverty_analysis.render.fit import LANDSCAPE_MM, PORTRAIT_MM, fit, fitting_parts, is_low
from poverty_analysis.render.pdf import render_pdf
from poverty_analysis.render.row_heads import with_row_heads
from tests.render_sample import (
    LABELS,
    PAYLOADS,
    budget_table,
    digest_elsewhere,
    document,
    hostile_sections,
    long_table,
    signature,
    wide_table,
)
from tests.some import some

BREAKS = re.compile(r"[\s\u200b\ufffe\u0002]+")


def pages(pdf: bytes) -> list[str]:
    file = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in file]


def squeezed(text: str) -> str:
    """Text without spaces and line ends: where a line breaks does not matter."""
    return BREAKS.sub("", text)


@pytest.fixture(scope="module")
def sample() -> bytes:
    return render_pdf(document())


def test_it_is_tagged_archival_and_vietnamese(sample: bytes) -> None:
    file = pypdfium2.PdfDocument(sample)
    assert len(file) > 3
    assert file.is_tagged()
    assert b"/Lang(vi-VN)" in sample
    assert b"<pdfaid:part>2</pdfaid:part>" in sample
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in sample
    assert b"<pdfuaid:part>1</pdfuaid:part>" in sample
    assert file.get_metadata_value("Title") == document().title
    assert file.get_metadata_value("CreationDate").startswith("D:20230101")


def test_vietnamese_words_in_an_english_report_are_marked() -> None:
    words = Section("s", "Results", (Text("paragraph", ("The plan of huyện Mường Ảng, and nothing else.",)),))
    english, vietnamese = (render_pdf(document((words,), lang=lang)) for lang in ("en", "vi"))
    assert (marks_of(english, "vi"), marks_of(vietnamese, "vi")) == (1, 0), "there it is the language of the file"
    assert marks_of(vietnamese, "vi-VN") == 1


def marks_of(pdf: bytes, lang: str) -> int:
    file = pymupdf.open("pdf", pdf)
    numbers = range(1, file.xref_length())
    streams = (file.xref_stream(one) or b"" for one in numbers if file.xref_is_stream(one))
    told = [*(file.xref_object(one, compressed=True).encode() for one in numbers), *streams]
    return sum(len(re.findall(rb"/Lang ?\(" + lang.encode() + rb"\)", one)) for one in told)


def test_sections_are_bookmarks(sample: bytes) -> None:
    titles = [mark.get_title() for mark in pypdfium2.PdfDocument(sample).get_toc()]
    assert titles[:3] == ["I. Tóm tắt", "II. Kinh phí thực hiện", "1. Theo dự án"]


def test_a_long_table_keeps_every_row_and_repeats_its_head(sample: bytes) -> None:
    shown = pages(sample)
    rows = Counter(re.findall(r"row\d{3}\.", "".join(shown)))
    assert len(rows) == 126
    assert set(rows.values()) == {1}
    assert all("Số hộ nghèo" in text for text in some(one for one in shown if "row" in one))


def test_a_heading_row_is_never_the_last_of_a_page() -> None:
    """Headings of two heights take turns, so that page ends fall after each kind of row."""
    rows = [
        row
        for n in range(150)
        for row in (Row((f"head{n:03d}.", ""), "group"), *[Row((f"row{n:03d}.", str(n)))] * (1 + n % 2))
    ]
    table = Table("g", "Bảng", (Column("Tên"), Column("Số", "right")), tuple(rows))
    shown = pages(render_pdf(document((Section("t", "", (table,)),))))
    lasts = [re.findall(r"(?:head|row)\d{3}\.", text)[-1] for text in shown if "row" in text]
    assert len(lasts) > 5 and not [name for name in lasts if name.startswith("head")]
    assert len(set(re.findall(r"head\d{3}\.", "".join(shown)))) == 150


def test_no_row_is_printed_outside_its_page() -> None:
    file = pypdfium2.PdfDocument(render_pdf(document((Section("t", "", (long_table(),)),))))
    for page in some(file):
        width, height = page.get_size()
        for found in page.get_objects():
            left, bottom, right, top = found.get_bounds()
            assert left >= 0
            assert bottom >= 0
            assert right <= width
            assert top <= height


def test_page_numbers_stand_on_every_page_but_the_first(sample: bytes) -> None:
    first, *others = pages(sample)
    assert "1" not in first.split("BÁO CÁO")[0].replace("DỮ LIỆU MINH HỌA", "").split()
    assert all(str(number) in text.split()[:20] for number, text in some(enumerate(others, start=2)))
    assert all("Huyện Mẫu · Năm 2023" in text for text in some(others))


def test_made_up_data_are_marked_on_every_page(sample: bytes) -> None:
    assert all(LABELS["synthetic"] in text for text in some(pages(sample)))
    assert not any(LABELS["synthetic"] in text for text in some(pages(render_pdf(document(synthetic=False)))))


def test_payloads_stay_text_in_every_field() -> None:
    hostile = render_pdf(document(hostile_sections(), title=PAYLOADS[0], unit_name=PAYLOADS[1]))
    text = squeezed("".join(pages(hostile)))
    for payload in some(PAYLOADS):
        seen = squeezed(payload).replace("＝", "[U+FF1D]")
        assert text.count(seen) >= 30, payload
    assert "root:" not in text


def svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{inside}</svg>'


@pytest.mark.parametrize("form", ["uri", "path", "relative"])
def test_an_svg_cannot_read_files(tmp_path: Path, form: str) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text(svg('<text y="20" font-family="Liberation Serif">leaked</text>'), encoding="utf-8")
    climb = "../" * 12 + str(secret).lstrip("/")
    address = {"uri": secret.as_uri(), "path": str(secret), "relative": climb}[form]
    made = render_pdf(document((Section("a", "", (Chart("c", "", "x", svg(f'<image href="{address}"/>')),)),)))
    assert "leaked" not in "".join(pages(made))


@pytest.mark.parametrize(
    "broken", ["<svg", "<svg><rect></svg>", '<svg xmlns="x" width="0" height="0"/>', "<svg>&a;</svg>"]
)
def test_a_picture_that_cannot_be_drawn_costs_the_picture_alone(broken: str) -> None:
    charts = (Chart("c", "", "x", broken), Chart("d", "", "x", svg('<text y="20">drawn</text>')))
    text = "".join(pages(render_pdf(document((Section("a", "", (Text("paragraph", ("Trước hình",)), *charts)),)))))
    assert "Trước hình" in text
    assert text.count(LABELS["undrawn"]) == 1


def test_characters_without_a_glyph_become_codes() -> None:
    made = render_pdf(document((Section("a", "", (Text("paragraph", ("✓ 漢 \x07 😀",)),)),)))
    assert "✓ [U+6F22] [U+0007] [U+1F600]" in pages(made)[0]


def test_a_very_long_word_is_broken_and_complete() -> None:
    word = "0123456789abcdef" * 20
    table = Table("t", "", (Column("A"), Column("B"), Column("C")), (Row((word, word, "x")),))
    assert squeezed("".join(pages(render_pdf(document((Section("a", "", (table,)),)))))).count(word) == 2


def test_a_picture_of_pixels_is_shown() -> None:
    plain = BytesIO()
    Image.new("RGB", (40, 20), "red").save(plain, "PNG")
    chart = Chart("c", "Hình", "đỏ", "").to_json() | {"png": base64.b64encode(plain.getvalue()).decode()}
    section = Section("a", "", ()).to_json() | {"blocks": [chart]}
    (page,) = pypdfium2.PdfDocument(render_pdf(document((section,))))
    red = [pixel for pixel in page.render().to_pil().get_flattened_data() if pixel == (255, 0, 0)]
    assert len(red) > 300
    half = Section("a", "", ()).to_json() | {"blocks": [chart | {"width": 20}]}
    (page,) = pypdfium2.PdfDocument(render_pdf(document((half,))))
    small = [pixel for pixel in page.render().to_pil().get_flattened_data() if pixel == (255, 0, 0)]
    assert len(red) / 5 < len(small) < len(red) / 3


@pytest.mark.parametrize("count", [0, 1])
def test_nearly_empty_documents_are_made(count: int) -> None:
    empty = Table("t", "", (Column("A"),)[:count], ())
    assert render_pdf(document((Section("a", "", (empty, Text("finding"), Text("key_figures"))),))).startswith(b"%PDF")
    assert len(pages(render_pdf(document(())))) == 1


def test_the_same_document_gives_the_same_bytes(sample: bytes) -> None:
    assert sample == render_pdf(document())
    assert digest_elsewhere("pdf") == hashlib.sha256(sample).hexdigest()


def prepared(table: Table) -> Json:
    return table.to_json() | {"anchor": table.id}


def test_a_usual_table_stands_upright_in_the_full_width() -> None:
    chosen = fit(prepared(budget_table()))
    assert (chosen.page, chosen.size) == ("portrait", 10.0)
    assert sum(chosen.widths) == pytest.approx(PORTRAIT_MM, abs=0.01)


def test_a_wide_table_is_turned() -> None:
    table = wide_table()
    narrower = Table("n", "", table.columns[:8], tuple(Row(row.cells[:8]) for row in table.rows))
    chosen = fit(prepared(narrower))
    assert chosen.page == "landscape"
    assert sum(chosen.widths) == pytest.approx(LANDSCAPE_MM, abs=0.01)


def test_a_table_too_wide_for_any_page_is_split_with_its_first_column() -> None:
    parts = fitting_parts(prepared(wide_table()))
    titles = [column["title"] for part in parts for column in part["columns"]]
    assert titles.count("Đơn vị") == len(parts) > 1
    assert [title for title in titles if title != "Đơn vị"] == [f"Chỉ tiêu {n}" for n in range(1, 13)]
    assert all(fit(part).fits for part in some(parts))
    assert parts[0]["title"] == f"Bảng 3. Bảng rộng (1/{len(parts)})"


def test_a_low_table_stays_whole_and_a_high_one_may_break() -> None:
    low, high = prepared(budget_table()), prepared(long_table())
    assert is_low(low, fit(low))
    assert not is_low(high, fit(high))
    words = Table("t", "", (Column("A"), Column("B")), tuple(Row(("chữ " * 400, "x")) for _ in range(3)))
    assert not is_low(prepared(words), fit(prepared(words)))


def test_a_low_table_near_the_page_end_moves_to_the_next_page() -> None:
    for lines in range(18, 30):
        filler = Text("paragraph", tuple(f"dòng {n}" for n in range(lines)))
        shown = pages(render_pdf(document((Section("a", "", (filler, budget_table())),))))
        assert [("Bảng 1" in page) == ("Tổng cộng" in page) for page in shown] == [True] * len(shown)


def test_every_annex_counts_its_own_pages_whether_its_tables_are_turned_or_not() -> None:
    """A heading alone on a page, or a number that runs on, would make an annex look cut."""
    turned, upright = replace(wide_table(), rows=wide_table().rows * 60), long_table(90)
    body = Section("a", "Phần", (Text("paragraph", ("x",)),))
    annexes = [
        Section(f"n{place}", f"Tên {place}", (table,), level=1, number=f"Phụ lục {place}.", annex=True)
        for place, table in enumerate((upright, turned, turned, upright), start=1)
    ]
    shown = pages(render_pdf(document((body, *annexes))))
    starts = [n for n, text in enumerate(shown) if re.search(r"Phụ lục \d", text)]
    assert len(starts) == 4
    for start, end in some(pairwise([*starts, len(shown)])):
        assert end - start > 1 and len(shown[start]) > 400
        numbers = [re.search(r"Huyện Mẫu · Năm 2023\s+(\d+)\s", text) for text in shown[start:end]]
        assert [int(found[1]) if found else 1 for found in numbers] == list(range(1, end - start + 1))


def test_a_signature_never_stands_alone_on_a_page() -> None:
    """Whatever fills the page before it: the closing words go with it."""
    alone = []
    for lines in range(18, 30):
        words = Text("paragraph", tuple(f"Dòng {line}." for line in range(lines)))
        chapter = Section("nhiem_vu", "Nhiệm vụ", (words, Text("paragraph", ("Trên đây là báo cáo.",))), 1, "V.")
        shown = pages(render_pdf(document((chapter, Section("signature", "", (signature(),), 1)))))
        (last,) = (page for page in shown if "Phòng Tài chính" in page)
        alone += [] if "Trên đây là báo cáo" in last else [lines]
    assert alone == []


def test_heads_of_rows_are_tagged_and_every_cell_refers_to_its_own() -> None:
    rows = (
        Row(("Nhóm", "", "")),
        Row(("một", "1", "2")),
        Row(("", "3", "4")),
        Row(("Cộng", "4", "6"), "total"),
        Row(("không", "5", "6"), head=False),
    )
    rows = (Row(rows[0].cells, "group"), *rows[1:])
    columns = tuple(Column(name, "left" if name == "Tên" else "right") for name in ("Tên", "A", "B"))
    tags = tagged_rows(render_pdf(with_table(Table("t", "Bảng", columns, rows))))
    assert [[kind for kind, *_ in row] for row in tags] == [
        ["TH", "TH", "TH"],
        ["TH"],
        ["TH", "TD", "TD"],
        ["TD", "TD", "TD"],
        ["TH", "TD", "TD"],
        ["TD", "TD", "TD"],
    ]
    _, _, one, unnamed, total, _ = tags
    assert [row[0][1] for row in (one, total)] == ["Row", "Row"]
    for head, *cells in (one, total):
        assert head[2] and all(head[2] in headers for _, _, _, headers in cells)
    assert all("R" not in "".join(headers) for _, _, _, headers in unnamed)


def test_a_table_of_many_pages_has_all_its_rows_named_and_the_file_stays_whole() -> None:
    rows = tuple(Row((f"dòng {number}", str(number))) for number in range(200))
    pdf = render_pdf(with_table(Table("t", "Bảng", (Column("Tên"), Column("Số", "right")), rows)))
    tags = tagged_rows(pdf)
    assert len(tags) == 201 and all(row[0][:2] == ("TH", "Row") for row in tags[1:])
    assert len(pages(pdf)) > 3 and "dòng 199" in pages(pdf)[-1]
    places = [int(place) for place in re.findall(rb"(?m)^(\d{10}) 00000 n", pdf)]
    assert all(pdf[place:].startswith(b"%d 0 obj" % number) for number, place in enumerate(places, 1))


def test_tables_that_are_not_those_of_the_file_are_refused() -> None:
    pdf = render_pdf(with_table(Table("t", "Bảng", (Column("Tên"),), (Row(("một",)),))))
    with pytest.raises(ValueError, match="not those of the report"):
        with_row_heads(pdf, [[True], [True]])
    with pytest.raises(ValueError, match="no table of places"):
        with_row_heads(pdf[:-30], [[True]])
    assert with_row_heads(pdf, [[False]]) == pdf


def with_table(table: Table) -> Document:
    return document((Section("s", "Một", (table,)),))


def tagged_rows(pdf: bytes) -> list[list[tuple[str, str, str, list[str]]]]:
    """Kind, scope, id and heads of every cell, by row, as another reader of PDF files finds them."""
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as file:
        listed = file.Root.StructTreeRoot.IDTree.Names
        known = {str(listed[at]): listed[at + 1] for at in range(0, len(listed), 2)}
        assert list(known) == sorted(known)
        found = [[_tagged(cell, known) for cell in row.K] for row in _tagged_as(file.Root.StructTreeRoot, "/TR")]
    return found


def _tagged_as(element: Any, kind: str) -> Iterator[Any]:
    for kid in element.get("/K", ()):
        if hasattr(kid, "get") and "/S" in kid:
            yield from [kid] if kind == kid.S else _tagged_as(kid, kind)


def _tagged(cell: Any, known: dict[str, Any]) -> tuple[str, str, str, list[str]]:
    about = next(one for one in cell.A if one.O == "/Table")
    headers = [str(one) for one in about.get("/Headers", ())]
    name = str(cell.get("/ID", ""))
    assert not name or known[name].objgen == cell.objgen
    assert all(one in known for one in headers)
    return str(cell.S)[1:], str(about.get("/Scope", "/"))[1:], name, headers
