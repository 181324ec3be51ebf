"""Annexes: who does what, and how this report was made."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable

from poverty_analysis.blocks import Block, Cell, Row, Section, Table
from poverty_analysis.budget.ledger import lines
from poverty_analysis.chapters.frame.common import (
    annex_section,
    column,
    count,
    no_data,
    paragraph,
    reading_words,
    table_source,
)
from poverty_analysis.chapters.frame.standards_used import standards_table, used_standards
from poverty_analysis.chapters.poverty_situation.newly_escaped import escaped_rule
from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.plan_choice import TERM
from poverty_analysis.law import agency, citation, deadlines_in
from poverty_analysis.law.model import Citation
from poverty_analysis.report.open import Report
from poverty_analysis.wording import problem_lines
from poverty_analysis.wording.dates import format_date

_PLAN_TABLES = ("budget", "claims", "targets", "activities", "agencies", "tasks", "task_status", "solutions")
# A checksum is read aloud and compared in short groups.
_GROUP = 8
_PACKAGES = ("poverty-analysis", "pandas", "matplotlib", "papermill", "nbconvert", "typst", "openpyxl")


def agencies(report: Report) -> Section:
    """Activities and agencies of every line, by their dated official names."""
    records = report.dataset.table("agencies")
    if not report.entries:
        return annex_section(report, "agencies", _without_lines(report), number=report.say("annex.1"))
    if not records:
        return annex_section(report, "agencies", [no_data(report, "agencies")], number=report.say("annex.1"))
    activities = report.dataset.table("activities")
    rows = tuple(
        Row(
            (
                code,
                report.line_title(code),
                _joined(_activity_words(activities, code)),
                _joined(_agency_names(report, records, code)),
            )
        )
        for code in lines(report.entries)
    )
    columns = (
        column(report, "code", width=0.7),
        column(report, "project", width=1.7),
        column(report, "activities", width=3.4),
        column(report, "partners", width=2.2),
    )
    table = Table(
        id="agencies",
        title=report.say("table.agencies"),
        columns=columns,
        rows=rows,
        notes=(report.say("note.agencies"),),
        source=table_source((records[0].cell(), *(r.cell() for r in activities[:1]))),
    )
    return annex_section(report, "agencies", [table], number=report.say("annex.1"))


def _without_lines(report: Report) -> list[Block]:
    """For a plan that names no project: its solutions and who answers for them, if it has any."""
    table = solutions_table(report)
    return [no_data(report, "agency_lines"), *([table] if table else [])]


def solutions_table(report: Report) -> Table | None:
    """What the plan sets against each cause or missing service; None where it has no such table."""
    records = report.dataset.table("solutions")
    if not records:
        return None
    names = ("solution_kind", "need", "solution", "responsible", "source_line")
    widths = (1.3, 1.8, 4.0, 2.2, 0.5)
    pairs = zip(names, widths, strict=True)
    columns = tuple(column(report, name, right=name == "source_line", width=width) for name, width in pairs)
    rows = tuple(Row(_solution_cells(report, record)) for record in records)
    title, source = report.say("table.solutions"), table_source((records[0].cell(),))
    return Table("solutions", title, columns, rows, source=source)


def _solution_cells(report: Report, record: Record) -> tuple[Cell, ...]:
    words = tuple(str(record.values[name]) for name in ("need", "solution", "responsible", "source_line"))
    return (report.word("solution_kind", str(record.values["kind"])), *words)


def _joined(words: Iterable[str]) -> str:
    return "; ".join(words)


def _activity_words(records: tuple[Record, ...], code: str) -> list[str]:
    return [str(r.values["activity"]).rstrip(".;") for r in records if r.values["line"] == code]


def _agency_names(report: Report, records: tuple[Record, ...], code: str) -> list[str]:
    chosen = [r for r in records if r.values["line"] == code]
    return [f"{_agency_name(report, r)}{_lead_words(report, r)}" for r in chosen]


def _lead_words(report: Report, record: Record) -> str:
    return f" ({report.word('role', 'lead')})" if record.values["role"] == "lead" else ""


def _agency_name(report: Report, record: Record) -> str:
    found = agency(report.law, str(record.values["agency"]), report.closing_day())
    if found is None:
        return str(record.values["as_printed"])
    return found.title_en if report.lang == "en" else found.title_vi


def used_citations(report: Report) -> tuple[Citation, ...]:
    """Every act a figure, rule or form of this report rests on."""
    ids = list(report.law.report_form)
    if report.programme:
        ids.append(report.programme.citation)
    if report.facts.counterpart:
        ids.append(report.facts.counterpart.citation)
    ids += [norm.citation for norm in report.facts.norms]
    ids += [one.citation for one in deadlines_in(report.law, report.params.year)]
    ids += [rule.citation] if (rule := escaped_rule(report)) else []
    for of in used_standards(report):
        ids += [of.citation, *(limits.citation for limits in of.income)]
    known = {c.id for c in report.law.citations}
    return tuple(citation(report.law, name) for name in dict.fromkeys(ids) if name in known)


def method(report: Report, annex: str = "2") -> Section:
    """How the report was made: plan version, law, files with checksums, software; ``annex`` is its number."""
    values = report.dataset.plan.values
    words = report.say(
        "method.words",
        {
            "plan": report.dataset.name,
            "version": str(values["version"]),
            "convention": report.word("convention", str(values["number_convention"])),
            "day": format_date(report.closing_day(), report.lang),
            "adjusted": str(report.dataset.adjusted),
        },
    )
    note = values["document.note_en" if report.lang == "en" else "document.note_vi"]
    texts = [words, report.say("method.versions", {"versions": _listed_versions()}), *([str(note)] if note else [])]
    standards = standards_table(report)
    lines = [standards] if standards else []
    rows = [_rows_table(report), *_left_out(report)]
    blocks: list[Block] = [paragraph(*texts), _law_table(report), *lines, *rows, _files_table(report)]
    return annex_section(report, "method", blocks, number=report.say(f"annex.{annex}"))


def package_versions() -> dict[str, str]:
    """Versions of the packages that shape a report, by name."""
    return {name: importlib.metadata.version(name) for name in _PACKAGES}


def _listed_versions() -> str:
    return ", ".join(f"{name} {version}" for name, version in package_versions().items())


def _law_table(report: Report) -> Table:
    english = report.lang == "en"
    rows = tuple(
        Row(
            (
                act.decree_en if english else act.decree,
                act.article_en if english else act.article,
                act.title_en if english else act.title_vi,
                reading_words(report, act.reading),
            )
        )
        for act in used_citations(report)
    )
    columns = (
        column(report, "act", width=1.7),
        column(report, "article", width=1),
        column(report, "title", width=3.4),
        column(report, "reading", width=1.4),
    )
    return Table("law-used", report.say("table.law"), columns, rows, notes=(report.say("note.law"),))


def _rows_table(report: Report) -> Table:
    tables = {name: report.dataset.table(name) for name in _PLAN_TABLES}
    counts = {name: len(records) for name, records in tables.items()}
    counts |= {"ledger": _postings(report), "results": len(report.results)}
    counts |= {"inside": len(report.inside)} if report.params.period == TERM else {}
    rows = [
        Row((report.say(f"dataset.{name}"), count(report, f"rows.{name}", number, "count", (f"table:{name}",))))
        for name, number in counts.items()
    ]
    columns = (column(report, "dataset", width=3), column(report, "rows", right=True))
    note = report.say("note.rows_left_out" if report.left_out else "note.rows")
    return Table("rows-read", report.say("table.rows"), columns, tuple(rows), notes=(note,))


def _left_out(report: Report) -> list[Block]:
    """The rows the report stands without: where each is, what is wrong with it, and what was expected."""
    if not report.left_out:
        return []
    told = (problem_lines(problem, report.lang) for problem in report.left_out)
    rows = tuple(Row((one.where, one.what, one.expected)) for one in told)
    columns = (
        column(report, "left_out_row", width=1.6),
        column(report, "left_out_what", width=2.4),
        column(report, "left_out_expected", width=3),
    )
    return [Table("rows-left-out", report.say("table.rows_left_out"), columns, rows)]


def _postings(report: Report) -> int:
    """Postings the figures rest on: of the year, or of all years of a term."""
    if report.params.period != TERM:
        return len(report.ledger)
    span = report.span()
    return sum(span.first.year <= (e.budget_year or 0) <= span.last.year for e in report.facts.booked)


def _files_table(report: Report) -> Table:
    rows = tuple(Row(_file_cells(f.path, f.sha256)) for f in report.files)
    columns = (column(report, "file", width=2.2), column(report, "sha256", width=3))
    return Table("files", report.say("table.files"), columns, rows)


def _file_cells(path: str, digest: str) -> tuple[Cell, ...]:
    return (path, " ".join(digest[i : i + _GROUP] for i in range(0, len(digest), _GROUP)))
