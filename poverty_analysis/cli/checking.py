"""``check``: every problem and finding, nothing written."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.batch.left_out import problems_of
from poverty_analysis.batch.plan import Choice, plan_jobs
from poverty_analysis.cli.annotating import annotate_books
from poverty_analysis.cli.check_report import Checked, json_of_check, tell_check
from poverty_analysis.cli.exits import EXIT_PROBLEMS, EXIT_SOME_FAILED
from poverty_analysis.cli.options import CheckWish
from poverty_analysis.cli.telling import workspace_for
from poverty_analysis.inputs.census.folder import census_paths
from poverty_analysis.inputs.country import COMMUNES
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan.rereading import reread
from poverty_analysis.inputs.plan_choice import TERM, is_of_term, plan_years
from poverty_analysis.inputs.plan_head import head_of
from poverty_analysis.inputs.releases import RELEASES, SETTINGS, read_releases, read_settings
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.kinds import Placed
from poverty_analysis.inputs.rows.plan import LEDGER
from poverty_analysis.inputs.rows.results import (
    COUNTRY_RESULTS,
    INDICATOR_RESULTS,
    POVERTY_RESULTS,
    REVIEW_PROGRESS,
    PovertyResult,
    claims_of,
)
from poverty_analysis.inputs.rows.units import CROSSWALK, GROUP_COUNTS, GROUPS, TILES, UNITS
from poverty_analysis.inputs.unit_maps import SHAPES, outline_problems
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
from poverty_analysis.values.faults import DEBUG_VARIABLE, fault_of
from poverty_analysis.values.problems import DataProblems, Finding, Place, Problem

if TYPE_CHECKING:
    from poverty_analysis.budget.ledger import Entry
    from poverty_analysis.checks.model import Outcome
    from poverty_analysis.report.sources import Shared
    from poverty_analysis.units.units import Unit

_SHARED = (
    *("ledgers", "results", "policies", "progress", "reference"),
    *("units", "communes", "crosswalk", "groups", "group-counts", "tiles", SHAPES, "aliases"),
)
_CENSUS = "census"
_RESULTS = (POVERTY_RESULTS.table,)
_HOLDERS = ("data", "plans", "params", "forms", _CENSUS, EXPORTS, *_SHARED)


def run_check(lang: str, chosen: Path | None, paths: tuple[Path, ...], wish: CheckWish, *, as_json: bool) -> int:
    """Check ``paths``, or the whole workspace; return the exit code."""
    made: tuple[Path, ...] = ()
    try:
        workspace = workspace_for(chosen, *paths)
        read_law()
        checked = _check_paths(workspace, paths, _shared_of(workspace)) if paths else _check_all(workspace)
        if wish.annotate:
            made = tuple(annotate_books(workspace, paths, checked, lang))
    except DataProblems as error:
        checked = (Checked("", tuple(error.problems)),)
    problems = [problem for part in checked for problem in part.problems]
    findings = [finding for part in checked for finding in part.findings]
    if as_json:
        json_of_check(checked, made)
    else:
        tell_check(checked, lang, every=wish.every, annotated=made)
    if problems:
        return EXIT_PROBLEMS
    return EXIT_SOME_FAILED if wish.strict and any(f.severity != "note" for f in findings) else 0


def _check_all(workspace: Workspace) -> tuple[Checked, ...]:
    from poverty_analysis.report.sources import read_shared

    plans = read_plans(workspace)
    read = read_shared(workspace, plans)
    parts: dict[str, Rows[Placed]] = {UNITS.table: read_unit_rows(workspace)}
    parts |= {kind.table: read_rows(workspace, kind) for kind in (CROSSWALK, GROUPS, GROUP_COUNTS, TILES)}
    parts |= {POVERTY_RESULTS.table: read.results, COUNTRY_RESULTS.table: read.country}
    parts |= {INDICATOR_RESULTS.table: read.policies, REVIEW_PROGRESS.table: read.progress}
    parts |= {COMMUNES: read_unit_rows(workspace, COMMUNES), LEDGER.table: read.postings}
    params, named = sorted((workspace.root / "params").glob("*.yaml")), workspace.relative
    tables = (
        *(_apart(name, partial(_of_table, name, rows)) for name, rows in parts.items()),
        *_ledgers(workspace, read.postings.records, plans),
        _apart("forms", partial(_forms, workspace, "forms", read.forms)),
        _apart(SHAPES, lambda: Checked(SHAPES, outline_problems(workspace.root))),
        _apart(RELEASES, partial(_releases, workspace)),
    )
    told = {finding for table in tables for finding in table.findings}
    return (
        *tables,
        *(_apart(named(path), partial(_households, workspace, path)) for path in census_paths(workspace.root)),
        # What a plan rests on is told once, of its table.
        *(_without(told, _apart(plan.path, partial(_plan, workspace, plan, read))) for plan in plans),
        *(_apart(named(path), partial(_params, workspace, path, plans)) for path in params),
    )


def _apart(name: str, check: Callable[[], Checked]) -> Checked:
    """What ``check`` says of one part, or PA-612 for the fault it met: no part silences the others."""
    try:
        return check()
    except DataProblems:
        raise
    except Exception as error:
        if os.environ.get(DEBUG_VARIABLE):
            raise
        fault = fault_of(error)
        return Checked(name, (Problem("PA-612", Place(name), values={"kind": fault.kind, "place": fault.place}),))


def _of_table(name: str, rows: Rows[Placed]) -> Checked:
    found = _of_results(name, rows.records) if name in _RESULTS else Checked(name)
    return _merged(name, (Checked(name, rows.problems, rows.findings, rows.warnings), found))


def _shared_of(workspace: Workspace) -> Callable[[], Shared]:
    """The tables of the workspace, read when the first plan needs them."""
    from poverty_analysis.report.sources import read_shared

    return cache(partial(read_shared, workspace))


def _without(told: Collection[Finding], checked: Checked) -> Checked:
    return replace(checked, findings=tuple(finding for finding in checked.findings if finding not in told))


def _check_paths(workspace: Workspace, paths: tuple[Path, ...], shared: Callable[[], Shared]) -> tuple[Checked, ...]:
    return tuple(_apart(workspace.relative(p), partial(_check_path, workspace, p, shared)) for p in paths)


def _check_path(workspace: Workspace, path: Path, shared: Callable[[], Shared]) -> Checked:
    name = workspace.relative(path)
    if not path.exists():
        return Checked(name, (Problem("PA-101", Place(str(path)), values={"reason": "FileNotFoundError"}),))
    if path.name == "forms" or path.parent.name == "forms":
        return _forms(workspace, name, read_form_rows(workspace, *((path,) if path.name != "forms" else ())))
    if path.parent.name == _CENSUS and path.is_dir():
        return _households(workspace, path)
    if path.is_dir() and not (path / "plan.yaml").exists():
        inner = _check_paths(workspace, tuple(p for p in sorted(path.iterdir()) if _is_input(p)), shared)
        if inner or path.name in _HOLDERS:
            return _merged(name, inner)
        return _plan(workspace, read_plan(workspace, path), shared())
    if path.parent.name == EXPORTS:
        read = read_one_export(workspace, path)
        return Checked(name, read.problems, read.findings, read.warnings)
    if path.suffix == ".yaml":
        return _params(workspace, path, read_plans(workspace))
    if path.parent.name in _SHARED:
        rows = read_one(workspace, path)
        found = _of_results(name, rows.records) if path.parent.name == "results" else Checked(name)
        return _merged(name, (Checked(name, rows.problems, (), rows.warnings), found))
    return _plan(workspace, read_plan(workspace, path), shared())


def _forms(workspace: Workspace, name: str, read: Forms) -> Checked:
    """What the official forms cannot say, and the identities that they break."""
    from poverty_analysis.checks import forms, group_forms, run_rules
    from poverty_analysis.checks.model import Facts

    facts = Facts(0, (), forms=read.rows, least_deprivations=least_deprivations(read_law()))
    inside = run_rules(facts, (*forms.RULES, *group_forms.RULES))
    told = _ruled(name, (inside, *_between_levels(workspace, read.rows)))
    return _merged(name, (Checked(name, read.problems, (), read.warnings), told))


def _ledgers(workspace: Workspace, postings: tuple[Entry, ...], plans: tuple[Dataset, ...]) -> Iterator[Checked]:
    """The ledger of each unit and year by itself; of a year with a plan the plan's check says the rest."""
    owned: dict[str, list[Entry]] = {}
    for posting in postings:
        owned.setdefault(posting.unit, []).append(posting)
    units = read_units_near(workspace, *owned)
    for code, own in owned.items():
        for year in sorted({posting.fiscal_year for posting in own if posting.fiscal_year is not None}):
            name = f"ledger {code} {year}"
            yield _apart(name, partial(_ledger, name, tuple(own), plans, units, year))


def _ledger(
    name: str, own: tuple[Entry, ...], plans: tuple[Dataset, ...], units: tuple[Unit, ...], year: int
) -> Checked:
    from poverty_analysis.checks import LEDGER_RULES, PLANLESS_RULES, run_rules
    from poverty_analysis.report.facts import facts_of_ledger

    facts = facts_of_ledger(own, plans, units, year)
    return _ruled(name, (run_rules(facts, LEDGER_RULES if facts.entries else PLANLESS_RULES),))


def _releases(workspace: Workspace) -> Checked:
    """Releases that are not as they were written, and settings no release can be made with."""
    settings = workspace.root / SETTINGS
    problems: list[Problem] = []
    for read in (
        partial(read_releases, workspace.root / RELEASES, workspace.relative),
        *((partial(read_settings, settings, SETTINGS),) if settings.exists() else ()),
    ):
        try:
            read()
        except DataProblems as error:
            problems += error.problems
    return Checked(RELEASES, tuple(problems))


def _ruled(name: str, runs: Iterable[tuple[Outcome, ...]]) -> Checked:
    """What runs of rules found, one after the other, with the faults of rules that came to no end."""
    from poverty_analysis.checks import faults, findings

    listed = tuple(runs)
    broken = faults(tuple(one for outcomes in listed for one in outcomes), name)
    return Checked(name, broken, tuple(finding for outcomes in listed for finding in findings(outcomes)))


def _households(workspace: Workspace, path: Path) -> Checked:
    """What ``aggregate`` would say of a census."""
    from poverty_analysis.census.aggregate import aggregate

    try:
        review = aggregate(workspace, path).review
    except DataProblems as error:
        return Checked(workspace.relative(path), tuple(error.problems))
    return Checked(workspace.relative(path), review.problems, (), review.warnings)


def _between_levels(workspace: Workspace, rows: tuple[FormRow, ...]) -> Iterator[tuple[Outcome, ...]]:
    """Every unit and year with forms against the forms of the units below it."""
    from poverty_analysis.checks import form_sums, run_rules
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
            yield run_rules(facts, form_sums.RULES)


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
        units = read_units_near(workspace, *planned_units(plans))
        _, left_out = plan_jobs(workspace, (path,), Choice(), tuple(map(head_of, plans)), units)
    except DataProblems as error:
        return Checked(name, tuple(error.problems))
    return Checked(name, tuple(problems_of(left_out)))


def _plan(workspace: Workspace, dataset: Dataset, shared: Shared) -> Checked:
    problems = (*dataset.problems, *reread(dataset))
    told = Checked(dataset.path) if problems else _of_rules(workspace, dataset, shared)
    return _merged(dataset.path, (Checked(dataset.path, problems, (), dataset.warnings), told))


def _of_rules(workspace: Workspace, dataset: Dataset, shared: Shared) -> Checked:
    """What the rules say in a report on the plan, of its last year, that may read every form."""
    from poverty_analysis.checks import run_rules
    from poverty_analysis.report.facts import facts_of
    from poverty_analysis.report.ledger_rows import export_findings
    from poverty_analysis.report.sources import read_territory, sources_of

    code, year = dataset.plan.unit, plan_years(dataset)[-1]
    territory = read_territory(workspace, code, year)
    if territory is None:
        return Checked(dataset.path)
    wanted = Params(code, year, TERM if is_of_term(dataset) else "year", plan=dataset.name)
    sources = sources_of(workspace, wanted, territory, (dataset,), shared)
    told = _ruled(dataset.path, (run_rules(facts_of(sources, read_law())),))
    return replace(told, findings=(*told.findings, *export_findings(shared.postings, code)))


def _of_results(name: str, rows: Iterable[Placed]) -> Checked:
    """What published results say of themselves that does not hold, or only within an interval."""
    from poverty_analysis.checks import printed, run_rules
    from poverty_analysis.checks.model import Facts

    published = [row for row in rows if isinstance(row, PovertyResult)]
    claims = tuple(claim for row in published for claim in claims_of(row))
    return _ruled(name, (run_rules(Facts(0, (), claims), printed.RULES),))
