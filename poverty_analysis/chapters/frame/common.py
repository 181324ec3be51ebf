"""Small pieces every section uses: figures, columns, headings, empty slots."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import PurePosixPath

from poverty_analysis.blocks import COUNTED, Block, Cell, Column, Figure, Section, Table, Text
from poverty_analysis.budget.ledger import Entry, total
from poverty_analysis.law import Reading
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import (
    format_decimal,
    format_exact,
    format_integer,
    format_million,
    format_share,
    format_vnd,
)

_MILLION = 1_000_000
UNVERIFIED_MARK = "†"


def million(report: Report, figure_id: str, entries: Iterable[Entry], formula: str = "sum") -> Figure:
    """A sum shown in million đồng with every decimal it has."""
    items = tuple(entries)
    return amount(report, figure_id, total(items), formula, tuple(e.cell for e in items))


def amount(
    report: Report,
    figure_id: str,
    value: int,
    formula: str,
    inputs: tuple[str, ...] = (),
    law: tuple[str, ...] = (),
) -> Figure:
    """An amount in đồng, shown in million đồng with every decimal it has."""
    return Figure(figure_id, value, "vnd", format_million(value, report.lang), formula, inputs, law)


def exact_vnd(
    report: Report,
    figure_id: str,
    value: int | Fraction,
    formula: str,
    inputs: tuple[str, ...],
    law: tuple[str, ...] = (),
) -> Figure:
    """An amount shown in đồng; a legal share of a sum may have a part of a đồng.

    A figure that rests on law known from the press, or from nothing, carries the mark.
    """
    whole = isinstance(value, int) or value.denominator == 1
    display = format_vnd(int(value), report.lang) if whole else format_exact(value, report.lang)
    shown = display + unverified_mark(report, law)
    return Figure(figure_id, int(value) if whole else value, "vnd", shown, formula, inputs, law)


def unverified_mark(report: Report, law: tuple[str, ...]) -> str:
    """The mark of a figure that rests on an act known from the press, or from nothing; empty when none does."""
    known = {c.id: c.reading for c in report.law.citations}
    return weak_mark(*(known[name] for name in law))


def weak_mark(*readings: Reading) -> str:
    """The mark of a figure when one of the ``readings`` it rests on is the press, or nothing."""
    return UNVERIFIED_MARK if any(one.weak for one in readings) else ""


def reading_words(report: Report, reading: Reading) -> str:
    """How a value of law was read, by which article and on which day: "copy of the act: article 50; 30/11/2026"."""
    day = format_date(reading.on, report.lang) if reading.on else ""
    article = reading.article_en if report.lang == "en" else reading.article_vi
    how = report.say(f"reading.{reading.how}")
    return "; ".join(part for part in (f"{how}: {article}" if article else how, day) if part)


def other_readings(report: Report, *readings: Reading) -> tuple[str, ...]:
    """One note for each value of law against which another source speaks, with what that says."""
    english = report.lang == "en"
    told = dict.fromkeys(one.other_en if english else one.other_vi for one in readings)
    return tuple(report.say("note.other_reading", {"other": other}) for other in told if other)


def share(
    report: Report,
    figure_id: str,
    value: Fraction,
    formula: str,
    *,
    decimals: int = 2,
    inputs: tuple[str, ...] = (),
    law: tuple[str, ...] = (),
) -> Figure:
    """A share from 0 to 1, shown in percent, rounded half up."""
    return Figure(figure_id, value, "share", format_share(value, decimals, report.lang), formula, inputs, law)


def rate_cell(
    report: Report, figure_id: str, part_vnd: int, whole_vnd: int, formula: str, inputs: tuple[str, ...] = ()
) -> Cell:
    """A rate of two amounts to two decimals; words where there is nothing to divide by."""
    if not whole_vnd:
        return report.say("undefined_short")
    return share(report, figure_id, Fraction(part_vnd, whole_vnd), formula, inputs=inputs)


def count(report: Report, figure_id: str, value: int, formula: str, inputs: tuple[str, ...] = ()) -> Figure:
    """A number of things."""
    return Figure(figure_id, value, "count", format_integer(value, report.lang), formula, inputs)


def per_unit(report: Report, figure_id: str, value: Fraction, inputs: tuple[str, ...]) -> Figure:
    """An average amount per unit, in million đồng: exact when short, else two decimals."""
    scaled = value / _MILLION
    short = (scaled * 10**4).denominator == 1
    display = format_exact(scaled, report.lang) if short else format_decimal(scaled, 2, report.lang)
    return Figure(figure_id, value, "vnd_per_unit", display, "unit_cost", inputs)


def column(report: Report, key: str, *, right: bool = False, width: float = 1.0) -> Column:
    """A column whose title stands in the catalogue under ``column.<key>``."""
    return Column(report.say(f"column.{key}"), "right" if right else "left", width)


def section(report: Report, key: str, blocks: Iterable[Block], *, level: int = 2, number: str = COUNTED) -> Section:
    """A section titled by the catalogue's ``section.<key>``, counted within its chapter unless told."""
    return Section(key, report.say(f"section.{key}"), tuple(blocks), level, number)


def annex_section(report: Report, key: str, blocks: Iterable[Block], *, number: str) -> Section:
    """An annex titled by the catalogue's ``section.<key>``."""
    return replace(section(report, key, blocks, level=1, number=number), annex=True)


def paragraph(*items: str) -> Text:
    """Paragraphs of plain words."""
    return Text("paragraph", items)


def note(*items: str) -> Text:
    """A smaller remark."""
    return Text("note", items)


def no_data(report: Report, key: str) -> Text:
    """A block that says there is no data, and why."""
    return Text("slot", (f"{report.say('no_data')} {report.say(f'no_data_{key}')}",))


def table_source(files: Iterable[str]) -> str:
    """The source line under a table: file names without folders."""
    return ", ".join(dict.fromkeys(name.rsplit("/", 1)[-1].split("#")[0] for name in files if name))


def rows_to_open(cells: Iterable[str]) -> str:
    """Rows by file, "huyen-mau-2023#7, #9"; a dash for none."""
    files: dict[str, list[str]] = {}
    for cell in cells:
        name, _, number = cell.partition("#")
        files.setdefault(PurePosixPath(name).stem, []).append(f"#{number}")
    return "; ".join(f"{name}{', '.join(numbers)}" for name, numbers in files.items()) or "–"


def budget_source(table: Table) -> str:
    """The source line of a table made of budget rows."""
    cells = [i for row in table.rows for cell in row.cells if isinstance(cell, Figure) for i in cell.inputs]
    return table_source(cells)


def left_out_words(report: Report) -> list[str]:
    """For the first screen: how many rows the report stands without; empty when there are none."""
    if not report.left_out:
        return []
    files = dict.fromkeys(problem.place.file.rsplit("/", 1)[-1] for problem in report.left_out)
    values = {"count": format_integer(len(report.left_out), report.lang), "files": ", ".join(files)}
    return [report.say("summary.left_out", values)]
