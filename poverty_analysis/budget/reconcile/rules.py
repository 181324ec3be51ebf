"""What is declared beside the two ledgers: money carried over, norms of unit cost, the least counterpart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from poverty_analysis.budget.reconcile.key_sums import KeySums
from poverty_analysis.budget.reconcile.sides import Sides
from poverty_analysis.values.text import nfc


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
class Breach:
    """A declared rule that the booked money breaks, whether or not the two sides agree.

    ``values`` are the key values it is judged within (none: all money);
    ``limit_vnd`` is the most the norms allow, or the least whole đồng of local
    money that is due, ``booked_vnd`` what the right side has.
    """

    reason: Literal["unit_norm_exceeded", "counterpart_short"]
    values: Mapping[str, str]
    limit_vnd: int
    booked_vnd: int


@dataclass(frozen=True)
class Rules:
    """By key number what is carried over, which keys are above their norm and which short; and every breach."""

    carried: Mapping[int, int]
    above_norm: frozenset[int]
    short: frozenset[int]
    breaches: tuple[Breach, ...]


# A breach with the numbers of the keys whose differences it explains.
_Judged = tuple[Breach, Sequence[int]]


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
    above = tuple(_above_norm(sides, sums, norms))
    short = () if counterpart is None else tuple(_short(sides, sums, counterpart))
    return Rules(carried, _keys_of(above), _keys_of(short), tuple(breach for breach, _ in (*above, *short)))


def _keys_of(judged: Iterable[_Judged]) -> frozenset[int]:
    return frozenset(key for _, keys in judged for key in keys)


def _above_norm(sides: Sides, sums: KeySums, norms: Sequence[UnitNorm]) -> Iterator[_Judged]:
    limits: dict[tuple[str, ...], dict[tuple[str, ...], int]] = {}
    for norm in norms:
        if not isinstance(norm, UnitNorm):
            raise TypeError(f"norms: expected UnitNorm, got {type(norm).__name__}")
        names = tuple(sorted(norm.values))
        _check_columns("norms", names, sides.keys)
        of_names = limits.setdefault(names, {})
        values = tuple(nfc(norm.values[name]) for name in names)
        # Norms for the same values add up: new houses and repairs are two norms for one line.
        of_names[values] = of_names.get(values, 0) + norm.norm_vnd * norm.count
    for names, of_names in limits.items():
        keys = _by_values(sides, names)
        for values, limit in of_names.items():
            chosen = keys.get(values, ())
            # Judged on what was booked, not planned: the limit is one of spending.
            booked = _booked(sums, chosen)
            if booked > limit:
                yield Breach("unit_norm_exceeded", dict(zip(names, values, strict=True)), limit, booked), chosen


def _booked(sums: KeySums, keys: Iterable[int]) -> int:
    return sum(int(sums.right_sum[key]) for key in keys)


def _short(sides: Sides, sums: KeySums, rule: LeastCounterpart) -> Iterator[_Judged]:
    if not isinstance(rule, LeastCounterpart):
        raise TypeError(f"counterpart: expected LeastCounterpart, got {type(rule).__name__}")
    names = tuple(rule.within)
    _check_columns("counterpart", ("source", *names), sides.keys)
    sources = sides.table["source"]
    local, central = (_where(sources.isin(list(chosen)).to_numpy(dtype=bool)) for chosen in (rule.local, rule.central))
    for values, keys in _by_values(sides, names).items():
        ours = [key for key in keys if key in local]
        # Exact: a Fraction times whole đồng; a float might call the very minimum short.
        due, booked = rule.ratio * _booked(sums, (key for key in keys if key in central)), _booked(sums, ours)
        if booked < due:
            yield Breach("counterpart_short", dict(zip(names, values, strict=True)), math.ceil(due), booked), ours


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
