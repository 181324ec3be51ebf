"""Inputs are regular files inside the workspace: links that lead out, pipes and devices are refused by name."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from poverty_analysis.inputs.census.file import open_households
from poverty_analysis.inputs.census.folder import census_paths
from poverty_analysis.inputs.dataset import file_hash
from poverty_analysis.inputs.plan.attachments import read_attached
from poverty_analysis.inputs.rows.results import POVERTY_RESULTS
from poverty_analysis.inputs.workspace import Workspace, find_workspace, read_plan, read_rows
from poverty_analysis.values.files import open_input, read_input
from poverty_analysis.values.problems import DataProblems, Problem
from poverty_analysis.values.strict_yaml import MAX_BYTES, read_yaml
from poverty_analysis.wording import problem_lines


def problems_of(call: Callable[[], object]) -> list[Problem]:
    with pytest.raises(DataProblems) as caught:
        call()
    return list(caught.value.problems)


def refused(call: Callable[[], object]) -> tuple[str, str]:
    (problem,) = problems_of(call)
    return problem.code, str(problem.values.get("reason", ""))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for name in ("data", "notebooks", "params"):
        (tmp_path / "w" / name).mkdir(parents=True)
    return find_workspace(tmp_path / "w")


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "foreign.csv"
    path.write_text("secret\n", encoding="utf-8")
    return path


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "w" / "data" / "s.csv"
    with socket.socket(socket.AF_UNIX) as made:
        # The address of a socket is short: name it from the folder it lies in.
        here = Path.cwd()
        os.chdir(path.parent)
        made.bind(path.name)
        os.chdir(here)
        yield path


def test_a_regular_file_is_read(workspace: Workspace) -> None:
    path = workspace.root / "data" / "a.csv"
    path.write_bytes(b"x")
    assert read_input(path, "a.csv", 1) == b"x"


def test_a_link_inside_the_workspace_is_followed(workspace: Workspace) -> None:
    path = workspace.root / "data" / "a.csv"
    path.write_bytes(b"x")
    (workspace.root / "data" / "b.csv").symlink_to(path)
    assert read_input(workspace.root / "data" / "b.csv", "b.csv", 1) == b"x"


def test_a_workspace_reached_through_a_link_is_inside_itself(workspace: Workspace, tmp_path: Path) -> None:
    (workspace.root / "data" / "a.csv").write_bytes(b"x")
    (tmp_path / "short").symlink_to(workspace.root)
    assert read_input(tmp_path / "short" / "data" / "a.csv", "a.csv", 1) == b"x"


def test_a_link_out_of_the_workspace_is_refused(workspace: Workspace, foreign: Path) -> None:
    path = workspace.root / "data" / "a.csv"
    path.symlink_to(foreign)
    assert refused(lambda: open_input(path, "data/a.csv")) == ("PA-114", "link")
    assert refused(lambda: file_hash(path, "data/a.csv")) == ("PA-114", "link")


def test_a_folder_that_is_a_link_out_is_refused_even_when_its_target_looks_like_a_workspace(
    workspace: Workspace, tmp_path: Path
) -> None:
    for name in ("data", "notebooks"):
        (tmp_path / "other" / name).mkdir(parents=True)
    (tmp_path / "other" / "a.csv").write_bytes(b"x")
    (workspace.root / "data" / "ledgers").symlink_to(tmp_path / "other")
    assert refused(lambda: open_input(workspace.root / "data" / "ledgers" / "a.csv", "a.csv")) == ("PA-114", "link")


def test_a_circle_of_links_cannot_be_opened(workspace: Workspace) -> None:
    path = workspace.root / "data" / "a.csv"
    path.symlink_to(path)
    assert refused(lambda: open_input(path, "a.csv")) == ("PA-101", "circle")


def test_what_a_user_names_outside_any_workspace_may_be_a_link(tmp_path: Path, foreign: Path) -> None:
    path = tmp_path / "b.csv"
    path.symlink_to(foreign)
    assert read_input(path, "b.csv", 100) == b"secret\n"


def test_a_pipe_a_folder_a_device_and_a_socket_are_refused(workspace: Workspace, listening: Path) -> None:
    pipe = workspace.root / "data" / "p.csv"
    os.mkfifo(pipe)
    assert refused(lambda: open_input(pipe, "p.csv")) == ("PA-114", "fifo")
    assert refused(lambda: open_input(workspace.root, "w")) == ("PA-114", "folder")
    assert refused(lambda: open_input(Path("/dev/zero"), "zero")) == ("PA-114", "device")
    # A socket cannot be opened at all.
    assert refused(lambda: open_input(listening, "s.csv"))[0] == "PA-101"


def test_the_size_is_looked_at_before_reading(workspace: Workspace) -> None:
    path = workspace.root / "data" / "a.yaml"
    with path.open("wb") as stream:
        stream.truncate(1 << 40)  # a terabyte that takes no room
    assert refused(lambda: read_yaml(path, "a.yaml"))[0] == "PA-113"
    assert refused(lambda: read_input(path, "a.yaml", MAX_BYTES))[0] == "PA-109"


def test_a_household_table_that_is_a_pipe_or_an_endless_device_is_refused(workspace: Workspace) -> None:
    folder = workspace.root / "data" / "census" / "x"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "households.csv")
    assert census_paths(workspace.root) == (folder,)
    assert refused(lambda: open_households(folder / "households.csv", "h.csv")) == ("PA-114", "fifo")
    (folder / "households.csv").unlink()
    (folder / "households.csv").symlink_to("/dev/zero")
    assert refused(lambda: open_households(folder / "households.csv", "h.csv")) == ("PA-114", "link")


def test_a_plan_carries_no_foreign_file_along(workspace: Workspace, foreign: Path) -> None:
    folder = workspace.root / "data" / "plans" / "p"
    folder.mkdir(parents=True)
    (folder / "scan.pdf").symlink_to(foreign)
    (folder / "beside").symlink_to(foreign.parent)
    told = [(p.code, p.place.file) for p in read_plan(workspace, folder).problems if p.code == "PA-114"]
    assert told == [("PA-114", "data/plans/p/beside"), ("PA-114", "data/plans/p/scan.pdf")]
    assert refused(lambda: read_attached(folder, "data/plans/p")) == ("PA-114", "link")


def test_a_pipe_beside_the_tables_of_a_plan_is_told(workspace: Workspace) -> None:
    folder = workspace.root / "data" / "plans" / "p"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "scan.pdf")
    assert [p.place.file for p in read_plan(workspace, folder).problems if p.code == "PA-114"] == [
        "data/plans/p/scan.pdf"
    ]


def test_a_ledger_that_leads_out_is_told(workspace: Workspace, foreign: Path) -> None:
    (workspace.root / "data" / "results").mkdir(parents=True)
    (workspace.root / "data" / "results" / "a.csv").symlink_to(foreign)
    assert [p.code for p in read_rows(workspace, POVERTY_RESULTS).problems] == ["PA-114"]


def test_a_link_to_itself_is_a_problem_with_its_name(workspace: Workspace) -> None:
    (workspace.root / "data" / "results").mkdir(parents=True)
    path = workspace.root / "data" / "results" / "a.csv"
    path.symlink_to(path)
    told = [(p.code, p.place.file) for p in read_rows(workspace, POVERTY_RESULTS).problems]
    assert told == [("PA-101", "data/results/a.csv")]


def test_reports_are_not_written_through_a_link_out(workspace: Workspace, tmp_path: Path) -> None:
    (workspace.root / "outputs").symlink_to(tmp_path)
    assert refused(workspace.outputs) == ("PA-114", "link")


def test_the_problem_says_what_to_do() -> None:
    (problem,) = problems_of(lambda: open_input(Path("/dev/null"), "data/a.csv"))
    for lang, words in (("vi", "thiết bị"), ("en", "device")):
        assert words in problem_lines(problem, lang).what


def test_a_name_with_a_line_feed_does_not_look_like_two_messages(workspace: Workspace) -> None:
    (workspace.root / "data" / "results").mkdir(parents=True)
    (workspace.root / "data" / "results" / "a\nPA-999 b.csv").symlink_to("/dev/null")
    (problem,) = read_rows(workspace, POVERTY_RESULTS).problems
    assert "\n" in problem.place.file
    told = problem_lines(problem, "vi")
    assert "\n" not in "".join((told.where, told.what, told.expected, told.fix))
    assert "a\\nPA-999 b.csv" in told.where
