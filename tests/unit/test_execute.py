"""How a notebook is run, and what is taken out of it before anyone else sees it."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from poverty_analysis.batch.engine.limits import ReportLimits
from poverty_analysis.batch.execute import Executed, _kernel_environment, execute, parameters_for
from poverty_analysis.batch.plan import Job, make_job
from poverty_analysis.batch.scrub import cut_text, scrub
from poverty_analysis.batch.task import KERNEL, WARM, EngineSettings
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "notebooks").mkdir()
    return Workspace(tmp_path)


def job(**extra: str | int) -> Job:
    params = Params("999", 2023, lang="en")
    made = make_job("x", params, ("html",), tuple(extra.items()), None)
    return made


def write(workspace: Workspace, *sources: str) -> Path:
    cells = [new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    cells[0].metadata["tags"] = ["parameters"]
    path = workspace.root / "notebooks" / "x.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def test_only_declared_parameters_are_given(workspace: Workspace) -> None:
    path = write(workspace, "unit: str = ''\nyear = 1\nmuc = 'a'")
    assert parameters_for(path, job(muc="b")) == {"unit": "999", "year": 2023, "muc": "b"}


def streams(text: str, name: str = "stdout") -> list[Any]:
    return [new_output("stream", name=name, text=text)]


def scrubbed(workspace: Workspace, text: str) -> str:
    cell = new_code_cell("1", outputs=streams(text))
    made = scrub(new_notebook(cells=[cell]), workspace)
    return str(made.cells[0].outputs[0].text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("{root}/data/x.csv", "./data/x.csv"),
        ("{root}", "."),
        ("'{root}', x", "'.', x"),
        ("a\n{root}/x", "a\n./x"),
        ("'a\\n{root}/x'", "'a\\n./x'"),
        ("{root}-other/x", "{root}-other/x"),
        ("http://host{root}/x", "http://host{root}/x"),
        ("{home}/secret", "./secret"),
    ],
)
def test_paths_of_the_machine_are_taken_out(workspace: Workspace, text: str, left: str) -> None:
    names = {"root": str(workspace.root), "home": str(Path.home())}
    assert scrubbed(workspace, text.format(**names)) == left.format(**names)


def test_a_home_at_the_root_takes_nothing_out(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", classmethod(lambda cls: cls("/")))
    output = new_output("display_data", data={"text/plain": "a/b", "image/png": "AA//"})
    made = scrub(new_notebook(cells=[new_code_cell("1", outputs=[output])]), workspace)
    assert made.cells[0].outputs[0].data == {"text/plain": "a/b", "image/png": "AA//"}


def test_times_random_ids_warnings_and_error_texts_are_taken_out(workspace: Workspace) -> None:
    error = new_output("error", ename="KeyError", evalue="SECRET", traceback=["SECRET"])
    failing = new_code_cell("f()", outputs=[*streams("SECRET", "stderr"), *streams("kept"), error])
    failing.metadata = {"papermill": {"duration": 1.5}, "execution": {"x": "2023"}, "tags": ["mine"]}
    injected = new_code_cell("unit = '1'", id="random1", metadata={"tags": ["injected-parameters"]})
    notebook = new_notebook(cells=[injected, failing, new_markdown_cell("words")], metadata={"papermill": {"x": 1}})
    made = scrub(notebook, workspace)
    assert "SECRET" not in json.dumps(made)
    assert made.cells[0].id == "injected-0"
    assert made.cells[1].metadata == {"tags": ["mine"]}
    assert [output.output_type for output in made.cells[1].outputs] == ["stream", "error"]
    assert made.cells[1].outputs[1].ename == "KeyError"
    assert "papermill" not in made.metadata
    assert "SECRET" in json.dumps(notebook), "the notebook given stays as it is"


def test_the_kernel_is_ours_and_talks_in_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTER_PATH", "/elsewhere")
    monkeypatch.delenv("JUPYTER_PREFER_ENV_PATH", raising=False)
    before = dict(os.environ)
    with _kernel_environment() as one, _kernel_environment() as other:
        assert (Path(os.environ["JUPYTER_PATH"]) / "kernels" / "python3" / "kernel.json").is_file()
        if os.name == "posix":
            assert one.KernelManager.transport == "ipc"
            folders = [Path(config.KernelManager.ip).parent for config in (one, other)]
            assert folders[0] != folders[1]
            assert all(folder.stat().st_mode & 0o077 == 0 for folder in folders)
    assert dict(os.environ) == before


def ran(workspace: Workspace, *sources: str, engine: str = "warm", limits: ReportLimits | None = None) -> Executed:
    write(workspace, "year = 1", *sources)
    return execute(workspace, job(), EngineSettings(engine, limits or ReportLimits()))


KILLED = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
both_engines = pytest.mark.parametrize("engine", [WARM, KERNEL])


@pytest.mark.filterwarnings("ignore")  # the child of this process has its filters
@both_engines
@pytest.mark.parametrize(
    ("source", "error"),
    [("1 / 0", "ZeroDivisionError"), ("import sys\nsys.exit(0)", "SystemExit")],
)
def test_the_failing_cell_is_counted_in_the_users_notebook(
    workspace: Workspace, engine: str, source: str, error: str
) -> None:
    done = ran(workspace, "x = 1", source, "y = 2", engine=engine)
    assert (done.error, done.failed_cell) == (error, 2)


@both_engines
def test_what_a_notebook_says_aside_is_not_heard(
    workspace: Workspace, engine: str, capfd: pytest.CaptureFixture[str]
) -> None:
    os.write(2, b"before ")
    assert ran(workspace, "import os\nos.write(2, b'noise of a kernel')", engine=engine).error == ""
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


@pytest.mark.parametrize(("last", "engine"), [(KILLED, "warm"), (KILLED, "kernel"), ("quit()", "warm")])
def test_a_dead_process_names_the_cell_and_keeps_what_ran(workspace: Workspace, engine: str, last: str) -> None:
    made = ran(workspace, "40 + 2", last, "3", engine=engine)
    assert (made.error, made.failed_cell) == ("died", 2)
    shown = [output["data"]["text/plain"] for cell in made.notebook.cells for output in cell.get("outputs", ())]
    assert shown == ["42"]


def test_an_exception_is_told_with_its_line_and_ours_but_not_with_what_it_says(workspace: Workspace) -> None:
    made = ran(workspace, "from poverty_analysis.values.periods import period\n\nperiod('month', 1987)")
    assert (made.error, made.failed_cell, made.line) == ("UnknownPeriod", 1, "3")
    assert re.fullmatch(r"poverty_analysis/values/periods\.py:\d+", made.place)
    assert not any("1987" in str(told) for told in (made.line, made.place, made.error))


@both_engines
def test_a_report_may_take_only_so_much_memory(
    workspace: Workspace, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    took = "import pandas, matplotlib.pyplot\nheld = bytearray({size})\nlen(held)"
    made = ran(workspace, took.format(size=3 * 1024**3), engine=engine)
    assert (made.error, made.failed_cell, made.line) == ("MemoryError", 1, "2")
    monkeypatch.setenv("POVERTY_ANALYSIS_MEMORY_MB", "1200")
    # Near the limit the shell itself may be what finds no memory: then its process ends, and that is named.
    assert ran(workspace, took.format(size=1300 * 1024**2), engine=engine).error in ("MemoryError", "died")


@both_engines
def test_a_cell_and_a_notebook_have_only_so_much_time(workspace: Workspace, engine: str) -> None:
    slow = "import time\ntime.sleep(1000)"
    made = ran(workspace, "1", slow, "2", engine=engine, limits=ReportLimits(cell_s=1))
    assert (made.error, made.failed_cell) == ("cell_time", 2)
    made = ran(workspace, "1", slow, "2", engine=engine, limits=ReportLimits(report_s=2))
    assert (made.error, made.failed_cell) == ("report_time", 2)


@both_engines
def test_what_a_cell_prints_beyond_the_limit_is_left_out_and_that_is_said(workspace: Workspace, engine: str) -> None:
    made = ran(workspace, "print('ngắn')", "for _ in range(4000):\n    print('x' * 999)", engine=engine)
    notebook = scrub(made.notebook, workspace)
    assert cut_text(notebook, "en") == (3,)
    (text,) = (output.text for output in notebook.cells[-1].outputs)
    assert text.startswith("x" * 999 + "\n") and len(text) < 1_000_200
    assert text.endswith("\n[The output exceeded 1 million characters; the rest was not kept.]\n")
