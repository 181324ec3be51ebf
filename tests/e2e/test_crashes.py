"""Whatever is killed, and whenever: no half report, no process, no folder left, the others done, each failure named."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.product import (
    HUYEN_MAU,
    TUAN_GIAO,
    checksums,
    command,
    environment,
    is_whole,
    make_workspace,
    poverty,
    write_cells,
    write_params,
)
from tests.programs import HANGS_AFTER_SECONDS, wait_until
from tests.some import some

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
MARK = "POVERTY_ANALYSIS_TEST_OF"
Run = subprocess.Popen[str]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two units, and a short notebook of an analyst's, so that a run takes as long as it must."""
    root = make_workspace(tmp_path / "ws")
    sources = ("unit = ''", "import time\ntime.sleep(0.3)\nprint(unit)", "from pathlib import Path\nprint('xong')")
    write_cells(root, "ngan", *sources)
    write_params(root, report="ngan", units=("099", "999"))
    return root


def own_temporary(workspace: Path) -> dict[str, str]:
    """A folder for temporary files that only this run uses, and a mark by which its processes are known."""
    folder = workspace.parent / "t"
    folder.mkdir(exist_ok=True)
    return {"TMPDIR": str(folder), MARK: str(workspace)}


def start(workspace: Path, *arguments: str) -> Run:
    return subprocess.Popen(
        [command(), "run", "--force", "-j", "2", *arguments],
        cwd=workspace,
        # After the caller's own names: the mark begins like one of ours.
        env=environment() | own_temporary(workspace),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
    )


def processes(workspace: Path) -> list[int]:
    """Every living process that a run in the workspace started, the run itself included."""
    mark = f"{MARK}={workspace}".encode()
    found: list[int] = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (place / "environ").read_bytes().split(b"\0") and not is_dead(place):
                found.append(int(place.name))
        except OSError:
            continue
    return sorted(found)


def is_dead(place: Path) -> bool:
    return (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z"


def gone(workspace: Path) -> bool:
    """Whether all processes of a run end, however long a busy machine takes; a run that hangs is a failure."""
    return wait_until(lambda: not processes(workspace))


def is_clean(workspace: Path) -> bool:
    """Whether there is no folder of work, and no temporary one of ours."""
    work = workspace / "outputs" / ".work"
    return not list((workspace.parent / "t").glob("pa-*")) and not (work.exists() and list(work.iterdir()))


def whole_reports(workspace: Path) -> list[str]:
    """Folders of published reports, each as its manifest says."""
    manifests = sorted((workspace / "outputs" / "shared").rglob("*manifest.json"))
    assert all(is_whole(path.parent) for path in manifests)
    return [path.parent.relative_to(workspace / "outputs").as_posix() for path in manifests]


REPORTS = [f"{TUAN_GIAO}/ngan.vi", f"{HUYEN_MAU}/ngan.vi"]


def the_run(run: Run, workspace: Path) -> int:
    return run.pid


def the_warm_process(run: Run, workspace: Path) -> int:
    return next((pid for pid in processes(workspace) if b"engine.warm" in words_of(pid)), run.pid)


def a_child(run: Run, workspace: Path) -> int:
    children = [pid for pid in processes(workspace) if b"engine.warm" in words_of(pid)][1:]
    return children[-1] if children else run.pid


def words_of(pid: int) -> bytes:
    try:
        return Path("/proc", str(pid), "cmdline").read_bytes()
    except OSError:
        return b""


def kill_once(workspace: Path, chosen: Callable[[Run, Path], int], pause: float) -> None:
    """Kill one process at some moment of a run, and look at what is left."""
    run = start(workspace, "--json")
    time.sleep(pause)
    victim = chosen(run, workspace)
    try:
        os.kill(victim, signal.SIGKILL)
    except ProcessLookupError:
        victim = 0
    out, _ = run.communicate(timeout=HANGS_AFTER_SECONDS)
    assert gone(workspace)
    whole_reports(workspace)
    if victim != run.pid:
        told = json.loads(out)
        made = sorted(told["made"] + [failed["folder"] for failed in told["failed"]])
        assert made == REPORTS
        assert all(failed["problems"] for failed in told["failed"])
        assert run.returncode == (1 if told["failed"] else 0)
        assert is_clean(workspace)


@pytest.mark.slow
def test_a_process_killed_at_any_moment_leaves_nothing_half_done(workspace: Path) -> None:
    chance = random.Random(11)
    for chosen in (the_run, the_warm_process, a_child):
        kill_once(workspace, chosen, chance.uniform(0.5, 4))
    assert poverty(workspace, "run", "--force", env=own_temporary(workspace)).code == 0
    assert whole_reports(workspace) == REPORTS and is_clean(workspace)


@pytest.mark.long
def test_fifty_random_kills(workspace: Path) -> None:
    chance = random.Random(12)
    for _ in range(50):
        kill_once(workspace, chance.choice((the_run, the_warm_process, a_child)), chance.uniform(0, 6))
    assert poverty(workspace, "run", "--force", env=own_temporary(workspace)).code == 0
    assert whole_reports(workspace) == REPORTS and is_clean(workspace)


def wait_for_cell(workspace: Path) -> None:
    """Wait until a cell of the sleeping notebook is running."""
    assert wait_until((workspace / "notebooks" / "begun").exists)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_leaves_no_process_and_no_folder(workspace: Path, number: int, code: int) -> None:
    begun = "import subprocess, time\nfrom pathlib import Path\nPath('begun').touch()"
    write_cells(workspace, "ngan", "unit = ''", f"{begun}\nsubprocess.Popen(['sleep', '1000'])\ntime.sleep(1000)")
    run = start(workspace)
    wait_for_cell(workspace)
    os.kill(run.pid, number)
    out, err = run.communicate(timeout=HANGS_AFTER_SECONDS)
    assert (run.returncode, out, "Traceback" in err) == (code, "", False), err
    assert gone(workspace) and is_clean(workspace)
    assert json.loads((workspace / "outputs" / "run.json").read_text(encoding="utf-8"))["exit"] == code
    assert not whole_reports(workspace)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_catalogue_of_a_run_that_is_stopped_has_what_was_made(workspace: Path, number: int, code: int) -> None:
    page = workspace / "outputs" / "index.html"
    before = poverty(workspace, "index", env=own_temporary(workspace))
    assert before.code == 0 and REPORTS[0] not in page.read_text(encoding="utf-8")
    waits = "import time\nfrom pathlib import Path\nif unit == '999':\n    Path('begun').touch()\n    time.sleep(1000)"
    write_cells(workspace, "ngan", "unit = ''", waits)
    run = start(workspace)
    wait_for_cell(workspace)
    assert wait_until(lambda: whole_reports(workspace) == REPORTS[:1])
    # Published, and told of: the record of the run is written line by line.
    assert wait_until(lambda: "made" in (workspace / "outputs" / "run.log").read_text(encoding="utf-8"))
    os.kill(run.pid, number)
    _, err = run.communicate(timeout=HANGS_AFTER_SECONDS)
    assert (run.returncode, "Traceback" in err) == (code, False), err
    listed = page.read_text(encoding="utf-8")
    assert REPORTS[0] in listed and REPORTS[1] not in listed
    record = json.loads((workspace / "outputs" / "run.json").read_text(encoding="utf-8"))
    assert (record["exit"], record["made"], record["index"]) == (code, REPORTS[:1], "outputs/index.html")
    assert gone(workspace) and is_clean(workspace) and not list((workspace / "outputs").glob("tmp*"))


def test_cells_that_sleep_take_memory_or_die_cost_their_report_alone(workspace: Path) -> None:
    """One run: each unit's report does something else, and all is told with its cell."""
    bad = "import os, time\nif unit == '999':\n    time.sleep(1000)"
    write_cells(workspace, "ngan", "unit = ''", "print('x' * 4_000_000)", bad)
    said = poverty(workspace, "run", "-j", "2", "--cell-seconds", "3", "--json", env=own_temporary(workspace))
    assert said.code == 1
    assert said.json["made"] == REPORTS[:1]
    ((failed, problems),) = ((one["folder"], one["problems"]) for one in said.json["failed"])
    assert (failed, [problem["code"] for problem in problems]) == (REPORTS[1], ["PA-613"])
    assert "Cell 3 ran for more than 3 s" in problems[0]["what_en"]
    assert said.json["cut"] == [{"folder": REPORTS[0], "cells": [2]}]
    assert is_clean(workspace) and not processes(workspace)
    record = json.loads((workspace / "outputs" / "run.json").read_text(encoding="utf-8"))
    assert {one["folder"]: one["verdict"] for one in record["reports"]} == {REPORTS[0]: "made", REPORTS[1]: "failed"}
    assert all(one["peak_mb"] > 50 and one["why"] == ["new"] for one in record["reports"])
    log = (workspace / "outputs" / "run.log").read_text(encoding="utf-8").splitlines()
    assert [line.split()[1] for line in log] == ["begin", *(one["verdict"] for one in record["reports"]), "end:"]


@pytest.mark.long
def test_of_twenty_starts_at_once_one_runs_and_the_others_say_who(workspace: Path) -> None:
    runs = [start(workspace, "--json") for _ in range(20)]
    ended = [(run.communicate(timeout=HANGS_AFTER_SECONDS)[0], run.returncode) for run in runs]
    codes = sorted(code for _, code in ended)
    assert set(codes) <= {0, 75} and codes[0] == 0 and codes[-1] == 75
    locked = [json.loads(out) for out, code in ended if code == 75]
    held = {told["holder"]["pid"] for told in some(locked)}
    # The one that holds it may not have said so yet.
    assert held <= {0, *(run.pid for run in runs)} and held != {0}
    assert gone(workspace) and is_clean(workspace)
    assert whole_reports(workspace) == REPORTS


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for the data and little more."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], capture_output=True)
    if mounted.returncode:
        pytest.skip("needs to mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_a_named_failure_and_leaves_the_old_report(workspace: Path, small: Path) -> None:
    moved = small / "ws"
    shutil.copytree(workspace, moved)
    assert poverty(moved, "run", "--json", env=own_temporary(workspace)).code == 0
    before = checksums(moved / "outputs" / "shared")
    filler = small / "filler"
    with filler.open("wb", buffering=0) as file, pytest.raises(OSError):
        while True:
            file.write(b"x" * 4096)
    said = poverty(moved, "run", "--force", "--json", env=own_temporary(workspace))
    problems = said.json.get("problems") or [one for failed in said.json["failed"] for one in failed["problems"]]
    assert said.code in (1, 3) and {problem["code"] for problem in problems} == {"PA-605"}
    assert checksums(moved / "outputs" / "shared") == before
    filler.unlink()
    assert poverty(moved, "run", "--force", env=own_temporary(workspace)).code == 0
