"""Households that registered to escape, beside those that did, for the unit and for those below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.blocks import Block, Cell, Row, Table
from poverty_analysis.census import forms
from poverty_analysis.chapters.frame.common import column, count
from poverty_analysis.chapters.poverty_situation.need_rows import IN_NEED, REGISTERED
from poverty_analysis.chapters.poverty_situation.review_forms import (
    CLASSES,
    below,
    hidden_note,
    last,
    number,
    one,
    part,
    review_table,
    rows_below,
)
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.report.open import Report

_ESCAPES = {
    "poor": (forms.POOR_MOVEMENTS, ("to_near_poor", "beyond")),
    "near_poor": (forms.NEAR_POOR_MOVEMENTS, ("beyond",)),
}


def registered(report: Report) -> list[Block]:
    """A table of the unit and one of the units below; none where nobody recorded who registered."""
    rows = last(report)
    found = {kind: one(rows, forms.NEEDS, kind, forms.ALL) for kind in CLASSES}
    told = {k: r for k, r in found.items() if r is not None and (REGISTERED in r.masked or not r.blanks((REGISTERED,)))}
    if not told:
        return []
    return [_own(report, rows, told), *([_by_unit(report, told)] if report.children else [])]


def _own(report: Report, rows: tuple[FormRow, ...], told: Mapping[str, FormRow]) -> Table:
    lines = [
        Row((report.word("poverty_class", kind), *_cells(report, f"registered.{kind}", row), _left(report, rows, kind)))
        for kind, row in told.items()
    ]
    names = ("households", "registered", "registered_share", "escaped_in_year")
    columns = (column(report, "class", width=2), *(column(report, name, right=True) for name in names))
    notes = (*hidden_note(report, told.values()), report.say("note.registered"))
    return review_table(report, "registered", columns, lines, told.values(), notes, report.say("unit_households"))


def _cells(report: Report, key: str, row: FormRow | None) -> Iterator[Cell]:
    """Households of the class, those registered, their share."""
    yield number(report, f"{key}.all", row, IN_NEED)
    yield number(report, key, row, REGISTERED)
    yield part(report, f"{key}.share", row, REGISTERED, "registered_over_class", IN_NEED)


def _left(report: Report, rows: tuple[FormRow, ...], kind: str) -> Cell:
    """How many of a class escaped in the year; a dash where the form of movements does not tell."""
    form, names = _ESCAPES[kind]
    flow = one(rows, form)
    if flow is None or flow.blanks(names):
        return report.say("undefined_short")
    return count(report, f"registered.{kind}.escaped", sum(flow.known(name) for name in names), "sum", (flow.cell,))


def _by_unit(report: Report, told: Mapping[str, FormRow]) -> Table:
    found = rows_below(report)
    units = {kind: dict(below(report, row, found)) for kind, row in told.items()}
    lines = [
        Row((unit.name, *(c for k in told for c in _cells(report, f"registered.{unit.code}.{k}", units[k][unit]))))
        for unit in report.children
    ]
    names = [f"registered_{kind}{of}" for kind in told for of in ("_all", "", "_share")]
    columns = (column(report, "unit", width=1.8), *(column(report, name, right=True) for name in names))
    rows = [row for of_class in units.values() for row in of_class.values()]
    absent = (report.say("note.heat_absent"),) if None in rows else ()
    notes = (*hidden_note(report, rows), *absent)
    return review_table(report, "registered-by-unit", columns, lines, rows, notes, report.say("unit_households"))
