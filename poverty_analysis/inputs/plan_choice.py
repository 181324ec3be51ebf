"""Plans of a year and of a term: which years a report on a term covers, and which yearly plans lie inside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan_head import PlanHead
from poverty_analysis.law import programme, read_law
from poverty_analysis.values.problems import DataProblems, Place, Problem

# A plan with all its tables, or what chooses it among others.
Plan = TypeVar("Plan", Dataset, PlanHead)
TERM = "term"
OWN_PROGRAMMES = ("local", "none")


def plan_years(dataset: Dataset | PlanHead) -> tuple[int, ...]:
    """The years a plan says it is for; empty for one that could not be read."""
    return dataset.keys.period_years if dataset.keys else ()


def is_of_term(dataset: Dataset | PlanHead) -> bool:
    """Whether a plan is one of several years."""
    return dataset.keys is not None and dataset.keys.period_kind == TERM


def term_years(dataset: Dataset | PlanHead, year: int) -> tuple[int, ...]:
    """The years of a report on the term that ends with ``year``.

    Those of a plan of the term; of a yearly plan those of its programme, when
    that ends with ``year``, else its own.
    """
    own = plan_years(dataset)
    found = _programme_years(dataset)
    return own if is_of_term(dataset) or not found or found[-1] != year else found


def _programme_years(dataset: Dataset | PlanHead) -> tuple[int, ...]:
    if dataset.keys is None or dataset.keys.programme in OWN_PROGRAMMES:
        return ()
    found = programme(read_law(), dataset.keys.programme)
    if found.valid_from is None or found.valid_to is None:
        return ()
    return tuple(range(found.valid_from.year, found.valid_to.year))


def fits(dataset: Dataset | PlanHead, unit: str, year: int, period: str) -> bool:
    """Whether a plan may serve a report on a unit, year and kind of period."""
    if dataset.keys is None or dataset.keys.unit != unit:
        return False
    return year in (term_years(dataset, year) if period == TERM else plan_years(dataset))


def of_kind(datasets: tuple[Plan, ...], period: str) -> tuple[Plan, ...]:
    """Of plans of a year and of a term those a kind of period asks for.

    Without a plan of the term the last yearly plan stands for it.
    """
    wanted = tuple(d for d in datasets if is_of_term(d) == (period == TERM))
    if wanted or period != TERM:
        return wanted or datasets
    last = max((plan_years(d)[-1] for d in datasets), default=0)
    return tuple(d for d in datasets if plan_years(d)[-1] == last)


def plans_inside(datasets: Iterable[Plan], unit: str, years: tuple[int, ...]) -> tuple[Plan, ...]:
    """The yearly plans of a unit inside a term, by year; a version that another one supersedes is left out."""
    own = [d for d in datasets if d.keys and d.keys.unit == unit and not is_of_term(d)]
    replaced = {d.plan.supersedes for d in own}
    kept = (d for d in own if d.name not in replaced and set(plan_years(d)) <= set(years))
    return tuple(sorted(kept, key=lambda d: (plan_years(d), d.name)))


def choose_plan(
    datasets: tuple[Plan, ...],
    unit: str,
    year: int,
    name: str = "",
    known: tuple[str, ...] = (),
    period: str = "year",
) -> Plan:
    """The plan a report uses: the named one, or the version nothing supersedes.

    ``known`` names all plans of the workspace when ``datasets`` are only some.
    Of a plan of the year and one of the term, a report on a term uses the
    latter and any other report the former; without one of the term its last
    yearly plan stands for it.

    Raises
    ------
    DataProblems
        PA-404 no plan for the unit and year, with the problems of plans whose
        unit could not be read; PA-316 several versions in force; PA-317 a
        version that supersedes an unknown plan; the problems of a plan of this
        unit that cannot be read, for it may be the version in force.
    """
    fitting = tuple(d for d in datasets if fits(d, unit, year, period))
    names = {*known, *(d.name for d in datasets)}
    if doubtful := [problem for d in datasets if _may_be(d, unit, name) for problem in d.problems]:
        raise DataProblems(doubtful)
    if name:
        fitting = tuple(d for d in fitting if d.name == name)
    else:
        replaced = {d.plan.supersedes for d in fitting}
        fitting = of_kind(tuple(d for d in fitting if d.name not in replaced), period)
    if not fitting:
        values = {"unit": unit, "year": str(year), "known": ", ".join(sorted(names))}
        unread: list[Problem] = [problem for d in datasets if d.keys is None for problem in d.problems]
        raise DataProblems([Problem("PA-404", Place("data/plans"), seen=name, values=values), *unread])
    if len(fitting) > 1:
        values = {"names": ", ".join(d.name for d in fitting)}
        raise DataProblems([Problem("PA-316", Place("data/plans"), values=values)])
    chosen = fitting[0]
    older = chosen.plan.supersedes
    if older and older not in names:
        place = Place(chosen.plan.at.file, chosen.plan.at.sheet, column="supersedes")
        raise DataProblems([Problem("PA-317", place, seen=older)])
    return chosen


def _may_be(dataset: Dataset | PlanHead, unit: str, name: str) -> bool:
    """Whether an unreadable plan names this unit: it may supersede the one that can be read."""
    return dataset.keys is None and dataset.given.get("unit") == unit and name in ("", dataset.name)
