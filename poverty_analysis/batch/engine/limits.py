"""What one report may take of time, memory and text, and how a process is held to it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

MEMORY_VARIABLE = "POVERTY_ANALYSIS_MEMORY_MB"
DEFAULT_MEMORY_MB = 2048
#: Characters that a cell may print; what it prints beyond them is left out, and that is said.
MOST_TEXT = 1_000_000
_MIB = 1024 * 1024
_LOOK_AGAIN_S = 0.01
# Of Linux's prctl: be killed when the parent ends; become the parent of orphans below.
_SET_DEATH_SIGNAL, _SET_CHILD_SUBREAPER = 1, 36


def memory_limit() -> int:
    """The MB of data that the environment sets; the default where it sets none."""
    return int(os.environ.get(MEMORY_VARIABLE) or DEFAULT_MEMORY_MB)


@dataclass(frozen=True)
class ReportLimits:
    """Seconds that a cell and the notebook of a report may run, and the MB of data its process may hold."""

    cell_s: float = 600
    report_s: float = 600
    memory_mb: int = field(default_factory=memory_limit)


def limit_memory(megabytes: int) -> None:
    """Let this process hold at most so much data; beyond it Python says MemoryError. Nothing happens on Windows."""
    if os.name != "posix":
        return
    import resource

    most = megabytes * _MIB
    # What is written to counts, not the address space: libraries reserve far more of that than they use.
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def die_with_parent(parent: int) -> None:
    """Let this process be killed when its parent ends, where the system can; at once when that has ended already."""
    _control(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.name == "posix" and os.getppid() != parent:
        os._exit(1)


def take_in_orphans() -> None:
    """Become the parent of every process below whose own parent ends, where the system can."""
    _control(_SET_CHILD_SUBREAPER, 1)


def end_descendants() -> None:
    """Kill the children of this process, and those it takes in, until there is none; Linux only."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children")
    while listed.exists() and (children := listed.read_text(encoding="ascii").split()):
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        time.sleep(_LOOK_AGAIN_S)
        wait_for_ended()


def wait_for_ended() -> None:
    """Let go of children that are over, without waiting for others."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _control(option: int, value: int) -> None:
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def fork_is_safe() -> bool:
    """Whether a warm process may fork here; on macOS system libraries break in a forked child, Windows has no fork."""
    return sys.platform.startswith("linux")
