"""Exact findings of ``check data/plans/tuan-giao-2023 --json``: what an auditor would compute by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from poverty_analysis.wording.findings import rule_codes
from tests.plans import TUAN_GIAO, check_json
from tests.some import some

KEYS = {
    *("rule", "severity", "subject", "expected", "actual", "difference", "tolerance"),
    *("reason", "message_vi", "message_en", "source", "file"),
}

STATED = {
    "DA1": 11_035_000_000,
    "DA2": 16_005_000_000,
    "DA3.1": 6_880_000_000,
    "DA3.2": 1_869_000_000,
    "DA4.1": 4_861_580_900,
    "DA4.2": 1_292_000_000,
    "DA4.3": 1_614_000_000,
    "DA5": 13_320_000_000,
    "DA6.1": 2_163_000_000,
    "DA6.2": 491_000_000,
    "DA7.1": 1_268_375_000,
    "DA7.2": 533_023_476,
}

# Exact shortfall to 3 % in đồng, by hand: central × 3 / 100 - local; negative where the minimum is reached.
SHORTFALL = {
    "DA1": "420000",
    "DA2": "170000",
    "DA3.1": "400000",
    "DA3.2": "450000",
    "DA4.1": "-412573",
    "DA4.2": "650000",
    "DA4.3": "10000",
    "DA6.1": "0",
    "DA6.2": "310000",
    "DA7.1": "-58750",
    "DA7.2": "540704.28",
}

NOT_IN_HAND = [
    "QD-90",
    "NQ-17",
    "KH-2000",
    "QD-2242",
    "QD-2128",
    "QD-130",
    "VB-1954",
    "KH-211",
    "NQ-10-2022",
    "ND-81-2021",
]

Found = dict[str, Any]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    code, result = check_json(TUAN_GIAO)
    assert code == 0
    return result


@pytest.fixture(scope="module")
def found(told: dict[str, Any]) -> list[Found]:
    listed: list[Found] = told["findings"]
    return listed


def of(found: list[Found], rule: str, subject: str = "") -> list[Found]:
    return [f for f in found if f["rule"] == rule and subject in ("", f["subject"])]


def one(found: list[Found], rule: str, subject: str, reason: str) -> Found:
    (only,) = [f for f in of(found, rule, subject) if f["reason"] == reason]
    return only


def numbers(finding: Found) -> tuple[object, object, object]:
    return finding["expected"], finding["actual"], finding["difference"]


def test_nothing_is_unreadable(told: dict[str, Any]) -> None:
    assert told["problems"] == []


def test_each_finding_has_exactly_the_promised_keys(found: list[Found]) -> None:
    assert {frozenset(f) for f in found} == {frozenset(KEYS)}
    assert {f["file"] for f in found} == {"data/plans/tuan-giao-2023"}
    assert {f["rule"] for f in found} <= set(rule_codes())


def test_amounts_are_whole_dong_and_only_exact_fractions_are_text(found: list[Found]) -> None:
    for finding in some(found):
        for key in ("expected", "actual", "difference"):
            value = finding[key]
            assert value is None or type(value) is int or Fraction(value).denominator > 1, finding
        assert type(finding["tolerance"]) is int


def test_every_finding_is_told_in_both_languages(found: list[Found]) -> None:
    for finding in some(found):
        assert finding["message_vi"] and finding["message_en"]
        assert "{" not in finding["message_vi"] + finding["message_en"]


def test_only_two_findings_are_above_note_and_they_come_first(found: list[Found]) -> None:
    assert [(f["rule"], f["severity"]) for f in found if f["severity"] != "note"] == [
        ("norm_times_count", "warning")
    ] * 2
    assert [f["severity"] for f in found[:3]] == ["warning", "warning", "note"]


def test_all_twelve_stated_totals_hold(found: list[Found]) -> None:
    totals = of(found, "stated_total")
    assert {f["subject"]: f["expected"] for f in totals} == STATED
    assert {f["subject"]: f["actual"] for f in totals} == STATED
    assert {(f["reason"], f["difference"], f["tolerance"]) for f in totals} == {("holds", 0, 0)}


def test_the_computed_total_is_named_as_computed(found: list[Found]) -> None:
    total = one(found, "grand_total", "total", "not_printed")
    assert total["actual"] == 61_331_979_376
    assert "61.331.979.376" in total["message_vi"]
    assert "61,331,979,376" in total["message_en"]


def test_totals_by_source_and_year(found: list[Found]) -> None:
    totals = {f["subject"]: (f["actual"], f["reason"]) for f in of(found, "source_total")}
    assert totals == {
        "central/not_stated": (13_006_000_000, "unlabelled"),
        "central/2023": (35_462_000_000, "computed"),
        "central/2022": (8_807_979_376, "carried"),
        "local/not_stated": (1_396_000_000, "unlabelled"),
        "not_separated/not_stated": (2_660_000_000, "unlabelled"),
    }
    assert sum(amount for amount, _ in totals.values()) == 61_331_979_376


def test_housing_norms_are_twenty_million_off_twice_and_hold_once(found: list[Found]) -> None:
    norms = {f["subject"]: numbers(f) for f in of(found, "norm_times_count")}
    assert norms == {
        "DA5/central": (10_640_000_000, 10_660_000_000, 20_000_000),
        "DA5/all": (13_300_000_000, 13_320_000_000, 20_000_000),
        "DA5/not_separated": (2_660_000_000, 2_660_000_000, 0),
    }
    central = of(found, "norm_times_count", "DA5/central")[0]
    assert central["reason"] == "differs_one_repair"
    assert "266" in central["message_vi"] and "20.000.000" in central["message_vi"]


def test_the_norms_are_those_of_the_law(found: list[Found]) -> None:
    legal = [(f["subject"], f["reason"], f["source"]) for f in of(found, "legal_norm")]
    assert legal == [
        ("DA5/central", "within_max", "QD-02-2022-D9"),
        ("DA5/central", "within_exact", "NQ-10-2022-DIEN-BIEN"),
        ("DA5/all", "within_exact", "NQ-10-2022-DIEN-BIEN"),
        ("DA5/not_separated", "within_exact", "NQ-10-2022-DIEN-BIEN"),
    ]


def test_counterpart_without_housing_with_carried_money(found: list[Found]) -> None:
    share = one(found, "counterpart", "clear_with_carried", "under")
    assert numbers(share) == ("1398479381.28", 1_396_000_000, "-2479381.28")
    for words in ("1.396.000.000", "46.615.979.376", "2,9947%", "2.479.381,28"):
        assert words in share["message_vi"]
    assert "2.9947%" in share["message_en"]


def test_counterpart_of_this_year_only(found: list[Found]) -> None:
    share = one(found, "counterpart", "clear_this_year", "reached")
    assert numbers(share) == (1_134_240_000, 1_396_000_000, 261_760_000)
    assert "3,6923%" in share["message_vi"]


def test_counterpart_with_housing_is_a_range(found: list[Found]) -> None:
    share = one(found, "counterpart", "all_with_carried", "range")
    assert "2,4373%" in share["message_vi"] and "7,0815%" in share["message_vi"]
    assert "4.056.000.000" in share["message_vi"]


def test_the_verdict_is_not_determinable_and_says_why(found: list[Found]) -> None:
    verdict = one(found, "counterpart", "counterpart", "not_determinable")
    assert verdict["severity"] == "note"
    assert numbers(verdict) == (None, None, None)
    for words in ("13.006.000.000", "DA5", "2.660.000.000", "giả định"):
        assert words in verdict["message_vi"]
    assert of(found, "counterpart")[-1] == verdict


def test_eight_of_eleven_lines_are_under_and_each_within_a_million(found: list[Found]) -> None:
    lines = of(found, "counterpart_line")
    gaps = {f["subject"]: -Decimal(f["difference"]) for f in lines}
    assert gaps == {code: Decimal(gap) for code, gap in SHORTFALL.items()}
    under = [f for f in lines if f["reason"] == "under_by_rounding"]
    assert (len(lines), len(under)) == (11, 8)
    assert all(0 < gaps[f["subject"]] < f["tolerance"] == 1_000_000 for f in some(under))
    assert {f["severity"] for f in lines} == {"note"}


def test_what_the_plan_does_not_state(found: list[Found]) -> None:
    unstated = {f["reason"]: f["actual"] for f in of(found, "not_stated")}
    assert unstated == {
        "central_year": 13_006_000_000,
        "local_year": 4_056_000_000,
        "capital": 2_660_000_000,
        "local_level": 1_396_000_000,
        "split": 2_660_000_000,
    }
    assert "(DA1, DA3.2, DA6.2)" in one(found, "not_stated", "central_year", "central_year")["message_vi"]


def test_carried_money_cannot_be_verified(found: list[Found]) -> None:
    assert one(found, "carry_over", "carried", "not_verifiable")["actual"] == 8_807_979_376


def test_the_purpose_of_da1_is_investment_and_its_money_recurrent(found: list[Found]) -> None:
    purpose = one(found, "capital_purpose", "DA1", "differs")
    assert (purpose["severity"], purpose["actual"]) == ("note", 11_035_000_000)
    assert "đầu tư xây dựng" in purpose["message_vi"]


def test_unit_costs(found: list[Found]) -> None:
    costs = {f["subject"]: f for f in of(found, "unit_cost")}
    assert list(costs) == ["DA4.1", "DA4.2", "DA5"]
    assert "4,86 triệu" in costs["DA4.1"]["message_vi"]
    assert costs["DA4.1"]["actual"] == "4861580.90"
    assert "129,2 đến 258,4 triệu" in costs["DA4.2"]["message_vi"]
    assert costs["DA4.2"]["actual"] == 258_400_000
    assert "50,08 triệu" in costs["DA5"]["message_vi"]
    assert Fraction(costs["DA5"]["actual"]) == Fraction(13_320_000_000, 266)


def test_fine_amounts_beside_whole_millions(found: list[Found]) -> None:
    mixed = {f["subject"]: f["actual"] for f in of(found, "mixed_precision")}
    assert mixed == {"DA4.1": 1_269_580_900, "DA7.1": 170_375_000, "DA7.2": 4_023_476}


def test_the_decisions_it_rests_on_are_absent(found: list[Found]) -> None:
    absent = {f["subject"]: f for f in of(found, "absent_document")}
    assert list(absent) == NOT_IN_HAND
    for name, number in (
        ("QD-2242", "2242/QĐ-UBND"),
        ("QD-2128", "2128/QĐ-UBND"),
        ("QD-130", "130/QĐ-UBND"),
        ("VB-1954", "1954/UBND-TCKH"),
    ):
        assert (absent[name]["severity"], absent[name]["reason"]) == ("note", "absent_basis")
        assert number in absent[name]["message_vi"]


def test_rules_that_find_nothing_here(found: list[Found]) -> None:
    silent = {
        "unit_slip",
        "duplicate",
        "non_positive",
        "future_year",
        "permitted_capital",
        "unknown_code",
        # Its programme names its lines.
        "line_title",
        "kept_apart",
        # The plan names no task with a deadline.
        *("task_order", "task_signing"),
        # Its claims are rows, not tables as printed.
        "claim_table",
        # The plan prints no rate with its counts.
        *("printed_rate", "household_total", "joint_rate", "printed_share", "printed_sum"),
        *("rate_times_count", "average_over_years"),
        # Forms are checked on their own.
        *("form_closing", "form_links", "form_indicators", "form_bounds", "form_deprivations"),
        *("form_crossings", "form_peoples", "form_children", "form_rates"),
        # Ledgers of a year are looked at beside plans, not in one.
        *("ledger_apart", "ledger_opening", "ledger_plan"),
        # Its text draws no group twice, counts nothing of its own and prints no bare rate; its communes stayed.
        *("bare_rate", "threshold", "stated_count", "border"),
        # The example workspace holds no forms of its communes.
        *("children_missing", "children_twice", "children_sum"),
        # Nor plans, results or a list of the progress of its communes.
        *("children_money", "children_assigned", "children_results", "children_targets", "review_progress"),
        # The example workspace holds no ledger of this district.
        *(
            "ledger_line",
            "ledger_assigned",
            "supersession",
            "outdated",
            "balance",
            "overspent",
            "chain",
            "late_payment",
            "settled",
            "ledgers",
            "narrative",
        ),
    }
    assert {f["rule"] for f in found} == set(rule_codes()) - silent


def test_strict_exits_one_because_of_the_two_warnings() -> None:
    code, _ = check_json("--strict", TUAN_GIAO)
    assert code == 1
