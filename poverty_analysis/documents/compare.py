"""Hold a confirmed plan against its document: which of its values the document does not print, and what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from poverty_analysis.documents.draft import Draft
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.rows.plan import PlanKeys

Key = tuple[str, ...]
Rows = list[tuple[Key, int]]
# Two readings of "100 % of those in need" that count the same thing.
_SAME = {"all_in_need": "all"}


@dataclass(frozen=True)
class Difference:
    """One row that is only in the plan, only in the document, or a key that differs.

    ``line`` is the line of the document, 0 where the plan names none.
    """

    table: str
    side: str
    line: int
    what: str


@dataclass(frozen=True)
class Fidelity:
    """How many rows of the confirmed plan the document confirms, of how many, and every difference."""

    same: Mapping[str, int]
    of: Mapping[str, int]
    differences: tuple[Difference, ...]


def hold_against(draft: Draft, plan: Dataset) -> Fidelity:
    """Compare the numbers of budget, claims, targets, deadlines and cited documents with what was read.

    A row agrees when the document prints the same values, on whatever line;
    words that a person made shorter are no difference.
    """
    pairs: dict[str, tuple[Rows, Rows]] = {
        "budget": (_read(draft, "budget", _budget), [(_budget_row(one), one.at.row or 0) for one in plan.budget]),
        "claims": (_read(draft, "claims", _claim), list(_claims(plan))),
        "targets": (_read(draft, "targets", _target), list(_targets(plan))),
        "tasks": (_read(draft, "tasks", _task), list(_tasks(plan))),
        "documents": (
            [((one.number, one.date.isoformat() if one.date else ""), one.line) for one in draft.documents],
            [((one.number, one.date.isoformat() if one.date else ""), one.source_line) for one in plan.documents],
        ),
    }
    differences = [difference for table, (read, typed) in pairs.items() for difference in _apart(table, read, typed)]
    differences += _keys(draft, plan.keys) if plan.keys else []
    same = {table: len(_shared(read, typed)) for table, (read, typed) in pairs.items()}
    return Fidelity(same, {table: len(typed) for table, (_, typed) in pairs.items()}, tuple(differences))


def _read(draft: Draft, table: str, key: Callable[[Mapping[str, str]], Key | None]) -> Rows:
    rows = ((key(row.cells), row.line.number) for row in draft.table(table))
    return [(found, line) for found, line in rows if found is not None]


def _budget(cells: Mapping[str, str]) -> Key:
    return tuple(cells[name] for name in ("line", "source", "source_year", "capital", "amount_vnd"))


def _budget_row(row: object) -> Key:
    return tuple(str(getattr(row, name)) for name in ("line", "source", "source_year", "capital", "amount_vnd"))


def _claim(cells: Mapping[str, str]) -> Key | None:
    if cells["kind"] == "stated_total":
        return "stated_total", cells["line"], cells["amount_vnd"]
    return cells["kind"], cells["subject"], _number(cells["value"]), _number(cells["part"])


def _claims(plan: Dataset) -> Iterator[tuple[Key, int]]:
    for one in plan.claims:
        if one.kind == "stated_total":
            yield ("stated_total", one.line, str(one.amount_vnd)), one.source_line or 0
        elif one.kind == "rate":
            yield (one.kind, one.subject, _number(one.value), _number(one.part)), one.source_line or 0


def _target(cells: Mapping[str, str]) -> Key:
    comparator = _SAME.get(cells["comparator"], cells["comparator"])
    return comparator, _number(cells["value"]), _number(cells["value_to"]), cells["unit"]


def _targets(plan: Dataset) -> Iterator[tuple[Key, int]]:
    for one in plan.targets:
        comparator = _SAME.get(one.comparator, one.comparator)
        yield (comparator, _number(one.value), _number(one.value_to), one.unit), one.source_line


def _task(cells: Mapping[str, str]) -> Key | None:
    return None if cells["due_rule"] == "none" else (cells["due_rule"], cells["source_line"])


def _tasks(plan: Dataset) -> Iterator[tuple[Key, int]]:
    for one in plan.tasks:
        if one.due_rule not in ("", "none"):
            yield (one.due_rule, str(one.source_line)), one.source_line


def _number(value: object) -> str:
    return "" if value in (None, "") else f"{Decimal(str(value)).normalize():f}"


def _shared(read: Iterable[tuple[Key, int]], typed: Iterable[tuple[Key, int]]) -> list[Key]:
    left = [key for key, _ in read]
    shared = []
    for key, _ in typed:
        if key in left:
            left.remove(key)
            shared.append(key)
    return shared


def _apart(table: str, read: Rows, typed: Rows) -> Iterator[Difference]:
    for side, ours, others in (("plan", typed, read), ("document", read, typed)):
        shared = _shared(others, ours)
        for key, line in ours:
            if key in shared:
                shared.remove(key)
            else:
                yield Difference(table, side, line, " · ".join(part for part in key if part))


def _keys(draft: Draft, keys: PlanKeys) -> Iterator[Difference]:
    typed = {
        "unit": keys.unit,
        "level": keys.level,
        "standard": keys.standard,
        "document.number": keys.document_number,
        "document.date": keys.document_date.isoformat() if keys.document_date else "",
        "period.years": ";".join(map(str, keys.period_years)),
    }
    for name, value in typed.items():
        if value != draft.keys[name]:
            yield Difference("plan", "plan", 0, f"{name}: {value or '–'} / {draft.keys[name] or '–'}")
