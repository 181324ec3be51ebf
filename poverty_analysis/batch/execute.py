"""Run a notebook through papermill and take its sections out."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from poverty_analysis.batch import kernel
from poverty_analysis.batch.engine import forked
from poverty_analysis.batch.engine.forked import CELL_TIME, DIED, REPORT_TIME, CellStopped
from poverty_analysis.batch.engine.limits import MEMORY_VARIABLE, ReportLimits
from poverty_analysis.batch.engine.surroundings import environment
from poverty_analysis.batch.opened import OPENED_VARIABLE
from poverty_analysis.batch.plan import Job, notebook_parameters
from poverty_analysis.batch.task import KERNEL, WARM, EngineSettings
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.report.open import WORKSPACE_VARIABLE

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from traitlets.config import Config

KERNEL_NAME = "python3"
_STDERR = 2
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_OUR_LINE = re.compile(r"(poverty_analysis/[\w/]+\.py):(\d+)")


@dataclass(frozen=True)
class Executed:
    """An executed notebook; ``error`` tells why it stopped, if it did, ``failed_cell`` where in its source.

    ``line`` is the line of that cell, ``place`` the last one of our own code
    ("poverty_analysis/values/periods.py:58"); what the error says is left out,
    for it may quote data.  Where the process was ended or died, ``error`` is
    CELL_TIME, REPORT_TIME or DIED.
    """

    notebook: NotebookNode
    failed_cell: int | None = None
    error: str = ""
    line: str = ""
    place: str = ""


def execute(workspace: Workspace, job: Job, settings: EngineSettings, opened: Path | None = None) -> Executed:
    """Run the job's notebook in a process of its own.

    Whether it succeeded is told by what papermill raises, never by what the
    notebook says of itself.  What the process opens is written into ``opened``.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    source = workspace.root / "notebooks" / f"{job.notebook}.ipynb"
    begun: list[NotebookNode] = []
    until = time.monotonic() + settings.limits.report_s
    try:
        with _engine(workspace, settings, begun, opened) as asked:
            notebook = papermill.execute_notebook(
                str(source),
                None,
                parameters=parameters_for(source, job),
                kernel_name=KERNEL_NAME,
                language="python",
                cwd=str(source.parent),
                progress_bar=False,
                log_output=False,
                **asked,
            )
    except PapermillExecutionError as error:
        line, place = lines_of(error.traceback)
        return Executed(begun[0], _in_source(begun[0], error.cell_index), error.ename, line, place)
    except (DeadKernelError, CellTimeoutError, CellStopped) as error:
        return Executed(begun[0], _last_begun(begun[0]), _why(error, until))
    left = _quit_cell(notebook)
    return Executed(notebook) if left is None else Executed(notebook, _in_source(notebook, left), "SystemExit")


@contextmanager
def _engine(
    workspace: Workspace, settings: EngineSettings, begun: list[NotebookNode], opened: Path | None
) -> Iterator[dict[str, object]]:
    """What papermill is asked for beside the notebook; the notebook it works on is put into ``begun``."""
    from papermill.engines import NBClientEngine, papermill_engines

    limits = settings.limits
    papermill_engines.register(KERNEL, _telling(NBClientEngine, begun))
    papermill_engines.register(WARM, _telling(forked, begun))
    wanted = {WORKSPACE_VARIABLE: str(workspace.root), MEMORY_VARIABLE: str(limits.memory_mb)}
    with environment(wanted | {OPENED_VARIABLE: str(opened or "")}):
        if settings.engine == WARM:
            times = {"execution_timeout": limits.cell_s, "report_timeout": limits.report_s}
            yield {"engine_name": WARM, "memory_mb": limits.memory_mb, **times}
            return
        with _kernel_environment() as config, _kernel_unheard():
            yield {"engine_name": KERNEL, "config": config, "timeout_func": _time_left(limits)}


def _telling(engine: Any, begun: list[NotebookNode]) -> SimpleNamespace:
    """The engine, with the notebook it works on put into ``begun``.

    When a process dies papermill hands nothing back, and saving after every
    cell takes as long as the report itself.
    """

    def execute_notebook(nb: NotebookNode, *args: object, **kwargs: object) -> object:
        begun.append(nb)
        return engine.execute_notebook(nb, *args, **kwargs)

    return SimpleNamespace(
        execute_notebook=execute_notebook, nb_kernel_name=engine.nb_kernel_name, nb_language=engine.nb_language
    )


def _time_left(limits: ReportLimits) -> Callable[[object], float]:
    """What nbclient asks before each cell: how long it may run."""
    until = time.monotonic() + limits.report_s
    return lambda _: max(1.0, min(limits.cell_s, until - time.monotonic()))


def _why(error: Exception, until: float) -> str:
    if isinstance(error, CellStopped):
        return error.why
    if type(error).__name__ == "DeadKernelError":
        return DIED
    return REPORT_TIME if time.monotonic() >= until else CELL_TIME


def lines_of(traceback: Iterable[str]) -> tuple[str, str]:
    """The line of the cell that an error came from, and the last line of ours it came through; empty when unknown."""
    text = _COLOURS.sub("", "\n".join(traceback))
    cells, ours = _CELL_LINE.findall(text), _OUR_LINE.findall(text)
    return cells[-1] if cells else "", ":".join(ours[-1]) if ours else ""


def _last_begun(notebook: NotebookNode) -> int | None:
    """The cell during which the kernel was lost: the last one that papermill started."""
    begun = [n for n, cell in enumerate(notebook.cells) if cell.metadata.get("papermill", {}).get("start_time")]
    return _in_source(notebook, begun[-1]) if begun else None


def _in_source(notebook: NotebookNode, index: int) -> int:
    """Position in the user's notebook of a cell papermill counted together with the one it put in."""
    tags = [cell.metadata.get("tags", ()) for cell in notebook.cells]
    own = [tag for tag in tags if "papermill-error-cell-tag" not in tag]
    injected = next((n for n, tag in enumerate(own) if "injected-parameters" in tag), index)
    return index - 1 if injected < index else index


def _quit_cell(notebook: NotebookNode) -> int | None:
    """The cell that left by ``sys.exit``: papermill takes what it ran until then for the whole."""
    for index, cell in enumerate(notebook.cells):
        if any(output.get("ename") == "SystemExit" for output in cell.get("outputs", ())):
            return index
    return None


def parameters_for(source: Path, job: Job) -> dict[str, str | int | float | bool]:
    """The report's parameters that the notebook declares, and its own extra ones."""
    known = notebook_parameters(source)
    values = {name: value for name, value in job.params.to_notebook().items() if name in known}
    return values | dict(job.extra)


@contextmanager
def _kernel_environment() -> Iterator[Config]:
    """EngineSettings under which the kernel is this Python, and talks through files only its owner can open.

    A kernel of the same name in the user's home must not be taken for ours, so
    ours is written where Jupyter looks first.  TCP would carry the data in
    plain text over loopback; Windows has nothing else.
    """
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        _write_kernel(Path(runtime, "kernels", KERNEL_NAME))
        wanted = {"JUPYTER_PATH": runtime}
        if os.name != "posix":
            with environment(wanted):
                yield Config()
            return
        with environment(wanted | {"JUPYTER_RUNTIME_DIR": runtime}):
            # Named here: by default all kernels would share sockets of one name in the working folder.
            yield Config({"KernelManager": {"transport": "ipc", "ip": str(Path(runtime, "kernel"))}})


def _write_kernel(folder: Path) -> None:
    """The kernel that :mod:`poverty_analysis.batch.kernel` is, as Jupyter wants it told."""
    argv = [sys.executable, "-m", kernel.__name__, "-f", "{connection_file}", kernel.SHARP_PICTURES]
    folder.mkdir(parents=True)
    told = {"argv": argv, "display_name": "Python", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(told), encoding="utf-8")


@contextmanager
def _kernel_unheard() -> Iterator[None]:
    """Keep what the kernel says on standard error off the terminal.

    A kernel told to stop may quarrel with its own sockets and print a
    traceback that means nothing to anybody; what a cell says is in the notebook.
    """
    try:
        kept = os.dup(_STDERR)
    except OSError:
        # A scheduler may start us without one.
        yield
        return
    try:
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
