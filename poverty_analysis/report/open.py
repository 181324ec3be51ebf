"""Open a report: validate its parameters, read its data, look the law up once.

This is the only layer that looks the law up; it records every citation used.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from poverty_analysis.blocks.frames import register_dataframe_formatter
from poverty_analysis.budget import ledger
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.checks import findings, run_rules
from poverty_analysis.checks.model import Below, Facts, Outcome
from poverty_analysis.inputs import params
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.dataset import Dataset, InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.params import Params, make_params
from poverty_analysis.inputs.plan.rereading import reread
from poverty_analysis.inputs.plan_choice import term_years
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
    find_workspace,
    read_chosen_plan,
    read_form_rows,
    read_ledger,
    read_plans_inside,
    read_rows,
    read_units_near,
)
from poverty_analysis.law import Law, Programme, read_law
from poverty_analysis.report.disclosure import Disclosed, disclosed
from poverty_analysis.report.facts import facts_of, programme_of
from poverty_analysis.report.forms import child_rows, form_files, form_rows, with_children, with_review
from poverty_analysis.report.ledger_rows import (
    counting_day,
    export_findings,
    in_time,
    ledger_of,
    of_units,
    seen_until,
    used_files,
    year_before,
)
from poverty_analysis.report.series_inputs import Ground, ground_of
from poverty_analysis.report.units_below import gathered, handed_in, measured, plans_below
from poverty_analysis.units.units import Unit, children, last_day, parents, unit
from poverty_analysis.values.periods import Period
from poverty_analysis.values.problems import DataProblems, Finding, Place, Problem, leaves_row_out, speaks_of
from poverty_analysis.wording import say

WORKSPACE_VARIABLE = "POVERTY_ANALYSIS_WORKSPACE"


@dataclass(frozen=True)
class Report:
    """Everything the sections of one report draw on.

    ``entries`` are the plan's amounts; ``ledger`` the unit's own postings of
    the budget year that are in force; ``before`` those of the year before at
    the same date; ``results`` the poverty results of the unit, oldest first;
    ``policies`` the results of policies of the unit and of those below; ``forms`` its rows of
    the official forms as the edition may show them, see ``disclosed``;
    ``children`` the units directly below, ``child_forms`` their headline counts.
    ``programme`` is None for a local programme or none at all.  Of a report on
    a term ``inside`` holds the yearly plans in it; ``ground`` is what it takes
    to draw a series across a change of borders.
    ``left_out`` are the rows of results, forms and targets the report stands without.
    """

    params: Params
    unit: Unit
    parents: tuple[Unit, ...]
    dataset: Dataset
    programme: Programme | None
    facts: Facts
    entries: tuple[Entry, ...]
    ledger: tuple[Entry, ...]
    before: tuple[Entry, ...]
    results: tuple[PovertyResult, ...]
    policies: tuple[IndicatorResult, ...]
    forms: tuple[FormRow, ...]
    children: tuple[Unit, ...]
    child_forms: tuple[FormRow, ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    law: Law
    files: tuple[InputFile, ...]
    disclosed: Disclosed
    inside: tuple[Dataset, ...]
    ground: Ground
    left_out: tuple[Problem, ...] = ()

    @property
    def lang(self) -> str:
        return self.params.lang

    @property
    def synthetic(self) -> bool:
        return self.unit.synthetic

    def say(self, key: str, values: Mapping[str, str] = MappingProxyType({})) -> str:
        """The catalogue's words for ``key`` in the report's language."""
        return say(self.lang, key, values)

    def word(self, domain: str, value: str, *, short: bool = False) -> str:
        """The reader's word for an allowed value of the contract."""
        return read_contract().words(domain, value, self.lang, short=short)

    def line_title(self, code: str) -> str:
        """Name of a programme line; its code where no programme names it."""
        found = self.programme.line(code) if self.programme else None
        if found is None:
            return code
        return found.title_en if self.lang == "en" else found.title_vi

    def column_title(self, table: str, name: str) -> str:
        """The reader's title of a column of an input table."""
        return read_contract().tables[table].column(name).title[self.lang]

    def closing_day(self) -> dt.date:
        """The day the report stands at: ``as_of`` or the last day of the period."""
        return self.params.as_of or self.span().last

    def span(self) -> Period:
        """First and last day of the period; a term begins with the first year of its plan or programme."""
        return self.params.span(min(term_years(self.dataset, self.params.year), default=self.params.year))

    def period_words(self) -> str:
        """The period inside a sentence ("6 tháng đầu năm 2023")."""
        span = self.span()
        values = {"year": str(span.last.year), "first": str(span.first.year), "number": str(span.number)}
        return self.say(f"period.{span.kind}", values)


def open_report(
    unit: str,
    year: int,
    period: str = "year",
    as_of: str = "",
    lang: str = "vi",
    plan: str = "",
    edition: str = "shared",
    workspace: str = "",
) -> Report:
    """Open the report of one unit and period, and let DataFrames show all their rows.

    Parameters
    ----------
    unit : str
        Code of the unit as text ("099").
    year : int
    period : str
        ``year``, ``six_months`` and so on.
    as_of : str
        Day of the figures as ``2023-12-31``; empty for the end of the period.
    lang : str
        ``vi`` or ``en``.
    plan : str
        Folder name in ``data/plans``; empty for the version in force.
    edition : str
        ``shared`` or ``submission``.
    workspace : str
        Root of the workspace; empty to search from the working folder upwards.

    Raises
    ------
    DataProblems
        Everything that cannot be read exactly, at once.
    """
    values = {"unit": unit, "year": year, "period": period, "lang": lang, "plan": plan, "edition": edition}
    wanted = make_params(values | ({"as_of": as_of} if as_of else {}), Place("parameters"))
    register_dataframe_formatter(wanted.lang)
    root = workspace or os.environ.get(WORKSPACE_VARIABLE, "") or "."
    return make_report(find_workspace(Path(root)), wanted)


@dataclass(frozen=True)
class _Given:
    """What was read for a report, before anything is made of it."""

    dataset: Dataset
    postings: Rows[Entry]
    results: Rows[PovertyResult]
    policies: Rows[IndicatorResult]
    progress: Rows[ReviewProgress]
    reference: Rows[CountryResult]
    delivered: Forms
    units: tuple[Unit, ...]
    inside: tuple[Dataset, ...]
    under: tuple[Dataset, ...] = ()

    def problems(self) -> list[Problem]:
        plans = dict.fromkeys((self.dataset.name, *(one.name for one in self.inside)))
        read = {one.name: one for one in (*self.inside, self.dataset)}
        told = [problem for name in plans for problem in (*read[name].problems, *reread(read[name]))]
        shared = (self.postings, self.results, self.policies, self.progress)
        tables: tuple[Rows[Placed] | Forms, ...] = (*shared, self.reference, self.delivered)
        return [*told, *(p for table in tables for p in table.problems)]


def _read(workspace: Workspace, wanted: Params) -> _Given:
    chosen = read_chosen_plan(workspace, wanted.unit, wanted.year, wanted.plan, wanted.period)
    return _Given(
        dataset=chosen,
        postings=read_ledger(workspace),
        results=read_rows(workspace, POVERTY_RESULTS),
        policies=read_rows(workspace, INDICATOR_RESULTS),
        progress=read_rows(workspace, REVIEW_PROGRESS),
        reference=read_rows(workspace, COUNTRY_RESULTS),
        delivered=read_form_rows(workspace),
        units=read_units_near(workspace, wanted.unit),
        inside=read_plans_inside(workspace, chosen, wanted.year, wanted.period),
    )


def make_report(workspace: Workspace, wanted: Params) -> Report:
    """Read and check everything a report needs; see :func:`open_report`."""
    given = _read(workspace, wanted)
    problems = given.problems()
    day = last_day(given.units, wanted.unit, wanted.year)
    found = unit(given.units, wanted.unit, day) if day else None
    if found is None:
        place = Place("data/units/units.csv", column="code")
        problems.append(Problem("PA-307", place, seen=wanted.unit, values={"date": f"{wanted.year}-12-31"}))
    stopping = [problem for problem in problems if not leaves_row_out(problem)]
    if stopping or found is None or day is None:
        raise DataProblems(problems)
    shown = disclosed(workspace, given.delivered, wanted.edition, given.units, wanted.unit)
    ground = ground_of(workspace, given.units, (given.results, given.reference), found, seen_until(wanted))
    under = plans_below(workspace, children(given.units, wanted.unit, day), wanted.year)
    known = dataclasses.replace(given, delivered=shown.forms, under=under)
    made = _made(known, shown, wanted, (found, day), ground)
    codes = (made.unit.code, *made.facts.children)
    return dataclasses.replace(made, left_out=tuple(problem for problem in problems if speaks_of(problem, codes)))


def _made(given: _Given, shown: Disclosed, wanted: Params, found_on: tuple[Unit, dt.date], ground: Ground) -> Report:
    found, day = found_on
    law, until = read_law(), seen_until(wanted)
    booked = of_units(given.postings, wanted.unit)
    told = in_time(of_units(given.results, wanted.unit), until, wanted.year)
    seen = tuple(row for row in form_rows(given.delivered, wanted.unit) if row.as_of <= until)
    below = children(given.units, wanted.unit, day)
    rows_below = child_rows(given.delivered, below, until)
    facts = facts_of(given.dataset, law, wanted.year, booked, given.units, counting_day(wanted))
    facts = with_children(with_review(facts, law, seen, told), found.code, below, rows_below)
    policies = in_time(of_units(given.policies, wanted.unit, *facts.children), until, wanted.year)
    facts = dataclasses.replace(
        facts,
        closed=until >= dt.date(wanted.year, 12, 31),
        below=_below(given, law, wanted, facts, policies),
    )
    outcomes = run_rules(facts)
    return Report(
        params=wanted,
        unit=found,
        parents=parents(given.units, wanted.unit, day),
        dataset=given.dataset,
        programme=programme_of(law, given.dataset),
        facts=facts,
        entries=facts.entries,
        ledger=ledger_of(booked, wanted.year, counting_day(wanted), found.level),
        before=ledger_of(booked, wanted.year - 1, year_before(booked, wanted), found.level),
        results=told,
        policies=policies,
        forms=seen,
        children=below,
        child_forms=rows_below,
        outcomes=outcomes,
        findings=(*findings(outcomes), *export_findings(given.postings, wanted.unit)),
        law=law,
        files=_files(given, (wanted.unit, *facts.children), ground),
        disclosed=shown,
        inside=given.inside,
        ground=ground,
    )


def _below(given: _Given, law: Law, wanted: Params, facts: Facts, policies: tuple[IndicatorResult, ...]) -> Below:
    """What the units below planned and delivered in the year, as it was known on the day of the report."""
    postings = of_units(given.postings, *facts.children)
    day = counting_day(wanted)
    told = of_units(given.progress, wanted.unit, *facts.children)
    return dataclasses.replace(
        gathered(law, given.dataset, given.under, ledger.counted(postings, day), wanted.year, facts.level),
        measured=measured(policies, wanted.year),
        handed=handed_in(told, wanted.year, day or dt.date.max),
    )


def _files(given: _Given, codes: tuple[str, ...], ground: Ground) -> tuple[InputFile, ...]:
    """Files of the plan and of those inside and below it, and the shared ones that hold a row of one of the units."""
    plans = (file for one in (given.dataset, *given.inside, *given.under) for file in one.files)
    results = (*used_files(given.results, *codes), *used_files(given.policies, *codes))
    shared = (*used_files(given.postings, *codes), *results, *used_files(given.progress, *codes))
    family = used_files(given.results, *(row.unit for row in ground.results))
    country = given.reference.files if ground.country else ()
    return tuple(dict.fromkeys((*plans, *shared, *family, *form_files(given.delivered, *codes), *country)))


def in_language(report: Report, lang: str) -> Report:
    """The same report in another language."""
    if lang not in params.LANGS:
        raise ValueError(f"unknown language {lang!r}")
    return dataclasses.replace(report, params=dataclasses.replace(report.params, lang=lang))
