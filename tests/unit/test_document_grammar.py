"""Every phrasing of the grammar reads its example as it says, and not its counter-example."""

from __future__ import annotations

from decimal import Decimal

import pytest
import yaml

from poverty_analysis.documents.grammar import Phrasing, read_grammar
from poverty_analysis.documents.lines import paragraphs, text_lines
from poverty_analysis.documents.outline import outline
from poverty_analysis.documents.targets import Aim, aims
from tests.some import some
from tests.tree import ROOT

GRAMMAR = read_grammar()
SOURCE = yaml.safe_load((ROOT / "poverty_analysis/documents/grammar.yaml").read_text(encoding="utf-8"))


def read(sentence: str) -> list[Aim]:
    """The targets of a sentence in the chapter of a plan that sets them."""
    text = f"II. MỤC TIÊU\n\n- {sentence}."
    return list(aims(outline(paragraphs(text_lines(text))), GRAMMAR))


@pytest.mark.parametrize("phrasing", some((*GRAMMAR.targets, *GRAMMAR.wishes)), ids=lambda one: one.id)
def test_example_is_read_as_the_entry_says(phrasing: Phrasing) -> None:
    found = [aim for aim in read(phrasing.example["text"]) if aim.rule == phrasing.id]
    if not phrasing.comparator:
        assert not read(phrasing.example["text"])
        return
    aim = found[0]
    assert (len(found), aim.comparator) == (1, phrasing.comparator)
    for name in ("value", "value_to", "baseline"):
        expected = phrasing.example.get(name)
        assert getattr(aim, name) == (None if expected is None else Decimal(expected))
    assert aim.unit == (phrasing.example.get("unit") or phrasing.unit or aim.unit)


@pytest.mark.parametrize("phrasing", some((*GRAMMAR.targets, *GRAMMAR.wishes)), ids=lambda one: one.id)
def test_counter_example_is_not_read_by_the_entry(phrasing: Phrasing) -> None:
    assert phrasing.id not in [aim.rule for aim in read(phrasing.counter)]


@pytest.mark.parametrize("name", some(SOURCE["rates"]))
def test_count_with_its_rate(name: str) -> None:
    entry = SOURCE["rates"][name]
    found = GRAMMAR.rates[name].search(entry["example"]["text"])
    assert found is not None
    assert found["low"].replace(".", "") == entry["example"]["part"]
    assert found["rate"].replace(",", ".") == entry["example"]["value"]
    assert GRAMMAR.rates[name].search(entry["counter"]) is None


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # Sentences of no example plan, as offices write them.
        (
            "Phấn đấu giảm tỷ lệ hộ nghèo toàn tỉnh 1,5 - 2%/năm",
            [("reduce_by_between", "0.015", "0.02", "share_point")],
        ),
        ("Giảm tỷ lệ hộ nghèo từ 1% đến 1,5%", [("reduce_by_between", "0.01", "0.015", "share_point")]),
        ("Tỷ lệ hộ nghèo cuối năm còn dưới 3,5%", [("reduce_below", "0.035", None, "share")]),
        ("Từ 90% trở lên hộ nghèo có nước sạch", [("at_least", "0.9", None, "share")]),
        ("tạo việc làm cho 5.000 lượt lao động", [("count", "5000", None, "persons")]),
        ("Mỗi xã xây dựng 01-02 mô hình", [("between", "1", "2", "models")]),
        ("giảm nghèo cho 44 xã có tỷ lệ hộ nghèo trên 50%", [("reduce_by_at_least", "44", None, "places")]),
        ("giảm 50% tỷ lệ hộ nghèo", []),
        ("thu nhập tăng thêm 12%", []),
        ("hỗ trợ 100 triệu đồng/hộ", []),
        ("trẻ em dưới 5 tuổi được chăm sóc", []),
    ],
)
def test_other_sentences(sentence: str, expected: list[tuple[str, str, str | None, str]]) -> None:
    found = [(aim.comparator, aim.value, aim.value_to, aim.unit) for aim in read(sentence)]
    assert found == [(c, Decimal(v), Decimal(t) if t else None, u) for c, v, t, u in expected]


def test_figure_in_brackets_is_where_a_target_starts_from() -> None:
    (aim,) = read("tỷ lệ hộ cận nghèo giảm xuống 10% (cuối năm 2021: 14,00%)")
    assert (aim.value, aim.baseline, aim.baseline_date) == (Decimal("0.1"), Decimal("0.14"), "2021-12-31")
