"""What the units directly below planned and delivered, gathered for the checks between levels."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from poverty_analysis.budget.ledger import Entry, entry, in_force, of_phase, of_year
from poverty_analysis.checks.model import Below, ResultKey
from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan_choice import choose_plan
from poverty_analysis.inputs.workspace import Workspace, plan_paths, read_plan
from poverty_analysis.law import Law
from poverty_analysis.units.roll_up import Count, Handed, TargetNumber
from poverty_analysis.units.units import Unit
from poverty_analysis.values.files import read_input
from poverty_analysis.values.problems import DataProblems, leaves_row_out
from poverty_analysis.values.strict_yaml import MAX_BYTES

_UNIT = re.compile(r"^unit:\s*\"?(\d+)\"?", re.MULTILINE)
_PARTS = ("numerator", "denominator", "amount_vnd")
_FIRM = ("estimate", "preliminary", "official")
_DECIDED = ("allocated", "adjusted")


def plans_below(workspace: Workspace, below: tuple[Unit, ...], year: int) -> tuple[Dataset, ...]:
    """The plans of the year of units below; only plans that name one of them are read."""
    codes = {one.code for one in below}
    paths = (path for path in plan_paths(workspace) if path.suffix == ".xlsx" or _named_unit(path) in codes)
    return chosen_below(tuple(read_plan(workspace, path) for path in paths) if below else (), below, year)


def _named_unit(path: Path) -> str:
    """The unit a plan's folder names; its whole text is read and checked later."""
    try:
        data = read_input(path / "plan.yaml", path.name, MAX_BYTES)
    except DataProblems:
        return ""
    found = _UNIT.search(data.decode("utf-8", errors="replace"))
    return found[1] if found else ""


def chosen_below(datasets: tuple[Dataset, ...], below: tuple[Unit, ...], year: int) -> tuple[Dataset, ...]:
    """The plan in force of each unit below that has one.

    One that cannot be read, or is not alone in force, counts as missing: its
    problems are told by ``check`` and by the unit's own report.
    """
    found: list[Dataset] = []
    for one in below:
        try:
            found.append(choose_plan(datasets, one.code, year))
        except DataProblems:
            continue
    return tuple(dataset for dataset in found if all(leaves_row_out(problem) for problem in dataset.problems))


def gathered(
    law: Law, own: Dataset, under: tuple[Dataset, ...], postings: tuple[Entry, ...], year: int, level: str
) -> Below:
    """The plans of a unit and of those below; ``postings`` are those of the units below."""
    decided = of_year(of_phase(in_force(postings), *_DECIDED), year)
    return Below(
        plans={_unit(one): _planned(one) for one in under},
        assigned=tuple(e for e in decided if e.assigned_by == level),
        targets=tuple(target for one in (own, *under) for target in _targets(one)),
        titles={measure.id: (measure.title_vi, measure.title_en) for measure in law.measures},
    )


def _unit(dataset: Dataset) -> str:
    return str(dataset.plan.values["unit"])


def _planned(dataset: Dataset) -> tuple[Entry, ...]:
    rows = (entry(r.values, r.cell()) for r in dataset.table("budget"))
    return of_phase(rows, "planned")


def _targets(dataset: Dataset) -> Iterator[TargetNumber]:
    """Targets with an indicator and a number, of the whole unit or of a group of its people."""
    for record in dataset.table("targets"):
        values = record.values
        value = Decimal(0) if values["comparator"] == "none_left" else values["value"]
        if values.get("indicator_code") and isinstance(value, (Decimal, int)) and values["scope"] in ("whole", "group"):
            yield TargetNumber(
                unit=_unit(dataset),
                indicator=str(values["indicator_code"]),
                group=str(values.get("group") or ""),
                comparator=str(values["comparator"]),
                value=Fraction(value),
                measured_in=str(values["unit"]),
                per=str(values["per"]),
                handed_down=bool(values.get("assigned_by")),
                words=str(values["indicator"]),
                cell=record.cell(),
            )


def measured(records: Iterable[Record], year: int) -> tuple[Count[ResultKey], ...]:
    """Numbers of the results of policies of a year; of one day only those with the firmest status."""
    listed = [r for r in records if _day(r).year == year]
    firmest: dict[tuple[str, ...], int] = {}
    for record in listed:
        key = _key(record)
        firmest[key] = max(firmest.get(key, 0), _FIRM.index(str(record.values["status"])))
    kept = (r for r in listed if _FIRM.index(str(r.values["status"])) == firmest[_key(r)])
    return tuple(count for record in kept for count in _counts(record))


def _key(record: Record) -> tuple[str, ...]:
    return tuple(str(record.values.get(name) or "") for name in ("unit", "indicator", "group", "as_of"))


def _counts(record: Record) -> Iterator[Count[ResultKey]]:
    unit, indicator, group, _ = _key(record)
    for part in _PARTS:
        value = record.values.get(part)
        if isinstance(value, int):
            yield Count(unit, ResultKey(indicator, _day(record), part, group), value, record.cell())


def handed_in(records: Iterable[Record], year: int, until: dt.date) -> tuple[Handed, ...]:
    """Rows of the progress of the year's review, as they stood on the day ``until``."""
    return tuple(_handed(record, until) for record in records if _day(record).year == year)


def _handed(record: Record, until: dt.date) -> Handed:
    values = record.values
    handed, verified = (_known_on(values.get(name), until) for name in ("handed_in_on", "verified_on"))
    return Handed(
        unit=str(values["unit"]),
        as_of=_day(record),
        handed_in_on=handed,
        status=str(values.get("status") or "") if handed else "",
        verified_by=str(values.get("verified_by") or "") if verified else "",
        verified_on=verified,
        cell=record.cell(),
    )


def _known_on(value: object, until: dt.date) -> dt.date | None:
    return value if isinstance(value, dt.date) and value <= until else None


def _day(record: Record) -> dt.date:
    value = record.values["as_of"]
    return value if isinstance(value, dt.date) else dt.date.min
