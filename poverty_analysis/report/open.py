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
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.census.forms import FormRow
from poverty_analysis.checks import faults, findings, run_rules
from poverty_analysis.checks.model import Facts, Outcome
from poverty_analysis.inputs import params
from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.dataset import Dataset, InputFile
from poverty_analysis.inputs.params import Params, make_params
from poverty_analysis.inputs.plan_choice import term_years
from poverty_analysis.inputs.workspace import Workspace, find_workspace
from poverty_analysis.law import Law, Programme, read_law
from poverty_analysis.report.disclosure import Disclosed, disclosed
from poverty_analysis.report.facts import facts_of, programme_of
from poverty_analysis.report.forms import form_files
from poverty_analysis.report.ledger_rows import export_findings, ledger_of, seen_until, used_files, year_before
from poverty_analysis.report.series_inputs import Ground, ground_of
from poverty_analysis.report.sources import (
    Shared,
    Sources,
    own_plans,
    plan_problems,
    read_shared,
    read_territory,
    sources_of,
)
from poverty_analysis.units.units import Unit, parents
from poverty_analysis.values.periods import Period
from poverty_analysis.values.problems import DataProblems, Finding, Place, Problem, leaves_row_out, speaks_of
from poverty_analysis.wording import say
from poverty_analysis.wording.words import Words

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
    results: tuple[Record, ...]
    policies: tuple[Record, ...]
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
    def words(self) -> Words:
        """What the chapters write with."""
        return Words(self.lang, read_contract())

    @property
    def synthetic(self) -> bool:
        return self.unit.synthetic

    def say(self, key: str, values: Mapping[str, str] = MappingProxyType({})) -> str:
        """The catalogue's words for ``key`` in the report's language."""
        return say(self.lang, key, values)

    def word(self, domain: str, value: str, *, short: bool = False) -> str:
        """The reader's word for an allowed value of the contract."""
        return self.words.word(domain, value, short=short)

    def column_title(self, table: str, name: str) -> str:
        """The reader's title of a column of an input table."""
        return self.words.column_title(table, name)

    def line_title(self, code: str) -> str:
        """Name of a programme line; its code where no programme names it."""
        found = self.programme.line(code) if self.programme else None
        return self.words.choose(found.title_vi, found.title_en) if found else code

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


def make_report(workspace: Workspace, wanted: Params, shared: Shared | None = None) -> Report:
    """Read and check everything a report needs; see :func:`open_report`.

    ``shared`` are the tables of the workspace where the caller has read them.
    """
    tables = shared or read_shared(workspace)
    plans = own_plans(workspace, wanted, tables)
    problems = [*plan_problems(plans), *tables.problems()]
    territory = read_territory(workspace, wanted.unit, wanted.year)
    if territory is None:
        place = Place("data/units/units.csv", column="code")
        problems.append(Problem("PA-307", place, seen=wanted.unit, values={"date": f"{wanted.year}-12-31"}))
    if territory is None or not all(leaves_row_out(problem) for problem in problems):
        raise DataProblems(problems)
    shown = disclosed(workspace, tables.forms, wanted.edition, territory.units, wanted.unit)
    seen = dataclasses.replace(tables, forms=shown.forms)
    sources = sources_of(workspace, wanted, territory, plans, seen)
    ground = ground_of(workspace, territory, (tables.results, tables.country), seen_until(wanted))
    left_out = tuple(problem for problem in problems if speaks_of(problem, territory.codes))
    return _made(sources, seen, shown, ground, left_out)


def _made(sources: Sources, shared: Shared, shown: Disclosed, ground: Ground, left_out: tuple[Problem, ...]) -> Report:
    law, wanted, found = read_law(), sources.params, sources.territory.unit
    facts = facts_of(sources, law)
    outcomes = run_rules(facts)
    if broken := faults(outcomes, sources.dataset.path):
        raise DataProblems(broken)
    return Report(
        params=wanted,
        unit=found,
        parents=parents(sources.territory.units, found.code, sources.territory.day),
        dataset=sources.dataset,
        programme=programme_of(law, sources.dataset),
        facts=facts,
        entries=facts.entries,
        ledger=ledger_of(sources.posted, wanted.year, sources.day, found.level),
        before=ledger_of(sources.posted, wanted.year - 1, year_before(sources.posted, wanted), found.level),
        results=sources.results,
        policies=sources.policies,
        forms=sources.forms,
        children=sources.territory.below,
        child_forms=sources.child_forms,
        outcomes=outcomes,
        findings=(*findings(outcomes), *export_findings(shared.postings, found.code)),
        law=law,
        files=_files(sources, shared, ground),
        disclosed=shown,
        inside=sources.inside,
        ground=ground,
        left_out=left_out,
    )


def _files(sources: Sources, shared: Shared, ground: Ground) -> tuple[InputFile, ...]:
    """Files of the plan and of those inside and below it, and the shared ones that hold a row of one of the units."""
    codes = sources.territory.codes
    plans = (file for one in (sources.dataset, *sources.inside, *sources.under) for file in one.files)
    tables = (file for rows in shared.by_unit() for file in used_files(rows, *codes))
    family = used_files(shared.results, *(str(r.values["unit"]) for r in ground.results))
    country = shared.country.files if ground.country else ()
    return tuple(dict.fromkeys((*plans, *tables, *family, *form_files(shared.forms, *codes), *country)))


def in_language(report: Report, lang: str) -> Report:
    """The same report in another language."""
    if lang not in params.LANGS:
        raise ValueError(f"unknown language {lang!r}")
    return dataclasses.replace(report, params=dataclasses.replace(report.params, lang=lang))
