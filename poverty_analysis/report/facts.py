"""What the rules look at, made of a plan that could be read and the law of its year."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.budget import ledger
from poverty_analysis.budget.ledger import Entry, entry
from poverty_analysis.checks.model import (
    CarryGround,
    CitedDocument,
    CounterpartRule,
    Facts,
    LineRule,
    Norm,
    claim,
)
from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan_choice import OWN_PROGRAMMES
from poverty_analysis.law import (
    Law,
    Programme,
    carry_over_rules,
    counterpart,
    first_year_carried,
    housing_norms,
    programme,
)
from poverty_analysis.plan.tasks import Task, task
from poverty_analysis.report.counts_in_text import counted
from poverty_analysis.units.units import Unit


def facts_of(
    dataset: Dataset,
    law: Law,
    year: int,
    postings: tuple[Entry, ...] = (),
    units: tuple[Unit, ...] = (),
    day: dt.date | None = None,
) -> Facts:
    """Everything the rules look at, from a plan that could be read and the law of its year.

    Of ``postings`` those known on ``day`` that nothing later replaces are booked.
    """
    booked = ledger.counted(postings, day)
    values = dataset.plan.values
    rows = tuple(entry(r.values, r.cell()) for r in dataset.table("budget"))
    chosen = programme_of(law, dataset)
    rule = counterpart(law, str(values["province"]), year)
    return Facts(
        year=year,
        entries=tuple(e for e in rows if e.phase == "planned"),
        claims=tuple(claim(r.values, r.cell()) for r in dataset.table("claims")),
        documents=tuple(_document(r) for r in dataset.documents),
        lines={x.code: LineRule(x.code, x.permitted_capital, x.citation) for x in (chosen.lines if chosen else ())},
        norms=tuple(
            Norm(n.line, n.kind, n.source, n.amount_vnd, n.bound, n.citation)
            for n in housing_norms(law, str(values["province"]), year)
        ),
        counterpart=CounterpartRule(rule.ratio, rule.citation, rule.class_verified) if rule else None,
        other_codes={name: _codes(dataset, name) for name in ("claims", "agencies", "activities")},
        opening=_opening(booked, year),
        booked=booked,
        outdated=ledger.outdated(postings, day),
        level=str(values["level"]),
        carry_grounds=_carry_grounds(law, year),
        tasks=plan_tasks(dataset),
        years=tuple(int(one) for one in str(values["period.years"]).split(";")),
        signed=_day(values["document.date"]),
        counted=counted(dataset, law, units),
    )


def plan_tasks(dataset: Dataset) -> tuple[Task, ...]:
    """The plan's own tasks, in the order of its table."""
    rows = dataset.table("tasks")
    names = tuple(str(r.values.get("id") or r.values["task"]) for r in rows)
    return tuple(task(r.values, r.cell(), names) for r in rows)


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def _opening(booked: tuple[Entry, ...], year: int) -> tuple[Entry, ...]:
    rows = ledger.of_year(ledger.of_phase(ledger.in_force(booked), "carried_over"), year)
    return ledger.carried(rows, year)


def _carry_grounds(law: Law, year: int) -> tuple[CarryGround, ...]:
    """What the law data know of the money of this year and the years before it."""
    return tuple(
        CarryGround(
            source_year=given,
            capital=capital,
            first_year=rule.first_year(given),
            last_year=rule.last_year(given),
            pay_until=_closing_of(rule.pay_until, given),
            citation=rule.citation,
        )
        for given in range(first_year_carried(law) or year, year + 1)
        for rule in carry_over_rules(law, given)
        for capital in ("recurrent", "investment")
        if rule.covers(given, capital)
    )


def _closing_of(pay_until: str, year: int) -> dt.date:
    return dt.date.fromisoformat(f"{year + 1}-{pay_until}")


def programme_of(law: Law, dataset: Dataset) -> Programme | None:
    """The programme the plan names; None for a local programme or none at all."""
    name = str(dataset.plan.values["programme"])
    return None if name in OWN_PROGRAMMES else programme(law, name)


def _document(record: Record) -> CitedDocument:
    values = record.values
    line = values["source_line"]
    return CitedDocument(
        id=str(values["id"]),
        number=str(values["number"] or ""),
        title=str(values["title"]),
        in_hand=values["in_hand"] == "yes",
        role=str(values["role"]),
        source_line=line if isinstance(line, int) else None,
    )


def _codes(dataset: Dataset, table: str) -> tuple[str, ...]:
    return tuple(str(r.values.get("line", "")) for r in dataset.table(table))
