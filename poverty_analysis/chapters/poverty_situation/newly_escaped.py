"""Households that escaped lately and still count as newly escaped, as far as the movements of the years tell."""

from __future__ import annotations

from collections.abc import Iterable

from poverty_analysis.blocks import Cell, Row, Table
from poverty_analysis.census import forms
from poverty_analysis.chapters.frame.figures import by_law, count
from poverty_analysis.chapters.frame.law_readings import weak_mark
from poverty_analysis.chapters.frame.tables import column, table
from poverty_analysis.chapters.poverty_situation.review_forms import cells_of, number
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.law import Law, NewlyEscaped, newly_escaped
from poverty_analysis.report.open import Report
from poverty_analysis.wording.words import Words

_MONTHS = 12
# Who left a class past the near-poor line is newly escaped; who is near-poor now is supported as such.
_SHOWN = (
    (forms.POOR_MOVEMENTS, "beyond"),
    (forms.NEAR_POOR_MOVEMENTS, "beyond"),
    (forms.POOR_MOVEMENTS, "relapsed"),
    (forms.NEAR_POOR_MOVEMENTS, "relapsed"),
)


def escaped(report: Report) -> Table | None:
    """Households past the near-poor line by year, as far back as the law counts them; None without forms or rule.

    Which of those that fell back had escaped within these years is not in
    the forms: the stock is told as a lowest and a highest number.
    """
    rule = escaped_rule(report)
    if rule is None:
        return None
    years = range(report.params.year - rule.months // _MONTHS + 1, report.params.year + 1)
    flows_of = {year: _flows(report, year) for year in years}
    lines = [Row((str(year), *_cells(report.words, year, flows), "")) for year, flows in flows_of.items() if flows]
    rows = [row for flows in flows_of.values() for row in flows.values()]
    lines += _stock(report.words, report.law, rule, rows)
    columns = (
        column(report.words, "escaped_year", width=2),
        *(column(report.words, f"escaped_{n}", right=True) for n in range(5)),
    )
    values = _note_values(rule, flows_of)
    notes = (report.say("note.escaped_years", values),) if values["seen"] != values["all"] else ()
    cells = cells_of(rows)
    return table(
        report.words, "review-escaped", columns, lines, cells, notes=notes, values=values, law=(rule.citation,)
    )


def escaped_rule(report: Report) -> NewlyEscaped | None:
    """The rule that a report of the year rests on; None where it shows no movements or the law has none."""
    shown = any(forms_of_year(report.forms, report.params.year))
    return newly_escaped(report.law, report.params.year) if shown else None


def _flows(report: Report, year: int) -> dict[str, FormRow]:
    """The last movements of households within a year, by form."""
    own = [row for row in forms_of_year(report.forms, year) if row.counted == HOUSEHOLDS]
    return {row.form: row for row in sorted(own, key=lambda row: row.as_of)}


def forms_of_year(rows: Iterable[FormRow], year: int) -> Iterable[FormRow]:
    """Rows of the two forms of movements of a year."""
    return (row for row in rows if row.form in forms.OUT and row.as_of.year == year)


def _cells(words: Words, year: int, flows: dict[str, FormRow]) -> list[Cell]:
    return [number(words, f"escaped.{year}.{form}.{name}", flows.get(form), name) for form, name in _SHOWN]


def _stock(words: Words, law: Law, rule: NewlyEscaped, rows: list[FormRow]) -> list[Row]:
    """The stock at the end: all that escaped, and that number less all that fell back."""
    totals = [sum(row.known(name) for row in rows if row.form == form) for form, name in _SHOWN]
    cells = tuple(row.cell for row in rows)
    most = sum(totals[:2])
    least = max(most - sum(totals[2:]), 0)
    blank = [row for row in rows if row.blanks(("beyond", "relapsed"))]
    if blank:
        return []
    bounds = [
        by_law(shown, law, rule.citation)
        for shown in (
            count(words, "escaped.least", least, "escaped_least", cells),
            count(words, "escaped.most", most, "escaped_most", cells),
        )
    ]
    names = ("escaped.least", "escaped.most")
    blank_cells = ("",) * len(_SHOWN)
    return [Row((words.say(name), *blank_cells, shown), "subtotal") for name, shown in zip(names, bounds, strict=True)]


def _note_values(rule: NewlyEscaped, flows_of: dict[int, dict[str, FormRow]]) -> dict[str, str]:
    seen = sum(bool(flows) for flows in flows_of.values())
    mark = weak_mark(rule.reading)
    return {"months": str(rule.months), "mark": mark, "seen": str(seen), "all": str(len(flows_of))}
