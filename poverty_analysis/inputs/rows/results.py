"""Rows of published poverty results, of the results of policies, and of the progress of a review."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from poverty_analysis.inputs.rows.kinds import row_kind
from poverty_analysis.plan.claims import Claim
from poverty_analysis.plan.targets.model import Result
from poverty_analysis.values.origin import NOWHERE, Origin

PovertyClass = Literal["poor", "near_poor"]
CLASSES: tuple[PovertyClass, ...] = ("poor", "near_poor")
_PERCENT = 100
_COMPUTED_DECIMALS = 2


@dataclass(frozen=True)
class PovertyResult:
    """Poor and near-poor households of a unit on a day, as published; None for a count that is not."""

    unit: str
    as_of: dt.date
    standard: str
    households: int | None
    poor: int | None
    near_poor: int | None
    status: str
    agency: str
    source: str
    poor_rate_as_printed: str
    near_poor_rate_as_printed: str
    stated_on: dt.date | None
    at: Origin = NOWHERE


@dataclass(frozen=True)
class CountryResult:
    """The same of the country, a region or a group of districts."""

    place: str
    kind: str
    as_of: dt.date
    standard: str
    households: int | None
    poor: int | None
    near_poor: int | None
    status: str
    agency: str
    source: str
    poor_rate_as_printed: str
    near_poor_rate_as_printed: str
    at: Origin = NOWHERE


AnyResult = PovertyResult | CountryResult


def count_of(row: AnyResult, name: str) -> int | None:
    """Households of a class, or all ``households``."""
    return {"households": row.households, "poor": row.poor, "near_poor": row.near_poor}[name]


def printed_rate(row: AnyResult, name: PovertyClass) -> str:
    """The rate in per cent as printed ("4,10"); empty where none is."""
    return row.poor_rate_as_printed if name == "poor" else row.near_poor_rate_as_printed


def _per_cent(printed: str) -> Decimal:
    """A printed rate as a number of per cent, with the decimals printed."""
    return Decimal(printed.replace(",", "."))


def computed_rate(row: AnyResult, name: PovertyClass) -> Fraction | None:
    """The class over all households, 0 to 1; None when either is not published or there are no households."""
    part = count_of(row, name)
    return Fraction(part, row.households) if part is not None and row.households else None


def rate_of(row: AnyResult, name: PovertyClass) -> Fraction | None:
    """The rate of the counts; where one is not published, the rate as printed, 0 to 1."""
    computed, printed = computed_rate(row, name), printed_rate(row, name)
    if computed is not None or not printed:
        return computed
    return Fraction(_per_cent(printed)) / _PERCENT


def rate_decimals(row: AnyResult, name: PovertyClass) -> int:
    """Decimals a rate is shown with: two of one that is computed, those printed of one that is not."""
    printed = printed_rate(row, name)
    computed = computed_rate(row, name) is not None
    return _COMPUTED_DECIMALS if computed or not printed else len(printed.partition(",")[2])


@dataclass(frozen=True)
class IndicatorResult:
    """What a policy reached in a unit by a day; ``denominator`` is the number in need."""

    unit: str
    as_of: dt.date
    indicator: str
    group: str
    numerator: int | None
    denominator: int | None
    share: Fraction | None
    share_low: Fraction | None
    share_high: Fraction | None
    amount_vnd: int | None
    status: str
    standard: str
    agency: str
    source: str
    at: Origin = NOWHERE


@dataclass(frozen=True)
class ReviewProgress:
    """How far the yearly review of a unit was."""

    unit: str
    as_of: dt.date
    handed_in_on: dt.date | None
    status: str
    verified_by: str
    verified_on: dt.date | None
    source: str
    at: Origin = NOWHERE


POVERTY_RESULTS = row_kind("poverty_results", PovertyResult)
COUNTRY_RESULTS = row_kind("country_results", CountryResult)
INDICATOR_RESULTS = row_kind("indicator_results", IndicatorResult)
REVIEW_PROGRESS = row_kind("review_progress", ReviewProgress)


def results_of_poverty(row: PovertyResult) -> tuple[Result, ...]:
    """A published result as results of the three indicators of poverty that a target may name."""
    values = {
        "poor_rate": rate_of(row, "poor"),
        "near_poor_rate": rate_of(row, "near_poor"),
        "poor_households": None if row.poor is None else Fraction(row.poor),
    }
    return tuple(
        Result(
            unit=row.unit,
            indicator=indicator,
            as_of=row.as_of,
            value=value,
            status=row.status,
            standard=row.standard,
            cell=row.at.cell(),
            stated=row.stated_on,
            agency=row.agency,
        )
        for indicator, value in values.items()
    )


def result_of_policy(row: IndicatorResult, measured_in: str) -> Result:
    """A result of a policy; ``measured_in`` is the unit of its indicator, empty for an unknown one."""
    return Result(
        unit=row.unit,
        indicator=row.indicator,
        as_of=row.as_of,
        value=_value(row, measured_in),
        status=row.status,
        base=row.denominator,
        standard=row.standard,
        group=row.group,
        low=row.share_low,
        high=row.share_high,
        cell=row.at.cell(),
        agency=row.agency,
    )


def _value(row: IndicatorResult, measured_in: str) -> Fraction | None:
    """What an indicator of that unit measures: a share, an amount of money, or the number achieved."""
    if measured_in == "share":
        return share_of(row) if row.numerator is not None and row.denominator is not None else row.share
    number = row.amount_vnd if measured_in == "vnd" else row.numerator
    return None if number is None else Fraction(number)


def share_of(row: IndicatorResult) -> Fraction | None:
    """Numerator over denominator; None when either is not known or nobody is in need."""
    return Fraction(row.numerator, row.denominator) if row.numerator is not None and row.denominator else None


def claims_of(row: PovertyResult) -> tuple[Claim, ...]:
    """What a published result says of itself: its counts, and its rates where they are printed."""
    printed = ((name, count_of(row, name), printed_rate(row, name)) for name in CLASSES)
    return tuple(_claim(row, name, count, rate) for name, count, rate in printed if count is not None and rate)


def _claim(row: PovertyResult, name: PovertyClass, count: int, rate: str) -> Claim:
    return Claim(
        claim=f"{row.at.cell()}:{name}",
        kind="rate",
        as_printed=f"{rate}%",
        document=row.at.cell(),
        place=row.unit,
        year=f"{row.as_of} {row.standard}",
        subject=name,
        value=_per_cent(rate),
        part=Decimal(count),
        base=None if row.households is None else Decimal(row.households),
        at=row.at,
    )
