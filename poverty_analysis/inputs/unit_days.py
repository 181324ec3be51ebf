"""Rows that name a unit and a day: did the unit exist on that day?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from poverty_analysis.inputs.checker import CheckedTable
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.rows.kinds import Placed, Row
from poverty_analysis.inputs.standard_days import check_days
from poverty_analysis.units.units import Unit, unit, unit_problem
from poverty_analysis.values.problems import Problem

UnitsNear = Callable[..., tuple[Unit, ...]]


def on_their_days(checked: CheckedTable[Row], units_near: UnitsNear) -> CheckedTable[Row]:
    """Leave out rows whose standard does not govern (PA-506), or whose unit does not exist (PA-530), on their day.

    Parameters
    ----------
    checked : CheckedTable
        Rows of any table; those without ``as_of`` pass unchanged.
    units_near : callable
        Takes codes and gives the dated list around them.
    """
    checked = check_days(checked)
    found = {problem.place.row: problem for problem in _problems(checked.records, units_near)}
    kept = tuple(record for record in checked.records if record.at.row not in found)
    return replace(checked, records=kept, problems=(*checked.problems, *found.values()))


def check_form_days(forms: Forms, units_near: UnitsNear) -> Forms:
    """The same for the rows of all forms."""
    found = tuple(_problems(forms.rows, units_near))
    out = {problem.place for problem in found}
    kept = tuple(row for row in forms.rows if row.at.place("unit") not in out)
    return replace(forms, rows=kept, problems=(*forms.problems, *found))


def _problems(records: Iterable[Placed], units_near: UnitsNear) -> Iterator[Problem]:
    told = ((record, getattr(record, "unit", ""), getattr(record, "as_of", None)) for record in records)
    dated = [(record, code, day) for record, code, day in told if code and day]
    by_code: dict[str, list[Unit]] = {}
    for one in units_near(*{code for _, code, _ in dated}) if dated else ():
        by_code.setdefault(one.code, []).append(one)
    for record, code, day in dated:
        known = tuple(by_code.get(code, ()))
        if known and unit(known, code, day) is None:
            yield unit_problem(known, code, day, record.at.place("unit"))
