"""Rows of a plan, of the ledgers, and of proposals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.rows.kinds import row_kind
from poverty_analysis.plan.assignment.model import Proposal
from poverty_analysis.plan.assignment.sectors import CausePart
from poverty_analysis.plan.claims import CitedDocument, Claim
from poverty_analysis.plan.targets.model import Target
from poverty_analysis.plan.tasks import Progress, Task
from poverty_analysis.values.money import Convention
from poverty_analysis.values.origin import NOWHERE, Origin
from poverty_analysis.values.text import split_names


@dataclass(frozen=True)
class PlanKeys:
    """What a plan says of itself in ``plan.yaml``."""

    unit: str
    province: str
    level: str
    period_kind: str
    period_years: tuple[int, ...]
    programme: str
    standard: str
    number_convention: Convention
    version: str
    supersedes: str
    synthetic: bool
    budget_stated: bool | None
    issuer_parent: str
    issuer_name: str
    place: str
    document_id: str
    document_kind: str
    document_number: str
    document_date: dt.date | None
    document_issuer: str
    document_title: str
    document_source_file: str
    document_note_vi: str
    document_note_en: str
    at: Origin = NOWHERE


@dataclass(frozen=True)
class LineRow:
    """The name of a line that the plan itself has set up."""

    line: str
    title: str
    title_en: str
    source_line: int
    at: Origin = NOWHERE

    @property
    def titles(self) -> tuple[str, str]:
        """The name in Vietnamese and in English, which is the Vietnamese one where there is no other."""
        return self.title, self.title_en or self.title


@dataclass(frozen=True)
class TargetRow:
    """One target as it is written; its numbers in its own unit, shares 0 to 1."""

    target: str
    indicator: str
    indicator_code: str
    dimension: str
    scope: str
    group: str
    comparator: str
    value: Decimal | None
    value_to: Decimal | None
    unit: str
    per: str
    baseline: Decimal | None
    baseline_date: dt.date | None
    assigned_by: str
    as_printed: str
    source_line: int
    group_id: str
    at: Origin = NOWHERE


@dataclass(frozen=True)
class ActivityRow:
    """One activity of a programme line."""

    line: str
    order: int
    activity: str
    source_line: int
    at: Origin = NOWHERE


@dataclass(frozen=True)
class SolutionRow:
    """What the plan sets against a cause of poverty or a missing service."""

    kind: str
    need: str
    solution: str
    responsible: str
    source_line: int
    at: Origin = NOWHERE


@dataclass(frozen=True)
class AgencyRow:
    """The part of an agency in a programme line."""

    line: str
    agency: str
    role: str
    as_printed: str
    source_line: int
    at: Origin = NOWHERE


@dataclass(frozen=True)
class TaskRow:
    """One task as it is written; ``depends_on`` names others, separated by semicolons."""

    task: str
    lead: str
    partners: tuple[str, ...]
    approver: str
    due_rule: str
    due_as_printed: str
    depends_on: str
    source_line: int
    id: str
    at: Origin = NOWHERE

    @property
    def name(self) -> str:
        """What other rows call it: its id, or its words when it has none."""
        return self.id or self.task

    def needs(self, known: Collection[str]) -> tuple[str, ...]:
        """The tasks it waits for; ``known`` are the names of all, which may hold semicolons themselves."""
        return split_names(self.depends_on, known)


@dataclass(frozen=True)
class AliasRow:
    """The programme line that a treasury code stands for."""

    treasury_code: str
    line: str
    source: str
    at: Origin = NOWHERE


PLAN = row_kind("plan", PlanKeys)
DOCUMENTS = row_kind("documents", CitedDocument)
BUDGET = row_kind("budget", Entry)
LINES = row_kind("lines", LineRow)
CLAIMS = row_kind("claims", Claim)
TARGETS = row_kind("targets", TargetRow)
ACTIVITIES = row_kind("activities", ActivityRow)
SOLUTIONS = row_kind("solutions", SolutionRow)
AGENCIES = row_kind("agencies", AgencyRow)
TASKS = row_kind("tasks", TaskRow)
TASK_STATUS = row_kind("task_status", Progress)
LEDGER = row_kind("ledger", Entry)
ALIASES = row_kind("aliases", AliasRow)
PROPOSALS = row_kind("proposals", Proposal)
PROPOSAL_CAUSES = row_kind("proposal_causes", CausePart)


def tasks_of(rows: tuple[TaskRow, ...]) -> tuple[Task, ...]:
    """The tasks of a plan, in the order of its table."""
    names = tuple(row.name for row in rows)
    return tuple(
        Task(
            name=row.name,
            words=row.task,
            lead=row.lead,
            partners=row.partners,
            approver=row.approver,
            rule=row.due_rule or "none",
            as_printed=row.due_as_printed,
            depends_on=row.needs(names),
            cell=row.at.cell(),
        )
        for row in rows
    )


def target_of(row: TargetRow, years: tuple[int, ...], standard: str, members: tuple[str, ...], *, flow: bool) -> Target:
    """A target over the ``years`` of its plan; ``members`` and ``flow`` as in :class:`Target`."""
    return Target(
        id=row.target,
        indicator=row.indicator_code,
        comparator=row.comparator,
        value=_exact(row.value),
        value_to=_exact(row.value_to),
        unit=row.unit,
        group=row.group,
        per=row.per,
        first=dt.date(min(years), 1, 1),
        last=dt.date(max(years), 12, 31),
        baseline=_exact(row.baseline),
        baseline_date=row.baseline_date,
        standard=standard,
        members=members,
        each=row.scope == "each",
        cell=row.at.cell(),
        flow=flow,
    )


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)
