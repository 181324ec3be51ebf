"""Vietnamese words in an English page, marked for a screen reader."""

from __future__ import annotations

import pytest

from poverty_analysis.render.foreign import marked, with_foreign_runs


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("No accents here at all", []),
        ("Decision No. 90/QĐ-TTg of 2022-01-18 by Thủ tướng Chính phủ on phê duyệt Chương trình",
         ["QĐ", "Thủ tướng Chính phủ", "phê duyệt Chương trình"]),
        ("the plan of huyện Tuần Giáo and of Xã Mẫu 1", ["huyện Tuần Giáo", "Xã Mẫu"]),
        ("hỗ trợ cho vay vốn", ["hỗ trợ cho vay vốn"]),
        ("says “Kế hoạch 2023 on money” twice", ["“Kế hoạch 2023 on money”"]),
        ("naïve façade", []),
    ],
)  # fmt: skip
def test_runs_go_from_the_first_vietnamese_word_to_the_last(text: str, runs: list[str]) -> None:
    expected = text
    for run in runs:
        expected = expected.replace(run, f'<span lang="vi">{run}</span>', 1)
    assert marked(text) == expected


def test_only_text_is_marked() -> None:
    page = (
        '<title>Huyện</title><style>/* ổ */</style><p title="Huyện">Huyện &amp; <b>xã</b></p><svg><text>xã</text></svg>'
    )
    assert with_foreign_runs(page) == page.replace(">Huyện &amp;", '><span lang="vi">Huyện</span> &amp;').replace(
        "<b>xã</b>", '<b><span lang="vi">xã</span></b>'
    )
