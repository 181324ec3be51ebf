"""Give tasks to workers, some at a time, and take back what comes of each."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from pathlib import Path

from poverty_analysis.batch.engine.worker import WorkOrder
from poverty_analysis.batch.task import BACK_OFF_S, DueReport, MadeReport

# Beyond the time of the notebook: what building the files may take before a worker is given up.
_BUILD_S = 600
_LOOK_AGAIN_S = 1.0


@dataclass(frozen=True)
class Returned:
    """A task that is over, with what came of it and the folder in which its files lie."""

    task: DueReport
    made: MadeReport
    folder: Path


@dataclass(frozen=True)
class _Attempt:
    task: DueReport
    number: int = 0
    not_before: float = 0.0


@dataclass(frozen=True)
class _Running:
    attempt: _Attempt
    folder: Path
    until: float
    worker: int = 0


class Shift:
    """The work of a run: tasks that wait, workers that are busy, and workers that may be asked again."""

    def __init__(
        self,
        start: Callable[[], Connection],
        order: Callable[[DueReport], WorkOrder],
        lost: Callable[[DueReport], MadeReport],
    ) -> None:
        self._start = start
        self._order = order
        self._lost = lost
        self._waiting: list[_Attempt] = []
        self._running: dict[Connection, _Running] = {}
        self._idle: list[Connection] = []

    def work_off(self, tasks: Sequence[DueReport], many: int) -> Iterator[Returned]:
        """What comes of every task, each as it is over, so many at a time.

        A worker that dies costs its report only: it is tried again, and is
        told as lost when all tries are used up.
        """
        self._waiting = [_Attempt(task) for task in tasks]
        while self._waiting or self._running:
            while len(self._running) < many and (attempt := self._next()) is not None:
                self._begin(attempt)
            for pipe in wait([*self._running], timeout=_LOOK_AGAIN_S):
                yield from self._heard(pipe) if isinstance(pipe, Connection) else ()
            self._end_overdue()

    def _next(self) -> _Attempt | None:
        now = time.monotonic()
        found = next((one for one in self._waiting if one.not_before <= now), None)
        if found is not None:
            self._waiting.remove(found)
        elif not self._running and self._waiting:
            time.sleep(_LOOK_AGAIN_S)
        return found

    def _begin(self, attempt: _Attempt) -> None:
        order = self._order(attempt.task)
        until = time.monotonic() + order.settings.limits.report_s * (len(BACK_OFF_S) + 1) + _BUILD_S
        pipe = self._idle.pop() if self._idle else self._start()
        self._running[pipe] = _Running(attempt, order.folder, until)
        # A worker that died meanwhile is heard of when nothing comes from it.
        with contextlib.suppress(OSError):
            pipe.send(order)

    def _heard(self, pipe: Connection) -> Iterator[Returned]:
        try:
            told = pipe.recv()
        except (EOFError, OSError):
            yield from self._died(pipe)
            return
        if isinstance(told, int):
            self._running[pipe] = replace(self._running[pipe], worker=told)
            return
        made, again = told
        running = self._running.pop(pipe)
        if again:
            self._idle.append(pipe)
        else:
            pipe.close()
        yield Returned(running.attempt.task, made, running.folder)

    def _died(self, pipe: Connection) -> Iterator[Returned]:
        pipe.close()
        running = self._running.pop(pipe)
        attempt = running.attempt
        if attempt.number < len(BACK_OFF_S):
            pause = BACK_OFF_S[attempt.number]
            self._waiting.append(_Attempt(attempt.task, attempt.number + 1, time.monotonic() + pause))
        else:
            yield Returned(attempt.task, self._lost(attempt.task), running.folder)

    def _end_overdue(self) -> None:
        """Kill workers that hang outside the notebook; they are heard of as dead."""
        for running in self._running.values():
            if running.worker and time.monotonic() > running.until:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(running.worker, signal.SIGTERM)
