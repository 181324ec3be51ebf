"""The entry workbook saved by LibreOffice: lists, help and text formats are still there, and it reads the same."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from poverty_analysis.inputs.convert import content
from poverty_analysis.inputs.sheets import LISTS_SHEET
from poverty_analysis.inputs.workspace import find_workspace, read_plan
from tests.plans import HUYEN_MAU, make_workspace, run
from tests.programs import HANGS_AFTER_SECONDS
from tests.some import some

pytestmark = pytest.mark.office


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory, require: Callable[[str], Path]) -> tuple[Path, Path]:
    """The example plan as an entry workbook with one mistake, and the marked one saved again by LibreOffice."""
    root = make_workspace(tmp_path_factory.mktemp("entry") / "w", HUYEN_MAU)
    folder = root / "data" / "plans" / HUYEN_MAU.name
    book = folder.with_suffix(".xlsx")
    assert run("convert", folder, book).exit_code == 0
    run("--workspace", root, "check", "--annotate", book)
    out = root / "saved"
    profile = tmp_path_factory.mktemp("profile")
    options = [f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir", str(out)]
    for source in (book, root / "outputs" / "check" / book.name):
        command = [require("office"), *options, source]
        subprocess.run(command, capture_output=True, timeout=HANGS_AFTER_SECONDS, check=True)
        (out / source.name).rename(out / f"{source.parent.name}.xlsx")
    return folder, out


def test_lists_and_formats_survive(saved: tuple[Path, Path]) -> None:
    book = openpyxl.load_workbook(saved[1] / "plans.xlsx")
    assert book[LISTS_SHEET].sheet_state == "hidden"
    rules = book["Kinh phí theo nguồn vốn"].data_validations.dataValidation
    lists = [rule for rule in rules if rule.type == "list" and LISTS_SHEET in str(rule.formula1)]
    assert len(lists) >= 4
    assert all(rule.prompt for rule in some(lists))
    assert book["Kinh phí theo nguồn vốn"]["A3"].number_format == "@"


def test_it_reads_the_same(saved: tuple[Path, Path]) -> None:
    folder, out = saved
    workspace = find_workspace(folder)
    path = folder.parent / "again.xlsx"
    path.write_bytes((out / "plans.xlsx").read_bytes())
    again = read_plan(workspace, path)
    path.unlink()
    assert again.problems == ()
    assert content(again) == content(read_plan(workspace, folder))


def test_the_marked_one_opens(saved: tuple[Path, Path]) -> None:
    assert openpyxl.load_workbook(saved[1] / "check.xlsx").sheetnames[0] == "Lỗi cần sửa"
