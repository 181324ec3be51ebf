"""Numbers and money: every case below was worked out by hand."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from decimal import Decimal

import pytest
from babel.numbers import NumberFormatError, parse_decimal

from poverty_analysis.values.money import (
    Convention,
    NotReadable,
    find_amounts,
    find_numbers,
    read_money,
    read_number,
    read_vnd,
    unit_factor,
    vnd_from_cell,
)

# Text, what "vi" gives, what "dot" gives: a number as Python writes it, or the reason it is refused.
TRAPS = [
    ("1.269,5809", "1269.5809", "separator"),
    ("533.023.476", "533023476", "separator"),
    ("1.234", "1234", "1.234"),
    ("1,234", "1.234", "1234"),
    ("1234", "1234", "1234"),
    ("1234,5", "1234.5", "separator"),
    ("12.5", "separator", "12.5"),
    ("1.26", "separator", "1.26"),
    ("100.00", "separator", "100.00"),
    ("1269.5809", "separator", "1269.5809"),
    ("1,269.5809", "separator", "1269.5809"),
    ("1.2345", "separator", "1.2345"),
    ("0.123", "separator", "0.123"),
    ("0,123", "0.123", "separator"),
    (".5", "separator", "separator"),
    ("1,", "separator", "separator"),
    ("1_000", "separator", "separator"),
    ("1 234,5", "separator", "separator"),
    ("1\u00a0234,5", "separator", "separator"),
    ("1.269.5809", "grouping", "grouping"),
    ("12.3.4", "grouping", "grouping"),
    ("12.34.567", "grouping", "grouping"),
    ("1e5", "exponent", "exponent"),
    ("NaN", "not_a_number", "not_a_number"),
    ("Infinity", "not_a_number", "not_a_number"),
    ("٣", "not_ascii", "not_ascii"),
    ("１２", "not_ascii", "not_ascii"),
    ("\u22121.234", "-1234", "-1.234"),
    ("(1.234)", "-1234", "-1.234"),
    ("(-5)", "not_a_number", "not_a_number"),
    ("--5", "not_a_number", "not_a_number"),
    ("1.234 đ", "not_a_number", "not_a_number"),
    ("12%", "percent", "percent"),
    ("05-10", "two_numbers", "two_numbers"),
    ("\u00a01.234\u00a0", "1234", "1.234"),
    ("", "empty", "empty"),
]


def _outcome(read: Callable[[], object]) -> str:
    try:
        return str(read())
    except NotReadable as refused:
        return refused.reason


def test_the_trap_table_has_36_different_strings() -> None:
    assert len({text for text, _, _ in TRAPS}) == 36


@pytest.mark.parametrize(("text", "vi", "dot"), TRAPS)
def test_trap_is_read_as_declared_or_refused(text: str, vi: str, dot: str) -> None:
    assert _outcome(lambda: read_number(text, "vi")) == vi
    assert _outcome(lambda: read_number(text, "dot")) == dot


@pytest.mark.parametrize(("convention", "locale"), [("vi", "vi"), ("dot", "en")])
def test_strict_babel_agrees_on_every_plain_number_we_read(convention: Convention, locale: str) -> None:
    compared = 0
    for text, vi, dot in TRAPS:
        ours = vi if convention == "vi" else dot
        try:
            theirs = parse_decimal(text, locale=locale, strict=True)
        except NumberFormatError:
            continue
        if ours[0].isdigit():
            assert Decimal(ours) == theirs
            compared += 1
    assert compared >= 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [("+5", "5"), ("-0", "0"), ("(0,00)", "0.00"), ("007", "7"), ("\ufeff12", "12"), ("-1.234,50", "-1234.50")],
)
def test_signs_zeros_and_padding(text: str, expected: str) -> None:
    assert str(read_number(text, "vi")) == expected


def test_forty_characters_are_read_to_the_last_digit_and_forty_one_refused() -> None:
    assert str(read_number("-" + "9" * 39, "vi")) == "-" + "9" * 39
    assert _outcome(lambda: read_number("9" * 41, "vi")) == "too_long"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4.861,5809 triệu", 4_861_580_900),
        ("170,375 triệu", 170_375_000),
        ("533.023.476 đồng", 533_023_476),
        ("11.035 triệu", 11_035_000_000),
        ("4.416 triệu đồng", 4_416_000_000),
        ("1.269,5809 TRIỆU ĐỒNG", 1_269_580_900),
        ("1.234 đ", 1_234),
        ("1.234đ", 1_234),
        ("1.234 VND", 1_234),
        ("40 nghìn", 40_000),
        ("40 ngàn đồng", 40_000),
        ("1,5 tỷ", 1_500_000_000),
        ("1,5 tỉ đồng", 1_500_000_000),
        ("75 nghìn tỷ đồng", 75 * 10**12),
        ("\u22124\u00a0triệu\u00a0đồng", -4_000_000),
        ("(4,5) triệu", -4_500_000),
        ("0,000001 triệu", 1),
        ("4 tri\u00ea\u0323u \u0111\u00f4\u0300ng", 4_000_000),
    ],
)
def test_money(text: str, expected: int) -> None:
    assert read_money(text, "vi") == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0,0000001 triệu", "not_whole_dong"),
        ("0,5 đồng", "not_whole_dong"),
        ("12.5 triệu", "separator"),
        ("1e5 đồng", "exponent"),
        ("NaN triệu", "not_a_number"),
        ("٣ triệu", "not_ascii"),
        ("5", "unit_missing"),
        ("5 USD", "unknown_unit"),
        ("40 triệu đồng/hộ", "unknown_unit"),
        ("2 triệu rưỡi", "unknown_unit"),
        ("4 tỷ 500 triệu", "two_numbers"),
        ("nửa triệu", "not_a_number"),
        ("triệu đồng", "empty"),
        ("", "empty"),
        ("1" * 41 + " đồng", "too_long"),
        ("đồng " * 1000, "too_long"),
    ],
)
def test_money_refused(text: str, reason: str) -> None:
    assert _outcome(lambda: read_money(text, "vi")) == reason


@pytest.mark.parametrize(
    ("text", "convention"),
    [("500,000", "vi"), ("500.000", "dot"), ("-500,000", "vi"), ("(1,000)", "vi"), ("500,000 triệu đồng", "vi")],
)
def test_three_decimals_of_nothing_are_thousands_of_the_other_convention(text: str, convention: Convention) -> None:
    with pytest.raises(NotReadable, match="separator"):
        read_money(text, convention, "đồng")


@pytest.mark.parametrize(
    ("text", "expected"), [("500,0", 500), ("500,00", 500), ("1.500,000", 1500), ("0,500 triệu", 500_000)]
)
def test_other_decimals_of_nothing_are_read(text: str, expected: int) -> None:
    assert read_money(text, "vi", "đồng") == expected


def test_declared_unit_serves_a_bare_number_only() -> None:
    assert read_money("4861.5809", "dot", unit="triệu đồng") == 4_861_580_900
    assert read_money("533.023.476 đồng", "vi", unit="triệu đồng") == 533_023_476
    assert _outcome(lambda: read_money("5", "vi", unit="bao")) == "unknown_unit"


@pytest.mark.parametrize(
    ("unit", "factor"), [("đồng", 1), ("Nghìn đồng", 10**3), ("triệu", 10**6), ("tỷ", 10**9), ("triệu tỷ", 10**15)]
)
def test_unit_factor(unit: str, factor: int) -> None:
    assert unit_factor(unit) == factor


@pytest.mark.parametrize(("text", "expected"), [("4861580900", 4_861_580_900), ("-5", -5), ("-0", 0)])
def test_vnd(text: str, expected: int) -> None:
    assert read_vnd(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1e5", "exponent"),
        ("NaN", "not_a_number"),
        ("12.3.4", "grouping"),
        ("1.234", "separator"),
        ("1_000", "separator"),
        ("+5", "separator"),
        ("\u22125", "separator"),
        ("٣", "not_ascii"),
        (" 5", "not_a_number"),
        ("5\n", "not_a_number"),
        ("", "empty"),
        ("9" * 41, "too_long"),
    ],
)
def test_vnd_refused(text: str, reason: str) -> None:
    assert _outcome(lambda: read_vnd(text)) == reason


def test_spreadsheet_float_is_read_at_its_shortest_decimal() -> None:
    assert vnd_from_cell(4861.5809, unit="triệu đồng") == (4_861_580_900, False)
    assert vnd_from_cell(170.375, unit="triệu") == (170_375_000, False)
    assert vnd_from_cell(533023476.0) == (533_023_476, False)
    assert vnd_from_cell(-5, unit="tỷ") == (-5_000_000_000, False)


def test_float_noise_is_removed_and_reported() -> None:
    assert vnd_from_cell(0.1 + 0.2, unit="triệu") == (300_000, True)
    assert vnd_from_cell(5.001) == (5, True)
    assert vnd_from_cell(4.999) == (5, True)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (True, "not_a_number"),
        (float("nan"), "not_a_number"),
        (float("-inf"), "not_a_number"),
        (0.5, "not_whole_dong"),
        (5.0011, "not_whole_dong"),
        (10**15 + 1, "too_large"),
        (10**400, "too_large"),
        (1e16, "too_large"),
    ],
)
def test_cell_refused(value: float, reason: str) -> None:
    assert _outcome(lambda: vnd_from_cell(value)) == reason


def test_the_largest_cell_is_still_read() -> None:
    assert vnd_from_cell(10.0**15) == (10**15, False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kinh phí thực hiện năm 2023: 10.714 triệu đồng", [10_714_000_000]),
        ("- Ngân sách trung ương 2022 (vốn chuyển nguồn): 1.269,5809 triệu đồng (vốn sự nghiệp);", [1_269_580_900]),
        ("năm 2023 là 533.023.476 đồng; gồm:", [533_023_476]),
        ("nhà xây mới 50 triệu đồng/hộ (trong đó: 40 triệu đồng/hộ; 10 triệu)", [50_000_000, 40_000_000, 10_000_000]),
        ("mức 5-10 triệu đồng", [5_000_000, 10_000_000]),
        ("từ 5 đến 10 triệu đồng", [5_000_000, 10_000_000]),
        ("từ 5 triệu đến 10 triệu", [5_000_000, 10_000_000]),
        ("giải ngân 5.000/10.000 triệu đồng", [5_000_000_000, 10_000_000_000]),
        ("còn 10.000/5.000 triệu đồng", [10_000_000_000, 5_000_000_000]),
        ("giảm (-5 triệu đồng)", [-5_000_000]),
        ("năm 2023:", []),
        ("gồm 15 đồng chí và 20 đồng bào", []),
        ("5 triệu người, 14 triệu đồng bào", []),
        ("Nghị quyết 10/2022/NQ-HĐND, 3 hợp đồng", []),
        ("", []),
    ],
)
def test_amounts_in_a_sentence(text: str, expected: list[int]) -> None:
    assert find_amounts(text, "vi") == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("năm 2023 là 12.5 triệu đồng", "separator"),
        ("năm 2023 là 1 234 triệu đồng", "two_numbers"),
        ("Dự án 1 - 5.000 triệu đồng", "two_numbers"),
        ("khoảng 4 tỷ 500 triệu đồng", "two_numbers"),
        ("từ 500.000 đến 1 triệu đồng", "range_order"),
        ("mức 0,5 đồng", "not_whole_dong"),
    ],
)
def test_amounts_in_a_sentence_refused(text: str, reason: str) -> None:
    assert _outcome(lambda: find_amounts(text, "vi")) == reason


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giảm từ 5,5% trở lên, trên 8%/năm, từ 2-3%.", ["5.5", "8", "2", "3"]),
        ("Hỗ trợ từ 05-10 lao động", ["5", "10"]),
        ("1.000 lao động giai đoạn 2021 -2025", ["1000", "2021", "2025"]),
        ("thay đổi -5 điểm", ["-5"]),
        ("tổ 12,5/3 và 13/18 xã", []),
        ("Quyết định 90/QĐ-TTg ngày 18/01/2022, 17-NQ/TU, DA4, Covid-19", []),
    ],
)
def test_numbers_in_a_sentence(text: str, expected: list[str]) -> None:
    assert find_numbers(text, "vi") == [Decimal(number) for number in expected]


def test_numbers_in_a_sentence_refuse_the_other_convention() -> None:
    assert _outcome(lambda: find_numbers("đạt 12.5 điểm", "vi")) == "separator"


def test_the_refusal_keeps_no_text_and_survives_pickling() -> None:
    with pytest.raises(NotReadable) as caught:
        read_number("Mẫu 0123", "vi")
    assert str(caught.value) == "not_a_number"
    assert pickle.loads(pickle.dumps(caught.value)).reason == "not_a_number"


@pytest.mark.parametrize("text", ["(55", "55)"])
def test_half_a_pair_of_brackets_is_no_sign(text: str) -> None:
    assert _outcome(lambda: read_number(text, "vi")) == "not_a_number"


def test_one_foreign_digit_is_enough_to_be_refused_for_it() -> None:
    assert _outcome(lambda: read_number("1٢3", "vi")) == "not_ascii"


def test_a_cell_may_be_off_by_a_thousandth_of_a_dong_and_no_more() -> None:
    assert vnd_from_cell(5.001) == (5, True)
    assert _outcome(lambda: vnd_from_cell(5.0010005)) == "not_whole_dong"


def test_an_amount_may_be_twice_as_long_as_a_number() -> None:
    assert read_money("1" * 38 + " đồng", "vi") == int("1" * 38)
    assert read_money("5" + " " * 75 + "đồng", "vi") == 5
    assert _outcome(lambda: read_money("5" + " " * 76 + "đồng", "vi")) == "too_long"


def test_two_equal_ends_are_a_range_too() -> None:
    assert find_amounts("5-5 triệu", "vi") == [5_000_000, 5_000_000]


def test_an_amount_has_forty_characters_at_most() -> None:
    assert read_vnd("1" * 40) == int("1" * 40)
    assert _outcome(lambda: read_vnd("1" * 41)) == "too_long"
