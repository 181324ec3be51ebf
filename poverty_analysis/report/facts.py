"""What the rules look at, made of a plan that could be read and the law of its year."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from poverty_analysis.budget import ledger
from poverty_analysis.budget.ledger import Entry, entry
from poverty_analysis.census.forms import CROSSED, FormRow
from poverty_analysis.checks import printed
from poverty_analysis.checks.model import (
    Below,
    CarryGround,
    CitedDocument,
    Facts,
    LegalCounterpart,
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
    least_deprivations,
    programme,
)
from poverty_analysis.plan.tasks import Task, task
from poverty_analysis.report.counts_in_text import counted
from poverty_analysis.report.ledger_rows import seen_until
from poverty_analysis.report.sources import Sources
from poverty_analysis.report.units_below import gathered, handed_in, measured
from poverty_analysis.units.units import Unit


def facts_of(sources: Sources, law: Law) -> Facts:
    """Everything the rules look at, from a plan that could be read, what concerns its unit, and the law of its year.

    Of the postings those known on the day that nothing later replaces are booked.
    """
    dataset, year = sources.dataset, sources.params.year
    booked = ledger.counted(sources.posted, sources.day)
    values = dataset.plan.values
    rows = tuple(entry(r.values, r.cell()) for r in dataset.table("budget"))
    chosen = programme_of(law, dataset)
    rule = counterpart(law, str(values["province"]), year)
    facts = Facts(
        year=year,
        entries=tuple(e for e in rows if e.phase == "planned"),
        claims=tuple(claim(r.values, r.cell()) for r in dataset.table("claims")),
        documents=tuple(_document(r) for r in dataset.documents),
        lines={x.code: LineRule(x.code, x.permitted_capital, x.citation) for x in (chosen.lines if chosen else ())},
        norms=tuple(
            Norm(n.line, n.kind, n.source, n.amount_vnd, n.bound, n.citation)
            for n in housing_norms(law, str(values["province"]), year)
            if chosen and n.programme == chosen.id
        ),
        counterpart=LegalCounterpart(rule.ratio, rule.citation, not rule.class_reading.weak) if rule else None,
        other_codes={name: _codes(dataset, name) for name in ("claims", "agencies", "activities")},
        opening=_opening(booked, year),
        booked=booked,
        outdated=ledger.outdated(sources.posted, sources.day),
        level=str(values["level"]),
        carry_grounds=_carry_grounds(law, year),
        tasks=plan_tasks(dataset),
        years=tuple(int(one) for one in str(values["period.years"]).split(";")),
        signed=_day(values["document.date"]),
        counted=counted(dataset, law, sources.territory.units),
        closed=seen_until(sources.params) >= dt.date(year, 12, 31),
        below=_below(sources, law),
    )
    reviewed = with_review(facts, law, sources.forms, sources.results)
    return with_children(reviewed, sources.params.unit, sources.territory.below, sources.child_forms)


def with_review(facts: Facts, law: Law, own: tuple[FormRow, ...], results: tuple[Record, ...]) -> Facts:
    """The facts with the year's forms of headline counts, and with what published results say of themselves.

    Groups and causes are crossings of small cells: their residuals are told
    of the forms alone, not in a report that may be shared.
    """
    claims = tuple(claim for r in results for claim in printed.result_claims(r.values, r.cell()))
    kept = tuple(row for row in own if row.as_of.year == facts.year and row.form not in CROSSED)
    least = least_deprivations(law)
    return replace(facts, claims=(*facts.claims, *claims), forms=kept, least_deprivations=least)


def with_children(facts: Facts, unit: str, below: tuple[Unit, ...], rows: tuple[FormRow, ...]) -> Facts:
    """The facts with the year's headline counts of the units directly below."""
    kept = tuple(row for row in rows if row.as_of.year == facts.year)
    names = {child.code: child.name for child in below}
    return replace(facts, unit=unit, children=tuple(names), child_names=names, child_forms=kept)


def _below(sources: Sources, law: Law) -> Below:
    """What the units below planned and delivered in the year, as it was known on the day of the report."""
    year, day = sources.params.year, sources.day
    level = str(sources.dataset.plan.values["level"])
    postings = ledger.counted(sources.posted_below, day)
    return replace(
        gathered(law, sources.dataset, sources.under, postings, year, level),
        measured=measured(sources.policies, year),
        handed=handed_in(sources.progress, year, day or dt.date.max),
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
        for rule in carry_over_rules(law, given, dt.date(year, 12, 31))
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
