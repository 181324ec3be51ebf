"""``read``: the document of a plan as a draft of its data."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from poverty_analysis.cli.telling import not_written, refused, tell_json, tell_problems, workspace_for
from poverty_analysis.documents.compare import Fidelity, hold_against
from poverty_analysis.documents.draft import Draft, draft_plan
from poverty_analysis.documents.page import doubt_text, page_of
from poverty_analysis.documents.reading import DocumentLines, read_document
from poverty_analysis.documents.workbook import write_draft_workbook
from poverty_analysis.documents.writing import TABLES, write_draft
from poverty_analysis.inputs.workspace import read_plan, read_units
from poverty_analysis.inputs.writing import write_text
from poverty_analysis.law import read_law
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say


def run_read(
    lang: str,
    chosen: Path | None,
    source: Path,
    folder: Path | None,
    page: Path | None,
    compare: Path | None,
    *,
    as_json: bool,
) -> int:
    """Draft the plan of the document ``source``; write the folder and the page that are asked for.

    Nothing is overwritten, and nothing is written when the document cannot be
    read.  Returns the exit code.
    """
    try:
        workspace = workspace_for(chosen, *(path for path in (folder, compare, source) if path))
        _refuse_existing(folder, page)
        document = read_document(source, source.name)
        draft = draft_plan(document.lines, read_units(workspace), read_law(), f"{source.stem}.txt")
        held = hold_against(draft, read_plan(workspace, compare)) if compare else None
        _write(draft, lang, folder, page)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    if as_json:
        tell_json(_told(draft, document, held, folder, page))
        return 0
    if document.warnings:
        tell_problems(document.warnings, lang)
    _tell(draft, held, lang, folder, page)
    return 0


def _refuse_existing(*paths: Path | None) -> None:
    problems = [Problem("PA-607", Place(path.name)) for path in paths if path and (path.exists() or path.is_symlink())]
    if problems:
        raise DataProblems(problems)


def _write(draft: Draft, lang: str, folder: Path | None, page: Path | None) -> None:
    try:
        if folder and folder.suffix == ".xlsx":
            write_draft_workbook(draft, folder, lang)
        elif folder:
            write_draft(draft, folder)
        if page:
            write_text(page, page_of(draft, lang))
    except OSError as error:
        raise not_written((folder or page or Path()).name, error) from None


def _told(
    draft: Draft, document: DocumentLines, held: Fidelity | None, folder: Path | None, page: Path | None
) -> dict[str, object]:
    return {
        "problems": [],
        "made": [str(path) for path in (folder, page) if path],
        "keys": dict(draft.keys),
        "rows": [
            {"table": row.table, "line": row.line.number, "page": row.line.page, "phrasing": row.rule, **row.cells}
            for row in draft.rows
        ],
        "documents": [
            {"number": one.number, "date": one.date.isoformat() if one.date else "", "line": one.line}
            for one in draft.documents
        ],
        "doubts": [{"key": one.key, "line": one.line, "readings": list(one.readings)} for one in draft.doubts],
        "unread": [{"line": one.line, "page": one.page, "kind": one.kind, "words": one.words} for one in draft.unread],
        "compared": None if held is None else _compared(held),
        "warnings": len(document.warnings),
    }


def _compared(held: Fidelity) -> dict[str, object]:
    return {
        "same": dict(held.same),
        "of": dict(held.of),
        "differences": [
            {"table": one.table, "side": one.side, "line": one.line, "what": one.what} for one in held.differences
        ],
    }


def _tell(draft: Draft, held: Fidelity | None, lang: str, folder: Path | None, page: Path | None) -> None:
    counts = Counter(row.table for row in draft.rows)
    title = draft.keys["document.title"] or say(lang, "read.no_title")
    click.echo(say(lang, "read.title", {"title": title, "unit": draft.keys["unit"] or "–"}))
    for table in TABLES:
        if counts[table]:
            click.echo("  " + say(lang, f"read.{table}", {"n": counts[table]}))
    for doubt in draft.doubts:
        click.echo(say(lang, "read.doubt", {"what": doubt_text(doubt, lang)}))
    if draft.unread:
        click.echo(say(lang, "read.unread", {"n": len(draft.unread)}))
    for left in draft.unread:
        click.echo(
            f"  {say(lang, 'read.line', {'line': left.line})}  {say(lang, f'read.kind.{left.kind}')}: {left.words}"
        )
    for difference in held.differences if held else ():
        values: dict[str, str | int] = {
            "table": difference.table,
            "line": difference.line,
            "what": difference.what,
        }
        click.echo(say(lang, f"read.only_{difference.side}", values))
    if held:
        click.echo(say(lang, "read.same", {"same": sum(held.same.values()), "of": sum(held.of.values())}))
    for path in (folder, page):
        if path:
            click.echo(say(lang, "read.made", {"path": str(path)}))
