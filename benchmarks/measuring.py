"""Seconds and peak memory of a call, measured in a process of its own."""

from __future__ import annotations

import contextlib
import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

Call = Callable[[object], object]

_KIB = 1024
_ALL = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
# "5" written here sets VmHWM to what is held now (proc(5)).
_RESET = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Measured:
    """Seconds of the call, and MiB its process held at most (inputs included) and before the call.

    ``processor`` are the seconds that its threads were at work together:
    those of the clock, for one thread on a machine that nobody shares.
    """

    seconds: float
    processor: float
    peak_mib: float
    before_mib: float

    @property
    def extra_mib(self) -> float:
        """MiB the call needed on top of its inputs."""
        return self.peak_mib - self.before_mib


def measure(prepare: Callable[[int], object], call: Call, size: int) -> Measured:
    """Prepare inputs of ``size``, then measure ``call`` on them; each measurement has a fresh process."""
    return in_turns(prepare, (call,), size, 1)[0]


def in_turns(prepare: Callable[[int], object], calls: tuple[Call, ...], size: int, times: int) -> tuple[Measured, ...]:
    """Measure several calls on the same inputs in one fresh process, in turns, so many ``times``.

    Others share the machine: calls that take turns meet the same neighbours,
    and the seconds of each are the median of its turns.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_measured, args=(theirs, prepare, calls, size, times))
    process.start()
    found = ours.recv()
    process.join()
    return tuple(found)


def _measured(
    pipe: Connection, prepare: Callable[[int], object], calls: tuple[Call, ...], size: int, times: int
) -> None:
    inputs = prepare(size)
    turns = [[_turn(call, inputs) for call in calls] for _ in range(times)]
    pipe.send([_together(of_call) for of_call in zip(*turns, strict=True)])


def _turn(call: Call, inputs: object) -> Measured:
    _forget_peak()
    before = _peak_mib()
    start, at_work = time.perf_counter(), time.process_time()
    call(inputs)
    return Measured(time.perf_counter() - start, time.process_time() - at_work, _peak_mib(), before)


def _together(turns: tuple[Measured, ...]) -> Measured:
    seconds, processor = median(one.seconds for one in turns), median(one.processor for one in turns)
    return Measured(seconds, processor, max(one.peak_mib for one in turns), turns[0].before_mib)


def _forget_peak() -> None:
    """Let the peak begin at what is held now, where the system can: preparing may have held more."""
    with contextlib.suppress(OSError):
        _RESET.write_text("5", encoding="ascii")


def _peak_mib() -> float:
    """Most this process held, in MiB; the count of the process that started it is left out."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    held = [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    # Where there is no such file: resource counts from the parent's memory on.
    return (held[0] if held else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / _KIB


def processor_seconds() -> float:
    """Seconds of the processor of this process and of those below it that are over."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, _ALL))
