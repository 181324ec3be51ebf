"""Every input file of the example taken away, emptied, cut to its heading and cut in half, one after the other.

``check`` and the reports that read the file give a result or a named problem,
never an exception: faults of rules and of parts of a check are raised here.
"""

from __future__ import annotations

import fnmatch
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from poverty_analysis.inputs.params import read_params
from poverty_analysis.report.open import WORKSPACE_VARIABLE, open_report
from poverty_analysis.values.faults import DEBUG_VARIABLE
from poverty_analysis.values.problems import DataProblems
from tests.cells import check_page
from tests.plans import run
from tests.some import some
from tests.tree import ROOT

# Of the lists of communes and of their changes one province is enough, and of the small releases one: each is read as
# the others are.
ONE_PROVINCE, LISTS = "11", ("communes", "crosswalk")
LEFT = ("99982-*", "99983-*")
# Changes that leave a table without rows, and the folders of tables that ``check`` looks at alone.
LESSER, FOLDERS = ("empty", "heading"), ("ledgers", "results", "forms", "units", "aliases")
# Files of which no text is read, and those whose first line is a heading.
UNREAD, HEADED = (".md", ".txt"), (".csv",)
BELOW = (
    *("data/plans", "data/ledgers", "data/aliases", "data/results", "data/forms", "data/census", "data/scores"),
    *("data/releases", "data/units", "params", "notebooks"),
)
Asked = tuple[str, str, int, str, str]


def copied(target: Path) -> Path:
    def left(folder: str, names: list[str]) -> list[str]:
        lists = [name for name in names if name[:2].isdigit() and name != f"{ONE_PROVINCE}.csv"]
        return lists * folder.endswith(LISTS) + [name for pattern in LEFT for name in fnmatch.filter(names, pattern)]

    for name in ("data", "params", "notebooks"):
        shutil.copytree(ROOT / name, target / name, ignore=left)
    return target


def asked_for(workspace: Path) -> Iterator[Asked]:
    """What the example asks for, in one language."""
    for path in sorted((workspace / "params").glob("*.yaml")):
        file = read_params(path, path.name)
        day = file.as_of.isoformat() if file.as_of else ""
        yield from ((file.report, unit, file.year, file.period, day) for unit in file.units)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(tmp_path_factory.mktemp("any input") / "ws")


@pytest.fixture(scope="module")
def readers(workspace: Path) -> dict[str, list[Asked]]:
    """By file the reports of the example that read it, of two notebooks at most."""
    found: dict[str, dict[str, Asked]] = {}
    for asked in asked_for(workspace):
        report = open_report(*asked[1:], workspace=str(workspace))
        for file in report.files:
            found.setdefault(file.path, {}).setdefault(asked[0], asked)
    return {file: list(by_notebook.values())[:2] for file, by_notebook in found.items()}


def changes(path: Path) -> Iterator[tuple[str, bytes | None]]:
    content = path.read_bytes()
    yield "gone", None
    if path.suffix not in UNREAD or path.name == "narrative.md":
        yield "empty", b""
        yield "half", content[: len(content) // 2]
    if path.suffix in HEADED:
        yield "heading", content.split(b"\n", 1)[0] + b"\n"


def checked(workspace: Path, name: str, change: str) -> Path:
    """What ``check`` is to look at: the plan or the parameters the file belongs to, else everything.

    Of a table that has become empty its own folder is enough: to the others it is as one that is gone.
    """
    parts = Path(name).parts
    own = {"plans": parts[:3], "params": parts[:1]}
    own |= dict.fromkeys(FOLDERS, parts[:-1]) if change in LESSER else {}
    return workspace.joinpath(*next((path for folder, path in own.items() if folder in parts[:2]), ()))


def fault(workspace: Path, name: str, change: str, readers: list[Asked]) -> str:
    """The exception that the workspace ends in with this file as it stands; empty where all is told."""
    path = checked(workspace, name, change)
    told = run("--workspace", workspace, "check", *((path,) if path != workspace else ()), "--json")
    if not isinstance(told.exception, SystemExit | None):
        return f"check: {told.exception!r}"
    assert json.loads(told.stdout).keys() == {"problems", "findings", "warnings"}
    for notebook, unit, year, period, as_of in readers[:1] if change in LESSER else readers:
        try:
            check_page(notebook, unit=unit, year=year, period=period, as_of=as_of)
        except DataProblems as error:
            assert error.problems
        except Exception as error:
            return f"{notebook} {unit} {year}: {error!r}"
    return ""


@pytest.mark.long
@pytest.mark.parametrize("below", BELOW)
def test_a_file_that_is_not_as_it_should_be(
    below: str, workspace: Path, readers: dict[str, list[Asked]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WORKSPACE_VARIABLE, str(workspace))
    monkeypatch.setenv(DEBUG_VARIABLE, "1")
    faults: dict[str, str] = {}
    for path in some(path for path in sorted((workspace / below).rglob("*")) if path.is_file()):
        name, content = path.relative_to(workspace).as_posix(), path.read_bytes()
        for change, changed in changes(path):
            path.unlink() if changed is None else path.write_bytes(changed)
            faults[f"{name} {change}"] = fault(workspace, name, change, readers.get(name, []))
        path.write_bytes(content)
    assert {case: told for case, told in faults.items() if told} == {}
