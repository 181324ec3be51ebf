"""``run``, ``list`` and ``index``."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from poverty_analysis.batch.left_out import LeftOut, each_once, problems_of
from poverty_analysis.batch.lock import Holder, Locked, held
from poverty_analysis.batch.narrowing import Narrowing, narrowed
from poverty_analysis.batch.plan import Choice, Job, PassedOver, passed_over, plan_jobs
from poverty_analysis.batch.task import Cluster, EngineSettings
from poverty_analysis.cli.ending import ended_by_sigterm, finish
from poverty_analysis.cli.exits import EXIT_INTERRUPTED, EXIT_LOCKED, EXIT_SOME_FAILED
from poverty_analysis.cli.extras import refuse_cluster, refuse_word
from poverty_analysis.cli.progress import Voice, progress, tell_failures
from poverty_analysis.cli.telling import (
    not_written,
    problem_json,
    refused,
    tell_json,
    tell_problems,
    workspace_for,
)
from poverty_analysis.inputs.index.plans import read_heads
from poverty_analysis.inputs.plan_head import PlanHead
from poverty_analysis.inputs.workspace import Workspace, planned_units, read_units_near
from poverty_analysis.values.persons import without_persons
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from poverty_analysis.batch.record import Log
    from poverty_analysis.batch.run import Broken, Done
    from poverty_analysis.batch.task import DueReport
    from poverty_analysis.blocks import Json

    _Check = Callable[[Workspace, tuple[Job, ...], tuple[PlanHead, ...]], Broken]


def run_list(
    lang: str,
    chosen: Path | None,
    paths: tuple[Path, ...],
    choice: Choice,
    wish: Narrowing,
    *,
    strict: bool,
    as_json: bool,
) -> int:
    """Print every report that is asked for and why it is out of date; return the exit code."""
    from poverty_analysis.batch.run import check_inputs, tasks_for

    try:
        planned = _planned(workspace_for(chosen, *paths), paths, choice)
        tasks = tasks_for(planned.workspace, planned.jobs, planned.datasets)
        tasks, left_out = _partition(planned, tasks, _due(tasks, force=False), check_inputs, strict=strict)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    code = EXIT_SOME_FAILED if left_out else 0
    if wish != Narrowing():
        tasks = narrowed(planned.workspace.root, planned.workspace.outputs(), _due(tasks, force=False), wish)
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
    datasets: tuple[PlanHead, ...]
    passed_over: tuple[PassedOver, ...]


def _planned(workspace: Workspace, paths: tuple[Path, ...], choice: Choice) -> _Planned:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise DataProblems(Problem("PA-101", Place(str(p)), values={"reason": "FileNotFoundError"}) for p in missing)
    folders = paths or (workspace.root / "params",)
    files = tuple(f for p in folders for f in (sorted(p.glob("*.yaml")) if p.is_dir() else [p]))
    datasets = read_heads(workspace)
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


@dataclass(frozen=True)
class RunOptions:
    """How reports are to be made; ``on_finish`` is a command that is given the record of the run."""

    workers: int = 1
    settings: EngineSettings = field(default_factory=EngineSettings)
    narrowing: Narrowing = field(default_factory=Narrowing)
    force: bool = False
    strict: bool = False
    on_finish: str = ""
    cluster: Cluster | None = None


def run_reports(chosen: Path | None, paths: tuple[Path, ...], choice: Choice, wish: RunOptions, voice: Voice) -> int:
    """Make the reports and the index; return the exit code."""
    from poverty_analysis.batch.publish import recover

    try:
        workspace = workspace_for(chosen, *paths)
        # Before anything is read: a second start has nothing to do.
        with ended_by_sigterm(), held(workspace.outputs()):
            recover(workspace.outputs())
            return _recorded(workspace, paths, choice, wish, voice)
    except Locked as error:
        return _locked(error.holder, voice)
    except DataProblems as error:
        return refused(error, voice.lang, as_json=voice.as_json)
    except BrokenPipeError:
        raise
    except OSError as error:
        return refused(not_written("outputs", error), voice.lang, as_json=voice.as_json)


def _locked(holder: Holder, voice: Voice) -> int:
    values = {"pid": str(holder.pid or "?"), "host": holder.host or "?", "since": holder.since or "?"}
    click.echo(say(voice.lang, "cli.locked", values), err=True)
    if voice.as_json:
        tell_json({"problems": [], "locked": True, "holder": vars(holder)})
    return EXIT_LOCKED


def _recorded(workspace: Workspace, paths: tuple[Path, ...], choice: Choice, wish: RunOptions, voice: Voice) -> int:
    """Run, and leave the record, whatever came of it."""
    from poverty_analysis.batch.record import Log, now, write_record

    outputs, started = workspace.outputs(), now()
    log = Log(outputs)
    log.write("begin")
    told: dict[str, Any] = {}
    code = EXIT_INTERRUPTED
    try:
        planned = _planned(workspace, paths, choice)
        code = _run_locked(planned, wish, voice, log, told)
    except DataProblems as error:
        told["problems"] = [problem_json(problem) for problem in error.problems]
        code = refused(error, voice.lang, as_json=voice.as_json)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else code
        raise
    finally:
        record = write_record(outputs, started, code, told)
        log.write(f"end: exit {code}")
    finish(wish.on_finish, record, voice.lang)
    return code


def _run_locked(planned: _Planned, wish: RunOptions, voice: Voice, log: Log, told: dict[str, Any]) -> int:
    from poverty_analysis.batch.index import changes_of
    from poverty_analysis.batch.index_page import write_index
    from poverty_analysis.batch.record import report_record
    from poverty_analysis.batch.run import check_inputs, tasks_for

    workspace = planned.workspace
    refuse_word(planned.jobs)
    if wish.cluster:
        refuse_cluster()
    tasks = tasks_for(workspace, planned.jobs, planned.datasets)
    tasks, left_out = _partition(planned, tasks, _due(tasks, force=wish.force), check_inputs, strict=wish.strict)
    all_due = _due(tasks, force=wish.force)
    due = narrowed(workspace.root, workspace.outputs(), all_due, wish.narrowing)
    reports: list[Json] = []
    told |= _skipped(tasks, all_due, due) | _not_made(planned, left_out) | {"reports": reports}
    done: list[Done] = []
    with progress(voice, len(due)) as tell:

        def heard(task: DueReport, one: Done) -> None:
            reports.append(report_record(task, one.made, one.moved))
            log.report(reports[-1])
            done.append(one)
            tell(one, reports[-1])

        try:
            _make(workspace, due, wish, heard)
        finally:
            # A run that is ended in the middle has made reports too: the page tells of them.
            page = write_index(workspace.outputs(), voice.lang, changes_of(told))
            told |= _of_done(done) | {"index": workspace.relative(page)}
    _close(planned, left_out, done, told, voice)
    return EXIT_SOME_FAILED if left_out or any(d.problems for d in done) else 0


def _make(
    workspace: Workspace,
    due: tuple[DueReport, ...],
    wish: RunOptions,
    heard: Callable[[DueReport, Done], None],
) -> None:
    """Here, or on the machines of a cluster."""
    if wish.cluster:
        from poverty_analysis.batch.cluster import run_on_cluster

        run_on_cluster(workspace, due, wish.cluster, wish.settings, heard)
        return
    from poverty_analysis.batch.run import run_tasks

    run_tasks(workspace, due, wish.workers, wish.settings, heard)


def _due(tasks: tuple[DueReport, ...], *, force: bool) -> tuple[DueReport, ...]:
    return tuple(task for task in tasks if force or task.reasons)


def _skipped(
    tasks: tuple[DueReport, ...], all_due: tuple[DueReport, ...], due: tuple[DueReport, ...]
) -> dict[str, list[str]]:
    """Reports that are up to date, and those that are due and were not asked for."""
    asked, made = ({task.job.folder for task in some} for some in (all_due, due))
    return {
        "skipped": [task.job.folder for task in tasks if task.job.folder not in asked],
        "later": [task.job.folder for task in all_due if task.job.folder not in made],
    }


def _of_done(done: list[Done]) -> dict[str, object]:
    """What a run did, as ``--json`` prints it."""
    failed = (d for d in done if d.problems)
    return {
        "made": [d.job.folder for d in done if not d.problems],
        "failed": [{"folder": d.job.folder, "problems": [problem_json(p) for p in d.problems]} for d in failed],
        "dropped": [{"folder": d.job.folder, "formats": list(d.dropped)} for d in done if d.dropped],
        "cut": [{"folder": d.job.folder, "cells": list(d.made.cut)} for d in done if d.made.cut],
    }


def _close(
    planned: _Planned,
    left_out: tuple[LeftOut, ...],
    done: list[Done],
    told: dict[str, Any],
    voice: Voice,
) -> None:
    """The last words: what was not made and why, and where the reports are."""
    if voice.as_json:
        tell_json({name: value for name, value in told.items() if name != "reports"})
        return
    if voice.json_lines:
        click.echo(json.dumps({"event": "end", **told}, ensure_ascii=False))
    if not voice.quiet or left_out:
        _tell_not_made(planned, left_out, voice.lang)
    tell_failures(voice.lang, done)
    if voice.quiet or voice.json_lines:
        return
    for name, words in (("skipped", "cli.fresh"), ("later", "cli.later")):
        if told[name]:
            click.echo(say(voice.lang, words, {"count": str(len(told[name]))}), err=True)
    click.echo(say(voice.lang, "cli.index", {"path": str(told["index"])}))


def run_index(lang: str, chosen: Path | None, *, as_json: bool) -> int:
    """Write the catalogue page anew."""
    from poverty_analysis.batch.index import last_changes, list_reports
    from poverty_analysis.batch.index_page import write_index

    try:
        workspace = workspace_for(chosen)
        outputs = workspace.outputs()
        page = write_index(outputs, lang, last_changes(outputs))
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
