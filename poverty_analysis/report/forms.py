"""The official forms of a report's unit, and what they and published results add to the checks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from poverty_analysis.census.forms import CROSSED, HEADLINE
from poverty_analysis.checks import printed
from poverty_analysis.checks.model import Facts
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.releases import RELEASE_FILE
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.results import PovertyResult
from poverty_analysis.law import Law, least_deprivations
from poverty_analysis.report.disclosure import HEADLINE_PART
from poverty_analysis.units.units import Unit


def form_rows(delivered: Forms, unit: str) -> tuple[FormRow, ...]:
    """The unit's own rows of every form."""
    return tuple(row for row in delivered.rows if row.unit == unit)


def form_files(delivered: Forms, *units: str) -> tuple[InputFile, ...]:
    """Files that hold a row of the units; of a release also what says how it was made."""
    names = {row.at.file for row in delivered.rows if row.unit in units}
    names |= {f"{name.rpartition('/')[0]}/{RELEASE_FILE}" for name in names}
    return tuple(file for file in delivered.files if file.path.removesuffix(HEADLINE_PART) in names)


def with_review(facts: Facts, law: Law, own: tuple[FormRow, ...], results: tuple[PovertyResult, ...]) -> Facts:
    """The facts with the year's forms of headline counts, and with what published results say of themselves.

    Groups and causes are crossings of small cells: their residuals are for
    ``check``, not for a report that may be shared.
    """
    claims = tuple(claim for r in results for claim in printed.result_claims(r))
    kept = tuple(row for row in own if row.as_of.year == facts.year and row.form not in CROSSED)
    least = least_deprivations(law)
    return replace(facts, claims=(*facts.claims, *claims), forms=kept, least_deprivations=least)


def child_rows(delivered: Forms, below: tuple[Unit, ...], until: dt.date) -> tuple[FormRow, ...]:
    """Headline counts of the units directly below, up to a day."""
    rows = (row for child in below for row in form_rows(delivered, child.code))
    return tuple(row for row in rows if row.form in HEADLINE and row.as_of <= until)


def with_children(facts: Facts, unit: str, below: tuple[Unit, ...], rows: tuple[FormRow, ...]) -> Facts:
    """The facts with the year's headline counts of the units directly below."""
    kept = tuple(row for row in rows if row.as_of.year == facts.year)
    names = {child.code: child.name for child in below}
    return replace(facts, unit=unit, children=tuple(names), child_names=names, child_forms=kept)
