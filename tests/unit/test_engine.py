"""The engine without a kernel: outputs as a kernel gives them, a clean warm process, and nothing left behind."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from poverty_analysis.batch.engine import forked
from poverty_analysis.batch.engine.surroundings import PREFIX, remove_left_over, run_folder, variables
from poverty_analysis.batch.engine.workers import Warm, workers_in
from poverty_analysis.batch.plan import make_job
from poverty_analysis.batch.task import KERNEL, WARM
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.workspace import Workspace
from tests.product import environment, write_cells
from tests.some import some
from tests.tree import ROOT

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks a warm process")
SHOWN = (
    "print('a'); import sys; print('b', file=sys.stderr); print('c'); 40 + 2",
    "1;",
    "",
    "None",
    # No value at the end: a kernel shows it before or after what a program it started prints.
    "import subprocess\n_ = subprocess.run(['echo', 'below'])",
    "from IPython.display import HTML, Markdown, clear_output, display\nshown = display(1, display_id='x')",
    "display(HTML('<b>x</b>'), Markdown('**y**'))\nprint('gone')\nclear_output()\nprint('kept')",
    "print('old')\nclear_output(wait=True)\nprint('new')",
    "shown.update(3)",
    "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);",
    "%matplotlib inline\n!echo hi",
    "get_ipython().run_cell_magic('capture', '', 'print(1)')\nIn[3][:5], Out[3], _",
    "async def one():\n    return 1\nawait one()",
    "class Picture(str):\n    def _repr_png_(self):\n        return b'png'\nPicture('x')",
    "import pickle\nclass Own: pass\nOwn.__module__, type(pickle.loads(pickle.dumps(Own()))).__name__",
    "input()",
)


# Loaded as in a warm process: this one has filters, plots and shells of other tests.
CELLS = """
import json, sys
from pathlib import Path
import matplotlib.pyplot
from poverty_analysis.batch.execute import execute
from poverty_analysis.batch.plan import make_job
from poverty_analysis.batch.task import EngineSettings
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.workspace import Workspace
root, engine, notebook, params = sys.argv[1:]
job = make_job(notebook, Params(**json.loads(params)), ("html",), (), None)
made = execute(Workspace(Path(root)), job, EngineSettings(engine)).notebook
print(json.dumps([[cell.execution_count, cell.outputs] for cell in made.cells if cell.cell_type == "code"]))
"""


def cells(engine: str, workspace: Path, notebook: str, **params: str | int) -> list[dict[str, Any]]:
    """Every code cell as it was executed; printed pieces that a kernel sent apart are one."""
    command = [sys.executable, "-c", CELLS, str(workspace), engine, notebook, json.dumps(params)]
    with run_folder() as folder:
        env = environment() | dict(variables(folder))
        # A kernel that finds this does not listen to the programs its cells start.
        env.pop("PYTEST_CURRENT_TEST", None)
        ended = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    told = json.loads(ended.stdout.splitlines()[-1])
    return [{"count": count, "outputs": joined(outputs)} for count, outputs in told]


def joined(outputs: list[Any]) -> list[Any]:
    made: list[Any] = []
    for output in json.loads(json.dumps(outputs)):
        if made and output["output_type"] == made[-1]["output_type"] == "stream" and output["name"] == made[-1]["name"]:
            made[-1]["text"] += output["text"]
        else:
            made.append(output)
    return made


def same(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> bool:
    """Whether cells show the same; of an error its name, for where it was raised differs."""
    for mine, theirs in zip(one, other, strict=True):
        assert mine["count"] == theirs["count"]
        assert [plain(output) for output in mine["outputs"]] == [plain(output) for output in theirs["outputs"]]
    return True


def plain(output: dict[str, Any]) -> Any:
    return output["ename"] if output["output_type"] == "error" else output


def test_every_kind_of_output_is_that_of_a_kernel(tmp_path: Path) -> None:
    write_cells(tmp_path, "x", "year = 1", *SHOWN)
    one, other = (cells(engine, tmp_path, "x", unit="999", year=2023) for engine in (WARM, KERNEL))
    assert same(one, other)
    assert [len(cell["outputs"]) for cell in one].count(0) < len(SHOWN) / 2


OF_THE_EXAMPLE = (
    ("annual_report", "099", 2023, "year"),
    pytest.param("annual_report", "999", 2023, "year", marks=pytest.mark.long),
    pytest.param("budget_reconciliation", "999", 2023, "year", marks=pytest.mark.long),
    pytest.param("six_month_report", "999", 2023, "six_months", marks=pytest.mark.long),
    pytest.param("period_review", "999", 2025, "term", marks=pytest.mark.long),
)


@pytest.mark.parametrize(("notebook", "unit", "year", "period"), OF_THE_EXAMPLE)
def test_a_notebook_shows_cell_by_cell_what_a_kernel_shows(notebook: str, unit: str, year: int, period: str) -> None:
    asked = {"unit": unit, "year": year, "period": period}
    one, other = (cells(engine, ROOT, notebook, **asked) for engine in (WARM, KERNEL))
    assert same(one, other) and len(one) > 10


def test_every_notebook_is_compared_with_a_kernel() -> None:
    compared = {getattr(case, "values", case)[0] for case in OF_THE_EXAMPLE}
    assert compared == {path.stem for path in some((ROOT / "notebooks").glob("*.ipynb"))}


def test_papermill_finds_the_engine() -> None:
    (found,) = (entry for entry in entry_points(group="papermill.engine") if entry.name == "poverty-analysis")
    assert found.load().execute_notebook is forked.execute_notebook


def test_the_warm_process_has_one_thread_and_its_children_end_with_it(tmp_path: Path) -> None:
    job = make_job("annual_report", Params("099", 2023), ("html",), (), None)
    with workers_in(tmp_path, Workspace(ROOT), [job, job], forked=True) as workers:
        pipe, _ = workers.start(), workers.start()
        assert isinstance(workers, Warm) and workers._process is not None
        warm = Path("/proc", str(workers._process.pid))
        children = warm / "task" / warm.name / "children"
        # What else is started while everything is loaded is over by then.
        while len(children.read_text(encoding="ascii").split()) < 2:
            time.sleep(0.05)
        assert len(list((warm / "task").iterdir())) == 1
        child = Path("/proc", children.read_text(encoding="ascii").split()[0])
        assert child.exists()
    assert not warm.exists() and not child.exists()
    with pytest.raises(EOFError):
        pipe.recv()


def test_a_temporary_folder_is_removed_when_nobody_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left = tmp_path / f"{PREFIX}left"
    left.mkdir()
    (left / ".held").touch()
    other = tmp_path / "other"
    other.mkdir()
    with run_folder() as folder:
        assert folder.name.startswith(PREFIX) and not left.exists()
        remove_left_over()
        assert folder.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["other"]
