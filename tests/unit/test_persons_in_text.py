"""What looks like a person in free text is found, and what only resembles one is not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from poverty_analysis.values.persons import signs_of_persons, without_persons
from tests.tree import ROOT

FOUND = {
    "Số CCCD 011199000123": ("identity_number",),
    "CCCD: 011 199 000 123.": ("identity_number",),
    "CMND 040123456": ("identity_number",),
    "(040123456)": ("identity_number",),
    "Liên hệ 0912345678": ("telephone",),
    "ĐT: 0912.345.678": ("telephone",),
    "ĐT 0215 3825 123": ("telephone",),
    "+84 912 345 678": ("telephone",),
    "Giao ông Nguyễn Văn Mẫu phụ trách": ("name",),
    "hộ Lò Thị Thử": ("name",),
    "Hộ bà Giàng A Mẫu": ("name",),
    "ông (bà) Trần Thử Mẫu": ("name",),
    "ông/bà: Trần Thử Mẫu": ("name",),
    "ÔNG NGUYỄN VĂN MẪU": ("name",),
    "đ/c H'Mẫu Thử": ("name",),
    "ông Nguyễn Văn Mẫu, ĐT 0912345678, CCCD 011199000123": ("identity_number", "telephone", "name"),
}
CLEAN = (
    "",
    "Hỗ trợ 1.200 hộ nghèo, 300 hộ cận nghèo",
    "250.000.000 đồng",
    "250000000 đồng",
    "1.234.567.890",
    "Quyết định số 123456789/QĐ-UBND",
    "Số 02/2022/QĐ-TTg ngày 18/01/2022",
    "HỖ TRỢ HỘ NGHÈO ĐẠT CHUẨN",
    "hộ Kinh, hộ Thái",
    "bà con các dân tộc",
    "Bà mẹ Việt Nam anh hùng",
    "tỉnh Bà Rịa - Vũng Tàu",
    "chị Hội Liên hiệp Phụ nữ",
    "Phòng Lao động - Thương binh và Xã hội",
    "Ủy ban Mặt trận Tổ quốc",
    "xã Phú Hộ Thanh Ba",
    "từ 2021 đến 2025: 0,5 - 1,2 %",
    "1010 2020 3030 4040 5050",
)


@pytest.mark.parametrize(("text", "signs"), FOUND.items())
def test_a_person_is_found(text: str, signs: tuple[str, ...]) -> None:
    assert signs_of_persons(text) == signs
    hidden = without_persons(text)
    assert not signs_of_persons(hidden)
    assert not re.search(r"\d{3}|Mẫu|MẪU|Thử", hidden)


@pytest.mark.parametrize("text", CLEAN)
def test_other_text_is_left_alone(text: str) -> None:
    assert not signs_of_persons(text)
    assert without_persons(text) == text


def test_nine_digits_in_a_printed_amount_are_money() -> None:
    assert not signs_of_persons("250000000", amounts=True)
    assert signs_of_persons("250000000") == ("identity_number",)
    assert signs_of_persons("011199000123", amounts=True) == ("identity_number",)


def lines_of(*patterns: str) -> list[tuple[Path, str]]:
    paths = [path for pattern in patterns for path in sorted(ROOT.glob(pattern))]
    return [(path, line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


def test_no_line_of_the_five_plans_is_taken_for_a_person() -> None:
    lines = lines_of("data/plans/*/*.csv", "data/plans/*/*.md", "data/plans/*/*.yaml", "data/results/**/*.csv")
    assert len(lines) > 500
    assert not [(path.name, signs) for path, line in lines if (signs := signs_of_persons(line, amounts=True))]
