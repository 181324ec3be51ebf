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

from poverty_analysis.blocks import Json
from poverty_analysis.blocks.frames import register_dataframe_formatter
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.checks import faults, findings, run_rules
from poverty_analysis.checks.causes import own_causes
from poverty_analysis.checks.doubts import Doubt, doubts_in
from poverty_analysis.checks.ledgers import comparison
from poverty_analysis.checks.model import Facts, Outcome
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.dataset import Dataset, InputFile
from poverty_analysis.inputs.params import Params, make_params
from poverty_analysis.inputs.plan_choice import term_years
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.results import IndicatorResult, PovertyResult
from poverty_analysis.inputs.workspace import Workspace, find_workspace, unit_files
from poverty_analysis.law import Law, Programme, read_law
from poverty_analysis.report.disclosure import Disclosed, disclosed, shown_results
from poverty_analysis.report.facts import acts_of_findings, facts_of, programme_of
from poverty_analysis.report.forms import form_files
from poverty_analysis.report.ledger_rows import export_findings, ledger_of, seen_until, used_files, year_before
from poverty_analysis.report.record import show_problems, show_record
from poverty_analysis.report.series_inputs import Ground, ground_of
from poverty_analysis.report.shared_rows import around, shared_rows
from poverty_analysis.report.sources import (
    Shared,
    Sources,
    Territory,
    own_plans,
    plan_problems,
    read_territory,
    sources_of,
)
from poverty_analysis.report.term_findings import YearFindings, findings_of_years
from poverty_analysis.units.units import Unit
from poverty_analysis.values.periods import Period
from poverty_analysis.values.problems import (
    SEVERITIES,
    DataProblems,
    Finding,
    Place,
    Problem,
    leaves_row_out,
    speaks_of,
)
from poverty_analysis.wording import say
from poverty_analysis.wording.dates import period_words
from poverty_analysis.wording.problem_texts import problems_in_words
from poverty_analysis.wording.words import Words

ALIASES = "data/aliases/"
WORKSPACE_VARIABLE = "POVERTY_ANALYSIS_WORKSPACE"


@dataclass(frozen=True)
class Report:
    """Everything the sections of one report draw on.

    ``ledger`` are the unit's own postings of the budget year that are in force;
    ``results`` the poverty results of the unit, oldest first; ``policies`` the
    results of policies of the unit and of those below; ``forms`` its rows of
    the official forms as the edition may show them, see ``disclosed``;
    ``children`` the units directly below.
    ``programme`` is None for a local programme or none at all.  Of a report on
    a term ``inside`` holds the yearly plans in it; ``ground`` is what it takes
    to draw a series across a change of borders.
    ``left_out`` are the rows of results, forms and targets the report stands without.
    ``causes`` are the findings without those that only follow from others,
    ``doubts`` the payments that an open discrepancy speaks of; of a report on a
    term ``years`` holds what was found in its years, and ``doubts`` theirs.
    """

    params: Params
    unit: Unit
    dataset: Dataset
    programme: Programme | None
    facts: Facts
    ledger: tuple[Entry, ...]
    results: tuple[PovertyResult, ...]
    policies: tuple[IndicatorResult, ...]
    forms: tuple[FormRow, ...]
    children: tuple[Unit, ...]
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    law: Law
    disclosed: Disclosed
    inside: tuple[Dataset, ...]
    ground: Ground
    files: tuple[InputFile, ...] = ()
    left_out: tuple[Problem, ...] = ()
    causes: tuple[Finding, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    years: tuple[YearFindings, ...] = ()

    @property
    def lang(self) -> str:
        return self.params.lang

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The plan's amounts."""
        return self.facts.entries

    @property
    def before(self) -> tuple[Entry, ...]:
        """The unit's own postings of the year before, at the same date."""
        known = self.facts.known
        return ledger_of(known, self.params.year - 1, year_before(known, self.params), self.unit.level)

    @property
    def words(self) -> Words:
        """What the chapters write with."""
        return Words(self.lang, read_contract(), self.facts.line_names)

    @property
    def synthetic(self) -> bool:
        return self.unit.synthetic

    def say(self, key: str, values: Mapping[str, str] = MappingProxyType({})) -> str:
        """The catalogue's words for ``key`` in the report's language."""
        return say(self.lang, key, values)

    def closing_day(self) -> dt.date:
        """The day the report stands at: ``as_of`` or the last day of the period."""
        return self.params.as_of or self.span().last

    def span(self) -> Period:
        """First and last day of the period; a term begins with the first year of its plan or programme."""
        return self.params.span(min(term_years(self.dataset, self.params.year), default=self.params.year))

    def period_words(self) -> str:
        """The period inside a sentence ("6 tháng đầu năm 2023")."""
        return period_words(self.span(), self.lang)

    def record(self) -> Json:
        """What the report rests on, as plain data for the manifest of a run."""
        return {
            "plan": {"name": self.dataset.name, "version": self.dataset.plan.version},
            "files": {file.path: file.sha256 for file in self.files},
            "law": list(acts_of_findings(self.findings, self.law, self.params.year)),
            "findings": {name: sum(f.severity == name for f in self.findings) for name in SEVERITIES},
            "warnings": [problem.code for problem in self.dataset.warnings],
            "release": self.disclosed.release(self.params.year) or None,
        }


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

    In a notebook it also leaves the record of what the report rests on.

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
    try:
        with problems_in_words(lang):
            wanted = make_params(values | ({"as_of": as_of} if as_of else {}), Place("parameters"))
            register_dataframe_formatter(wanted.lang)
            root = workspace or os.environ.get(WORKSPACE_VARIABLE, "") or "."
            report = make_report(find_workspace(Path(root)), wanted)
    except DataProblems as error:
        show_problems(error)
        raise
    show_record(report.record())
    return report


def make_report(workspace: Workspace, wanted: Params, shared: Shared | None = None) -> Report:
    """Read and check everything a report needs; see :func:`open_report`.

    ``shared`` are the tables of the workspace, or the rows around the unit, where the caller has read them.
    """
    tables = shared or shared_rows(workspace, wanted.unit)
    plans, territory, problems = read_own(workspace, wanted, tables)
    shown = disclosed(
        workspace, tables.forms, wanted.edition, around(workspace, wanted.unit).kin, wanted.unit, tables.named
    )
    results = shown_results(tables.policies, tables.forms, shown, wanted.edition, read_law().measures)
    hidden = results.problems[len(tables.policies.problems) :]
    seen = dataclasses.replace(tables, forms=shown.forms, policies=results)
    sources = sources_of(workspace, wanted, territory, plans, seen)
    ground = ground_of(workspace, territory, (tables.results, tables.country), seen_until(wanted))
    left_out = tuple(problem for problem in (*problems, *hidden) if speaks_of(problem, territory.codes))
    made = _made(sources, shown, ground, export_findings(tables.postings, wanted.unit))
    years = findings_of_years(workspace, sources, seen, made.law)
    doubts = (*made.doubts, *(doubt for year in years for doubt in year.doubts))
    files = _files(workspace, sources, seen, ground)
    return dataclasses.replace(made, files=files, left_out=left_out, years=years, doubts=tuple(dict.fromkeys(doubts)))


def read_own(
    workspace: Workspace, wanted: Params, tables: Shared
) -> tuple[tuple[Dataset, ...], Territory, tuple[Problem, ...]]:
    """The plans and the territory of a report, and what it stands without.

    Raises
    ------
    DataProblems
        Everything that stops the report, at once.
    """
    plans = own_plans(workspace, wanted, tables.plans)
    problems = [*plan_problems(plans), *tables.problems()]
    territory = read_territory(workspace, wanted.unit, wanted.year)
    if territory is None:
        problems.append(unknown_unit(wanted))
    if territory is None or not all(leaves_row_out(problem) for problem in problems):
        raise DataProblems(problems)
    return plans, territory, tuple(problems)


def unknown_unit(wanted: Params) -> Problem:
    """The problem of a report on a unit that did not exist in its year."""
    place = Place("data/units/units.csv", column="code")
    return Problem("PA-307", place, seen=wanted.unit, values={"date": f"{wanted.year}-12-31"})


def _made(sources: Sources, shown: Disclosed, ground: Ground, told_of_exports: tuple[Finding, ...]) -> Report:
    law, wanted, found = read_law(), sources.params, sources.territory.unit
    facts = facts_of(sources, law)
    outcomes = run_rules(facts)
    if broken := faults(outcomes, sources.dataset.path):
        raise DataProblems(broken)
    compared = comparison(facts, "treasury")
    told = (*findings(outcomes), *told_of_exports)
    return Report(
        params=wanted,
        unit=found,
        dataset=sources.dataset,
        programme=programme_of(law, sources.dataset),
        facts=facts,
        ledger=ledger_of(sources.posted, wanted.year, sources.day, found.level),
        results=sources.results,
        policies=sources.policies,
        forms=sources.forms,
        children=sources.territory.below,
        outcomes=outcomes,
        findings=told,
        causes=own_causes(told, facts, compared),
        doubts=doubts_in(facts, compared),
        law=law,
        disclosed=shown,
        inside=sources.inside,
        ground=ground,
    )


def _files(workspace: Workspace, sources: Sources, shared: Shared, ground: Ground) -> tuple[InputFile, ...]:
    """Files of the plans, shared ones that hold a row of one of the units, and the lists by which these are read."""
    codes = sources.territory.codes
    plans = (file for one in (sources.dataset, *sources.inside, *sources.under) for file in one.files)
    family = (*shared.used_files(codes), *used_files(shared.results, *(row.unit for row in ground.results)))
    country = shared.country.files if ground.country else ()
    aliased = any(one.via_alias for one in (*sources.posted, *sources.posted_below))
    aliases = (file for file in shared.postings.files if aliased and file.path.startswith(ALIASES))
    lists = (*aliases, *unit_files(workspace, sources.params.unit))
    return tuple(dict.fromkeys((*plans, *family, *form_files(shared.forms, *codes), *country, *lists)))
