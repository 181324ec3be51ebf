"""Chapter: causes of poverty, several of which a household may have."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Block, Cell, Row, Section, Table
from poverty_analysis.census import forms
from poverty_analysis.chapters.charts.heat_map import heat_blocks
from poverty_analysis.chapters.frame.common import column, no_data, paragraph, section
from poverty_analysis.chapters.poverty_situation.review_forms import (
    CLASSES,
    class_columns,
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
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_integer, format_share


def causes(report: Report) -> Section:
    """Households by cause, several of which one household may have, and the units below as a heat map."""
    rows = last(report)
    found = {name: one(rows, forms.CAUSES, name) for name in CLASSES}
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
    whole = [cell for kind in CLASSES for cell in (number(report, f"causes.{kind}.all", found[kind], HOUSEHOLDS), "")]
    lines.append(Row((report.say("causes.households"), *whole), "total"))
    columns = (column(report, "cause", width=2.4), *class_columns(report))
    notes = (*hidden_note(report, found.values()), report.say("note.causes"))
    return review_table(report, "causes", columns, lines, found.values(), notes)


def _by_class(report: Report, found: dict[str, FormRow | None], name: str) -> Iterator[Cell]:
    for kind in CLASSES:
        yield number(report, f"causes.{kind}.{name}", found[kind], name)
        yield part(report, f"causes.{kind}.{name}.share", found[kind], name, "causes_over_class")
