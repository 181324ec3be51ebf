"""Typed rows as JSON and back, exactly: a number keeps its type, a row its class and its place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.plan_head import PlanHead
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.inputs.rows.plan import PlanKeys
from poverty_analysis.inputs.rows.results import CountryResult, IndicatorResult, PovertyResult, ReviewProgress
from poverty_analysis.inputs.rows.units import GroupMember
from poverty_analysis.units.units import Link, Unit
from poverty_analysis.values.origin import Origin
from poverty_analysis.values.problems import Finding, Place, Problem

_CLASSES: Mapping[str, type] = {
    kind.__name__: kind
    for kind in (
        *(Entry, PovertyResult, IndicatorResult, ReviewProgress, CountryResult, FormRow),
        *(Unit, Link, GroupMember),
        *(PlanHead, PlanKeys, InputFile, Origin, Problem, Place, Finding),
    )
}


def plain(value: object) -> Any:
    """``value`` as JSON; TypeError for a class that is none of ours."""
    if value is None or isinstance(value, str | bool | int | float):
        # A text of a class of its own (a scalar of YAML) is kept as the text it is.
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Decimal | Fraction | dt.date):
        return {type(value).__name__: value.isoformat() if isinstance(value, dt.date) else str(value)}
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    if isinstance(value, frozenset):
        return {"set": sorted(value)}
    if isinstance(value, Mapping):
        return {"map": [[key, plain(one)] for key, one in value.items()]}
    name = type(value).__name__
    if _CLASSES.get(name) is not type(value):
        raise TypeError(name)
    return {name: [plain(getattr(value, field)) for field in _fields(name)]}


def typed(value: Any) -> Any:
    """What :func:`plain` was given; lists come back as tuples."""
    if isinstance(value, list):
        return tuple([typed(one) for one in value])
    if not isinstance(value, dict):
        return value
    ((name, given),) = value.items()
    if name in _CLASSES:
        kind = _CLASSES[name]
        return kind(**dict(zip(_fields(name), map(typed, given), strict=True)))
    return _READERS[name](given)


@cache
def _fields(name: str) -> tuple[str, ...]:
    return tuple(field.name for field in fields(_CLASSES[name]))


_READERS: Mapping[str, Any] = {
    "Decimal": Decimal,
    "Fraction": Fraction,
    "date": dt.date.fromisoformat,
    "set": frozenset,
    "map": lambda pairs: {key: typed(one) for key, one in pairs},
}
