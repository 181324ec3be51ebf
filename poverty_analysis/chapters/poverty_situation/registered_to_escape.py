"""Households that registered to escape, beside those that did, for the unit and for those below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from poverty_analysis.blocks import Block, Cell, Row, Table
from poverty_analysis.census import forms
from poverty_analysis.chapters.frame.figures import count
from poverty_analysis.chapters.frame.tables import column, numbers, table
from poverty_analysis.chapters.poverty_situation.need_rows import IN_NEED, REGISTERED
from poverty_analysis.chapters.poverty_situation.review_forms import (
    CLASSES,
    below,
    cells_of,
    hidden_note,
    last,
    number,
    one,
    part,
    rows_below,
)
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.report.disclosure import Disclosed
from poverty_analysis.report.open import Report
from poverty_analysis.units.units import Unit
from poverty_analysis.wording.words import Words

_ESCAPES = {
    "poor": (forms.POOR_MOVEMENTS, ("to_near_poor", "beyond")),
    "near_poor": (forms.NEAR_POOR_MOVEMENTS, ("beyond",)),
}


def registered(report: Report) -> list[Block]:
    """A table of the unit and one of the units below; none where nobody recorded who registered."""
    rows = last(report.forms, report.params.year)
    units = {kind: one(rows, forms.NEEDS, kind, forms.ALL) for kind in CLASSES}
    by_class = {
        k: r for k, r in units.items() if r is not None and (REGISTERED in r.masked or not r.blanks((REGISTERED,)))
    }
    if not by_class:
        return []
    return [
        _own(report.words, rows, by_class),
        *([_by_unit(report.words, report.children, report.disclosed, by_class)] if report.children else []),
    ]


def _own(words: Words, rows: tuple[FormRow, ...], by_class: Mapping[str, FormRow]) -> Table:
    lines = [
        Row((words.word("poverty_class", kind), *_cells(words, f"registered.{kind}", row), _left(words, rows, kind)))
        for kind, row in by_class.items()
    ]
    names = ("households", "registered", "registered_share", "escaped_in_year")
    columns = (column(words, "class", width=2), *numbers(words, {**dict.fromkeys(names, 1)}))
    return table(
        words,
        "registered",
        columns,
        lines,
        cells_of(by_class.values()),
        unit="households",
        signs=hidden_note(words, by_class.values()),
    )


def _cells(words: Words, key: str, row: FormRow | None) -> Iterator[Cell]:
    """Households of the class, those registered, their share."""
    yield number(words, f"{key}.all", row, IN_NEED)
    yield number(words, key, row, REGISTERED)
    yield part(words, f"{key}.share", row, REGISTERED, "registered_over_class", IN_NEED)


def _left(words: Words, rows: tuple[FormRow, ...], kind: str) -> Cell:
    """How many of a class escaped in the year; a dash where the form of movements does not tell."""
    form, names = _ESCAPES[kind]
    flow = one(rows, form)
    if flow is None or flow.blanks(names):
        return words.say("undefined_short")
    return count(words, f"registered.{kind}.escaped", sum(flow.known(name) for name in names), "sum", (flow.cell,))


def _by_unit(words: Words, children: tuple[Unit, ...], disclosed: Disclosed, by_class: Mapping[str, FormRow]) -> Table:
    forms_below = rows_below(children, disclosed)
    units = {kind: dict(below(children, row, forms_below)) for kind, row in by_class.items()}
    lines = [
        Row((unit.name, *(c for k in by_class for c in _cells(words, f"registered.{unit.code}.{k}", units[k][unit]))))
        for unit in children
    ]
    names = [f"registered_{kind}{of}" for kind in by_class for of in ("_all", "", "_share")]
    columns = (column(words, "unit", width=1.8), *numbers(words, {**dict.fromkeys(names, 1)}))
    rows = [row for of_class in units.values() for row in of_class.values()]
    absent = (words.say("note.heat_absent"),) if None in rows else ()
    notes = (*hidden_note(words, rows), *absent)
    return table(
        words, "registered-by-unit", columns, lines, cells_of(rows), unit="households", notes=notes, workbook_only=True
    )
