"""Vietnamese words in an English page or Word file, marked for a screen reader."""

from __future__ import annotations

import re

import pytest

from poverty_analysis.render.foreign import marked, with_foreign_runs, with_foreign_words


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


def test_words_of_a_word_file_are_split_by_language_and_nothing_is_lost() -> None:
    bold = "<w:rPr><w:b/></w:rPr>"
    given = f'<w:r>{bold}<w:t xml:space="preserve">Report of Huyện Mẫu &amp; others</w:t></w:r>'
    assert with_foreign_words(given) == (
        f'<w:r>{bold}<w:t xml:space="preserve">Report of </w:t></w:r>'
        '<w:r><w:rPr><w:b/><w:lang w:val="vi-VN"/></w:rPr><w:t xml:space="preserve">Huyện Mẫu</w:t></w:r>'
        f'<w:r>{bold}<w:t xml:space="preserve"> &amp; others</w:t></w:r>'
    )


def test_an_entity_of_a_word_file_is_not_taken_apart() -> None:
    words = "“Kế hoạch &amp; dự án” of 2023"
    made = with_foreign_words(f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>')
    assert "".join(re.findall(r'<w:t xml:space="preserve">([^<]*)</w:t>', made)) == words
    assert made.count('w:val="vi-VN"') == 1


def test_plain_words_of_a_word_file_stay_one_run() -> None:
    given = '<w:r><w:t xml:space="preserve">A report in English</w:t></w:r>'
    assert with_foreign_words(given) == given
