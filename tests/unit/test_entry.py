"""Where a plan begins: ``new --unit``, the entry workbook, and the workbook that comes back marked."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.sheets import LISTS_SHEET
from poverty_analysis.inputs.workspace import find_workspace, read_plan
from tests.plans import HUYEN_MAU, make_workspace, run, sums
from tests.some import some

MUONG_ANG = "muong-ang-2023"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("begun") / "w"
    said = run("new", root, "--unit", "102", "--year", "2023", "--xlsx")
    assert said.exit_code == 0, said.output
    return root


def book_of(root: Path) -> Path:
    return root / "data" / "plans" / f"{MUONG_ANG}.xlsx"


def told(*arguments: object) -> tuple[int, dict[str, Any]]:
    said = run(*arguments, "--json")
    return said.exit_code, json.loads(said.stdout)


def test_what_the_lists_know_is_filled_in(begun: Path) -> None:
    sheet = openpyxl.load_workbook(book_of(begun))["Thông tin kế hoạch"]
    values = {str(row[0]).removesuffix(" *"): row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert (values["Mã đơn vị hành chính"], values["Mã tỉnh"], values["Cấp"]) == ("102", "11", "huyện")
    assert (values["Chương trình"], values["Chuẩn nghèo"], values["Các năm"]) == ("GNBV-2021", "VN-2022", "2023")
    assert (values["Cơ quan chủ quản"], values["Cơ quan ban hành"]) == ("UBND TỈNH ĐIỆN BIÊN", "UBND HUYỆN MƯỜNG ẢNG")
    assert values["Trích yếu"] is None


def test_an_empty_form_asks_only_for_what_nobody_else_knows(begun: Path) -> None:
    code, said = told("--workspace", begun, "check", book_of(begun))
    asked = {(p["code"], p["column"]) for p in said["problems"]}
    assert (code, asked) == (3, {("PA-209", "document.title"), ("PA-209", "document.source_file")})
    assert said["warnings"] == []


def test_a_unit_is_found_by_its_name(tmp_path: Path) -> None:
    said = run("new", tmp_path / "w", "--unit", "huyện mường ảng", "--year", "2023")
    assert said.exit_code == 0, said.output
    plan = tmp_path / "w" / "data" / "plans" / MUONG_ANG
    assert 'unit: "102"' in (plan / "plan.yaml").read_text(encoding="utf-8")
    assert (plan / "budget.csv").read_text(encoding="utf-8").startswith("line,source,source_year")


@pytest.mark.parametrize(
    ("unit", "year", "code", "words"),
    [
        ("Mường Ảng", "2023", "PA-415", "102 Huyện Mường Ảng (Tỉnh Điện Biên)"),
        ("Không Có", "2023", "PA-416", ""),
        ("102", "2026", "PA-530", "2025"),
        ("998", "2023", "PA-531", ""),
    ],
)
def test_no_unit_or_several_is_told_and_nothing_made(
    tmp_path: Path, unit: str, year: str, code: str, words: str
) -> None:
    status, said = told("new", tmp_path / "w", "--unit", unit, "--year", year)
    assert (status, [p["code"] for p in said["problems"]]) == (3, [code])
    told_of = said["problems"][0]
    assert words in told_of["what_vi"] + told_of["expected_vi"]
    assert not (tmp_path / "w").exists()


def test_a_second_plan_goes_into_the_workspace_and_nothing_is_touched(begun: Path) -> None:
    before = sums(begun)
    assert told("new", begun, "--unit", "102", "--year", "2023", "--xlsx")[0] == 3
    assert sums(begun) == before
    assert told("new", begun, "--unit", "099", "--year", "2023")[0] == 0
    assert sums(begun).items() > before.items()
    shutil.rmtree(begun / "data" / "plans" / "tuan-giao-2023")


def test_a_commune_has_only_its_sheets(tmp_path: Path) -> None:
    assert told("new", tmp_path / "w", "--unit", "03256", "--year", "2023", "--xlsx")[0] == 0
    made = next((tmp_path / "w" / "data" / "plans").glob("*.xlsx"))
    names = openpyxl.load_workbook(made).sheetnames
    assert "Giải pháp" not in names and "Chỉ tiêu" in names


def test_the_form_has_lists_help_and_formats(begun: Path) -> None:
    book = openpyxl.load_workbook(book_of(begun))
    assert (book[LISTS_SHEET].sheet_state, book[LISTS_SHEET].protection.sheet) == ("hidden", True)
    sheet = book["Kinh phí theo nguồn vốn"]
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    assert (rules["B3"].type, rules["B3"].showErrorMessage) == ("list", True)
    column = rules["B3"].formula1.removeprefix(f"{LISTS_SHEET}!").replace("$", "")
    words = [row[0].value for row in book[LISTS_SHEET][column]]
    assert words == [word["vi"] for word in read_contract().domains["source"].values()]
    assert all(rule.prompt for rule in some(rules.values()))
    assert (sheet["F1"].value, sheet["F3"].number_format) == ("Số tiền (đồng) *", "#,##0")
    assert sheet["A3"].number_format == "@"
    assert str(sheet["A2"].value).startswith("Ví dụ:")


def test_rows_typed_with_the_words_of_the_form_are_read(begun: Path, tmp_path: Path) -> None:
    root = tmp_path / "w"
    shutil.copytree(begun, root)
    book = openpyxl.load_workbook(book_of(root))
    lines = [cell.value for cell in book[LISTS_SHEET]["C"] if cell.value and str(cell.value).startswith("DA5")]
    row = [lines[0], "Ngân sách trung ương", "2023", "Vốn sự nghiệp", "Kế hoạch", 40_000_000, "40 triệu đồng", "KH", 9]
    for index, value in enumerate(row, start=1):
        book["Kinh phí theo nguồn vốn"].cell(3, index, value)
    book.save(book_of(root))
    entry = read_plan(find_workspace(root), book_of(root)).budget[0]
    assert (entry.line, entry.source, entry.capital, entry.amount_vnd) == ("DA5", "central", "recurrent", 40_000_000)


@pytest.fixture
def marked(tmp_path: Path) -> tuple[Path, Path, bytes]:
    """The example plan as a workbook with three mistakes and a sheet of its owner, and that workbook marked."""
    root = make_workspace(tmp_path / "w", HUYEN_MAU)
    folder = root / "data" / "plans" / HUYEN_MAU.name
    path = folder.with_suffix(".xlsx")
    assert run("convert", folder, path).exit_code == 0
    book = openpyxl.load_workbook(path)
    book["Kinh phí theo nguồn vốn"]["F4"] = "=hai tỷ"
    book["Kinh phí theo nguồn vốn"]["F4"].data_type = "s"
    book["Kinh phí theo nguồn vốn"]["B5"] = "Ngân sách TƯ"
    book["Thông tin kế hoạch"]["B2"] = 999
    book.create_sheet("Ghi chú")["B2"] = "của tôi"
    book["Ghi chú"]["B2"].font = openpyxl.styles.Font(bold=True)
    book.save(path)
    before = path.read_bytes()
    said = run("--workspace", root, "check", "--annotate", path)
    assert said.exit_code == 3, said.output
    assert path.read_bytes() == before
    return root / "outputs" / "check" / path.name, path, before


def test_the_users_own_workbook_comes_back_marked(marked: tuple[Path, Path, bytes]) -> None:
    path, _, _ = marked
    book = openpyxl.load_workbook(path)
    budget, plan = book["Kinh phí theo nguồn vốn"], book["Thông tin kế hoạch"]
    for sheet, cell, code in ((budget, "F4", "PA-203"), (budget, "B5", "PA-208"), (plan, "B2", "PA-205")):
        assert sheet[cell].comment.text.startswith(f"{code}: ")
        assert sheet[cell].fill.fgColor.rgb == "FFFFC7CE"
        assert "Cách sửa" in sheet[cell].comment.text
    assert not budget["F5"].comment
    assert book["Ghi chú"]["B2"].value == "của tôi" and book["Ghi chú"]["B2"].font.bold
    assert budget.data_validations.dataValidation
    listed = book.worksheets[0]
    assert listed.title == "Lỗi cần sửa"
    assert {row[2].value for row in listed.iter_rows(min_row=2)} >= {"PA-203", "PA-205", "PA-208", "PA-161"}
    links = [row[1].hyperlink.location or row[1].hyperlink.target for row in listed.iter_rows(min_row=2, max_row=4)]
    assert all("!" in link for link in some(links))
    assert not [cell for row in listed.iter_rows() for cell in row if cell.data_type == "f"]


def test_a_marked_workbook_reads_as_before_once_it_is_corrected(marked: tuple[Path, Path, bytes]) -> None:
    path, original, _ = marked
    book = openpyxl.load_workbook(path)
    book["Kinh phí theo nguồn vốn"]["F4"] = 1_250_000_000
    book["Kinh phí theo nguồn vốn"]["B5"] = "Ngân sách trung ương"
    book["Thông tin kế hoạch"]["B2"] = "999"
    book.save(original)
    dataset = read_plan(find_workspace(original), original)
    folder = original.with_suffix("")
    first = read_plan(find_workspace(folder), folder)
    assert dataset.problems == ()
    assert dataset.budget[1].amount_vnd == first.budget[1].amount_vnd


@pytest.mark.parametrize("name", ["none.xlsx", HUYEN_MAU.name])
def test_only_a_workbook_can_be_marked(tmp_path: Path, name: str) -> None:
    root = make_workspace(tmp_path / "w", HUYEN_MAU)
    code, said = told("--workspace", root, "check", "--annotate", root / "data" / "plans" / name)
    assert (code, [p["code"] for p in said["problems"]]) == (3, ["PA-650"])


def test_a_hostile_workbook_is_refused_and_not_opened(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w", HUYEN_MAU)
    path = root / "data" / "plans" / "bad.xlsx"
    path.write_bytes(b"no zip")
    code, said = told("--workspace", root, "check", "--annotate", path)
    assert (code, {p["code"] for p in said["problems"]}) == (3, {"PA-120"})
    assert not (root / "outputs").exists()
