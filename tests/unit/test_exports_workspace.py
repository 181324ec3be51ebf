"""Exports of a workspace: ``data/ledgers/exports``, ``check`` and ``import``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poverty_analysis.inputs.workspace import find_workspace, read_ledger
from poverty_analysis.report.open import open_report
from tests.exports import PLAIN, VOUCHERS, plain_rows, save
from tests.plans import HUYEN_MAU, check_json, make_workspace, read_table, run, sums

ALIASES = "treasury_code,line,source\n00010,DA1,MH\n00020,DA2,MH\n"
SUBTOTAL = "subtotals:\n  - {column: source_code, equals: [Cộng], sums: above}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = make_workspace(tmp_path / "w", HUYEN_MAU)
    rows = plain_rows(*VOUCHERS, ("Cộng", None, None, None, 421))
    save(root / "data/ledgers/exports/kb.xlsx", rows)
    (root / "data/ledgers/exports/kb.map.yaml").write_text(PLAIN + SUBTOTAL, encoding="utf-8")
    (root / "data/aliases").mkdir()
    (root / "data/aliases/a.csv").write_text(ALIASES, encoding="utf-8")
    return root


def test_exports_are_ledger_rows_with_their_line(root: Path) -> None:
    rows = read_ledger(find_workspace(root))
    assert not rows.problems
    assert [(r.line, r.amount_vnd) for r in rows.records] == [
        ("DA1", 100),
        ("DA2", 250),
        ("DA1", 70),
    ]
    assert rows.records[0].cell == "kb.xlsx[Sheet]#3"
    names = [Path(file.path).name for file in rows.files]
    assert names == ["a.csv", "kb.xlsx", "kb.map.yaml"]


@pytest.mark.parametrize("chosen", [".", "data/ledgers", "data/ledgers/exports", "data/ledgers/exports/kb.map.yaml"])
def test_check_tells_what_was_left_out_and_what_does_not_hold(root: Path, chosen: str) -> None:
    arguments = ["--workspace", str(root)] if chosen == "." else []
    result = run(*arguments, "check", *([] if chosen == "." else [root / chosen]), "--json")
    findings = {f["rule"]: f for f in json.loads(result.stdout)["findings"]}
    assert findings["export_subtotal"]["difference"] == 1
    assert "export_read" in findings and result.exit_code == 0


def test_check_names_a_map_without_its_export(root: Path) -> None:
    (root / "data/ledgers/exports/kb.xlsx").unlink()
    code, found = check_json(root / "data/ledgers/exports/kb.map.yaml")
    assert (code, [p["code"] for p in found["problems"]]) == (3, ["PA-723"])


def test_import_writes_the_ledger_and_says_what_it_left_out(root: Path) -> None:
    source, target = root / "data/ledgers/exports/kb.xlsx", root / "data/ledgers/kb.csv"
    result = run("--lang", "en", "import", source, "--out", target)
    assert result.exit_code == 0
    assert "3 postings written" in result.stdout and "1 subtotals" in result.stdout
    assert [row["amount_vnd"] for row in read_table(target)] == ["100", "250", "70"]
    before = sums(root)
    again = run("import", source, "--out", target, "--json")
    assert (again.exit_code, json.loads(again.stdout)["problems"][0]["code"]) == (3, "PA-607")
    assert sums(root) == before


def test_money_in_two_files_is_named_whatever_their_kind(root: Path) -> None:
    """An export beside what import wrote of it, a part of that, and a ledger copied under another name."""
    ledgers = root / "data/ledgers"
    target = ledgers / "kb.csv"
    assert run("import", ledgers / "exports/kb.xlsx", "--out", target).exit_code == 0

    def told() -> list[tuple[str, str]]:
        return [(p.code, p.place.file) for p in read_ledger(find_workspace(root)).problems]

    assert told() == [("PA-722", "data/ledgers/kb.csv")]
    head, *rows = target.read_text(encoding="utf-8").splitlines()
    target.write_text("\n".join([head, *rows[1:]]) + "\n", encoding="utf-8")
    assert told() == [("PA-722", "data/ledgers/kb.csv")]
    (ledgers / "exports/kb.xlsx").unlink()
    (ledgers / "exports/kb.map.yaml").unlink()
    assert told() == []
    (ledgers / "again.csv").write_bytes(target.read_bytes())
    assert told() == [("PA-721", "data/ledgers/kb.csv")]


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [("kb.xlsx", "kb.xls", "PA-725"), ("kb2.xlsx", "kb.csv", "PA-101"), ("", "kb.csv", "PA-101")],
)
def test_import_names_a_wrong_source_or_target(root: Path, source: str, target: str, code: str) -> None:
    given = root / "data/ledgers/exports" / source
    result = run("import", given, "--out", root / target, "--json")
    assert (result.exit_code, [p["code"] for p in json.loads(result.stdout)["problems"]]) == (3, [code])
    assert not (root / target).exists()


def test_import_shows_counts_without_writing(root: Path) -> None:
    before = sums(root)
    result = run("import", root / "data/ledgers/exports/kb.xlsx", "--json")
    found = json.loads(result.stdout)
    assert (found["made"], found["counted"]["postings"], found["counted"]["subtotals"]) == (None, 3, 1)
    assert sums(root) == before


def test_import_writes_nothing_while_there_are_problems(root: Path) -> None:
    other = root / "other.yaml"
    other.write_text(PLAIN, encoding="utf-8")
    before = sums(root)
    result = run("import", root / "data/ledgers/exports/kb.xlsx", "--map", other, "--out", root / "x.csv", "--json")
    told = {problem["code"] for problem in json.loads(result.stdout)["problems"]}
    # Undeclared, the row of the sum is suspect, lacks its codes, and "Cộng" is no code.
    assert (result.exit_code, told) == (3, {"PA-712", "PA-713", "PA-717"})
    assert sums(root) == before


def test_a_report_tells_what_an_export_it_uses_does_not_add_up_to_and_names_its_map(root: Path) -> None:
    report = open_report("999", 2023, workspace=str(root))
    told = {finding.rule: finding for finding in report.findings}
    assert told["export_subtotal"].difference == 1
    names = [Path(file.path).name for file in report.files]
    assert "kb.map.yaml" in names and "kb.xlsx" in names
