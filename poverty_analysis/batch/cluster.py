"""Make reports on the machines of a Dask cluster: the same orders and bytes; this machine puts them in place.

Each worker of the cluster keeps a warm process of its own, started clean, for
a program with threads must not fork.  It finds the inputs under the path they
have here, or takes a copy of them from a folder or an object store.
"""

from __future__ import annotations

import contextlib
import json
import logging
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin

from poverty_analysis.batch.engine.limits import fork_is_safe
from poverty_analysis.batch.engine.shift import Returned, Shift
from poverty_analysis.batch.engine.surroundings import run_folder
from poverty_analysis.batch.engine.workers import workers_in
from poverty_analysis.batch.making import REPORT, lost
from poverty_analysis.batch.plan import Job
from poverty_analysis.batch.publish import sync
from poverty_analysis.batch.run import Done, order_in, published, work_folder
from poverty_analysis.batch.task import Cluster, DueReport, EngineSettings, MadeReport
from poverty_analysis.chapters.frame.annex import package_versions
from poverty_analysis.inputs.dataset import file_hash
from poverty_analysis.inputs.index.source_hash import source_hash
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.values.problems import DataProblems, Place, Problem

if TYPE_CHECKING:
    from distributed import Client, Future

_STATION = "poverty-analysis"
# What a report is made of; published reports and the index stay where they are.
_PARTS = ("data", "notebooks", "params")
_CONNECT_S = 20


@dataclass(frozen=True)
class SentReport:
    """What came of an order on another machine: the files of its folder by their paths in it."""

    made: MadeReport
    files: Mapping[str, bytes]


def run_on_cluster(
    workspace: Workspace,
    tasks: tuple[DueReport, ...],
    cluster: Cluster,
    settings: EngineSettings,
    tell: Callable[[DueReport, Done], None],
) -> None:
    """Make every report on the workers of ``cluster``; ``tell`` hears of each as it is published or has failed.

    A worker that dies costs nothing: Dask hands its orders to another one.
    Nothing is published that was made of other inputs, notebooks or code than
    are here.

    Raises
    ------
    DataProblems
        PA-621 where the scheduler does not answer or has no worker, PA-622
        where a worker cannot take its copy of the inputs.
    """
    from distributed import as_completed

    if not tasks:
        return
    station = ReportStation(workspace, tuple(task.job for task in tasks), cluster.inputs)
    with work_folder(workspace) as work, _quiet(), _connected(cluster, station) as client:
        # Not pure: an order is no value, and Dask need not work out a name from its contents.
        futures = {client.submit(make_there, task, settings, pure=False): task for task in tasks}
        for future in as_completed([*futures], loop=client.loop):
            task = futures.pop(future)
            tell(task, published(workspace, _received(workspace, work, task, future)))


@contextmanager
def _connected(cluster: Cluster, station: ReportStation) -> Iterator[Client]:
    from distributed import Client

    silent = Problem("PA-621", Place("--scheduler"), values={"seconds": str(_CONNECT_S)})
    try:
        client = Client(cluster.address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise DataProblems([silent]) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_CONNECT_S)
        except TimeoutError:
            raise DataProblems([silent]) from None
        _place(client, station)
        yield client
        client.unregister_worker_plugin(_STATION)


def _place(client: Client, station: ReportStation) -> None:
    """Set up every worker, and those that come later."""
    try:
        client.register_plugin(station)
    except Exception as error:
        # Whatever a store of others raises; what it says, and the address itself, may hold a password.
        place = Place("--inputs" if station.inputs else "data")
        raise DataProblems([Problem("PA-622", place, values={"kind": type(error).__name__})]) from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Dask tells the terminal of every connection that is lost; what matters is told as a problem of a report."""
    logger = logging.getLogger("distributed")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _received(workspace: Workspace, work: Path, task: DueReport, future: Future[SentReport]) -> Returned:
    """The files of a report in a folder of this machine, as if a worker here had made it."""
    folder = Path(tempfile.mkdtemp(dir=work))
    try:
        sent = future.result()
    except Exception:
        # Its workers died, one after the other: an exception of a notebook is told as a problem.
        return Returned(task, lost(task), folder)
    finally:
        future.release()
    for name, data in sent.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if sent.made.problems:
        return Returned(task, sent.made, folder)
    sync(folder / REPORT)
    other = tuple(_other_inputs(workspace, folder / REPORT / task.job.file("manifest.json")))
    return Returned(task, replace(sent.made, problems=other), folder)


def _other_inputs(workspace: Workspace, manifest: Path) -> Iterator[Problem]:
    """PA-623 for every file that the report was made of and that is another one here."""
    files = json.loads(manifest.read_text(encoding="utf-8"))["inputs"]["files"]
    for name, digest in files.items():
        path = workspace.root / name
        if path.is_file() and file_hash(path) != digest:
            yield Problem("PA-623", Place(name))


class ReportStation(WorkerPlugin):
    """What a worker keeps between orders: the inputs, and the warm process that its reports are made in."""

    name = _STATION

    def __init__(self, workspace: Workspace, jobs: tuple[Job, ...], inputs: str) -> None:
        self.workspace = workspace
        self.jobs = jobs
        self.inputs = inputs

    def setup(self, worker: Any) -> None:
        """Called by Dask when the worker joins the run, from the thread that lives as long as the process."""
        self.kept = ExitStack()
        self.folder = self.kept.enter_context(run_folder())
        if self.inputs:
            self.workspace = Workspace(fetched(self.inputs, self.folder / "workspace"))
        forked = fork_is_safe()
        self.workers = self.kept.enter_context(workers_in(self.folder, self.workspace, self.jobs, forked=forked))
        self.turn = Lock()
        # The warm process ends with the thread that started it.
        self.start().close()

    def teardown(self, worker: Any) -> None:
        """Called by Dask when the run is over."""
        self.kept.close()

    def start(self) -> Connection:
        """A pipe to a new process; threads of one worker ask one after the other."""
        with self.turn:
            return self.workers.start()


def fetched(url: str, folder: Path) -> Path:
    """Copy the inputs of a workspace to ``folder`` from a path or from what fsspec knows (s3://, abfs://, http://)."""
    from fsspec.core import url_to_fs

    store, root = url_to_fs(url)
    for part in _PARTS:
        if store.exists(f"{root}/{part}"):
            store.get(f"{root}/{part}/", f"{folder / part}/", recursive=True)
    return folder


def make_there(task: DueReport, settings: EngineSettings) -> SentReport:
    """Make one report in this worker of a cluster and pack up its files; called by Dask."""
    from distributed import get_worker

    station = get_worker().plugins[_STATION]
    assert isinstance(station, ReportStation)
    problems = tuple(_differs(station.workspace, task))
    if problems:
        return SentReport(MadeReport(problems), {})
    with tempfile.TemporaryDirectory(dir=station.folder) as place:
        order = partial(order_in, Path(place), station.workspace, settings)
        (returned,) = Shift(station.start, order, lost).work_off([task], 1)
        files = (path for path in sorted(returned.folder.rglob("*")) if path.is_file())
        packed = {path.relative_to(returned.folder).as_posix(): path.read_bytes() for path in files}
    return SentReport(returned.made, packed)


def _differs(workspace: Workspace, task: DueReport) -> Iterator[Problem]:
    """PA-624 for another version of the program on this machine, PA-623 for another notebook."""
    if source_hash() != task.inputs.code or package_versions() != task.inputs.versions:
        yield Problem("PA-624", Place("poverty-analysis"))
    name = f"notebooks/{task.job.notebook}.ipynb"
    with contextlib.suppress(DataProblems):
        if file_hash(workspace.root / name) == task.inputs.notebook:
            return
    yield Problem("PA-623", Place(name))
