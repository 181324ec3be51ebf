"""The official aggregate forms as plain rows, for the checks and for the measures of a census.

Forms are known by their titles, not by their numbers: which number a form has
in TT 07/2021/TT-BLĐTBXH, Phụ lục VII, was not seen in the act itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow

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
