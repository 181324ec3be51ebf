"""Rows that name a poverty standard and a day: does the standard govern that day?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from poverty_analysis.inputs.checker import Checked, Record
from poverty_analysis.law import read_law, standard_problem
from poverty_analysis.values.problems import Problem


def check_days(checked: Checked) -> Checked:
    """Add PA-506 for every row whose ``standard`` does not govern its ``as_of``, and leave the row out.

    Other tables pass unchanged.
    """
    found = {problem.place.row: problem for problem in _problems(checked.records)}
    kept = tuple(record for record in checked.records if record.row not in found)
    return replace(checked, records=kept, problems=(*checked.problems, *found.values()))


def _problems(records: tuple[Record, ...]) -> Iterator[Problem]:
    if not records or not {"standard", "as_of"} <= records[0].values.keys():
        return
    law = read_law()
    for record in records:
        id, day = record.values["standard"], record.values["as_of"]
        if isinstance(id, str) and isinstance(day, dt.date):
            found = standard_problem(law, id, day, record.place("standard"))
            if found is not None:
                yield replace(found, values={**found.values, "unit": str(record.values.get("unit") or "")})
