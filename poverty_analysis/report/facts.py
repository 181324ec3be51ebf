"""What the rules look at, made of a plan that could be read and the law of its year."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.budget import ledger
from poverty_analysis.budget.ledger import Entry
from poverty_analysis.checks.model import CarryGround, CounterpartRule, Facts, LineRule, Norm
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan_choice import OWN_PROGRAMMES
from poverty_analysis.inputs.rows.plan import tasks_of
from poverty_analysis.law import Law, Programme, carry_over_rules, counterpart, housing_norms, programme
from poverty_analysis.report.counts_in_text import counted
from poverty_analysis.units.units import Unit

HOUSING_LINE = "DA5"


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
    keys = dataset.plan
    chosen = programme_of(law, dataset)
    rule = counterpart(law, keys.province, year)
    return Facts(
        year=year,
        entries=ledger.of_phase(dataset.budget, "planned"),
        claims=dataset.claims,
        documents=dataset.documents,
        lines={x.code: LineRule(x.code, x.permitted_capital, x.citation) for x in (chosen.lines if chosen else ())},
        norms=tuple(
            Norm(HOUSING_LINE, n.kind, n.source, n.amount_vnd, n.bound, n.citation)
            for n in housing_norms(law, keys.province, year)
        ),
        counterpart=CounterpartRule(rule.ratio, rule.citation, rule.class_verified) if rule else None,
        other_codes=_codes(dataset),
        opening=_opening(booked, year),
        booked=booked,
        outdated=ledger.outdated(postings, day),
        level=keys.level,
        carry_grounds=_carry_grounds(law, year),
        tasks=tasks_of(dataset.tasks),
        years=keys.period_years,
        signed=keys.document_date,
        counted=counted(dataset, law, units),
    )


def _opening(booked: tuple[Entry, ...], year: int) -> tuple[Entry, ...]:
    rows = ledger.of_year(ledger.of_phase(ledger.in_force(booked), "carried_over"), year)
    return ledger.carried(rows, year)


# How far back money of earlier years is looked up: no act lets it be used longer.
_YEARS_BACK = 5


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
        for given in range(year - _YEARS_BACK, year + 1)
        for rule in carry_over_rules(law, given)
        for capital in ("recurrent", "investment")
        if rule.covers(given, capital)
    )


def _closing_of(pay_until: str, year: int) -> dt.date:
    return dt.date.fromisoformat(f"{year + 1}-{pay_until}")


def programme_of(law: Law, dataset: Dataset) -> Programme | None:
    """The programme the plan names; None for a local programme or none at all."""
    name = dataset.plan.programme
    return None if name in OWN_PROGRAMMES else programme(law, name)


def _codes(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Lines that the other tables name, in the order of their rows."""
    return {
        "claims": tuple(claim.line for claim in dataset.claims),
        "agencies": tuple(row.line for row in dataset.agencies),
        "activities": tuple(row.line for row in dataset.activities),
    }
