"""Run a notebook through papermill and take its sections out."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poverty_analysis.batch.plan import Job, notebook_parameters
from poverty_analysis.sections.report import WORKSPACE_VARIABLE
from poverty_analysis.workspace import Workspace

CELL_TIMEOUT_S = 600


@dataclass(frozen=True)
class Executed:
    """An executed notebook; ``failed_cell`` and ``error`` tell why it stopped, if it did."""

    notebook: Any
    failed_cell: int | None = None
    error: str = ""


def execute(workspace: Workspace, job: Job, out: Path) -> Executed:
    """Run the job's notebook in a kernel of its own.

    Whether it succeeded is told by what papermill raises, never by what the
    saved notebook says of itself.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    source = workspace.root / "notebooks" / f"{job.notebook}.ipynb"
    try:
        with _kernel_environment(workspace) as config:
            notebook = papermill.execute_notebook(
                str(source),
                str(out),
                parameters=parameters_for(source, job),
                kernel_name="python3",
                language="python",
                cwd=str(source.parent),
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                execution_timeout=CELL_TIMEOUT_S,
                config=config,
            )
    except PapermillExecutionError as error:
        return Executed(nbformat.read(out, as_version=4), error.cell_index, error.ename)  # type: ignore[no-untyped-call]
    except (DeadKernelError, CellTimeoutError) as error:
        return Executed(None, None, type(error).__name__)
    return Executed(notebook)


def parameters_for(source: Path, job: Job) -> dict[str, str | int | float | bool]:
    """The report's parameters that the notebook declares, and its own extra ones."""
    known = notebook_parameters(source)
    values = {name: value for name, value in job.params.to_notebook().items() if name in known}
    return values | dict(job.extra)


@contextmanager
def _kernel_environment(workspace: Workspace) -> Iterator[Any]:
    """Settings under which the kernel is this Python, and talks through files only its owner can open.

    A kernel of the same name in the user's home, or one named by
    ``JUPYTER_PATH``, must not be taken for ours.  TCP would carry the data in
    plain text over loopback; Windows has nothing else.
    """
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        wanted = {WORKSPACE_VARIABLE: str(workspace.root), "JUPYTER_PREFER_ENV_PATH": "1", "JUPYTER_PATH": ""}
        if os.name != "posix":
            with _environment(wanted):
                yield Config()
            return
        with _environment(wanted | {"JUPYTER_RUNTIME_DIR": runtime}):
            yield Config({"KernelManager": {"transport": "ipc"}})


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def scrub(notebook: Any, workspace: Workspace) -> Any:
    """A copy fit to share: no paths, times or random ids, and no error texts.

    Tracebacks may quote data, so only the kind of an error stays.
    """
    import nbformat

    text = nbformat.writes(notebook, version=4)  # type: ignore[no-untyped-call]
    for path in {str(workspace.root), str(Path.home())}:
        text = text.replace(path, ".")
    made = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    made.metadata.pop("papermill", None)
    for index, cell in enumerate(made.cells):
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"injected-{index}"
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.evalue, output.traceback = "", []
    return made
