"""Rows that name a unit and a day: did the unit exist on that day?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from poverty_analysis.inputs.checker import Checked, Record
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.standard_days import check_days
from poverty_analysis.units.units import Unit, unit, unit_problem
from poverty_analysis.values.problems import Problem

UnitsNear = Callable[..., tuple[Unit, ...]]


def on_their_days(checked: Checked, units_near: UnitsNear) -> Checked:
    """Leave out rows whose standard does not govern (PA-506), or whose unit does not exist (PA-530), on their day.

    Parameters
    ----------
    checked : Checked
        Rows of any table; those without ``as_of`` pass unchanged.
    units_near : callable
        Takes codes and gives the dated list around them.
    """
    checked = check_days(checked)
    found = {problem.place.row: problem for problem in _problems(checked.records, units_near)}
    kept = tuple(record for record in checked.records if record.row not in found)
    return replace(checked, records=kept, problems=(*checked.problems, *found.values()))


def check_form_days(forms: Forms, units_near: UnitsNear) -> Forms:
    """The same for the rows of all forms."""
    found = {name: tuple(_problems(records, units_near)) for name, records in forms.tables.items()}
    out = {(p.place.file, p.place.sheet, p.place.row) for problems in found.values() for p in problems}
    tables = {
        name: tuple(r for r in records if (r.file, r.sheet, r.row) not in out) for name, records in forms.tables.items()
    }
    return replace(forms, tables=tables, problems=(*forms.problems, *(p for ps in found.values() for p in ps)))


def _problems(records: Iterable[Record], units_near: UnitsNear) -> Iterator[Problem]:
    dated = [r for r in records if r.values.get("unit") and isinstance(r.values.get("as_of"), dt.date)]
    codes = {str(r.values["unit"]) for r in dated}
    by_code: dict[str, list[Unit]] = {}
    for one in units_near(*codes) if codes else ():
        by_code.setdefault(one.code, []).append(one)
    for record in dated:
        code, day = str(record.values["unit"]), record.values["as_of"]
        known = tuple(by_code.get(code, ()))
        if isinstance(day, dt.date) and known and unit(known, code, day) is None:
            yield unit_problem(known, code, day, record.place("unit"))
