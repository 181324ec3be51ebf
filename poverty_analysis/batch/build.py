"""Build the files of one report from its executed notebook."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.batch.manifest import manifest
from poverty_analysis.batch.plan import Job
from poverty_analysis.batch.task import DueReport, MadeReport
from poverty_analysis.blocks import Json, figures_of
from poverty_analysis.chapters.frame.acts import with_acts
from poverty_analysis.chapters.frame.assembly import assembled
from poverty_analysis.chapters.frame.formulas import formula_words, with_formulas
from poverty_analysis.chapters.frame.heading_block import plan_cited
from poverty_analysis.chapters.frame.registry import missing
from poverty_analysis.chapters.frame.sources import documents_by_file, with_documents
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.law import citation, read_law, review_day
from poverty_analysis.law.model import Citation
from poverty_analysis.render.document import LABELS, Document
from poverty_analysis.report.record import acts_used, records_in
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.wording import say
from poverty_analysis.wording.dates import period_words
from poverty_analysis.wording.words import Words

if TYPE_CHECKING:
    from nbformat import NotebookNode


def build(
    workspace: Workspace, task: DueReport, notebook: NotebookNode, folder: Path, opened: Path | None = None
) -> MadeReport:
    """Write every file of the report into ``folder``; a problem for each promised part that is missing, and no file."""
    from poverty_analysis.render.notebook import collect

    job = task.job
    shown = collect(notebook)
    lacking = missing(job.notebook, shown)
    if lacking:
        place = Place(f"notebooks/{job.notebook}.ipynb")
        return MadeReport(tuple(Problem("PA-602", place, seen=name) for name in lacking))
    records = records_in(notebook)
    words = Words(job.params.lang, read_contract())
    acts = tuple(citation(read_law(), name) for name in acts_used(shown, records))
    whole = with_acts(notebook, acts, words, job.params.year)
    sections = assembled(collect(whole), words, job.params.year, review_day(read_law(), job.params.year))
    named = documents_by_file(task.inputs.watched, job.params.plan, plan_cited(sections), words)
    sections = with_formulas(with_documents(sections, named), words)
    document = replace(
        make_document(job, sections, whole),
        formulas=formula_words([block for section in sections for block in section["blocks"]], words),
        acts={act.id: _act_words(act, words) for act in acts},
    )
    figures = [figure for section in document.sections for figure in figures_of(section)]
    _write_files(job, document, whole, figures, folder)
    told = manifest(workspace, task, document, records, acts, folder, opened)
    _write_json(folder / job.file("manifest.json"), told)
    files = tuple(told["inputs"]["files"])
    return MadeReport(law=tuple(act.id for act in acts), files=files, figures=len(figures))


def _write_files(job: Job, document: Document, notebook: NotebookNode, figures: list[Json], folder: Path) -> None:
    for name, content in _rendered(document, job.formats):
        (folder / f"{job.stem}.{name}").write_bytes(content)
    write_notebook(notebook, folder / f"{job.stem}.ipynb")
    _write_figures(folder / job.file("figures.json"), figures, synthetic=job.synthetic)


def make_document(job: Job, sections: tuple[Json, ...], notebook: NotebookNode) -> Document:
    """The document of a report: title, period, labels in its language, sections."""
    lang = job.params.lang
    title = _own_title(sections) or str(notebook.metadata.get("title", job.notebook))
    return Document(
        title=title,
        lang=lang,
        unit_name=job.unit_name,
        period_label=period_words(job.span, lang),
        year=job.params.year,
        synthetic=job.synthetic,
        edition=job.params.edition,
        sections=sections,
        labels={name: say(lang, f"label.{name}", {"count": "{count}"}) for name in LABELS},
    )


def _act_words(act: Citation, words: Words) -> str:
    parts = (words.choose(act.decree, act.decree_en), words.choose(act.article, act.article_en))
    return ", ".join(part for part in parts if part)


def _own_title(sections: tuple[Json, ...]) -> str:
    """The title in the heading block; empty in a notebook without one."""
    blocks = (block for section in sections for block in section["blocks"])
    heads = (block["fields"] for block in blocks if block.get("kind") == "letterhead")
    return next((str(fields["doc_title"]) for fields in heads), "")


def _rendered(document: Document, formats: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    from poverty_analysis.render.html import render_html
    from poverty_analysis.render.pdf import render_pdf
    from poverty_analysis.render.word.document import render_docx
    from poverty_analysis.render.xlsx import render_xlsx

    renderers: Mapping[str, Callable[[Document], bytes]] = {
        "html": render_html,
        "pdf": render_pdf,
        "xlsx": render_xlsx,
        "docx": render_docx,
    }
    for name in formats:
        yield name, renderers[name](document)


def _write_figures(path: Path, figures: list[Json], *, synthetic: bool) -> None:
    """One figure a line: quicker to write than one field a line, and two files still compare line by line."""
    lines = ",\n".join(json.dumps(figure, ensure_ascii=False) for figure in figures)
    path.write_text(f'{{"synthetic": {json.dumps(synthetic)}, "figures": [\n{lines}\n]}}\n', encoding="utf-8")


def _write_json(path: Path, data: Mapping[str, object]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_notebook(notebook: NotebookNode, path: Path) -> None:
    """Write a notebook as Jupyter does."""
    import nbformat

    path.write_text(nbformat.writes(notebook, version=4) + "\n", encoding="utf-8")  # type: ignore[no-untyped-call]
