"""Notebooks run cell by cell in this process: what each cell shows, without a kernel and without files."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from types import CodeType

from poverty_analysis.batch.build import make_document
from poverty_analysis.batch.plan import make_job
from poverty_analysis.blocks import Section
from poverty_analysis.chapters.frame.assembly import assembled
from poverty_analysis.chapters.frame.registry import missing
from poverty_analysis.law import review_day
from poverty_analysis.render.html import render_html
from poverty_analysis.report.open import Report
from tests.product import read_notebook
from tests.tree import ROOT

#: A cell: what runs, what it shows at its end, and whether parameters come after it.
Cell = tuple[CodeType, CodeType | None, bool]


@cache
def cells(notebook: str) -> tuple[Cell, ...]:
    """The code cells of a notebook, compiled once."""
    listed = read_notebook(ROOT / "notebooks" / f"{notebook}.ipynb").cells
    return tuple(_cell(notebook, one.source, one.metadata) for one in listed if one.cell_type == "code")


def _cell(notebook: str, source: str, metadata: dict[str, list[str]]) -> Cell:
    *lines, last = ast.parse(source).body
    shows = isinstance(last, ast.Expr)
    body = compile(ast.Module(lines if shows else [*lines, last], []), notebook, "exec")
    shown = compile(ast.Expression(last.value), notebook, "eval") if isinstance(last, ast.Expr) else None
    return body, shown, "parameters" in metadata.get("tags", ())


def sections(notebook: str, **parameters: object) -> Iterator[Section]:
    """What the cells of a notebook show."""
    return shown_with({}, notebook, **parameters)


def shown_with(names: dict[str, object], notebook: str, **parameters: object) -> Iterator[Section]:
    """What the cells show, whose names are left in ``names``."""
    for body, shown, tagged in cells(notebook):
        exec(body, names)
        if shown:
            yield eval(shown, names)
        if tagged:
            names.update(parameters)


def check_page(notebook: str, **parameters: object) -> None:
    """Run a notebook and draw its page; whatever is promised must stand in it."""
    names: dict[str, object] = {}
    shown = tuple(section.to_json() for section in shown_with(names, notebook, **parameters))
    assert missing(notebook, list(shown)) == ()
    report = names["report"]
    assert isinstance(report, Report)
    job = make_job(notebook, report.params, ("html",), (), report.unit)
    whole = assembled(shown, report.words, report.params.year, review_day(report.law, report.params.year))
    page = render_html(make_document(job, whole, read_notebook(ROOT / "notebooks" / f"{notebook}.ipynb")))
    assert page.count(b"<h1") == 1
