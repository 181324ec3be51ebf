"""Chapter: the units below, ranked, with their sum beside the unit's own numbers and those that are missing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Row, Section, Table
from poverty_analysis.census import forms
from poverty_analysis.census.forms import rows_of
from poverty_analysis.chapters.charts.rankings import RankedUnit, ranking
from poverty_analysis.chapters.frame.figures import count, share
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import chart, column, numbers, table
from poverty_analysis.chapters.lower_levels.between_levels import between_levels
from poverty_analysis.chapters.lower_levels.unit_map import Shown, unit_map
from poverty_analysis.checks.form_sums import FormKey, rolled_forms
from poverty_analysis.checks.model import Facts
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.report.open import Report
from poverty_analysis.units.roll_up import Rolled
from poverty_analysis.units.units import Unit
from poverty_analysis.values.rates import rate
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_share
from poverty_analysis.wording.words import Words

# Columns of form "results" that the ranking shows and adds up.
_SHOWN = ("households", "poor", "near_poor")
_COLUMNS = ("households", "poor", "poor_rate", "near_poor", "near_poor_rate", "left_poverty", "came_poor")
_LEFT, _CAME = ("to_near_poor", "beyond"), ("relapsed", "new")


def units_below(report: Report) -> Section:
    """The units directly below by poverty rate with movements and coverage, then the tables between levels.

    The highest rate comes first; a slot stands for the ranking where no unit below has a form.
    """
    rows = _last(report.facts.child_forms, report.params.year)
    blocks: list[Block] = [no_data(report.words, "units_below" if report.children else "units_below_none")]
    if rows:
        ranked = _ranked(report.children, rows)
        several = sum(_rate(row, "poor") is not None for _, row in ranked) > 1
        drawn = unit_map(report.words, report.ground.map, report.children, _shares(report.words, ranked))
        blocks = [
            paragraph(_words(report.words, report.children, rows, ranked)),
            *([_chart(report.words, report.facts.child_forms, ranked)] if several else []),
            *drawn,
            _table(report.words, report.facts, report.facts.child_forms, rows, ranked),
        ]
    return section(report.words, "units_below", [*blocks, *between_levels(report)])


def _last(child_forms: tuple[FormRow, ...], year: int) -> tuple[FormRow, ...]:
    own = [row for row in rows_of(child_forms, forms.RESULTS) if row.as_of.year == year]
    day = max((row.as_of for row in own), default=None)
    return tuple(row for row in own if row.as_of == day)


def _ranked(children: tuple[Unit, ...], rows: tuple[FormRow, ...]) -> tuple[tuple[Unit, FormRow], ...]:
    """Each unit with its first row, by poverty rate from the highest; equal rates by code."""
    first = {row.unit: row for row in reversed(rows)}
    pairs = [(unit, first[unit.code]) for unit in children if unit.code in first]
    return tuple(sorted(pairs, key=_rank))


def _rank(pair: tuple[Unit, FormRow]) -> tuple[bool, Fraction, str]:
    """Units without a rate come last."""
    value = _rate(pair[1], "poor")
    return value is None, -(value or Fraction(0)), pair[0].code


def _rate(row: FormRow, name: str) -> Fraction | None:
    """The part of all households; None where the form leaves either blank."""
    return None if row.blanks((name, "households")) else rate(row.known(name), row.known("households"))


def _words(
    words: Words, children: tuple[Unit, ...], rows: tuple[FormRow, ...], ranked: tuple[tuple[Unit, FormRow], ...]
) -> str:
    (high, top), (low, last) = _ends(ranked)
    named = {unit.code for unit, _ in ranked}
    missing = "; ".join(unit.name for unit in children if unit.code not in named)
    values = {
        "seen": str(len(ranked)),
        "all": str(len(children)),
        "day": format_date(rows[0].as_of, words.lang),
        "high": high.name,
        "high_rate": _percent(words, _rate(top, "poor")),
        "low": low.name,
        "low_rate": _percent(words, _rate(last, "poor")),
        "missing": missing,
    }
    return words.say("units_below.words_missing" if missing else "units_below.words", values)


def _ends(ranked: tuple[tuple[Unit, FormRow], ...]) -> tuple[tuple[Unit, FormRow], tuple[Unit, FormRow]]:
    """The first and the last unit that have a rate; of all where none has."""
    rated = [pair for pair in ranked if _rate(pair[1], "poor") is not None] or ranked
    return rated[0], rated[-1]


def _shares(words: Words, ranked: tuple[tuple[Unit, FormRow], ...]) -> dict[str, Shown]:
    """What a map shows of each unit that has a form, by code."""
    return {unit.code: Shown(_percent(words, _rate(row, "poor")), row, _rate(row, "poor")) for unit, row in ranked}


def _percent(words: Words, value: Fraction | None) -> str:
    return words.say("undefined_short") if value is None else format_share(value, 2, words.lang)


def _table(
    words: Words,
    facts: Facts,
    child_forms: tuple[FormRow, ...],
    rows: tuple[FormRow, ...],
    ranked: tuple[tuple[Unit, FormRow], ...],
) -> Table:
    day, standard = rows[0].as_of, rows[0].standard
    lines = [_row(words, child_forms, unit, row) for unit, row in ranked]
    rolled = {total.name: total for total in rolled_forms(facts)}
    lines.append(_sum_row(words, rolled, day, standard))
    columns = (column(words, "unit", width=1.8), *numbers(words, dict.fromkeys(_COLUMNS, 1)))
    return table(
        words,
        "units-below",
        columns,
        lines,
        unit="households",
        values={"day": format_date(day, words.lang), "standard": standard},
    )


def _row(words: Words, child_forms: tuple[FormRow, ...], unit: Unit, row: FormRow) -> Row:
    key = f"units_below.{unit.code}"
    moved = next((r for r in rows_of(child_forms, forms.POOR_MOVEMENTS) if r.key() == row.key()), None)

    def number(name: str) -> Cell:
        if row.counts.get(name) is None:
            return words.say("blank_in_form")
        return count(words, f"{key}.{name}", row.known(name), "stated", (row.cell,))

    def of_all(name: str) -> Cell:
        value = _rate(row, name)
        if value is None:
            return words.say("undefined_short")
        return share(words, f"{key}.{name}_rate", value, f"{name}_over_households", inputs=(row.cell,))

    flows = (_flow(words, f"{key}.left", moved, _LEFT), _flow(words, f"{key}.came", moved, _CAME))
    cells = (number("households"), number("poor"), of_all("poor"), number("near_poor"), of_all("near_poor"), *flows)
    return Row((unit.name, *cells))


def _flow(words: Words, key: str, row: FormRow | None, names: tuple[str, ...]) -> Cell:
    if row is None or row.blanks(names):
        return words.say("undefined_short")
    return count(words, key, sum(row.known(name) for name in names), "sum", (row.cell,))


def _sum_row(words: Words, rolled: dict[FormKey, Rolled[FormKey]], day: dt.date, standard: str) -> Row:
    """The sum of those that reported; a rate of the added counts, never of rates."""

    def found(form: str, name: str) -> Rolled[FormKey] | None:
        return rolled.get(FormKey(form, name, HOUSEHOLDS, day, standard))

    totals = {name: found(forms.RESULTS, name) for name in _SHOWN}

    def number(name: str) -> Cell:
        one = totals[name]
        if one is None:
            return words.say("undefined_short")
        return count(words, f"units_below.sum.{name}", one.total, "sum", one.cells)

    def of_all(name: str) -> Cell:
        part, whole = totals[name], totals["households"]
        value = rate(part.total, whole.total) if part and whole and part.seen == whole.seen else None
        if value is None or part is None:
            return words.say("undefined_short")
        return share(words, f"units_below.sum.{name}_rate", value, f"{name}_over_households", inputs=part.cells)

    def flow(key: str, names: tuple[str, ...]) -> Cell:
        parts = [one for one in (found(forms.POOR_MOVEMENTS, name) for name in names) if one is not None]
        if len(parts) < len(names):
            return words.say("undefined_short")
        cells = tuple(cell for one in parts for cell in one.cells)
        return count(words, f"units_below.sum.{key}", sum(one.total for one in parts), "sum", cells)

    cells = (number("households"), number("poor"), of_all("poor"), number("near_poor"), of_all("near_poor"))
    return Row((words.say("row.sum_below"), *cells, flow("left", _LEFT), flow("came", _CAME)), "total")


def _chart(words: Words, child_forms: tuple[FormRow, ...], ranked: tuple[tuple[Unit, FormRow], ...]) -> Chart:
    """Poverty rates as dots, this year's filled, last year's hollow where it has the same standard."""
    before = [_year_before(child_forms, row) for _, row in ranked]
    units = [
        RankedUnit(
            unit.name, _percent(words, _rate(row, "poor")), _rate(row, "poor"), _rate(old, "poor") if old else None
        )
        for (unit, row), old in zip(ranked, before, strict=True)
    ]
    earlier = [row.as_of for row in before if row is not None]
    days = [format_date(day, words.lang) for day in (ranked[0][1].as_of, *earlier[:1])]
    svg = ranking(units, (days[0], days[-1]), words.say("chart.axis_share"), words.lang)
    (high, top), (low, last) = _ends(ranked)
    values = {
        "high": high.name,
        "high_rate": _percent(words, _rate(top, "poor")),
        "low": low.name,
        "low_rate": _percent(words, _rate(last, "poor")),
    }
    return chart(words, "units-below-chart", svg, values, (row.cell for _, row in ranked))


def _year_before(child_forms: tuple[FormRow, ...], row: FormRow) -> FormRow | None:
    """The row a year earlier under the same standard; another standard is not comparable."""
    rows = (r for r in rows_of(child_forms, forms.RESULTS) if r.unit == row.unit)
    return next((r for r in rows if r.as_of.year == row.as_of.year - 1 and r.standard == row.standard), None)
