"""What the chapters on the yearly review share: the forms of its last day, and cells with their signs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Column, Row, Table
from poverty_analysis.census.forms import indicators
from poverty_analysis.census.measures import CensusMeasure, Rule, census_measures
from poverty_analysis.chapters.frame.common import column, count, no_data, share, table_source
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.law import Indicator, Standard
from poverty_analysis.report.forms import form_rows
from poverty_analysis.report.open import Report
from poverty_analysis.units.units import Unit
from poverty_analysis.values.rates import rate

# Classes that the forms list, in the order of tables.
CLASSES = ("poor", "near_poor")


def last(report: Report) -> tuple[FormRow, ...]:
    """The unit's own rows of the last day within the year."""
    own = [row for row in report.forms if row.as_of.year == report.params.year]
    day = max((row.as_of for row in own), default=None)
    return tuple(row for row in own if row.as_of == day)


def of(rows: Iterable[FormRow], *names: str) -> tuple[FormRow, ...]:
    """The rows of some forms."""
    return tuple(row for row in rows if row.form in names)


def one(rows: Iterable[FormRow], form: str, counted: str = HOUSEHOLDS, item: str = "") -> FormRow | None:
    """The first row of a form of what is counted; None where there is none."""
    return next((r for r in rows if (r.form, r.counted, r.item) == (form, counted, item)), None)


Key = tuple[object, ...]


def rows_below(report: Report) -> dict[Key, FormRow]:
    """Rows of the units directly below, as the edition may show them, by what :func:`below` asks for."""
    return {
        (unit.code, *_key(row)): row for unit in report.children for row in form_rows(report.disclosed.forms, unit.code)
    }


def _key(row: FormRow) -> Key:
    return (row.form, row.as_of, row.standard, row.counted, row.item)


def below(report: Report, like: FormRow, rows: Mapping[Key, FormRow]) -> tuple[tuple[Unit, FormRow | None], ...]:
    """Every unit directly below with its row beside ``like``: same form, day, standard, class and item.

    None where a unit handed in no such row, or the release left it out.
    """
    return tuple((unit, rows.get((unit.code, *_key(like)))) for unit in report.children)


def standard_of(report: Report, row: FormRow) -> Standard | None:
    """The standard of a row."""
    return next((standard for standard in report.law.standards if standard.id == row.standard), None)


def indicator_of(report: Report, row: FormRow, name: str) -> Indicator | None:
    """The indicator of a column ``d1`` under the standard of a row."""
    standard = standard_of(report, row)
    found = standard.indicator_list if standard else ()
    return next((indicator for indicator in found if indicator.column == name), None)


def of_standard(report: Report, row: FormRow) -> FormRow:
    """A form of deprivations without blank columns that its standard does not have."""
    standard = standard_of(report, row)
    own = {indicator.column for indicator in standard.indicator_list} if standard else set()
    extra = {n for n in indicators(row) if n not in own and row.counts[n] is None and n not in row.masked}
    return replace(row, counts={n: v for n, v in row.counts.items() if n not in extra}) if own else row


def title_of(report: Report, row: FormRow, name: str) -> str:
    """The reader's name of a column: that of the standard's indicator, else that of the form."""
    found = indicator_of(report, row, name)
    if found is None:
        return report.column_title(row.form, name)
    return found.title_en if report.lang == "en" else found.title_vi


def measures(report: Report, rows: tuple[FormRow, ...]) -> tuple[CensusMeasure, ...]:
    """What the forms support as a census; H, A and M0 only under standards in which deprivations decide."""
    rules = {s.id: Rule(s.indicators, s.deprivations) for s in report.law.standards if s.deprivations}
    return census_measures(rows, rules)


def number(report: Report, key: str, row: FormRow | None, name: str) -> Cell:
    """A count as the form prints it, or the sign of a hidden, a blank or an absent one."""
    if row is None:
        return report.say("undefined_short")
    if name in row.masked:
        return report.say("masked")
    value = row.counts.get(name)
    if value is None:
        return report.say("blank_in_form")
    return count(report, key, value, "stated", (row.cell,))


def known_share(row: FormRow | None, name: str, whole: str = HOUSEHOLDS) -> Fraction | None:
    """Part of a published whole; None where either is hidden, blank or absent, or the whole is 0."""
    if row is None or row.blanks((name, whole)):
        return None
    return rate(row.known(name), row.known(whole))


def part(report: Report, key: str, row: FormRow | None, name: str, formula: str, whole: str = HOUSEHOLDS) -> Cell:
    """The share of a count in its whole, or the sign of why there is none."""
    value = known_share(row, name, whole)
    if row is not None and value is not None:
        return share(report, key, value, formula, inputs=(row.cell,))
    hidden = row is not None and not {name, whole}.isdisjoint(row.masked)
    return report.say("masked" if hidden else "undefined_short")


def hidden_note(report: Report, rows: Iterable[FormRow | None]) -> tuple[str, ...]:
    """What the sign of a hidden count means, where a row has one."""
    return (report.say("note.masked"),) if any(row is not None and row.masked for row in rows) else ()


def needs_columns(row: FormRow) -> tuple[str, ...]:
    """Columns of a form of deprivations or of causes that count households with one thing."""
    causes = tuple(name for name in row.counts if name.startswith("cause"))
    return causes or indicators(row)


def waiting(report: Report) -> list[Block]:
    """A slot where crossings of the year wait for their release."""
    return [no_data(report, "release")] if report.disclosed.waiting(report.params.year) else []


def review_table(
    report: Report,
    name: str,
    columns: tuple[Column, ...],
    lines: Iterable[Row],
    rows: Iterable[FormRow | None],
    notes: tuple[str, ...] = (),
    unit_line: str = "",
    law: tuple[str, ...] = (),
) -> Table:
    """A table titled by the catalogue's ``table.<name>``; its source are the files of ``rows``, ``law`` its acts."""
    title = report.say(f"table.{name.replace('-', '_')}")
    source = table_source(row.cell for row in rows if row is not None)
    return Table(name, title, columns, tuple(lines), unit_line, notes, source, law)


def class_columns(report: Report) -> list[Column]:
    """Number and share of the poor, then of the near-poor."""
    names = ("deprived_poor", "deprived_poor_share", "deprived_near", "deprived_near_share")
    return [column(report, name, right=True) for name in names]
