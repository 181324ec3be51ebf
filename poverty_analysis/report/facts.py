"""What the rules look at, made of a plan that could be read and the law of its year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from poverty_analysis.budget import ledger
from poverty_analysis.census.forms import CROSSED
from poverty_analysis.checks.model import Below, CarryGround, Facts, LegalCounterpart, LineRule, Norm
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.narrative import PERIODS
from poverty_analysis.inputs.plan_choice import OWN_PROGRAMMES, choose_plan
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.plan import tasks_of
from poverty_analysis.inputs.rows.results import PovertyResult, claims_of
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
from poverty_analysis.plan.claims import with_printed_decimals
from poverty_analysis.report.counts_in_text import counted
from poverty_analysis.report.ledger_rows import seen_until
from poverty_analysis.report.sources import Sources
from poverty_analysis.report.units_below import gathered, handed_in, measured
from poverty_analysis.units.units import Unit, last_day, unit
from poverty_analysis.values.problems import DataProblems, Finding
from poverty_analysis.wording.findings import rule_codes, rule_words


def facts_of(sources: Sources, law: Law) -> Facts:
    """Everything the rules look at, from a plan that could be read, what concerns its unit, and the law of its year.

    Of the postings those known on the day that nothing later replaces are booked.
    """
    dataset, year = sources.dataset, sources.params.year
    known = ledger.known_on(sources.posted, sources.day)
    keys = dataset.plan
    chosen = programme_of(law, dataset)
    rule = counterpart(law, keys.province, year)
    facts = Facts(
        year=year,
        entries=ledger.of_phase(dataset.budget, "planned"),
        claims=tuple(with_printed_decimals(claim, keys.number_convention) for claim in dataset.claims),
        documents=dataset.documents,
        lines={x.code: LineRule(x.code, x.permitted_capital, x.citation) for x in (chosen.lines if chosen else ())},
        norms=tuple(
            Norm(n.line, n.kind, n.source, n.amount_vnd, n.bound, n.citation)
            for n in housing_norms(law, keys.province, year)
            if chosen and n.programme == chosen.id
        ),
        counterpart=LegalCounterpart(rule.ratio, rule.citation, not rule.class_reading.weak) if rule else None,
        other_codes=_codes(dataset),
        known=known,
        booked=ledger.counted(known),
        level=keys.level,
        carry_grounds=_carry_grounds(law, year),
        tasks=tasks_of(dataset.tasks),
        years=keys.period_years,
        convention=keys.number_convention,
        tables=dataset.claim_tables,
        own_lines=dataset.lines,
        signed=keys.document_date,
        counted=counted(dataset, law, sources.territory.units),
        closed=seen_until(sources.params) >= dt.date(year, 12, 31),
        below=_below(sources, law),
        narrative=_narrative(dataset, sources.params.period),
    )
    reviewed = with_review(facts, law, sources.forms, sources.results)
    return with_children(reviewed, sources.params.unit, sources.territory.below, sources.child_forms)


def facts_of_ledger(
    postings: tuple[ledger.Entry, ...], plans: tuple[Dataset, ...], units: tuple[Unit, ...], year: int
) -> Facts:
    """The ledger of one unit and budget year, beside the amounts of its plan where there is one in force.

    ``postings`` are all of the unit, of every year.  A year counts as closed
    once the ledger of the next one has begun.
    """
    code = postings[0].unit
    day = last_day(units, code, year)
    found = unit(units, code, day) if day else None
    booked = ledger.counted(postings)
    plan = _plan_in_force(plans, code, year)
    return Facts(
        year,
        ledger.of_phase(plan.budget, "planned") if plan else (),
        known=postings,
        booked=booked,
        level=found.level if found else "",
        closed=bool(ledger.of_year(booked, year + 1)),
        unit=code,
        own_lines=plan.lines if plan else (),
    )


def _plan_in_force(plans: tuple[Dataset, ...], code: str, year: int) -> Dataset | None:
    try:
        return choose_plan(plans, code, year)
    except DataProblems:
        return None


def with_review(facts: Facts, law: Law, own: tuple[FormRow, ...], results: tuple[PovertyResult, ...]) -> Facts:
    """The facts with the year's forms of headline counts, and with what published results say of themselves.

    Groups and causes are crossings of small cells: their residuals are told
    of the forms alone, not in a report that may be shared.
    """
    claims = tuple(claim for r in results for claim in claims_of(r))
    kept = tuple(row for row in own if row.as_of.year == facts.year and row.form not in CROSSED)
    least = least_deprivations(law)
    return replace(facts, claims=(*facts.claims, *claims), forms=kept, least_deprivations=least)


def with_children(facts: Facts, unit: str, below: tuple[Unit, ...], rows: tuple[FormRow, ...]) -> Facts:
    """The facts with the units directly below and their headline counts."""
    return replace(facts, unit=unit, children={child.code: child.name for child in below}, child_forms=rows)


def _narrative(dataset: Dataset, period: str) -> tuple[str, ...]:
    """The paragraphs written for a report of the period; those of the year are not those of six months."""
    within = period if period in PERIODS else ""
    chapters = (text for name, text in dataset.narrative.items() if name.partition(" ")[2] == within)
    return tuple(paragraph for text in chapters for paragraph in text)


def _below(sources: Sources, law: Law) -> Below:
    """What the units below planned and delivered in the year, as it was known on the day of the report."""
    year, day = sources.params.year, sources.day
    level = sources.dataset.plan.level
    postings = ledger.counted(sources.posted_below, day)
    names = {row.line: row.titles for one in reversed((*sources.inside, *sources.under)) for row in one.lines}
    return replace(
        gathered(law, sources.dataset, sources.under, postings, year, level),
        names=names,
        measured=measured(sources.policies, year),
        handed=handed_in(sources.progress, year, day or dt.date.max),
    )


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
    name = dataset.plan.programme
    return None if name in OWN_PROGRAMMES else programme(law, name)


def _codes(dataset: Dataset) -> dict[str, tuple[str, ...]]:
    """Lines that the other tables name, in the order of their rows."""
    return {
        "claims": tuple(claim.line for claim in dataset.claims),
        "agencies": tuple(row.line for row in dataset.agencies),
        "activities": tuple(row.line for row in dataset.activities),
    }


def acts_of_findings(found: Iterable[Finding], law: Law, year: int) -> tuple[str, ...]:
    """Ids of the acts that findings rest on: the one a finding names as its source, else those of its rule."""
    known = {act.id for act in law.citations}
    rules = {finding.rule: rule_words(finding.rule, "vi") for finding in found if finding.rule in rule_codes()}
    acts = ((f.source,) if f.source in known else rules[f.rule].acts_in(year) for f in found if f.rule in rules)
    return tuple(dict.fromkeys(act for named in acts for act in named))
