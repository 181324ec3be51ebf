"""Make one report to nowhere, so that what is loaded at first use is loaded before a process forks."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from poverty_analysis import chapters
from poverty_analysis.batch.build import make_document
from poverty_analysis.batch.opened import know_packages
from poverty_analysis.batch.plan import Job
from poverty_analysis.blocks import Section
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.law import read_law
from poverty_analysis.render.html import render_html
from poverty_analysis.render.pdf import load_fonts
from poverty_analysis.render.xlsx import render_xlsx
from poverty_analysis.report.open import Report, make_report

if TYPE_CHECKING:
    from nbformat import NotebookNode


def run_through(workspace: Workspace, job: Job | None) -> None:
    """Read law, fonts and the list of packages, then make a job's report as far as no cell and no PDF is needed.

    What goes wrong is told by the one that makes the report in earnest.
    """
    read_law()
    load_fonts()
    know_packages()
    if job is not None:
        with contextlib.suppress(Exception):
            _make(workspace, job)


def _make(workspace: Workspace, job: Job) -> None:
    import nbformat

    notebook = nbformat.read(workspace.root / "notebooks" / f"{job.notebook}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    report = make_report(workspace, job.params)
    sections = tuple(section.to_json() for section in _sections(notebook, report))
    document = make_document(job, sections, notebook)
    render_html(document)
    render_xlsx(document)


def _sections(notebook: NotebookNode, report: Report) -> Iterator[Section]:
    """What our own chapters show that the notebook calls; the code of its cells is not run."""
    for cell in notebook.cells:
        call = _chapter(cell.source) if cell.cell_type == "code" else None
        if call is not None:
            name, arguments = call
            section: Section = getattr(chapters, name)(report, *arguments)
            section._repr_mimebundle_()
            yield section


def _chapter(source: str) -> tuple[str, list[object]] | None:
    """``chapters.method(report, "4")`` as ("method", ["4"]); None for anything else."""
    body = ast.parse(source).body
    call = body[0].value if len(body) == 1 and isinstance(body[0], ast.Expr) else None
    if not isinstance(call, ast.Call) or not ast.unparse(call.func).startswith("chapters."):
        return None
    rest = call.args[1:]
    if not all(isinstance(argument, ast.Constant) for argument in rest):
        return None
    return ast.unparse(call.func).removeprefix("chapters."), [ast.literal_eval(argument) for argument in rest]
