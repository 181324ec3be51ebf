"""What a report is read from: its plans, and the tables that all reports of a workspace share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.census.forms import HEADLINE
from poverty_analysis.inputs.dataset import Dataset, InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.index.plans import plans_of_units, read_chosen_plan
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan.rereading import reread
from poverty_analysis.inputs.plan_choice import TERM, choose_plan, plans_inside, term_years
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.kinds import Placed
from poverty_analysis.inputs.rows.results import (
    COUNTRY_RESULTS,
    INDICATOR_RESULTS,
    POVERTY_RESULTS,
    REVIEW_PROGRESS,
    CountryResult,
    IndicatorResult,
    PovertyResult,
    ReviewProgress,
)
from poverty_analysis.inputs.workspace import (
    Rows,
    Workspace,
    read_form_rows,
    read_ledger,
    read_plan,
    read_rows,
    read_units_near,
)
from poverty_analysis.report.forms import form_rows
from poverty_analysis.report.ledger_rows import counting_day, in_time, of_units, seen_until, used_files
from poverty_analysis.report.units_below import chosen_below, plans_below
from poverty_analysis.units.units import Unit, children, last_day, unit
from poverty_analysis.values.problems import Problem


@dataclass(frozen=True)
class Shared:
    """The tables of a workspace, or the rows of them around one unit, each with the problems of all its rows.

    ``plans`` are all plans, None where not all were read; ``named`` the files
    of forms as a shared report names them, None where all forms are here.
    """

    postings: Rows[Entry]
    results: Rows[PovertyResult]
    policies: Rows[IndicatorResult]
    progress: Rows[ReviewProgress]
    country: Rows[CountryResult]
    forms: Forms
    plans: tuple[Dataset, ...] | None = None
    named: tuple[InputFile, ...] | None = None

    def used_files(self, codes: tuple[str, ...]) -> tuple[InputFile, ...]:
        """Files of the tables that hold a row of one of the units."""
        results = (*used_files(self.results, *codes), *used_files(self.policies, *codes))
        return (*used_files(self.postings, *codes), *results, *used_files(self.progress, *codes))

    def problems(self) -> Iterator[Problem]:
        """What of the tables could not be read."""
        by_unit = (self.postings, self.results, self.policies, self.progress)
        tables: tuple[Rows[Placed] | Forms, ...] = (*by_unit, self.country, self.forms)
        return (problem for table in tables for problem in table.problems)


def read_shared(workspace: Workspace, plans: tuple[Dataset, ...] | None = None) -> Shared:
    """Read the tables once, for one report or for many; ``plans`` where the caller has read them all."""
    return Shared(
        postings=read_ledger(workspace),
        results=read_rows(workspace, POVERTY_RESULTS),
        policies=read_rows(workspace, INDICATOR_RESULTS),
        progress=read_rows(workspace, REVIEW_PROGRESS),
        country=read_rows(workspace, COUNTRY_RESULTS),
        forms=read_form_rows(workspace),
        plans=plans,
    )


def own_plans(workspace: Workspace, wanted: Params, known: tuple[Dataset, ...] | None) -> tuple[Dataset, ...]:
    """The plan of a report, then the yearly plans inside its term; where all plans are not ``known`` only it is read.

    Raises
    ------
    DataProblems
        As :func:`choose_plan`.
    """
    if known is None:
        chosen = read_chosen_plan(workspace, wanted.unit, wanted.year, wanted.plan, wanted.period)
    else:
        chosen = choose_plan(known, wanted.unit, wanted.year, wanted.plan, period=wanted.period)
    if wanted.period != TERM:
        return (chosen,)
    own = (read_plan(workspace, path) for path in plans_of_units(workspace, {wanted.unit}) if known is None)
    plans = tuple(own) if known is None else known
    return (chosen, *plans_inside(plans, wanted.unit, term_years(chosen, wanted.year)))


def plan_problems(plans: Iterable[Dataset]) -> Iterator[Problem]:
    """What of plans could not be read, or reads otherwise in words than in figures; each plan once."""
    named = {one.name: one for one in plans}
    return (problem for one in named.values() for problem in (*one.problems, *reread(one)))


@dataclass(frozen=True)
class Territory:
    """A unit on its last ``day`` of a year, with the dated units around it and those directly ``below`` it."""

    unit: Unit
    day: dt.date
    units: tuple[Unit, ...]
    below: tuple[Unit, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the unit and of those directly below."""
        return (self.unit.code, *(one.code for one in self.below))


def read_territory(workspace: Workspace, code: str, year: int) -> Territory | None:
    """The unit called ``code`` in a year; None where it did not exist."""
    units = read_units_near(workspace, code)
    day = last_day(units, code, year)
    found = unit(units, code, day) if day else None
    return Territory(found, day, units, children(units, code, day)) if found and day else None


@dataclass(frozen=True)
class Sources:
    """What of the plans and tables concerns one report: rows of its unit, and of the units directly below.

    ``inside`` are the yearly plans in the term of the report, ``under`` the
    plans of the units below; ``posted`` all postings of the unit,
    ``posted_below`` those of the units below; ``results`` (oldest first),
    ``policies`` and the forms those that may be shown on the day of the report.
    """

    params: Params
    territory: Territory
    dataset: Dataset
    inside: tuple[Dataset, ...]
    under: tuple[Dataset, ...]
    posted: tuple[Entry, ...]
    posted_below: tuple[Entry, ...]
    results: tuple[PovertyResult, ...]
    policies: tuple[IndicatorResult, ...]
    progress: tuple[ReviewProgress, ...]
    forms: tuple[FormRow, ...]
    child_forms: tuple[FormRow, ...]

    @property
    def day(self) -> dt.date | None:
        """The day up to which postings count; None for all."""
        return counting_day(self.params)


def sources_of(
    workspace: Workspace, wanted: Params, territory: Territory, plans: tuple[Dataset, ...], shared: Shared
) -> Sources:
    """Narrow the tables to a report on ``plans``: its own, and those inside its term.

    Plans of the units below are read where ``shared`` does not have them.
    """
    own, *below = territory.codes
    until = seen_until(wanted)
    under = _plans_below(workspace, territory.below, wanted.year, shared.plans)
    child_forms = (row for code in below for row in form_rows(shared.forms, code) if row.form in HEADLINE)
    return Sources(
        params=wanted,
        territory=territory,
        dataset=plans[0],
        inside=plans[1:],
        under=under,
        posted=of_units(shared.postings, own),
        posted_below=of_units(shared.postings, *below),
        results=in_time(of_units(shared.results, own), until, wanted.year),
        policies=in_time(of_units(shared.policies, own, *below), until, wanted.year),
        progress=of_units(shared.progress, own, *below),
        forms=tuple(row for row in form_rows(shared.forms, own) if row.as_of <= until),
        child_forms=tuple(row for row in child_forms if row.as_of <= until),
    )


def _plans_below(
    workspace: Workspace, below: tuple[Unit, ...], year: int, plans: tuple[Dataset, ...] | None
) -> tuple[Dataset, ...]:
    return plans_below(workspace, below, year) if plans is None else chosen_below(plans, below, year)
