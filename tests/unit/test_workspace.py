"""Finding and reading the things of a workspace."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from poverty_analysis.inputs.checker import CellValue
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.index.plans import read_chosen_plan
from poverty_analysis.inputs.plan_choice import choose_plan
from poverty_analysis.inputs.rows.plan import LEDGER as LEDGER_ROWS
from poverty_analysis.inputs.rows.plan import PLAN
from poverty_analysis.inputs.workspace import (
    Rows,
    Workspace,
    find_workspace,
    plan_paths,
    read_ledger,
    read_one,
    read_plan,
    read_plans,
    read_rows,
    read_units,
)
from poverty_analysis.values.problems import DataProblems, Place, Problem
from tests.plans import HUYEN_MAU, TUAN_GIAO, edit_table, make_workspace, run
from tests.rows import made

LEDGER = (
    *("unit", "spending_unit", "line", "source", "integrated_programme", "source_year"),
    *("capital", "phase", "date", "document", "treasury_code", "amount_vnd"),
)
POSTING = ("999", "MAU-01", "DA1", "central", "", "2023", "recurrent", "allocated", "2023-03-01", "MH-1", "", "5")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return find_workspace(make_workspace(tmp_path / "w", HUYEN_MAU))


def write(workspace: Workspace, place: str, *rows: tuple[str, ...]) -> Path:
    path = workspace.root / "data" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def posting(**changes: str) -> tuple[str, ...]:
    return tuple((dict(zip(LEDGER, POSTING, strict=True)) | changes).values())


def told(rows: Rows) -> list[tuple[str, str, str]]:
    return [(p.code, p.place.column or p.place.sheet, p.seen) for p in rows.problems]


def test_the_workspace_is_found_from_below(workspace: Workspace) -> None:
    deep = workspace.root / "data" / "plans" / HUYEN_MAU.name
    assert find_workspace(deep) == workspace
    assert workspace.relative(deep / "budget.csv") == "data/plans/huyen-mau-2023/budget.csv"
    assert workspace.relative(Path("/elsewhere/x.csv")) == "x.csv"


def test_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(DataProblems) as raised:
        find_workspace(tmp_path)
    assert [p.code for p in raised.value.problems] == ["PA-407"]


def test_plans_are_folders_and_workbooks(workspace: Workspace) -> None:
    plans = workspace.root / "data" / "plans"
    for name in ("b.xlsx", "~$b.xlsx", ".c.xlsx", "notes.txt"):
        (plans / name).write_text("x", encoding="utf-8")
    (plans / "empty").mkdir()
    assert [path.name for path in plan_paths(workspace)] == ["b.xlsx", "empty", HUYEN_MAU.name]


def test_a_folder_without_a_plan_is_told_and_not_skipped(workspace: Workspace) -> None:
    plans = workspace.root / "data" / "plans"
    (plans / "empty").mkdir()
    for path in (workspace.root, workspace.root / "data", plans):
        result = run("--workspace", workspace.root, "check", path)
        assert result.exit_code == 3
        assert "data/plans/empty/plan.yaml" in result.stdout


def test_a_workspace_without_plans(tmp_path: Path) -> None:
    assert plan_paths(Workspace(tmp_path)) == ()


def test_reading_plans(workspace: Workspace) -> None:
    (dataset,) = read_plans(workspace)
    assert (dataset.name, dataset.path, dataset.problems) == (HUYEN_MAU.name, f"data/plans/{HUYEN_MAU.name}", ())


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('unit: "999"', 'unit: "998"', ("PA-307", "unit", "998")),
        ('unit: "999"', 'unit: "099"', ("PA-314", "unit", "099")),
        ('synthetic: "yes"', 'synthetic: "no"', ("PA-314", "unit", "999")),
        ('["2023"]', '["2026"]', None),
    ],
)
def test_unit_and_synthetic_mark(
    workspace: Workspace, old: str, new: str, expected: tuple[str, str, str] | None
) -> None:
    folder = workspace.root / "data" / "plans" / HUYEN_MAU.name
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    (folder / "plan.yaml").write_text(text.replace(old, new), encoding="utf-8")
    found = [(p.code, p.place.column, p.seen) for p in read_plan(workspace, folder).problems]
    # A plan of another unit lies in another province too; tests/unit/test_own_unit.py looks at that.
    assert [one for one in found if one[0] != "PA-361"] == ([expected] if expected else [])


def test_a_real_unit_that_has_ended(tmp_path: Path) -> None:
    made = find_workspace(make_workspace(tmp_path / "w", TUAN_GIAO))
    plan = made.root / "data" / "plans" / TUAN_GIAO.name / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace('["2023"]', '["2030"]'), encoding="utf-8")
    (problem,) = read_plan(made, plan.parent).problems
    assert (problem.code, problem.seen, problem.values["date"]) == ("PA-307", "099", "2030-12-31")


def test_units_are_read_once(workspace: Workspace) -> None:
    assert read_units(workspace) is read_units(workspace)


def test_a_list_of_units_that_does_not_hold_is_refused(workspace: Workspace) -> None:
    def twice(rows: list[dict[str, str]]) -> None:
        rows.append(dict(rows[-1]))

    edit_table(workspace.root / "data" / "units" / "units.csv", twice)
    with pytest.raises(DataProblems) as raised:
        read_units(workspace)
    assert {p.code for p in raised.value.problems} == {"PA-532"}


def test_an_unreadable_list_of_units_is_told_by_check(workspace: Workspace) -> None:
    write(workspace, "units/more.csv", ("level", "code"), ("distrct", "099"))
    result = run("--workspace", workspace.root, "check")
    assert result.exit_code == 3
    assert "PA-208" in result.stdout and "PA-201" in result.stdout


def test_a_ledger_of_several_files(workspace: Workspace) -> None:
    write(workspace, "ledgers/b.csv", LEDGER, posting(amount_vnd="2"))
    write(workspace, "ledgers/a.csv", LEDGER, posting())
    (workspace.root / "data" / "ledgers" / "SOURCE.md").write_text("x", encoding="utf-8")
    rows = read_ledger(workspace)
    assert [(r.amount_vnd, r.cell) for r in rows.records] == [(5, "a.csv#2"), (2, "b.csv#2")]
    assert [f.path for f in rows.files] == ["data/ledgers/a.csv", "data/ledgers/b.csv"]
    assert rows.problems == ()


def test_no_ledger_is_no_problem(workspace: Workspace) -> None:
    assert read_ledger(workspace) == Rows((), (), ())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"unit": "998"}, ("PA-210", "unit", "998")),
        ({"amount_vnd": "1e5"}, ("PA-203", "amount_vnd", "1e5")),
        ({"date": "1/3/2023"}, ("PA-207", "date", "1/3/2023")),
        ({"source": "integrated"}, ("PA-311", "integrated_programme", "")),
        ({"line": ""}, ("PA-310", "line", "")),
        ({"line": "", "treasury_code": "0042"}, ("PA-310", "line", "0042")),
    ],
)
def test_wrong_postings(workspace: Workspace, changes: dict[str, str], expected: tuple[str, str, str]) -> None:
    write(workspace, "ledgers/a.csv", LEDGER, posting(**changes))
    assert told(read_ledger(workspace)) == [expected]


def test_a_posting_is_joined_through_its_treasury_code(workspace: Workspace) -> None:
    write(workspace, "aliases/a.csv", ("treasury_code", "line", "source"), ("0041", "DA1", "Kho bạc"))
    write(
        workspace, "ledgers/a.csv", LEDGER, posting(line="", treasury_code="0041"), posting(line="", treasury_code="41")
    )
    read = read_ledger(workspace)
    assert [r.line for r in read.records] == ["DA1"]
    assert [(p.code, p.seen, p.values["nearest"]) for p in read.problems] == [("PA-310", "41", "0041")]
    assert [f.path for f in read.files] == ["data/ledgers/a.csv", "data/aliases/a.csv"]


def book(workspace: Workspace, **sheets: list[tuple[str | int, ...]]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = workspace.root / "data" / "ledgers" / "so.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    made.save(path)
    return path


def test_a_ledger_may_be_a_workbook(workspace: Workspace) -> None:
    path = book(workspace, ledger=[LEDGER, (*POSTING[:-1], 4_861_580_900)])
    book_rows = read_ledger(workspace)
    (record,) = book_rows.records
    assert (record.amount_vnd, record.cell, record.at.file) == (
        4_861_580_900,
        "so.xlsx[ledger]#2",
        "data/ledgers/so.xlsx",
    )
    assert book_rows.problems == ()
    (alone,) = read_one(workspace, path).records
    assert record == alone


@pytest.mark.parametrize(
    ("sheets", "expected"),
    [
        ({"so": [LEDGER, POSTING]}, [("PA-308", "ledger", ""), ("PA-313", "so", "")]),
        ({"ledger": [LEDGER, POSTING], "ledgr": [("a",)]}, [("PA-313", "ledgr", "")]),
    ],
)
def test_sheets_of_a_ledger(
    workspace: Workspace, sheets: dict[str, list[tuple[str | int, ...]]], expected: list[tuple[str, str, str]]
) -> None:
    book(workspace, **sheets)
    assert told(read_rows(workspace, LEDGER_ROWS)) == expected


def test_warnings_of_a_ledger_workbook_are_kept(workspace: Workspace) -> None:
    path = book(workspace, ledger=[LEDGER, POSTING], empty=[])
    assert [p.code for p in read_ledger(workspace).warnings] == ["PA-148"]
    assert [p.code for p in read_one(workspace, path).warnings] == ["PA-148"]


def test_an_alias_that_no_posting_needs_is_a_warning(workspace: Workspace) -> None:
    by_code = dict(zip(LEDGER, POSTING, strict=True)) | {"line": "", "treasury_code": " 0477 "}
    write(workspace, "ledgers/a.csv", tuple(by_code), tuple(str(cell) for cell in by_code.values()))
    declared = (("treasury_code", "line", "source"), ("0477", "DA1", "x"), ("0478", "DA2", "x"))
    write(workspace, "aliases/a.csv", *declared)
    read = read_ledger(workspace)
    assert [(entry.line, entry.via_alias) for entry in read.records] == [("DA1", True)]
    assert [(w.code, w.place.row, w.place.column, w.seen) for w in read.warnings] == [
        ("PA-319", 3, "treasury_code", "0478")
    ]


def test_one_file_that_cannot_be_read(workspace: Workspace) -> None:
    path = write(workspace, "ledgers/a.csv", ("a", "b"), ("1",))
    assert {p.code for p in read_one(workspace, path).problems} == {"PA-106"}
    path = write(workspace, "results/a.parquet", ("a",))
    assert {p.code for p in read_one(workspace, path).problems} == {"PA-150"}


def dataset(name: str, **values: CellValue) -> Dataset:
    given: dict[str, CellValue] = {"unit": "099", "period.years": "2023", "supersedes": ""}
    return Dataset(name, name, made(PLAN, given | values, f"{name}/plan.yaml", 1))


def chosen(*datasets: Dataset, year: int = 2023, name: str = "") -> str:
    try:
        return choose_plan(datasets, "099", year, name).name
    except DataProblems as error:
        return " ".join(p.code for p in error.problems)


OLD, NEW = dataset("old"), dataset("new", supersedes="old")
OTHER = dataset("other", unit="098")
TERM = dataset("term", **{"period.years": "2023;2024"})


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: chosen(OLD, OTHER), "old"),
        (lambda: chosen(OLD, NEW, OTHER), "new"),
        (lambda: chosen(OLD, NEW, name="old"), "old"),
        (lambda: chosen(OLD, OTHER, year=2024), "PA-404"),
        (lambda: chosen(TERM, year=2024), "term"),
        (lambda: chosen(OLD, TERM), "PA-316"),
        (lambda: chosen(NEW), "PA-317"),
        (lambda: chosen(OLD, name="none"), "PA-404"),
        (lambda: chosen(), "PA-404"),
    ],
)
def test_which_version_a_report_uses(call: Callable[[], str], expected: str) -> None:
    assert call() == expected


def test_a_named_plan_is_read_alone(workspace: Workspace) -> None:
    (workspace.root / "data" / "plans" / "broken").mkdir()
    assert read_chosen_plan(workspace, "999", 2023).name == HUYEN_MAU.name
    assert read_chosen_plan(workspace, "999", 2023, HUYEN_MAU.name).name == HUYEN_MAU.name
    with pytest.raises(DataProblems) as raised:
        read_chosen_plan(workspace, "999", 2023, "huyen-mau-2022")
    assert [(p.code, p.values["known"]) for p in raised.value.problems] == [("PA-404", f"broken, {HUYEN_MAU.name}")]


def test_a_named_plan_may_supersede_one_that_is_not_read(workspace: Workspace) -> None:
    plans = workspace.root / "data" / "plans"
    newer = plans / "newer"
    shutil.copytree(plans / HUYEN_MAU.name, newer)
    text = (newer / "plan.yaml").read_text(encoding="utf-8")
    (newer / "plan.yaml").write_text(
        text.replace('supersedes: ""', f'supersedes: "{HUYEN_MAU.name}"'), encoding="utf-8"
    )
    assert read_chosen_plan(workspace, "999", 2023, "newer").name == "newer"
    assert read_chosen_plan(workspace, "999", 2023).name == "newer"


def broken(**given: str) -> Dataset:
    problem = Problem("PA-208", Place("broken/plan.yaml", column="level"), seen="x")
    return Dataset("broken", "broken", None, problems=(problem,), given=given)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: chosen(OLD, broken(unit="098")), "old"),
        (lambda: chosen(OLD, broken()), "old"),
        (lambda: chosen(broken()), "PA-208 PA-404"),
        (lambda: chosen(OLD, broken(unit="099")), "PA-208"),
        (lambda: chosen(OLD, broken(unit="099"), name="old"), "old"),
        (lambda: chosen(OLD, broken(unit="099"), name="broken"), "PA-208"),
    ],
)
def test_a_broken_newer_version_never_gives_way_to_the_older_one(call: Callable[[], str], expected: str) -> None:
    assert call() == expected


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("data", "PA-203"),
        ("data/ledgers", "PA-203"),
        ("data/ledgers/a.csv", "PA-203"),
        (".", "PA-203"),
        ("params", "PA-402"),
        ("params/a.yaml", "PA-402"),
        ("data/units", ""),
        ("data/plans", ""),
        ("nowhere", "PA-101"),
    ],
)
def test_check_takes_any_part_of_a_workspace(workspace: Workspace, path: str, code: str) -> None:
    write(workspace, "ledgers/a.csv", LEDGER, posting(amount_vnd="1e5"))
    (workspace.root / "params").mkdir()
    (workspace.root / "params" / "a.yaml").write_text("year: 2023\n", encoding="utf-8")
    result = run("--workspace", workspace.root, "check", workspace.root / path)
    assert result.exit_code == (3 if code else 0)
    assert code in result.stdout
    assert "Traceback" not in result.output
