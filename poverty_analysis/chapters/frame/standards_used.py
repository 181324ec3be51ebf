"""The poverty standards a report rests on, with their lines, for the annex on method."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Figure, Row, Table
from poverty_analysis.chapters.frame.common import column, other_readings, reading_words, weak_mark
from poverty_analysis.law import Bracket, ClassRule, Standard
from poverty_analysis.law.standards import AREAS, Area
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_vnd

# Where the value stands; the law files are named, not numbered by line.
_FILE = "law/standards.yaml"


def used_standards(report: Report) -> tuple[Standard, ...]:
    """Standards of the plan, the results and the forms of the report, in the order of the law data."""
    ids = {str(report.dataset.plan.values.get("standard") or "")}
    ids |= {str(record.values["standard"]) for record in report.results} | {row.standard for row in report.forms}
    return tuple(one for one in report.law.standards if one.id in ids)


def standards_table(report: Report) -> Table | None:
    """Lines and rule of every standard the report uses; None where it uses none."""
    rows = tuple(row for one in used_standards(report) for row in _rows(report, one))
    if not rows:
        return None
    columns = (
        column(report, "standard", width=0.9),
        column(report, "household_class", width=2),
        column(report, "income_urban", right=True),
        column(report, "income_rural", right=True),
        column(report, "deprivations", width=1.2),
        column(report, "act", width=1.6),
        column(report, "reading", width=1.2),
    )
    used = used_standards(report)
    notes = (report.say("note.standards"), *other_readings(report, *(one.reading for one in used)))
    return Table("standards-used", report.say("table.standards"), columns, rows, notes=notes)


def _rows(report: Report, of: Standard) -> Iterator[Row]:
    acts = {c.id: c.decree_en if report.lang == "en" else c.decree for c in report.law.citations}
    for number, rule in enumerate(of.classes, start=1):
        limits = next(one for one in of.income if one.id == rule.limits)
        yield Row(
            (
                of.id,
                report.say(f"household_class.{rule.household_class}"),
                *(_line(report, f"law.{of.id}.{number}", limits, area) for area in AREAS),
                _deprivations(report, of, rule),
                acts[limits.citation],
                reading_words(report, limits.reading),
            )
        )


def _line(report: Report, key: str, limits: Bracket, area: Area) -> Figure:
    """The highest income of the class; marked by the value, for its act may have been read in other parts only."""
    value = limits.up_to.of(area)
    shown = format_vnd(value, report.lang) + weak_mark(limits.reading)
    return Figure(f"{key}.{area}", value, "vnd", shown, "stated", (f"{_FILE}#{key}",), (limits.citation,))


def _deprivations(report: Report, of: Standard, rule: ClassRule) -> str:
    return report.say(f"deprived.{rule.deprived}", {"threshold": str(of.threshold)})
