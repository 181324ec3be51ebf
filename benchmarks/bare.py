"""The computation and the rendering of the benchmark notebook with no notebook at all: what no engine can go below."""

from __future__ import annotations

import ast
import base64
import os
from pathlib import Path

import nbformat
from nbformat.v4 import new_output

from poverty_analysis.batch.build import make_document
from poverty_analysis.batch.plan import make_job
from poverty_analysis.inputs.params import Params
from poverty_analysis.render.html import render_html
from poverty_analysis.render.notebook import collect
from poverty_analysis.render.pdf import render_pdf


def make(workspace: Path, number: int) -> None:
    """Run the cells as one program, draw its figures as the notebook would, and write HTML and PDF."""
    os.chdir(workspace / "notebooks")
    notebook = nbformat.read(f"bench{number:02d}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    names: dict[str, object] = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [new_output("display_data", data=data) for data in _shown(cell.source, names)]  # type: ignore[no-untyped-call]
    job = make_job("annual_report", Params("999", 2023), ("html", "pdf"), (), None)
    document = make_document(job, collect(notebook), notebook)
    (workspace / f"bare{number}.html").write_bytes(render_html(document))
    (workspace / f"bare{number}.pdf").write_bytes(render_pdf(document))


def _shown(source: str, names: dict[str, object]) -> list[dict[str, str]]:
    """What a cell shows: its last value, then its figures."""
    import matplotlib
    from IPython.core.formatters import DisplayFormatter
    from IPython.core.pylabtools import retina_figure

    matplotlib.use("agg")
    from matplotlib import pyplot

    body = ast.parse(source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "cell", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if isinstance(last, ast.Expr) else None
    shown = [] if value is None else [dict(DisplayFormatter().format(value)[0])]  # type: ignore[no-untyped-call]
    for number in pyplot.get_fignums():
        picture = retina_figure(pyplot.figure(number), base64=False)  # type: ignore[no-untyped-call]
        shown.append({"image/png": base64.b64encode(picture[0]).decode()})
    pyplot.close("all")
    return shown
