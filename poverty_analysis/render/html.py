"""A document as one HTML file that opens offline and runs nothing.

The page is made by nbconvert's ``TemplateExporter`` from a template of our
own, with Jinja's autoescape on: every datum is text.  Drawings that hold
harmless marks only stand in the page and follow its colours; every other
picture is embedded as an image, so whatever it holds cannot run or fetch.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from pathlib import Path

import jinja2
import nbformat
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter

from poverty_analysis.blocks import MIME, Json
from poverty_analysis.render.document import Document, prepare, printed
from poverty_analysis.render.fit import fit
from poverty_analysis.render.foreign import with_foreign_runs
from poverty_analysis.render.inline_svg import inline_svg

HERE = Path(__file__).parent
# Family, weight, style and file of each face the page brings along.
WEB_FONTS = (
    ("Report Serif", 400, "normal", "ReportSerif-Regular.woff2"),
    ("Report Serif", 700, "normal", "ReportSerif-Bold.woff2"),
    ("Report Serif", 400, "italic", "ReportSerif-Italic.woff2"),
    ("Report Sans", 400, "normal", "ReportSans-Regular.woff2"),
    ("Report Sans", 700, "normal", "ReportSans-Bold.woff2"),
    ("Report Symbols", 400, "normal", "ReportSymbols-Regular.ttf"),
)


class ReportExporter(TemplateExporter):
    """nbconvert's template exporter without filters or preprocessors, escaping everything."""

    def default_filters(self) -> tuple[()]:
        return ()

    def _preprocess(self, nb: nbformat.NotebookNode, resources: Json) -> tuple[nbformat.NotebookNode, Json]:
        # No preprocessor is there to change the notebook: the usual two copies take longer than the page.
        return nb, resources

    def _create_environment(self) -> jinja2.Environment:
        environment: jinja2.Environment = super()._create_environment()  # type: ignore[no-untyped-call]
        environment.autoescape = True
        environment.undefined = jinja2.StrictUndefined
        environment.trim_blocks = environment.lstrip_blocks = True
        environment.filters["sections"] = sections_of
        environment.filters["fit"] = fit
        environment.filters["data_uri"] = chart_data_uri
        environment.filters["drawing"] = inline_svg
        environment.filters["shade"] = shade_class
        return environment


def render_html(doc: Document) -> bytes:
    """Return the document as UTF-8 HTML; the same document gives the same bytes."""
    data = prepare(doc)
    # Without its sections, which nbconvert would copy once more.
    about = {"lang": doc.lang, "synthetic": doc.synthetic, "official": doc.official, "labels": dict(doc.labels)}
    resources = {"doc": about, "title": data.title, "style": Markup(_style())}
    text, _ = _exporter().from_notebook_node(_as_notebook(printed(data.sections)), resources)
    return (with_foreign_runs(text) if doc.lang == "en" else text).encode("utf-8")


def _as_notebook(sections: tuple[Json, ...]) -> nbformat.NotebookNode:
    """Return the sections as outputs of a notebook, one a cell, as nbconvert wants them."""
    content = {"cells": list(map(_as_cell, sections)), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    notebook: nbformat.NotebookNode = nbformat.from_dict(content)  # type: ignore[no-untyped-call]
    return notebook


def _as_cell(section: Json) -> Json:
    output = {"output_type": "display_data", "metadata": {}, "data": {MIME: section}}
    cell = {"cell_type": "code", "id": section["anchor"], "metadata": {}, "source": "", "execution_count": None}
    return cell | {"outputs": [output]}


def sections_of(nb: nbformat.NotebookNode) -> list[Json]:
    """Return the sections that :func:`render_html` put into the notebook."""
    return [cell.outputs[0].data[MIME] for cell in nb.cells]


def shade_class(cell: Json) -> str:
    """Return the class that colours a share in a heat map: one of eleven, by tenths; none for what has no number."""
    figure = cell.get("figure")
    if figure is None or figure["unit"] != "share":
        return ""
    return f" h{round(min(max(figure['value'], 0.0), 1.0) * 10)}"


def chart_data_uri(chart: Json) -> str:
    """Return the picture of a chart block as a ``data:`` address."""
    if chart["svg"]:
        return "data:image/svg+xml;base64," + b64encode(chart["svg"].encode("utf-8", "replace")).decode()
    return f"data:image/png;base64,{chart['png']}"


@cache
def _exporter() -> ReportExporter:
    exporter = ReportExporter(  # type: ignore[no-untyped-call]
        template_paths=[str(HERE / "template")], template_file="report.html.j2", default_preprocessors=[]
    )
    exporter.file_extension = ".html"
    return exporter


@cache
def _style() -> str:
    css = (HERE / "template" / "report.css").read_text(encoding="utf-8")
    return "".join(map(_font_face, WEB_FONTS)) + css


def _font_face(font: tuple[str, int, str, str]) -> str:
    family, weight, style, file = font
    kind = file.rpartition(".")[2]
    data = b64encode((HERE / "fonts" / file).read_bytes()).decode()
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-style:{style};'
        f"src:url(data:font/{kind};base64,{data})}}\n"
    )
