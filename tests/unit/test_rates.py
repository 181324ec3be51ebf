"""Rates recomputed from counts, and the household totals a printed rate allows; checked by hand and by brute force."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.values.rates import (
    Totals,
    common,
    cut_off,
    decimals_of,
    fit,
    half_up,
    household_totals,
    rate,
)


def test_thach_ha_2019() -> None:
    poor = household_totals(1597, Decimal("4.10"), 2)
    near = household_totals(2027, Decimal("5.20"), 2)
    assert (poor, near) == (Totals(38904, 38998), Totals(38944, 39018))
    assert common((poor, near)) == Totals(38944, 38998)


def test_a_rate_of_no_households_is_unknown_and_none_is_clipped() -> None:
    assert rate(0, 0) is None
    assert rate(204, 10) == Fraction(102, 5)


def test_half_up_and_cut_off() -> None:
    assert half_up(Fraction(1, 8), 2) == Fraction(13, 100)
    assert half_up(Fraction(-1, 8), 2) == Fraction(-13, 100)
    assert [half_up(Fraction(n, 1000), 1) for n in (45, 49, 50)] == [0, 0, Fraction(1, 10)]
    assert cut_off(Fraction(2, 3), 2) == Fraction(66, 100)
    assert cut_off(Fraction(-2, 3), 2) == Fraction(-66, 100)
    assert fit(Fraction(2, 3), Decimal("0.67"), 2) == "holds"
    assert fit(Fraction(2, 3), Decimal("0.66"), 2) == "truncated"
    assert fit(Fraction(2, 3), Decimal("0.68"), 2) == "differs"


def test_decimals_as_printed() -> None:
    assert [decimals_of(Decimal(text)) for text in ("4.10", "4", "4E1", "0.5")] == [2, 0, 0, 1]
    with pytest.raises(ValueError, match="finite"):
        decimals_of(Decimal("NaN"))


def test_zero_percent_has_no_upper_bound_and_nobody_cannot_be_a_percent() -> None:
    assert household_totals(0, Decimal("0.00"), 2) == Totals(1, None)
    assert household_totals(0, Decimal("0.00"), 2, "truncated") == Totals(1, None)
    assert household_totals(3, Decimal("0.00"), 2) == Totals(60001, None)
    assert household_totals(0, Decimal("1.00"), 2).empty
    assert household_totals(5, Decimal(120), 0).empty
    assert 10**12 in Totals(1, None)


@pytest.mark.parametrize(("part", "percent", "decimals"), [(-1, "1", 0), (1, "-0.5", 1), (1, "1", -1)])
def test_negative_arguments_are_refused(part: int, percent: str, decimals: int) -> None:
    with pytest.raises(ValueError, match="0 or more"):
        household_totals(part, Decimal(percent), decimals)


def test_without_any_rate_every_total_is_possible() -> None:
    assert common(()) == Totals(1, None)


@given(st.integers(0, 400), st.integers(1, 400), st.integers(0, 2), st.sampled_from(("half_up", "truncated")))
def test_the_interval_is_exactly_the_totals_that_print_the_rate(
    part: int, households: int, decimals: int, rounding: str
) -> None:
    part = min(part, households)
    shown = half_up if rounding == "half_up" else cut_off
    printed = shown(Fraction(100 * part, households), decimals)
    percent = Decimal(printed.numerator) / Decimal(printed.denominator)
    found = household_totals(part, percent, decimals, rounding)  # type: ignore[arg-type]
    fits = {n for n in range(max(part, 1), 1200) if shown(Fraction(100 * part, n), decimals) == printed}
    assert households in found
    assert {n for n in range(1, 1200) if n in found} == fits
