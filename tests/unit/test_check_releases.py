"""``check`` tells of a release that is not as it was written, and of settings no release can be made with."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.plans import make_workspace, run
from tests.tree import ROOT

RELEASES, SETTINGS = "data/releases", "params/release/settings.yaml"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    made = make_workspace(tmp_path / "w")
    for name in (RELEASES, "params/release"):
        shutil.copytree(ROOT / name, made / name)
    return made


def told(workspace: Path) -> list[tuple[str, str]]:
    said = json.loads(run("--workspace", workspace, "check", "--json").stdout)
    return [(one["code"], one["file"]) for one in said["problems"]]


def test_releases_as_they_were_written_are_no_problem(workspace: Path) -> None:
    assert told(workspace) == []
    (workspace / SETTINGS).unlink()
    assert told(workspace) == []


def test_what_would_stop_a_report_is_told_by_check(workspace: Path) -> None:
    first, second, *_ = sorted((workspace / RELEASES).iterdir())
    (first / "form_results.csv").unlink()
    changed = second / "form_results.csv"
    changed.write_text(changed.read_text(encoding="utf-8").replace("999", "998", 1), encoding="utf-8")
    settings = workspace / SETTINGS
    settings.write_text(settings.read_text(encoding="utf-8").replace("threshold:", "thresold:"), encoding="utf-8")
    files = [path.relative_to(workspace).as_posix() for path in (first / "form_results.csv", changed)]
    assert told(workspace) == [("PA-331", files[0]), ("PA-331", files[1]), ("PA-330", SETTINGS)]
