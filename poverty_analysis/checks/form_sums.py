"""Rules between levels: the units below against the unit's own numbers, and who has not reported.

Only the forms of headline counts take part; crossings with groups and causes
stay out of reports that may be shared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from poverty_analysis.census.forms import HEADLINE
from poverty_analysis.checks.model import CheckRule, Facts, Held, Said, Statement, Verdict
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.units.roll_up import Count, Rolled, doubled, roll_up


class FormKey(NamedTuple):
    """A headline count: form, column, households or persons, day and standard."""

    form: str
    column: str
    counted: str
    day: dt.date
    standard: str


def rolled_forms(facts: Facts) -> tuple[Rolled[FormKey], ...]:
    """Every headline count of the unit's forms beside the sum of those below it."""
    return roll_up(facts.unit, tuple(facts.children), _counts((*facts.forms, *_below(facts))))


def _below(facts: Facts) -> tuple[FormRow, ...]:
    return tuple(row for row in facts.child_forms if row.as_of.year == facts.year)


def _counts(rows: tuple[FormRow, ...]) -> Iterator[Count[FormKey]]:
    for row in (r for r in rows if r.form in HEADLINE):
        for name, value in row.counts.items():
            if value is not None:
                key = FormKey(row.form, name, row.counted, row.as_of, row.standard)
                yield Count(row.unit, key, value, row.cell)


def check_sums(facts: Facts) -> Iterator[Verdict]:
    """A count of the unit against the sum of the units below it.

    With units missing the sum may only be smaller: above it is an error, below
    it follows nothing.
    """
    for total in rolled_forms(facts):
        if total.own is not None:
            yield Held(_subject(total.name)) if total.holds() else _sum_statement(facts, total, total.own)


def _subject(key: FormKey) -> tuple[str, str, str]:
    return (f"{key.form}.{key.column}", key.counted, key.day.isoformat())


def _sum_statement(facts: Facts, total: Rolled[FormKey], own: int) -> Statement:
    key = total.name
    values: dict[str, Said] = {
        "column": ("column", (key.form, key.column)),
        "form": ("table", key.form),
        "counted": ("counted", (key.counted, "")),
        "day": ("date", key.day),
        "expected": ("count", own),
        "actual": ("count", total.total),
        "gap": ("count", total.total - own),
        "seen": ("count", len(total.seen)),
        "all": ("count", len(facts.children)),
    }
    reason = "beyond" if total.missing else "differs"
    return Statement("error", _subject(key), reason, own, total.total, values=values, source=total.cells[0])


def check_coverage(facts: Facts) -> Iterator[Verdict]:
    """Which units below have not reported, form by form and day by day; a form nobody below gave is passed over."""
    given: dict[tuple[str, dt.date], list[Rolled[FormKey]]] = {}
    for total in rolled_forms(facts):
        given.setdefault((total.name.form, total.name.day), []).append(total)
    for (form, day), totals in given.items():
        subject = (form, day.isoformat())
        # A form counts as handed in with any of its columns.
        seen = {code for total in totals for code in total.seen}
        missing = tuple(code for code in facts.children if code not in seen)
        if not missing:
            yield Held(subject)
            continue
        names = "; ".join(facts.children[code] for code in missing)
        values: dict[str, Said] = {
            "form": ("table", form),
            "day": ("date", day),
            "seen": ("count", len(seen)),
            "all": ("count", len(facts.children)),
            "names": ("text", names),
        }
        sizes = (len(facts.children), len(seen))
        yield Statement("warning", subject, "missing", *sizes, values=values, source=totals[0].cells[0])


def check_doubled(facts: Facts) -> Iterator[Verdict]:
    """A unit that gives a count twice on one day; the second is not added."""
    again: dict[tuple[str, str, dt.date], str] = {}
    for count in doubled(_counts((*facts.forms, *_below(facts)))):
        again.setdefault((count.unit, count.name.form, count.name.day), count.cell)
    for (unit, form, day), cell in again.items():
        name = facts.children.get(unit, unit)
        values: dict[str, Said] = {"unit": ("text", name), "form": ("table", form), "day": ("date", day)}
        yield Statement("error", (unit, form, day.isoformat()), "twice", values=values, source=cell)
    for row in (r for r in _below(facts) if r.form in HEADLINE):
        if (row.unit, row.form, row.as_of) not in again:
            yield Held((row.unit, row.form, row.as_of.isoformat()))


RULES = (
    CheckRule("children_sum", check_sums, ("differs", "beyond")),
    CheckRule("children_missing", check_coverage, ("missing",)),
    CheckRule("children_twice", check_doubled, ("twice",)),
)
