"""The poverty standards a report rests on, with their lines, for the annex on method."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Figure, Row, Table
from poverty_analysis.chapters.frame.law_readings import other_readings, reading_words, weak_mark
from poverty_analysis.chapters.frame.tables import numbers, table, texts
from poverty_analysis.law import Bracket, ClassRule, Law, Standard
from poverty_analysis.law.standards import AREAS, Area
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_vnd
from poverty_analysis.wording.words import Words

# Where the value stands; the law files are named, not numbered by line.
_FILE = "law/standards.yaml"


def used_standards(report: Report) -> tuple[Standard, ...]:
    """Standards of the plan, the results and the forms of the report, in the order of the law data."""
    ids = {report.dataset.plan.standard}
    ids |= {row.standard for row in report.results} | {row.standard for row in report.forms}
    return tuple(standard for standard in report.law.standards if standard.id in ids)


def standards_table(report: Report) -> Table | None:
    """Lines and rule of every standard the report uses; None where it uses none."""
    used = used_standards(report)
    rows = tuple(row for standard in used for row in _rows(report.words, report.law, standard))
    if not rows:
        return None
    columns = (
        *texts(report.words, {"standard": 0.9, "household_class": 2}),
        *numbers(report.words, {"income_urban": 1, "income_rural": 1}),
        *texts(report.words, {"deprivations": 1.2, "act": 1.5, "reading": 1.6}),
    )
    notes = other_readings(report.words, *(standard.reading for standard in used))
    acts = (standard.citation for standard in used)
    return table(report.words, "standards-used", columns, rows, None, notes=notes, law=acts, workbook_only=True)


def _rows(words: Words, law: Law, standard: Standard) -> Iterator[Row]:
    acts = {c.id: words.choose(c.decree, c.decree_en) for c in law.citations}
    for number, rule in enumerate(standard.classes, start=1):
        limits = next(bracket for bracket in standard.income if bracket.id == rule.limits)
        yield Row(
            (
                standard.id,
                words.say(f"household_class.{rule.household_class}"),
                *(_line(words, f"law.{standard.id}.{number}", limits, area) for area in AREAS),
                _deprivations(words, standard, rule),
                acts[limits.citation],
                reading_words(words, limits.reading),
            )
        )


def _line(words: Words, key: str, limits: Bracket, area: Area) -> Figure:
    """The highest income of the class; marked by the value, for its act may have been read in other parts only."""
    value = limits.up_to.of(area)
    shown = format_vnd(value, words.lang) + weak_mark(limits.reading)
    return Figure(f"{key}.{area}", value, "vnd", shown, "stated", (f"{_FILE}#{key}",), (limits.citation,))


def _deprivations(words: Words, standard: Standard, rule: ClassRule) -> str:
    return words.say(f"deprived.{rule.deprived}", {"threshold": str(standard.threshold)})
