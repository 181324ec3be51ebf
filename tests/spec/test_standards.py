"""The rules of the poverty standards as small tables that an official can read (tests/spec/standards)."""

from __future__ import annotations

import pytest

from poverty_analysis.census.classify import REASONS, classify
from poverty_analysis.law import read_law, standard
from tests.some import some
from tests.tree import ROOT
from tools.standard_pages import FOLDER, Example, read_examples, standards_page, table_of

IDS = [one.id for one in read_law().standards]
EXAMPLES = [example for id in IDS for example in read_examples(id)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.standard}: {e.title['en']}")
def test_every_household_gets_its_class_and_reason(example: Example) -> None:
    of = standard(read_law(), example.standard)
    found = classify(table_of(example, of), of)
    assert list(zip(found["class"], found["reason"], strict=True)) == [
        (row["class"], row["reason"]) for row in example.rows
    ]


@pytest.mark.parametrize("id", IDS)
def test_every_bound_has_a_household_at_it_and_on_both_sides(id: str) -> None:
    of = standard(read_law(), id)
    tried = {(row["area"], row.get("income")) for e in read_examples(id) for row in e.rows}
    for limits in some(of.income):
        for area in ("urban", "rural"):
            line = limits.up_to.of(area)
            assert (area, str(line)) in tried, (limits.id, area)
            assert (area, str(line + 1)) in tried, (limits.id, area)


def test_every_standard_and_every_reason_has_an_example() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == sorted(IDS)
    assert {row["reason"] for example in EXAMPLES for row in example.rows} == set(REASONS)


def test_the_page_shows_every_example() -> None:
    page = standards_page()
    assert page == (ROOT / "docs" / "reference" / "standards.md").read_text(encoding="utf-8")
    for example in some(EXAMPLES):
        assert f"### {example.standard}: {example.title['vi']} · {example.title['en']}" in page


def test_the_shorthand_of_the_flags() -> None:
    row = {"area": "rural", "income": "1", "deprived": "1+?", "class": "poor", "reason": "income"}
    made = table_of(Example("VN-2022", {}, (row,)), standard(read_law(), "VN-2022"))
    assert made.loc[0, ["d1", "d3", "d12"]].tolist() == [1, 0, 0]
    assert made["d2"].isna().all()
