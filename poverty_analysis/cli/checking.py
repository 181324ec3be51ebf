"""``check``: every problem and finding, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poverty_analysis.batch.plan import Choice, plan_jobs
from poverty_analysis.cli.exits import EXIT_PROBLEMS, EXIT_SOME_FAILED
from poverty_analysis.cli.telling import finding_text, problem_json, tell_json, tell_problems, workspace_for
from poverty_analysis.inputs.census.folder import census_paths
from poverty_analysis.inputs.country import COMMUNES
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan.rereading import reread
from poverty_analysis.inputs.plan_choice import TERM, is_of_term, plan_years
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.kinds import Placed
from poverty_analysis.inputs.rows.plan import LEDGER
from poverty_analysis.inputs.rows.results import (
    COUNTRY_RESULTS,
    INDICATOR_RESULTS,
    POVERTY_RESULTS,
    REVIEW_PROGRESS,
    PovertyResult,
)
from poverty_analysis.inputs.rows.units import CROSSWALK, GROUP_COUNTS, GROUPS, UNITS
from poverty_analysis.inputs.workspace import (
    EXPORTS,
    TABLE_FILES,
    Rows,
    Workspace,
    planned_units,
    read_form_rows,
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
from poverty_analysis.values.problems import DataProblems, Finding, Place, Problem
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from poverty_analysis.report.sources import Shared

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
        checked = _check_paths(workspace, paths) if paths else _check_all(workspace)
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
    from poverty_analysis.report.sources import read_shared

    plans = read_plans(workspace)
    read = read_shared(workspace, plans)
    parts: dict[str, Rows[Placed]] = {UNITS.table: read_unit_rows(workspace)}
    parts |= {kind.table: read_rows(workspace, kind) for kind in (CROSSWALK, GROUPS, GROUP_COUNTS)}
    parts |= {POVERTY_RESULTS.table: read.results, COUNTRY_RESULTS.table: read.country}
    parts |= {INDICATOR_RESULTS.table: read.policies, REVIEW_PROGRESS.table: read.progress}
    parts |= {COMMUNES: read_unit_rows(workspace, COMMUNES), LEDGER.table: read.postings}
    tables = (
        *(_of_table(name, rows) for name, rows in parts.items()),
        _forms(workspace, "forms", read.forms),
    )
    told = {finding for table in tables for finding in table.findings}
    return (
        *tables,
        *(_households(workspace, path) for path in census_paths(workspace.root)),
        # What a plan rests on is told once, of its table.
        *(_without(told, _plan(workspace, plan, read)) for plan in plans),
        *(_params(workspace, path, plans) for path in sorted((workspace.root / "params").glob("*.yaml"))),
    )


def _without(told: Collection[Finding], checked: Checked) -> Checked:
    return replace(checked, findings=tuple(finding for finding in checked.findings if finding not in told))


def _check_paths(workspace: Workspace, paths: tuple[Path, ...]) -> tuple[Checked, ...]:
    from poverty_analysis.report.sources import read_shared

    shared = cache(partial(read_shared, workspace))
    return tuple(_check_path(workspace, path, shared) for path in paths)


def _of_table(name: str, rows: Rows[Placed]) -> Checked:
    return Checked(name, rows.problems, (*rows.findings, *_result_findings(rows.records)), rows.warnings)


def _check_path(workspace: Workspace, path: Path, shared: Callable[[], Shared]) -> Checked:
    name = workspace.relative(path)
    if not path.exists():
        return Checked(name, (Problem("PA-101", Place(str(path)), values={"reason": "FileNotFoundError"}),))
    if path.name == "forms" or path.parent.name == "forms":
        return _forms(workspace, name, read_form_rows(workspace, *((path,) if path.name != "forms" else ())))
    if path.parent.name == _CENSUS and path.is_dir():
        return _households(workspace, path)
    if path.is_dir() and not (path / "plan.yaml").exists():
        inner = tuple(_check_path(workspace, p, shared) for p in sorted(path.iterdir()) if _is_input(p))
        return (
            _merged(name, inner)
            if inner or path.name in _HOLDERS
            else _plan(workspace, read_plan(workspace, path), shared())
        )
    if path.parent.name == EXPORTS:
        read = read_one_export(workspace, path)
        return Checked(name, read.problems, read.findings, read.warnings)
    if path.suffix == ".yaml":
        return _params(workspace, path, read_plans(workspace))
    if path.parent.name in _SHARED:
        rows = read_one(workspace, path)
        return Checked(name, rows.problems, _result_findings(rows.records), rows.warnings)
    return _plan(workspace, read_plan(workspace, path), shared())


def _forms(workspace: Workspace, name: str, read: Forms) -> Checked:
    """What the official forms cannot say, and the identities that they break."""
    from poverty_analysis.checks import findings, forms, group_forms, run_rules
    from poverty_analysis.checks.model import Facts

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
    from poverty_analysis.report.facts import with_children

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


def _params(workspace: Workspace, path: Path, plans: tuple[Dataset, ...]) -> Checked:
    """What ``run`` would refuse: keys and values, the notebook, units without a plan."""
    name = workspace.relative(path)
    try:
        plan_jobs(workspace, (path,), Choice(), plans, read_units_near(workspace, *planned_units(plans)))
    except DataProblems as error:
        return Checked(name, tuple(error.problems))
    return Checked(name)


def _plan(workspace: Workspace, dataset: Dataset, shared: Shared) -> Checked:
    problems = (*dataset.problems, *reread(dataset))
    found = () if problems else _findings(workspace, dataset, shared)
    return Checked(dataset.path, problems, found, dataset.warnings)


def _findings(workspace: Workspace, dataset: Dataset, shared: Shared) -> tuple[Finding, ...]:
    """The findings of a report on the plan, of its last year, that may read every form."""
    from poverty_analysis.checks import findings, run_rules
    from poverty_analysis.report.facts import facts_of
    from poverty_analysis.report.ledger_rows import export_findings
    from poverty_analysis.report.sources import read_territory, sources_of

    code, year = dataset.plan.unit, plan_years(dataset)[-1]
    territory = read_territory(workspace, code, year)
    if territory is None:
        return ()
    wanted = Params(code, year, TERM if is_of_term(dataset) else "year", plan=dataset.name)
    sources = sources_of(workspace, wanted, territory, (dataset,), shared)
    return (*findings(run_rules(facts_of(sources, read_law()))), *export_findings(shared.postings, code))


def _result_findings(rows: Iterable[Placed]) -> tuple[Finding, ...]:
    """What published results say of themselves that does not hold, or only within an interval."""
    from poverty_analysis.checks import findings, printed, run_rules
    from poverty_analysis.checks.model import Facts

    published = [row for row in rows if isinstance(row, PovertyResult)]
    claims = tuple(claim for row in published for claim in printed.result_claims(row))
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
