"""Codes with a stroke in them: a key is a tuple, so any sign of a code stays what it is."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import figures_of
from poverty_analysis.report.open import open_report
from tests.plans import make_workspace, read_table, run, write_table
from tests.tree import ROOT

PLANS = ROOT / "data" / "plans"


def findings(root: Path) -> list[dict[str, Any]]:
    result = run("--workspace", root, "check", "--json")
    told = json.loads(result.stdout)
    assert not told["problems"], told["problems"][:2]
    assert result.exit_code == 0
    return list(told["findings"])


def renamed(finding: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return {name: value.replace(old, new) if isinstance(value, str) else value for name, value in finding.items()}


@pytest.mark.parametrize(
    ("plans", "old", "new", "rule"),
    [
        (("huyen-mau-2023",), "MAU-01", "MAU/01", "balance"),
        (("tinh-mau-moi-2026", "xa-mau-bac-2026", "xa-mau-nam-2026"), "SINH-KE", "1/a", "children_assigned"),
    ],
)
def test_check_tells_the_same_of_a_code_with_a_stroke(
    tmp_path: Path, plans: tuple[str, ...], old: str, new: str, rule: str
) -> None:
    root = make_workspace(tmp_path / "ws", *(PLANS / name for name in plans))
    shutil.copytree(ROOT / "data" / "ledgers", root / "data" / "ledgers", ignore=shutil.ignore_patterns("exports"))
    before = findings(root)
    for path in (*root.glob("data/ledgers/*.csv"), *root.glob("data/plans/*/*.csv")):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    told = [finding for finding in before if finding["rule"] == rule and old in finding["subject"]]
    assert told, "the example has findings about the code"
    assert findings(root) == [renamed(finding, old, new) for finding in before]


def ids(root: Path, unit: str, year: int) -> list[str]:
    """The ids of all figures about money in the report of a unit."""
    report = open_report(unit, year, workspace=str(root))
    sections = (
        *(chapters.budget(report), chapters.funds(report), chapters.norms(report), chapters.disbursement(report)),
        *(chapters.rates(report), chapters.balance(report), chapters.unbalanced(report)),
    )
    return [figure["id"] for section in sections for figure in figures_of(section.to_json())]


def rewrite(root: Path, change: Callable[[dict[str, str]], Iterable[dict[str, str]]]) -> None:
    """Each row of the ledgers and of the money of the plans becomes those that ``change`` makes of it."""
    for path in (*root.glob("data/ledgers/*.csv"), *root.glob("data/plans/*/budget.csv")):
        write_table(path, [made for row in read_table(path) for made in change(row)])


def test_figures_have_one_id_each_where_a_line_is_called_like_a_sum(tmp_path: Path) -> None:
    """A line "total", and money on a project as on a part of it."""
    root = make_workspace(tmp_path / "ws", PLANS / "tinh-mau-moi-2026")
    shutil.copytree(ROOT / "data" / "ledgers", root / "data" / "ledgers", ignore=shutil.ignore_patterns("exports"))
    names = {"NHA-O": "total.1/a", "SINH-KE": "total"}
    rewrite(root, lambda row: [{**row, "line": names.get(row["line"], row["line"])}])
    found = ids(root, "98", 2026)
    assert {"budget.total", "budget_project.total.total", "budget.total.1/a.total", "budget_line.total.total"} <= set(
        found
    )
    assert {"disbursement.total.planned", "disbursement_line.total.planned"} <= set(found)
    assert [name for name, times in Counter(found).items() if times > 1] == []


def test_figures_have_one_id_each_whatever_signs_are_in_two_codes(tmp_path: Path) -> None:
    """The unit A.B with the line C, and the unit A with the line B.C."""
    root = make_workspace(tmp_path / "ws", PLANS / "huyen-mau-2023")
    shutil.copytree(ROOT / "data" / "ledgers", root / "data" / "ledgers", ignore=shutil.ignore_patterns("exports"))

    def doubled(row: dict[str, str]) -> list[dict[str, str]]:
        if row.get("spending_unit") != "MAU-01" or row["line"] != "DA1":
            return [row]
        return [{**row, "spending_unit": unit, "line": line} for unit, line in (("A.B", "C"), ("A", "B.C"))]

    rewrite(root, doubled)
    found = ids(root, "999", 2023)
    assert {"unbalanced.A%2EB.C", "unbalanced.A.B.C"} <= {".".join(name.split(".")[:-5]) for name in found}
    assert [name for name, times in Counter(found).items() if times > 1] == []
