"""Make one report in a work folder: execute its notebook, then build its files."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

from poverty_analysis.batch.build import build, write_notebook
from poverty_analysis.batch.engine.forked import CELL_TIME, DIED, REPORT_TIME
from poverty_analysis.batch.execute import Executed, execute
from poverty_analysis.batch.plan import Job
from poverty_analysis.batch.publish import sync
from poverty_analysis.batch.scrub import cut_text, scrub
from poverty_analysis.batch.task import BACK_OFF_S, DueReport, EngineSettings, MadeReport
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.report.record import problems_in
from poverty_analysis.values.problems import DataProblems, Place, Problem

REPORT, FAILED, OPENED = "report", "failed", "opened"
# Codes of what stops a notebook apart from an exception of one of its cells.
_CODES = {CELL_TIME: "PA-613", REPORT_TIME: "PA-614", "MemoryError": "PA-615", DIED: "PA-616"}


def make(workspace: Workspace, task: DueReport, folder: Path, settings: EngineSettings) -> MadeReport:
    """Make a report below ``folder``: all its files in ``report``, or in ``failed`` the notebook as far as it ran.

    A process that runs cells and dies is tried again; an exception is not, for
    it would come again.
    """
    try:
        opened = folder / OPENED
        executed = _executed(workspace, task.job, settings, opened)
        if executed.error:
            return _failed(workspace, task.job, executed, folder / FAILED, settings)
        report = folder / REPORT
        report.mkdir()
        notebook = scrub(executed.notebook, workspace)
        cut = cut_text(notebook, task.job.params.lang)
        made = build(workspace, task, notebook, report, opened)
        # On the disk before it is put in place: after a power cut no name may stand for files that are not there.
        sync(report)
        return replace(made, cut=cut)
    except DataProblems as error:
        return MadeReport(tuple(error.problems))
    except Exception as error:
        # One report that cannot be made must not stop the others.
        return MadeReport((stopped(task.job, error),))


def _executed(workspace: Workspace, job: Job, settings: EngineSettings, opened: Path) -> Executed:
    for pause in BACK_OFF_S:
        executed = execute(workspace, job, settings, opened)
        if executed.error != DIED:
            return executed
        time.sleep(pause)
    return execute(workspace, job, settings, opened)


def _failed(workspace: Workspace, job: Job, executed: Executed, folder: Path, settings: EngineSettings) -> MadeReport:
    told = problems_in(executed.notebook)
    if told:
        return MadeReport(told)
    folder.mkdir()
    write_notebook(scrub(executed.notebook, workspace), folder / f"{job.stem}.ipynb")
    limits = settings.limits
    values = {
        "cell": "–" if executed.failed_cell is None else str(executed.failed_cell + 1),
        "kind": executed.error,
        "kept": workspace.relative(failed_folder(workspace, job)),
        "line": executed.line or "–",
        "place": executed.place or "–",
        "seconds": str(int(limits.report_s if executed.error == REPORT_TIME else limits.cell_s)),
        "megabytes": str(limits.memory_mb),
        "tries": str(len(BACK_OFF_S) + 1),
    }
    place = Place(f"notebooks/{job.notebook}.ipynb")
    return MadeReport((Problem(_CODES.get(executed.error, "PA-601"), place, values=values),))


def lost(task: DueReport) -> MadeReport:
    """What is told of a report whose process died each time, outside the cells of its notebook."""
    return MadeReport((Problem("PA-617", Place(task.job.folder), values={"tries": str(len(BACK_OFF_S) + 1)}),))


def failed_folder(workspace: Workspace, job: Job) -> Path:
    """Where the notebook of a failed report is kept, as far as it ran."""
    return workspace.outputs() / "_failed" / job.folder


def stopped(job: Job, error: Exception) -> Problem:
    """A failure with a name; what the error says is left out, for it may quote data."""
    code = "PA-605" if isinstance(error, OSError) else "PA-603"
    return Problem(code, Place(job.folder), values={"kind": type(error).__name__})
