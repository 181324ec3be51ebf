"""What is declared beside the two ledgers: money carried over, norms of unit cost, the least counterpart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from poverty_analysis.budget.reconcile.key_sums import KeySums
from poverty_analysis.budget.reconcile.sides import Sides


@dataclass(frozen=True)
class UnitNorm:
    """What one unit may cost: ``norm_vnd`` times ``count`` for all keys with these values."""

    values: Mapping[str, str]
    norm_vnd: int
    count: int


@dataclass(frozen=True)
class LeastCounterpart:
    """The least share of local money on central money, within keys that agree on ``within``."""

    ratio: Fraction
    local: Sequence[str]
    central: Sequence[str] = ("central",)
    within: Sequence[str] = ("line",)


@dataclass(frozen=True)
class Rules:
    """By key number: what is carried over, which keys are above their norm, which are short of local money."""

    carried: Mapping[int, int]
    above_norm: frozenset[int]
    short: frozenset[int]


def make_rules(
    sides: Sides,
    sums: KeySums,
    carried: Mapping[int, int],
    norms: Sequence[UnitNorm],
    counterpart: LeastCounterpart | None,
) -> Rules:
    """Judge every key once.

    Raises
    ------
    TypeError
        For a norm or a counterpart of another type.
    ValueError
        For one that speaks of a column that is no key.
    """
    short = frozenset[int]() if counterpart is None else _short(sides, sums, counterpart)
    return Rules(carried, _above_norm(sides, sums, norms), short)


def _above_norm(sides: Sides, sums: KeySums, norms: Sequence[UnitNorm]) -> frozenset[int]:
    limits: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}
    for norm in norms:
        if not isinstance(norm, UnitNorm):
            raise TypeError(f"norms: expected UnitNorm, got {type(norm).__name__}")
        names = tuple(sorted(norm.values))
        _check_columns("norms", names, sides.keys)
        of_names = limits.setdefault(names, {})
        values = tuple(norm.values[name] for name in names)
        # Norms for the same values add up: new houses and repairs are two norms for one line.
        of_names[values] = of_names.get(values, 0) + norm.norm_vnd * norm.count
    found: set[int] = set()
    for names, of_names in limits.items():
        keys = _by_values(sides, names)
        for values, limit in of_names.items():
            chosen = keys.get(values, ())
            # Judged on what was booked, not planned: the limit is one of spending.
            if sum(int(sums.right_sum[key]) for key in chosen) > limit:
                found.update(chosen)
    return frozenset(found)


def _short(sides: Sides, sums: KeySums, rule: LeastCounterpart) -> frozenset[int]:
    if not isinstance(rule, LeastCounterpart):
        raise TypeError(f"counterpart: expected LeastCounterpart, got {type(rule).__name__}")
    _check_columns("counterpart", ("source", *rule.within), sides.keys)
    sources = sides.table["source"]
    local, central = (_where(sources.isin(list(names)).to_numpy(dtype=bool)) for names in (rule.local, rule.central))
    found: set[int] = set()
    for keys in _by_values(sides, tuple(rule.within)).values():
        ours = [key for key in keys if key in local]
        given = sum(int(sums.right_sum[key]) for key in keys if key in central)
        # Exact: a Fraction times whole đồng; a float would call the very minimum short.
        if sum(int(sums.right_sum[key]) for key in ours) < rule.ratio * given:
            found.update(ours)
    return frozenset(found)


def _where(chosen: npt.NDArray[np.bool_]) -> frozenset[int]:
    return frozenset(np.flatnonzero(chosen).tolist())


def _by_values(sides: Sides, names: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
    """Key numbers by the values of some of the key columns; all of them together for no column."""
    found: dict[tuple[str, ...], list[int]] = {}
    columns = [sides.table[name].tolist() for name in names]
    rows = zip(*columns, strict=True) if columns else (() for _ in range(len(sides.table)))
    for key, values in enumerate(rows):
        found.setdefault(tuple(values), []).append(key)
    return found


def _check_columns(what: str, names: Sequence[str], keys: tuple[str, ...]) -> None:
    for name in names:
        if name not in keys:
            raise ValueError(f"{what}: {name!r} is not one of the keys {', '.join(keys)}")
