"""One plan in three forms: a folder of CSV, of Parquet, and one workbook."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from openpyxl import Workbook, load_workbook
from pyarrow import parquet

from poverty_analysis.inputs.convert import content
from poverty_analysis.inputs.dataset import KINDS, Dataset, file_hash
from poverty_analysis.inputs.plan.narrative import read_narrative
from poverty_analysis.inputs.workspace import find_workspace, read_plan
from poverty_analysis.values.problems import DataProblems
from tests.plans import HUYEN_MAU, TUAN_GIAO, bare_book, edit_table, make_workspace, read_table

TABLES = ("budget", "claims", "targets", "activities", "agencies", "tasks")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "w", HUYEN_MAU) / "data" / "plans" / HUYEN_MAU.name


def read(path: Path) -> Dataset:
    return read_plan(find_workspace(path), path)


def told(dataset: Dataset) -> list[tuple[str, str, str]]:
    name = dataset.path
    return [
        (p.code, p.place.sheet or p.place.file.removeprefix(name).strip("/"), p.place.column or p.seen)
        for p in dataset.problems
    ]


def as_workbook(folder: Path) -> Path:
    path = folder.with_suffix(".xlsx")
    bare_book(folder, path)
    shutil.rmtree(folder)
    return path


def edit_book(path: Path, change: Callable[[Workbook], object]) -> Path:
    book = load_workbook(path)
    change(book)
    book.save(path)
    return path


@pytest.mark.parametrize("plan", [TUAN_GIAO, HUYEN_MAU], ids=lambda p: p.name)
def test_csv_parquet_and_workbook_are_equal(tmp_path: Path, plan: Path) -> None:
    root = make_workspace(tmp_path / "w", plan)
    folder = root / "data" / "plans" / plan.name
    first = read(folder)
    book = folder.with_suffix(".xlsx")
    bare_book(folder, book)
    for name in TABLES:
        if (folder / f"{name}.csv").exists():
            to_parquet(folder / f"{name}.csv")
    second, third = read(folder), read(book)
    assert first.problems == second.problems == third.problems == ()
    assert content(first) == content(second) == content(third)
    assert sum(len(first.table(kind.table)) for kind in KINDS) > 100
    assert (first.adjusted, third.adjusted) == (0, 0)


def to_parquet(path: Path) -> None:
    """Replace a CSV file by a Parquet file with typed columns."""
    rows = read_table(path)
    columns: dict[str, list[Any]] = {name: [row[name] or None for row in rows] for name in rows[0]}
    for name in ("amount_vnd", "source_line", "count", "order"):
        if name in columns:
            columns[name] = [None if cell is None else int(cell) for cell in columns[name]]
    parquet.write_table(pyarrow.table(columns), path.with_suffix(".parquet"))
    path.unlink()


def test_files_are_listed_with_their_hashes(folder: Path) -> None:
    (folder / ".hidden").write_text("x", encoding="utf-8")
    (folder / "~$budget.xlsx").write_text("x", encoding="utf-8")
    files = {f.path: f.sha256 for f in read(folder).files}
    inside = [path for path in sorted(HUYEN_MAU.rglob("*")) if path.is_file()]
    prefix = f"data/plans/{folder.name}"
    assert files == {
        f"{prefix}/{p.relative_to(HUYEN_MAU).as_posix()}": hashlib.sha256(p.read_bytes()).hexdigest() for p in inside
    }


def test_a_file_that_cannot_be_hashed(tmp_path: Path) -> None:
    with pytest.raises(DataProblems) as raised:
        file_hash(tmp_path / "none", "x/none")
    assert [(p.code, p.place.file) for p in raised.value.problems] == [("PA-101", "x/none")]


def test_an_input_that_vanishes_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from poverty_analysis.inputs import dataset

    gone = folder / "source" / "gone.txt"
    real = dataset.input_paths
    monkeypatch.setattr(dataset, "input_paths", lambda path: (*real(path), gone))
    assert told(read(folder)) == [("PA-101", "source/gone.txt", "")]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda f: (f / "budget.csv").unlink(), [("PA-308", "budget.csv", "")]),
        (lambda f: (f / "claims.csv").unlink(), []),
        (lambda f: (f / "narrative.md").unlink(), []),
        (lambda f: (f / "budgt.csv").write_text("a\n1\n"), [("PA-313", "budgt.csv", "")]),
        (lambda f: (f / "budget.parquet").write_text("x"), [("PA-309", "", "")]),
        (lambda f: (f / "claims.csv").write_bytes(b""), [("PA-133", "claims.csv", "")]),
        (lambda f: (f / "narrative.md").write_bytes(b"## chi-dao\n\xff"), [("PA-102", "narrative.md", "")]),
        (lambda f: (f / "plan.yaml").write_bytes(b"a: [\n"), [("PA-110", "plan.yaml", "")]),
    ],
)
def test_files_of_a_folder(
    folder: Path, change: Callable[[Path], object], expected: list[tuple[str, str, str]]
) -> None:
    change(folder)
    assert told(read(folder)) == expected


def test_a_wrong_key_of_the_plan_hides_no_problem_of_its_tables(folder: Path) -> None:
    plan = folder / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("level: district", "level: x"), encoding="utf-8")
    edit_table(folder / "budget.csv", lambda rows: rows[0].update(line="DA99", document="KHH"))
    dataset = read(folder)
    assert told(dataset) == [
        ("PA-208", "plan.yaml", "level"),
        ("PA-210", "budget.csv", "line"),
        ("PA-210", "budget.csv", "document"),
    ]
    assert dataset.given["unit"] == "999"


def test_documents_with_problems_cause_no_second_problem_in_the_tables(folder: Path) -> None:
    plan = folder / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("role: basis", "role: x", 1), encoding="utf-8")
    assert told(read(folder)) == [("PA-208", "plan.yaml", "role")]


def test_lines_of_a_local_programme_are_its_own(folder: Path) -> None:
    plan = folder / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("GNBV-2021", "local"), encoding="utf-8")
    edit_table(folder / "budget.csv", lambda rows: rows[0].update(line="NT-1"))
    assert told(read(folder)) == []


def test_an_absent_table_has_no_rows(folder: Path) -> None:
    (folder / "tasks.csv").unlink()
    assert read(folder).tasks == ()


def remove(*names: str) -> Callable[[Workbook], object]:
    return lambda book: [book.remove(book[name]) for name in names]


def cell(sheet: str, place: str, value: object) -> Callable[[Workbook], object]:
    def change(book: Workbook) -> None:
        book[sheet][place] = value

    return change


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (remove("plan"), [("PA-308", "plan", "")]),
        (remove("budget"), [("PA-308", "budget", "")]),
        (remove("claims", "documents", "narrative", "source"), []),
        (lambda book: book.create_sheet("budgt").append(["a"]), [("PA-313", "budgt", "")]),
        (cell("narrative", "A2", "chi-do"), [("PA-312", "narrative", "section")]),
        (cell("narrative", "B2", None), [("PA-209", "narrative", "text")]),
        (cell("narrative", "B2", 5), [("PA-206", "narrative", "text")]),
        (cell("narrative", "A1", "what"), [("PA-201", "narrative", "section"), ("PA-202", "narrative", "what")]),
        (cell("plan", "B2", 999), [("PA-205", "plan", "unit")]),
        (cell("documents", "A2", None), [("PA-209", "documents", "id")]),
    ],
)
def test_sheets_of_a_workbook(
    folder: Path, change: Callable[[Workbook], object], expected: list[tuple[str, str, str]]
) -> None:
    path = edit_book(as_workbook(folder), change)
    assert told(read(path)) == expected


def test_a_workbook_that_is_none(folder: Path) -> None:
    path = folder.with_suffix(".xlsx")
    path.write_text("no zip", encoding="utf-8")
    dataset = read(path)
    assert [p.code for p in dataset.problems] == ["PA-120"]
    assert (dataset.keys, dataset.name, dataset.files) == (None, HUYEN_MAU.name, ())


def narrative(tmp_path: Path, text: str) -> Any:
    (tmp_path / "n.md").write_text(text, encoding="utf-8")
    return read_narrative(tmp_path / "n.md", "n.md")


def test_paragraphs_of_the_narrative(tmp_path: Path) -> None:
    text = "<!-- lời\n\ndặn -->\n## chi-dao\nMột\ndòng.\n\n\n  Hai.\n## han-che\n<!-- trống -->\n## chi-dao\nBa.\n"
    assert narrative(tmp_path, text) == {"chi-dao": ("Một dòng.", "Hai.", "Ba.")}


@pytest.mark.parametrize(
    ("text", "code", "seen"),
    [
        ("Lời nói đầu.\n## chi-dao\nx\n", "PA-318", "Lời nói đầu."),
        ("# Báo cáo\n", "PA-318", "# Báo cáo"),
        ("## chi-đạo\nx\n", "PA-312", "chi-đạo"),
        ("## chi-dao\na\u202eb\n", "PA-214", ""),
    ],
)
def test_no_text_of_the_narrative_is_dropped(tmp_path: Path, text: str, code: str, seen: str) -> None:
    with pytest.raises(DataProblems) as raised:
        narrative(tmp_path, text)
    assert [(p.code, p.seen) for p in raised.value.problems] == [(code, seen)]


def test_a_narrative_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(DataProblems) as raised:
        read_narrative(tmp_path / "none.md", "none.md")
    assert [p.code for p in raised.value.problems] == ["PA-101"]
