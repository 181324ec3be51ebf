"""What looks like a person in free text is found, and what only resembles one is not."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from poverty_analysis.cli.commands import cli
from poverty_analysis.values.persons import signs_of_persons, without_persons
from tests.product import make_workspace
from tests.tree import ROOT

FOUND = {
    "Số CCCD 011199000123": ("identity_number",),
    "CCCD: 011 199 000 123.": ("identity_number",),
    "CMND 040123456": ("identity_number",),
    "(040123456)": ("identity_number",),
    "Liên hệ 0912345678": ("telephone",),
    "ĐT: 0912.345.678": ("telephone",),
    "ĐT 0215 3825 123": ("telephone",),
    "+84 912 345 678": ("telephone",),
    "Giao ông Nguyễn Văn Mẫu phụ trách": ("name",),
    "hộ Lò Thị Thử": ("name",),
    "Hộ bà Giàng A Mẫu": ("name",),
    "ông (bà) Trần Thử Mẫu": ("name",),
    "ông/bà: Trần Thử Mẫu": ("name",),
    "ÔNG NGUYỄN VĂN MẪU": ("name",),
    "đ/c H'Mẫu Thử": ("name",),
    "ông Nguyễn Văn Mẫu, ĐT 0912345678, CCCD 011199000123": ("identity_number", "telephone", "name"),
}
CLEAN = (
    "",
    "Hỗ trợ 1.200 hộ nghèo, 300 hộ cận nghèo",
    "250.000.000 đồng",
    "250000000 đồng",
    "1.234.567.890",
    "Quyết định số 123456789/QĐ-UBND",
    "Số 02/2022/QĐ-TTg ngày 18/01/2022",
    "HỖ TRỢ HỘ NGHÈO ĐẠT CHUẨN",
    "hộ Kinh, hộ Thái",
    "bà con các dân tộc",
    "Bà mẹ Việt Nam anh hùng",
    "tỉnh Bà Rịa - Vũng Tàu",
    "chị Hội Liên hiệp Phụ nữ",
    "Phòng Lao động - Thương binh và Xã hội",
    "Ủy ban Mặt trận Tổ quốc",
    "xã Phú Hộ Thanh Ba",
    "từ 2021 đến 2025: 0,5 - 1,2 %",
    "1010 2020 3030 4040 5050",
)


@pytest.mark.parametrize(("text", "signs"), FOUND.items())
def test_a_person_is_found(text: str, signs: tuple[str, ...]) -> None:
    assert signs_of_persons(text) == signs
    hidden = without_persons(text)
    assert not signs_of_persons(hidden)
    assert not re.search(r"\d{3}|Mẫu|MẪU|Thử", hidden)


@pytest.mark.parametrize("text", CLEAN)
def test_other_text_is_left_alone(text: str) -> None:
    assert not signs_of_persons(text)
    assert without_persons(text) == text


def test_nine_digits_in_a_printed_amount_are_money() -> None:
    assert not signs_of_persons("250000000", amounts=True)
    assert signs_of_persons("250000000") == ("identity_number",)
    assert signs_of_persons("011199000123", amounts=True) == ("identity_number",)


def lines_of(*patterns: str) -> list[tuple[Path, str]]:
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return [(path, line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def test_no_line_of_the_five_plans_is_taken_for_a_person() -> None:
    lines = lines_of("data/plans/*/*.csv", "data/plans/*/*.md", "data/plans/*/*.yaml", "data/results/**/*.csv")
    assert len(lines) > 500
    assert not [(path.name, signs) for path, line in lines if (signs := signs_of_persons(line, amounts=True))]


PLANTED = {
    "partners": "Phòng Tài chính; ông Nguyễn Văn Mẫu, ĐT 0912345678, CCCD 011199000123",
    "task": "Giao bà Lò Thị Thử lập danh sách, điện thoại 0912 345 678",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "w")


def check(folder: Path) -> dict[str, Any]:
    said = CliRunner().invoke(cli, ["--workspace", str(folder), "check", "--json"])
    assert "Mẫu, ĐT" not in said.output and "0912" not in said.output and "011199000123" not in said.output
    told: dict[str, Any] = json.loads(said.stdout)
    return told


def plant(folder: Path, table: str, column: str, text: str) -> Path:
    path = folder / "data" / "plans" / "huyen-mau-2023" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        header, first, *rest = list(csv.reader(stream))
    first[header.index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([header, first, *rest])
    return path


@pytest.mark.parametrize("column", PLANTED)
def test_a_person_in_a_task_stops_what_would_print_it(workspace: Path, column: str) -> None:
    plant(workspace, "tasks", column, PLANTED[column])
    told = check(workspace)
    found = [(p["file"], p["row"], p["column"]) for p in told["problems"] if p["code"] == "PA-218"]
    assert found == [("data/plans/huyen-mau-2023/tasks.csv", 2, column)]
    assert ("PA-219", column) in {(w["code"], w["column"]) for w in told["warnings"]}


def test_a_person_in_the_narrative_is_told(workspace: Path) -> None:
    path = workspace / "data" / "plans" / "huyen-mau-2023" / "narrative.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n## kien-nghi\nLiên hệ 0912345678.\n", encoding="utf-8")
    (problem,) = [p for p in check(workspace)["problems"] if p["code"] == "PA-218"]
    assert (problem["file"], problem["column"]) == ("data/plans/huyen-mau-2023/narrative.md", "kien-nghi")


def test_a_header_that_is_a_name_and_a_count_are_not_repeated(workspace: Path) -> None:
    path = workspace / "data" / "results" / "ho-so.csv"
    path.write_text("unit,as_of,Nguyễn Văn Thử,households\n999,2023-12-31,x,Lò Thị Thử\n", encoding="utf-8")
    said = CliRunner().invoke(cli, ["--workspace", str(workspace), "check", "--json"])
    assert "PA-202" in said.output and "Thử" not in said.output


def test_a_file_named_after_a_person_is_not_repeated(workspace: Path) -> None:
    (workspace / "data" / "results" / "hộ Lò Thị Thử 011199000123.csv").write_text("a\n1\n", encoding="utf-8")
    said = CliRunner().invoke(cli, ["--workspace", str(workspace), "check", "--json"])
    assert "PA-202" in said.output and "Thử" not in said.output and "0111" not in said.output
