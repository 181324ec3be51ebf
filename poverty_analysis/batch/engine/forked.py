"""A papermill engine without a kernel: the cells run in a forked child of this process, which watches it.

``papermill --engine poverty-analysis`` finds this module by its entry point.
Where a process may not fork safely, or a notebook needs a real kernel
(widgets, tasks that go on between cells), papermill's own engine is the one.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import platform
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from poverty_analysis.batch.engine.cells import run_cells
from poverty_analysis.batch.engine.limits import (
    DEFAULT_MEMORY_MB,
    ReportLimits,
    die_with_parent,
    fork_is_safe,
    limit_memory,
)
from poverty_analysis.batch.opened import watch_as_asked
from poverty_analysis.blocks import Json

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from papermill.engines import NotebookExecutionManager

#: Why a child was ended or came to an end before the last cell.
CELL_TIME, REPORT_TIME, DIED = "cell_time", "report_time", "died"
# A pipe is asked again after so long, however far away a limit is.
_LONGEST_WAIT_S = 3600.0
#: What a kernel tells of its language; the saved notebook carries it.
_LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}


class CellStopped(Exception):
    """A cell came to no end: its process was ended or died; ``notebook`` holds what ran before."""

    def __init__(self, notebook: NotebookNode, cell: int, why: str) -> None:
        super().__init__(f"cell {cell + 1}: {why}")
        self.notebook = notebook
        self.cell = cell
        self.why = why


def execute_notebook(
    nb: NotebookNode,
    kernel_name: str,
    output_path: str | None = None,
    progress_bar: bool | dict[str, object] = True,
    log_output: bool = False,
    autosave_cell_every: int = 30,
    execution_timeout: float | None = None,
    report_timeout: float | None = None,
    memory_mb: int = DEFAULT_MEMORY_MB,
    **_: object,
) -> NotebookNode:
    """Run a notebook as papermill asks an engine to; what only a kernel takes is not looked at.

    Raises
    ------
    CellStopped
        A time limit was passed or the child died; an exception of a cell is
        among its outputs.
    OSError
        Where a process may not fork.
    """
    from papermill.engines import NotebookExecutionManager

    if not fork_is_safe():
        raise OSError("a process may not fork on this system: use papermill's own engine")
    limits = ReportLimits(execution_timeout or math.inf, report_timeout or math.inf, memory_mb)
    manager = NotebookExecutionManager(
        nb,
        output_path=output_path,
        log_output=log_output,
        progress_bar=progress_bar,
        autosave_cell_every=autosave_cell_every,
    )
    manager.notebook_start()
    try:
        _run(manager, limits)
    finally:
        manager.cleanup_pbar()
        manager.notebook_complete()
    nb.metadata["language_info"] = _node(_LANGUAGE | {"version": platform.python_version()})
    return nb


def nb_kernel_name(nb: NotebookNode, name: str | None = None) -> str:
    """The kernel that the notebook names, as papermill wants to know."""
    from papermill.utils import nb_kernel_name as of_papermill

    return str(of_papermill(nb, name))


def nb_language(nb: NotebookNode, language: str | None = None) -> str:
    """The language that the notebook names."""
    from papermill.utils import nb_language as of_papermill

    return str(of_papermill(nb, language))


@dataclass(frozen=True)
class _Child:
    pid: int
    told: Connection
    until: float


def _run(manager: NotebookExecutionManager, limits: ReportLimits) -> None:
    child = _fork(manager.nb, limits)
    try:
        _follow(manager, child, limits)
    finally:
        _end(child)


def _fork(notebook: NotebookNode, limits: ReportLimits) -> _Child:
    parent = os.getpid()
    told, teller = Pipe(duplex=False)
    until = time.monotonic() + limits.report_s
    pid = os.fork()
    if not pid:
        told.close()
        _be_child(notebook, parent, limits, teller)
    teller.close()
    return _Child(pid, told, until)


def _be_child(notebook: NotebookNode, parent: int, limits: ReportLimits, teller: Connection) -> None:
    """What the child does, to its end."""
    try:
        # A group of its own, so that what a cell starts ends with it.
        os.setsid()
        die_with_parent(parent)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        limit_memory(limits.memory_mb)
        watch_as_asked()
        run_cells(notebook, teller.send_bytes)
        teller.close()
    finally:
        # What was registered for the end of the process belongs to the parent.
        os._exit(0)


def _end(child: _Child) -> None:
    """Nothing of a child is left: neither itself nor what its cells started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.kill(child.pid, signal.SIGKILL)
    os.waitpid(child.pid, 0)
    child.told.close()


def _follow(manager: NotebookExecutionManager, child: _Child, limits: ReportLimits) -> None:
    """Put into the notebook what the child tells, cell by cell."""
    cells, running = manager.nb.cells, 0
    for told in _messages(manager.nb, child, limits):
        if "begin" in told:
            running = told["begin"]
            manager.cell_start(cells[running], running)
            continue
        cell = cells[told["cell"]]
        cell["outputs"] = [_node(output) for output in told["outputs"]]
        if "count" in told:
            cell["execution_count"] = told["count"]
            if not told["done"]:
                manager.cell_exception(cell, cell_index=running)
            manager.cell_complete(cell, cell_index=running)


def _node(data: Json) -> NotebookNode:
    import nbformat

    made: NotebookNode = nbformat.from_dict(data)  # type: ignore[no-untyped-call]
    return made


def _messages(notebook: NotebookNode, child: _Child, limits: ReportLimits) -> Iterator[Json]:
    running, begun = 0, time.monotonic()
    while True:
        cell_until = begun + limits.cell_s
        until = min(cell_until, child.until)
        if not child.told.poll(min(max(0, until - time.monotonic()), _LONGEST_WAIT_S)):
            if time.monotonic() < until:
                continue
            raise CellStopped(notebook, running, CELL_TIME if cell_until <= child.until else REPORT_TIME)
        try:
            message = child.told.recv_bytes()
        except EOFError:
            raise CellStopped(notebook, running, DIED) from None
        if not message:
            return
        told = json.loads(message)
        if "begin" in told:
            running, begun = told["begin"], time.monotonic()
        yield told
