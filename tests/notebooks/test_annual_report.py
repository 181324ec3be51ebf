"""The notebooks are thin, clean in git, and by hand give what ``run`` gives."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from poverty_analysis.batch.execute import execute
from poverty_analysis.batch.plan import make_job, notebook_parameters
from poverty_analysis.batch.task import EngineSettings
from poverty_analysis.chapters.frame.registry import PROMISES
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.render.notebook import collect
from tests.product import environment, make_workspace
from tests.programs import HANGS_AFTER_SECONDS
from tests.some import some
from tests.tree import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
ANNUAL = ROOT / "notebooks" / "annual_report.ipynb"
MOST_CELLS = 32
PARAMETER = re.compile(r'[a-z_]+: (?:str|int|float|bool) = (?:"[^"]*"|-?[\d.]+|True|False)  # \S.*')
ALLOWED = (ast.Module, ast.Expr, ast.Call, ast.Attribute, ast.Name, ast.Load, ast.Constant, ast.keyword)
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> Any:
    return nbformat.read(path, as_version=4)


def cells(path: Path, kind: str = "code") -> list[Any]:
    return [cell for cell in read(path).cells if cell.cell_type == kind]


def test_there_is_the_annual_report() -> None:
    assert ANNUAL in NOTEBOOKS


@every_notebook
def test_git_holds_no_outputs_no_counts_and_stable_ids(path: Path) -> None:
    notebook = read(path)
    nbformat.validate(notebook)
    assert not [cell.id for cell in some(cells(path)) if cell.outputs or cell.execution_count]
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)
    assert not [name for name in some(ids) if not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", name)]
    assert set(notebook.metadata) <= {"kernelspec", "language_info", "title"}
    assert notebook.metadata.kernelspec.name == "python3"
    assert not {"papermill", "execution"} & {key for cell in notebook.cells for key in cell.metadata}


@every_notebook
def test_the_parameters_are_simple_labelled_lines(path: Path) -> None:
    (cell,) = (cell for cell in cells(path) if "parameters" in cell.metadata.get("tags", ()))
    assert cell is read(path).cells[0] or cell.id == cells(path)[0].id
    lines = cell.source.splitlines()
    assert not [line for line in some(lines) if not PARAMETER.fullmatch(line)]
    assert len(notebook_parameters(path)) == len(lines)


def test_the_parameters_are_those_of_every_report() -> None:
    assert notebook_parameters(ANNUAL) == {
        name: "int" if name == "year" else "str" for name in Params("099", 2023).to_notebook()
    }


@every_notebook
def test_each_cell_is_one_library_call(path: Path) -> None:
    _, opening, *rest = cells(path)
    assert len(rest) + 2 <= MOST_CELLS
    imported, opened = ast.parse(opening.source).body
    assert isinstance(imported, ast.ImportFrom)
    assert imported.module == "poverty_analysis"
    assert isinstance(opened, ast.Assign)
    assert isinstance(opened.value, ast.Call)
    for cell in some(rest):
        tree = ast.parse(cell.source)
        assert len(tree.body) == 1, cell.id
        assert not [node for node in ast.walk(tree) if not isinstance(node, ALLOWED)], cell.id


@pytest.fixture(scope="module")
def by_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], ...]:
    """Sections as a run makes them, with the notebook's own defaults."""
    workspace = Workspace(make_workspace(tmp_path_factory.mktemp("run") / "ws"))
    job = make_job(ANNUAL.stem, Params("099", 2023), ("html",), (), None)
    done = execute(workspace, job, EngineSettings())
    assert not done.error
    return collect(done.notebook)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::PendingDeprecationWarning")
def test_by_hand_it_gives_what_a_run_gives(
    by_run: tuple[dict[str, Any], ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in JupyterLab: no parameters given, the notebook's folder is the working folder."""
    from nbclient import NotebookClient

    for name in set(os.environ) - set(environment()):
        monkeypatch.delenv(name)
    folder = make_workspace(tmp_path / "by hand") / "notebooks"
    notebook = read(folder / ANNUAL.name)
    NotebookClient(notebook, timeout=HANGS_AFTER_SECONDS, resources={"metadata": {"path": str(folder)}}).execute()
    assert [part["id"] for part in by_run] == list(PROMISES["annual_report"])
    assert collect(notebook) == by_run
