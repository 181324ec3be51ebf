"""tools/bootstrap.py: what it installs, when it does nothing, what it says when it cannot."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.tree import ROOT
from tools import bootstrap

LOCK = "requirements.lock"
DEV = "requirements-dev.lock"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with two locks, and a Python that has pip."""
    for name in (LOCK, DEV, "pyproject.toml"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    place(tmp_path, monkeypatch)
    monkeypatch.setattr(bootstrap, "has_recent_pip", lambda: True)
    return tmp_path


def place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let bootstrap work in ``folder``."""
    monkeypatch.setattr(bootstrap, "ROOT", folder)
    monkeypatch.setattr(bootstrap, "VENV", folder / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", folder / ".venv" / "/".join(bootstrap.PYTHON.parts[-2:]))
    monkeypatch.setattr(bootstrap, "STAMP", folder / ".venv" / "bootstrap.json")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What bootstrap installs, in order, in place of installing it."""
    done: list[str] = []

    def note(command: list[str], failure: str) -> None:
        done.append(Path(command[-1]).name if "-r" in command else "project")

    monkeypatch.setattr(bootstrap, "run", note)
    return done


def test_a_second_call_does_nothing(project: Path, steps: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main([]) == 0
    assert steps == [LOCK, "project"]
    assert "ready" in capsys.readouterr().out
    assert bootstrap.main([LOCK]) == 0
    assert steps == [LOCK, "project"]
    assert capsys.readouterr().out == ""


def test_the_environment_holds_no_pip(project: Path, steps: list[str]) -> None:
    bootstrap.main([])
    assert bootstrap.PYTHON.exists()
    assert not list(bootstrap.VENV.rglob("site-packages/pip"))


def test_locks_stand_side_by_side(project: Path, steps: list[str]) -> None:
    for lock in (LOCK, DEV, LOCK, DEV):
        bootstrap.main([lock])
    assert steps == [LOCK, "project", DEV, "project"]


def test_a_changed_project_is_linked_again_and_nothing_else(project: Path, steps: list[str]) -> None:
    bootstrap.main([])
    (project / "pyproject.toml").write_text("changed", encoding="utf-8")
    bootstrap.main([])
    assert steps == [LOCK, "project", "project"]


def test_going_to_another_commit_and_back_installs_both_locks_again(project: Path, steps: list[str]) -> None:
    bootstrap.main([LOCK])
    bootstrap.main([DEV])
    for commit in ("other", ""):
        for lock in (LOCK, DEV):
            (project / lock).write_text(lock + commit, encoding="utf-8")
        bootstrap.main([LOCK])
    bootstrap.main([DEV])
    assert steps == [LOCK, "project", DEV, "project", LOCK, "project", LOCK, "project", DEV, "project"]


def test_a_failed_install_is_tried_again(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tries: list[str] = []

    def fail(command: list[str], failure: str) -> None:
        tries.append(failure)
        raise bootstrap.CannotInstall(failure)

    monkeypatch.setattr(bootstrap, "run", fail)
    assert [bootstrap.main([]), bootstrap.main([])] == [4, 4]
    assert len(tries) == 2
    assert "pip could not install the packages of requirements.lock" in capsys.readouterr().err


def test_a_moved_folder_starts_afresh(
    project: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bootstrap.main([])
    left_behind = bootstrap.VENV / "old"
    left_behind.touch()
    moved = project.rename(tmp_path_factory.mktemp("other") / "moved")
    place(moved, monkeypatch)
    bootstrap.main([])
    assert steps == [LOCK, "project"] * 2
    assert not (moved / ".venv" / "old").exists()


def test_an_environment_of_someone_else_is_left_alone(
    project: Path, steps: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    theirs = project / ".venv" / "theirs"
    theirs.parent.mkdir()
    theirs.touch()
    assert bootstrap.main([]) == 4
    assert theirs.exists()
    assert not steps
    assert "move it away or delete it" in capsys.readouterr().err


def test_says_how_to_get_pip(
    project: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "has_recent_pip", lambda: False)
    monkeypatch.setattr(bootstrap, "has_module", lambda name: False)
    assert bootstrap.main([]) == 4
    said = capsys.readouterr().err
    assert "sudo apt-get install python3-pip" in said
    assert said.count("\n") == 1
    assert not bootstrap.VENV.exists()


def test_uses_the_bundled_pip_where_there_is_no_other(
    project: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "has_recent_pip", lambda: False)
    monkeypatch.setattr(bootstrap, "has_module", lambda name: name == "ensurepip")
    assert bootstrap.main([]) == 0
    assert steps == ["project", LOCK, "project"]  # the first is "python -m ensurepip"


def test_says_which_python_it_needs(
    project: Path, steps: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap, "OLDEST_PYTHON", (99, 1))
    assert bootstrap.main([]) == 4
    said = capsys.readouterr().err
    assert "this needs Python 99.1 or newer" in said
    assert said.count("\n") == 1


def test_says_which_lock_is_missing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["requirements-x.lock"]) == 4
    assert "requirements-x.lock" in capsys.readouterr().err


def test_an_old_python_can_read_the_file_and_be_told() -> None:
    source = (ROOT / "tools" / "bootstrap.py").read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 7))
