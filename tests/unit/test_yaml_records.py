"""Frozen dataclasses read from YAML by the types of their fields."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal

import pytest

from poverty_analysis.values.problems import Problem
from poverty_analysis.values.strict_yaml import parse_yaml
from poverty_analysis.values.yaml_fields import Told, dong, root
from poverty_analysis.values.yaml_records import Key, record, records

TOLD = Told(
    unknown="unknown", missing="missing", kind="kind", day="day", share="share", amount="amount", word="word",
    by_path=False,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Lines:
    urban: Annotated[int, dong]
    rural: Annotated[int, dong]


@dataclass(frozen=True, kw_only=True)
class Rule:
    id: str
    title_vi: str
    title_en: str
    ratio: Fraction
    kind: Literal["new", "repair"]
    months: Literal[12, 24] = 12
    capital: Annotated[tuple[Literal["a", "b"], ...], Key("money")] = ()
    lines: tuple[str, ...] = ()
    starts: Annotated[Lines | None, Key("from")] = None
    valid_from: dt.date | None = None
    threshold: int = 0
    known: bool = False


WHOLE = """
rules:
  - id: one
    title: {vi: Một, en: One}
    ratio: 3/100
    kind: repair
    months: '24'
    money: [b, a]
    lines: [DA1]
    from: {urban: 501000, rural: 401000}
    valid_from: 2021-01-01
    threshold: 3
    known: true
"""


def read(text: str) -> tuple[tuple[Rule, ...], list[Problem]]:
    problems: list[Problem] = []
    return records(Rule, root("x.yaml", "", parse_yaml(text, "x.yaml"), TOLD, problems), "rules"), problems


def test_every_type_is_read_from_the_key_of_its_field() -> None:
    (made,), problems = read(WHOLE)
    assert problems == []
    assert made == Rule(
        id="one",
        title_vi="Một",
        title_en="One",
        ratio=Fraction(3, 100),
        kind="repair",
        months=24,
        capital=("b", "a"),
        lines=("DA1",),
        starts=Lines(urban=501_000, rural=401_000),
        valid_from=dt.date(2021, 1, 1),
        threshold=3,
        known=True,
    )


def test_what_has_a_default_may_be_left_out() -> None:
    (made,), problems = read("rules:\n  one: {title: {vi: Một, en: One}, ratio: 1/1, kind: new}\n")
    assert (problems, made.id, made.capital, made.valid_from, made.months) == ([], "one", (), None, 12)


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "column"),
    [
        ("kind: repair", "kind: big", "word", 6, "kind"),
        ("ratio: 3/100", "ratio: 0.03", "share", 5, "ratio"),
        ("ratio: 3/100", "ratio: 3/2", "share", 5, "ratio"),
        ("months: '24'", "months: '13'", "word", 7, "months"),
        ("[b, a]", "[b, c]", "word", 8, "money"),
        ("[b, a]", "b", "kind", 8, "money"),
        ("lines: [DA1]", "lines: [[DA1]]", "kind", 9, "lines"),
        ("urban: 501000", "urban: 501.000", "amount", 10, "urban"),
        ("urban: 501000", "city: 501000", "unknown", 10, "city"),
        ("2021-01-01", "20210101", "day", 11, "valid_from"),
        ("2021-01-01", "2021-02-30", "day", 11, "valid_from"),
        ("threshold: 3", "threshold: three", "word", 12, "threshold"),
        ("known: true", "known: maybe", "word", 13, "known"),
        ("title: {vi: Một, en: One}", "title: {vi: Một}", "missing", 4, "en"),
        ("title: {vi: Một, en: One}", "title: Một", "kind", 4, "title"),
        ("    kind: repair\n", "", "missing", 3, "kind"),
        ("  - id: one\n    title", "  - title", "missing", 3, "id"),
        ("    known: true", "    knwon: true", "unknown", 13, "knwon"),
    ],
)
def test_each_fault_is_told_with_its_row_and_key(old: str, new: str, code: str, row: int, column: str) -> None:
    assert old in WHOLE
    made, problems = read(WHOLE.replace(old, new))
    assert len(made) == 1
    assert (code, row, column) == next((p.code, p.place.row, p.place.column) for p in problems)


def test_a_missing_pair_is_told_once_and_every_fault_at_once() -> None:
    _, problems = read("rules:\n  one: {ratio: 9, kind: new}\n  two: {ratio: 1/2}\n")
    assert [(p.values["id"], p.code, p.place.row, p.place.column) for p in problems] == [
        ("one", "missing", 2, "title"),
        ("one", "share", 2, "ratio"),
        ("two", "missing", 3, "title"),
        ("two", "missing", 3, "kind"),
    ]


def test_an_entry_that_is_no_mapping_is_told_in_its_row() -> None:
    _, problems = read("rules:\n  one: 3\n")
    assert (problems[0].code, problems[0].place.row, problems[0].place.column) == ("kind", 2, "one")


def test_given_fields_and_words_of_a_vocabulary() -> None:
    problems: list[Problem] = []
    of = root("x.yaml", "one", parse_yaml("{urban: '5', rural: x}", "x.yaml"), TOLD, problems)
    made = record(Lines, of, {"urban": 7}, {"rural": ("y", "z")})
    assert (made.urban, made.rural) == (7, "")
    assert [(p.code, p.place.column) for p in problems] == [("unknown", "urban"), ("word", "rural")]
