"""The official aggregate forms as plain rows, for the checks and for the measures of a census.

Forms are known by their titles, not by their numbers: which number a form has
in TT 07/2021/TT-BLĐTBXH, Phụ lục VII, was not seen in the act itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

RESULTS = "form_results"
POOR_MOVEMENTS, NEAR_POOR_MOVEMENTS = "form_poor_movements", "form_near_poor_movements"
POOR_DEPRIVATIONS, NEAR_POOR_DEPRIVATIONS = "form_poor_deprivations", "form_near_poor_deprivations"
GROUPS = "form_groups"
# Crossings with groups and causes, whose cells may be small.
CAUSES = "form_causes"
NEEDS = "needs"
ETHNICITY = "form_ethnicity"
CHILDREN = "form_children"
CROSSED = (GROUPS, CAUSES, NEEDS, ETHNICITY, CHILDREN)
# Percentages of the two forms of deprivations: only compared with them, never a source of figures.
RATES = {
    "form_poor_deprivation_rates": POOR_DEPRIVATIONS,
    "form_near_poor_deprivation_rates": NEAR_POOR_DEPRIVATIONS,
}
# Published figures: headline counts of every unit, never masked.
HEADLINE = (RESULTS, POOR_MOVEMENTS, NEAR_POOR_MOVEMENTS)

HOUSEHOLDS = "households"
# Lines of the form of peoples that are not one minority people.
ALL, KINH, MINORITY = "all", "kinh", "minority"
# Columns of the table of needs.
DEPRIVED, SERVED, REGISTERED = "deprived", "served", "registered"

# closing = opening - out + in, in the order in which both forms print their columns 2 to 8.
OUT = {POOR_MOVEMENTS: ("to_near_poor", "beyond", "other_out"), NEAR_POOR_MOVEMENTS: ("beyond", "to_poor", "other_out")}
IN = {
    POOR_MOVEMENTS: ("from_near_poor", "relapsed", "new", "other_in"),
    NEAR_POOR_MOVEMENTS: ("from_poor", "relapsed", "new", "other_in"),
}


@dataclass(frozen=True)
class FormRow:
    """One row of one form; ``counts`` has None where the form is blank, ``cell`` says where it stands.

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
    cell: str = ""
    masked: frozenset[str] = frozenset()
    item: str = ""
    rates: Mapping[str, Decimal] = field(default_factory=dict)

    def known(self, name: str) -> int:
        """A count, with 0 for a blank: only for sums, never for printing, and not where cells are masked."""
        return self.counts.get(name) or 0

    def blanks(self, names: Iterable[str]) -> tuple[str, ...]:
        """Those of ``names`` that the form left blank."""
        return tuple(name for name in names if self.counts.get(name) is None)

    def key(self) -> tuple[str, dt.date, str]:
        """Unit, day and standard: rows of two forms with one key speak of the same households."""
        return (self.unit, self.as_of, self.standard)


def form_row(form: str, values: Mapping[str, Any], cell: str, masked: frozenset[str] = frozenset()) -> FormRow:
    """Make a row of a checked row of table ``form``; ``masked`` are the columns that a release hides."""
    counts = {name: value for name, value in values.items() if value is None or isinstance(value, int)}
    rates = {name: value for name, value in values.items() if isinstance(value, Decimal)}
    counted = str(values.get("counted") or values.get("class") or HOUSEHOLDS)
    item = str(values.get("people") or values.get("indicator") or "")
    key = (form, values["unit"], values["as_of"], values["standard"], counted)
    return FormRow(*key, counts, cell, masked, item, rates)


def rows_of(rows: Iterable[FormRow], form: str, counted: str = HOUSEHOLDS) -> Iterator[FormRow]:
    """Rows of one form, of households unless told otherwise."""
    return (row for row in rows if row.form == form and row.counted == counted)


def indicators(row: FormRow) -> tuple[str, ...]:
    """Names of the indicator columns of a form of deprivations, in its order."""
    return tuple(name for name in row.counts if name.startswith("d") and name[1:].isdigit())


def closing(row: FormRow) -> int:
    """Opening less what left plus what came; a blank counts as nothing."""
    gone, came = (sum(row.known(name) for name in names[row.form]) for names in (OUT, IN))
    return row.known("opening") - gone + came
