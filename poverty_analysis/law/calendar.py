"""Find a standard by id and day, by the review of a year, or by the list it makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from poverty_analysis.law.law import Law
from poverty_analysis.law.lookup import LAW, unknown
from poverty_analysis.law.standards import ReviewYears, Standard
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.validity import in_force, interval


def standard(law: Law, id: str, on: date | None = None, place: Place = LAW) -> Standard:
    """Return the poverty standard called ``id``, as it governs households on the day ``on``.

    A day counts when the standard is in force on it, or when the review at
    the end of its year already scores households under the standard for the
    list of the next year (2015, 2021, 2026: two standards at once).  On a day
    it has the scores of that day, on none all of them.

    Raises
    ------
    DataProblems
        PA-503 for an unknown id, naming the nearest ids; PA-506 for a day
        outside its dates, naming the standards before and after it;
        ``place`` is where the id was used.
    """
    found = next((s for s in law.standards if s.id == id), None)
    if found is None:
        raise DataProblems([unknown("PA-503", place, id, (s.id for s in law.standards))])
    if on is None:
        return found
    problem = _day_problem(law, found, on, place)
    if problem is not None:
        raise DataProblems([problem])
    return replace(found, points=tuple(scores for scores in found.points if in_force(scores, on)))


def standard_problem(law: Law, id: str, on: date, place: Place = LAW) -> Problem | None:
    """Return PA-506 when the known standard ``id`` does not govern households on ``on``, else None."""
    found = next((s for s in law.standards if s.id == id), None)
    return None if found is None else _day_problem(law, found, on, place)


def _day_problem(law: Law, of: Standard, on: date, place: Place) -> Problem | None:
    if governs(law, of, on):
        return None
    near = ", ".join(map(_with_dates, _neighbours(law, of, on))) or "-"
    return Problem("PA-506", place, of.id, {"date": on.isoformat(), "own": interval(of), "near": near})


def governs(law: Law, of: Standard, on: date) -> bool:
    """Tell whether households on the day ``on`` may be classed under ``of``."""
    if in_force(of, on):
        return True
    held = census(law, on.year)
    return held is not None and held.list == of.id and held.list_from is not None and held.list_from <= on


def census(law: Law, year: int) -> ReviewYears | None:
    """Return the calendar entry of the review at the end of ``year``, or None."""
    return next((one for one in law.reviews if one.first <= year <= one.last), None)


def standards_of_census(law: Law, year: int) -> tuple[Standard, ...]:
    """Return the national standards of the review at the end of ``year``, that of the year's results first.

    Two in 2015, 2021 and 2026.

    Raises
    ------
    DataProblems
        PA-507 when the calendar does not have the year.
    """
    held = census(law, year)
    if held is None:
        raise DataProblems([_no_year(law, year)])
    return tuple(standard(law, id) for id in held.standards)


def standard_of_list(law: Law, year: int) -> Standard:
    """Return the national standard of the list of poor households **for** ``year``, made at the end of the year before.

    Raises
    ------
    DataProblems
        PA-507 when the calendar does not have that list.
    """
    held = census(law, year - 1)
    if held is None or not held.list:
        raise DataProblems([_no_year(law, year)])
    return standard(law, held.list)


def local_standards(law: Law, province: str, on: date) -> tuple[Standard, ...]:
    """Return the standards a province (2-digit code) has of its own on a day; the national one holds beside them."""
    return tuple(s for s in law.standards if s.province == province and in_force(s, on))


def least_deprivations(law: Law) -> dict[str, int]:
    """From how many deprivations on a household is poor, by standard in which that decides."""
    return {one.id: one.deprivations for one in law.standards if one.deprivations}


def _no_year(law: Law, year: int) -> Problem:
    first, last = min(c.first for c in law.reviews), max(c.last for c in law.reviews)
    return Problem("PA-507", LAW, str(year), {"near": f"{first} - {last}"})


def _neighbours(law: Law, of: Standard, on: date) -> list[Standard]:
    """National standards and those of the province on the day, or else the nearest before and after it."""
    others = [s for s in law.standards if s.id != of.id and s.province in ("", of.province)]
    standing = [s for s in others if governs(law, s, on)]
    if standing:
        return standing
    before = max((s for s in others if s.valid_to and s.valid_to <= on), key=_ends, default=None)
    after = min((s for s in others if s.valid_from and s.valid_from > on), key=_begins, default=None)
    return [s for s in (before, after) if s is not None]


def _begins(of: Standard) -> date:
    return of.valid_from or date.min


def _ends(of: Standard) -> date:
    return of.valid_to or date.max


def _with_dates(of: Standard) -> str:
    return f"{of.id} ({interval(of)})"
