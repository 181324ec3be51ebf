"""What a report rests on, told by the notebook that opened it to the run that executed it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from IPython.core.getipython import get_ipython

from poverty_analysis.blocks import Json, acts_of
from poverty_analysis.values.problems import DataProblems, Place, Problem

RECORD = "application/vnd.poverty-analysis.record+json"
_PROBLEMS = "problems"
_OUTPUTS = ("display_data", "execute_result")


def show_record(record: Json, html: str = "") -> None:
    """Put a record among the outputs of the running cell, where only its ``html`` is seen; no shell, no effect."""
    shell = get_ipython()
    if shell is not None and shell.display_pub is not None:
        seen = {"text/html": html} if html else {}
        shell.display_pub.publish({RECORD: dict(record), "text/plain": "", **seen})


def show_problems(error: DataProblems) -> None:
    """Show what stands in the way of a report, and put it where the run that executed the notebook finds it."""
    show_record({_PROBLEMS: [asdict(problem) for problem in error.problems]}, error._repr_html_())


def problems_in(nb: Json) -> tuple[Problem, ...]:
    """The problems for which an executed notebook could open no report."""
    told = (one for record in _shown(nb) for one in record.get(_PROBLEMS, ()))
    return tuple(Problem(**one | {"place": Place(**one["place"])}) for one in told)


def records_in(nb: Json) -> tuple[Json, ...]:
    """The records of an executed notebook, one for each report it opened."""
    return tuple(record for record in _shown(nb) if _PROBLEMS not in record)


def _shown(nb: Json) -> tuple[Json, ...]:
    outputs = (output for cell in nb["cells"] for output in cell.get("outputs", ()))
    shown = (output["data"] for output in outputs if output["output_type"] in _OUTPUTS)
    return tuple(data[RECORD] for data in shown if RECORD in data)


def acts_used(sections: Iterable[Json], records: Iterable[Json]) -> tuple[str, ...]:
    """Ids of the acts that the blocks of a report name, in reading order, then of those its findings rest on."""
    named = [act for section in sections for act in acts_of(section)]
    return tuple(dict.fromkeys((*named, *(act for record in records for act in record["law"]))))
