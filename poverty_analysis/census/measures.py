"""What the yearly review of households supports, and what it does not.

The review scores only listed and applying households (QĐ 24/2021/QĐ-TTg,
Điều 4): deprivation among all others is unknown.  From its forms follow the
rates of form "results" and, under standards in which deprivations decide, the
intensity among the poor.  Anything about the whole population belongs to a
living-standards survey.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.census import forms
from poverty_analysis.census.forms import indicators
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.values.rates import rate

PERSONS = "persons"


@dataclass(frozen=True)
class PovertyRule:
    """How many ``indicators`` a standard has, and from how many deprivations (``least``) a household is poor."""

    indicators: int
    least: int


@dataclass(frozen=True)
class CensusMeasure:
    """One measure of one unit on one day.

    ``value`` is exact; None where it is undefined (no households, nobody
    poor).  ``part`` over ``base`` is what it was made of; ``counted`` says
    households or persons, ``cells`` the rows behind it.
    """

    unit: str
    as_of: dt.date
    standard: str
    measure: str
    counted: str
    part: int
    base: int
    value: Fraction | None
    cells: tuple[str, ...]


def census_measures(rows: Iterable[FormRow], rules: Mapping[str, PovertyRule]) -> tuple[CensusMeasure, ...]:
    """Every measure that the forms of a census support.

    Parameters
    ----------
    rows : iterable of FormRow
        Any forms of any units.
    rules : mapping of standard id to Rule
        The standards in which deprivations decide (VN-2022 on).  Under others
        only the rates are given.

    Returns
    -------
    tuple of CensusMeasure
        ``poor_rate``, ``near_poor_rate`` and ``multidim_rate`` (their sum) of
        households and of persons; ``H`` (the poor rate of households again),
        ``A`` = deprivations of the poor / (indicators x poor) and ``M0 = H x
        A`` where the form of deprivations is there for the same households;
        ``minority_poor_rate`` and the two others over minority households or
        persons.  A part above its whole gives a rate above 1: nothing is
        clipped.
    """
    given = tuple(rows)
    found: list[CensusMeasure] = []
    for row in given:
        if row.form == forms.RESULTS:
            found += _rates(row, HOUSEHOLDS, "households", "poor", "near_poor")
            found += _rates(row, PERSONS, "persons", "poor_persons", "near_poor_persons")
            found += _intensity(row, given, rules)
        if row.form == forms.GROUPS:
            found += _rates(row, row.counted, "minority", "minority_poor", "minority_near_poor", "minority_")
    return tuple(found)


def _rates(row: FormRow, counted: str, whole: str, poor: str, near: str, prefix: str = "") -> list[CensusMeasure]:
    if row.blanks((whole, poor, near)):
        return []
    base = row.known(whole)
    parts = {"poor": row.known(poor), "near_poor": row.known(near), "multidim": row.known(poor) + row.known(near)}
    return [
        _measure(row, f"{prefix}{name}_rate", counted, part, base, rate(part, base)) for name, part in parts.items()
    ]


def _intensity(row: FormRow, given: tuple[FormRow, ...], rules: Mapping[str, PovertyRule]) -> list[CensusMeasure]:
    rule = rules.get(row.standard)
    form = next((r for r in forms.rows_of(given, forms.POOR_DEPRIVATIONS) if r.key() == row.key()), None)
    if rule is None or form is None or form.blanks(("total",)):
        return []
    poor, total, households = row.known("poor"), form.known("total"), row.known("households")
    incidence, mean = rate(poor, households), rate(total, rule.indicators * poor)
    adjusted = None if incidence is None or mean is None else incidence * mean
    cells = (row.cell, form.cell)
    return [
        _measure(row, "H", HOUSEHOLDS, poor, households, incidence),
        _measure(form, "A", HOUSEHOLDS, total, rule.indicators * poor, mean),
        CensusMeasure(*row.key(), "M0", HOUSEHOLDS, total, rule.indicators * households, adjusted, cells),
    ]


def contributions(row: FormRow) -> dict[str, Fraction]:
    """Share of each indicator in all deprivations of a form; empty where a column is blank or all are 0.

    The shares add up to 1: they are of the sum of the indicators, not of the
    printed total.  Where a release hides some indicators, those of the others
    are of the printed total; empty where that is hidden too.
    """
    names = indicators(row)
    total = row.known("total")
    if row.masked and total:
        return {name: Fraction(row.known(name), total) for name in names if row.counts[name] is not None}
    added = sum(row.known(name) for name in names)
    if not added or row.blanks(names):
        return {}
    return {name: Fraction(row.known(name), added) for name in names}


def _measure(row: FormRow, name: str, counted: str, part: int, base: int, value: Fraction | None) -> CensusMeasure:
    return CensusMeasure(*row.key(), name, counted, part, base, value, (row.cell,))
