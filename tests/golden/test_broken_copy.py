"""A broken copy of the plan: every problem told at once, nothing written, nothing guessed."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from poverty_analysis.inputs.workspace import find_workspace, read_plan
from tests.plans import TUAN_GIAO, check_json, edit_table, make_workspace, read_table, run, sums

Rows = list[dict[str, str]]
Place = tuple[str, str, int | None, str, str]

# file, code, row, column, the cell as it stands
BROKEN: set[Place] = {
    ("plan.yaml", "PA-306", 2, "unit", "099"),
    ("budget.csv", "PA-203", 2, "amount_vnd", "1e5"),
    ("budget.csv", "PA-203", 4, "amount_vnd", "NaN"),
    ("budget.csv", "PA-203", 7, "amount_vnd", "12.3.4"),
    ("budget.csv", "PA-210", 9, "line", "DA99"),
    ("targets.csv", "PA-208", 3, "comparator", "at_leest"),
    ("activities.csv", "PA-201", 1, "order", ""),
    ("agencies.csv", "PA-102", 2, "", ""),
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = make_workspace(tmp_path / "workspace", TUAN_GIAO)
    (made / "outputs" / "shared").mkdir(parents=True)
    (made / "outputs" / "shared" / "earlier.html").write_text("earlier", encoding="utf-8")
    return made


@pytest.fixture
def plan(workspace: Path) -> Path:
    folder = workspace / "data" / "plans" / TUAN_GIAO.name
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    (folder / "plan.yaml").write_text(text.replace('unit: "099"', "unit: 099"), encoding="utf-8")
    edit_table(folder / "budget.csv", break_budget)
    edit_table(folder / "targets.csv", set_cell(1, "comparator", "at_leest"))
    edit_table(folder / "activities.csv", lambda rows: [row.pop("order") for row in rows])
    broken = (folder / "agencies.csv").read_text(encoding="utf-8")
    # cp1258 lacks the precomposed letters of Vietnamese: its programs write a base letter and a mark.
    (folder / "agencies.csv").write_bytes(unicodedata.normalize("NFD", broken).encode("cp1258", errors="replace"))
    return folder


def break_budget(rows: Rows) -> None:
    for index, cell in ((0, "1e5"), (2, "NaN"), (5, "12.3.4")):
        rows[index]["amount_vnd"] = cell
    rows[7]["line"] = "DA99"


def set_cell(index: int, column: str, cell: str) -> Callable[[Rows], None]:
    def change(rows: Rows) -> None:
        rows[index][column] = cell

    return change


def places(problems: Iterable[dict[str, Any]], folder: Path) -> set[Place]:
    return {
        (p["file"].removeprefix(f"data/plans/{folder.name}/"), p["code"], p["row"], p["column"], p["seen"])
        for p in problems
    }


def test_every_problem_is_told_in_one_go(plan: Path) -> None:
    code, told = check_json(plan)
    assert code == 3
    assert places(told["problems"], plan) == BROKEN
    assert told["findings"] == []


def test_the_words_quote_each_cell_with_file_row_and_column(plan: Path) -> None:
    result = run("check", plan)
    assert result.exit_code == 3
    assert "Traceback" not in result.output
    for file, code, row, column, seen in BROKEN:
        where = [line for line in result.stdout.splitlines() if line.startswith(code) and file in line]
        assert any((f"dòng {row}" in line or row is None) and column in line for line in where), (file, code, row)
        assert not seen or seen in result.stdout


def test_english_on_request(plan: Path) -> None:
    result = run("--lang", "en", "check", plan)
    assert '"1e5" is not a whole amount in dong' in result.stdout


def test_nothing_is_written_and_outputs_stay(workspace: Path, plan: Path) -> None:
    before = sums(workspace)
    check_json(plan)
    run("check", plan)
    assert sums(workspace) == before


def test_the_whole_workspace_tells_the_same(workspace: Path, plan: Path) -> None:
    result = run("--workspace", workspace, "check", "--json")
    assert result.exit_code == 3
    assert places(json.loads(result.stdout)["problems"], plan) == BROKEN


def test_a_list_where_one_value_belongs_does_not_hide_other_problems(workspace: Path) -> None:
    folder = workspace / "data" / "plans" / TUAN_GIAO.name
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    (folder / "plan.yaml").write_text(text.replace('version: "1"', 'version: ["1"]'), encoding="utf-8")
    edit_table(folder / "budget.csv", set_cell(0, "line", "DA99"))
    _, told = check_json(folder)
    assert {(p["code"], p["column"]) for p in told["problems"]} == {
        ("PA-305", "version"),
        ("PA-201", "version"),
        ("PA-210", "line"),
    }


# The same plan as a workbook, typed by an official: numbers are number cells.

NUMBERS = ("amount_vnd", "count", "count_to", "source_line", "count_source_line", "order")


def book_of(plan: Path) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    fill(book, "plan", [["key", "value"], *plan_pairs()])
    for name in ("budget", "claims", "targets", "activities", "agencies"):
        rows = read_table(plan / f"{name}.csv")
        cells = [[number(row[c]) if c in NUMBERS else row[c] or None for c in row] for row in rows]
        fill(book, name, [list(rows[0]), *cells])
    fill(book, "narrative", [["section", "text"], ["chi-dao", "Một đoạn."], ["chi-dao", "Đoạn hai."]])
    return book


def plan_pairs() -> list[list[object]]:
    return [
        ["unit", "099"],
        ["province", "11"],
        ["level", "district"],
        ["period.kind", "year"],
        ["period.years", "2023"],
        ["programme", "GNBV-2021"],
        ["standard", "VN-2022"],
        ["number_convention", "vi"],
        ["version", "1"],
        ["synthetic", "no"],
        ["issuer_name", "UBND HUYỆN TUẦN GIÁO"],
        ["place", "Tuần Giáo"],
        ["document.id", "KH"],
        ["document.kind", "KH"],
        ["document.issuer", "UBND huyện Tuần Giáo"],
        ["document.title", "Kế hoạch"],
        ["document.source_file", "tuan-giao-2023.txt"],
    ]


def number(cell: str) -> int | None:
    return int(cell) if cell else None


def fill(book: Workbook, name: str, rows: list[list[Any]]) -> None:
    sheet = book.create_sheet(name)
    for row in rows:
        sheet.append(row)


def save(book: Workbook, workspace: Path) -> Path:
    path = workspace / "data" / "plans" / "bang-tinh.xlsx"
    book.save(path)
    return path


def test_a_workbook_with_number_cells_is_read_exactly(workspace: Path) -> None:
    code, told = check_json(save(book_of(TUAN_GIAO), workspace))
    assert (code, told["problems"]) == (0, [])
    totals = {f["subject"]: f["actual"] for f in told["findings"] if f["rule"] == "stated_total"}
    assert totals["DA4.1"] == 4_861_580_900
    assert sum(totals.values()) == 61_331_979_376


def test_float_noise_is_read_exactly_and_counted(workspace: Path) -> None:
    book = book_of(TUAN_GIAO)
    budget = book["budget"]
    budget["F1"] = "amount_million_vnd"
    for row in range(2, 34):
        budget[f"F{row}"] = budget[f"F{row}"].value / 1_000_000
    assert budget["F13"].value == 1269.5809
    # 0.1 + 0.2 and the like: what a formula leaves in a cell.
    budget["F3"] = 321.0000000000001
    dataset = read_plan(find_workspace(workspace), save(book, workspace))
    assert dataset.problems == ()
    amounts = [entry.amount_vnd for entry in dataset.budget]
    assert amounts[1] == 321_000_000
    assert amounts[11] == 1_269_580_900
    assert sum(a for a in amounts if isinstance(a, int)) == 61_331_979_376
    assert dataset.adjusted == 1


def test_a_broken_workbook_tells_every_problem_with_its_sheet(workspace: Path) -> None:
    book = book_of(TUAN_GIAO)
    book["plan"]["B2"] = 99
    for cell, value in (("F2", "1e5"), ("F4", "NaN"), ("F7", "12.3.4"), ("F8", 1269580900.5), ("A9", "DA99")):
        book["budget"][cell] = value
    book["targets"]["G3"] = "at_leest"
    book["activities"].delete_cols(2)
    path = save(book, workspace)
    before = sums(workspace)
    code, told = check_json(path)
    assert code == 3
    found = {(p["sheet"], p["code"], p["row"], p["column"], p["seen"]) for p in told["problems"]}
    assert found == {
        ("plan", "PA-205", 2, "unit", "99"),
        ("budget", "PA-203", 2, "amount_vnd", "1e5"),
        ("budget", "PA-203", 4, "amount_vnd", "NaN"),
        ("budget", "PA-203", 7, "amount_vnd", "12.3.4"),
        ("budget", "PA-203", 8, "amount_vnd", "1269580900.5"),
        ("budget", "PA-210", 9, "line", "DA99"),
        ("targets", "PA-208", 3, "comparator", "at_leest"),
        ("activities", "PA-201", 1, "order", ""),
    }
    assert {p["file"] for p in told["problems"]} == {"data/plans/bang-tinh.xlsx"}
    assert sums(workspace) == before
