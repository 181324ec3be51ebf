"""The official forms of a report's unit, and the files they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.census.forms import FormRow, form_row
from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.releases import RELEASE_FILE
from poverty_analysis.report.disclosure import HEADLINE_PART


def form_rows(delivered: Forms, unit: str) -> tuple[FormRow, ...]:
    """The unit's own rows of every form."""
    return tuple(
        form_row(table, record.values, record.cell(), delivered.masked.get((record.file, record.row), frozenset()))
        for table, record in _records(delivered, unit)
    )


def form_files(delivered: Forms, *units: str) -> tuple[InputFile, ...]:
    """Files that hold a row of the units; of a release also what says how it was made."""
    names = {record.file for unit in units for _, record in _records(delivered, unit)}
    names |= {f"{name.rpartition('/')[0]}/{RELEASE_FILE}" for name in names}
    return tuple(file for file in delivered.files if file.path.removesuffix(HEADLINE_PART) in names)


def _records(delivered: Forms, unit: str) -> Iterator[tuple[str, Record]]:
    return ((name, r) for name, records in delivered.tables.items() for r in records if r.values["unit"] == unit)
