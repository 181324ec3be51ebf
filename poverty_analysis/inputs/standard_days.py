"""Rows that name a poverty standard and a day: does the standard govern that day?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from poverty_analysis.inputs.checker import CheckedTable
from poverty_analysis.inputs.rows.kinds import Placed, Row
from poverty_analysis.law import read_law, standard_problem
from poverty_analysis.values.problems import Problem


def check_days(checked: CheckedTable[Row]) -> CheckedTable[Row]:
    """Add PA-506 for every row whose ``standard`` does not govern its ``as_of``, and leave the row out.

    Other tables pass unchanged.
    """
    found = {problem.place.row: problem for problem in _problems(checked.records)}
    kept = tuple(record for record in checked.records if record.at.row not in found)
    return replace(checked, records=kept, problems=(*checked.problems, *found.values()))


def _problems(records: Iterable[Placed]) -> Iterator[Problem]:
    law = read_law()
    for record in records:
        id, day = getattr(record, "standard", None), getattr(record, "as_of", None)
        if id is not None and day is not None:
            found = standard_problem(law, id, day, record.at.place("standard"))
            if found is not None:
                yield replace(found, values={**found.values, "unit": getattr(record, "unit", "")})
