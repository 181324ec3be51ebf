"""What a report rests on, told by the notebook that opened it to the run that executed it."""

from __future__ import annotations

from collections.abc import Iterable

from IPython.core.getipython import get_ipython

from poverty_analysis.blocks import Json, acts_of

RECORD = "application/vnd.poverty-analysis.record+json"
_OUTPUTS = ("display_data", "execute_result")


def show_record(record: Json) -> None:
    """Put a record among the outputs of the running cell, where nobody sees it; no shell, no effect."""
    shell = get_ipython()
    if shell is not None and shell.display_pub is not None:
        shell.display_pub.publish({RECORD: dict(record), "text/plain": ""})


def records_in(nb: Json) -> tuple[Json, ...]:
    """The records of an executed notebook, one for each report it opened."""
    outputs = (output for cell in nb["cells"] for output in cell.get("outputs", ()))
    shown = (output["data"] for output in outputs if output["output_type"] in _OUTPUTS)
    return tuple(data[RECORD] for data in shown if RECORD in data)


def acts_used(sections: Iterable[Json], records: Iterable[Json]) -> tuple[str, ...]:
    """Ids of the acts that the blocks of a report name, in reading order, then of those its findings rest on."""
    named = [act for section in sections for act in acts_of(section)]
    return tuple(dict.fromkeys((*named, *(act for record in records for act in record["law"]))))
