"""``check``: every problem and finding, nothing written."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poverty_analysis.batch.plan import Choice, plan_jobs
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.cli.exits import EXIT_PROBLEMS, EXIT_SOME_FAILED
from poverty_analysis.cli.telling import finding_text, problem_json, tell_json, tell_problems, workspace_for
from poverty_analysis.inputs.census.folder import census_paths
from poverty_analysis.inputs.country import COMMUNES
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.rereading import reread
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.kinds import Placed
from poverty_analysis.inputs.rows.plan import ALIASES, LEDGER
from poverty_analysis.inputs.rows.results import INDICATOR_RESULTS, REVIEW_PROGRESS, PovertyResult
from poverty_analysis.inputs.rows.units import UNITS
from poverty_analysis.inputs.workspace import (
    EXPORTS,
    SHARED,
    TABLE_FILES,
    Rows,
    Workspace,
    plan_paths,
    planned_units,
    read_form_rows,
    read_ledger,
    read_one,
    read_one_export,
    read_plan,
    read_plans,
    read_rows,
    read_unit_rows,
    read_units_near,
)
from poverty_analysis.law import least_deprivations, read_law
from poverty_analysis.units.units import children as units_below
from poverty_analysis.units.units import last_day
from poverty_analysis.values.problems import DataProblems, Finding, Place, Problem
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from poverty_analysis.checks.model import Facts

_SHARED = (
    *("ledgers", "results", "policies", "progress", "reference"),
    *("units", "communes", "crosswalk", "groups", "group-counts", "aliases"),
)
_CENSUS = "census"
_HOLDERS = ("data", "plans", "params", "forms", _CENSUS, EXPORTS, *_SHARED)


@dataclass(frozen=True)
class Checked:
    """Problems and findings of one thing that was checked."""

    name: str
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Problem, ...] = ()


def run_check(lang: str, chosen: Path | None, paths: tuple[Path, ...], *, strict: bool, as_json: bool) -> int:
    """Check ``paths``, or the whole workspace; return the exit code."""
    try:
        workspace = workspace_for(chosen, *paths)
        read_law()
        checked = tuple(_check_path(workspace, path) for path in paths) if paths else _check_all(workspace)
    except DataProblems as error:
        checked = (Checked("", tuple(error.problems)),)
    problems = [problem for part in checked for problem in part.problems]
    findings = [finding for part in checked for finding in part.findings]
    if as_json:
        _tell_json(checked)
    else:
        _tell(checked, problems, findings, lang)
    if problems:
        return EXIT_PROBLEMS
    return EXIT_SOME_FAILED if strict and any(f.severity != "note" for f in findings) else 0


def _check_all(workspace: Workspace) -> tuple[Checked, ...]:
    apart = (UNITS, LEDGER, ALIASES)
    parts: dict[str, Rows[Placed]] = {UNITS.table: read_unit_rows(workspace)}
    parts |= {kind.table: read_rows(workspace, kind) for kind in SHARED if kind not in apart}
    parts[COMMUNES] = read_unit_rows(workspace, COMMUNES)
    parts[LEDGER.table] = read_ledger(workspace)
    shared = (
        Checked(name, rows.problems, (*rows.findings, *_result_findings(rows.records)), rows.warnings)
        for name, rows in parts.items()
    )
    params = sorted((workspace.root / "params").glob("*.yaml"))
    return (
        *shared,
        _forms(workspace, "forms"),
        *(_households(workspace, path) for path in census_paths(workspace.root)),
        *(_check_path(workspace, path) for path in (*plan_paths(workspace), *params)),
    )


def _check_path(workspace: Workspace, path: Path) -> Checked:
    name = workspace.relative(path)
    if not path.exists():
        return Checked(name, (Problem("PA-101", Place(str(path)), values={"reason": "FileNotFoundError"}),))
    if path.name == "forms" or path.parent.name == "forms":
        return _forms(workspace, name, *((path,) if path.name != "forms" else ()))
    if path.parent.name == _CENSUS and path.is_dir():
        return _households(workspace, path)
    if path.is_dir() and not (path / "plan.yaml").exists():
        inner = tuple(_check_path(workspace, p) for p in sorted(path.iterdir()) if _is_input(p))
        return _merged(name, inner) if inner or path.name in _HOLDERS else _plan(workspace, path)
    if path.parent.name == EXPORTS:
        read = read_one_export(workspace, path)
        return Checked(name, read.problems, read.findings, read.warnings)
    if path.suffix == ".yaml":
        return Checked(name, _params_problems(workspace, path))
    if path.parent.name in _SHARED:
        rows = read_one(workspace, path)
        return Checked(name, rows.problems, _result_findings(rows.records), rows.warnings)
    return _plan(workspace, path)


def _forms(workspace: Workspace, name: str, *paths: Path) -> Checked:
    """What the official forms cannot say, and the identities that they break."""
    from poverty_analysis.checks import findings, forms, group_forms, run_rules
    from poverty_analysis.checks.model import Facts

    read = read_form_rows(workspace, *paths)
    facts = Facts(0, (), forms=read.rows, least_deprivations=least_deprivations(read_law()))
    found = (*findings(run_rules(facts, (*forms.RULES, *group_forms.RULES))), *_between_levels(workspace, read.rows))
    return Checked(name, read.problems, found, read.warnings)


def _households(workspace: Workspace, path: Path) -> Checked:
    """What ``aggregate`` would say of a census."""
    from poverty_analysis.census.aggregate import aggregate

    try:
        review = aggregate(workspace, path).review
    except DataProblems as error:
        return Checked(workspace.relative(path), tuple(error.problems))
    return Checked(workspace.relative(path), review.problems, (), review.warnings)


def _between_levels(workspace: Workspace, rows: tuple[FormRow, ...]) -> Iterator[Finding]:
    """Every unit and year with forms against the forms of the units below it."""
    from poverty_analysis.checks import findings, form_sums, run_rules
    from poverty_analysis.checks.model import Facts
    from poverty_analysis.report.forms import with_children

    units = read_units_near(workspace, *{row.unit for row in rows})
    for code, day in dict.fromkeys((row.unit, row.as_of) for row in rows):
        below = units_below(units, code, day)
        names = {one.code for one in below}
        own = tuple(row for row in rows if row.unit == code and row.as_of == day)
        under = tuple(row for row in rows if row.unit in names and row.as_of == day)
        if under:
            facts = with_children(Facts(day.year, (), forms=own), code, below, under)
            yield from findings(run_rules(facts, form_sums.RULES))


def _is_input(path: Path) -> bool:
    """Whether a folder's entry is a plan, a shared table, parameters, or a folder that holds such."""
    if path.name.startswith((".", "~$")):
        return False
    if path.is_dir():
        return path.name in _HOLDERS or path.parent.name in ("plans", _CENSUS) or (path / "plan.yaml").exists()
    folder = path.parent.name
    suffixes = TABLE_FILES if folder in (*_SHARED, EXPORTS) else (".yaml",) if folder == "params" else (".xlsx",)
    return path.suffix in suffixes


def _merged(name: str, parts: tuple[Checked, ...]) -> Checked:
    problems = tuple(problem for part in parts for problem in part.problems)
    findings = tuple(finding for part in parts for finding in part.findings)
    return Checked(name, problems, findings, tuple(warning for part in parts for warning in part.warnings))


def _params_problems(workspace: Workspace, path: Path) -> tuple[Problem, ...]:
    """What ``run`` would refuse: keys and values, the notebook, units without a plan."""
    try:
        plans = read_plans(workspace)
        plan_jobs(workspace, (path,), Choice(), plans, read_units_near(workspace, *planned_units(plans)))
    except DataProblems as error:
        return tuple(error.problems)
    return ()


def _plan(workspace: Workspace, path: Path) -> Checked:
    dataset = read_plan(workspace, path)
    problems = (*dataset.problems, *reread(dataset))
    found = () if problems else _findings(workspace, dataset)
    return Checked(dataset.path, problems, found, dataset.warnings)


def _findings(workspace: Workspace, dataset: Dataset) -> tuple[Finding, ...]:
    from poverty_analysis.checks import findings, run_rules
    from poverty_analysis.report.facts import facts_of

    unit, year = dataset.plan.unit, dataset.plan.period_years[-1]
    rows = read_ledger(workspace).records
    booked = tuple(entry for entry in rows if entry.unit == unit)
    facts = facts_of(dataset, read_law(), year, booked, read_units_near(workspace, unit))
    return findings(run_rules(_with_below(workspace, dataset, facts, rows)))


def _with_below(workspace: Workspace, dataset: Dataset, facts: Facts, postings: tuple[Entry, ...]) -> Facts:
    """The facts with what the units below planned and delivered; forms are checked on their own."""
    from poverty_analysis.report.forms import with_children
    from poverty_analysis.report.units_below import gathered, handed_in, measured, plans_below

    unit, year = dataset.plan.unit, facts.year
    units = read_units_near(workspace, unit)
    day = last_day(units, unit, year)
    below = units_below(units, unit, day) if day else ()
    if not below:
        return facts
    codes = {unit, *(one.code for one in below)}
    booked = tuple(entry for entry in postings if entry.unit in codes - {unit})
    results = (row for row in read_rows(workspace, INDICATOR_RESULTS).records if row.unit in codes)
    progress = (row for row in read_rows(workspace, REVIEW_PROGRESS).records if row.unit in codes)
    made = gathered(read_law(), dataset, plans_below(workspace, below, year), booked, year, facts.level)
    made = replace(made, measured=measured(results, year), handed=handed_in(progress, year, dt.date.max))
    return replace(with_children(facts, unit, below, ()), below=made)


def _result_findings(rows: Iterable[Placed]) -> tuple[Finding, ...]:
    """What published results say of themselves that does not hold, or only within an interval."""
    from poverty_analysis.checks import findings, printed, run_rules
    from poverty_analysis.checks.model import Facts

    published = [row for row in rows if isinstance(row, PovertyResult)]
    claims = tuple(c for row in published for c in printed.result_claims(row))
    return findings(run_rules(Facts(0, (), claims), printed.RULES))


def _tell_json(checked: tuple[Checked, ...]) -> None:
    problems = [problem_json(problem) for part in checked for problem in part.problems]
    found = [finding.to_json() | {"file": part.name} for part in checked for finding in part.findings]
    warnings = [problem_json(warning) for part in checked for warning in part.warnings]
    tell_json({"problems": problems, "findings": found, "warnings": warnings})


def _tell(checked: tuple[Checked, ...], problems: list[Problem], findings: list[Finding], lang: str) -> None:
    if problems:
        tell_problems(problems, lang, err=False)
    for part in checked:
        if part.warnings:
            tell_problems(part.warnings, lang, err=False)
        if part.findings:
            click.echo(part.name)
            click.echo("\n".join(f"  {finding_text(finding, lang)}" for finding in part.findings))
    if not problems and not findings:
        click.echo(say(lang, "cli.clean"))
        return
    counted = Counter(finding.severity for finding in findings)
    values = {
        "problems": str(len(problems)),
        "errors": str(counted["error"]),
        "warnings": str(counted["warning"]),
        "notes": str(counted["note"]),
    }
    click.echo(say(lang, "cli.counts", values))
