"""Claims of rates and sums in a plan: their numbers are needed and printed; the decimals are those of the words."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from poverty_analysis.inputs.rows.plan import CLAIMS
from poverty_analysis.inputs.rows.results import POVERTY_RESULTS, claims_of
from poverty_analysis.plan.claims import with_printed_decimals
from poverty_analysis.values.money import Convention
from tests.plans import HUYEN_MAU, check_json, make_workspace
from tests.rows import made

HEAD = "claim,kind,as_printed,document,source_line,place,year,subject,value,part,base,group"


def checked(tmp_path: Path, *rows: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    root = make_workspace(tmp_path / "w", HUYEN_MAU)
    plan = root / "data" / "plans" / HUYEN_MAU.name
    (plan / "claims.csv").write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    _, told = check_json(plan)
    rules = {"printed_rate", "household_total", "printed_sum"}
    problems = [(p["code"], p["column"]) for p in told["problems"]]
    return problems, [(f["rule"], f["reason"]) for f in told["findings"] if f["rule"] in rules]


def test_a_plan_that_adds_up_is_silent_and_one_that_does_not_is_told(tmp_path: Path) -> None:
    good = 'R,rate,"32,00%",KH,1,Huyện Mẫu,2021,poor,32.00,4864,15200,'
    assert checked(tmp_path / "a", good) == ([], [])
    bad = 'R,rate,"32,10%",KH,1,Huyện Mẫu,2021,poor,32.10,4864,15200,'
    assert checked(tmp_path / "b", bad) == ([], [("printed_rate", "differs")])


def test_a_number_that_is_missing_or_not_in_the_words_is_a_problem(tmp_path: Path) -> None:
    assert checked(tmp_path / "a", 'R,rate,"32,00%",KH,1,,,poor,32.00,,,')[0] == [("PA-315", "part")]
    assert checked(tmp_path / "b", 'R,sum,"300",KH,1,,,,30,,,a')[0] == [("PA-303", "value")]


def test_decimals_are_those_of_the_words() -> None:
    cells = {"claim": "R", "kind": "rate", "as_printed": "chiếm 4,10 %", "document": "KH", "source_line": 1}

    def value(number: str, words: str = "chiếm 4,10 %", convention: Convention = "vi") -> str:
        claim = made(CLAIMS, cells | {"value": Decimal(number), "as_printed": words})
        return str(with_printed_decimals(claim, convention).value)

    assert (value("4.1"), value("-4.1"), value("4")) == ("4.10", "-4.10", "4")
    assert value("4.1", "4.100 hộ, chiếm 4,1%") == "4.1"
    assert value("4.1", "4.10%", "dot") == "4.10"
    assert value("4.1", "4.1%") == "4.1", "words of the other convention leave the value as typed"


def test_thousands_beside_a_rate_are_no_decimals(tmp_path: Path) -> None:
    good = 'R,rate,"4.100 hộ, chiếm 4,1%",KH,1,Mẫu,2021,poor,4.1,4100,100000,'
    assert checked(tmp_path / "a", good) == ([], [])
    off = 'R,rate,"4.100 hộ, chiếm 4,1%",KH,1,Mẫu,2021,poor,4.1,4100,102000,'
    assert checked(tmp_path / "b", off) == ([], [("printed_rate", "differs")])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('R,rate,"0,5 (0,3%)",KH,1,X,2015,poor,0.3,0.5,,', [("PA-349", "part")]),
        ('R,average,"2,1",KH,1,X,2015,poor,2.1,10.5,5.5,', [("PA-349", "base")]),
        ('R,rate,"giảm 137 hộ (0,04%)",KH,1,X,2015,poor,-0.04,-137,,', [("PA-348", "value"), ("PA-348", "part")]),
        ('R,share,"31,56%",KH,1,X,2015,poor,31.56,-3373,10689,', [("PA-348", "part")]),
        ('R,bare_rate,"0,04%",KH,1,X,2015,poor,-0.04,,,', [("PA-348", "value")]),
    ],
)
def test_a_change_is_no_rate_and_a_count_is_whole(tmp_path: Path, row: str, told: list[tuple[str, str]]) -> None:
    assert checked(tmp_path / "w", row) == (told, [])


def test_a_result_without_counts_or_rates_claims_nothing() -> None:
    cells = {"unit": "37", "standard": "VN-2016", "near_poor": 5, "poor_rate_as_printed": "1,87"}
    assert claims_of(made(POVERTY_RESULTS, cells)) == ()
