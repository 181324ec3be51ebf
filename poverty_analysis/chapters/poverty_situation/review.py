"""Chapter: the yearly review: three rates named apart, movements of both classes, and who escaped lately."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poverty_analysis.blocks import Block, Cell, Row, Section, Table
from poverty_analysis.census import forms
from poverty_analysis.census.measures import PERSONS
from poverty_analysis.chapters.frame.figures import count, share
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import column, numbers, table
from poverty_analysis.chapters.poverty_situation.newly_escaped import escaped
from poverty_analysis.chapters.poverty_situation.review_forms import (
    cells_of,
    hidden_note,
    known_share,
    last,
    number,
    of,
    one,
    part,
    waiting,
)
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.report.open import Report
from poverty_analysis.values.rates import rate
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_integer, format_share
from poverty_analysis.wording.words import Words

_CLASSES = {"poor": forms.POOR_MOVEMENTS, "near_poor": forms.NEAR_POOR_MOVEMENTS}


@dataclass(frozen=True)
class _Side:
    """Where the counts of households or of persons stand: the row, and its columns of all, poor and near-poor."""

    row: FormRow | None
    counted: str
    whole: str
    poor: str
    near: str


def review(report: Report) -> Section:
    """Three rates beside each other for households and persons, movements, newly escaped; a slot without forms.

    Only the unit's own rows are shown, of the last day within the year.  Crossings that wait for their release have
    a slot that says so.
    """
    rows = last(report.forms, report.params.year)
    words = _words(report.words, rows)
    if not rows:
        return section(report.words, "review", [no_data(report.words, "review")])
    late = escaped(report)
    blocks: list[Block] = [
        *([paragraph(words)] if words else []),
        _situation(report.words, rows) or no_data(report.words, "situation"),
        _movements(report.words, rows) or no_data(report.words, "movements"),
        *([late] if late is not None else []),
    ]
    return section(report.words, "review", [*blocks, *waiting(report.words, report.disclosed, report.params.year)])


def _words(words: Words, rows: tuple[FormRow, ...]) -> str:
    row = one(rows, forms.RESULTS)
    rates = [known_share(row, name) for name in ("poor", "near_poor")]
    if row is None or None in rates:
        return ""
    poor, near = row.known("poor"), row.known("near_poor")
    values = {
        "day": format_date(row.as_of, words.lang),
        "standard": row.standard,
        "households": format_integer(row.known(HOUSEHOLDS), words.lang),
        "poor": format_integer(poor, words.lang),
        "near_poor": format_integer(near, words.lang),
    }
    shares = {
        name: format_share(value, 2, words.lang)
        for name, value in (
            ("poor_rate", rates[0]),
            ("near_poor_rate", rates[1]),
            ("both_rate", rate(poor + near, row.known(HOUSEHOLDS))),
        )
        if value is not None
    }
    return words.say("review.words", values | shares)


def _situation(words: Words, rows: tuple[FormRow, ...]) -> Table | None:
    """Three rates of every standard of the day; those of minorities are over minority households and persons."""
    results = of(rows, forms.RESULTS)
    if not results:
        return None
    shown: list[FormRow] = []
    lines: list[Row] = []
    for row in results:
        groups = [one(rows, forms.GROUPS, counted) for counted in (HOUSEHOLDS, PERSONS)]
        groups = [group if group is not None and group.standard == row.standard else None for group in groups]
        lines += _three_rates(words, row, groups)
        shown += [row, *(group for group in groups if group is not None)]
    columns = (
        column(words, "measure", width=3),
        *numbers(words, {"review_households": 1, "review_rate": 1, "review_persons": 1, "review_rate_persons": 1}),
    )
    return table(words, "review-situation", columns, lines, cells_of(shown), signs=hidden_note(words, shown))


def _three_rates(words: Words, row: FormRow, groups: list[FormRow | None]) -> Iterator[Row]:
    values = {"standard": row.standard}
    yield Row((words.say("review.all", values), "", "", "", ""), "group")
    yield from _rate_rows(
        words,
        f"review.{row.standard}.",
        _Side(row, HOUSEHOLDS, "households", "poor", "near_poor"),
        _Side(row, PERSONS, "persons", "poor_persons", "near_poor_persons"),
    )
    if any(groups):
        yield Row((words.say("review.minority", values), "", "", "", ""), "group")
        names = ("minority", "minority_poor", "minority_near_poor")
        sides = [_Side(group, kind, *names) for group, kind in zip(groups, (HOUSEHOLDS, PERSONS), strict=True)]
        yield from _rate_rows(words, f"review.{row.standard}.minority_", *sides)


def _rate_rows(words: Words, key: str, *sides: _Side) -> Iterator[Row]:
    whole = [cell for s in sides for cell in (number(words, f"{key}all.{s.counted}", s.row, s.whole), "")]
    yield Row((words.say("review.whole"), *whole))
    for name in ("poor", "near"):
        measure = "poor_rate" if name == "poor" else "near_poor_rate"
        cells = [cell for s in sides for cell in _one_rate(words, f"{key}{measure}", s, getattr(s, name))]
        yield Row((words.say(f"review.{measure}"), *cells))
    both = [cell for side in sides for cell in _both(words, f"{key}multidim_rate", side)]
    yield Row((words.say("review.multidim_rate"), *both), "subtotal")


def _one_rate(words: Words, key: str, side: _Side, name: str) -> tuple[Cell, Cell]:
    formula = key.split(".")[-1]
    counted = number(words, f"{key}.{side.counted}.part", side.row, name)
    return counted, part(words, f"{key}.{side.counted}", side.row, name, formula, side.whole)


def _both(words: Words, key: str, side: _Side) -> tuple[Cell, Cell]:
    """Poor and near-poor together; nothing is added to a hidden or a blank count."""
    row, names = side.row, (side.poor, side.near)
    if row is None or row.blanks(names):
        hidden = row is not None and not row.masked.isdisjoint(names)
        return (words.say("masked" if hidden else "undefined_short"),) * 2
    both = sum(row.known(name) for name in names)
    counted = count(words, f"{key}.{side.counted}.part", both, "sum", (row.cell,))
    value = None if row.blanks((side.whole,)) else rate(both, row.known(side.whole))
    if value is None:
        return counted, words.say("masked" if side.whole in row.masked else "undefined_short")
    return counted, share(words, f"{key}.{side.counted}", value, key.split(".")[-1], inputs=(row.cell,))


def _movements(words: Words, rows: tuple[FormRow, ...]) -> Table | None:
    """Opening, what left, what came, closing; persons beside households where the form has them."""
    flows = of(rows, *forms.OUT)
    if not flows:
        return None
    counted = [kind for kind in (HOUSEHOLDS, PERSONS) if any(row.counted == kind for row in flows)]
    keys = dict.fromkeys((row.form, row.standard) for row in flows)
    lines = [
        line
        for form, standard in keys
        for line in _movement_rows(words, [_flow(flows, form, standard, kind) for kind in counted], form, standard)
    ]
    columns = (column(words, "movement", width=3), *(column(words, f"review_{kind}", right=True) for kind in counted))
    return table(words, "review-movements", columns, lines, cells_of(flows))


def _flow(rows: tuple[FormRow, ...], form: str, standard: str, counted: str) -> FormRow | None:
    return next((r for r in rows if (r.form, r.standard, r.counted) == (form, standard, counted)), None)


def _movement_rows(words: Words, sides: list[FormRow | None], form: str, standard: str) -> Iterator[Row]:
    name = next(name for name, of_class in _CLASSES.items() if of_class == form)
    head = words.say("review.of_standard", {"what": words.word("poverty_class", name), "standard": standard})
    yield Row((head, *("" for _ in sides)), "group")
    signs = dict.fromkeys(forms.OUT[form], "- ") | dict.fromkeys(forms.IN[form], "+ ")
    for flow in ("opening", *forms.OUT[form], *forms.IN[form], "closing"):
        title = words.column_title(form, flow)
        text = f"{signs[flow]}{title[:1].lower()}{title[1:]}" if flow in signs else title
        key = f"review.{standard}.{form.removeprefix('form_')}"
        cells = [number(words, f"{key}.{row.counted if row else ''}.{flow}", row, flow) for row in sides]
        yield Row((text, *cells), "body" if flow in signs else "subtotal")
