"""A plan from a folder to a workbook and back: nothing lost, nothing overwritten."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from poverty_analysis.inputs import convert
from poverty_analysis.inputs.convert import content, convert_dataset
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.entry.book import write_workbook
from poverty_analysis.inputs.plan.attachments import PART_BYTES, read_attached
from poverty_analysis.inputs.rows.plan import PLAN
from poverty_analysis.inputs.workspace import find_workspace, read_plan
from poverty_analysis.inputs.writing import write_folder
from poverty_analysis.values.problems import DataProblems
from tests.plans import HUYEN_MAU, TUAN_GIAO, edit_table, make_workspace, run, sums
from tests.rows import made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "w", HUYEN_MAU) / "data" / "plans" / HUYEN_MAU.name


def reader(path: Path) -> Callable[[Path], Dataset]:
    return partial(read_plan, find_workspace(path))


def refused(source: Path, target: Path) -> list[tuple[str, str]]:
    with pytest.raises(DataProblems) as raised:
        convert_dataset(source, target, reader(source))
    return [(p.code, p.seen) for p in raised.value.problems]


@pytest.mark.parametrize("plan", [TUAN_GIAO, HUYEN_MAU], ids=lambda p: p.name)
def test_there_and_back(tmp_path: Path, plan: Path) -> None:
    root = make_workspace(tmp_path / "w", plan)
    folder = root / "data" / "plans" / plan.name
    book, back = tmp_path / "w" / "book.xlsx", tmp_path / "w" / "back"
    first = reader(folder)(folder)
    before = sums(folder)
    second = convert_dataset(folder, book, reader(folder))
    third = convert_dataset(book, back, reader(folder))
    assert content(first) == content(second) == content(third)
    assert read_attached(folder, "a") == read_attached(book, "b") == read_attached(back, "c")
    assert read_attached(folder, "a")[0].path == "SOURCE.md"
    assert sums(folder) == before
    source = f"source/{first.plan.document_source_file}"
    assert sums(back)[source] == before[source]


def test_codes_are_text_and_amounts_are_numbers(folder: Path) -> None:
    book = load_workbook(convert_to_book(folder))
    assert book.sheetnames[:3] == ["Hướng dẫn", "Thông tin kế hoạch", "Văn bản viện dẫn"]
    plan, budget = book["Thông tin kế hoạch"], book["Kinh phí theo nguồn vốn"]
    assert (plan["B2"].value, plan["B2"].data_type) == ("999", "s")
    amount, year = budget["F3"], budget["C3"]
    assert (amount.value, amount.data_type, amount.number_format) == (20_000_000_000, "n", "#,##0")
    assert (year.value, year.number_format) == ("2023", "@")


def convert_to_book(folder: Path) -> Path:
    book = folder.with_suffix(".xlsx")
    convert_dataset(folder, book, reader(folder))
    return book


@pytest.mark.parametrize(
    "text",
    [
        *("=1+1", "+84", "-x", "@SUM(A1)", "_x0041_", "a\nb", 'he said "x", y', "'quoted", "<b>&amp;</b>", "{x}"),
        *("#import", "x" * 32_000, "1e5", "0099", "TRUE", "2023-01-01", "không có", "\t x"),
    ],
    ids=lambda t: t[:12],
)
def test_any_text_survives_both_ways(folder: Path, text: str) -> None:
    edit_table(folder / "activities.csv", lambda rows: rows[0].update(activity=text))
    first = reader(folder)(folder)
    back = folder.parent / "back"
    convert_dataset(convert_to_book(folder), back, reader(folder))
    assert content(reader(folder)(back)) == content(first)
    assert first.activities[0].activity == text.strip()


@pytest.mark.parametrize("amount", ["-1", "0", "999999999999999", "1000000000000000"])
def test_any_amount_survives(folder: Path, amount: str) -> None:
    edit_table(folder / "budget.csv", lambda rows: rows[0].update(amount_vnd=amount))
    made = convert_dataset(folder, folder.with_suffix(".xlsx"), reader(folder))
    assert made.budget[0].amount_vnd == int(amount)


@pytest.mark.parametrize("share", ["0.055", "0.1234567890123456789", "3", "1000000"])
def test_any_decimal_survives(folder: Path, share: str) -> None:
    edit_table(folder / "targets.csv", lambda rows: rows[0].update(value=share))
    made = convert_dataset(folder, folder.with_suffix(".xlsx"), reader(folder))
    assert made.targets[0].value == Decimal(share)


def test_a_paragraph_that_looks_like_a_heading(folder: Path) -> None:
    (folder / "narrative.md").write_text("## chi-dao\n\n ## ket-qua\n\nSau.\n", encoding="utf-8")
    back = folder.parent / "back"
    made = convert_dataset(convert_to_book(folder), back, reader(folder))
    assert made.narrative == {"chi-dao": ("## ket-qua", "Sau.")}


def test_a_plan_without_narrative_documents_or_attachments(folder: Path) -> None:
    plan = folder / "plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").split("documents:")[0], encoding="utf-8")
    for name in ("narrative.md", "SOURCE.md", "source/huyen-mau-2023.txt", "source/mh-qd-03.txt"):
        (folder / name).unlink()
    book = convert_to_book(folder)
    assert "Tệp đính kèm" not in load_workbook(book).sheetnames
    made = convert_dataset(book, folder.parent / "back", reader(folder))
    assert (made.documents, made.narrative) == ((), {})


def test_attachments_of_any_bytes(folder: Path) -> None:
    (folder / "source" / "scan.pdf").write_bytes(bytes(range(256)) * 300)
    (folder / "source" / "empty.txt").write_bytes(b"")
    book = convert_to_book(folder)
    back = folder.parent / "back"
    convert_dataset(book, back, reader(folder))
    assert (back / "source" / "scan.pdf").read_bytes() == bytes(range(256)) * 300
    assert (back / "source" / "empty.txt").read_bytes() == b""
    assert 3 * PART_BYTES < 256 * 300


def test_nothing_is_overwritten(folder: Path) -> None:
    target = folder.with_suffix(".xlsx")
    target.write_text("mine", encoding="utf-8")
    before = sums(folder.parent)
    assert refused(folder, target) == [("PA-607", "")]
    target.unlink()
    book = convert_to_book(folder)
    (folder.parent / "back").mkdir()
    assert refused(book, folder.parent / "back") == [("PA-607", "")]
    book.unlink()
    (folder.parent / "back").rmdir()
    target.write_text("mine", encoding="utf-8")
    assert sums(folder.parent) == before


def test_both_of_one_kind(folder: Path) -> None:
    assert refused(folder, folder.parent / "other") == [("PA-609", "")]
    assert refused(folder.with_suffix(".xlsx"), folder.parent / "other.xlsx") == [("PA-609", "")]


def test_a_plan_with_problems_is_not_converted(folder: Path) -> None:
    edit_table(folder / "budget.csv", lambda rows: rows[0].update(amount_vnd="1e5"))
    before = sums(folder.parent)
    assert refused(folder, folder.with_suffix(".xlsx")) == [("PA-203", "1e5")]
    assert sums(folder.parent) == before


def test_what_does_not_read_the_same_is_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(dataset: Dataset, attached: object, path: Path) -> None:
        write_workbook(replace(dataset, tasks=dataset.tasks[1:]), (), path)

    monkeypatch.setattr(convert, "write_workbook", careless)
    before = sums(folder.parent)
    assert refused(folder, folder.with_suffix(".xlsx")) == [("PA-608", "")]
    assert sums(folder.parent) == before


def test_a_system_that_cannot_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left")

    monkeypatch.setattr(convert, "write_workbook", full)
    assert refused(folder, folder.with_suffix(".xlsx")) == [("PA-605", "")]


@pytest.mark.parametrize("name", ["a:b.txt", "-rm.txt", "x .txt ", "nul\\x.txt"])
def test_attached_names_no_system_can_keep(folder: Path, name: str) -> None:
    (folder / "source" / name).write_text("x", encoding="utf-8")
    assert refused(folder, folder.with_suffix(".xlsx")) == [("PA-610", f"source/{name}")]


def damage(place: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        book["Tệp đính kèm"][place] = value

    return change


@pytest.mark.parametrize(
    ("change", "seen"),
    [
        (damage("A2", "../../evil.sh"), "../../evil.sh"),
        (damage("A2", "/etc/x"), "/etc/x"),
        (damage("A2", "budget.csv"), "budget.csv"),
        (damage("B2", 7), "SOURCE.md"),
        (damage("C2", "0" * 64), "SOURCE.md"),
        (damage("D2", "eHh4"), "SOURCE.md"),
        (damage("D2", "not base64!"), "SOURCE.md"),
        (damage("D2", 5), "SOURCE.md"),
        (damage("A1", "what"), "what, part, sha256, base64"),
    ],
)
def test_a_changed_source_sheet_is_refused(folder: Path, change: Callable[[Workbook], None], seen: str) -> None:
    path = convert_to_book(folder)
    book = load_workbook(path)
    change(book)
    book.save(path)
    assert refused(path, folder.parent / "back") == [("PA-610", seen)]
    assert not (folder.parent / "back").exists()


def test_a_folder_is_written_as_its_author_would(folder: Path) -> None:
    dataset = reader(folder)(folder)
    write_folder(dataset, (), folder.parent / "again")
    text = (folder.parent / "again" / "plan.yaml").read_text(encoding="utf-8")
    assert text.startswith('unit: "999"\nprovince: "00"\n')
    assert 'period:\n  kind: "year"\n  years: ["2023"]\n' in text
    assert (folder.parent / "again" / "budget.csv").read_bytes() == (folder / "budget.csv").read_bytes()


def test_dates_and_absent_values_as_text(folder: Path) -> None:
    dataset = reader(folder)(folder)
    assert isinstance(dataset.plan.document_date, date)
    empty = Dataset("x", "x", made(PLAN, {"unit": "999", "budget_stated": "yes"}))
    write_folder(empty, (), folder.parent / "empty")
    lines = (folder.parent / "empty" / "plan.yaml").read_text(encoding="utf-8").splitlines()
    assert {'unit: "999"', '  date: ""', 'budget_stated: "yes"', 'synthetic: "no"', '  years: ["2023"]'} <= {*lines}
    assert (folder.parent / "empty" / "budget.csv").read_text(encoding="utf-8").startswith("line,source,")


def test_the_command(folder: Path) -> None:
    target = folder.with_suffix(".xlsx")
    made = run("convert", folder, target, "--json")
    assert (made.exit_code, json.loads(made.stdout)["rows"]) == (0, 144)
    again = run("convert", folder, target, "--json")
    assert (again.exit_code, [p["code"] for p in json.loads(again.stdout)["problems"]]) == (3, ["PA-607"])
    told = run("--lang", "en", "convert", folder, target)
    assert (told.exit_code, told.stdout) == (3, "")
    assert "The target exists" in told.stderr
    words = run("--lang", "en", "convert", target, folder.parent / "back")
    assert words.exit_code == 0
    assert "144 rows" in words.stdout
