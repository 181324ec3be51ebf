"""Chapters: causes of poverty, and the groups that poor and near-poor households belong to."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis import forms
from poverty_analysis.blocks import Block, Cell, Column, Row, Section, Table
from poverty_analysis.census import PERSONS
from poverty_analysis.forms import HOUSEHOLDS, FormRow
from poverty_analysis.sections.common import column, no_data, paragraph, section
from poverty_analysis.sections.heat import heat_blocks
from poverty_analysis.sections.report import Report
from poverty_analysis.sections.reviewed import (
    hidden_note,
    known_share,
    last,
    needs_columns,
    number,
    one,
    part,
    review_table,
    waiting,
)
from poverty_analysis.wording.numbers import format_integer, format_share

_CLASSES = ("poor", "near_poor")
_GROUPS = ("minority", "no_labour", "merit")


def causes(report: Report) -> Section:
    """Households by cause, several of which one household may have, and the units below as a heat map."""
    rows = last(report)
    found = {name: one(rows, forms.CAUSES, name) for name in _CLASSES}
    first = found["poor"] or found["near_poor"]
    if first is None:
        return section(report, "causes", waiting(report) or [no_data(report, "causes")])
    titles = {name: report.column_title(forms.CAUSES, name) for name in needs_columns(first)}
    blocks: list[Block] = [paragraph(_words(report, first, titles)), _causes_table(report, found, titles)]
    return section(report, "causes", [*blocks, *heat_blocks(report, "causes", first, titles)])


def _words(report: Report, row: FormRow, titles: dict[str, str]) -> str:
    """The commonest causes of those that may be shown."""
    shares = {name: value for name in titles if (value := known_share(row, name)) is not None}
    ranked = sorted(shares, key=lambda name: -shares[name])[:3]
    told = [
        f"{titles[name]} ({format_integer(row.known(name), report.lang)}; {format_share(shares[name], 2, report.lang)})"
        for name in ranked
        if shares[name]
    ]
    values = {"class": report.word("poverty_class", row.counted).lower(), "told": "; ".join(told)}
    return report.say("causes.words", values) if told else report.say("causes.nothing")


def _causes_table(report: Report, found: dict[str, FormRow | None], titles: dict[str, str]) -> Table:
    lines = [Row((title, *_by_class(report, found, name))) for name, title in titles.items()]
    whole = [cell for kind in _CLASSES for cell in (number(report, f"causes.{kind}.all", found[kind], HOUSEHOLDS), "")]
    lines.append(Row((report.say("causes.households"), *whole), "total"))
    columns = (column(report, "cause", width=2.4), *_class_columns(report))
    notes = (*hidden_note(report, found.values()), report.say("note.causes"))
    return review_table(report, "causes", columns, lines, found.values(), notes)


def _class_columns(report: Report) -> list[Column]:
    names = ("deprived_poor", "deprived_poor_share", "deprived_near", "deprived_near_share")
    return [column(report, name, right=True) for name in names]


def _by_class(report: Report, found: dict[str, FormRow | None], name: str) -> Iterator[Cell]:
    for kind in _CLASSES:
        yield number(report, f"causes.{kind}.{name}", found[kind], name)
        yield part(report, f"causes.{kind}.{name}.share", found[kind], name, "causes_over_class")


def groups(report: Report) -> Section:
    """Target groups in households and persons; peoples and children where their forms are there."""
    rows = last(report)
    found = [one(rows, forms.GROUPS, counted) for counted in (HOUSEHOLDS, PERSONS)]
    if not any(found):
        return section(report, "groups", waiting(report) or [no_data(report, "groups")])
    return section(report, "groups", [_groups_table(report, found)])


def _groups_table(report: Report, found: list[FormRow | None]) -> Table:
    """Groups in each class: number and share of the class, households then persons.  Groups overlap."""
    lines: list[Row] = []
    for row in found:
        if row is not None:
            lines.append(Row((report.word("counted", row.counted), "", "", "", ""), "group"))
            lines += [Row((report.say(f"group.{name}"), *_in_classes(report, row, name))) for name in _GROUPS]
            lines.append(Row((report.say("group.all"), *_whole(report, row)), "subtotal"))
    columns = (column(report, "target_group", width=2.4), *_class_columns(report))
    notes = (*hidden_note(report, found), report.say("note.groups"))
    return review_table(report, "groups", columns, lines, found, notes)


def _in_classes(report: Report, row: FormRow, name: str) -> Iterator[Cell]:
    for kind in _CLASSES:
        key = f"groups.{row.counted}.{name}_{kind}"
        yield number(report, key, row, f"{name}_{kind}")
        yield part(report, f"{key}.share", row, f"{name}_{kind}", "group_over_class", kind)


def _whole(report: Report, row: FormRow) -> Iterator[Cell]:
    for kind in _CLASSES:
        yield from (number(report, f"groups.{row.counted}.{kind}", row, kind), "")
