"""The official forms of a report's unit, and what they and published results add to the checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from poverty_analysis.forms import CROSSED, FormRow, form_row
from poverty_analysis.law import Law, least_deprivations
from poverty_analysis.read.checker import Record
from poverty_analysis.read.dataset import InputFile
from poverty_analysis.read.forms import Forms
from poverty_analysis.reconcile import printed
from poverty_analysis.reconcile.model import Facts


def form_rows(delivered: Forms, unit: str) -> tuple[FormRow, ...]:
    """The unit's own rows of every form."""
    return tuple(form_row(table, record.values, record.cell()) for table, record in _records(delivered, unit))


def form_files(delivered: Forms, unit: str) -> tuple[InputFile, ...]:
    """Files that hold a row of the unit."""
    names = {record.file for _, record in _records(delivered, unit)}
    return tuple(file for file in delivered.files if file.path in names)


def with_review(facts: Facts, law: Law, own: tuple[FormRow, ...], results: tuple[Record, ...]) -> Facts:
    """The facts with the year's forms of headline counts, and with what published results say of themselves.

    Groups and causes are crossings of small cells: their residuals are for
    ``check``, not for a report that may be shared.
    """
    claims = tuple(claim for r in results for claim in printed.result_claims(r.values, r.cell()))
    kept = tuple(row for row in own if row.as_of.year == facts.year and row.form not in CROSSED)
    least = least_deprivations(law)
    return replace(facts, claims=(*facts.claims, *claims), forms=kept, least_deprivations=least)


def _records(delivered: Forms, unit: str) -> Iterator[tuple[str, Record]]:
    return ((name, r) for name, records in delivered.tables.items() for r in records if r.values["unit"] == unit)
