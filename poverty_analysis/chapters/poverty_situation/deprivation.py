"""Chapter: what poor households lack: how many, how intensely, which indicator weighs how much, and where."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Chart, Row, Section, Table
from poverty_analysis.census import forms
from poverty_analysis.census.forms import indicators
from poverty_analysis.census.measures import CensusMeasure, contributions
from poverty_analysis.chapters.charts.heat_map import heat_blocks
from poverty_analysis.chapters.charts.share_charts import Share, share_bars
from poverty_analysis.chapters.frame.common import (
    UNVERIFIED_MARK,
    column,
    count,
    no_data,
    paragraph,
    section,
    share,
    table_source,
    weak_mark,
)
from poverty_analysis.chapters.poverty_situation.review_forms import (
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
    review_table,
    title_of,
    waiting,
)
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.law import Indicator
from poverty_analysis.report.open import Report
from poverty_analysis.wording.numbers import format_share

_MEASURES = ("H", "A", "M0")


def deprived(report: Report) -> Section:
    """Deprivations of poor households with H, A and M0, what each indicator weighs, and the units below as a heat map.

    Without the form of deprivations it says so, and where the crossings wait for their release too.
    """
    rows = last(report)
    form = one(rows, forms.POOR_DEPRIVATIONS)
    if form is None:
        return section(report, "deprived", waiting(report) or [no_data(report, "deprived")])
    form = of_standard(report, form)
    parts = contributions(form)
    blocks: list[Block] = [
        paragraph(_words(report, form)),
        _table(report, rows, form),
        _intensity(report, rows, form) or no_data(report, "intensity"),
        _chart(report, form, parts) if parts else no_data(report, "contributions"),
    ]
    titles = {name: title_of(report, form, name) for name in indicators(form)}
    return section(report, "deprived", [*blocks, *heat_blocks(report, "deprivation", form, titles)])


def _words(report: Report, form: FormRow) -> str:
    """The indicators that most poor households lack, of those that may be shown."""
    shares = {name: value for name in indicators(form) if (value := known_share(form, name)) is not None}
    ranked = sorted(shares, key=lambda name: -shares[name])[:3]
    told = "; ".join(
        f"{title_of(report, form, name)} ({format_share(shares[name], 2, report.lang)})"
        for name in ranked
        if shares[name]
    )
    return report.say("deprived.words", {"told": told}) if told else report.say("deprived.nothing")


def _table(report: Report, rows: tuple[FormRow, ...], form: FormRow) -> Table:
    """Indicators under their dimension: poor and near-poor households, their share, share of all deprivations."""
    near = one(rows, forms.NEAR_POOR_DEPRIVATIONS)
    parts = contributions(form)
    lines = [*_dimension_rows(report, form, near, parts), *_total_rows(report, form, near)]
    names = ("deprived_poor", "deprived_poor_share", "contribution", "deprived_near", "deprived_near_share")
    columns = (
        column(report, "lacking", width=2.6),
        *(column(report, name, right=True) for name in (names if near else names[:3])),
    )
    shown = (form, near)
    notes = (*hidden_note(report, shown), report.say("note.deprived"))
    return review_table(report, "review-deprivations", columns, lines, shown, notes)


def _intensity(report: Report, rows: tuple[FormRow, ...], form: FormRow) -> Table | None:
    """H, A and M0 with what they are made of; None under a standard in which deprivations decide nothing."""
    lines = [_intensity_row(report, m) for m in measures(report, rows) if m.measure in _MEASURES]
    columns = (
        column(report, "measure", width=3),
        *(column(report, name, right=True) for name in ("made_of", "made_over", "intensity")),
    )
    unverified = report.say("note.unverified", {"mark": UNVERIFIED_MARK})
    notes = (report.say("note.intensity"), report.say("note.review_census"), unverified)
    shown = (*of(rows, forms.RESULTS), form)
    return review_table(report, "review-intensity", columns, lines, shown, notes) if lines else None


def _dimension_rows(report: Report, form: FormRow, near: FormRow | None, parts: dict[str, Fraction]) -> Iterator[Row]:
    for dimension, names in _dimensions(report, form).items():
        if dimension is not None:
            title = _name_of(report, dimension)
            key = f"review.contribution.{dimension.dimension}"
            cells: tuple[Cell, ...] = ("", "", _added(report, form, key, names, parts))
            yield Row((title, *cells, *(("", "") if near else ())), "subtotal")
        for name in names:
            yield Row((title_of(report, form, name), *_cells(report, form, name, parts), *_near(report, near, name)))


def _dimensions(report: Report, form: FormRow) -> dict[Indicator | None, list[str]]:
    """Columns by dimension, each under the first indicator of its dimension; those of no known standard apart."""
    found: dict[str, list[str]] = {}
    first: dict[str, Indicator | None] = {}
    for name in indicators(form):
        known = indicator_of(report, form, name)
        dimension = known.dimension if known else ""
        first.setdefault(dimension, known)
        found.setdefault(dimension, []).append(name)
    return {first[dimension]: names for dimension, names in found.items()}


def _added(report: Report, form: FormRow, key: str, names: list[str], parts: dict[str, Fraction]) -> Cell:
    """What a dimension weighs; nothing is added where one of its indicators is hidden."""
    if not form.masked.isdisjoint(names):
        return report.say("masked")
    if any(name not in parts for name in names):
        return report.say("undefined_short")
    value = sum((parts[name] for name in names), Fraction(0))
    return share(report, key, value, "contribution_of_dimension", inputs=(form.cell,))


def _cells(report: Report, form: FormRow, name: str, parts: dict[str, Fraction]) -> tuple[Cell, Cell, Cell]:
    weight: Cell = report.say("masked" if name in form.masked else "undefined_short")
    if name in parts:
        weight = share(report, f"review.contribution.{name}", parts[name], "contribution", inputs=(form.cell,))
    return (
        number(report, f"review.deprived.{name}", form, name),
        part(report, f"review.deprived.{name}.share", form, name, "deprived_over_class"),
        weight,
    )


def _near(report: Report, near: FormRow | None, name: str) -> tuple[Cell, ...]:
    if near is None:
        return ()
    key = f"review.deprived_near.{name}"
    return number(report, key, near, name), part(report, f"{key}.share", near, name, "deprived_over_class")


def _total_rows(report: Report, form: FormRow, near: FormRow | None) -> Iterator[Row]:
    """All deprivations, and the households they are of."""
    for name in ("total", HOUSEHOLDS):
        cells = [number(report, f"review.deprived.{name}", form, name), "", ""]
        if near is not None:
            cells += [number(report, f"review.deprived_near.{name}", near, name), ""]
        yield Row((report.say(f"deprived.{name}"), *cells), "total" if name == "total" else "subtotal")


def _intensity_row(report: Report, measure: CensusMeasure) -> Row:
    used = [of for of in report.law.standards if of.id == measure.standard]
    law = tuple(of.citation for of in used)
    value: Cell = report.say("undefined_short")
    key = f"review.{measure.measure}"
    if measure.value is not None:
        shown = share(report, key, measure.value, measure.measure, inputs=measure.cells, law=law)
        # The act may have been read while the annex with its indicators was not.
        readings = [one.reading for of in used for one in of.indicator_list]
        mark = weak_mark(*readings, *(of.reading for of in used))
        value = replace(shown, display=shown.display + mark)
    made = (
        count(report, f"{key}.part", measure.part, "stated", measure.cells),
        count(report, f"{key}.base", measure.base, "intensity_base", measure.cells),
    )
    return Row((report.say(key), *made, value))


def _chart(report: Report, form: FormRow, parts: dict[str, Fraction]) -> Chart:
    """Bars of what each indicator weighs, by dimension; a hidden one keeps its row and its sign."""
    named = [(_name_of(report, one_), names) for one_, names in _dimensions(report, form).items()]
    bars = [
        Share(title_of(report, form, name), dimension, parts.get(name), hidden=name in form.masked)
        for dimension, names in named
        for name in names
    ]
    first = max(parts, key=lambda name: parts[name])
    values = {
        "first": title_of(report, form, first),
        "first_share": format_share(parts[first], 2, report.lang),
        "told": "; ".join(
            _weight_words(report, name, names, parts) for name, names in named if set(names) <= set(parts)
        ),
    }
    svg = share_bars(bars, report.say("chart.axis_contribution"), report.lang, report.say("masked"))
    alt = report.say("chart.contributions_alt", values)
    notes, source = hidden_note(report, (form,)), table_source((form.cell,))
    return Chart("contributions-chart", report.say("chart.contributions"), alt, svg, notes, source)


def _weight_words(report: Report, dimension: str, names: list[str], parts: dict[str, Fraction]) -> str:
    value = sum((parts[name] for name in names), Fraction(0))
    return f"{dimension} {format_share(value, 2, report.lang)}".strip()


def _name_of(report: Report, indicator: Indicator | None) -> str:
    """The reader's name of the dimension of an indicator."""
    if indicator is None:
        return ""
    return indicator.dimension_en if report.lang == "en" else indicator.dimension_vi
