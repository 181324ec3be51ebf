"""A whole report put together: nothing empty, one table of what is missing, numbers without a gap."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.blocks import COUNTED, Chart, Column, Json, Row, Section, Table, Text
from poverty_analysis.chapters.frame.assembly import MISSING_ID, assembled
from poverty_analysis.chapters.frame.sections import MISSING
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.render.document import printed
from poverty_analysis.wording.words import Words

VI = Words("vi", read_contract())
TABLE = Table("one", "Bảng kê", (Column("Tên"),), (Row(("a",)),))
DETAIL = Table("detail", "Chi tiết", (Column("Tên"),), (Row(("a",)),), workbook_only=True)
CHART = Chart("drawn", "Hình", "Theo [[one]] và [[detail]].", "<svg/>")


def slot(key: str) -> Text:
    return Text("slot", ("Chưa có số liệu.",), {MISSING: key})


def put(*sections: Section, review: dt.date | None = None) -> tuple[Json, ...]:
    return assembled([section.to_json() for section in sections], VI, 2023, review)


def chapter(name: str, number: str, *blocks: Text | Table | Chart) -> Section:
    return Section(name, name.upper(), blocks, 1, number)


def part(name: str, *blocks: Text | Table | Chart) -> Section:
    return Section(name, name.capitalize(), blocks, 2, COUNTED)


def test_an_empty_section_goes_and_becomes_a_row_with_who_and_when() -> None:
    made = put(
        chapter("a", "I.", slot("chi_dao")),
        chapter("b", "II.", Text("paragraph", ("Có.",))),
        part("review", slot("review")),
        part("c", TABLE),
        part("deprived", slot("deprived"), Text("heading", ("Không còn gì",), level=3)),
        chapter("d", "III.", Text("paragraph", ("Có.",))),
        review=dt.date(2023, 12, 14),
    )
    assert [(s["id"], s["number"]) for s in made] == [("b", "I."), ("c", "1."), (MISSING_ID, "2."), ("d", "II.")]
    rows = [[cell["text"] for cell in row["cells"]] for row in made[2]["blocks"][0]["rows"]]
    assert [row[0] for row in rows] == [
        "Phần thuyết minh: công tác chỉ đạo, điều hành",
        "Biểu tổng hợp kết quả rà soát năm 2023",
        "Biểu chỉ số thiếu hụt của hộ nghèo năm 2023",
    ]
    assert [row[2] for row in rows] == ["Trước khi trình ký", "14/12/2023", "14/12/2023"]
    assert rows[1][3] == "Review"
    assert "slot" not in str(made)


def test_one_form_that_several_sections_wait_for_is_one_row() -> None:
    made = put(chapter("b", "I.", TABLE), part("budget", slot("budget")), part("funds", slot("budget")))
    (row,) = made[1]["blocks"][0]["rows"]
    assert row["cells"][3]["text"] == "Budget; Funds"


def test_what_is_not_missing_leaves_no_row() -> None:
    made = put(chapter("b", "I.", TABLE), part("funds", TABLE, slot("carried")))
    assert [section["id"] for section in made] == ["b", "funds"]


def test_tables_and_charts_are_numbered_and_referred_to() -> None:
    made = put(chapter("b", "I.", Text("paragraph", ("Xem [[drawn]].",)), DETAIL, TABLE, CHART))
    words, detail, table, chart = made[0]["blocks"]
    assert (table["label"], chart["label"], detail.get("label")) == ("Bảng 1", "Biểu đồ 1", None)
    assert words["items"] == ["Xem Biểu đồ 1."]
    assert chart["alt"] == "Theo Bảng 1 và tệp bảng tính kèm theo."
    (shown,) = printed(made)
    assert [block.get("title") for block in shown["blocks"]] == [None, "Bảng 1. Bảng kê", "Biểu đồ 1. Hình"]


def test_an_annex_alone_has_no_number_and_names_its_report() -> None:
    head = Text("letterhead", fields={"issuer_sentence": "Ủy ban nhân dân huyện Mẫu"})
    annex = Section("method", "CÁCH LẬP", (Text("paragraph", ("Vì.",)),), 1, "Phụ lục II.", annex=True)
    other = Section("agencies", "CƠ QUAN", (DETAIL,), 1, "Phụ lục I.", annex=True)
    _, _, last = put(Section("letterhead", "", (head,), 1), other, annex)
    assert last["number"] == "Phụ lục"
    assert last["attached"].startswith("(Kèm theo Báo cáo số ") and "huyện Mẫu" in last["attached"]
    assert not any(letter.isdigit() for letter in last["attached"])
    assert "Chi tiết" in last["blocks"][-1]["items"][0]
