"""Lines that a plan itself has set up have names, and a reader meets the name wherever the code is printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Section, Table
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.report.open import Report, open_report
from poverty_analysis.wording.line_names import line_words, lines_words
from poverty_analysis.wording.words import Words
from tests.plans import TUAN_GIAO, make_workspace, run
from tests.some import some
from tests.tree import ROOT

XA_MAU_BAC = ROOT / "data" / "plans" / "xa-mau-bac-2026"
NAMES = {"NHA-O": ("Hỗ trợ nhà ở", "Support for housing")}


@pytest.fixture(scope="module", params=["vi", "en"])
def province(request: pytest.FixtureRequest) -> Report:
    return open_report(unit="98", year=2026, lang=str(request.param), workspace=str(ROOT))


def printed(part: Section) -> str:
    lines: list[str] = []
    for block in part.blocks:
        lines += [*getattr(block, "items", ()), getattr(block, "title", ""), getattr(block, "alt", "")]
        if isinstance(block, Table):
            lines += [cell if isinstance(cell, str) else cell.display for row in block.rows for cell in row.cells]
    return "\n".join(lines)


def test_a_line_of_the_plan_is_named_and_any_other_keeps_its_code() -> None:
    assert line_words("NHA-O", NAMES, "vi") == "Hỗ trợ nhà ở (NHA-O)"
    assert lines_words(("DA1", "NHA-O", "DA1"), NAMES, "en") == "DA1; NHA-O – Support for housing"
    assert lines_words(("DA1", "DA2"), NAMES, "vi") == "DA1, DA2"
    words = Words("en", read_contract(), NAMES)
    assert (words.line("NHA-O"), words.line_list(("X",))) == ("Support for housing (NHA-O)", "X")


def test_tables_charts_and_findings_of_a_local_plan_have_its_names(province: Report) -> None:
    name = NAMES["NHA-O"][province.lang == "en"]
    for chapter in (chapters.budget, chapters.disbursement, chapters.brief, chapters.units_below):
        assert name in printed(chapter(province)), chapter
    told = [f.message_en if province.lang == "en" else f.message_vi for f in province.findings if "NHA-O" in f.key]
    assert all(f"{name} (NHA-O)" in sentence for sentence in some(told))


def test_check_asks_for_a_name_that_is_missing(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, XA_MAU_BAC)
    path = root / "data" / "plans" / XA_MAU_BAC.name / "lines.csv"
    assert not asked(root)
    kept = path.read_text(encoding="utf-8").splitlines()[:2]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert asked(root) == [("SINH-KE", "note", "absent")]
    path.unlink()
    assert asked(root) == [("NHA-O", "note", "absent"), ("SINH-KE", "note", "absent")]


def checked(root: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(run("--workspace", root, "check", "--json").stdout)
    return said


def asked(root: Path) -> list[tuple[str, str, str]]:
    said = checked(root)
    assert said["problems"] == []
    return [(f["subject"], f["severity"], f["reason"]) for f in said["findings"] if f["rule"] == "line_title"]


def test_a_line_named_twice_or_not_at_all_is_a_problem(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, XA_MAU_BAC)
    path = root / "data" / "plans" / XA_MAU_BAC.name / "lines.csv"
    path.write_text("line,title,source_line\nNHA-O,Nhà ở,14\nNHA-O,Nhà khác,14\nSINH-KE,,15\n", encoding="utf-8")
    said = checked(root)
    assert {(p["code"], p["row"], p["column"]) for p in said["problems"]} == {
        ("PA-212", 3, "line"),
        ("PA-209", 4, "title"),
    }


@pytest.mark.parametrize(("unit", "year", "has"), [("102", "2023", False), ("15", "2031", True)])
def test_the_form_of_a_plan_without_a_listed_programme_asks_for_names(
    tmp_path: Path, unit: str, year: str, *, has: bool
) -> None:
    said = run("new", tmp_path / "w", "--unit", unit, "--year", year, "--xlsx")
    assert said.exit_code == 0, said.output
    (path,) = (tmp_path / "w" / "data" / "plans").glob("*.xlsx")
    assert (read_contract().tables["lines"].sheet["vi"] in openpyxl.load_workbook(path).sheetnames) == has


def test_a_local_plan_goes_into_the_workbook_and_back_with_its_names(tmp_path: Path) -> None:
    book, folder = tmp_path / "xa.xlsx", tmp_path / "xa"
    for source, target in ((XA_MAU_BAC, book), (book, folder)):
        said = run("--workspace", ROOT, "convert", source, target)
        assert said.exit_code == 0, said.output
    assert (folder / "lines.csv").read_text(encoding="utf-8") == (XA_MAU_BAC / "lines.csv").read_text(encoding="utf-8")


def test_the_programmes_own_name_stands_before_that_of_the_plan(tmp_path: Path) -> None:
    root = make_workspace(tmp_path, TUAN_GIAO)
    path = root / "data" / "plans" / TUAN_GIAO.name / "lines.csv"
    path.write_text("line,title,source_line\nDA1,Tên khác,1\n", encoding="utf-8")
    assert asked(root) == [("DA1", "note", "of_programme")]
    report = open_report(unit="099", year=2023, workspace=str(root))
    assert "Tên khác" not in printed(chapters.budget(report))
