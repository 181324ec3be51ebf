"""Make one report from start to publication, and many of them side by side."""

from __future__ import annotations

import json
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.batch.cache import Inputs, inputs_of, stale_reasons
from poverty_analysis.batch.execute import Executed, execute, scrub
from poverty_analysis.batch.left_out import each_once, of_plans, only_of_plans
from poverty_analysis.batch.manifest import manifest
from poverty_analysis.batch.plan import Job
from poverty_analysis.batch.publish import publish
from poverty_analysis.blocks import Json, figures_of
from poverty_analysis.chapters.frame.acts import with_acts
from poverty_analysis.chapters.frame.assembly import assembled
from poverty_analysis.chapters.frame.registry import missing
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.params import FORMATS, LANGS, Params
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.law import citation, read_law, review_day
from poverty_analysis.render.document import LABELS, Document
from poverty_analysis.report.open import make_report, read_own
from poverty_analysis.report.record import acts_used, records_in
from poverty_analysis.report.sources import read_shared
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say
from poverty_analysis.wording.dates import period_words
from poverty_analysis.wording.words import Words

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class DueReport:
    """One report to make, with what it is made of; plain data, so that a worker can take it."""

    job: Job
    inputs: Inputs
    reasons: tuple[str, ...]


# The jobs whose own inputs are broken, each with what is wrong in them.
Broken = Mapping[Job, tuple[Problem, ...]]


@dataclass(frozen=True)
class Done:
    """What came of a task; ``problems`` is empty when the report was published.

    ``dropped`` are formats of the report before that the new one does not have.
    """

    job: Job
    problems: tuple[Problem, ...] = ()
    dropped: tuple[str, ...] = ()


def tasks_for(workspace: Workspace, jobs: Iterable[Job], datasets: tuple[Dataset, ...]) -> tuple[DueReport, ...]:
    """Pair every job with its inputs and with why it is out of date (empty: it is not).

    Raises
    ------
    DataProblems
        All problems of all jobs, each once.
    """
    outputs = workspace.outputs()
    problems: list[Problem] = []
    tasks: list[DueReport] = []
    for job in jobs:
        try:
            inputs = inputs_of(workspace, job, datasets)
            tasks.append(DueReport(job, inputs, stale_reasons(outputs, job, inputs)))
        except DataProblems as error:
            problems += [problem for problem in error.problems if problem not in problems]
    if problems:
        raise DataProblems(problems)
    return tuple(tasks)


def check_jobs(workspace: Workspace, jobs: Sequence[Job], datasets: tuple[Dataset, ...]) -> Broken:
    """Read everything every job needs before any of them starts, and return those whose own plans are broken.

    Raises
    ------
    DataProblems
        All problems of all jobs, each once, when one lies in what reports share.
    """
    if not jobs:
        return {}
    shared = read_shared(workspace, datasets)
    return _broken(jobs, lambda params: make_report(workspace, params, shared))


def check_inputs(workspace: Workspace, jobs: Sequence[Job], datasets: tuple[Dataset, ...]) -> Broken:
    """As :func:`check_jobs`, but everything is only read: no rule is run over it."""
    if not jobs:
        return {}
    shared = read_shared(workspace, datasets)
    return _broken(jobs, lambda params: read_own(workspace, params, shared))


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
    workspace: Workspace, tasks: tuple[DueReport, ...], workers: int, tell: Callable[[Done], None]
) -> tuple[Done, ...]:
    """Make every report; ``tell`` hears of each as it is finished.

    With one worker all is done in this process.  More workers are fresh
    processes: the PDF compiler must never be used in a process that forks.
    """
    if workers <= 1 or len(tasks) <= 1:
        return tuple(_told(run_task(workspace, task), tell) for task in tasks)
    with ProcessPoolExecutor(min(workers, len(tasks)), mp_context=get_context("spawn")) as pool:
        with _interrupts_ignored():
            waiting = {pool.submit(run_task, workspace, task): task for task in tasks}
        try:
            return tuple(_told(_result(future, waiting[future]), tell) for future in as_completed(waiting))
        except BaseException:
            # Interrupted: no further report is begun, and those under way are dropped.
            pool.shutdown(wait=False, cancel_futures=True)
            for process in active_children():
                process.terminate()
            raise


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Processes started inside leave Ctrl-C to this one."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _result(future: Future[Done], task: DueReport) -> Done:
    try:
        return future.result()
    except BrokenProcessPool as error:
        return _stopped(task.job, error)


def _stopped(job: Job, error: Exception) -> Done:
    """A failure with a name; what the error says is left out, for it may quote data."""
    code = "PA-605" if isinstance(error, OSError) else "PA-603"
    return Done(job, (Problem(code, Place(job.folder), values={"kind": type(error).__name__}),))


def _told(done: Done, tell: Callable[[Done], None]) -> Done:
    tell(done)
    return done


def run_task(workspace: Workspace, task: DueReport) -> Done:
    """Execute, collect, render and publish one report.

    The report is built in a work folder; only a complete one is put in place,
    so that a failure leaves the earlier one untouched.
    """
    outputs = workspace.outputs()
    (outputs / ".work").mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=outputs / ".work"))
    try:
        executed = execute(workspace, task.job, work / "executed.ipynb")
        if executed.notebook is None or executed.error:
            return _failed(workspace, task.job, executed)
        folder = work / "report"
        folder.mkdir()
        problems = _build(workspace, task, scrub(executed.notebook, workspace), folder)
        if problems:
            return Done(task.job, problems)
        final = outputs / task.job.folder
        dropped = tuple(name for name in FORMATS if _lost(final, folder, f"{task.job.stem}.{name}"))
        publish(folder, final)
        shutil.rmtree(outputs / "_failed" / task.job.folder, ignore_errors=True)
        return Done(task.job, dropped=dropped)
    except DataProblems as error:
        return Done(task.job, tuple(error.problems))
    except Exception as error:
        # One report that cannot be made must not stop the others.
        return _stopped(task.job, error)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _lost(before: Path, now: Path, name: str) -> bool:
    return (before / name).exists() and not (now / name).exists()


def _failed(workspace: Workspace, job: Job, executed: Executed) -> Done:
    kept = ""
    if executed.notebook is not None:
        folder = workspace.outputs() / "_failed" / job.folder
        folder.mkdir(parents=True, exist_ok=True)
        _write_notebook(scrub(executed.notebook, workspace), folder / f"{job.stem}.ipynb")
        kept = workspace.relative(folder)
    cell = "" if executed.failed_cell is None else str(executed.failed_cell + 1)
    values = {"cell": cell or "–", "kind": executed.error, "kept": kept or "–"}
    values |= {"line": executed.line or "–", "place": executed.place or "–"}
    return Done(job, (Problem("PA-601", Place(f"notebooks/{job.notebook}.ipynb"), values=values),))


def _build(workspace: Workspace, task: DueReport, notebook: NotebookNode, folder: Path) -> tuple[Problem, ...]:
    from poverty_analysis.render.notebook import collect

    job = task.job
    lacking = missing(job.notebook, collect(notebook))
    if lacking:
        place = Place(f"notebooks/{job.notebook}.ipynb")
        return tuple(Problem("PA-602", place, seen=name) for name in lacking)
    records = records_in(notebook)
    words = Words(job.params.lang, read_contract())
    acts = tuple(citation(read_law(), name) for name in acts_used(collect(notebook), records))
    whole = with_acts(notebook, acts, words, job.params.year)
    sections = assembled(collect(whole), words, job.params.year, review_day(read_law(), job.params.year))
    document = make_document(job, sections, whole)
    for name, content in _rendered(document, job.formats):
        (folder / f"{job.stem}.{name}").write_bytes(content)
    _write_notebook(whole, folder / f"{job.stem}.ipynb")
    figures = [figure for section in document.sections for figure in figures_of(section)]
    _write_json(folder / job.file("figures.json"), {"synthetic": job.synthetic, "figures": figures})
    told = manifest(workspace, job, task.inputs, document, records, acts, folder)
    _write_json(folder / job.file("manifest.json"), told)
    return ()


def make_document(job: Job, sections: tuple[Json, ...], notebook: NotebookNode) -> Document:
    """The document of a report: title, period, labels in its language, sections."""
    lang = job.params.lang
    title = _own_title(sections) or str(notebook.metadata.get("title", job.notebook))
    return Document(
        title=title,
        lang=lang,
        unit_name=job.unit_name,
        period_label=period_words(job.span, lang),
        year=job.params.year,
        synthetic=job.synthetic,
        edition=job.params.edition,
        sections=sections,
        labels={name: say(lang, f"label.{name}", {"count": "{count}"}) for name in LABELS},
    )


def _own_title(sections: tuple[Json, ...]) -> str:
    """The title in the heading block; empty in a notebook without one."""
    blocks = (block for section in sections for block in section["blocks"])
    heads = (block["fields"] for block in blocks if block.get("kind") == "letterhead")
    return next((str(fields["doc_title"]) for fields in heads), "")


def _rendered(document: Document, formats: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    from poverty_analysis.render.html import render_html
    from poverty_analysis.render.pdf import render_pdf
    from poverty_analysis.render.xlsx import render_xlsx

    renderers: Mapping[str, Callable[[Document], bytes]] = {"html": render_html, "pdf": render_pdf, "xlsx": render_xlsx}
    for name in formats:
        yield name, renderers[name](document)


def _write_json(path: Path, data: Mapping[str, object]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_notebook(notebook: NotebookNode, path: Path) -> None:
    import nbformat

    path.write_text(nbformat.writes(notebook, version=4) + "\n", encoding="utf-8")  # type: ignore[no-untyped-call]
