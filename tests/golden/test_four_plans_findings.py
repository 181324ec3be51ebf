"""What ``check`` says of the four plans without money."""

from __future__ import annotations

from tests.plans import check_json
from tests.tree import ROOT

PLANS = ROOT / "data" / "plans"


def found(plan: str) -> set[tuple[str, str, str]]:
    code, told = check_json(PLANS / plan)
    assert (code, told["problems"]) == (0, [])
    return {(f["rule"], f["reason"], f["subject"]) for f in told["findings"]}


def test_ninh_binh_has_its_eight_child_units() -> None:
    assert ("stated_count", "holds", "UNITS-8") in found("ninh-binh-2021")


def test_thach_ha_lacks_its_frame_of_targets_and_changed_its_communes() -> None:
    told = found("thach-ha-2020")
    assert ("absent_document", "absent", "KHUNG-CHI-TIEU") in told
    assert ("bare_rate", "two_wholes", "RATE-PROTECTION-2019") in told
    assert ("border", "changed", "child_units") in told


def test_lao_cai_draws_one_group_with_two_thresholds() -> None:
    assert ("threshold", "two_thresholds", "COMMUNES-50-C") in found("lao-cai-2018")


def test_thanh_hoa_has_deadlines_before_what_they_need() -> None:
    told = found("thanh-hoa-2016-2020")
    early = {subject for rule, _, subject in told if rule == "task_order"}
    assert early == {"B-1.2", "B-2.1", "B-2.2-giao", "PL-I.4", "PL-II.1"}
    assert ("task_signing", "before_signing", "PL-I.2") in told
    assert ("absent_document", "absent_basis", "QD-289") in told
    assert ("stated_count", "differs_cause", "CAUSES-11") in told
