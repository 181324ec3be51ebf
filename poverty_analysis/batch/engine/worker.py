"""Make reports in this process, as it is told through a pipe; the same in a forked child and in a fresh process."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from pathlib import Path

from poverty_analysis.batch.engine.limits import limit_memory
from poverty_analysis.batch.making import make
from poverty_analysis.batch.task import DueReport, EngineSettings, MadeReport, Used
from poverty_analysis.inputs.workspace import Workspace

_KIB = 1024


@dataclass(frozen=True)
class WorkOrder:
    """A task, and the empty folder of the worker's own in which the report is to lie."""

    workspace: Workspace
    task: DueReport
    folder: Path
    settings: EngineSettings


def serve(pipe: Connection, most: int) -> None:
    """Take so many orders and answer each with what came of it and whether another may follow.

    The first word is the number of the process; it ends when nobody asks any more.
    """
    with contextlib.suppress(EOFError, OSError):
        for left in reversed(range(most)):
            order = pipe.recv()
            pipe.send(os.getpid())
            pipe.send((_obeyed(order), left > 0))


def serve_alone(pipe: Connection, most: int) -> None:
    """As :func:`serve`, in a fresh process that ends with the one that started it."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    serve(pipe, most)


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _obeyed(order: WorkOrder) -> MadeReport:
    limit_memory(order.settings.limits.memory_mb)
    clock, processor = time.monotonic(), _processor_s()
    made = make(order.workspace, order.task, order.folder, order.settings)
    used = Used(time.monotonic() - clock, _processor_s() - processor, _peak_mb())
    return replace(made, used=used)


def _processor_s() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _peak_mb() -> int:
    """The most that this process or one it started held, shared pages included; 0 where the system does not tell."""
    return max(_peaks(), default=0) // _KIB


def _peaks() -> Iterator[int]:
    if os.name == "posix":
        import resource

        for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
            yield resource.getrusage(whose).ru_maxrss
