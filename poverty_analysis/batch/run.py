"""Make one report from start to publication, and many of them side by side."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from poverty_analysis.batch.cache import inputs_of, own_heads, stale_reasons
from poverty_analysis.batch.difference import moved_figures
from poverty_analysis.batch.engine.limits import fork_is_safe
from poverty_analysis.batch.engine.shift import Returned, Shift
from poverty_analysis.batch.engine.surroundings import run_folder
from poverty_analysis.batch.engine.worker import WorkOrder
from poverty_analysis.batch.engine.workers import workers_in
from poverty_analysis.batch.left_out import each_once, of_plans, only_of_plans
from poverty_analysis.batch.making import FAILED, REPORT, failed_folder, lost, stopped
from poverty_analysis.batch.manifest import commit_of
from poverty_analysis.batch.plan import Job
from poverty_analysis.batch.publish import WORK, publish, replace_folder
from poverty_analysis.batch.task import DueReport, EngineSettings, MadeReport
from poverty_analysis.inputs.index.file_hashes import load_hashes, save_hashes
from poverty_analysis.inputs.index.store import FOLDER, Store
from poverty_analysis.inputs.params import LANGS, OFFERED, Params
from poverty_analysis.inputs.plan_head import PlanHead, heads_by_unit
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.report.open import unknown_unit
from poverty_analysis.report.shared_rows import index_tables
from poverty_analysis.report.sources import read_territory
from poverty_analysis.values.problems import DataProblems, Problem, leaves_row_out


@dataclass(frozen=True)
class Done:
    """A task that is over: what came of it, and formats of the report before that the new one does not have.

    ``moved`` counts the figures with another value than in the report before;
    None where there was none that can be read.
    """

    job: Job
    made: MadeReport
    dropped: tuple[str, ...] = ()
    moved: int | None = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why there is no report; empty when it was published."""
        return self.made.problems


# Where the index keeps the hashes of published files.
OUTPUTS = "outputs-hashes.json"
# The jobs whose own inputs are broken, each with what is wrong in them.
Broken = Mapping[Job, tuple[Problem, ...]]


def tasks_for(workspace: Workspace, jobs: Iterable[Job], plans: tuple[PlanHead, ...]) -> tuple[DueReport, ...]:
    """Pair every job with its inputs and with why it is out of date (empty: it is not).

    Raises
    ------
    DataProblems
        All problems of all jobs, each once.
    """
    outputs = workspace.outputs()
    split, by_unit = index_tables(workspace), heads_by_unit(plans)
    store = Store(workspace.root / FOLDER)
    hashes = load_hashes(store, OUTPUTS)
    commit = commit_of(workspace)
    problems: list[Problem] = []
    tasks: list[DueReport] = []
    for job in jobs:
        try:
            inputs = inputs_of(workspace, job, by_unit, split)
            tasks.append(DueReport(job, inputs, stale_reasons(outputs, job, inputs, hashes), commit))
        except DataProblems as error:
            problems += [problem for problem in error.problems if problem not in problems]
    save_hashes(store, OUTPUTS, hashes)
    if problems:
        raise DataProblems(problems)
    return tuple(tasks)


def check_inputs(workspace: Workspace, jobs: Sequence[Job], plans: tuple[PlanHead, ...]) -> Broken:
    """Read everything every job needs before any of them starts, and return those whose own plans are broken.

    Nothing is assembled, and no rule is run: that is for the process that
    makes the report.

    Raises
    ------
    DataProblems
        All problems of all jobs, each once, when one lies in what reports share.
    """
    if not jobs:
        return {}
    problems = [problem for table in index_tables(workspace).tables.values() for problem in table.problems]
    by_unit = heads_by_unit(plans)

    def read(params: Params) -> None:
        own = own_heads(by_unit, params)
        found = [*problems, *(problem for one in own for problem in (*one.problems, *one.reread))]
        if read_territory(workspace, params.unit, params.year) is None:
            found.append(unknown_unit(params))
        if not all(leaves_row_out(problem) for problem in found):
            raise DataProblems(found)

    return _broken(jobs, read)


def _broken(jobs: Sequence[Job], read: Callable[[Params], object]) -> Broken:
    """The jobs that cannot be read; what only differs in language is read once."""
    wanted = {job: replace(job.params, lang=LANGS[0]) for job in jobs}
    found: dict[Params, tuple[Problem, ...]] = {}
    for params in dict.fromkeys(wanted.values()):
        try:
            read(params)
        except DataProblems as error:
            found[params] = tuple(error.problems)
    if not all(only_of_plans(problems) for problems in found.values()):
        raise DataProblems(each_once(problem for problems in found.values() for problem in problems))
    return {job: of_plans(found[params]) for job, params in wanted.items() if params in found}


def run_tasks(
    workspace: Workspace,
    tasks: tuple[DueReport, ...],
    many: int,
    settings: EngineSettings,
    tell: Callable[[DueReport, Done], None],
) -> None:
    """Make every report, so many at a time; ``tell`` hears of each as it is published or has failed.

    Workers build reports in folders of their own; only this process, which
    holds the lock, puts them in place.
    """
    if not tasks:
        return
    forked, jobs = fork_is_safe(), [task.job for task in tasks]
    with (
        work_folder(workspace) as work,
        run_folder() as folder,
        workers_in(folder, workspace, jobs, forked=forked) as workers,
    ):
        shift = Shift(workers.start, partial(order_in, work, workspace, settings), lost)
        for one in shift.work_off(tasks, many):
            tell(one.task, published(workspace, one))


@contextmanager
def work_folder(workspace: Workspace) -> Iterator[Path]:
    """Where reports of a run lie until they are put in place; gone when the run is over."""
    work = workspace.outputs() / WORK
    work.mkdir(parents=True, exist_ok=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def order_in(work: Path, workspace: Workspace, settings: EngineSettings, task: DueReport) -> WorkOrder:
    """The order to make one report in a new folder below ``work``."""
    return WorkOrder(workspace, task, Path(tempfile.mkdtemp(dir=work)), settings)


def published(workspace: Workspace, returned: Returned) -> Done:
    """Put a report that is whole in place, and keep what ran of one that is not."""
    task, made = returned.task, returned.made
    final, kept = workspace.outputs() / task.job.folder, failed_folder(workspace, task.job)
    try:
        if (returned.folder / FAILED).exists():
            replace_folder(returned.folder / FAILED, kept)
        if made.problems:
            return Done(task.job, made)
        report = returned.folder / REPORT
        dropped = tuple(name for name in OFFERED if _lost(final, report, f"{task.job.stem}.{name}"))
        moved = moved_figures(final, report)
        publish(report, final)
        shutil.rmtree(kept, ignore_errors=True)
        return Done(task.job, made, dropped, moved)
    except OSError as error:
        return Done(task.job, replace(made, problems=(stopped(task.job, error),)))
    finally:
        shutil.rmtree(returned.folder, ignore_errors=True)


def _lost(before: Path, now: Path, name: str) -> bool:
    return (before / name).exists() and not (now / name).exists()
