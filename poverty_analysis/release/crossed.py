"""Which counts of the forms are crossings, what published count bounds each, and which forms share identities.

A crossing of a form with a line for each people, need or class is part of a
count that stands elsewhere: in the form of results.  :func:`blocks` puts that
count into the row; a row for which there is none can be bounded by nothing,
and is not released.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from poverty_analysis.census import forms
from poverty_analysis.census.forms import indicators
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow

# Of all deprivations: a sum of indicators, not a number of households.
TOTAL: Final = "total"
# Households and persons of the class of a row, as the form of results publishes them.
CLASS: Final = "class_households"
MEMBERS: Final = "class_persons"
DEPRIVATIONS: Final = {"poor": forms.POOR_DEPRIVATIONS, "near_poor": forms.NEAR_POOR_DEPRIVATIONS}
CHILDREN: Final = ("children", "children_uninsured", "children_undernourished", "children_out_of_school")
# Forms whose crossings can be released; one without its relations here is never shown outside.
RELEASED: Final = (
    *DEPRIVATIONS.values(),
    *(forms.GROUPS, forms.CAUSES, forms.ETHNICITY, forms.CHILDREN, forms.NEEDS),
)
_LONG: Final = (forms.ETHNICITY, forms.CHILDREN, forms.NEEDS)
_GROUP_WHOLES: Final = {
    "minority": "households",
    "minority_poor": "poor",
    "minority_near_poor": "near_poor",
    "no_labour_poor": "poor",
    "no_labour_near_poor": "near_poor",
    "merit_poor": "poor",
    "merit_near_poor": "near_poor",
}


@dataclass(frozen=True)
class Part:
    """Of which counts of its row a crossing is part.

    ``whole`` tells whether it is small, or all but a small number; it may be
    hidden itself.  ``bound`` is published and bounds it.  ``homes`` are the
    published households that it speaks of.
    """

    whole: str
    bound: str
    homes: str


def crossings(row: FormRow) -> dict[str, Part]:
    """Columns of a row that are crossings; empty in a row of published counts."""
    if row.form == forms.GROUPS:
        return {name: Part(whole, whole, whole) for name, whole in _GROUP_WHOLES.items() if name in row.counts}
    if row.form == forms.CAUSES:
        return _of_class(row, (name for name in row.counts if name.startswith("cause")))
    if row.form in DEPRIVATIONS.values():
        return _of_class(row, (TOTAL, *indicators(row)))
    if row.form == forms.ETHNICITY and row.item != forms.ALL:
        return {HOUSEHOLDS: Part(CLASS, CLASS, CLASS)}
    if row.form == forms.CHILDREN:
        wholes = dict.fromkeys(CHILDREN, CHILDREN[0]) | {CHILDREN[0]: MEMBERS}
        return {name: Part(whole, MEMBERS, CLASS) for name, whole in wholes.items() if name in row.counts}
    return _of_need(row) if row.form == forms.NEEDS else {}


def _of_class(row: FormRow, names: Iterable[str]) -> dict[str, Part]:
    return {name: Part(HOUSEHOLDS, HOUSEHOLDS, HOUSEHOLDS) for name in names}


def _of_need(row: FormRow) -> dict[str, Part]:
    """Those served or registered are part of those in need; how many are in need in all is the class."""
    if row.item == forms.ALL:
        return {forms.REGISTERED: Part(CLASS, CLASS, CLASS)}
    parts = dict.fromkeys((forms.SERVED, forms.REGISTERED), Part(forms.DEPRIVED, CLASS, CLASS))
    return {forms.DEPRIVED: Part(CLASS, CLASS, CLASS), **parts}


def unbounded(row: FormRow) -> bool:
    """Whether no published count bounds the crossings of a row."""
    return any(row.counts.get(part.bound) is None for part in crossings(row).values())


def blocks(rows: Iterable[FormRow]) -> dict[str, tuple[FormRow, ...]]:
    """Rows that share identities, each with the published counts of its class.

    Forms by themselves, causes and children by class; but the form of peoples
    together with the target groups (minorities), and the needs of a class
    together with its deprivations and causes.
    """
    given = tuple(rows)
    results = {row.key(): row for row in given if row.form == forms.RESULTS}
    joined = {row.counted for row in given if row.form == forms.NEEDS}
    peoples = any(row.form == forms.ETHNICITY for row in given)
    found: dict[str, list[FormRow]] = {}
    for row in (r for r in given if r.form in RELEASED):
        found.setdefault(_block(row, joined, peoples=peoples), []).append(_with_class(row, results.get(row.key())))
    return {
        name: tuple(sorted(found[name], key=lambda r: (r.unit, r.form, r.counted, r.item))) for name in sorted(found)
    }


def _block(row: FormRow, joined: set[str], *, peoples: bool) -> str:
    group = {form: name for name, form in DEPRIVATIONS.items()}.get(row.form, row.counted)
    if row.form in (*DEPRIVATIONS.values(), forms.CAUSES, forms.NEEDS) and group in joined:
        return f"{forms.NEEDS}.{group}"
    if row.form in (forms.GROUPS, forms.ETHNICITY):
        return forms.ETHNICITY if peoples else forms.GROUPS
    return f"{row.form}.{group}" if row.form in (forms.CAUSES, forms.CHILDREN) else row.form


def _with_class(row: FormRow, results: FormRow | None) -> FormRow:
    if row.form not in _LONG or results is None:
        return row
    counts: Mapping[str, int | None] = {
        CLASS: results.counts.get(row.counted),
        MEMBERS: results.counts.get(f"{row.counted}_persons"),
    }
    return replace(row, counts={**row.counts, **counts})
