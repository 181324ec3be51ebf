"""Seconds and peak memory of a call, measured in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection

_KIB = 1024


@dataclass(frozen=True)
class Measured:
    """Seconds of the call, and MiB its process held at most (inputs included) and before the call."""

    seconds: float
    peak_mib: float
    before_mib: float

    @property
    def extra_mib(self) -> float:
        """MiB the call needed on top of its inputs."""
        return self.peak_mib - self.before_mib


def measure(prepare: Callable[[int], object], call: Callable[[object], object], size: int) -> Measured:
    """Prepare inputs of ``size``, then measure ``call`` on them; each measurement has a fresh process."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measured, args=(theirs, prepare, call, size))
    process.start()
    found = ours.recv()
    process.join()
    return Measured(*found)


def _measured(pipe: Connection, prepare: Callable[[int], object], call: Callable[[object], object], size: int) -> None:
    inputs = prepare(size)
    before = _peak_mib()
    start = time.perf_counter()
    call(inputs)
    seconds = time.perf_counter() - start
    pipe.send((seconds, _peak_mib(), before))


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB
