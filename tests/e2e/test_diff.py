"""Two runs with one changed cell: `diff` names the figures of that cell, and no other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.product import HUYEN_MAU, figures_of, make_workspace, poverty, write_params
from tests.some import some

CELL = "targets.csv#5"


def changed(workspace: Path) -> None:
    """The target of vocational training, 400 persons, becomes 500."""
    path = workspace / "data/plans/huyen-mau-2023/targets.csv"
    text = path.read_text(encoding="utf-8")
    old = ",count,400,,persons,year,,,,Đào tạo nghề cho 400 lao động,"
    assert text.count(old) == 1
    path.write_text(text.replace(old, old.replace("400", "500")), encoding="utf-8")


def test_one_changed_cell_is_told_with_its_figures(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "ws")
    write_params(workspace)
    assert poverty(workspace, "run").code == 0
    before = Path(shutil.copytree(workspace / "outputs", tmp_path / "before"))
    changed(workspace)
    assert poverty(workspace, "run").code == 0
    page = tmp_path / "diff.html"
    said = poverty(workspace, "diff", str(before), "outputs", "--json", "--html", str(page))
    assert said.code == 0, said.err
    old, new = (figures_of(root / HUYEN_MAU / "annual_report.vi") for root in (before, workspace / "outputs"))
    moved = {one["id"] for one in some(said.json["figures"])}
    assert moved == {name for name in {*old, *new} if old.get(name, {}).get("exact") != new.get(name, {}).get("exact")}
    targets = [one for one in said.json["figures"] if one["id"].startswith("target.")]
    assert all(one["id"].startswith("target.M04.") for one in some(targets))
    assert said.json["files"] == ["data/plans/huyen-mau-2023/targets.csv"]
    assert {name for one in targets for cause in one["causes"] for name in cause["names"]} == {CELL}
    assert all(one["id"] in page.read_text(encoding="utf-8") for one in said.json["figures"])
    same = poverty(workspace, "diff", "outputs", "outputs", "--json").json
    assert (same["figures"], same["files"]) == ([], []) and same["same"] == len(new)


def test_a_folder_without_a_report_is_named(tmp_path: Path) -> None:
    said = poverty(tmp_path, "diff", "nowhere", "nowhere", "--json")
    assert (said.code, [one["code"] for one in json.loads(said.out)["problems"]]) == (3, ["PA-619"])
