"""Chapter: the yearly review of poor and near-poor households, from the official forms of the unit."""

from __future__ import annotations

from poverty_analysis import forms
from poverty_analysis.blocks import Block, Cell, Column, Figure, Row, Section, Table
from poverty_analysis.census import CensusMeasure, Rule, census_measures, contributions
from poverty_analysis.forms import FormRow
from poverty_analysis.sections.common import (
    UNVERIFIED_MARK,
    column,
    count,
    no_data,
    section,
    share,
    table_source,
    unverified_mark,
)
from poverty_analysis.sections.report import Report

_RATES = ("poor_rate", "near_poor_rate", "multidim_rate")
_COUNTED = ("households", "persons")


def review(report: Report) -> Section:
    """Three rates named apart, movements that close, deprivations with H, A and M0; a slot without forms.

    Only the unit's own rows are shown, of the last day within the year.  Crossings that wait for their release have
    a slot that says so.
    """
    rows = _last(report)
    made = (_situation(report, rows), _movements(report, rows), _deprivations(report, rows))
    blocks: list[Block] = [table for table in made if table is not None]
    waits = [no_data(report, "release")] if report.disclosed.waiting(report.params.year) else []
    return section(report, "review", [*blocks, *waits] or [no_data(report, "review")])


def _last(report: Report) -> tuple[FormRow, ...]:
    own = [row for row in report.forms if row.as_of.year == report.params.year]
    day = max((row.as_of for row in own), default=None)
    return tuple(row for row in own if row.as_of == day)


def _of(rows: tuple[FormRow, ...], *names: str) -> tuple[FormRow, ...]:
    return tuple(row for row in rows if row.form in names)


def _measures(report: Report, rows: tuple[FormRow, ...]) -> tuple[CensusMeasure, ...]:
    rules = {s.id: Rule(s.indicators, s.deprivations) for s in report.law.standards if s.deprivations}
    return census_measures(rows, rules)


def _key(name: str, standard: str) -> str:
    return f"review.{standard}.{name}"


def _situation(report: Report, rows: tuple[FormRow, ...]) -> Table | None:
    found = [m for m in _measures(report, rows) if m.measure in _RATES]
    if not found:
        return None
    lines = tuple(_rate_row(report, measure) for measure in found)
    columns = (
        *(column(report, name, width=1.4) for name in ("measure", "standard", "breakdown")),
        *(column(report, name, right=True) for name in ("part", "whole", "rate")),
    )
    return _table(
        report, "review-situation", columns, lines, _of(rows, forms.RESULTS), (report.say("note.review_rates"),)
    )


def _rate_row(report: Report, measure: CensusMeasure) -> Row:
    key = _key(f"{measure.measure}.{measure.counted}", measure.standard)
    return Row(
        (
            report.say(f"review.{measure.measure}"),
            measure.standard,
            report.word("counted", measure.counted),
            count(report, f"{key}.part", measure.part, "stated", measure.cells),
            count(report, f"{key}.base", measure.base, "stated", measure.cells),
            _rate(report, key, measure),
        )
    )


def _rate(report: Report, key: str, measure: CensusMeasure) -> Cell:
    if measure.value is None:
        return report.say("undefined_short")
    return share(report, key, measure.value, measure.measure, inputs=measure.cells)


def _movements(report: Report, rows: tuple[FormRow, ...]) -> Table | None:
    flows = [row for row in rows if row.form in forms.OUT]
    if not flows:
        return None
    lines = tuple(line for row in flows for line in _movement_rows(report, row))
    columns = (
        column(report, "movement", width=3),
        column(report, "breakdown", width=1.2),
        column(report, "number", right=True),
    )
    return _table(
        report, "review-movements", columns, lines, _of(rows, *forms.OUT), (report.say("note.review_movements"),)
    )


def _movement_rows(report: Report, row: FormRow) -> list[Row]:
    names = ("opening", *forms.OUT[row.form], *forms.IN[row.form], "closing")
    kinds = {"opening": "subtotal", "closing": "subtotal"}
    prefix = "poor" if row.form == forms.POOR_MOVEMENTS else "near_poor"
    signs = dict.fromkeys(forms.OUT[row.form], "- ") | dict.fromkeys(forms.IN[row.form], "+ ")
    made: list[Row] = []
    for name in names:
        title = report.column_title(row.form, name)
        words = f"{report.word('poverty_class', prefix)}: {signs.get(name, '')}{title[:1].lower()}{title[1:]}"
        cells: tuple[Cell, ...] = (words, report.word("counted", row.counted), _number(report, row, name))
        made.append(Row(cells, "subtotal" if name in kinds else "body"))
    return made


def _number(report: Report, row: FormRow, name: str) -> Cell:
    value = row.counts.get(name)
    if name in row.masked:
        return report.say("masked")
    if value is None:
        return report.say("blank_in_form")
    key = f"{_key(row.form.removeprefix('form_'), row.standard)}.{row.counted}.{name}"
    return count(report, key, value, "stated", (row.cell,))


def _deprivations(report: Report, rows: tuple[FormRow, ...]) -> Table | None:
    """Indicators by households deprived and share of all deprivations; below, H, A and M0 where the law allows them."""
    form = next((row for row in rows if row.form == forms.POOR_DEPRIVATIONS), None)
    if form is None:
        return None
    parts = contributions(form)
    lines = [
        Row(
            (
                report.column_title(form.form, name),
                _number(report, form, name),
                share(report, f"review.contribution.{name}", parts[name], "contribution", inputs=(form.cell,))
                if name in parts
                else report.say("masked" if name in form.masked else "undefined_short"),
            )
        )
        for name in forms.indicators(form)
    ]
    lines += [_intensity_row(report, m) for m in _measures(report, rows) if m.measure in ("H", "A", "M0")]
    columns = (
        column(report, "measure", width=3),
        column(report, "number", right=True),
        column(report, "share_or_value", right=True),
    )
    shown = _of(rows, forms.RESULTS, form.form)
    hidden = (report.say("note.masked"),) if form.masked else ()
    notes = (*hidden, report.say("note.review_census"), report.say("note.unverified", {"mark": UNVERIFIED_MARK}))
    return _table(report, "review-deprivations", columns, tuple(lines), shown, notes)


def _intensity_row(report: Report, measure: CensusMeasure) -> Row:
    law = tuple(s.citation for s in report.law.standards if s.id == measure.standard)
    value: Cell = report.say("undefined_short")
    if measure.value is not None:
        shown = share(
            report, f"review.{measure.measure}", measure.value, measure.measure, inputs=measure.cells, law=law
        )
        display = shown.display + unverified_mark(report, law)
        value = Figure(shown.id, shown.value, shown.unit, display, shown.formula, shown.inputs, law)
    part = count(report, f"review.{measure.measure}.part", measure.part, "stated", measure.cells)
    return Row((report.say(f"review.{measure.measure}"), part, value), "subtotal")


def _table(
    report: Report,
    name: str,
    columns: tuple[Column, ...],
    lines: tuple[Row, ...],
    rows: tuple[FormRow, ...],
    notes: tuple[str, ...],
) -> Table:
    title = report.say(f"table.{name.replace('-', '_')}")
    return Table(name, title, columns, lines, notes=notes, source=table_source(row.cell for row in rows))
