"""What households need, which programme line answers it, and what money the plan gives that line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from poverty_analysis.budget.ledger import Entry, grants, of_line
from poverty_analysis.census import forms
from poverty_analysis.chapters.frame.law_readings import weak_mark
from poverty_analysis.chapters.poverty_situation.review_forms import (
    CLASSES,
    indicator_of,
    last,
    needs_columns,
    of_standard,
    one,
    title_of,
)
from poverty_analysis.inputs.rows.forms import HOUSEHOLDS, FormRow
from poverty_analysis.law import Answer, Law, answers_in
from poverty_analysis.report.open import Report
from poverty_analysis.wording.words import Words

IN_NEED, SERVED, REGISTERED = forms.DEPRIVED, forms.SERVED, forms.REGISTERED
_SOURCES = {"poor": (forms.POOR_DEPRIVATIONS, HOUSEHOLDS), "near_poor": (forms.NEAR_POOR_DEPRIVATIONS, HOUSEHOLDS)}


@dataclass(frozen=True)
class NeedRow:
    """Where one need of one class stands: the row, and the column of the households in need."""

    row: FormRow
    name: str

    @property
    def value(self) -> int | None:
        """Households in need; None where the count is hidden or blank."""
        return self.row.counts.get(self.name)

    def of(self, name: str) -> int | None:
        """In need or served; only the table of needs tells who was served."""
        return self.value if name == IN_NEED else self.row.counts.get(name) if self.row.form == forms.NEEDS else None

    def hides(self, name: str) -> bool:
        """Whether a release hides the count."""
        return (self.name if name == IN_NEED else name) in self.row.masked


@dataclass(frozen=True)
class Need:
    """One deprivation or cause: its column, the reader's name, counts by class, answer of the programme, money.

    ``whole`` is False where the release left out a class: what is there is no sum of both.
    """

    name: str
    title: str
    by_class: dict[str, NeedRow]
    answer: Answer | None
    money: tuple[Entry, ...]
    whole: bool = True

    @property
    def is_cause(self) -> bool:
        return self.name.startswith("cause")

    @property
    def households(self) -> int | None:
        """Households in need of all classes that have a form; None where one of the counts is not known."""
        return self.sum_of(IN_NEED)

    def sum_of(self, name: str) -> int | None:
        """In need or served, all classes together; None where a count is hidden, blank, absent or left out."""
        values = [counted.of(name) for counted in self.by_class.values()]
        known = [value for value in values if value is not None]
        return sum(known) if self.whole and len(known) == len(values) else None

    def hides(self, *names: str) -> bool:
        """Whether a release hides one of these counts."""
        return any(counted.hides(name) for counted in self.by_class.values() for name in names)

    def cells(self) -> tuple[str, ...]:
        """The rows behind the sums."""
        return tuple(counted.row.cell for counted in self.by_class.values())

    def mark(self) -> str:
        """The mark of an answer that nobody compared with the act."""
        return weak_mark(self.answer.reading) if self.answer is not None else ""


def needs_of(report: Report) -> tuple[Need, ...]:
    """Needs of the last review, deprivations first, each with its answer and the plan's grants to those lines.

    Counts come from the table of needs; where that has no row, from the form
    of deprivations or of causes.  A need without any count is left out.
    """
    rows = last(report.forms, report.params.year)
    answers = answers_in(report.law, report.programme.id, report.params.year) if report.programme else {}
    found = (_need(report.words, report.law, report.entries, rows, name, answers) for name in _names(report.law, rows))
    if not report.disclosed.leaves_out(report.unit.code):
        return tuple(found)
    return tuple(replace(need, whole=need.by_class.keys() >= set(CLASSES)) for need in found)


def _names(law: Law, rows: tuple[FormRow, ...]) -> list[str]:
    listed = [row.item for row in rows if row.form == forms.NEEDS and row.item != forms.ALL]
    sources = (forms.POOR_DEPRIVATIONS, forms.NEAR_POOR_DEPRIVATIONS, forms.CAUSES)
    listed += [
        name for form in sources for row in rows if row.form == form for name in needs_columns(of_standard(law, row))
    ]
    return sorted(set(listed), key=lambda name: (name.startswith("cause"), len(name), name))


def _need(
    words: Words, law: Law, entries: tuple[Entry, ...], rows: tuple[FormRow, ...], name: str, answers: dict[str, Answer]
) -> Need:
    by_class = {kind: found for kind in CLASSES if (found := _counted(rows, name, kind)) is not None}
    first = next(iter(by_class.values())).row
    indicator = indicator_of(law, first, name)
    answer = answers.get(indicator.id if indicator else name)
    table = forms.CAUSES if name.startswith("cause") else forms.POOR_DEPRIVATIONS
    return Need(
        name,
        title_of(words, law, replace(first, form=table), name),
        by_class,
        answer,
        money_of(entries, answer),
    )


def _counted(rows: tuple[FormRow, ...], name: str, kind: str) -> NeedRow | None:
    told = one(rows, forms.NEEDS, kind, name)
    if told is not None:
        return NeedRow(told, IN_NEED)
    form, counted = (forms.CAUSES, kind) if name.startswith("cause") else _SOURCES[kind]
    found = one(rows, form, counted)
    return NeedRow(found, name) if found is not None and name in found.counts else None


def money_of(entries: tuple[Entry, ...], answer: Answer | None) -> tuple[Entry, ...]:
    """Grants that the plan gives to the lines of an answer."""
    planned = grants(entries)
    return tuple(entry for line in (answer.lines if answer else ()) for entry in of_line(planned, line))


def lines_without_need(entries: tuple[Entry, ...], needs: tuple[Need, ...]) -> Iterator[str]:
    """Lines with money whose every need is known to be nobody's."""
    for line in dict.fromkeys(entry.line for entry in grants(entries)):
        met = [need for need in needs if need.answer is not None and line in need.answer.lines]
        if met and all(need.households == 0 for need in met):
            yield line


def lines_beside_needs(entries: tuple[Entry, ...], needs: tuple[Need, ...]) -> Iterator[str]:
    """Lines with money that answer no need of a household."""
    answering = {line for need in needs if need.answer is not None for line in need.answer.lines}
    yield from (one_ for one_ in dict.fromkeys(e.line for e in grants(entries)) if one_ not in answering)
