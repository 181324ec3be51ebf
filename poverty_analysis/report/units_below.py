"""What the units directly below planned and delivered, gathered for the checks between levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from poverty_analysis.budget.ledger import Entry, in_force, of_phase, of_year
from poverty_analysis.checks.model import Below, ResultKey
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.index.plans import plans_of_units
from poverty_analysis.inputs.plan_choice import Plan, choose_plan
from poverty_analysis.inputs.rows.results import IndicatorResult, ReviewProgress
from poverty_analysis.inputs.workspace import Workspace, read_plan
from poverty_analysis.law import Law
from poverty_analysis.plan.targets.model import STATUSES
from poverty_analysis.units.roll_up import Count, Handed, TargetNumber
from poverty_analysis.units.units import Unit
from poverty_analysis.values.problems import DataProblems, leaves_row_out

_DECIDED = ("allocated", "adjusted")


def plans_below(workspace: Workspace, below: tuple[Unit, ...], year: int) -> tuple[Dataset, ...]:
    """The plans of the year of units below; only plans that name one of them are read."""
    paths = plans_of_units(workspace, {one.code for one in below}) if below else ()
    return chosen_below(tuple(read_plan(workspace, path) for path in paths), below, year)


def chosen_below(datasets: tuple[Plan, ...], below: tuple[Unit, ...], year: int) -> tuple[Plan, ...]:
    """The plan in force of each unit below that has one.

    One that cannot be read, or is not alone in force, counts as missing: its
    problems are told by ``check`` and by the unit's own report.
    """
    found: list[Plan] = []
    for one in below:
        try:
            found.append(choose_plan(datasets, one.code, year))
        except DataProblems:
            continue
    return tuple(dataset for dataset in found if all(leaves_row_out(problem) for problem in dataset.problems))


def gathered(
    law: Law, own: Dataset, under: tuple[Dataset, ...], postings: tuple[Entry, ...], year: int, level: str
) -> Below:
    """The plans of a unit and of those below; ``postings`` are those of the units below."""
    decided = of_year(of_phase(in_force(postings), *_DECIDED), year)
    return Below(
        plans={one.plan.unit: of_phase(one.budget, "planned") for one in under},
        assigned=tuple(e for e in decided if e.assigned_by == level),
        targets=tuple(target for one in (own, *under) for target in _targets(one)),
        titles={measure.id: (measure.title_vi, measure.title_en) for measure in law.measures},
    )


def _targets(dataset: Dataset) -> Iterator[TargetNumber]:
    """Targets with an indicator and a number, of the whole unit or of a group of its people."""
    for row in dataset.targets:
        value = Decimal(0) if row.comparator == "none_left" else row.value
        if row.indicator_code and value is not None and row.scope in ("whole", "group"):
            yield TargetNumber(
                unit=dataset.plan.unit,
                indicator=row.indicator_code,
                group=row.group,
                comparator=row.comparator,
                value=Fraction(value),
                measured_in=row.unit,
                per=row.per,
                handed_down=bool(row.assigned_by),
                words=row.indicator,
                cell=row.at.cell(),
            )


def measured(rows: Iterable[IndicatorResult], year: int) -> tuple[Count[ResultKey], ...]:
    """Numbers of the results of policies of a year; of one day only those with the firmest status."""
    listed = [row for row in rows if row.as_of.year == year]
    firmest: dict[tuple[object, ...], int] = {}
    for row in listed:
        firmest[_key(row)] = max(firmest.get(_key(row), 0), STATUSES.index(row.status))
    kept = (row for row in listed if STATUSES.index(row.status) == firmest[_key(row)])
    return tuple(count for row in kept for count in _counts(row))


def _key(row: IndicatorResult) -> tuple[object, ...]:
    return (row.unit, row.indicator, row.group, row.as_of)


def _counts(row: IndicatorResult) -> Iterator[Count[ResultKey]]:
    parts = {"numerator": row.numerator, "denominator": row.denominator, "amount_vnd": row.amount_vnd}
    for part, value in parts.items():
        if value is not None:
            yield Count(row.unit, ResultKey(row.indicator, row.as_of, part, row.group), value, row.at.cell())


def handed_in(rows: Iterable[ReviewProgress], year: int, until: dt.date) -> tuple[Handed, ...]:
    """Rows of the progress of the year's review, as they stood on the day ``until``."""
    return tuple(_handed(row, until) for row in rows if row.as_of.year == year)


def _handed(row: ReviewProgress, until: dt.date) -> Handed:
    handed, verified = _known_on(row.handed_in_on, until), _known_on(row.verified_on, until)
    return Handed(
        unit=row.unit,
        as_of=row.as_of,
        handed_in_on=handed,
        status=row.status if handed else "",
        verified_by=row.verified_by if verified else "",
        verified_on=verified,
        cell=row.at.cell(),
    )


def _known_on(day: dt.date | None, until: dt.date) -> dt.date | None:
    return day if day is not None and day <= until else None
