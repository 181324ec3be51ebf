"""Rows that name a poverty standard and a day: does the standard govern that day?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from poverty_analysis.law import read_law, standard_problem
from poverty_analysis.problems import Problem
from poverty_analysis.read.checker import Checked, Record


def check_days(checked: Checked) -> Checked:
    """Add PA-506 for every row whose ``standard`` does not govern its ``as_of``; other tables pass unchanged."""
    return replace(checked, problems=(*checked.problems, *_problems(checked.records)))


def _problems(records: tuple[Record, ...]) -> Iterator[Problem]:
    if not records or not {"standard", "as_of"} <= records[0].values.keys():
        return
    law = read_law()
    for record in records:
        id, day = record.values["standard"], record.values["as_of"]
        if isinstance(id, str) and isinstance(day, dt.date):
            found = standard_problem(law, id, day, record.place("standard"))
            if found is not None:
                yield found
