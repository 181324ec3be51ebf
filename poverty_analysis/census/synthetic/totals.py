"""Totals of made-up communes: as told, or like no real one.

Nothing here describes a real unit: who writes such a table refuses any unit
that is not fictional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from poverty_analysis.law.standards import Standard

DRAWN: Final = ("poor", "near_poor", "average_farm", "none")
CAUSES: Final = tuple(f"cause{n}" for n in range(1, 9))
# Keeps the chance of totals apart from that of households, whose parts are counted from 0.
_TOTALS: Final = 1_000_000
# What a commune is like unless told: shares of its households, near those of a poor mountain district.
_SHARES: Final = {"poor": 0.20, "near_poor": 0.12, "average_farm": 0.14}
_LACKING: Final = (0.36, 0.29, 0.24, 0.17, 0.45, 0.14, 0.41, 0.20, 0.33, 0.53, 0.23, 0.32)
_CAUSED: Final = (0.23, 0.41, 0.17, 0.26, 0.35, 0.28, 0.12, 0.08)
_PEOPLES: Final = {"thai": 0.34, "hmong": 0.22, "kho_mu": 0.06, "dao": 0.03}
_ORIGINS: Final = {
    "poor": {"poor": 0.93, "near_poor": 0.02, "relapsed": 0.004, "came": 0.005},
    "near_poor": {"near_poor": 0.58, "poor": 0.34, "relapsed": 0.004, "came": 0.007},
}
_MARKED: Final = {"no_labour": 0.07, "registered": 0.25}
_MEMBERS, _CHILDREN, _SERVED, _LEFT, _WOBBLE = 4.3, 1.5, 0.4, 0.009, 0.3


@dataclass(frozen=True)
class ClassTotals:
    """Totals of the households of one class in one commune.

    ``flags`` counts households by column (``d1``, ``cause1``, ``served1``,
    ``no_labour``, ``merit``, ``registered``), ``peoples`` those that are not
    Kinh, ``origins`` those that were not ``none`` a year ago: ``poor``,
    ``near_poor``, ``relapsed`` (none, but poor before) or ``came``.
    """

    households: int
    persons: int
    children: int = 0
    flags: Mapping[str, int] = field(default_factory=dict)
    peoples: Mapping[str, int] = field(default_factory=dict)
    origins: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Commune:
    """Totals of one commune: a group for each class of ``DRAWN``, and households that left by their last class."""

    unit: str
    groups: Mapping[str, ClassTotals]
    left: Mapping[str, int] = field(default_factory=dict)
    area: str = "rural"

    @property
    def households(self) -> int:
        return sum(group.households for group in self.groups.values())


def typical(unit: str, households: int, standard: Standard, seed: int, area: str = "rural") -> Commune:
    """A commune of so many households, like no real one: shares of this module, changed by chance from ``seed``.

    Poor households lack on average 3.7 indicators under a threshold of
    three, and others in proportion to the threshold.  No household is given
    people of merit.
    """
    rng = np.random.default_rng([seed, _TOTALS, *unit.encode()])
    sizes = {name: int(households * share * _wobble(rng)) for name, share in _SHARES.items()}
    sizes["none"] = households - sum(sizes.values())
    groups = {name: _typical_group(rng, name, sizes[name], standard) for name in DRAWN}
    gone = {name: int(sizes[name] * _LEFT) for name in ("poor", "near_poor")}
    return Commune(unit, groups, gone, area)


def _wobble(rng: np.random.Generator) -> float:
    return float(1 + _WOBBLE * (2 * rng.random() - 1))


def _typical_group(rng: np.random.Generator, name: str, n: int, standard: Standard) -> ClassTotals:
    listed = name in ("poor", "near_poor")
    shares = _LACKING[: len(standard.indicator_list)]
    # The poor reach the threshold, the near-poor stay below it, whatever the threshold is.
    aim = {"poor": standard.threshold * 1.22, "near_poor": (standard.threshold - 1) * 0.73}.get(name, 0.4)
    lacking = [share * _wobble(rng) for share in shares]
    scaled = [min(1.0, share * aim / sum(lacking)) for share in lacking]
    # Rounded up for the poor and down for others, so that a commune of few households has a table too.
    flags = {
        f"d{k}": int(n * share) + (name == "poor" and n * share > int(n * share)) for k, share in enumerate(scaled, 1)
    }
    flags |= {f"served{k}": int(flags[f"d{k}"] * _SERVED * _wobble(rng)) for k in range(1, len(shares) + 1)}
    if listed:
        flags |= {cause: int(n * min(1, share * _wobble(rng))) for cause, share in zip(CAUSES, _CAUSED, strict=True)}
        flags |= {mark: int(n * share) for mark, share in _MARKED.items()}
    peoples = {people: int(n * share * _wobble(rng)) for people, share in _PEOPLES.items()}
    origins = {origin: int(n * share) for origin, share in _ORIGINS.get(name, {}).items()}
    return ClassTotals(n, int(n * _MEMBERS), int(n * _CHILDREN), flags, peoples, origins)


def draws(standard: Standard) -> bool:
    """Whether households can be drawn: under one line of income, deprivations tell the poor from the near-poor."""
    rules = {(rule.household_class, rule.limits, rule.deprived) for rule in standard.classes}
    first = standard.income[0].id
    return {("poor", first, "at_least"), ("near_poor", first, "fewer")} <= rules
