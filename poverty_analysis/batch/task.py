"""One report to make and what comes of it: plain data that goes to another process and comes back."""

from __future__ import annotations

from dataclasses import dataclass, field

from poverty_analysis.batch.cache import Inputs
from poverty_analysis.batch.engine.limits import ReportLimits
from poverty_analysis.batch.plan import Job
from poverty_analysis.values.problems import Problem

#: The engines: forked children of a warm process, and a Jupyter kernel for each report.
WARM, KERNEL = "warm", "kernel"
#: Seconds before the second and the third try of what died: what was short of memory may find some then.
BACK_OFF_S = (0.5, 2.0)


@dataclass(frozen=True)
class DueReport:
    """One report to make, with what it is made of, and why; ``commit`` is that of the workspace, if it can be had."""

    job: Job
    inputs: Inputs
    reasons: tuple[str, ...]
    commit: str | None = None


@dataclass(frozen=True)
class EngineSettings:
    """How reports are made; none of it changes a byte of one that is made."""

    engine: str = WARM
    limits: ReportLimits = field(default_factory=ReportLimits)


@dataclass(frozen=True)
class Cluster:
    """A Dask cluster: the address of its scheduler, and where its workers copy the inputs from.

    With no ``inputs`` they read them under the same path as this machine.
    """

    address: str
    inputs: str = ""


@dataclass(frozen=True)
class Used:
    """What making a report took: seconds by the clock and of the processor, and the most memory a process held."""

    seconds: float = 0.0
    processor_s: float = 0.0
    peak_mb: int = 0


@dataclass(frozen=True)
class MadeReport:
    """What came of a task in the process that made it.

    Without ``problems`` there is a whole report in the folder named for it.
    ``cut`` are numbers of cells that printed more than is kept; ``law`` the
    ids of the acts the report names, ``files`` the inputs it took something
    from, ``figures`` how many figures it prints.
    """

    problems: tuple[Problem, ...] = ()
    cut: tuple[int, ...] = ()
    law: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    figures: int = 0
    used: Used = Used()
