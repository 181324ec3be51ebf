"""A notebook without our own run: papermill, jupyter execute, nbconvert; what is wrong is said in words."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from poverty_analysis import DataProblems, find_workspace
from tests.product import environment, poverty, read_notebook
from tests.programs import HANGS_AFTER_SECONDS

NOTEBOOKS = ("annual_report", "budget_reconciliation", "six_month_report", "period_review")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hand") / "w"
    assert poverty(folder.parent, "new", str(folder)).code == 0
    return folder


def tool(workspace: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of Jupyter's in the folder of the notebooks."""
    return subprocess.run(
        [str(Path(sys.executable).parent / name), *arguments],
        cwd=workspace / "notebooks",
        env=environment({"POVERTY_ANALYSIS_LANG": "en"}),
        capture_output=True,
        encoding="utf-8",
        timeout=HANGS_AFTER_SECONDS,
        check=False,
    )


def test_a_code_that_papermill_made_a_number_is_told_with_the_way_out(workspace: Path, tmp_path: Path) -> None:
    made = tmp_path / "out.ipynb"
    plain = ("--no-progress-bar", "-p", "lang", "en", "annual_report.ipynb", str(made))
    refused = tool(workspace, "papermill", *plain, "-p", "unit", "999")
    assert refused.returncode != 0
    end = refused.stderr.strip().splitlines()
    assert end[-4].startswith("PA-306") and "-r unit 099 instead of -p unit 099" in end[-1]
    error, shown = error_and_shown(made)
    # The place in our own code helps nobody: the whole of what is told is the problem.
    assert "open.py" not in "".join(error["traceback"]) and error["ename"] == "DataProblems"
    assert "<b>PA-306</b>" in shown and "-r unit 099" in shown
    assert tool(workspace, "papermill", *plain, "-r", "unit", "999").returncode == 0
    assert not any(output.output_type == "error" for cell in read_notebook(made).cells for output in outputs(cell))


def outputs(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return list(cell.get("outputs", ()))


def error_and_shown(path: Path) -> tuple[nbformat.NotebookNode, str]:
    """The error of a notebook, and the HTML that its cell showed."""
    (cell,) = (one for one in read_notebook(path).cells if any(o.output_type == "error" for o in outputs(one)))
    (error,) = (o for o in outputs(cell) if o.output_type == "error")
    return error, "".join(o.data.get("text/html", "") for o in outputs(cell) if o.output_type == "display_data")


def test_every_notebook_of_a_new_workspace_runs_as_it_is(workspace: Path, tmp_path: Path) -> None:
    """Run by hand it is of the unit the workspace has, not of one of the repository."""
    ran = tool(workspace, "jupyter", "execute", *(f"{name}.ipynb" for name in NOTEBOOKS))
    assert ran.returncode == 0, ran.stderr
    page = tmp_path / "page.html"
    ran = tool(
        workspace, "jupyter", "nbconvert", "--to", "html", "--execute", "annual_report.ipynb", "--output", str(page)
    )
    assert ran.returncode == 0, ran.stderr
    assert "Huyện Mẫu" in page.read_text(encoding="utf-8")


def test_a_workspace_made_for_a_unit_has_notebooks_of_it(tmp_path: Path) -> None:
    assert poverty(tmp_path, "new", "w", "--unit", "102", "--year", "2024").code == 0
    notebooks = [read_notebook(tmp_path / "w" / "notebooks" / f"{name}.ipynb") for name in NOTEBOOKS]
    heads = [next(c.source for c in one.cells if "parameters" in c.metadata.get("tags", ())) for one in notebooks]
    assert all('unit: str = "102"  # mã' in head and "year: int = 2024  # năm" in head for head in heads)


def test_in_a_program_the_problem_is_the_last_thing_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for lang, words in (("vi", "Cách sửa"), ("en", "To do")):
        monkeypatch.setenv("POVERTY_ANALYSIS_LANG", lang)
        with pytest.raises(DataProblems) as caught:
            find_workspace(tmp_path)
        assert "PA-407" in str(caught.value) and words in str(caught.value)
        assert caught.value._render_traceback_()[0].startswith("DataProblems")
        assert words in caught.value._repr_html_()
    assert str(DataProblems(caught.value.problems)) == "1 problem(s)"
    assert DataProblems(caught.value.problems)._repr_html_() == ""
