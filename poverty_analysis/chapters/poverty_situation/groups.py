"""Chapter: the groups that poor and near-poor households belong to: target groups, peoples, and their children."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Block, Cell, Column, Row, Section, Table
from poverty_analysis.census import forms
from poverty_analysis.census.measures import PERSONS
from poverty_analysis.chapters.frame.common import column, no_data, section, share
from poverty_analysis.chapters.poverty_situation.review_forms import (
    CLASSES,
    class_columns,
    hidden_note,
    last,
    number,
    one,
    part,
    review_table,
    waiting,
)
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.report.open import Report
from poverty_analysis.values.rates import rate

_GROUPS = ("minority", "no_labour", "merit")


def groups(report: Report) -> Section:
    """Target groups in households and persons, peoples, and children, as far as their forms are there."""
    rows = last(report)
    found = [one(rows, forms.GROUPS, counted) for counted in (HOUSEHOLDS, PERSONS)]
    made = (_groups_table(report, found) if any(found) else None, _peoples_table(report, rows), _children(report, rows))
    blocks: list[Block] = [table for table in made if table is not None]
    if blocks and not any(found):
        blocks.append(no_data(report, "groups"))
    return section(report, "groups", blocks or waiting(report) or [no_data(report, "groups")])


def _groups_table(report: Report, found: list[FormRow | None]) -> Table:
    """Groups in each class: number and share of the class, households then persons.  Groups overlap."""
    lines: list[Row] = []
    for row in found:
        if row is not None:
            lines.append(Row((report.word("counted", row.counted), "", "", "", ""), "group"))
            lines += [Row((report.say(f"group.{name}"), *_in_classes(report, row, name))) for name in _GROUPS]
            lines.append(Row((report.say("group.all"), *_whole(report, row)), "subtotal"))
    columns = (column(report, "target_group", width=2.4), *class_columns(report))
    notes = (*hidden_note(report, found), report.say("note.groups"))
    return review_table(report, "groups", columns, lines, found, notes)


def _in_classes(report: Report, row: FormRow, name: str) -> Iterator[Cell]:
    for kind in CLASSES:
        key = f"groups.{row.counted}.{name}_{kind}"
        yield number(report, key, row, f"{name}_{kind}")
        yield part(report, f"{key}.share", row, f"{name}_{kind}", "group_over_class", kind)


def _whole(report: Report, row: FormRow) -> Iterator[Cell]:
    for kind in CLASSES:
        yield from (number(report, f"groups.{row.counted}.{kind}", row, kind), "")


def _peoples_table(report: Report, rows: tuple[FormRow, ...]) -> Table | None:
    """Households of each class by people, in the order of the contract; shares are of the class."""
    own = [row for row in rows if row.form == forms.ETHNICITY]
    if not own:
        return None
    listed = {row.item for row in own}
    order = (forms.ALL, forms.KINH, forms.MINORITY, *read_contract().domains["people"])
    lines = [_people_row(report, own, people) for people in dict.fromkeys(order) if people in listed]
    columns = (column(report, "people", width=2.4), *class_columns(report))
    notes = (*hidden_note(report, own), report.say("note.peoples"))
    return review_table(report, "peoples", columns, lines, own, notes)


def _people_row(report: Report, own: list[FormRow], people: str) -> Row:
    cells: list[Cell] = []
    for kind in CLASSES:
        row, whole = one(own, forms.ETHNICITY, kind, people), one(own, forms.ETHNICITY, kind, forms.ALL)
        key = f"peoples.{kind}.{people}"
        cells += [number(report, key, row, HOUSEHOLDS), _of_class(report, f"{key}.share", row, whole)]
    domain = "people_total" if people in (forms.ALL, forms.MINORITY) else "people"
    return Row((report.word(domain, people), *cells), "subtotal" if domain == "people_total" else "body")


def _of_class(report: Report, key: str, row: FormRow | None, whole: FormRow | None) -> Cell:
    """A people in its class; the sign of a hidden count where either is hidden."""
    if any(one_ is not None and one_.masked for one_ in (row, whole)):
        return report.say("masked")
    if row is None or whole is None or row.blanks((HOUSEHOLDS,)):
        return report.say("undefined_short")
    value = rate(row.known(HOUSEHOLDS), whole.known(HOUSEHOLDS))
    if value is None:
        return report.say("undefined_short")
    return share(report, key, value, "people_over_class", inputs=(row.cell, whole.cell))


def _children(report: Report, rows: tuple[FormRow, ...]) -> Table | None:
    """Children of each class and what they lack; shares are of the children of the class."""
    found = {kind: one(rows, forms.CHILDREN, kind) for kind in CLASSES}
    first = next((row for row in found.values() if row is not None), None)
    if first is None:
        return None
    whole = [cell for kind in CLASSES for cell in (number(report, f"children.{kind}", found[kind], "children"), "")]
    names = [name for name in (*first.counts, *first.masked) if name.startswith("children_")]
    lines = [Row((report.column_title(forms.CHILDREN, "children"), *whole), "subtotal")]
    lines += [_child_row(report, found, name) for name in dict.fromkeys(names)]
    columns = (column(report, "children", width=2.4), *_child_columns(report))
    notes = (*hidden_note(report, found.values()), report.say("note.children"))
    return review_table(report, "children", columns, lines, found.values(), notes, report.say("unit_children"))


def _child_columns(report: Report) -> list[Column]:
    names = ("children_poor", "children_poor_share", "children_near", "children_near_share")
    return [column(report, name, right=True) for name in names]


def _child_row(report: Report, found: dict[str, FormRow | None], name: str) -> Row:
    cells: list[Cell] = []
    for kind in CLASSES:
        key = f"children.{kind}.{name.removeprefix('children_')}"
        cells.append(number(report, key, found[kind], name))
        cells.append(part(report, f"{key}.share", found[kind], name, "children_over_children", "children"))
    return Row((report.column_title(forms.CHILDREN, name), *cells))
