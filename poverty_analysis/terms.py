"""Plans of a year and of a term: which years a report on a term covers, and which yearly plans lie inside it."""

from __future__ import annotations

from collections.abc import Iterable

from poverty_analysis.law import programme, read_law
from poverty_analysis.read.dataset import Dataset

TERM = "term"
OWN_PROGRAMMES = ("local", "none")


def plan_years(dataset: Dataset) -> tuple[int, ...]:
    """The years a plan says it is for; empty for one that could not be read."""
    stated = str(dataset.plan.values["period.years"]) if dataset.plan.values else ""
    return tuple(int(year) for year in stated.split(";") if year)


def is_of_term(dataset: Dataset) -> bool:
    """Whether a plan is one of several years."""
    return dataset.plan.values.get("period.kind") == TERM


def term_years(dataset: Dataset, year: int) -> tuple[int, ...]:
    """The years of a report on the term that ends with ``year``.

    Those of a plan of the term; of a yearly plan those of its programme, when
    that ends with ``year``, else its own.
    """
    own = plan_years(dataset)
    found = _programme_years(dataset)
    return own if is_of_term(dataset) or not found or found[-1] != year else found


def _programme_years(dataset: Dataset) -> tuple[int, ...]:
    name = str(dataset.plan.values.get("programme") or "")
    if not name or name in OWN_PROGRAMMES:
        return ()
    found = programme(read_law(), name)
    if found.valid_from is None or found.valid_to is None:
        return ()
    return tuple(range(found.valid_from.year, found.valid_to.year))


def fits(dataset: Dataset, unit: str, year: int, period: str) -> bool:
    """Whether a plan may serve a report on a unit, year and kind of period."""
    if not dataset.plan.values or dataset.plan.values["unit"] != unit:
        return False
    return year in (term_years(dataset, year) if period == TERM else plan_years(dataset))


def of_kind(datasets: tuple[Dataset, ...], period: str) -> tuple[Dataset, ...]:
    """Of plans of a year and of a term those a kind of period asks for.

    Without a plan of the term the last yearly plan stands for it.
    """
    wanted = tuple(d for d in datasets if is_of_term(d) == (period == TERM))
    if wanted or period != TERM:
        return wanted or datasets
    last = max((plan_years(d)[-1] for d in datasets), default=0)
    return tuple(d for d in datasets if plan_years(d)[-1] == last)


def plans_inside(datasets: Iterable[Dataset], unit: str, years: tuple[int, ...]) -> tuple[Dataset, ...]:
    """The yearly plans of a unit inside a term, by year; a version that another one supersedes is left out."""
    own = [d for d in datasets if d.plan.values and d.plan.values["unit"] == unit and not is_of_term(d)]
    replaced = {str(d.plan.values["supersedes"]) for d in own}
    kept = (d for d in own if d.name not in replaced and set(plan_years(d)) <= set(years))
    return tuple(sorted(kept, key=lambda d: (plan_years(d), d.name)))
