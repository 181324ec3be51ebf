"""Typed tables in a plan's folder: read, checked, told where they cannot be read, and kept by a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.plans import HUYEN_MAU, check_json, make_workspace, run

CELLS = 'xã,hộ,nghèo,tỷ lệ,ghi chú\nMột,400,49,"12,25%",cũ\nHai,600,51,"8,50%",\nTổng,1.000,100,"10,0%",\n'
SAYS = "document: KH\nsource_line: 5\ntotal_rows: [Tổng]\nrates: [tỷ lệ = nghèo / hộ]\nskip: [ghi chú]\n"


def plan_with(folder: Path, files: dict[str, str]) -> Path:
    root = make_workspace(folder, HUYEN_MAU)
    plan = root / "data" / "plans" / HUYEN_MAU.name
    (plan / "claims").mkdir()
    for name, text in files.items():
        (plan / "claims" / name).write_text(text, encoding="utf-8")
    return plan


def told(plan: Path) -> tuple[list[tuple[str, str, str]], list[tuple[str, str, int | str]]]:
    _, out = check_json(plan)
    problems = [(p["code"], p["column"], p["seen"]) for p in out["problems"]]
    found = [(f["reason"], f["subject"], f["expected"]) for f in out["findings"] if f["rule"] == "claim_table"]
    return problems, found


def test_a_table_that_adds_up_is_silent(tmp_path: Path) -> None:
    assert told(plan_with(tmp_path / "w", {"bieu-1.csv": CELLS, "bieu-1.yaml": SAYS})) == ([], [])


def test_the_wrong_cell_is_named_from_a_workbook_too(tmp_path: Path) -> None:
    plan = plan_with(tmp_path / "w", {"bieu-1.csv": CELLS.replace("51,", "15,"), "bieu-1.yaml": SAYS})
    expected = [("cell_swapped", "bieu-1/Hai/nghèo", 51)]
    assert told(plan) == ([], expected)
    book = plan.parent / f"{plan.name}-book.xlsx"
    assert run("convert", plan, book).exit_code == 0
    assert told(book) == ([], expected)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"a.csv": CELLS}, ("PA-390", "", "a.csv")),
        ({"a.yaml": SAYS}, ("PA-390", "", "a.yaml")),
        ({"a.csv": CELLS, "a.yaml": SAYS + "totals: [Tổng]\n"}, ("PA-391", "totals", "totals")),
        ({"a.csv": CELLS, "a.yaml": SAYS + "sums: [nghèo]\n"}, ("PA-391", "sums", "nghèo")),
        (
            {"a.csv": CELLS, "a.yaml": SAYS + "shares: [tỷ lệ = nghèo / hộ]\n"},
            ("PA-391", "shares", "tỷ lệ = nghèo / hộ"),
        ),
        ({"a.csv": CELLS, "a.yaml": SAYS.replace("[Tổng]", "[Cộng]")}, ("PA-392", "total_rows", "Cộng")),
        ({"a.csv": CELLS, "a.yaml": SAYS.replace("nghèo / hộ", "nghèo / dân")}, ("PA-392", "rates", "dân")),
        ({"a.csv": CELLS.replace("400", "bốn"), "a.yaml": SAYS}, ("PA-393", "hộ", "bốn")),
        ({"a.csv": CELLS.replace("Hai", "Một"), "a.yaml": SAYS}, ("PA-394", "", "Một")),
        ({"a.csv": CELLS, "a.yaml": "- x\n"}, ("PA-110", "", "")),
        ({"a.csv": CELLS, "a.yaml": SAYS.replace("5", "năm")}, ("PA-391", "source_line", "năm")),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, files: dict[str, str], problem: tuple[str, str, str]) -> None:
    problems, found = told(plan_with(tmp_path / "w", files))
    assert problem in problems and not found
