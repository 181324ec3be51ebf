"""Text at the door, sorting, slugs and suggestions."""

from __future__ import annotations

import random

import pytest

from poverty_analysis.values.text import fold, has_control, nearest, nfc, on_one_line, printable, slug, sort_key_vi

ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


@pytest.mark.parametrize(
    "spelled", ["\u1ed9", "\u00f4\u0323", "\u1ecd\u0302", "o\u0323\u0302", "o\u0302\u0323"], ids=ascii
)
def test_every_spelling_of_a_letter_becomes_one(spelled: str) -> None:
    assert nfc(spelled) == "\u1ed9"


def test_invisible_characters_go_and_no_break_spaces_become_spaces() -> None:
    assert nfc("\ufeff\u00a0Tuần\u00a0Giáo\u200b \r\n") == "Tuần Giáo"
    assert nfc("hộ\u00ad nghèo\u202f5") == "hộ nghèo 5"


def test_eth_becomes_d_with_stroke() -> None:
    assert nfc("\u00d0iện Biên, \u00f0ồng") == "Điện Biên, đồng"


def test_what_must_stay_stays() -> None:
    assert nfc("Hòa  Hoà １２") == "Hòa  Hoà １２"


@pytest.mark.parametrize(
    "char", ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ud800", "\ufffe"], ids=ascii
)
def test_controls_are_seen_even_at_the_end(char: str) -> None:
    assert has_control(nfc(f"a{char}"))


def test_line_ends_tabs_and_vietnamese_are_no_controls() -> None:
    assert not has_control("Huyện\tTuần Giáo\r\n–“”…₫")


def test_printable_masks_and_cuts() -> None:
    assert printable("a\x1b[31m") == "a\ufffd[31m"
    assert printable("x" * 5, limit=3) == "xxx…"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tuần Giáo", "tuan-giao"),
        ("Điện Biên", "dien-bien"),
        ("\u00d0ie\u0323\u0302n Biên", "dien-bien"),
        ("  Thị trấn -- Tuần Giáo! ", "thi-tran-tuan-giao"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con-x"),
        ("nul", "nul-x"),
        ("Lpt1", "lpt1-x"),
        ("Con Cuông", "con-cuong"),
        ("", "khong-ten"),
        ("☃", "khong-ten"),
        ("a" * 59 + " bc", "a" * 59),
        ("a" * 80, "a" * 60),
    ],
)
def test_slug(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_fold() -> None:
    assert fold("ĐƯỜNG Tỏa Tình") == "duong toa tinh"


def test_the_alphabet_in_order() -> None:
    shuffled = random.Random(1).sample(ALPHABET, len(ALPHABET))
    assert sorted(shuffled, key=sort_key_vi) == ALPHABET


def test_tones_in_order() -> None:
    assert sorted(["mạ", "mã", "má", "mả", "mà", "ma"], key=sort_key_vi) == ["ma", "mà", "mả", "mã", "má", "mạ"]


@pytest.mark.parametrize(
    "ordered",
    [
        ["Mường Lát", "Mường Mùn", "Mương Mùn 2", "Nà Sáy"],
        ["dạ", "đa"],
        ["tạo", "tảo lam"],
        ["an", "An", "AN", "àn"],
        ["xã 1", "xã a"],
        ["Bắc Hà", "Bắc Quang", "Bằng"],
        ["Cư Jút", "Čư Jút", "Cư Kuin"],
    ],
    ids=lambda words: words[0],
)
def test_letters_before_tones_before_case(ordered: list[str]) -> None:
    backwards = list(reversed(ordered))
    assert sorted(backwards, key=sort_key_vi) == ordered


def test_both_normal_forms_sort_alike() -> None:
    assert sort_key_vi("Giáo") == sort_key_vi("Gia\u0301o")


@pytest.mark.parametrize(
    ("word", "expected"),
    [("centrl", "central"), ("PROVINCE", "province"), ("Huyện", "huyen"), ("zzz", ""), ("", "")],
)
def test_nearest(word: str, expected: str) -> None:
    assert nearest(word, ["province", "central", "huyen"]) == expected


def test_nearest_of_nothing_and_of_a_huge_word() -> None:
    assert nearest("a", []) == ""
    assert nearest("a" * 100_000, ["central"]) == ""


def test_nearest_looks_at_the_first_hundred_letters_only() -> None:
    assert nearest("a" * 100 + "z" * 1000, ["a" * 100]) == "a" * 100


def test_a_name_with_line_breaks_stays_on_one_line() -> None:
    assert on_one_line("a\nPA-101\tb\r") == "a\\nPA-101\\tb\\r"
    assert on_one_line("Tuần Giáo") == "Tuần Giáo"
