"""The shared reports of a release as a reader has them: the page of each unit with its figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from poverty_analysis import chapters
from poverty_analysis.batch.build import make_document
from poverty_analysis.batch.plan import make_job
from poverty_analysis.blocks import figures_of
from poverty_analysis.inputs.params import make_params
from poverty_analysis.inputs.workspace import Workspace, find_workspace
from poverty_analysis.render.html import render_html
from poverty_analysis.report.open import Report, make_report
from poverty_analysis.report.sources import read_shared
from poverty_analysis.values.problems import Place
from tests.product import read_notebook
from tests.tree import ROOT

NOTEBOOK = "annual_report"
_CELL = re.compile(r'data-figure="([^"]+)">([^<]*)<')
_CHAPTER = re.compile(r"chapters\.(\w+)\(report\)")


@dataclass(frozen=True)
class Page:
    """One shared report: the page, which has the texts of tables, prose and pictures, and its figures."""

    unit: str
    year: int
    html: bytes
    figures: tuple[dict[str, Any], ...]

    def shown(self, figure: str) -> str:
        """What stands in the table cell of a figure; empty where it is in no table."""
        return self._cells.get(figure, "")

    @cached_property
    def _cells(self) -> dict[str, str]:
        return dict(_CELL.findall(self.html.decode("utf-8")))


def pages(root: Path, units: Iterable[str], years: Iterable[int]) -> tuple[Page, ...]:
    """The shared annual reports of some units and years in a workspace."""
    workspace = find_workspace(root)
    shared = read_shared(workspace)
    asked = [{"unit": unit, "year": year, "lang": "vi", "edition": "shared"} for year in years for unit in units]
    return tuple(_page(workspace, make_report(workspace, make_params(one, Place("test")), shared)) for one in asked)


def _page(workspace: Workspace, report: Report) -> Page:
    notebook = read_notebook(ROOT / "notebooks" / f"{NOTEBOOK}.ipynb")
    names = [name for cell in notebook.cells for name in _CHAPTER.findall(cell.source)]
    sections = tuple(getattr(chapters, name)(report).to_json() for name in names)
    assert len(sections) > 20, "all chapters of the notebook"
    job = make_job(NOTEBOOK, report.params, ("html",), (), report.unit)
    html = render_html(make_document(job, sections, notebook))
    figures = tuple(figure for section in sections for figure in figures_of(section))
    return Page(report.unit.code, report.params.year, html, figures)
