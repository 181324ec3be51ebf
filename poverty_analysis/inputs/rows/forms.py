"""One row of any official form: the forms differ in their counts only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, partial
from typing import cast

from poverty_analysis.inputs.checker import TypedCells
from poverty_analysis.inputs.rows.kinds import RowKind
from poverty_analysis.values.origin import NOWHERE, Origin

HOUSEHOLDS = "households"
# What a row is of; every other column of a form is a count or a percentage.
WHO = ("unit", "as_of", "standard", "counted", "class", "people", "indicator")


@dataclass(frozen=True)
class FormRow:
    """One row of one form; ``counts`` has None where the form is blank.

    ``counted`` is households or persons, or the class in a form with a line
    for each; ``item`` is the people or the need of a row in a long form.
    ``rates`` are printed percentages, of the forms of percentages only.
    ``masked`` names the columns that a release hides: their count is None
    like a blank one, so that nothing can be computed with them, but they are
    printed with a sign of their own.
    """

    form: str
    unit: str
    as_of: dt.date
    standard: str
    counted: str
    counts: Mapping[str, int | None]
    at: Origin = NOWHERE
    masked: frozenset[str] = frozenset()
    item: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def cell(self) -> str:
        """Name of the row (``form_results.csv#7``)."""
        return self.at.cell()

    def known(self, name: str) -> int:
        """A count, with 0 for a blank: only for sums, never for printing, and not where cells are masked."""
        return self.counts.get(name) or 0

    def blanks(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of ``names`` that the form left blank."""
        return tuple(name for name in names if self.counts.get(name) is None)

    def key(self) -> tuple[str, dt.date, str]:
        """Unit, day and standard: rows of two forms with one key speak of the same households."""
        return (self.unit, self.as_of, self.standard)


@cache
def form_kind(form: str) -> RowKind[FormRow]:
    """The rows of one form."""
    return RowKind(form, FormRow, partial(_form_row, form))


def _form_row(form: str, cells: TypedCells, at: Origin) -> FormRow:
    numbers = {name: value for name, value in cells.items() if name not in WHO}
    return FormRow(
        form=form,
        unit=str(cells["unit"]),
        as_of=cast(dt.date, cells["as_of"]),
        standard=str(cells["standard"]),
        counted=str(cells.get("counted") or cells.get("class") or HOUSEHOLDS),
        counts={name: value for name, value in numbers.items() if value is None or isinstance(value, int)},
        at=at,
        item=str(cells.get("people") or cells.get("indicator") or ""),
        rates={name: value for name, value in numbers.items() if isinstance(value, Decimal)},
    )
