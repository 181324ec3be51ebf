"""The chain of decisions: what a level assigned against what the level below it decided.

Province assigns, district assigns, the plan plans, the treasury pays.  Each
step has its own total; a decision that a later one supersedes is out of the sum
and counted apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from poverty_analysis.budget.keys import MoneyKey, money_key
from poverty_analysis.budget.ledger import Entry, grants, in_force, of_phase, of_year, sums_by, total

LEVELS = ("province", "district", "commune")
PLAN, TREASURY = "plan", "treasury"
_DECIDED = ("allocated", "adjusted")


@dataclass(frozen=True)
class ChainStep:
    """One step: who decided (a level, ``plan`` or ``treasury``), the postings in force and those replaced."""

    name: str
    entries: tuple[Entry, ...]
    replaced: tuple[Entry, ...] = ()

    @property
    def total_vnd(self) -> int:
        return total(self.entries)

    def documents(self) -> tuple[str, ...]:
        """Numbers of the documents behind the step, in order of first appearance."""
        return tuple(dict.fromkeys(e.document for e in self.entries))


@dataclass(frozen=True)
class Handover:
    """What a step assigned under a key, and what the step below it decided; ``below - above`` in whole đồng."""

    above: str
    below: str
    key: MoneyKey
    above_vnd: int
    below_vnd: int

    @property
    def difference_vnd(self) -> int:
        return self.below_vnd - self.above_vnd


def chain(booked: Iterable[Entry], planned: Iterable[Entry], year: int, level: str) -> tuple[ChainStep, ...]:
    """The steps that have any money, from the highest level down to the treasury.

    Parameters
    ----------
    booked : iterable of Entry
        All postings of the unit, superseded ones too.
    planned : iterable of Entry
        The plan's rows.
    year : int
        Budget year.
    level : str
        Level of the unit: an allocation that names no level was decided there.
    """
    money = of_year(grants(booked), year)
    kept = set(in_force(money))
    decided = of_phase(money, *_DECIDED)
    steps = [_step(name, [e for e in decided if (e.assigned_by or level) == name], kept) for name in LEVELS]
    # The year's own money only: what is carried over was assigned by decisions of earlier years.
    plan = [e for e in grants(planned) if e.source_year in (str(year), "not_stated")]
    steps.append(ChainStep(PLAN, tuple(plan)))
    paid = [e for e in of_phase(money, "disbursed") if e.source_year in (str(year), "not_stated")]
    steps.append(ChainStep(TREASURY, tuple(paid)))
    return tuple(step for step in steps if step.entries or step.replaced)


def handovers(above: ChainStep, below: ChainStep) -> tuple[Handover, ...]:
    """What the step above assigned beside what the step below decided, key by key.

    Only sources the upper step gives are compared: a lower level adds money of
    its own, which the upper one never assigned.
    """
    sources = {e.source for e in above.entries}
    given = sums_by(above.entries, money_key)
    taken = sums_by((e for e in below.entries if e.source in sources), money_key)
    keys = dict.fromkeys([*given, *taken])
    return tuple(Handover(above.name, below.name, key, given.get(key, 0), taken.get(key, 0)) for key in keys)


def gaps(above: ChainStep, below: ChainStep) -> tuple[Handover, ...]:
    """Where the step below does not decide what the step above assigned."""
    return tuple(pair for pair in handovers(above, below) if pair.difference_vnd)


def _step(name: str, entries: Iterable[Entry], kept: set[Entry]) -> ChainStep:
    items = tuple(entries)
    return ChainStep(name, tuple(e for e in items if e in kept), tuple(e for e in items if e not in kept))
