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
    causes = {r.values["need"] for r in dataset.table("solutions") if r.values["kind"] == "cause"}
    standards = {one.id: one for one in law.standards}
    found = standards.get(str(dataset.plan.values["standard"]))
    named = {"cause": len(causes)} if causes else {}
    return named | ({"access": len(found.indicator_list)} if found else {})


def _child_units(dataset: Dataset, units: tuple[Unit, ...]) -> dict[str, int]:
    """How many units lie directly below the plan's, when it was signed and at the end of the year before it begins."""
    values = dataset.plan.values
    first = int(str(values["period.years"]).split(";")[0])
    before = dt.date(first, 1, 1) - dt.timedelta(days=1)
    days = {
        "child_units": signed if isinstance(signed := values["document.date"], dt.date) else before,
        "child_units_before": before,
    }
    found = {name: len(children(units, str(values["unit"]), day)) for name, day in days.items()}
    return found if all(found.values()) else {}
