"""Codes with a stroke in them: a key is a tuple, so any sign of a code stays what it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.plans import make_workspace, run
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
