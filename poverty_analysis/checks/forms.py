"""Rules about the official forms: identities inside a form and between forms, with residuals.

Real exports break them (blank columns, a row that was filled twice, a total
typed wrongly), so each is a warning that names the residual; nothing is
corrected and no rate is clipped.  Of cells that a release hides nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from poverty_analysis.census import forms
from poverty_analysis.census.forms import indicators, rows_of
from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Subject, Verdict
from poverty_analysis.inputs.rows.forms import FormRow

_MOVEMENTS = (forms.POOR_MOVEMENTS, forms.NEAR_POOR_MOVEMENTS)
_DEPRIVATIONS = (forms.POOR_DEPRIVATIONS, forms.NEAR_POOR_DEPRIVATIONS)
_LINKS = (
    (forms.POOR_MOVEMENTS, "to_near_poor", forms.NEAR_POOR_MOVEMENTS, "from_poor"),
    (forms.POOR_MOVEMENTS, "from_near_poor", forms.NEAR_POOR_MOVEMENTS, "to_poor"),
    (forms.RESULTS, "poor", forms.POOR_MOVEMENTS, "closing"),
    (forms.RESULTS, "near_poor", forms.NEAR_POOR_MOVEMENTS, "closing"),
    (forms.RESULTS, "poor", forms.POOR_DEPRIVATIONS, "households"),
    (forms.RESULTS, "near_poor", forms.NEAR_POOR_DEPRIVATIONS, "households"),
    (forms.RESULTS, "poor", forms.GROUPS, "poor"),
    (forms.RESULTS, "near_poor", forms.GROUPS, "near_poor"),
)
_WITHIN = (
    (forms.RESULTS, "households", ("poor", "near_poor", "average_farm")),
    (forms.RESULTS, "persons", ("poor_persons", "near_poor_persons", "average_farm_persons")),
    (forms.GROUPS, "poor", ("minority_poor", "no_labour_poor", "merit_poor")),
    (forms.GROUPS, "near_poor", ("minority_near_poor", "no_labour_near_poor", "merit_near_poor")),
    (forms.GROUPS, "minority", ("minority_poor", "minority_near_poor")),
    *((form, "households", ()) for form in _DEPRIVATIONS),
    (forms.CAUSES, "households", tuple(f"cause{number}" for number in range(1, 9))),
    (forms.CHILDREN, "children", ("children_uninsured", "children_undernourished", "children_out_of_school")),
    (forms.NEEDS, forms.DEPRIVED, (forms.SERVED, forms.REGISTERED)),
)


def form_statement(
    row: FormRow, reason: str, expected: int | Fraction, actual: int | Fraction, words: dict[str, Said] | None = None
) -> Statement:
    """A warning about one row of a form; its people or need is told with the class."""
    values: dict[str, Said] = {
        "unit": ("text", row.unit),
        "form": ("table", row.form),
        "counted": ("counted", (row.counted, row.item)),
        "expected": ("count", expected),
        "actual": ("count", actual),
        "gap": ("count", actual - expected),
        **(words or {}),
    }
    return Statement("warning", subject_of(row), reason, expected, actual, values=values, source=row.cell)


def subject_of(row: FormRow) -> Subject:
    """Unit and day of a row."""
    return (row.unit, row.as_of.isoformat())


def check_closing(facts: Facts) -> Iterator[Verdict]:
    """Closing = 1 - 2 - 3 - 4 + 5 + 6 + 7 + 8 in both forms of movements."""
    for row in (r for r in facts.forms if r.form in _MOVEMENTS):
        if forms.closing(row) == row.known("closing"):
            yield Held(subject_of(row))
        else:
            blank = len(row.blanks((*forms.OUT[row.form], *forms.IN[row.form])))
            words: dict[str, Said] = {"blank": ("count", blank)}
            reason = "does_not_close_with_blanks" if blank else "does_not_close"
            yield form_statement(row, reason, forms.closing(row), row.known("closing"), words)


def check_links(facts: Facts) -> Iterator[Verdict]:
    """What one form prints and another repeats: households that cross over, closing stocks, totals."""
    for left, name, right, other in _LINKS:
        for one, two in _pairs(facts, left, right):
            seen, said = one.counts.get(name), two.counts.get(other)
            if seen is None or said is None:
                continue
            if seen == said:
                yield Held(subject_of(one))
            else:
                words: dict[str, Said] = {
                    "column": ("column", (left, name)),
                    "other_form": ("table", right),
                    "other_column": ("column", (right, other)),
                }
                yield form_statement(one, "differs", seen, said, words)


def _pairs(facts: Facts, left: str, right: str) -> Iterator[tuple[FormRow, FormRow]]:
    for one in facts.forms:
        if one.form == left:
            counted = one.counted
            same = (two for two in rows_of(facts.forms, right, counted) if two.key() == one.key())
            yield from ((one, two) for two in same)


def check_indicators(facts: Facts) -> Iterator[Verdict]:
    """The indicators add up to the printed number of deprivations; a form with a blank one is passed over."""
    for row in _deprivations(facts):
        names = indicators(row)
        added = sum(row.known(name) for name in names)
        if names and not row.blanks((*names, "total")):
            holds = added == row.known("total")
            yield Held(subject_of(row)) if holds else form_statement(row, "differs", added, row.known("total"))


def _deprivations(facts: Facts) -> Iterator[FormRow]:
    return (row for row in facts.forms if row.form in _DEPRIVATIONS)


def check_bounds(facts: Facts) -> Iterator[Verdict]:
    """No part above its whole: the poor of all households, a group of its class, an indicator of its households."""
    for form, whole, parts in _WITHIN:
        for row in (r for r in facts.forms if r.form == form):
            if whole not in row.masked:
                beyond = [name for name in parts or indicators(row) if row.known(name) > row.known(whole)]
                yield from (_beyond(row, name, whole) for name in beyond)
                if not beyond:
                    yield Held(subject_of(row))


def _beyond(row: FormRow, name: str, whole: str) -> Statement:
    words: dict[str, Said] = {"column": ("column", (row.form, name)), "other_column": ("column", (row.form, whole))}
    return form_statement(row, "beyond", row.known(whole), row.known(name), words)


def check_least_deprivations(facts: Facts) -> Iterator[Verdict]:
    """At least three deprivations a poor household, at most two a near-poor one, where the national threshold rules.

    Under standards with another threshold, or in which income alone makes
    poor, nothing follows and nothing is said.
    """
    for row in _deprivations(facts):
        least = facts.least_deprivations.get(row.standard, 0)
        total, households = row.known("total"), row.known("households")
        words: dict[str, Said] = {"households": ("count", households), "least": ("count", least)}
        if not least or "total" in row.masked:
            continue
        if row.form == forms.POOR_DEPRIVATIONS and total < least * households:
            yield form_statement(row, "too_few", least * households, total, words)
        elif row.form == forms.NEAR_POOR_DEPRIVATIONS and total > (least - 1) * households:
            yield form_statement(row, "too_many", (least - 1) * households, total, words)
        else:
            yield Held(subject_of(row))


RULES = (
    CheckRule("form_closing", check_closing, ("does_not_close", "does_not_close_with_blanks")),
    CheckRule("form_links", check_links, ("differs",)),
    CheckRule("form_indicators", check_indicators, ("differs",)),
    CheckRule("form_bounds", check_bounds, ("beyond",)),
    CheckRule("form_deprivations", check_least_deprivations, ("too_few", "too_many")),
)
