"""Names and nouns of Vietnamese documents in an English report."""

from __future__ import annotations

import pytest

from poverty_analysis.wording.known_names import body_words, counted_words


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Thủ tướng Chính phủ", "the Prime Minister"),
        ("Chính phủ", "the Government"),
        ("UBND huyện Tuần Giáo", "the People's Committee of huyện Tuần Giáo"),
        ("HĐND tỉnh Lào Cai", "the People's Council of tỉnh Lào Cai"),
        ("Ban Chấp hành Đảng bộ tỉnh Thanh Hóa", "Ban Chấp hành Đảng bộ tỉnh Thanh Hóa"),
        ("", ""),
    ],
)
def test_bodies_are_named_in_english_and_unknown_ones_stay(name: str, said: str) -> None:
    assert body_words(name, "en") == said
    assert body_words(name, "vi") == name


def test_what_is_counted_is_in_its_number() -> None:
    assert [counted_words("hộ", number, "en") for number in (0, 1, 266)] == ["households", "household", "households"]
    assert counted_words("hộ", 1, "vi") == "hộ"
    assert counted_words("mô hình", 2, "en") == "mô hình"
