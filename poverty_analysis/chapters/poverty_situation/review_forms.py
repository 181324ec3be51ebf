"""What the chapters on the yearly review share: the forms of its last day, and cells with their signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Column
from poverty_analysis.census.forms import indicators
from poverty_analysis.census.measures import CensusMeasure, PovertyRule, census_measures
from poverty_analysis.chapters.frame.figures import count, share
from poverty_analysis.chapters.frame.sections import no_data
from poverty_analysis.chapters.frame.tables import column
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.law import Indicator, Law, Standard
from poverty_analysis.report.disclosure import Disclosed
from poverty_analysis.report.forms import form_rows
from poverty_analysis.units.units import Unit
from poverty_analysis.values.rates import rate
from poverty_analysis.wording.words import Words

# Classes that the forms list, in the order of tables.
CLASSES = ("poor", "near_poor")


def last(forms: tuple[FormRow, ...], year: int) -> tuple[FormRow, ...]:
    """The unit's own rows of the last day within the year."""
    own = [row for row in forms if row.as_of.year == year]
    day = max((row.as_of for row in own), default=None)
    return tuple(row for row in own if row.as_of == day)


def of(rows: Iterable[FormRow], *names: str) -> tuple[FormRow, ...]:
    """The rows of some forms."""
    return tuple(row for row in rows if row.form in names)


def one(rows: Iterable[FormRow], form: str, counted: str = HOUSEHOLDS, item: str = "") -> FormRow | None:
    """The first row of a form of what is counted; None where there is none."""
    return next((r for r in rows if (r.form, r.counted, r.item) == (form, counted, item)), None)


Key = tuple[object, ...]


def rows_below(children: tuple[Unit, ...], disclosed: Disclosed) -> dict[Key, FormRow]:
    """Rows of the units directly below, as the edition may show them, by what :func:`below` asks for."""
    return {(unit.code, *_key(row)): row for unit in children for row in form_rows(disclosed.forms, unit.code)}


def _key(row: FormRow) -> Key:
    return (row.form, row.as_of, row.standard, row.counted, row.item)


def below(
    children: tuple[Unit, ...], like: FormRow, rows: Mapping[Key, FormRow]
) -> tuple[tuple[Unit, FormRow | None], ...]:
    """Every unit directly below with its row beside ``like``: same form, day, standard, class and item.

    None where a unit handed in no such row, or the release left it out.
    """
    return tuple((unit, rows.get((unit.code, *_key(like)))) for unit in children)


def standard_of(law: Law, row: FormRow) -> Standard | None:
    """The standard of a row."""
    return next((standard for standard in law.standards if standard.id == row.standard), None)


def indicator_of(law: Law, row: FormRow, name: str) -> Indicator | None:
    """The indicator of a column ``d1`` under the standard of a row."""
    standard = standard_of(law, row)
    indicators_ = standard.indicator_list if standard else ()
    return next((indicator for indicator in indicators_ if indicator.column == name), None)


def of_standard(law: Law, row: FormRow) -> FormRow:
    """A form of deprivations without blank columns that its standard does not have."""
    standard = standard_of(law, row)
    own = {indicator.column for indicator in standard.indicator_list} if standard else set()
    extra = {n for n in indicators(row) if n not in own and row.counts[n] is None and n not in row.masked}
    return replace(row, counts={n: v for n, v in row.counts.items() if n not in extra}) if own else row


def title_of(words: Words, law: Law, row: FormRow, name: str) -> str:
    """The reader's name of a column: that of the standard's indicator, else that of the form."""
    indicator = indicator_of(law, row, name)
    if indicator is None:
        return words.column_title(row.form, name)
    return words.choose(indicator.title_vi, indicator.title_en)


def measures(law: Law, rows: tuple[FormRow, ...]) -> tuple[CensusMeasure, ...]:
    """What the forms support as a census; H, A and M0 only under standards in which deprivations decide."""
    rules = {s.id: PovertyRule(s.indicators, s.deprivations) for s in law.standards if s.deprivations}
    return census_measures(rows, rules)


def number(words: Words, key: str, row: FormRow | None, name: str) -> Cell:
    """A count as the form prints it, or the sign of a hidden, a blank or an absent one."""
    if row is None:
        return words.say("undefined_short")
    if name in row.masked:
        return words.say("masked")
    value = row.counts.get(name)
    if value is None:
        return words.say("blank_in_form")
    return count(words, key, value, "stated", (row.cell,))


def known_share(row: FormRow | None, name: str, whole: str = HOUSEHOLDS) -> Fraction | None:
    """Part of a published whole; None where either is hidden, blank or absent, or the whole is 0."""
    if row is None or row.blanks((name, whole)):
        return None
    return rate(row.known(name), row.known(whole))


def part(words: Words, key: str, row: FormRow | None, name: str, formula: str, whole: str = HOUSEHOLDS) -> Cell:
    """The share of a count in its whole, or the sign of why there is none."""
    value = known_share(row, name, whole)
    if row is not None and value is not None:
        return share(words, key, value, formula, inputs=(row.cell,))
    hidden = row is not None and not {name, whole}.isdisjoint(row.masked)
    return words.say("masked" if hidden else "undefined_short")


def hidden_note(words: Words, rows: Iterable[FormRow | None]) -> tuple[str, ...]:
    """What the sign of a hidden count means, where a row has one."""
    return (words.say("note.masked"),) if any(row is not None and row.masked for row in rows) else ()


def needs_columns(row: FormRow) -> tuple[str, ...]:
    """Columns of a form of deprivations or of causes that count households with one thing."""
    causes = tuple(name for name in row.counts if name.startswith("cause"))
    return causes or indicators(row)


def waiting(words: Words, disclosed: Disclosed, year: int) -> list[Block]:
    """A slot where crossings of the year wait for their release."""
    return [no_data(words, "release")] if disclosed.waiting(year) else []


def cells_of(rows: Iterable[FormRow | None]) -> Iterator[str]:
    """Where the rows stand, of those that are there."""
    return (row.cell for row in rows if row is not None)


def class_columns(words: Words) -> list[Column]:
    """Number and share of the poor, then of the near-poor."""
    names = ("deprived_poor", "deprived_poor_share", "deprived_near", "deprived_near_share")
    return [column(words, name, right=True) for name in names]
