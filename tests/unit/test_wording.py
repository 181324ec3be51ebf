"""The catalogue of words, numbers and dates for the reader."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import format_decimal as babel_decimal

from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.wording import LANGUAGES, catalogue, problem_catalogue, problem_lines, say
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import (
    format_decimal,
    format_exact,
    format_integer,
    format_million,
    format_share,
    format_vnd,
)
from tests.some import some

OWN_CODES = ("PA-101", "PA-102", "PA-110", "PA-111", "PA-112", "PA-113")


def _slots(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (61331979376, "61.331.979.376", "61,331,979,376"),
        (-1234, "-1.234", "-1,234"),
    ],
)
def test_integers(number: int, vi: str, en: str) -> None:
    assert (format_integer(number, "vi"), format_integer(number, "en")) == (vi, en)
    assert (format_vnd(number, "vi"), format_vnd(number, "en")) == (vi, en)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("0.135"), 2, "0,14"),
        (Decimal("-0.125"), 2, "-0,13"),
        (Decimal("-0.004"), 2, "0,00"),
        (Decimal("9.995"), 2, "10,00"),
        (Decimal("2.5"), 0, "3"),
        (Decimal("1269.5"), 2, "1.269,50"),
        (Fraction(2, 3), 4, "0,6667"),
        (1234567, 1, "1.234.567,0"),
    ],
)
def test_rounding_is_half_up_away_from_zero(value: Decimal | Fraction | int, decimals: int, expected: str) -> None:
    assert format_decimal(value, decimals, "vi") == expected


def test_english_marks() -> None:
    assert format_decimal(Decimal("1234.5"), 1, "en") == "1,234.5"
    assert format_exact(Decimal("1269.5809"), "en") == "1,269.5809"


def test_exact_keeps_every_decimal_and_adds_none() -> None:
    assert format_exact(Decimal("1269.5809"), "vi") == "1.269,5809"
    assert format_exact(Decimal("5.00"), "vi") == "5"
    assert format_exact(Fraction(-1, 8), "vi") == "-0,125"
    assert format_exact(Decimal("1e3"), "vi") == "1.000"


def test_decimals_without_end_are_refused() -> None:
    with pytest.raises(ValueError, match="never end"):
        format_exact(Fraction(1, 3), "vi")


@pytest.mark.parametrize(
    ("dong", "expected"),
    [(61331979376, "61.331,979376"), (11035000000, "11.035"), (170375000, "170,375"), (1, "0,000001"), (0, "0")],
)
def test_million_is_exact(dong: int, expected: str) -> None:
    assert format_million(dong, "vi") == expected


def test_share() -> None:
    assert format_share(Fraction(1_396_000_000, 46_615_979_376), 2, "vi") == "2,99%"
    assert format_share(Fraction(12_855, 257_085), 1, "vi") == "5,0%"
    assert format_share(Fraction(1, 8), 1, "en") == "12.5%"


@pytest.mark.parametrize("value", [0.5, True, "5"])
def test_only_exact_numbers_are_formatted(value: object) -> None:
    with pytest.raises(TypeError):
        format_decimal(value, 1, "vi")  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1269.58", "0.07", "-1234567.89", "61331979376", "0"])
def test_babel_formats_alike(text: str) -> None:
    value = Decimal(text)
    for lang in some(LANGUAGES):
        assert format_decimal(value, 2, lang) == babel_decimal(value, format="#,##0.00", locale=lang)


def test_dates_in_both_languages() -> None:
    day = dt.date(2024, 3, 5)
    assert format_date(day, "vi") == "05/03/2024"
    assert format_date(day, "en") == "2024-03-05"


def test_both_languages_have_the_same_keys_and_slots() -> None:
    vi, en = catalogue("vi"), catalogue("en")
    assert set(vi) == set(en)
    allowed_to_differ = {"date.official"}
    unlike = {key for key in vi if _slots(vi[key]) != _slots(en[key])}
    assert unlike <= allowed_to_differ


def test_no_word_is_empty() -> None:
    for lang in some(LANGUAGES):
        assert [key for key, words in catalogue(lang).items() if not words.strip()] == []


def test_say_fills_slots_once() -> None:
    assert say("vi", "place.row", {"row": 7}) == "dòng 7"
    assert say("en", "place.sheet", {"sheet": "{row} {0.__class__}"}) == 'sheet "{row} {0.__class__}"'


@pytest.mark.parametrize(
    ("lang", "key", "named"), [("vi", "no.such", "no.such"), ("fr", "place.row", "fr"), ("vi", "place.row", "row")]
)
def test_what_is_missing_is_named(lang: str, key: str, named: str) -> None:
    with pytest.raises(KeyError, match=named):
        say(lang, key)


def test_catalogues_are_read_only_and_read_once() -> None:
    assert catalogue("vi") is catalogue("vi")
    with pytest.raises(TypeError):
        catalogue("vi")["place.row"] = "x"  # type: ignore[index]


def test_problem_entries_are_whole_and_languages_agree() -> None:
    entries = problem_catalogue()
    assert set(OWN_CODES) <= set(entries)
    for code, entry in some(entries.items()):
        assert re.fullmatch(r"PA-\d{3}", code)
        for sentence in (entry.title, entry.what, entry.expected, entry.fix):
            assert _slots(sentence["vi"]) == _slots(sentence["en"]), code


def test_problem_lines_name_the_place_and_the_text() -> None:
    told = problem_lines(Problem("PA-111", Place("plan.yaml", row=3, column="year"), seen="year"), "vi")
    assert told.where == "plan.yaml, dòng 3, cột “year”"
    assert told.what == "Mục “year” xuất hiện hai lần ở cùng một cấp."
    assert told.fix


def test_problem_lines_in_english_with_sheet_and_reason() -> None:
    told = problem_lines(Problem("PA-101", Place("a.xlsx", "Sheet1"), values={"reason": "FileNotFoundError"}), "en")
    assert told.where == 'a.xlsx, sheet "Sheet1"'
    assert told.what == "This file cannot be opened: no such file."


def test_an_unknown_reason_is_shown_as_it_is() -> None:
    told = problem_lines(Problem("PA-101", Place("a.csv"), values={"reason": "OSError"}), "vi")
    assert told.what == "Không mở được tệp này: OSError."


def test_hostile_text_is_masked_cut_and_not_expanded() -> None:
    told = problem_lines(Problem("PA-111", Place("p.yaml"), seen="\x1b[2J{limit}" + "x" * 500), "en")
    assert "\x1b" not in told.what
    assert "{limit}" in told.what
    assert len(told.what) < 200


def test_an_unknown_code_and_a_missing_value_are_named() -> None:
    with pytest.raises(KeyError, match="PA-999"):
        problem_lines(Problem("PA-999", Place("a")), "vi")
    with pytest.raises(KeyError, match="limit"):
        problem_lines(Problem("PA-113", Place("a")), "vi")


def test_every_reason_of_the_number_reader_has_words() -> None:
    from poverty_analysis.values.money import NotReadable

    reasons = set(re.findall(r"``([a-z_]+)``", NotReadable.__doc__ or "")) - {"reason"}
    assert len(reasons) == 14
    assert {f"reason.{reason}" for reason in reasons} <= set(catalogue("vi"))


def test_no_message_names_what_a_workspace_does_not_have() -> None:
    """A clerk's folder has no documentation, and no word of the program's own making."""
    refused = ("docs/", "hợp đồng dữ liệu", "data contract", "github", "{lookup}", "poverty_analysis/")
    sentences = [
        (code, sentence)
        for code, entry in problem_catalogue().items()
        for part in (entry.what, entry.expected, entry.fix)
        for sentence in part.values()
    ]
    assert len(sentences) > 1000
    assert [(code, word) for code, sentence in sentences for word in refused if word in sentence] == []
