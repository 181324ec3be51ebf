"""Which of the reports that are due are made now: by why they are, by the last run, by when their data came in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from poverty_analysis.batch.record import FAILED, read_record
from poverty_analysis.batch.task import DueReport

#: Reports that were never made, that were made of other data, and that failed in the last run.
ONLY = NEW, CHANGED, OF_LAST_FAILURE = ("new", "changed", "failed")


@dataclass(frozen=True)
class Narrowing:
    """Of the reports that are due: only those of some kinds (empty: all), and whose data came in on a day or later."""

    only: tuple[str, ...] = ()
    since: dt.date | None = None


def narrowed(root: Path, outputs: Path, due: Iterable[DueReport], wish: Narrowing) -> tuple[DueReport, ...]:
    """The reports of ``due`` that ``wish`` asks for, in their order.

    Parameters
    ----------
    root, outputs : Path
        The workspace, and where its reports and the record of its last run are.
    due : iterable of DueReport
        Reports that would be made.
    wish : Narrowing
        Kinds are those of :data:`ONLY`.  ``since`` is a day in local time: a
        report none of whose files was saved since is left for later, also one
        that was never made.

    Notes
    -----
    The kind ``failed`` is what ``outputs/run.json`` tells of the last run;
    where there is none, no report failed.  A report that is up to date and
    only forced is of no kind.
    """
    failed = _failed(outputs) if OF_LAST_FAILURE in wish.only else frozenset()
    return tuple(
        task
        for task in due
        if (not wish.only or _kinds(task, failed) & {*wish.only})
        and (wish.since is None or _saved_since(root, task, wish.since))
    )


def _kinds(task: DueReport, failed: Collection[str]) -> set[str]:
    kinds = {NEW if NEW in task.reasons else CHANGED} if task.reasons else set()
    return kinds | ({OF_LAST_FAILURE} if task.job.folder in failed else set())


def _failed(outputs: Path) -> frozenset[str]:
    """Folders of the reports that failed in the last run; none where its record cannot be read."""
    try:
        return frozenset(one["folder"] for one in (read_record(outputs) or {})["reports"] if one["verdict"] == FAILED)
    except (KeyError, TypeError):
        return frozenset()


def _saved_since(root: Path, task: DueReport, since: dt.date) -> bool:
    first = dt.datetime.combine(since, dt.time()).timestamp()
    files = (root / "notebooks" / f"{task.job.notebook}.ipynb", *(root / name for name in task.inputs.watched))
    return any(path.stat().st_mtime >= first for path in files if path.is_file())
