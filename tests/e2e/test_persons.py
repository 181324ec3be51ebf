"""Twenty planted persons in a household table: in no byte that check, aggregate, release and run leave or say."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.census import census, household
from tests.persons import PERSONAL, bytes_of, persons
from tests.product import make_workspace, poverty, readable, write_params

COMMUNES = [f"9999{n}" for n in range(1, 7)]
NAME, ADDRESS, PHONE = PERSONAL[0], PERSONAL[4], PERSONAL[2]


def rows(planted: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Each person's columns, and a name and a phone in columns that are read: a shifted paste that nothing can see."""
    flags = {"minority": 1, "people": "thai", "last_class": "poor", "children": 1, "cause1": 1}
    return [
        person
        | household(number, unit=COMMUNES[number % 6], deprived=2 + number % 3, **flags)
        | {"village": person[NAME], "household": person[PHONE]}
        for number, person in enumerate(planted, start=1)
    ]


class Watch(threading.Thread):
    """Look into every file below a folder again and again, so that what is soon deleted is seen too."""

    def __init__(self, folder: Path, but: Path, words: list[bytes]) -> None:
        super().__init__(daemon=True)
        self.folder, self.but, self.words = folder, but, words
        self.found: set[str] = set()
        self.seen: set[tuple[str, int, int]] = set()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            self.look()

    def look(self) -> None:
        # os.walk passes over folders that vanish meanwhile.
        for path in (Path(folder) / name for folder, _, names in os.walk(self.folder) for name in names):
            try:
                told = path.stat()
                key = (str(path), told.st_mtime_ns, told.st_size)
                if path == self.but or not path.is_file() or key in self.seen:
                    continue
                self.seen.add(key)
                data = path.read_bytes()
            except OSError:
                continue
            self.found |= {str(path) for word in self.words if word in data or word in str(path).encode()}


@contextmanager
def watched(folder: Path, table: Path, planted: list[dict[str, str]]) -> Iterator[Watch]:
    watch = Watch(folder, table, bytes_of(planted))
    watch.start()
    try:
        yield watch
    finally:
        watch.over.set()
        watch.join()
        watch.look()


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """Everything that a command may write lies below the folder of the test."""
    made = {"TMPDIR": "temp", "HOME": "home", "XDG_CACHE_HOME": "home/cache", "JUPYTER_RUNTIME_DIR": "home/runtime"}
    for name in made.values():
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    return {name: str(tmp_path / folder) for name, folder in made.items()} | {"POVERTY_ANALYSIS_DEBUG": "1"}


def everything(folder: Path, table: Path) -> Iterator[tuple[str, bytes]]:
    for path in (p for p in folder.rglob("*") if p.is_file() and p != table):
        yield str(path), path.read_bytes()
        if path.suffix in (".pdf", ".xlsx"):
            yield from ((str(path), text.encode()) for text in readable(path))


@pytest.mark.long
def test_no_byte_of_a_person_leaves_from_the_table_to_the_report(tmp_path: Path, env: dict[str, str]) -> None:
    workspace, planted = make_workspace(tmp_path / "ws"), persons()
    write_params(workspace, formats="[html, pdf, xlsx]", langs="[vi, en]")
    folder = workspace / "data" / "census" / "huyen-mau-2023"
    (folder / "households.parquet").unlink()
    census(workspace, rows(planted))
    table = folder / "households.csv"
    words = bytes_of(planted)
    said: list[bytes] = []
    with watched(tmp_path, table, planted) as watch:
        for command in (["check"], ["aggregate", "--force"], ["release"], ["check", "--json"], ["run"], ["list"]):
            done = poverty(workspace, *command, env=env)
            assert done.code == 0, (command, done.err)
            said.append((done.out + done.err).encode())
    assert b"PA-801" in b"".join(said)
    results = (workspace / "data" / "forms" / "huyen-mau-2023" / "form_results.csv").read_text(encoding="utf-8")
    assert "\n999,2023-12-31,VN-2022,20," in results
    assert list((workspace / "outputs").rglob("*.pdf"))
    assert len(watch.seen) > 100 and watch.found == set()
    left = [*(("what was said", text) for text in said), *everything(tmp_path, table)]
    assert [(name, word) for name, data in left for word in words if word in data] == []


def test_no_error_quotes_a_person_whose_columns_are_shifted(tmp_path: Path, env: dict[str, str]) -> None:
    workspace, planted = make_workspace(tmp_path / "ws"), persons()
    write_params(workspace, langs="[vi]")
    folder = workspace / "data" / "census" / "huyen-mau-2023"
    (folder / "households.parquet").unlink()
    shifted = [
        one | {"d1": one[NAME], "area": one[ADDRESS], "people": one[NAME], "children": one[PHONE], "unit": one[PHONE]}
        for one in rows(planted)
    ]
    census(workspace, shifted)
    table = folder / "households.csv"
    with watched(tmp_path, table, planted) as watch:
        done = [poverty(workspace, *words, env=env) for words in (["check"], ["aggregate", "--json"], ["run"])]
    said = "".join(one.out + one.err for one in done).encode()
    assert [one.code for one in done[:2]] == [3, 3] and {b"PA-804", b"PA-806"} <= set(said.replace(b'"', b" ").split())
    assert watch.found == set()
    left = [("what was said", said), *everything(tmp_path, table)]
    assert [(name, word) for name, data in left for word in bytes_of(planted) if word in data] == []


def test_the_watch_sees_a_file_that_is_soon_gone(tmp_path: Path) -> None:
    planted = persons()
    with watched(tmp_path, tmp_path / "table", planted) as watch:
        (tmp_path / "short").write_bytes(b"x" + bytes_of(planted)[0])
        watch.over.wait(0.5)
        (tmp_path / "short").unlink()
    assert watch.found == {str(tmp_path / "short")}
