"""What each printed figure of the chapters on poverty says of the counts of the forms."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from tests.disclosure import CAUSES, CHILDREN, GROUPS, NEAR, NEEDS, PEOPLES, POOR, RESULTS, Name
from tests.form_identities import CLASSES, INDICATORS, Known, in_need

_Parts = tuple[dict[Name, int], dict[Name, int]]
_Reader = Callable[..., _Parts]


def statements(figures: Iterable[Mapping[str, Any]], unit: str, shape: Collection[Name]) -> Iterator[Known]:
    """Equations that the figures of the report on a unit state about the counts in ``shape``.

    Raises
    ------
    LookupError
        A figure of the chapters on poverty that nothing here can read.
    """
    for figure in figures:
        part, whole = _read(figure["id"], unit, shape)
        value = Fraction(figure["exact"])
        terms: dict[Name, int] = defaultdict(int)
        for name, times in part.items():
            terms[name] += times * (value.denominator if whole else 1)
        for name, times in whole.items():
            terms[name] -= times * value.numerator
        if unknown := [name for name in terms if name not in shape]:
            raise LookupError(f"{figure['id']}: {unknown}")
        right = 0 if whole else int(value)
        if terms:
            yield Known(dict(terms), right, right)


def _read(key: str, unit: str, shape: Collection[Name]) -> _Parts:
    """Numerator and denominator of a figure; the latter empty for a count, both for one of published counts alone."""
    for pattern, read in _FIGURES.items():
        if found := re.fullmatch(pattern, key):
            return read(unit, shape, *found.groups()) if read else ({}, {})
    if key.partition(".")[0] in _POVERTY:
        raise LookupError(key)
    return {}, {}


def _one(*name: str) -> dict[Name, int]:
    form, counted, unit, column = name
    return {(form, counted, unit, column): 1}


def _lacking(unit: str, _: object, near: str | None, column: str) -> _Parts:
    return _one(NEAR if near else POOR, "households", unit, column), {}


def _lacking_share(unit: str, _: object, near: str | None, column: str) -> _Parts:
    form = NEAR if near else POOR
    return _one(form, "households", unit, column), _one(form, "households", unit, "households")


def _contribution(unit: str, _: object, column: str) -> _Parts:
    names = _DIMENSIONS.get(column, (column,))
    return {(POOR, "households", unit, name): 1 for name in names}, _one(POOR, "households", unit, "total")


def _intensity(unit: str, _: object, measure: str, part: str | None) -> _Parts:
    poor, total = (_one(POOR, "households", unit, name) for name in ("households", "total"))
    whole = _one(RESULTS, "households", unit, "households")
    top, below = {"A": (total, poor), "M0": (total, whole), "H": (poor, whole)}[measure]
    bottom = below if measure == "H" else dict.fromkeys(below, INDICATORS)
    return (top, bottom) if part is None else (top, {}) if part == "part" else (bottom, {})


def _cause(unit: str, _: object, kind: str, column: str) -> _Parts:
    return _one(CAUSES, kind, unit, {"all": "households"}.get(column, column)), {}


def _cause_share(unit: str, _: object, kind: str, column: str) -> _Parts:
    return _one(CAUSES, kind, unit, column), _one(CAUSES, kind, unit, "households")


def _group(unit: str, _: object, counted: str, column: str) -> _Parts:
    return _one(GROUPS, counted, unit, column), {}


def _group_share(unit: str, _: object, counted: str, mark: str, kind: str) -> _Parts:
    return _one(GROUPS, counted, unit, f"{mark}_{kind}"), _one(GROUPS, counted, unit, kind)


def _people(unit: str, _: object, kind: str, people: str) -> _Parts:
    return _one(PEOPLES, kind, unit, f"{people}.households"), {}


def _people_share(unit: str, _: object, kind: str, people: str) -> _Parts:
    return _one(PEOPLES, kind, unit, f"{people}.households"), _one(PEOPLES, kind, unit, "all.households")


def _child(unit: str, _: object, kind: str, part: str | None) -> _Parts:
    return _one(CHILDREN, kind, unit, f"children_{part}" if part else "children"), {}


def _child_share(unit: str, _: object, kind: str, part: str) -> _Parts:
    return _one(CHILDREN, kind, unit, f"children_{part}"), _one(CHILDREN, kind, unit, "children")


def _need(unit: str, shape: Collection[Name], kind: str, need: str, column: str | None) -> _Parts:
    kinds = [k for k in CLASSES if next(iter(in_need(unit, shape, k, need))) in shape] if kind == "both" else [kind]
    wanted = {name: 1 for k in kinds for name in in_need(unit, shape, k, need)}
    served = {(NEEDS, k, unit, f"{need}.served"): 1 for k in kinds}
    return (wanted, {}) if column is None else (served, {}) if column == "served" else (served, wanted)


def _registered(unit: str, _: object, kind: str, column: str | None) -> _Parts:
    whole, part = (_one(NEEDS, kind, unit, f"all.{name}") for name in ("deprived", "registered"))
    return (whole, {}) if column == "all" else (part, {}) if column is None else (part, whole)


def _by_unit(read: _Reader) -> _Reader:
    """Of a table of the units below: the first part of the id is the unit."""
    return lambda _, shape, unit, *rest: read(unit, shape, *rest)


def _minority(unit: str, _: object, name: str, counted: str, part: str | None) -> _Parts:
    poor, near = ("minority_poor",), ("minority_near_poor",)
    columns = {"all": ("minority",), "poor_rate": poor, "near_poor_rate": near, "multidim_rate": (*poor, *near)}[name]
    top = {(GROUPS, counted, unit, column): 1 for column in columns}
    return (top, {}) if part or name == "all" else (top, _one(GROUPS, counted, unit, "minority"))


# The standard of the forms of these tests has two indicators in each dimension.
_DIMENSIONS = {
    name: (f"d{2 * n + 1}", f"d{2 * n + 2}")
    for n, name in enumerate(("work", "health", "education", "housing", "water", "information"))
}
_KIND, _D, _NEED = r"(poor|near_poor)", r"(d\d+|total|households)", r"(d\d+|cause\d+)"
# None: a figure of published counts only.
_FIGURES: dict[str, _Reader | None] = {
    rf"review\.deprived(_near)?\.{_D}": _lacking,
    rf"review\.deprived(_near)?\.{_D}\.share": _lacking_share,
    r"review\.contribution\.(\w+)": _contribution,
    r"review\.(A|M0|H)(?:\.(part|base))?": _intensity,
    r"review\.[\w-]+\.minority_(all|poor_rate|near_poor_rate|multidim_rate)\.(households|persons)(\.part)?": _minority,
    r"review\.[\w-]+\.(all|poor_rate|near_poor_rate|multidim_rate)\.\w+(\.part)?": None,
    r"review\.[\w-]+\.(near_)?poor_movements\.\w+\.\w+": None,
    r"(escaped|units_below|poverty)\..+": None,
    rf"causes\.{_KIND}\.(\w+)": _cause,
    rf"causes\.{_KIND}\.(\w+)\.share": _cause_share,
    r"groups\.(households|persons)\.(\w+)": _group,
    rf"groups\.(households|persons)\.(minority|no_labour|merit)_{_KIND}\.share": _group_share,
    rf"peoples\.{_KIND}\.(\w+)": _people,
    rf"peoples\.{_KIND}\.(\w+)\.share": _people_share,
    rf"children\.{_KIND}(?:\.(\w+))?": _child,
    rf"children\.{_KIND}\.(\w+)\.share": _child_share,
    rf"needs\.(both|poor|near_poor)\.{_NEED}(?:\.(served|share))?": _need,
    rf"needs\.{_NEED}\.planned": None,
    rf"registered\.{_KIND}\.escaped": None,
    rf"registered\.{_KIND}(?:\.(all|share))?": _registered,
    rf"registered\.(\d+)\.{_KIND}(?:\.(all|share))?": _by_unit(_registered),
    rf"deprivation\.(\d+)\.{_D}": _by_unit(lambda unit, shape, name: _lacking_share(unit, shape, None, name)),
    r"causes\.(\d+)\.(\w+)": _by_unit(lambda unit, shape, name: _cause_share(unit, shape, "poor", name)),
    rf"in_need\.(\d+)\.{_NEED}": _by_unit(lambda unit, shape, need: _need(unit, shape, "poor", need, None)),
    rf"served\.(\d+)\.{_NEED}": _by_unit(lambda unit, shape, need: _need(unit, shape, "poor", need, "share")),
}
_POVERTY = {re.split(r"\W", pattern.lstrip("("))[0] for pattern in _FIGURES} | {"escaped", "units_below", "poverty"}
