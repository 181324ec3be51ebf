"""What must hold inside a poverty standard and in the calendar of the reviews."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from poverty_analysis.law.law import Law
from poverty_analysis.law.standards import AREAS, Bracket, ReviewYears, Standard
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.validity import in_force


def check_standards(law: Law) -> Iterator[Problem]:
    """Yield PA-523 for a standard, and PA-524 for a calendar entry, whose parts do not fit together."""
    for one in law.standards:
        for part in (*_lines(one), *_rule(one), *_classes(one)):
            yield Problem("PA-523", Place("law/standards.yaml", column=one.id), part, {"id": one.id})
    for row in law.reviews:
        for part in _calendar(law, row):
            yield Problem("PA-524", Place("law/calendar.yaml", column=row.id), part, {"id": row.id})


def _lines(of: Standard) -> Iterator[str]:
    """Intervals rise without overlap, the first one without lower bound; scores belong to incomes."""
    for name, limits in (("income", of.income), ("points", of.points)):
        yield from (f"{name}.{one.id}" for one in limits if not _rises(one))
        yield from (f"{name}.{second.id}" for first, second in pairwise(limits) if not _follows(first, second))
        yield from (f"{name}.{one.id}" for one in limits[:1] if one.lower)
    known = {one.id for one in of.income}
    yield from (f"points.{one.id}" for one in of.points if one.id not in known)


def _rises(of: Bracket) -> bool:
    return of.lower is None or all(of.lower.of(area) < of.up_to.of(area) for area in AREAS)


def _follows(first: Bracket, second: Bracket) -> bool:
    """Whether ``second`` begins where ``first`` ends or above; a closed bound may not touch it."""
    if second.lower is None:
        return False
    touching = 1 if second.lower_closed else 0
    return all(first.up_to.of(area) + touching <= second.lower.of(area) for area in AREAS)


def _rule(of: Standard) -> Iterator[str]:
    counts = any(rule.deprived != "any" for rule in of.classes)
    if counts != bool(of.threshold) or of.threshold > len(of.indicator_list):
        yield "threshold"
    if of.points_each and not of.threshold:
        yield "points_each"


def _classes(of: Standard) -> Iterator[str]:
    """Every interval gives its households exactly one class: one rule for any, or two by deprivation."""
    for one in of.income:
        rules = sorted(rule.deprived for rule in of.classes if rule.limits == one.id)
        if rules not in (["any"], ["at_least", "fewer"]):
            yield f"classes.{one.id}"


def _calendar(law: Law, of: ReviewYears) -> Iterator[str]:
    if of.last < of.first:
        yield "last"
    by_id = {one.id: one for one in law.standards}
    for year in range(of.first, of.last + 1):
        if sum(other.first <= year <= other.last for other in law.reviews) > 1:
            yield str(year)
        if of.result and not in_force(by_id[of.result], date(year, 12, 31)):
            yield f"result {year}"
        if of.list and not in_force(by_id[of.list], date(year + 1, 1, 1)):
            yield f"list {year + 1}"
