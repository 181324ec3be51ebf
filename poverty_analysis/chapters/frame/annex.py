"""Annexes: who does what, and how this report was made."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
from collections.abc import Iterable
from functools import cache

from poverty_analysis.blocks import Block, Cell, Row, Section, Table
from poverty_analysis.budget.ledger import lines
from poverty_analysis.chapters.frame.acts import law_table
from poverty_analysis.chapters.frame.figures import count
from poverty_analysis.chapters.frame.sections import annex_section, no_data, paragraph
from poverty_analysis.chapters.frame.standards_used import standards_table
from poverty_analysis.chapters.frame.tables import column, table, texts
from poverty_analysis.chapters.frame.titles import line_title
from poverty_analysis.inputs.dataset import Dataset, InputFile
from poverty_analysis.inputs.plan_choice import TERM
from poverty_analysis.inputs.rows.plan import ActivityRow, AgencyRow, SolutionRow
from poverty_analysis.law import Law, agency, citation
from poverty_analysis.report.facts import acts_of_findings
from poverty_analysis.report.open import Report
from poverty_analysis.values.problems import Finding, Problem
from poverty_analysis.wording import problem_lines
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.words import Words

_PLAN_TABLES = ("budget", "lines", "claims", "targets", "activities", "agencies", "tasks", "task_status", "solutions")
# A checksum is read aloud and compared in short groups.
_GROUP = 8
_PACKAGES = ("poverty-analysis", "pandas", "matplotlib", "papermill", "nbconvert", "typst", "openpyxl")


def agencies(report: Report) -> Section:
    """Activities and agencies of every line, by their dated official names."""
    records = report.dataset.agencies
    if not report.entries:
        return annex_section(report.words, "agencies", _without_lines(report.words, report.dataset), number="1")
    if not records:
        return annex_section(report.words, "agencies", [no_data(report.words, "agencies")], number="1")
    activities = report.dataset.activities
    rows = tuple(
        Row(
            (
                code,
                line_title(report.words, report.programme, code),
                _joined(_activity_words(activities, code)),
                _joined(_agency_names(report.words, report.law, report.closing_day(), records, code)),
            )
        )
        for code in lines(report.entries)
    )
    columns = texts(report.words, {"code": 0.7, "project": 1.7, "activities": 3.4, "partners": 2.2})
    cells = (records[0].at.cell(), *(r.at.cell() for r in activities[:1]))
    named = (agency(report.law, r.agency, report.closing_day()) for r in records)
    acts = (found.citation for found in named if found)
    listed = table(report.words, "agencies", columns, rows, cells, law=acts, workbook_only=True)
    return annex_section(report.words, "agencies", [listed], number="1")


def _without_lines(words: Words, dataset: Dataset) -> list[Block]:
    """For a plan that names no project: its solutions and who answers for them, if it has any."""
    listed = solutions_table(words, dataset)
    return [no_data(words, "agency_lines"), *([listed] if listed else [])]


def solutions_table(words: Words, dataset: Dataset) -> Table | None:
    """What the plan sets against each cause or missing service; None where it has no such table."""
    records = dataset.solutions
    if not records:
        return None
    names = ("solution_kind", "need", "solution", "responsible", "source_line")
    widths = (1.3, 1.8, 4.0, 2.2, 0.5)
    pairs = zip(names, widths, strict=True)
    columns = tuple(column(words, name, right=name == "source_line", width=width) for name, width in pairs)
    rows = tuple(Row(_solution_cells(words, record)) for record in records)
    return table(words, "solutions", columns, rows, (records[0].at.cell(),))


def _solution_cells(words: Words, row: SolutionRow) -> tuple[Cell, ...]:
    return (words.word("solution_kind", row.kind), row.need, row.solution, row.responsible, str(row.source_line))


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words)


def _activity_words(records: tuple[ActivityRow, ...], code: str) -> list[str]:
    return [r.activity.rstrip(".;") for r in records if r.line == code]


def _agency_names(words: Words, law: Law, closing_day: dt.date, records: tuple[AgencyRow, ...], code: str) -> list[str]:
    chosen = [r for r in records if r.line == code]
    return [f"{_agency_name(words, law, closing_day, r)}{_lead_words(words, r)}" for r in chosen]


def _lead_words(words: Words, row: AgencyRow) -> str:
    return f" ({words.word('role', 'lead')})" if row.role == "lead" else ""


def _agency_name(words: Words, law: Law, closing_day: dt.date, row: AgencyRow) -> str:
    body = agency(law, row.agency, closing_day)
    if body is None:
        return row.as_printed
    return words.choose(body.title_vi, body.title_en)


def method(report: Report, annex: str = "2") -> Section:
    """How the report was made: plan version, law, files with checksums, software; ``annex`` is its number."""
    keys = report.dataset.plan
    words = report.say(
        "method.words",
        {
            "plan": keys.document_title,
            "version": keys.version,
            "convention": report.words.word("convention", keys.number_convention),
            "day": format_date(report.closing_day(), report.lang),
            "adjusted": str(report.dataset.adjusted),
        },
    )
    note = report.words.choose(keys.document_note_vi, keys.document_note_en)
    texts = [words, *([note] if note else [])]
    standards = standards_table(report)
    lines = [standards] if standards else []
    rows = [_rows_table(report), *_left_out(report.words, report.left_out)]
    blocks: list[Block] = [
        paragraph(*texts),
        _law_table(report.words, report.findings, report.law, report.params.year),
        *lines,
        *rows,
        _files_table(report.words, report.files),
        _versions_table(report.words),
    ]
    return annex_section(report.words, "method", blocks, number=annex)


@cache
def package_versions() -> dict[str, str]:
    """Versions of the packages that shape a report, by name."""
    return {name: importlib.metadata.version(name) for name in _PACKAGES}


def _law_table(words: Words, findings: tuple[Finding, ...], law: Law, year: int) -> Table:
    """The acts that the findings rest on; a run adds those that the executed chapters name."""
    named = acts_of_findings(findings, law, year)
    return law_table(words, (citation(law, name) for name in named), year)


def _rows_table(report: Report) -> Table:
    tables = {name: report.dataset.table(name) for name in _PLAN_TABLES}
    counts = {name: len(records) for name, records in tables.items()}
    counts |= {"ledger": _postings(report), "results": len(report.results)}
    counts |= {"inside": len(report.inside)} if report.params.period == TERM else {}
    rows = [
        Row((report.say(f"dataset.{name}"), count(report.words, f"rows.{name}", number, "count", (f"table:{name}",))))
        for name, number in counts.items()
    ]
    columns = (column(report.words, "dataset", width=3), column(report.words, "rows", right=True))
    note = report.say("note.some_rows_read" if report.left_out else "note.all_rows_read")
    return table(report.words, "rows-read", columns, rows, notes=(note,), workbook_only=True)


def _left_out(words: Words, left_out: tuple[Problem, ...]) -> list[Block]:
    """The rows the report stands without: where each is, what is wrong with it, and what was expected."""
    if not left_out:
        return []
    told = (problem_lines(problem, words.lang) for problem in left_out)
    rows = tuple(Row((text.where, text.what, text.expected)) for text in told)
    columns = texts(words, {"left_out_row": 1.6, "left_out_what": 2.4, "left_out_expected": 3})
    return [table(words, "rows-left-out", columns, rows)]


def _postings(report: Report) -> int:
    """Postings the figures rest on: of the year, or of all years of a term."""
    if report.params.period != TERM:
        return len(report.ledger)
    span = report.span()
    return sum(span.first.year <= (e.fiscal_year or 0) <= span.last.year for e in report.facts.booked)


def _files_table(words: Words, files: tuple[InputFile, ...]) -> Table:
    rows = tuple(Row(_file_cells(f.path, f.sha256)) for f in files)
    columns = texts(words, {"file": 2.2, "sha256": 3})
    return table(words, "files", columns, rows, workbook_only=True)


def _versions_table(words: Words) -> Table:
    rows = (Row(pair) for pair in package_versions().items())
    return table(words, "versions", texts(words, {"package": 2, "version": 1}), rows, workbook_only=True)


def _file_cells(path: str, digest: str) -> tuple[Cell, ...]:
    return (path, " ".join(digest[i : i + _GROUP] for i in range(0, len(digest), _GROUP)))
