"""Class households under a legal standard, with the reason of each class.

The rule of a standard is a small table of cases: interval of income (or of B1
points) x deprived or not x farm or not.  :func:`classify` finds the case of
every household with array arithmetic and looks class and reason up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from poverty_analysis.law.standards import AREAS, Bracket, Standard

CLASSES: Final = ("poor", "near_poor", "average_farm", "none", "unknown")
REASONS: Final = (
    *("income", "income_and_deprivations", "income_few_deprivations"),
    *("points", "points_and_deprivations", "points_few_deprivations"),
    *("average_income", "average_living_standard", "above_lines", "above_points"),
    *("missing_area", "missing_income", "missing_deprivations", "missing_farm"),
    *("between_lines", "average_needs_income"),
)

# The three answers of a question about a household, and what decided its interval.
_NO, _YES, _MISSING = range(3)
_INCOME, _POINTS = range(2)
_MEASURES: Final = ("income", "points")
_AVERAGE: Final = (("none", "average_living_standard"), ("average_farm", "average_income"), ("unknown", "missing_farm"))

Array = npt.NDArray[Any]
Mask = npt.NDArray[np.bool_]


def classify(table: pd.DataFrame, standard: Standard, *, insurance: str | None = None) -> pd.DataFrame:
    """Return the class of every household under ``standard``, and why.

    Parameters
    ----------
    table
        One row a household.  ``area`` (``urban`` or ``rural``); ``income`` (đồng
        a person a month) or ``b1`` (points), or both; the deprivations ``d1``,
        ``d2``, ... in the order of the form (0, 1 or missing), or ``b2`` (points);
        ``farm`` (0, 1) to tell the average farm households; ``household`` is
        passed through.  Other columns are not looked at.
    standard
        The standard, from ``poverty_analysis.law``; nothing is looked up.
    insurance
        Who counts for health insurance, one of ``standard.insurance``; None
        means the standard's own reading.  Another reading than that takes its
        flags from a column of its own, for example ``d4_child``.

    Returns
    -------
    pandas.DataFrame
        ``household`` (if given), ``class`` (categorical: poor, near_poor,
        average_farm, none, unknown), ``deprivation_count`` (Int8, missing
        where a flag is) and ``reason`` (categorical, a word of ``REASONS``),
        with the index of ``table``.

    Raises
    ------
    ValueError
        A needed column is absent, a word or number is outside its list, or
        ``insurance`` is no reading of the standard.
    TypeError
        A column of numbers holds text.

    Notes
    -----
    Source: ``docs/reference/standards.md``.  An upper line belongs to the class
    below it.  Where a household has B1 points they decide, and income only says
    what lies above the highest scored line; a household without either, without
    a flag that the rule asks for, or in a gap of the decree's text is
    ``unknown``, never guessed.  A flag that the rule does not ask for may be
    missing.  Without a column ``farm`` no household is ``average_farm``.  A
    complete set of flags goes before ``b2``.
    """
    found = classed(table, standard, insurance=insurance)
    made = {"household": table["household"].array} if "household" in table.columns else {}
    return pd.DataFrame(
        {
            **made,
            "class": _named(found.kind, CLASSES),
            "deprivation_count": pd.arrays.IntegerArray(found.count, ~found.known),
            "reason": _named(found.reason, REASONS),
        },
        index=table.index,
    )


@dataclass(frozen=True)
class Classed:
    """What :func:`classify` finds, as arrays of n rows.

    ``kind`` and ``reason`` are places in ``CLASSES`` and ``REASONS``, ``area``
    in ``AREAS`` (-1: missing); ``count`` is the number of deprivations where
    it is ``known``.
    """

    area: Array
    kind: Array
    reason: Array
    count: Array
    known: Mask


def classed(table: pd.DataFrame, standard: Standard, *, insurance: str | None = None) -> Classed:
    """Class households as :func:`classify` does; the kernel it shares with the counts, without a frame."""
    _check_columns(table, standard)
    area = _areas(table["area"])
    place, measure = _places(table, standard, area)
    count, known, deprived = _deprivations(table, standard, insurance)
    classes, reasons = _cases(standard)
    # Four answers as digits of a mixed base, in 16 bits: the rule is then one look-up a household.
    case = ((measure * np.int16(_kinds(standard)) + place) * np.int16(3) + deprived) * np.int16(3) + _farm(table)
    return Classed(area, classes[case], reasons[case], count, known)


def tally(classified: pd.DataFrame) -> pd.DataFrame:
    """Count the households of each class and reason: columns ``class``, ``reason``, ``households``.

    Takes what :func:`classify` gives; classes and reasons without households
    are left out, the order is that of ``CLASSES`` and ``REASONS``.
    """
    first, second = (classified[name].cat.codes.to_numpy() for name in ("class", "reason"))
    pairs = np.multiply(first, len(REASONS), dtype=np.int64) + second
    counts = np.bincount(pairs, minlength=len(CLASSES) * len(REASONS))
    rows = [(*pair, int(number)) for pair, number in zip(product(CLASSES, REASONS), counts, strict=True) if number]
    return pd.DataFrame(rows, columns=["class", "reason", "households"])


def _named(codes: Array, names: tuple[str, ...]) -> pd.Categorical[Any]:
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(names)))


def _check_columns(table: pd.DataFrame, standard: Standard) -> None:
    given = set(table.columns)
    if "area" not in given:
        raise ValueError('the table needs a column "area" with urban or rural')
    if "income" not in given and not ("b1" in given and standard.points):
        scored = " or b1 (points)" if standard.points else f"; {standard.id} has no scores for b1"
        raise ValueError(f"the table needs a column income (đồng a person a month){scored}")


# The places a household can have: the income intervals, then these four.
def _above(standard: Standard) -> int:
    return len(standard.income)


def _kinds(standard: Standard) -> int:
    return _above(standard) + 4


@cache
def _cases(standard: Standard) -> tuple[Array, Array]:
    """Class and reason, as positions in ``CLASSES`` and ``REASONS``, of every case of the rule."""
    outcomes = [
        _outcome(standard, measure, place, deprived, farm)
        for measure, place, deprived, farm in product(range(2), range(_kinds(standard)), range(3), range(3))
    ]
    classes = np.array([CLASSES.index(name) for name, _ in outcomes], dtype=np.int8)
    return classes, np.array([REASONS.index(reason) for _, reason in outcomes], dtype=np.int8)


def _outcome(standard: Standard, measure: int, place: int, deprived: int, farm: int) -> tuple[str, str]:
    above = _above(standard)
    if place > above:
        return "unknown", ("between_lines", "missing_income", "missing_area")[place - above - 1]
    if place == above:
        return _beyond(standard, measure, farm)
    rules = {r.deprived: r.household_class for r in standard.classes if r.limits == standard.income[place].id}
    name = _MEASURES[measure]
    if rules.get("any") == "average_farm":
        return _AVERAGE[farm]
    if "any" in rules:
        return rules["any"], name
    if deprived == _MISSING:
        return "unknown", "missing_deprivations"
    return (rules["at_least"], f"{name}_and_deprivations") if deprived else (rules["fewer"], f"{name}_few_deprivations")


def _beyond(standard: Standard, measure: int, farm: int) -> tuple[str, str]:
    """A household above every line it was measured by."""
    if measure == _INCOME:
        return "none", "above_lines"
    averages = any(rule.household_class == "average_farm" for rule in standard.classes)
    if farm == _NO or not averages:
        return "none", "above_points"
    return ("unknown", "average_needs_income") if farm == _YES else ("unknown", "missing_farm")


def _places(table: pd.DataFrame, standard: Standard, area: Array) -> tuple[Array, Array]:
    """Interval of every household and what decided it; both of small integers."""
    urban = area == AREAS.index("urban")
    above = _above(standard)
    place = np.full(len(table), above + 2, dtype=np.int16)
    measure = np.zeros(len(table), dtype=np.int16)
    if "income" in table.columns:
        income, known = _numbers(table["income"])
        found = _interval(income, urban, standard.income)
        place = found if known is None else np.where(known, found, place)
    if "b1" in table.columns and standard.points:
        points, known = _numbers(table["b1"])
        scored = np.ones(len(table), dtype=bool) if known is None else known
        order = [limits.id for limits in standard.income]
        # A place among the points as a place among the incomes; the last two are "above" and "between".
        named = np.array([*(order.index(one.id) for one in standard.points), above, above + 1], dtype=np.int16)
        by_points = named[_interval(points, urban, standard.points)]
        # Above the highest score the income tells more, if it agrees that the household is above.
        told = (by_points == above) & (place >= len(standard.points)) & (place <= above)
        taken = scored & ~told
        place, measure = np.where(taken, by_points, place), taken.astype(np.int16)
    # Last of all: without an area no line is known, whatever the income or the points.
    place[area < 0] = above + 3
    return place, measure


def _interval(values: Array, urban: Mask, limits: tuple[Bracket, ...]) -> Array:
    """Position of the interval each value lies in; their number if above all, one more if between two."""
    place = np.full(len(values), len(limits) + 1, dtype=np.int16)
    for position, one in enumerate(limits):
        inside = values <= np.where(urban, one.up_to.urban, one.up_to.rural)
        if one.lower is not None:
            lower = np.where(urban, one.lower.urban, one.lower.rural)
            inside &= values >= lower if one.lower_closed else values > lower
        place[inside] = position
    highest = limits[-1].up_to
    place[values > np.where(urban, highest.urban, highest.rural)] = len(limits)
    return place


def _areas(column: pd.Series) -> Array:
    """Place of the area of every household in ``AREAS``, -1 where it is missing."""
    place = positions(column, AREAS)
    missing = place < 0
    if missing.any():
        wrong = int((missing & column.notna().to_numpy()).sum())
        if wrong:
            raise ValueError(f'column "area": urban or rural expected, {wrong} rows have another word')
    return place


def positions(column: pd.Series, names: Sequence[str]) -> Array:
    """Place of every word in ``names``, as small integers; -1 where it is missing or another word."""
    made = column.array if isinstance(column.dtype, pd.CategoricalDtype) else pd.Categorical(column)
    if made.categories.equals(_index(tuple(names))):
        codes: Array = made.codes
        return codes
    places = {name: place for place, name in enumerate(names)}
    known = np.array([*(places.get(word, -1) for word in made.categories), -1], dtype=np.int32)
    found: Array = known[made.codes]
    return found


@cache
def _index(names: tuple[str, ...]) -> pd.Index:
    return pd.Index(names)


def _farm(table: pd.DataFrame) -> Array:
    if "farm" not in table.columns:
        return np.full(len(table), _NO, dtype=np.int16)
    values, known = _flags(table["farm"])
    return values.astype(np.int16) if known is None else np.where(known, values, _MISSING).astype(np.int16)


def _deprivations(table: pd.DataFrame, standard: Standard, insurance: str | None) -> tuple[Array, Mask, Array]:
    """Count of deprivations, where it is known, and whether it reaches the threshold."""
    count = np.zeros(len(table), dtype=np.int8)
    columns = tuple(_columns(standard, insurance))
    absent = [name for name in columns if name not in table.columns]
    scored = "b2" in table.columns and standard.points_each > 0
    if absent and not (scored and len(absent) == len(columns)):
        raise ValueError(f"{standard.id} needs the columns {', '.join(absent)} (0, 1 or missing)")
    known = np.full(len(table), bool(columns) and not absent)
    for name in () if absent else columns:
        flags, there = _flags(table[name])
        count += flags
        if there is not None:
            known &= there
    deprived = (count >= standard.threshold).astype(np.int16)
    if not known.all():
        deprived[~known] = _MISSING
    if scored:
        points, there = _scores(table["b2"], standard.points_each * len(columns))
        # Points stand in only where the flags leave the count open.
        there &= ~known
        deprived[there] = points[there] >= standard.threshold * standard.points_each
        # Points between two counts decide the class, but no count is told for them.
        whole = there & (points % standard.points_each == 0)
        count[whole] = points[whole] // standard.points_each
        known |= whole
    return count, known, deprived


def _columns(standard: Standard, insurance: str | None) -> Iterator[str]:
    """Names of the columns with the flags of the standard's indicators, in the order of the form."""
    if insurance is not None and insurance not in standard.insurance:
        known = ", ".join(standard.insurance) or "none"
        raise ValueError(f'insurance="{insurance}" is no reading of {standard.id}; expected: {known}')
    for indicator in standard.indicator_list:
        chosen = insurance is not None and insurance in indicator.scopes
        yield indicator.scope_column(insurance) if chosen and insurance else indicator.column


def _scores(column: pd.Series, highest: int) -> tuple[Array, Mask]:
    values, known = _numbers(column)
    there = np.ones(len(values), dtype=bool) if known is None else known
    wrong = int((there & ((values < 0) | (values > highest))).sum())
    if wrong:
        raise ValueError(f'column "{column.name}": 0 to {highest} expected, {wrong} rows have another number')
    return values, there


def _flags(column: pd.Series) -> tuple[Array, Mask | None]:
    """A column of 0 and 1 as small integers (0 where missing), and where it is known (None: everywhere)."""
    values, known = _numbers(column)
    # A column of bytes that are 0 or 1 is handed on as it lies, without a copy.
    if known is None and values.itemsize == 1 and (not len(values) or 0 <= values.min() <= values.max() <= 1):
        return values.view(np.int8), None
    ones = values == 1 if known is None else (values == 1) & known
    others = ~ones & (values != 0)
    wrong = int((others if known is None else others & known).sum())
    if wrong:
        raise ValueError(f'column "{column.name}": 0, 1 or missing expected, {wrong} rows have another number')
    return ones.astype(np.int8), known


def _numbers(column: pd.Series) -> tuple[Array, Mask | None]:
    """A column of numbers (0 where missing), and where it is known (None: everywhere); infinite ones are missing."""
    if column.dtype.kind in "iub" and isinstance(column.dtype, np.dtype):
        return column.to_numpy(), None
    # Text that reads like a number would be converted in silence, so the kind is asked first.
    kind = pd.api.types.infer_dtype(column, skipna=True)
    if kind not in {"integer", "floating", "mixed-integer-float", "boolean", "integer-na", "empty"}:
        raise TypeError(f'column "{column.name}": numbers expected, not {kind}')
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    known = np.isfinite(values)
    return np.where(known, values, 0), known
