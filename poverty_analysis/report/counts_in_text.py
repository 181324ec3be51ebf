"""How many there are of what a plan's text counts: causes, indicators, units below."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.law import Law
from poverty_analysis.units.units import Unit, children


def counted(dataset: Dataset, law: Law, units: tuple[Unit, ...]) -> dict[str, int]:
    """Numbers by what is counted; what nothing is known of is left out."""
    return _named(dataset, law) | _child_units(dataset, units)


def _named(dataset: Dataset, law: Law) -> dict[str, int]:
    """How many causes the plan sets solutions against, and how many indicators its standard has."""
    causes = {row.need for row in dataset.solutions if row.kind == "cause"}
    standards = {one.id: one for one in law.standards}
    found = standards.get(dataset.plan.standard)
    named = {"cause": len(causes)} if causes else {}
    return named | ({"access": len(found.indicator_list)} if found else {})


def _child_units(dataset: Dataset, units: tuple[Unit, ...]) -> dict[str, int]:
    """How many units lie directly below the plan's, when it was signed and at the end of the year before it begins."""
    keys = dataset.plan
    before = dt.date(keys.period_years[0], 1, 1) - dt.timedelta(days=1)
    days = {"child_units": keys.document_date or before, "child_units_before": before}
    found = {name: len(children(units, keys.unit, day)) for name, day in days.items()}
    return found if all(found.values()) else {}
