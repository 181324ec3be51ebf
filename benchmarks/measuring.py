"""Seconds and peak memory of a call, measured in a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

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
    """Most this process held, in MiB; the count of the process that started it is left out."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    held = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    # Where there is no such file: resource counts from the parent's memory on.
    return (held[0] if held else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / _KIB
