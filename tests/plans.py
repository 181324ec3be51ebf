"""Small workspaces and plans for tests, made from the real ones or cell by cell."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import Workbook

from poverty_analysis.cli.commands import cli
from poverty_analysis.inputs.entry.content import content_of
from poverty_analysis.inputs.plan.attachments import COLUMNS, read_attached, rows_of
from poverty_analysis.inputs.workspace import find_workspace, read_plan
from poverty_analysis.inputs.writing import as_text
from tests.tree import ROOT

Cells = Mapping[str, object]
Table = tuple[Cells, ...]

TUAN_GIAO = ROOT / "data" / "plans" / "tuan-giao-2023"
HUYEN_MAU = ROOT / "data" / "plans" / "huyen-mau-2023"


def make_workspace(root: Path, *plans: Path) -> Path:
    """A workspace with the real list of units and copies of ``plans``; returns its folder."""
    (root / "notebooks").mkdir(parents=True)
    shutil.copytree(ROOT / "data" / "units", root / "data" / "units")
    (root / "data" / "plans").mkdir()
    for plan in plans:
        shutil.copytree(plan, root / "data" / "plans" / plan.name)
    return root


def run(*arguments: str | Path) -> Result:
    """Run a command in this process; standard output and error are kept apart."""
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def check_json(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
    """Exit code and result of ``check --json``."""
    result = run("check", *arguments, "--json")
    return result.exit_code, json.loads(result.stdout)


def bare_book(folder: Path, path: Path) -> None:
    """The plan in ``folder`` as a workbook with the contract's own names and codes, as a program would write it."""
    dataset = read_plan(find_workspace(folder), folder)
    content = content_of(dataset, read_attached(folder, folder.name))
    book = Workbook()
    book.remove(book.worksheets[0])
    sheets: dict[str, list[Any]] = {"plan": [("key", "value"), *content.keys.items()]}
    for spec, rows in content.tables():
        sheets |= {spec.name: [spec.names(), *rows]} if rows else {}
    told = [(section, text) for section, texts in content.narrative.items() for text in texts]
    sheets["narrative"] = [("section", "text"), *told]
    sheets["source"] = [COLUMNS, *rows_of(content.attached)]
    for name, listed in sheets.items():
        sheet = book.create_sheet(name)
        for row in listed:
            plain = (one if isinstance(one, int) and not isinstance(one, bool) else as_text(one) for one in row)
            sheet.append([value if value != "" else None for value in plain])
    book.save(path)


def sums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below ``folder``."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_table(path: Path, rows: list[dict[str, str]], *, encoding: str = "utf-8") -> None:
    """Write rows as a CSV file, with the columns of the first."""
    with path.open("w", encoding=encoding, newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def edit_table(path: Path, change: Callable[[list[dict[str, str]]], object]) -> None:
    """Read a CSV file, change its rows, write it again."""
    rows = read_table(path)
    change(rows)
    write_table(path, rows)
