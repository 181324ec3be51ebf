"""Chapter: the groups that poor and near-poor households belong to: target groups, peoples, and their children."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Block, Cell, Column, Row, Section, Table
from poverty_analysis.census import forms
from poverty_analysis.census.measures import PERSONS
from poverty_analysis.chapters.frame.figures import share
from poverty_analysis.chapters.frame.sections import no_data, section
from poverty_analysis.chapters.frame.tables import column, table
from poverty_analysis.chapters.poverty_situation.review_forms import (
    CLASSES,
    cells_of,
    class_columns,
    hidden_note,
    last,
    number,
    one,
    part,
    waiting,
)
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.report.open import Report
from poverty_analysis.values.rates import rate
from poverty_analysis.wording.words import Words

_GROUPS = ("minority", "no_labour", "merit")


def groups(report: Report) -> Section:
    """Target groups in households and persons, peoples, and children, as far as their forms are there."""
    rows = last(report.forms, report.params.year)
    rows_ = [one(rows, forms.GROUPS, counted) for counted in (HOUSEHOLDS, PERSONS)]
    tables = (
        _groups_table(report.words, rows_) if any(rows_) else None,
        _peoples_table(report.words, rows),
        _children(report.words, rows),
    )
    blocks: list[Block] = [table for table in tables if table is not None]
    if blocks and not any(rows_):
        blocks.append(no_data(report.words, "groups"))
    return section(
        report.words,
        "groups",
        blocks or waiting(report.words, report.disclosed, report.params.year) or [no_data(report.words, "groups")],
    )


def _groups_table(words: Words, rows: list[FormRow | None]) -> Table:
    """Groups in each class: number and share of the class, households then persons.  Groups overlap."""
    lines: list[Row] = []
    for row in rows:
        if row is not None:
            lines.append(Row((words.word("counted", row.counted), "", "", "", ""), "group"))
            lines += [Row((words.say(f"group.{name}"), *_in_classes(words, row, name))) for name in _GROUPS]
            lines.append(Row((words.say("group.all"), *_whole(words, row)), "subtotal"))
    columns = (column(words, "target_group", width=2.4), *class_columns(words))
    return table(words, "groups", columns, lines, cells_of(rows), signs=hidden_note(words, rows))


def _in_classes(words: Words, row: FormRow, name: str) -> Iterator[Cell]:
    for kind in CLASSES:
        key = f"groups.{row.counted}.{name}_{kind}"
        yield number(words, key, row, f"{name}_{kind}")
        yield part(words, f"{key}.share", row, f"{name}_{kind}", "group_over_class", kind)


def _whole(words: Words, row: FormRow) -> Iterator[Cell]:
    for kind in CLASSES:
        yield from (number(words, f"groups.{row.counted}.{kind}", row, kind), "")


def _peoples_table(words: Words, rows: tuple[FormRow, ...]) -> Table | None:
    """Households of each class by people, in the order of the contract; shares are of the class."""
    own = [row for row in rows if row.form == forms.ETHNICITY]
    if not own:
        return None
    listed = {row.item for row in own}
    order = (forms.ALL, forms.KINH, forms.MINORITY, *read_contract().domains["people"])
    lines = [_people_row(words, own, people) for people in dict.fromkeys(order) if people in listed]
    columns = (column(words, "people", width=2.4), *class_columns(words))
    return table(words, "peoples", columns, lines, cells_of(own), signs=hidden_note(words, own))


def _people_row(words: Words, own: list[FormRow], people: str) -> Row:
    cells: list[Cell] = []
    for kind in CLASSES:
        row, whole = one(own, forms.ETHNICITY, kind, people), one(own, forms.ETHNICITY, kind, forms.ALL)
        key = f"peoples.{kind}.{people}"
        cells += [number(words, key, row, HOUSEHOLDS), _of_class(words, f"{key}.share", row, whole)]
    domain = "people_total" if people in (forms.ALL, forms.MINORITY) else "people"
    return Row((words.word(domain, people), *cells), "subtotal" if domain == "people_total" else "body")


def _of_class(words: Words, key: str, row: FormRow | None, whole: FormRow | None) -> Cell:
    """A people in its class; the sign of a hidden count where either is hidden."""
    if any(form is not None and form.masked for form in (row, whole)):
        return words.say("masked")
    if row is None or whole is None or row.blanks((HOUSEHOLDS,)):
        return words.say("undefined_short")
    value = rate(row.known(HOUSEHOLDS), whole.known(HOUSEHOLDS))
    if value is None:
        return words.say("undefined_short")
    return share(words, key, value, "people_over_class", inputs=(row.cell, whole.cell))


def _children(words: Words, rows: tuple[FormRow, ...]) -> Table | None:
    """Children of each class and what they lack; shares are of the children of the class."""
    by_class = {kind: one(rows, forms.CHILDREN, kind) for kind in CLASSES}
    first = next((row for row in by_class.values() if row is not None), None)
    if first is None:
        return None
    whole = [cell for kind in CLASSES for cell in (number(words, f"children.{kind}", by_class[kind], "children"), "")]
    names = [name for name in (*first.counts, *first.masked) if name.startswith("children_")]
    lines = [Row((words.column_title(forms.CHILDREN, "children"), *whole), "subtotal")]
    lines += [_child_row(words, by_class, name) for name in dict.fromkeys(names)]
    columns = (column(words, "children", width=2.4), *_child_columns(words))
    return table(
        words,
        "children",
        columns,
        lines,
        cells_of(by_class.values()),
        unit="children",
        signs=hidden_note(words, by_class.values()),
    )


def _child_columns(words: Words) -> list[Column]:
    names = ("children_poor", "children_poor_share", "children_near", "children_near_share")
    return [column(words, name, right=True) for name in names]


def _child_row(words: Words, by_class: dict[str, FormRow | None], name: str) -> Row:
    cells: list[Cell] = []
    for kind in CLASSES:
        key = f"children.{kind}.{name.removeprefix('children_')}"
        cells.append(number(words, key, by_class[kind], name))
        cells.append(part(words, f"{key}.share", by_class[kind], name, "children_over_children", "children"))
    return Row((words.column_title(forms.CHILDREN, name), *cells))
