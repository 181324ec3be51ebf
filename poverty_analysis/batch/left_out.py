"""What a run leaves out: reports of units whose own inputs are broken, so that one mistake never stops the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from poverty_analysis.inputs.plan_head import PlanHead
from poverty_analysis.units.units import Unit, intervals
from poverty_analysis.values.problems import Problem, leaves_row_out

PLANS = "data/plans"
T = TypeVar("T")


@dataclass(frozen=True)
class LeftOut:
    """A report that is not made because inputs of its unit alone are broken, with what is wrong in them.

    ``unit`` is a code, or the name of a plan whose unit cannot be read.
    """

    report: str
    unit: str
    year: int
    problems: tuple[Problem, ...]


def only_of_plans(problems: Iterable[Problem]) -> bool:
    """Whether everything that stops a report lies in plans; any other input is shared by all reports."""
    return all(_of_a_plan(problem) for problem in problems if not leaves_row_out(problem))


def of_plans(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems that lie in plans."""
    return tuple(problem for problem in problems if _of_a_plan(problem))


def _of_a_plan(problem: Problem) -> bool:
    return f"{problem.place.file}/".startswith(f"{PLANS}/")


def unread(report: str, year: int, dataset: PlanHead) -> LeftOut:
    """The report that a plan whose keys cannot be read would have had."""
    unit = dataset.given.get("unit", "")
    named = re.fullmatch(r"[A-Z\d]\d{1,4}", unit, re.ASCII)
    return LeftOut(report, unit if named else dataset.name, year, dataset.problems)


def may_cover(dataset: PlanHead, year: int) -> bool:
    """Whether a plan whose keys cannot be read says it is for the year, or says nothing that is a year."""
    years = re.findall(r"\w+", dataset.given.get("period.years", ""))
    return str(year) in years or not years or not all(re.fullmatch(r"\d{4}", one, re.ASCII) for one in years)


def may_be_of(dataset: PlanHead, asked: tuple[str, ...], units: tuple[Unit, ...]) -> bool:
    """Whether a plan whose keys cannot be read may be of one of the units; none means all that have a plan.

    It may be the plan in force of any unit unless it names another one: a
    report must not be made of an older plan without a word.
    """
    named = dataset.given.get("unit", "")
    return not asked or named in asked or not intervals(units, named)


def each_once(given: Iterable[T]) -> list[T]:
    """Equal ones as one, in their order: two reports that need the same broken plan have one problem, not two."""
    found: list[T] = []
    for one in given:
        if one not in found:
            found.append(one)
    return found


def problems_of(left_out: Iterable[LeftOut]) -> list[Problem]:
    """What is wrong with all of them, each problem once."""
    return each_once(problem for one in left_out for problem in one.problems)
