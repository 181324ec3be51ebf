"""The official forms of a report's unit, and the files they stand in."""

from __future__ import annotations

from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.releases import RELEASE_FILE
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.report.disclosure import HEADLINE_PART


def form_rows(delivered: Forms, unit: str) -> tuple[FormRow, ...]:
    """The unit's own rows of every form."""
    return tuple(row for row in delivered.rows if row.unit == unit)


def form_files(delivered: Forms, *units: str) -> tuple[InputFile, ...]:
    """Files that hold a row of the units; of a release also what says how it was made."""
    names = {row.at.file for row in delivered.rows if row.unit in units}
    names |= {f"{name.rpartition('/')[0]}/{RELEASE_FILE}" for name in names}
    return tuple(file for file in delivered.files if file.path.removesuffix(HEADLINE_PART) in names)
