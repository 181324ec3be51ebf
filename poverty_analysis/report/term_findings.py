"""What the rules find in the years of a term: a report on the term carries the discrepancies of its years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from poverty_analysis.budget.ledger import of_year
from poverty_analysis.checks import LEDGER_RULES, PLANLESS_RULES, findings, run_rules
from poverty_analysis.checks.causes import own_causes
from poverty_analysis.checks.doubts import Doubt, doubts_in
from poverty_analysis.checks.ledgers import comparison
from poverty_analysis.checks.model import CheckRule, Facts, Outcome
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan_choice import TERM, plan_years, term_years
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.law import Law
from poverty_analysis.report.facts import facts_of, facts_of_ledger
from poverty_analysis.report.ledger_rows import seen_until
from poverty_analysis.report.sources import Shared, Sources, read_territory, sources_of
from poverty_analysis.values.problems import Finding


@dataclass(frozen=True)
class YearFindings:
    """One year of a term: its findings counted by cause, and the payments in doubt; ``planned`` with a yearly plan."""

    year: int
    planned: bool
    checked: int
    causes: tuple[Finding, ...]
    doubts: tuple[Doubt, ...]


def findings_of_years(workspace: Workspace, sources: Sources, shared: Shared, law: Law) -> tuple[YearFindings, ...]:
    """What is found in every year of the term up to the day of the report that has a yearly plan or a ledger.

    The year of the plan that stands for the term is left out: its findings are
    those of the report.
    """
    wanted = sources.params
    if wanted.period != TERM:
        return ()
    own = plan_years(sources.dataset)
    last = seen_until(wanted)
    years = (year for year in term_years(sources.dataset, wanted.year) if dt.date(year, 1, 1) <= last)
    found = (_of_year(workspace, sources, shared, law, year) for year in years if own != (year,))
    return tuple(year for year in found if year is not None)


def _of_year(workspace: Workspace, sources: Sources, shared: Shared, law: Law, year: int) -> YearFindings | None:
    plan = next((one for one in sources.inside if plan_years(one) == (year,)), None)
    if plan is not None:
        facts = _planned(workspace, sources.params, shared, law, plan, year)
        return None if facts is None else _told(facts, run_rules(facts), planned=True)
    if not of_year(sources.posted, year):
        return None
    facts = facts_of_ledger(sources.posted, (), sources.territory.units, year)
    return _told(facts, run_rules(facts, _planless()), planned=False)


def _planless() -> tuple[CheckRule, ...]:
    """Without the rule that only says there is no plan: the chapter on the yearly plans says so."""
    return tuple(rule for rule in PLANLESS_RULES if rule not in LEDGER_RULES or rule.code != "ledger_plan")


def _planned(workspace: Workspace, wanted: Params, shared: Shared, law: Law, plan: Dataset, year: int) -> Facts | None:
    territory = read_territory(workspace, wanted.unit, year)
    if territory is None:
        return None
    on = wanted.as_of if wanted.as_of and wanted.as_of < dt.date(year, 12, 31) else None
    of_year_ = replace(wanted, year=year, period="year", as_of=on, plan=plan.name)
    return facts_of(sources_of(workspace, of_year_, territory, (plan,), shared), law)


def _told(facts: Facts, outcomes: tuple[Outcome, ...], *, planned: bool) -> YearFindings:
    compared = comparison(facts, "treasury")
    causes = own_causes(findings(outcomes), facts, compared)
    checked = sum(outcome.checked for outcome in outcomes)
    return YearFindings(facts.year, planned, checked, causes, doubts_in(facts, compared))


def all_findings(years: tuple[YearFindings, ...]) -> Iterator[Finding]:
    """The findings of all years, the oldest year first."""
    for year in years:
        yield from year.causes
