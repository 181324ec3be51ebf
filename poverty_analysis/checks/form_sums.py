"""Rules between levels: the units below against the unit's own numbers, and who has not reported.

Only the forms of headline counts take part; crossings with groups and causes
stay out of reports that may be shared.
"""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.census.forms import HEADLINE
from poverty_analysis.checks.model import Facts, Rule, Said, Statement
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.units.roll_up import Count, Rolled, doubled, roll_up

# Published counts of every unit, down to the commune.


def rolled_forms(facts: Facts) -> tuple[Rolled, ...]:
    """Every headline count of the unit's forms beside the sum of those below it."""
    return roll_up(facts.unit, facts.children, _counts(facts))


def _counts(facts: Facts) -> Iterator[Count]:
    for row in (*facts.forms, *facts.child_forms):
        if row.form in HEADLINE:
            for name, value in row.counts.items():
                if value is not None:
                    yield Count(row.unit, _name(row, name), value, row.cell)


def _name(row: FormRow, column: str) -> str:
    return f"{row.form}.{column}/{row.counted}/{row.as_of}/{row.standard}"


def check_sums(facts: Facts) -> Iterator[Statement]:
    """A count of the unit against the sum of the units below it.

    With units missing the sum may only be smaller: above it is an error, below
    it follows nothing.
    """
    for one in rolled_forms(facts):
        if not one.holds():
            yield _sum_statement(facts, one)


def _sum_statement(facts: Facts, one: Rolled) -> Statement:
    column, counted, day, _ = one.name.split("/")
    values: dict[str, Said] = {
        "column": ("column", column),
        "form": ("table", column.partition(".")[0]),
        "counted": ("counted", counted),
        "day": ("date", day),
        "expected": ("count", one.own or 0),
        "actual": ("count", one.total),
        "gap": ("count", one.residual() or 0),
        "seen": ("count", len(one.seen)),
        "all": ("count", len(facts.children)),
    }
    reason = "beyond" if one.missing else "differs"
    return Statement(
        "error", f"{column}/{counted}/{day}", reason, one.own, one.total, values=values, source=one.cells[0]
    )


def check_coverage(facts: Facts) -> Iterator[Statement]:
    """Which units below have not reported, form by form and day by day; a form nobody below gave is passed over."""
    found: dict[tuple[str, str], Rolled] = {}
    for one in rolled_forms(facts):
        column, _, day, _ = one.name.split("/")
        kept = found.setdefault((column.partition(".")[0], day), one)
        if len(one.seen) > len(kept.seen):
            found[column.partition(".")[0], day] = one
    for (form, day), one in found.items():
        if one.missing:
            names = "; ".join(facts.child_names.get(code, code) for code in one.missing)
            values: dict[str, Said] = {
                "form": ("table", form),
                "day": ("date", day),
                "seen": ("count", len(one.seen)),
                "all": ("count", len(facts.children)),
                "names": ("text", names),
            }
            sizes = (len(facts.children), len(one.seen))
            yield Statement("warning", f"{form}/{day}", "missing", *sizes, values=values, source=one.cells[0])


def check_doubled(facts: Facts) -> Iterator[Statement]:
    """A unit that gives a count twice on one day; the second is not added."""
    told: set[tuple[str, str, str]] = set()
    for one in doubled(_counts(facts)):
        column, _, day, _ = one.name.split("/")
        form = column.partition(".")[0]
        if (one.unit, form, day) not in told:
            told.add((one.unit, form, day))
            name = facts.child_names.get(one.unit, one.unit)
            values: dict[str, Said] = {"unit": ("text", name), "form": ("table", form), "day": ("date", day)}
            yield Statement("error", f"{one.unit}/{form}/{day}", "twice", values=values, source=one.cell)


RULES = (
    Rule("children_sum", check_sums, lambda f: sum(one.own is not None for one in rolled_forms(f))),
    Rule("children_missing", check_coverage, lambda f: len({(r.form, r.as_of) for r in f.child_forms})),
    Rule("children_twice", check_doubled, lambda f: sum(row.form in HEADLINE for row in f.child_forms)),
)
