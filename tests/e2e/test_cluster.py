"""Reports made on a Dask cluster: the bytes of this machine, a worker that dies, inputs that are others."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.product import checksums, command, environment, make_workspace, poverty, write_cells, write_params
from tests.programs import HANGS_AFTER_SECONDS, wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a warm process is of Linux")
_ADDRESS = re.compile(r"tcp://[\d.]+:\d+")


@dataclass
class Machines:
    """A scheduler and workers, each a process of its own in a folder of its own."""

    folder: Path
    address: str = ""
    workers: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *arguments: str, name: str) -> subprocess.Popen[str]:
        """Start ``dask`` in a new folder, with temporary files of its own."""
        place = self.folder / name
        place.mkdir(parents=True)
        dask = Path(sys.executable).parent / "dask"
        with (place / "log").open("w", encoding="utf-8") as log:
            return subprocess.Popen(
                [str(dask), *arguments, "--no-dashboard"],
                cwd=place,
                env=environment({"TMPDIR": str(place)}),
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def wait_for_address(self) -> str:
        """What the scheduler says it listens on."""
        log = self.folder / "scheduler" / "log"
        assert wait_until(lambda: _ADDRESS.search(log.read_text(encoding="utf-8")))
        (found, *_) = _ADDRESS.findall(log.read_text(encoding="utf-8"))
        return str(found)

    def work(self, number: int) -> None:
        """Start one more worker, without a nanny, so that its process is the worker itself."""
        options = ("--no-nanny", "--nthreads", "1", "--host", "127.0.0.1")
        self.workers.append(self.start("worker", self.address, *options, name=f"worker{number}"))


@contextmanager
def machines(folder: Path, many: int) -> Iterator[Machines]:
    made = Machines(folder)
    scheduler = made.start("scheduler", "--host", "127.0.0.1", "--port", "0", name="scheduler")
    try:
        made.address = made.wait_for_address()
        for number in range(many):
            made.work(number)
        yield made
    finally:
        for process in (*made.workers, scheduler):
            process.kill()
            process.wait()


def published(workspace: Path) -> dict[str, str]:
    return {name: digest for name, digest in checksums(workspace / "outputs").items() if name.startswith("shared/")}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    with machines(tmp_path_factory.mktemp("cluster"), 1) as made:
        yield made


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one small report, made here."""
    made = make_workspace(tmp_path_factory.mktemp("ws") / "w")
    write_params(made, units=("099",), formats="[html, xlsx]")
    assert poverty(made, "run").code == 0
    return made


@pytest.mark.long
def test_a_cluster_gives_the_bytes_of_this_machine(workspace: Path, cluster: Machines, tmp_path: Path) -> None:
    """From a copy of the inputs, as a worker has them that shares no folder with the caller."""
    here = published(workspace)
    for part in ("data", "notebooks", "params"):
        shutil.copytree(workspace / part, tmp_path / "copy" / part)
    where = ("--scheduler", cluster.address, "--inputs", str(tmp_path / "copy"))
    said = poverty(workspace, "run", "--force", "--json", *where)
    assert said.code == 0 and len(said.json["made"]) == 1, said.err
    assert published(workspace) == here and len(here) > 3
    # A copy that is not what is here: nothing is published.
    notebook, budget = (
        tmp_path / "copy" / name for name in ("notebooks/annual_report.ipynb", "data/plans/tuan-giao-2023/budget.csv")
    )
    for path in (budget, notebook):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        told = poverty(workspace, "run", "--force", "--json", *where)
        problems = [one for failed in told.json["failed"] for one in failed["problems"]]
        assert told.code == 1 and {one["code"] for one in problems} == {"PA-623"}
        assert any(str(path).endswith(one["file"]) for one in problems)
    assert published(workspace) == here


@pytest.mark.long
def test_inputs_that_cannot_be_copied(workspace: Path, cluster: Machines) -> None:
    said = poverty(
        workspace, "run", "--force", "--json", "--scheduler", cluster.address, "--inputs", "nosuch://user:pass@x/y"
    )
    assert said.code == 3 and [one["code"] for one in said.json["problems"]] == ["PA-622"]
    assert "pass" not in said.out + said.err


def test_a_scheduler_that_is_not_there(workspace: Path) -> None:
    said = poverty(workspace, "run", "--force", "--json", "--scheduler", "tcp://127.0.0.1:9")
    assert said.code == 3 and [one["code"] for one in said.json["problems"]] == ["PA-621"]
    assert poverty(workspace, "run", "--inputs", "x").code == 2


@pytest.mark.long
def test_a_worker_that_is_killed_costs_no_report(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    write_params(workspace, units=("099", "999"), report="ngan", langs="[vi, en]")
    wait = "import os, time\nfrom pathlib import Path\nPath(f'begun-{os.getpid()}').touch()\ntime.sleep(4)"
    write_cells(workspace, "ngan", "unit = ''", wait, "print(unit)")
    with machines(tmp_path / "cluster", 2) as made:
        run = subprocess.Popen(
            [command(), "run", "--json", "--scheduler", made.address],
            cwd=workspace,
            env=environment(),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert wait_until(lambda: len([*(workspace / "notebooks").glob("begun-*")]) >= 2)
        os.kill(made.workers[0].pid, signal.SIGKILL)
        out, _ = run.communicate(timeout=HANGS_AFTER_SECONDS)
        assert run.returncode == 0, out
        # Two were begun, one of them again on the worker that is left, and two more.
        assert len([*(workspace / "notebooks").glob("begun-*")]) == 5
    left = subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, check=False).stdout
    assert left == b""
    there = published(workspace)
    assert poverty(workspace, "run", "--force", "-j", "2").code == 0
    assert published(workspace) == there and len({Path(name).parent for name in there}) == 4


@pytest.mark.long
def test_every_kind_of_report_is_the_same_on_two_workers(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    assert poverty(workspace, "run", "-j", "2").code == 0
    here = published(workspace)
    with machines(tmp_path / "cluster", 2) as made:
        said = poverty(workspace, "run", "--force", "--scheduler", made.address, "--json")
    assert said.code == 0 and len(said.json["made"]) >= 8, said.err
    assert published(workspace) == here
