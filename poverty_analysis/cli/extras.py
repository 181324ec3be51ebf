"""Parts of the program that are installed apart: whether this machine has them, and whether anybody asks for them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

from poverty_analysis.batch.plan import Job
from poverty_analysis.inputs.params import read_params
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.values.problems import DataProblems, Place, Problem

EXTRA = "poverty-analysis[docx]"
INSTALL = f'pip install "{EXTRA}"'
WORD, _PACKAGE = "docx", "docx"
CLUSTER_EXTRA = "poverty-analysis[cluster]"


def can_make_word() -> bool:
    """Tell whether the package of the extra ``docx`` is here."""
    return find_spec(_PACKAGE) is not None


def refuse_word(jobs: Iterable[Job]) -> None:
    """Stop before anything is made where a job wants a Word file that cannot be made here.

    Raises
    ------
    DataProblems
        PA-618.
    """
    if any(WORD in job.formats for job in jobs) and not can_make_word():
        raise DataProblems([Problem("PA-618", Place(EXTRA), values={"command": INSTALL})])


def refuse_cluster() -> None:
    """Stop before anything is made where a cluster is asked for and its package is not here.

    Raises
    ------
    DataProblems
        PA-620.
    """
    if find_spec("distributed") is None:
        values = {"command": f'pip install "{CLUSTER_EXTRA}"'}
        raise DataProblems([Problem("PA-620", Place(CLUSTER_EXTRA), values=values)])


def wants_word(workspace: Workspace) -> bool:
    """Tell whether a file of parameters asks for Word files; ``check`` tells of those that cannot be read."""
    return any(_asks(workspace, path) for path in sorted((workspace.root / "params").rglob("*.yaml")))


def _asks(workspace: Workspace, path: Path) -> bool:
    try:
        return WORD in read_params(path, workspace.relative(path)).formats
    except (DataProblems, OSError):
        return False
