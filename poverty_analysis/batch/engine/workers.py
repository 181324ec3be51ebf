"""Processes that make reports: children forked from a warm process, or fresh ones where that is not safe."""

from __future__ import annotations

import contextlib
import os
import pickle
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, Pipe
from multiprocessing.context import SpawnProcess
from pathlib import Path

from poverty_analysis.batch.engine import warm
from poverty_analysis.batch.engine.surroundings import environment, variables
from poverty_analysis.batch.engine.worker import serve_alone
from poverty_analysis.batch.plan import Job
from poverty_analysis.inputs.workspace import Workspace

# A fresh process costs a second, and what the PDF compiler takes it never gives back.
_REPORTS_A_PROCESS = 8
_END_WAIT_S = 20


class Warm:
    """Children of a warm process, which is started when the first is asked for and again when it has died."""

    def __init__(self, workspace: Workspace, jobs: Sequence[Job], env: Mapping[str, str]) -> None:
        # For a single report it is made once, in earnest.
        sample = jobs[0] if len(jobs) > 1 else None
        self._sample = pickle.dumps((workspace, sample, _wanted(workspace, jobs))).hex()
        self._env = env
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> Connection:
        """A pipe to a new process."""
        ours, theirs = Pipe()
        with theirs:
            for _ in range(2):
                with contextlib.suppress(OSError):
                    socket.send_fds(self._begun(), [b"+"], [theirs.fileno()])
                    return ours
                self.close()
        raise OSError("the warm process cannot be started")

    def _begun(self) -> socket.socket:
        if self._control is not None:
            return self._control
        self._control, theirs = socket.socketpair()
        with theirs:
            # -P: a file in the working folder must not take the place of a library.
            command = [sys.executable, "-P", "-m", warm.__name__, str(theirs.fileno()), str(os.getpid()), self._sample]
            self._process = subprocess.Popen(
                command,
                env={**os.environ, **self._env},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("POVERTY_ANALYSIS_DEBUG") else subprocess.DEVNULL,
                start_new_session=True,
            )
        return self._control

    def close(self) -> None:
        """The warm process ends its children when nobody asks any more, and is waited for."""
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(timeout=_END_WAIT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._control = self._process = None


class Fresh:
    """Processes started anew, each for some reports."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env
        self._context = get_context("spawn")
        self._processes: list[SpawnProcess] = []

    def start(self) -> Connection:
        """A pipe to a new process."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=serve_alone, args=(theirs, _REPORTS_A_PROCESS))
        with environment(self._env), theirs:
            process.start()
        self._processes.append(process)
        return ours

    def close(self) -> None:
        """End every process that was started."""
        for process in self._processes:
            process.kill()
            process.join()
        self._processes.clear()


def _wanted(workspace: Workspace, jobs: Sequence[Job]) -> tuple[str, ...]:
    """Large modules that the cells of a notebook want; one that draws loads them once, not in every child."""
    paths = {workspace.root / "notebooks" / f"{job.notebook}.ipynb" for job in jobs}
    return ("matplotlib.pyplot",) if any("plot" in path.read_text(encoding="utf-8") for path in paths) else ()


Workers = Warm | Fresh


@contextmanager
def workers_in(folder: Path, workspace: Workspace, jobs: Sequence[Job], *, forked: bool) -> Iterator[Workers]:
    """Workers whose own files lie in ``folder``; all are gone when this is over."""
    env = variables(folder)
    workers: Workers = Warm(workspace, jobs, env) if forked else Fresh(env)
    try:
        yield workers
    finally:
        workers.close()
