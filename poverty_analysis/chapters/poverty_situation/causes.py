"""Chapter: causes of poverty, several of which a household may have."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Block, Cell, Row, Section, Table
from poverty_analysis.census import forms
from poverty_analysis.chapters.charts.heat_map import heat_blocks
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import column, table
from poverty_analysis.chapters.poverty_situation.review_forms import (
    CLASSES,
    cells_of,
    class_columns,
    hidden_note,
    known_share,
    last,
    needs_columns,
    number,
    one,
    part,
    waiting,
)
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_integer, format_share
from poverty_analysis.wording.words import Words


def causes(report: Report) -> Section:
    """Households by cause, several of which one household may have, and the units below as a heat map."""
    rows = last(report.forms, report.params.year)
    by_class = {name: one(rows, forms.CAUSES, name) for name in CLASSES}
    first = by_class["poor"] or by_class["near_poor"]
    if first is None:
        return section(
            report.words,
            "causes",
            waiting(report.words, report.disclosed, report.params.year) or [no_data(report.words, "causes")],
        )
    titles = {name: report.words.column_title(forms.CAUSES, name) for name in needs_columns(first)}
    blocks: list[Block] = [
        paragraph(_words(report.words, first, titles)),
        _causes_table(report.words, by_class, titles),
    ]
    return section(
        report.words,
        "causes",
        [*blocks, *heat_blocks(report.words, report.children, report.disclosed, "causes", first, titles)],
    )


def _words(words: Words, row: FormRow, titles: dict[str, str]) -> str:
    """The commonest causes of those that may be shown."""
    shares = {name: value for name in titles if (value := known_share(row, name)) is not None}
    ranked = sorted(shares, key=lambda name: -shares[name])[:3]
    commonest = [
        f"{titles[name]} ({format_integer(row.known(name), words.lang)}; {format_share(shares[name], 2, words.lang)})"
        for name in ranked
        if shares[name]
    ]
    values = {"class": words.word("poverty_class", row.counted).lower(), "told": "; ".join(commonest)}
    return words.say("causes.words", values) if commonest else words.say("causes.nothing")


def _causes_table(words: Words, by_class: dict[str, FormRow | None], titles: dict[str, str]) -> Table:
    lines = [Row((title, *_by_class(words, by_class, name))) for name, title in titles.items()]
    whole = [cell for kind in CLASSES for cell in (number(words, f"causes.{kind}.all", by_class[kind], HOUSEHOLDS), "")]
    lines.append(Row((words.say("causes.households"), *whole), "total"))
    columns = (column(words, "cause", width=2.4), *class_columns(words))
    return table(
        words, "causes", columns, lines, cells_of(by_class.values()), signs=hidden_note(words, by_class.values())
    )


def _by_class(words: Words, by_class: dict[str, FormRow | None], name: str) -> Iterator[Cell]:
    for kind in CLASSES:
        yield number(words, f"causes.{kind}.{name}", by_class[kind], name)
        yield part(words, f"causes.{kind}.{name}.share", by_class[kind], name, "causes_over_class")
