"""No amount of the example's ledgers can change in silence: every row is in some balance, or is told apart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from poverty_analysis.budget.ledger import Entry, counted
from poverty_analysis.checks import LEDGER_RULES, PLANLESS_RULES, RULES, findings, run_rules
from poverty_analysis.checks.model import Facts
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.workspace import find_workspace, read_plans
from poverty_analysis.law import read_law
from poverty_analysis.report.facts import facts_of, facts_of_ledger
from poverty_analysis.report.sources import Sources, own_plans, read_shared, read_territory, sources_of
from tests.tree import ROOT

UNIT, YEARS, PLANNED = "999", (2022, 2023, 2024), 2023
# The rules that look at postings; the others would tell the same of every ledger.
OF_LEDGERS = tuple(r for r in RULES if r.code in {rule.code for rule in PLANLESS_RULES} | {"chain", "late_payment"})


@pytest.fixture(scope="module")
def sources() -> Sources:
    workspace = find_workspace(ROOT)
    shared = read_shared(workspace, read_plans(workspace))
    territory = read_territory(workspace, UNIT, PLANNED)
    assert territory is not None
    wanted = Params(UNIT, PLANNED)
    return sources_of(workspace, wanted, territory, own_plans(workspace, wanted, shared.plans), shared)


def said(sources: Sources, base: Facts, posted: tuple[Entry, ...]) -> list[str]:
    """Everything that is told of the ledgers of the unit."""
    plan = replace(base, known=posted, booked=counted(posted, sources.day))
    runs = [run_rules(plan, OF_LEDGERS)]
    for year in YEARS:
        facts = facts_of_ledger(posted, (sources.dataset,), sources.territory.units, year)
        runs.append(run_rules(facts, LEDGER_RULES if facts.entries else PLANLESS_RULES))
    assert not any(one.fault for outcomes in runs for one in outcomes)
    return [finding.message_en for outcomes in runs for finding in findings(outcomes)]


def test_every_amount_that_changes_is_told(sources: Sources) -> None:
    base = facts_of(sources, read_law())
    before, silent = said(sources, base, sources.posted), []
    assert len(sources.posted) > 100
    for place, posting in enumerate(sources.posted):
        changed = replace(posting, amount_vnd=posting.amount_vnd * 1_000)
        if said(sources, base, (*sources.posted[:place], changed, *sources.posted[place + 1 :])) == before:
            silent.append(posting.cell)
    assert silent == []


def test_a_ledger_cut_to_its_heading_is_told(sources: Sources) -> None:
    base = facts_of(sources, read_law())
    cut = tuple(posting for posting in sources.posted if posting.fiscal_year != 2022)
    assert len(cut) < len(sources.posted)
    told = set(said(sources, base, cut)) - set(said(sources, base, sources.posted))
    assert any("the ledger of 2022 is not on file" in message for message in told)
