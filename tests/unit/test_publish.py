"""A folder is published whole, and a crash between two steps is mended at the next start."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from poverty_analysis.batch import publish as publishing
from poverty_analysis.batch.publish import exchange, publish, recover


def folder(path: Path, text: str) -> Path:
    path.mkdir(parents=True)
    for name in ("a.html", "manifest.json"):
        (path / name).write_text(text, encoding="utf-8")
    return path


def texts(path: Path) -> set[str]:
    return {file.read_text(encoding="utf-8") for file in path.iterdir()}


def test_a_first_report_is_put_in_place(tmp_path: Path) -> None:
    work = folder(tmp_path / "work", "new")
    publish(work, tmp_path / "shared" / "unit" / "report.vi")
    assert texts(tmp_path / "shared" / "unit" / "report.vi") == {"new"}
    assert not work.exists()


@pytest.mark.parametrize("with_exchange", [True, False])
def test_a_new_report_takes_the_place_of_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_exchange: bool
) -> None:
    if not with_exchange:
        monkeypatch.setattr(publishing, "exchange", lambda one, other: False)
    old = folder(tmp_path / "out" / "report.vi", "old")
    (old / "left-over.pdf").write_text("old", encoding="utf-8")
    publish(folder(tmp_path / "work", "new"), old)
    assert texts(old) == {"new"}
    assert [path.name for path in tmp_path.rglob("*.vi*")] == ["report.vi"]
    assert not (tmp_path / "work").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="RENAME_EXCHANGE is of Linux")
def test_a_reader_never_meets_a_missing_report(tmp_path: Path) -> None:
    final = folder(tmp_path / "report.vi", "0")
    missing: list[OSError] = []
    read: list[str] = []
    stop = threading.Event()

    def keep_reading() -> None:
        while not stop.is_set():
            try:
                read.append((final / "manifest.json").read_text(encoding="utf-8"))
            except OSError as error:
                missing.append(error)

    reader = threading.Thread(target=keep_reading)
    reader.start()
    for number in range(1, 40):
        publish(folder(tmp_path / f"work{number}", str(number)), final)
    stop.set()
    reader.join()
    assert missing == []
    assert read == sorted(read, key=int)
    assert texts(final) == {"39"}


def test_folders_change_places(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "one", "1"), folder(tmp_path / "other", "2")
    assert exchange(one, other) == sys.platform.startswith("linux")
    if sys.platform.startswith("linux"):
        assert (texts(one), texts(other)) == ({"2"}, {"1"})
        assert not exchange(one, tmp_path / "absent")


class Crash(BaseException):
    """Stands for a power cut."""


@pytest.mark.parametrize("survived", [1, 2])
def test_a_crash_between_the_renames_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, survived: int) -> None:
    final = folder(tmp_path / "shared" / "report.vi", "old")
    work = folder(tmp_path / ".work" / "x", "new")
    renamed = []
    rename = Path.rename

    def crashing(self: Path, target: Path) -> Path:
        made = rename(self, target)
        renamed.append(target)
        if len(renamed) == survived:
            raise Crash
        return made

    monkeypatch.setattr(publishing, "exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", crashing)
    with pytest.raises(Crash):
        publish(work, final)
    monkeypatch.undo()
    recover(tmp_path)
    assert texts(final) == ({"old"} if survived == 1 else {"new"})
    assert [path.name for path in (tmp_path / "shared").iterdir()] == ["report.vi"]
    assert not (tmp_path / ".work").exists()


def test_recover_leaves_whole_reports_alone(tmp_path: Path) -> None:
    final = folder(tmp_path / "shared" / "report.vi", "old")
    folder(tmp_path / ".work" / "half", "half")
    recover(tmp_path)
    assert texts(final) == {"old"}
    assert not (tmp_path / ".work").exists()
    recover(tmp_path / "nowhere")
