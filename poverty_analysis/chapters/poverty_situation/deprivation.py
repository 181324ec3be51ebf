"""Chapter: what poor households lack: how many, how intensely, which indicator weighs how much, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Row, Section, Table
from poverty_analysis.census import forms
from poverty_analysis.census.forms import indicators
from poverty_analysis.census.measures import CensusMeasure, contributions
from poverty_analysis.chapters.charts.bar_charts import ShareBar, share_bars
from poverty_analysis.chapters.charts.heat_map import heat_blocks
from poverty_analysis.chapters.frame.figures import count, share
from poverty_analysis.chapters.frame.law_readings import UNVERIFIED_MARK, weak_mark
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import chart, column, numbers, table
from poverty_analysis.chapters.poverty_situation.review_forms import (
    cells_of,
    hidden_note,
    indicator_of,
    known_share,
    last,
    measures,
    number,
    of,
    of_standard,
    one,
    part,
    title_of,
    waiting,
)
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.law import Indicator, Law
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_share
from poverty_analysis.wording.words import Words

_MEASURES = ("H", "A", "M0")


def deprived(report: Report) -> Section:
    """Deprivations of poor households with H, A and M0, what each indicator weighs, and the units below as a heat map.

    Without the form of deprivations it says so, and where the crossings wait for their release too.
    """
    rows = last(report.forms, report.params.year)
    form = one(rows, forms.POOR_DEPRIVATIONS)
    if form is None:
        return section(
            report.words,
            "deprived",
            waiting(report.words, report.disclosed, report.params.year) or [no_data(report.words, "deprived")],
        )
    form = of_standard(report.law, form)
    parts = contributions(form)
    blocks: list[Block] = [
        paragraph(_words(report.words, report.law, form)),
        _table(report.words, report.law, rows, form),
        *_chart(report.words, report.law, form, parts),
        _intensity(report.words, report.law, rows, form) or no_data(report.words, "intensity"),
    ]
    titles = {name: title_of(report.words, report.law, form, name) for name in indicators(form)}
    return section(
        report.words,
        "deprived",
        [*blocks, *heat_blocks(report.words, report.children, report.disclosed, "deprivation", form, titles)],
    )


def _words(words: Words, law: Law, form: FormRow) -> str:
    """The indicators that most poor households lack, of those that may be shown."""
    shares = {name: value for name in indicators(form) if (value := known_share(form, name)) is not None}
    ranked = sorted(shares, key=lambda name: -shares[name])[:3]
    commonest = "; ".join(
        f"{title_of(words, law, form, name)} ({format_share(shares[name], 2, words.lang)})"
        for name in ranked
        if shares[name]
    )
    return words.say("deprived.words", {"told": commonest}) if commonest else words.say("deprived.nothing")


def _table(words: Words, law: Law, rows: tuple[FormRow, ...], form: FormRow) -> Table:
    """Indicators under their dimension: poor and near-poor households, their share, share of all deprivations."""
    near = one(rows, forms.NEAR_POOR_DEPRIVATIONS)
    parts = contributions(form)
    lines = [*_dimension_rows(words, law, form, near, parts), *_total_rows(words, form, near)]
    names = ("deprived_poor", "deprived_poor_share", "contribution", "deprived_near", "deprived_near_share")
    columns = (
        column(words, "lacking", width=2.6),
        *numbers(words, {**dict.fromkeys(names if near else names[:3], 1)}),
    )
    shown = (form, near)
    return table(words, "review-deprivations", columns, lines, cells_of(shown), signs=hidden_note(words, shown))


def _intensity(words: Words, law: Law, rows: tuple[FormRow, ...], form: FormRow) -> Table | None:
    """H, A and M0 with what they are made of; None under a standard in which deprivations decide nothing."""
    lines = [_intensity_row(words, law, m) for m in measures(law, rows) if m.measure in _MEASURES]
    columns = (
        column(words, "measure", width=3),
        *numbers(words, {"made_of": 1, "made_over": 1, "intensity": 1}),
    )
    unverified = words.say("note.unverified", {"mark": UNVERIFIED_MARK})
    notes = (words.say("note.review_census"), unverified)
    shown = (*of(rows, forms.RESULTS), form)
    return table(words, "review-intensity", columns, lines, cells_of(shown), notes=notes) if lines else None


def _dimension_rows(
    words: Words, law: Law, form: FormRow, near: FormRow | None, parts: dict[str, Fraction]
) -> Iterator[Row]:
    for dimension, names in _dimensions(law, form).items():
        if dimension is not None:
            title = _name_of(words, dimension)
            key = f"review.contribution.{dimension.dimension}"
            cells: tuple[Cell, ...] = ("", "", _added(words, form, key, names, parts))
            yield Row((title, *cells, *(("", "") if near else ())), "subtotal")
        for name in names:
            yield Row(
                (
                    title_of(words, law, form, name),
                    *_cells(words, form, name, parts),
                    *_near(words, near, name),
                )
            )


def _dimensions(law: Law, form: FormRow) -> dict[Indicator | None, list[str]]:
    """Columns by dimension, each under the first indicator of its dimension; those of no known standard apart."""
    columns: dict[str, list[str]] = {}
    first: dict[str, Indicator | None] = {}
    for name in indicators(form):
        indicator = indicator_of(law, form, name)
        dimension = indicator.dimension if indicator else ""
        first.setdefault(dimension, indicator)
        columns.setdefault(dimension, []).append(name)
    return {first[dimension]: names for dimension, names in columns.items()}


def _added(words: Words, form: FormRow, key: str, names: list[str], parts: dict[str, Fraction]) -> Cell:
    """What a dimension weighs; nothing is added where one of its indicators is hidden."""
    if not form.masked.isdisjoint(names):
        return words.say("masked")
    if any(name not in parts for name in names):
        return words.say("undefined_short")
    value = sum((parts[name] for name in names), Fraction(0))
    return share(words, key, value, "contribution_of_dimension", inputs=(form.cell,))


def _cells(words: Words, form: FormRow, name: str, parts: dict[str, Fraction]) -> tuple[Cell, Cell, Cell]:
    weight: Cell = words.say("masked" if name in form.masked else "undefined_short")
    if name in parts:
        weight = share(words, f"review.contribution.{name}", parts[name], "contribution", inputs=(form.cell,))
    return (
        number(words, f"review.deprived.{name}", form, name),
        part(words, f"review.deprived.{name}.share", form, name, "deprived_over_class"),
        weight,
    )


def _near(words: Words, near: FormRow | None, name: str) -> tuple[Cell, ...]:
    if near is None:
        return ()
    key = f"review.deprived_near.{name}"
    return number(words, key, near, name), part(words, f"{key}.share", near, name, "deprived_over_class")


def _total_rows(words: Words, form: FormRow, near: FormRow | None) -> Iterator[Row]:
    """All deprivations, and the households they are of."""
    for name in ("total", HOUSEHOLDS):
        cells = [number(words, f"review.deprived.{name}", form, name), "", ""]
        if near is not None:
            cells += [number(words, f"review.deprived_near.{name}", near, name), ""]
        yield Row((words.say(f"deprived.{name}"), *cells), "total" if name == "total" else "subtotal")


def _intensity_row(words: Words, law: Law, measure: CensusMeasure) -> Row:
    used = [standard for standard in law.standards if standard.id == measure.standard]
    value: Cell = words.say("undefined_short")
    key = f"review.{measure.measure}"
    if measure.value is not None:
        shown = share(words, key, measure.value, measure.measure, inputs=measure.cells)
        # The act may have been read while the annex with its indicators was not.
        indicators = [one.reading for standard in used for one in standard.indicator_list]
        mark = weak_mark(*indicators, *(standard.reading for standard in used))
        value = replace(shown, display=shown.display + mark, law=tuple(standard.citation for standard in used))
    counts = (
        count(words, f"{key}.part", measure.part, "stated", measure.cells),
        count(words, f"{key}.base", measure.base, "intensity_base", measure.cells),
    )
    return Row((words.say(key), *counts, value))


def _chart(words: Words, law: Law, form: FormRow, parts: dict[str, Fraction]) -> list[Block]:
    """Bars of what each indicator weighs, the heaviest first; a hidden one keeps its row and its sign.

    Rows without a number stand last in the order of the form, so that their place tells nothing.
    """
    if not parts:
        return [no_data(words, "contributions")]
    named = [(_name_of(words, indicator), names) for indicator, names in _dimensions(law, form).items()]
    listed = [(name, dimension) for dimension, names in named for name in names]
    ranked = sorted(listed, key=lambda pair: -parts[pair[0]] if pair[0] in parts else Fraction(1))
    bars = [
        ShareBar(title_of(words, law, form, name), parts.get(name), _weight(words, form, parts, name), dimension)
        for name, dimension in ranked
    ]
    if len(bars) < 2:
        return []
    first = max(parts, key=lambda name: parts[name])
    values = {
        "first": title_of(words, law, form, first),
        "first_share": format_share(parts[first], 2, words.lang),
        "told": "; ".join(
            _weight_words(words, name, names, parts) for name, names in named if set(names) <= set(parts)
        ),
    }
    svg = share_bars(bars, words.say("chart.axis_contribution"), words.lang)
    notes = hidden_note(words, (form,))
    return [chart(words, "contributions-chart", svg, values, (form.cell,), notes=notes)]


def _weight(words: Words, form: FormRow, parts: dict[str, Fraction], name: str) -> str:
    if name in parts:
        return format_share(parts[name], 2, words.lang)
    return words.say("masked" if name in form.masked else "undefined_short")


def _weight_words(words: Words, dimension: str, names: list[str], parts: dict[str, Fraction]) -> str:
    value = sum((parts[name] for name in names), Fraction(0))
    return f"{dimension} {format_share(value, 2, words.lang)}".strip()


def _name_of(words: Words, indicator: Indicator | None) -> str:
    """The reader's name of the dimension of an indicator."""
    if indicator is None:
        return ""
    return words.choose(indicator.dimension_vi, indicator.dimension_en)
