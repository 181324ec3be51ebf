"""What a printed number allows, and whether printed parts can give a printed total."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.values.precision import fit_sum, money_span, number_span, rounded, span
from poverty_analysis.values.rates import Totals, household_counts


def test_the_rate_of_thach_ha_allows_754_to_758() -> None:
    assert household_counts(Decimal("1.94"), Totals(38_944, 38_998)) == range(754, 759)
    assert household_counts(Decimal("1.94"), Totals(1_597, 1_597)) == range(31, 32)
    assert not household_counts(Decimal("1.94"), Totals(41, 41))
    assert household_counts(Decimal("0.00"), Totals(100, 100)) == range(1)


@pytest.mark.parametrize(
    ("words", "amount", "place"),
    [
        ("25.110 triệu đồng", 25_110_000_000, 10**6),
        ("4.861,5809 triệu đồng", 4_861_580_900, 100),
        ("533.023.476 đồng", 533_023_476, 0),
        ("2,5 tỷ đồng", 2_500_000_000, 10**8),
        ("5-10 triệu đồng", 10_000_000, 0),
        ("không có số", 7, 0),
    ],
)
def test_an_amount_knows_its_last_place(words: str, amount: int, place: int) -> None:
    assert money_span(amount, words, "vi").place == place


@pytest.mark.parametrize(
    ("words", "value", "low", "high"),
    [
        ("hơn 2 tỷ", "2", 2, 3),
        ("trên 1.250 hộ", "1250", 1250, 1260),
        ("gần 300 hộ", "300", 200, 300),
        ("khoảng 2,5%", "2.5", Fraction(12, 5), Fraction(13, 5)),
        ("ít nhất 40 hộ", "40", 40, None),
        ("40 hộ trở lên", "40", 40, None),
        ("không quá 40 hộ", "40", None, 40),
        ("40 hộ", "40", 40, 40),
        ("40%", "40", Fraction(79, 2), Fraction(81, 2)),
        ("trên địa bàn 40 hộ", "40", 40, 40),
    ],
)
def test_words_and_units_make_an_interval(
    words: str, value: str, low: int | Fraction | None, high: int | Fraction | None
) -> None:
    found = number_span(Decimal(value), words, "vi")
    assert (found.low, found.high) == (low, high)


def test_a_sum_of_n_rounded_numbers_may_be_off_by_half_of_n_and_one() -> None:
    tenth = Fraction(1, 10)
    parts = [span(Decimal("1.0"), tenth)] * 3
    found = [fit_sum(parts, span(Decimal(total), tenth)) for total in ("3.0", "3.2", "2.8", "3.3", "2.7")]
    assert found == ["holds", "rounding", "rounding", "differs", "differs"]
    many = [span(Decimal("1.0"), tenth)] * 5
    assert fit_sum(many, span(Decimal("5.4"), tenth)) == "truncated"
    assert fit_sum(many, span(Decimal("5.5"), tenth)) == "differs"


@given(
    st.lists(st.tuples(st.integers(0, 10**7), st.sampled_from((1, 10, 100, 1000))), min_size=1, max_size=12),
    st.sampled_from((1, 10, 100, 1000)),
)
def test_numbers_rounded_anywhere_never_differ(cells: list[tuple[int, int]], total_place: int) -> None:
    exact = Fraction(sum(number for number, _ in cells))
    parts = [span(rounded(Fraction(number), Fraction(place)), Fraction(place)) for number, place in cells]
    total = span(rounded(exact, Fraction(total_place)), Fraction(total_place))
    assert fit_sum(parts, total) in ("holds", "rounding", "tie")


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=9), st.integers(1, 10**6), st.booleans())
def test_more_than_rounding_allows_is_found(numbers: list[int], beyond: int, less: bool) -> None:
    parts = [span(Fraction(number), Fraction(1)) for number in numbers]
    gap = len(numbers) + 1 + beyond
    total = span(Fraction(sum(numbers) + (-gap if less else gap)), Fraction(1))
    assert fit_sum(parts, total) == "differs"
