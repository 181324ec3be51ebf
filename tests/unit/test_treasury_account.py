"""The treasury's account string."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.values.treasury_account import (
    SEGMENTS,
    WIDTH,
    AccountString,
    NotAnAccount,
    parse_account_string,
)

DOTTED = "01.8113.6449.3.1053342.99900.612.398.00010.1234.12.000"


def digits(width: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=width, max_size=width)


ACCOUNTS = st.tuples(*(st.sampled_from("1234") if name == "level" else digits(width) for name, width in SEGMENTS)).map(
    lambda parts: AccountString(*parts)
)


def test_segments_have_names() -> None:
    account = parse_account_string(DOTTED)
    assert (account.fund, account.account, account.economic, account.level) == ("01", "8113", "6449", "3")
    assert (account.budget_unit, account.area, account.chapter) == ("1053342", "99900", "612")
    assert (account.sector, account.programme, account.treasury) == ("398", "00010", "1234")
    assert (account.source, account.reserve) == ("12", "000")
    assert (account.level_name, account.programme_code, len(account.solid())) == ("district", "0010", WIDTH)


@pytest.mark.parametrize(("segment", "code"), [("00000", ""), ("00390", "0390"), ("91001", "")])
def test_a_programme_is_0_and_four_digits(segment: str, code: str) -> None:
    assert parse_account_string(DOTTED.replace("00010", segment)).programme_code == code


@given(ACCOUNTS, st.sampled_from(["", ".", "-", " ", " - ", ". "]))
def test_what_is_written_is_read_again(account: AccountString, between: str) -> None:
    assert parse_account_string(account.dotted().replace(".", between)) == account
    assert parse_account_string(account.solid()) == account


@pytest.mark.parametrize(
    ("text", "fault", "segment", "expected"),
    [
        ("", "length", "", 43),
        (DOTTED.replace(".", "")[:-1], "length", "", 43),
        (DOTTED.removesuffix(".000"), "segments", "", 12),
        (DOTTED.replace("99900", "9990"), "length", "area", 5),
        (DOTTED.replace("612", "6l2"), "digits", "chapter", 3),
        (DOTTED.replace(".3.", ".5."), "level", "level", 1),
        (DOTTED.replace("0010.", "001٠."), "digits", "programme", 5),
    ],
)
def test_what_is_wrong_is_named_with_its_segment(text: str, fault: str, segment: str, expected: int) -> None:
    with pytest.raises(NotAnAccount) as raised:
        parse_account_string(text)
    assert (raised.value.fault, raised.value.segment, raised.value.expected) == (fault, segment, expected)


def test_totals_of_an_area_have_letters() -> None:
    assert parse_account_string(DOTTED.replace("99900", "999HH")).area == "999HH"
    assert parse_account_string(DOTTED.replace("99900", "99TTT")).area == "99TTT"
