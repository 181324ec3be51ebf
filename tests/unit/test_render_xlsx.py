"""The XLSX annex: real numbers, text that is never a formula, the same bytes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from poverty_analysis.blocks import Column, Figure, Row, Section, Table, Text
from poverty_analysis.render.document import Document, printed
from poverty_analysis.render.xlsx import LARGEST_EXACT, render_xlsx, sheet_name
from tests.render_sample import LABELS, PAYLOADS, digest_elsewhere, document, hostile_sections, vnd
from tests.some import some


def opened(doc: Document) -> Workbook:
    return load_workbook(BytesIO(render_xlsx(doc)))


def one_table(*cells: str | Figure) -> Document:
    columns = tuple(Column(f"Cột {n}") for n, _ in enumerate(cells))
    return document((Section("a", "", (Table("t", "Bảng", columns, (Row(cells),)),)),), synthetic=False)


def texts(book: Workbook) -> Iterator[str]:
    for sheet in book:
        for row in sheet.iter_rows():
            yield from (cell.value for cell in row if isinstance(cell.value, str))


@pytest.fixture(scope="module")
def sample() -> Workbook:
    return opened(document())


def test_the_first_sheet_lists_and_links_the_tables(sample: Workbook) -> None:
    contents, *others = sample.worksheets
    assert contents.title == LABELS["xlsx_contents"]
    links = [cell for row in contents.iter_rows() for cell in row if cell.hyperlink]
    assert [cell.value for cell in links] == [sheet.title for sheet in others]
    assert [cell.hyperlink.location for cell in links] == [f"'{sheet.title}'!A1" for sheet in others]
    assert "Bảng 1. Kinh phí theo dự án và nguồn vốn" in list(texts(sample))


def test_figures_are_numbers_with_formats() -> None:
    share = Figure("s", Fraction(299, 10_000), "share", "2,99%", "r")
    fine = Figure("s", Fraction(29_947, 1_000_000), "share", "2,9947%", "r")
    part = Figure("p", Fraction(247_938_128, 100), "vnd", "2.479.381,28", "r")
    count = Figure("c", 1_234, "count", "1.234", "r")
    year = Figure("y", 2023, "year", "2023", "r")
    sheet = opened(one_table(vnd(61_331_979_376), share, fine, part, count, year, "12")).worksheets[1]
    cells = sheet[4]
    values = [61_331_979_376, 0.0299, 0.029947, 2_479_381.28, 1_234, 2023, "12"]
    assert [cell.value for cell in cells] == values
    formats = ["#,##0", "0.00%", "0.0000%", "#,##0.00", "#,##0", "0", "General"]
    assert [cell.number_format for cell in cells] == formats
    assert [cell.data_type for cell in cells] == [*"nnnnnn", "s"]


def test_a_number_with_too_many_digits_stays_text() -> None:
    cell = opened(one_table(vnd(LARGEST_EXACT + 1))).worksheets[1]["A4"]
    assert (cell.value, cell.data_type) == ("9.007.199.254.740.993", "s")


def test_amounts_are_said_to_be_in_dong() -> None:
    assert opened(one_table(vnd(1))).worksheets[1]["A2"].value == LABELS["xlsx_unit_vnd"]
    assert opened(one_table("x")).worksheets[1]["A2"].value is None


def test_payloads_are_never_formulas_or_links() -> None:
    book = opened(document(hostile_sections(), title=PAYLOADS[14], unit_name=PAYLOADS[15]))
    found = list(texts(book))
    for payload in some(PAYLOADS):
        assert found.count(payload) >= 5, payload
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}
    with ZipFile(BytesIO(render_xlsx(document(hostile_sections())))) as parts:
        sheets = [parts.read(name) for name in parts.namelist() if "worksheets/" in name]
        assert not any(b"<f>" in sheet or b"<f " in sheet for sheet in some(sheets))
        assert not any("externalLink" in name or "_rels/sheet" in name for name in some(parts.namelist()))


def test_a_long_table_keeps_every_row(sample: Workbook) -> None:
    assert len(set(re.findall(r"row\d{3}\.", " ".join(texts(sample))))) == 126


def test_made_up_data_are_marked_on_every_sheet(sample: Workbook) -> None:
    for sheet in some(sample):
        assert sheet["A1"].value == LABELS["synthetic"]
        assert sheet.oddHeader.center.text == LABELS["synthetic"]
    real = opened(document(synthetic=False))
    assert LABELS["synthetic"] not in list(texts(real))
    assert not any(sheet.oddHeader.center.text for sheet in some(real))


def test_sheets_are_ready_to_scroll_and_print(sample: Workbook) -> None:
    sheet = sample["Bảng 2. Kết quả theo xã"]
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (9, 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_same_document_gives_the_same_bytes() -> None:
    first = render_xlsx(document())
    assert first == render_xlsx(document())
    assert digest_elsewhere("xlsx") == hashlib.sha256(first).hexdigest()


def test_no_date_of_today_is_inside() -> None:
    with ZipFile(BytesIO(render_xlsx(document()))) as parts:
        assert {entry.date_time for entry in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.namelist() == sorted(parts.namelist())
        core = parts.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2023-01-01T00:00:00Z"}
    assert "openpyxl" not in core


def test_unprintable_characters_are_shown_and_counted() -> None:
    found = list(texts(opened(one_table("a\x00b\x1bc"))))
    assert "a[U+0000]b[U+001B]c" in found
    assert LABELS["xlsx_replaced"].replace("{count}", "2") in found


def test_an_escape_of_excel_stays_text() -> None:
    with ZipFile(BytesIO(render_xlsx(one_table("_x003D_1+1")))) as parts:
        assert b"_x005F_x003D_1+1" in parts.read("xl/worksheets/sheet2.xml")


def test_a_text_longer_than_a_cell_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        render_xlsx(one_table("x" * 32_768))


def test_a_document_without_tables_has_the_first_sheet() -> None:
    assert len(opened(document((Section("a", "A", (Text("paragraph", ("x",)),)),))).worksheets) == 1


@given(st.lists(st.text(max_size=60), max_size=12))
def test_sheet_names_are_safe_and_unique(titles: list[str]) -> None:
    taken: set[str] = set()
    names = [sheet_name(title, taken) for title in titles]
    assert len({name.casefold() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)
    assert not any(name.startswith("'") or name.endswith("'") for name in names)


def test_rows_of_a_table_with_sums_say_which_they_are() -> None:
    """A filter on the level leaves the details alone: a sum over them counts no part beside its whole."""
    rows = (
        Row(("Nhóm", vnd(30)), "subtotal"),
        Row(("a", vnd(10))),
        Row(("b", vnd(20))),
        Row(("Tổng cộng", vnd(30)), "total"),
    )
    table = Table("t", "Bảng", (Column("Tên"), Column("Số tiền", "right")), rows)
    sheet = opened(document((Section("a", "", (table,)),), synthetic=False)).worksheets[1]
    listed = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=7)]
    assert [row[2] for row in listed] == ["Loại dòng", "cộng nhóm", "chi tiết", "chi tiết", "tổng cộng"]
    assert sum(row[1] for row in listed if row[2] == "chi tiết") == listed[-1][1] == 30
    assert sheet.auto_filter.ref == "A3:C7"


def test_a_table_without_sums_has_no_level() -> None:
    sheet = opened(one_table("a", vnd(1))).worksheets[1]
    assert [cell.value for cell in sheet[3]] == ["Cột 0", "Cột 1"]
    assert sheet.auto_filter.ref is None


def test_a_column_for_the_workbook_is_not_printed() -> None:
    columns = (Column("Tên"), Column("Hướng", workbook_only=True))
    table = Table("t", "Bảng", columns, (Row(("a", "tăng")),))
    doc = document((Section("a", "", (table,)),), synthetic=False)
    assert "Hướng" in list(texts(opened(doc)))
    (section,) = printed(doc.sections)
    assert [column["title"] for column in section["blocks"][0]["columns"]] == ["Tên"]
    assert [cell["text"] for cell in section["blocks"][0]["rows"][0]["cells"]] == ["a"]


def test_a_long_name_of_a_sheet_ends_with_a_whole_word() -> None:
    assert sheet_name("Kế hoạch, phân bổ, giải ngân theo dự án", set()) == "Kế hoạch, phân bổ, giải ngân"
