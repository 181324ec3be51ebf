"""Run a notebook through papermill and take its sections out."""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from poverty_analysis.batch import kernel
from poverty_analysis.batch.plan import Job, notebook_parameters
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.report.open import WORKSPACE_VARIABLE

if TYPE_CHECKING:
    from nbformat import NotebookNode
    from traitlets.config import Config

CELL_TIMEOUT_S = 600
KERNEL = "python3"
_ENGINE = "kept"
_STDERR = 2
_COLOURS = re.compile(r"\x1b\[[\d;]*m")
_CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_OUR_LINE = re.compile(r"(poverty_analysis/[\w/]+\.py):(\d+)")


@dataclass(frozen=True)
class Executed:
    """An executed notebook; ``error`` tells why it stopped, if it did, ``failed_cell`` where in its source.

    ``line`` is the line of that cell, ``place`` the last one of our own code
    ("poverty_analysis/values/periods.py:58"); what the error says is left out,
    for it may quote data.
    """

    notebook: NotebookNode | None
    failed_cell: int | None = None
    error: str = ""
    line: str = ""
    place: str = ""


def execute(workspace: Workspace, job: Job, out: Path) -> Executed:
    """Run the job's notebook in a kernel of its own.

    Whether it succeeded is told by what papermill raises, never by what the
    saved notebook says of itself.
    """
    import nbformat
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.engines import papermill_engines
    from papermill.exceptions import PapermillExecutionError

    source = workspace.root / "notebooks" / f"{job.notebook}.ipynb"
    begun: list[NotebookNode] = []
    papermill_engines.register(_ENGINE, _engine(begun))
    try:
        with _kernel_environment(workspace) as config, _kernel_unheard():
            notebook = papermill.execute_notebook(
                str(source),
                str(out),
                parameters=parameters_for(source, job),
                engine_name=_ENGINE,
                kernel_name=KERNEL,
                language="python",
                cwd=str(source.parent),
                progress_bar=False,
                log_output=False,
                request_save_on_cell_execute=False,
                execution_timeout=CELL_TIMEOUT_S,
                config=config,
            )
    except PapermillExecutionError as error:
        failed = nbformat.read(out, as_version=4)  # type: ignore[no-untyped-call]
        line, place = lines_of(error.traceback)
        return Executed(failed, _in_source(failed, error.cell_index), error.ename, line, place)
    except (DeadKernelError, CellTimeoutError) as error:
        return Executed(begun[0], _last_begun(begun[0]), type(error).__name__)
    left = _quit_cell(notebook)
    return Executed(notebook) if left is None else Executed(notebook, _in_source(notebook, left), "SystemExit")


def _engine(begun: list[NotebookNode]) -> SimpleNamespace:
    """Papermill's own engine, with the notebook it works on put into ``begun``.

    When a kernel dies papermill hands nothing back, and saving after every
    cell takes as long as the report itself.
    """
    from papermill.engines import NBClientEngine

    def execute_notebook(nb: NotebookNode, *args: object, **kwargs: object) -> object:
        begun.append(nb)
        return NBClientEngine.execute_notebook(nb, *args, **kwargs)

    return SimpleNamespace(
        execute_notebook=execute_notebook,
        nb_kernel_name=NBClientEngine.nb_kernel_name,
        nb_language=NBClientEngine.nb_language,
    )


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
def _kernel_environment(workspace: Workspace) -> Iterator[Config]:
    """Settings under which the kernel is this Python, and talks through files only its owner can open.

    A kernel of the same name in the user's home must not be taken for ours, so
    ours is written where Jupyter looks first.  TCP would carry the data in
    plain text over loopback; Windows has nothing else.
    """
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(prefix="pa-") as runtime:
        _write_kernel(Path(runtime, "kernels", KERNEL))
        wanted = {WORKSPACE_VARIABLE: str(workspace.root), "JUPYTER_PATH": runtime}
        if os.name != "posix":
            with _environment(wanted):
                yield Config()
            return
        with _environment(wanted | {"JUPYTER_RUNTIME_DIR": runtime}):
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


def scrub(notebook: NotebookNode, workspace: Workspace) -> NotebookNode:
    """A copy fit to share: no paths, times or random ids, and no error texts.

    Tracebacks and warnings may quote data, so only the kind of an error stays.
    """
    import nbformat

    made: NotebookNode = nbformat.from_dict(_without(notebook, _machine_paths(workspace)))  # type: ignore[no-untyped-call]
    made.metadata.pop("papermill", None)
    for index, cell in enumerate(made.cells):
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"injected-{index}"
        if cell.cell_type == "code":
            cell["outputs"] = [output for output in cell.outputs if output.get("name") != "stderr"]
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.evalue, output.traceback = "", []
    return made


def _machine_paths(workspace: Workspace) -> re.Pattern[str]:
    """What finds the folders of this machine in a text, longest first; a bare ``/`` names nothing."""
    folders = {workspace.root, Path.home(), Path(sys.prefix), Path(__file__).resolve().parents[2]}
    named = sorted((str(folder) for folder in folders if folder != Path(folder.anchor)), key=len, reverse=True)
    # Not inside a longer path or word; a line break shown as \n may stand before it.
    return re.compile(rf"(?:(?<![\w./-])|(?<=\\[nrt]))(?:{'|'.join(map(re.escape, named))})(?![\w-])")


def _without(value: object, paths: re.Pattern[str]) -> object:
    if isinstance(value, str):
        return paths.sub(".", value)
    if isinstance(value, Mapping):
        return {key: _without(item, paths) for key, item in value.items()}
    return [_without(item, paths) for item in value] if isinstance(value, list) else value
