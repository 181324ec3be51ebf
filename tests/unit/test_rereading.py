"""The printed words and the typed values must say the same."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from poverty_analysis.inputs.checker import CellValue
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.plan.rereading import reread, unnamed_programme
from poverty_analysis.inputs.rows.kinds import RowKind
from poverty_analysis.inputs.rows.plan import BUDGET, CLAIMS, PLAN, TARGETS
from poverty_analysis.values.problems import Problem
from poverty_analysis.wording import problem_lines
from tests.rows import made

KEYS = made(PLAN, {"number_convention": "vi"}, "plan.yaml", 1)
ENTRY: dict[str, CellValue] = {"source": "central", "amount_vnd": 1_000_000, "as_printed": "1 triệu đồng"}
CLAIM: dict[str, CellValue] = {
    **{"kind": "stated_total", "amount_vnd": 11_035_000_000, "as_printed": "11.035 triệu đồng"},
    **{"count": None, "capital": ""},
}
TARGET: dict[str, CellValue] = {
    **{"unit": "share_point", "value": Decimal("0.055"), "value_to": None},
    **{"as_printed": "giảm từ 5,5% trở lên", "comparator": "reduce_by_at_least"},
}


def told(kind: RowKind[Any], values: dict[str, CellValue], convention: str = "vi") -> list[tuple[str, str]]:
    keys = made(PLAN, {"number_convention": convention}, "p/plan.yaml", 1)
    problems = reread(Dataset("p", "p", keys, **{kind.table: (made(kind, values, "p/t.csv", 7),)}))
    assert all((p.place.file, p.place.row) == ("p/t.csv", 7) for p in problems)
    return [(p.code, p.place.column) for p in problems]


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ("4.861,5809 triệu đồng", 4_861_580_900),
        ("170,375 triệu đồng", 170_375_000),
        ("533.023.476 đồng", 533_023_476),
        ("11.035 triệu", 11_035_000_000),
    ],
)
def test_words_and_amount_agree(words: str, amount: int) -> None:
    assert told(BUDGET, ENTRY | {"as_printed": words, "amount_vnd": amount}) == []
    assert told(BUDGET, ENTRY | {"as_printed": words, "amount_vnd": amount + 1}) == [("PA-302", "as_printed")]
    assert told(BUDGET, ENTRY | {"as_printed": words, "amount_vnd": amount // 1000}) == [("PA-302", "as_printed")]


@pytest.mark.parametrize("words", ["11,035.5 triệu đồng", "một triệu đồng", "1e5 đồng", "11.035", "1.0 triệu đồng"])
def test_words_that_name_no_amount(words: str) -> None:
    assert told(BUDGET, ENTRY | {"as_printed": words}) == [("PA-301", "as_printed")]


def test_the_convention_is_the_declared_one() -> None:
    assert told(BUDGET, ENTRY | {"as_printed": "1,000,000 đồng"}, "dot") == []
    assert told(BUDGET, ENTRY | {"as_printed": "1,000,000 đồng"}, "vi") == [("PA-301", "as_printed")]


def test_the_message_says_both_amounts() -> None:
    entry = made(BUDGET, ENTRY | {"as_printed": "2 triệu đồng"})
    (problem,) = reread(Dataset("p", "p", KEYS, budget=(entry,)))
    assert problem == Problem(
        "PA-302", entry.at.place("as_printed"), "2 triệu đồng", {"read": "2000000", "amount": "1000000"}
    )


def test_integrated_money_names_its_programme() -> None:
    integrated = ENTRY | {"source": "integrated"}
    assert told(BUDGET, integrated) == [("PA-311", "integrated_programme")]
    assert told(BUDGET, integrated | {"integrated_programme": "Nông thôn mới"}) == []
    assert list(unnamed_programme(made(BUDGET, ENTRY))) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"as_printed": "từ 10.714 triệu đồng đến 11.035 triệu đồng"}, []),
        ({"amount_vnd": 1}, [("PA-302", "as_printed")]),
        ({"as_printed": "không có số"}, [("PA-302", "as_printed")]),
        ({"as_printed": "5 - 10 triệu đồng"}, [("PA-301", "as_printed")]),
        ({"amount_vnd": None}, [("PA-315", "amount_vnd")]),
        ({"kind": "norm"}, [("PA-315", "count")]),
        ({"kind": "norm", "count": 266}, []),
        ({"kind": "unit_count", "amount_vnd": None}, [("PA-315", "count")]),
        ({"kind": "unit_count", "amount_vnd": None, "count": 5}, []),
        ({"kind": "purpose", "amount_vnd": None}, [("PA-315", "capital")]),
        ({"kind": "purpose", "amount_vnd": None, "capital": "investment"}, []),
    ],
)
def test_claims(changes: dict[str, CellValue], expected: list[tuple[str, str]]) -> None:
    assert told(CLAIMS, CLAIM | changes) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"value": Decimal("0.55")}, [("PA-303", "value")]),
        ({"value": Decimal("5.5")}, [("PA-324", "value")]),
        ({"value": None}, [("PA-345", "value")]),
        ({"unit": "share", "value": Decimal("0.055")}, []),
        ({"unit": "persons", "value": Decimal(5), "value_to": Decimal(10), "as_printed": "05-10 lao động"}, []),
        (
            {"unit": "persons", "value": Decimal(5), "value_to": Decimal(11), "as_printed": "05-10"},
            [("PA-303", "value_to")],
        ),
        ({"as_printed": "giảm 5.5% trở lên"}, [("PA-301", "as_printed")]),
    ],
)
def test_targets(changes: dict[str, CellValue], expected: list[tuple[str, str]]) -> None:
    assert told(TARGETS, TARGET | changes) == expected


def test_a_plan_that_could_not_be_read_is_not_reread() -> None:
    assert reread(Dataset("p", "p", None, budget=(made(BUDGET, ENTRY | {"amount_vnd": 2}),))) == ()


def test_several_tables_are_told_together() -> None:
    budget = (made(BUDGET, ENTRY | {"amount_vnd": 2}, "b.csv", 2),)
    claims = (made(CLAIMS, CLAIM | {"amount_vnd": 2}, "c.csv", 3),)
    targets = (made(TARGETS, TARGET | {"value": Decimal(2)}, "t.csv", 4),)
    found = reread(Dataset("p", "p", KEYS, budget=budget, claims=claims, targets=targets))
    assert [(p.code, p.place.file) for p in found] == [("PA-302", "b.csv"), ("PA-302", "c.csv"), ("PA-303", "t.csv")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"value": Decimal("5.5")}, [("PA-324", "value")]),
        ({"value": Decimal("0.56")}, [("PA-303", "value")]),
        ({"value": Decimal("55")}, [("PA-303", "value")]),
    ],
)
def test_a_rate_typed_as_its_percent_is_told_with_the_share(
    changes: dict[str, CellValue], expected: list[tuple[str, str]]
) -> None:
    assert told(TARGETS, TARGET | changes) == expected


def test_the_share_to_write_is_named() -> None:
    keys = made(PLAN, {"number_convention": "vi"}, "p/plan.yaml", 1)
    target = made(TARGETS, TARGET | {"value": Decimal("5.5")}, "p/t.csv", 7)
    (problem,) = reread(Dataset("p", "p", keys, targets=(target,)))
    assert "0.055" in problem_lines(problem, "vi").fix


@pytest.mark.parametrize(
    ("words", "unit", "codes"),
    [
        ("ít nhất 300 lao động được đào tạo", "households", ["PA-325"]),
        ("ít nhất 300 lao động được đào tạo", "persons", []),
        ("ít nhất 300 hộ thoát nghèo", "persons", ["PA-325"]),
        ("ít nhất 300 hộ gia đình", "households", []),
        ("ít nhất 300 lượt người", "persons", []),
        ("ít nhất 300; 12 lao động", "households", []),  # the number beside the thing is another one
        ("ít nhất 300 nhà", "households", []),
    ],
)
def test_the_unit_is_that_of_the_thing_counted(words: str, unit: str, codes: list[str]) -> None:
    target = {"unit": unit, "value": Decimal(300), "value_to": None, "as_printed": words, "comparator": "at_least"}
    assert [code for code, _ in told(TARGETS, target)] == codes
