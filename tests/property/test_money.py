"""Properties: what is formatted is read back, and nothing else is read by chance."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_analysis.values.money import (
    Convention,
    NotReadable,
    find_amounts,
    find_numbers,
    read_money,
    read_number,
    read_vnd,
    vnd_from_cell,
)
from poverty_analysis.values.text import has_control, nfc, slug, sort_key_vi
from poverty_analysis.wording.numbers import format_decimal, format_exact, format_million, format_vnd

DONG = st.integers(-(10**15), 10**15)
CONVENTIONS: st.SearchStrategy[Convention] = st.sampled_from(["vi", "dot"])
NUMBERS = st.decimals(-(10**12), 10**12, allow_nan=False, places=6)
NUMBERISH = st.text(alphabet="0123456789.,-+−()% eE_đ٣１triệu", max_size=12)


def _lang(convention: Convention) -> str:
    return "vi" if convention == "vi" else "en"


@settings(max_examples=10_000, deadline=None)
@given(DONG, CONVENTIONS)
def test_ten_thousand_amounts_come_back_to_the_dong(dong: int, convention: Convention) -> None:
    lang = _lang(convention)
    assert read_money(f"{format_million(dong, lang)} triệu đồng", convention) == dong
    assert read_money(format_vnd(dong, lang), convention, unit="đồng") == dong
    assert read_vnd(str(dong)) == dong


@settings(deadline=None)
@given(NUMBERS, CONVENTIONS)
def test_a_number_comes_back_equal(number: Decimal, convention: Convention) -> None:
    assert read_number(format_exact(number, _lang(convention)), convention) == number


@settings(deadline=None)
@given(DONG)
def test_an_amount_is_found_in_a_sentence(dong: int) -> None:
    sentence = (
        f"Kinh phí năm 2023: {format_million(dong, 'vi')} triệu đồng (vốn sự nghiệp); còn {format_vnd(5, 'vi')} đồng."
    )
    assert find_amounts(sentence, "vi") == [dong, 5]


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_a_float_cell_in_million_gives_the_dong(dong: int) -> None:
    assert vnd_from_cell(dong / 10**6, unit="triệu đồng") == (dong, False)


@settings(deadline=None)
@given(NUMBERISH, CONVENTIONS)
def test_what_is_read_means_its_own_digits(text: str, convention: Convention) -> None:
    try:
        number = read_number(text, convention)
    except NotReadable:
        return
    digits = "".join(char for char in text if char in "0123456789")
    written = "".join(str(digit) for digit in number.as_tuple().digits)
    assert written.lstrip("0") == digits.lstrip("0")
    assert (number < 0) == (number != 0 and nfc(text)[0] in "-−(")


@settings(deadline=None)
@given(st.text(max_size=60) | NUMBERISH, CONVENTIONS)
def test_any_text_is_read_or_refused_by_name(text: str, convention: Convention) -> None:
    for read in (read_number, read_money, find_amounts, find_numbers):
        try:
            read(text, convention)
        except NotReadable as refused:
            assert refused.reason


@settings(deadline=None)
@given(st.fractions(-(10**6), 10**6), st.integers(0, 6))
def test_rounding_moves_a_value_by_half_a_unit_at_most(value: Fraction, decimals: int) -> None:
    shown = Fraction(read_number(format_decimal(value, decimals, "en"), "dot"))
    assert abs(shown - value) <= Fraction(1, 2 * 10**decimals)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_the_door_changes_nothing_twice(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert has_control(nfc(text)) == has_control(nfc(nfc(text)))


@settings(deadline=None)
@given(st.text(max_size=80))
def test_a_slug_is_a_safe_file_name_part(text: str) -> None:
    made = slug(text)
    assert 0 < len(made) <= 62
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slug(made) == made


@settings(deadline=None)
@given(st.text(max_size=20), st.text(max_size=20))
def test_only_equal_texts_share_a_sort_key(one: str, two: str) -> None:
    same = sort_key_vi(one) == sort_key_vi(two)
    assert same == (sort_key_vi(one)[-1] == sort_key_vi(two)[-1])
