"""``run``, ``list`` and ``index``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from poverty_analysis.batch.left_out import LeftOut, each_once, problems_of
from poverty_analysis.batch.plan import Choice, Job, PassedOver, passed_over, plan_jobs
from poverty_analysis.cli.exits import EXIT_LOCKED, EXIT_SOME_FAILED
from poverty_analysis.cli.telling import (
    not_written,
    problem_json,
    refused,
    tell_json,
    tell_problems,
    workspace_for,
)
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.workspace import Workspace, planned_units, read_plans, read_units_near
from poverty_analysis.values.persons import without_persons
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from poverty_analysis.batch.run import Broken, Done, DueReport

    _Check = Callable[[Workspace, tuple[Job, ...], tuple[Dataset, ...]], Broken]

LOCK_WAIT_S = 1


def run_list(
    lang: str, chosen: Path | None, paths: tuple[Path, ...], choice: Choice, *, strict: bool, as_json: bool
) -> int:
    """Print every report and why it is out of date; return the exit code."""
    from poverty_analysis.batch.run import check_inputs, tasks_for

    try:
        planned = _planned(chosen, paths, choice)
        tasks = tasks_for(planned.workspace, planned.jobs, planned.datasets)
        tasks, left_out = _partition(planned, tasks, _due(tasks, force=False), check_inputs, strict=strict)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    code = EXIT_SOME_FAILED if left_out else 0
    if as_json:
        listed = [{"folder": t.job.folder, "reasons": list(t.reasons), "up_to_date": not t.reasons} for t in tasks]
        tell_json({"reports": listed, **_not_made(planned, left_out)})
        return code
    _tell_not_made(planned, left_out, lang)
    for task in tasks:
        click.echo(f"{task.job.folder}  {', '.join(_reason(r, lang) for r in task.reasons) or say(lang, 'stale.none')}")
    return code


def _reason(reason: str, lang: str) -> str:
    kind, _, name = reason.partition(":")
    return say(lang, f"stale.{kind}", {"name": name})


@dataclass(frozen=True)
class _Planned:
    """What a choice asks for: the reports, the plans that were read, and what cannot be or was not asked to be made."""

    workspace: Workspace
    jobs: tuple[Job, ...]
    left_out: tuple[LeftOut, ...]
    datasets: tuple[Dataset, ...]
    passed_over: tuple[PassedOver, ...]


def _planned(chosen: Path | None, paths: tuple[Path, ...], choice: Choice) -> _Planned:
    workspace = workspace_for(chosen, *paths)
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise DataProblems(Problem("PA-101", Place(str(p)), values={"reason": "FileNotFoundError"}) for p in missing)
    folders = paths or (workspace.root / "params",)
    files = tuple(f for p in folders for f in (sorted(p.glob("*.yaml")) if p.is_dir() else [p]))
    datasets = read_plans(workspace)
    units = read_units_near(workspace, *planned_units(datasets))
    jobs, left_out = plan_jobs(workspace, files, choice, datasets, units)
    return _Planned(workspace, jobs, left_out, datasets, passed_over(workspace, files, choice, datasets))


def _partition(
    planned: _Planned, tasks: tuple[DueReport, ...], read: tuple[DueReport, ...], check: _Check, *, strict: bool
) -> tuple[tuple[DueReport, ...], tuple[LeftOut, ...]]:
    """The tasks without those that ``check`` finds broken among ``read``, and everything that is left out.

    Raises
    ------
    DataProblems
        All problems at once where one lies in what reports share, nothing is
        left to make, or ``strict`` wants all or nothing.
    """
    try:
        broken = check(planned.workspace, tuple(task.job for task in read), planned.datasets)
    except DataProblems as error:
        raise DataProblems(each_once([*error.problems, *problems_of(planned.left_out)])) from None
    kept = tuple(task for task in tasks if task.job not in broken)
    found = (LeftOut(job.notebook, job.params.unit, job.params.year, broken[job]) for job in broken)
    left_out = tuple(each_once([*planned.left_out, *found]))
    if left_out and (strict or not kept):
        raise DataProblems(problems_of(left_out))
    return kept, left_out


def _not_made(planned: _Planned, left_out: tuple[LeftOut, ...]) -> dict[str, object]:
    """What a choice passes over, and what is left out with its problems, as ``--json`` prints it."""
    return {
        "passed_over": [vars(one) for one in planned.passed_over],
        "left_out": [_left_out_json(one) for one in left_out],
    }


def _left_out_json(one: LeftOut) -> dict[str, object]:
    problems = [problem_json(problem) for problem in one.problems]
    return {"report": one.report, "unit": without_persons(one.unit), "year": one.year, "problems": problems}


def _tell_not_made(planned: _Planned, left_out: tuple[LeftOut, ...], lang: str) -> None:
    for passed in planned.passed_over:
        click.echo(say(lang, "cli.passed_over", vars(passed)), err=True)
    for one in left_out:
        values = {"report": one.report, "unit": without_persons(one.unit), "year": str(one.year)}
        click.echo(say(lang, "cli.left_out", values), err=True)
    if left_out:
        tell_problems(problems_of(left_out), lang)


def run_reports(
    lang: str,
    chosen: Path | None,
    paths: tuple[Path, ...],
    choice: Choice,
    *,
    workers: int,
    force: bool,
    strict: bool,
    as_json: bool,
) -> int:
    """Make the reports and the index; return the exit code."""
    from filelock import FileLock, Timeout

    try:
        planned = _planned(chosen, paths, choice)
        outputs = planned.workspace.outputs()
        outputs.mkdir(exist_ok=True)
        with FileLock(outputs / ".lock", timeout=LOCK_WAIT_S):
            return _run_locked(planned, lang, workers=workers, force=force, strict=strict, as_json=as_json)
    except Timeout:
        click.echo(say(lang, "cli.locked"), err=True)
        if as_json:
            tell_json({"problems": [], "locked": True})
        return EXIT_LOCKED
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    except BrokenPipeError:
        raise
    except OSError as error:
        return refused(not_written("outputs", error), lang, as_json=as_json)


def _run_locked(planned: _Planned, lang: str, *, workers: int, force: bool, strict: bool, as_json: bool) -> int:
    from poverty_analysis.batch.index import write_index
    from poverty_analysis.batch.processes import possible_workers
    from poverty_analysis.batch.publish import recover
    from poverty_analysis.batch.run import check_jobs, run_tasks, tasks_for

    workspace = planned.workspace
    recover(workspace.outputs())
    tasks = tasks_for(workspace, planned.jobs, planned.datasets)
    tasks, left_out = _partition(planned, tasks, _due(tasks, force=force), check_jobs, strict=strict)
    due = _due(tasks, force=force)
    possible = possible_workers(min(workers, len(due)))
    if possible < min(workers, len(due)):
        click.echo(say(lang, "cli.one_process"), err=True)
    done = run_tasks(workspace, due, possible, _teller(lang))
    page = write_index(workspace.outputs(), lang)
    if as_json:
        told = _told(tasks, due, done) | _not_made(planned, left_out)
        tell_json(told | {"index": workspace.relative(page)})
    else:
        _tell_not_made(planned, left_out, lang)
        _closing(workspace, len(tasks) - len(due), page, lang)
    return EXIT_SOME_FAILED if left_out or any(d.problems for d in done) else 0


def _due(tasks: tuple[DueReport, ...], *, force: bool) -> tuple[DueReport, ...]:
    return tuple(task for task in tasks if force or task.reasons)


def _told(tasks: tuple[DueReport, ...], due: tuple[DueReport, ...], done: tuple[Done, ...]) -> dict[str, object]:
    """What a run did, as ``--json`` prints it."""
    failed = (d for d in done if d.problems)
    dropped = (d for d in done if d.dropped)
    return {
        "made": [d.job.folder for d in done if not d.problems],
        "skipped": [t.job.folder for t in tasks if t not in due],
        "failed": [{"folder": d.job.folder, "problems": [problem_json(p) for p in d.problems]} for d in failed],
        "dropped": [{"folder": d.job.folder, "formats": list(d.dropped)} for d in dropped],
    }


def _teller(lang: str) -> Callable[..., None]:
    def tell(done: Done) -> None:
        key = "cli.failed" if done.problems else "cli.made"
        click.echo(say(lang, key, {"folder": done.job.folder}), err=True)
        if done.problems:
            tell_problems(done.problems, lang)
        if done.dropped:
            values = {"folder": done.job.folder, "formats": ", ".join(done.dropped).upper()}
            click.echo(say(lang, "cli.dropped", values), err=True)

    return tell


def _closing(workspace: Workspace, skipped: int, page: Path, lang: str) -> None:
    if skipped:
        click.echo(say(lang, "cli.fresh", {"count": str(skipped)}), err=True)
    click.echo(say(lang, "cli.index", {"path": workspace.relative(page)}))


def run_index(lang: str, chosen: Path | None, *, as_json: bool) -> int:
    """Write the catalogue page anew."""
    from poverty_analysis.batch.index import list_reports, write_index

    try:
        workspace = workspace_for(chosen)
        outputs = workspace.outputs()
        page = write_index(outputs, lang)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    except BrokenPipeError:
        raise
    except OSError as error:
        return refused(not_written("outputs", error), lang, as_json=as_json)
    if as_json:
        tell_json({"index": workspace.relative(page), "reports": len(list_reports(outputs))})
    else:
        click.echo(say(lang, "cli.index", {"path": workspace.relative(page)}))
    return 0
