"""Drafts of made-up documents: tables, broken outlines, persons, and what is not understood."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.cli.commands import cli
from poverty_analysis.documents.draft import Draft, draft_plan
from poverty_analysis.documents.lines import paragraphs, text_lines
from poverty_analysis.documents.outline import outline
from poverty_analysis.documents.page import page_of
from poverty_analysis.inputs.workspace import Workspace, read_plan, read_units
from poverty_analysis.law import read_law
from tests.some import some
from tests.tree import ROOT

UNITS, LAW = read_units(Workspace(ROOT)), read_law()
HEAD = (
    "Số: 12/KH-UBND\n\nMẫu, ngày 05 tháng 02 năm 2023\n\nKẾ HOẠCH\n\n"
    "Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững Huyện Mẫu năm 2023\n\n"
)


def draft(body: str) -> Draft:
    return draft_plan(text_lines(HEAD + body), UNITS, LAW, "plan.txt")


def rows(body: str, table: str, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row.cells[column] for column in columns) for row in draft(body).table(table)]


def test_head_of_a_plan() -> None:
    keys = draft("").keys
    assert keys["unit"] == "999"
    assert (keys["document.number"], keys["document.date"], keys["place"]) == ("12/KH-UBND", "2023-02-05", "Mẫu")
    assert (keys["period.kind"], keys["period.years"]) == ("year", "2023")
    assert (keys["programme"], keys["standard"]) == ("GNBV-2021", "VN-2022")


def test_table_of_money_by_source() -> None:
    body = (
        "III. KINH PHÍ\n\nĐơn vị tính: triệu đồng\n"
        "STT\tNội dung\tTổng cộng\tNgân sách trung ương (vốn sự nghiệp)\tNgân sách huyện\n"
        "1\tDự án 2: Đa dạng hóa sinh kế\t1.100\t1.000\t100\n"
        "2\tDự án 3\t\t\t\n"
        "2.1\tTiểu dự án 1: Hỗ trợ phát triển sản xuất\t330,5\t300\t30,5\n"
    )
    assert rows(body, "budget", "line", "source", "capital", "amount_vnd", "as_printed") == [
        ("DA2", "central", "recurrent", "1000000000", "1.000 triệu đồng"),
        ("DA2", "district", "not_stated", "100000000", "100 triệu đồng"),
        ("DA3.1", "central", "recurrent", "300000000", "300 triệu đồng"),
        ("DA3.1", "district", "not_stated", "30500000", "30,5 triệu đồng"),
    ]
    assert rows(body, "claims", "claim", "amount_vnd") == [("TOTAL-DA2", "1100000000"), ("TOTAL-DA3.1", "330500000")]


def test_frame_of_targets() -> None:
    body = (
        "PHỤ LỤC\n\nSTT\tChỉ tiêu\tĐơn vị tính\tThực hiện năm 2022\tKế hoạch năm 2023\n"
        "1\tTỷ lệ hộ nghèo\t%\t12,5\t9,25\n2\tGiảm tỷ lệ hộ nghèo\t%\t3\t3,25\n"
        "3\tSố lao động được đào tạo\tngười\t900\t1.000\n4\tXã đạt chuẩn\txã\t2\tx\n"
    )
    assert rows(body, "targets", "comparator", "value", "unit") == [
        ("reduce_to", "0.0925", "share"),
        ("reduce_by_at_least", "0.0325", "share_point"),
        ("count", "1000", "persons"),
    ]


def test_components_under_a_kind_of_capital() -> None:
    body = (
        "II. NỘI DUNG\n\n1. Dự án 1: Hạ tầng\n\nb) Kinh phí thực hiện là 700 triệu đồng, gồm:\n"
        "- Vốn đầu tư phát triển: 500 triệu đồng, trong đó ngân sách trung ương 400 triệu đồng, "
        "ngân sách tỉnh 100 triệu đồng;\n"
        "- Vốn sự nghiệp: 200 triệu đồng từ các nguồn khác.\n"
    )
    assert rows(body, "budget", "source", "capital", "amount_vnd") == [
        ("central", "investment", "400000000"),
        ("province", "investment", "100000000"),
    ]


def test_numbers_that_skip_and_repeat_change_nothing() -> None:
    body = "I. MỤC TIÊU\n\n1. Đào tạo nghề 100 lao động.\n\n3. Hỗ trợ 20 hộ.\n\n3. Mở 5 lớp tập huấn.\n"
    assert [value for (value,) in rows(body, "targets", "value")] == ["100", "20", "5"]


def test_paragraph_broken_over_pages_is_one() -> None:
    found = paragraphs(
        text_lines("- Tỷ lệ lao động qua đào tạo đạt trên\n\n55%, trong đó có bằng cấp đạt 25%.\n\nII. KHÁC")
    )
    assert [one.text for one in found] == [
        "- Tỷ lệ lao động qua đào tạo đạt trên 55%, trong đó có bằng cấp đạt 25%.",
        "II. KHÁC",
    ]


def test_chapters_of_targets_are_told_from_names_of_programmes() -> None:
    placed = list(
        outline(paragraphs(text_lines("5. Thực hiện Chương trình mục tiêu quốc gia\n\n- Hỗ trợ 20 hộ nghèo\n")))
    )
    assert [one.subject for one in placed] == ["", ""]
    assert not rows(
        "5. Thực hiện Chương trình mục tiêu quốc gia\n\n- Đã hỗ trợ 20 hộ nghèo năm trước.\n", "targets", "value"
    )


def test_a_second_number_in_the_words_of_a_target_is_listed() -> None:
    made = draft("I. MỤC TIÊU\n\n- Tỷ lệ hộ nghèo còn 8,41%, tương ứng với 2.500 con trâu.\n")
    assert [row.cells["value"] for row in made.table("targets")] == ["0.0841"]
    assert [(one.kind, "2.500" in one.words) for one in made.unread] == [("count", True)]


def test_amount_parted_by_capital_in_brackets() -> None:
    body = (
        "II. NỘI DUNG\n\n1. Dự án 1: Hạ tầng\n\n- Tổng vốn 100 triệu đồng, trong đó: ngân sách trung ương "
        "90 triệu đồng (vốn đầu tư 80 triệu đồng, vốn sự nghiệp 10 triệu đồng); ngân sách tỉnh 10 triệu đồng.\n"
        "2. Dự án 5: Nhà ở\n\nKinh phí thực hiện: 40 tỷ đồng từ vốn sự nghiệp ngân sách trung ương năm 2023.\n"
    )
    assert rows(body, "budget", "line", "source", "source_year", "capital", "amount_vnd") == [
        ("DA1", "central", "not_stated", "investment", "80000000"),
        ("DA1", "central", "not_stated", "recurrent", "10000000"),
        ("DA1", "province", "not_stated", "not_stated", "10000000"),
        ("DA5", "central", "2023", "recurrent", "40000000000"),
    ]
    assert rows(body, "claims", "claim", "amount_vnd") == [("TOTAL-DA1", "100000000"), ("TOTAL-DA5", "40000000000")]


def test_letterhead_in_two_columns() -> None:
    text = (
        "UBND HUYỆN MẪU\tCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 12/KH-UBND\tĐộc lập - Tự do - Hạnh phúc Mẫu, "
        "ngày 05 tháng 02 năm 2023\n\nKẾ HOẠCH\n\nGiảm nghèo bền vững giai đoạn 2021-2025, định hướng đến năm 2030\n\n"
    )
    keys = draft_plan(text_lines(text), UNITS, LAW, "plan.txt").keys
    assert (keys["place"], keys["document.number"], keys["document.date"]) == ("Mẫu", "12/KH-UBND", "2023-02-05")
    assert (keys["unit"], keys["period.kind"], keys["period.years"]) == ("999", "term", "2021;2022;2023;2024;2025")


def test_two_deadlines_in_one_sentence_are_not_chosen_between() -> None:
    body = "V. TỔ CHỨC THỰC HIỆN\n\n1. Phòng Nội vụ: lập danh sách trước ngày 05/3/2023 hoặc trước ngày 10/4/2023.\n"
    assert rows(body, "tasks", "lead", "due_rule") == [("Phòng Nội vụ", "none")]
    assert [one.kind for one in draft(body).unread] == ["deadline", "deadline"]


@given(st.integers(2, 9999), st.sampled_from(["triệu đồng", "%", "hộ nghèo", "con bò", "ha rừng"]))
def test_no_number_is_passed_over_in_silence(number: int, unit: str) -> None:
    """A number somewhere in a plan is in a row or in the list of what was not understood."""
    printed = f"{number:,}".replace(",", ".")
    made = draft(f"IV. GIẢI PHÁP\n\n- Các xã đã nhận {printed} {unit} để chăm sóc.\n")
    told = [row.words for row in made.rows if row.table != "tasks"] + [one.words for one in made.unread]
    assert any(printed in words for words in told)


def test_names_of_persons_reach_no_file(tmp_path: Path) -> None:
    aim = "- Hỗ trợ 20 hộ nghèo, đầu mối là ông Nguyễn Văn Thử, điện thoại 0912345678."
    body = f"I. MỤC TIÊU\n\n{aim}\n\nNơi nhận:\n- Lưu.\n"
    signed = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nTrần Thị Giả\n"
    source = tmp_path / "plan.txt"
    source.write_text(HEAD + body + signed, encoding="utf-8")
    options = [
        "--workspace",
        str(ROOT),
        "read",
        str(source),
        "--to",
        str(tmp_path / "made"),
        "--html",
        str(tmp_path / "a.html"),
    ]
    assert CliRunner().invoke(cli, options).exit_code == 0
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path != source]
    for path in some(files):
        text = path.read_text(encoding="utf-8")
        assert not re.search("Nguyễn Văn Thử|0912345678|Trần Thị Giả", text), path.name


def test_page_escapes_what_the_document_says() -> None:
    page = page_of(draft("I. MỤC TIÊU\n\n- Hỗ trợ 20 hộ <script>alert(1)</script> & nhà.\n"), "vi")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "default-src 'none'" in page


def test_draft_is_a_plan_that_check_reads(tmp_path: Path) -> None:
    source = ROOT / "data/plans/tuan-giao-2023/source/tuan-giao-2023.txt"
    made = tmp_path / "plan"
    runner = CliRunner()
    assert runner.invoke(cli, ["--workspace", str(ROOT), "read", str(source), "--to", str(made)]).exit_code == 0
    plan = read_plan(Workspace(ROOT), made)
    # The document prints no place of issue: the one thing that a person must add.
    assert [(one.code, one.place.column) for one in plan.problems] == [("PA-209", "place")]
    assert (len(plan.budget), len(plan.targets)) == (32, 32)
    with (made / "source/reading.csv").open(encoding="utf-8") as stream:
        read = list(csv.DictReader(stream))
    assert {row["table"] for row in read} >= {"budget", "targets", "tasks"}
    again = runner.invoke(cli, ["--workspace", str(ROOT), "read", str(source), "--to", str(made)])
    assert again.exit_code == 3
    assert "PA-607" in again.output


def test_draft_as_a_workbook_reads_like_the_folder(tmp_path: Path) -> None:
    source = ROOT / "data/plans/thanh-hoa-2016-2020/source/thanh-hoa-2016-2020.txt"
    for made in (tmp_path / "plan", tmp_path / "plan.xlsx"):
        command = ["--workspace", str(ROOT), "read", str(source), "--to", str(made)]
        assert CliRunner().invoke(cli, command).exit_code == 0
    folder, book = (read_plan(Workspace(ROOT), tmp_path / name) for name in ("plan", "plan.xlsx"))
    assert [row.task for row in some(book.tasks)] == [row.task for row in folder.tasks]
    assert book.documents[0].number == folder.documents[0].number
    opened = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    notes = [row[0].comment for row in opened["tasks"].iter_rows(min_row=2)]
    assert all(note is not None and note.text.startswith("dòng ") for note in some(notes))
    # The document prints no place of issue, and its programme has two readings: both are coloured.
    values = {key.value: value for key, value in opened["plan"].iter_rows(min_row=2, max_col=2)}
    note = values["programme"].comment
    assert note is not None
    assert note.text == "local | none"
    assert values["programme"].fill.fgColor.rgb == values["place"].fill.fgColor.rgb == "00FFF2B3"
    assert values["unit"].comment is None


def test_json_and_comparison_of_the_command() -> None:
    source, plan = ROOT / "data/plans/ninh-binh-2021/source/ninh-binh-2021.txt", ROOT / "data/plans/ninh-binh-2021"
    result = CliRunner().invoke(cli, ["--workspace", str(ROOT), "read", str(source), "--compare", str(plan), "--json"])
    told = json.loads(result.output)
    assert (told["keys"]["unit"], told["problems"]) == ("37", [])
    assert told["compared"]["same"]["targets"] == told["compared"]["of"]["targets"] == 5
    assert all(row["line"] and row["phrasing"] for row in some(told["rows"]))


def test_words_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    source = ROOT / "data/plans/thach-ha-2020/source/thach-ha-2020.txt"
    result = CliRunner().invoke(cli, ["--workspace", str(ROOT), "--lang", "en", "read", str(source)])
    assert "9 targets" in result.output
    assert "A person must confirm: Programme: local | none" in result.output
    assert "line 39  rate:" in result.output
