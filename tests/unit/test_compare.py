"""Two ledgers side by side: every situation by hand, 20 of 20 planted ones, and refusals."""

from __future__ import annotations

import pandas as pd
import pytest

from poverty_analysis.budget.reconcile import compare
from poverty_analysis.budget.reconcile.result import MATCHED, REASONS, Comparison
from tests.planted import KINDS, compared, plant
from tests.some import some

KEYS = ["line", "source"]


def rows(
    *items: tuple[object, ...], names: tuple[str, ...] = ("line", "source", "amount_vnd", "document")
) -> pd.DataFrame:
    return pd.DataFrame(list(items), columns=list(names[: len(items[0])]))


def reasons(found: Comparison) -> dict[str, int]:
    return {str(reason): int(amount) for reason, amount in found.by_reason.items()}


@pytest.mark.parametrize("seed", range(8))
def test_twenty_of_twenty_situations_over_400_projects(seed: int) -> None:
    made = plant(seed, 400)
    found = compared(made)
    named = {(d.line, d.reason): d.amount_vnd for d in found.differences.itertuples()}
    situations = {(g.line, g.situation) for g in found.groups.itertuples()}
    explained = [(line, kind) for line, kind, _ in made.truth if kind not in MATCHED]
    assert {kind for _, kind, _ in made.truth} == set(KINDS)
    assert [(one, named.get(one)) for one in explained] == [
        ((line, kind), amount) for line, kind, amount in made.truth if kind not in MATCHED
    ]
    assert set(named) == set(explained)
    assert all((line, kind) in situations for line, kind, _ in some(one for one in made.truth if one[1] in MATCHED))
    assert found.unexplained_vnd == 0
    assert int(found.by_reason.sum()) == found.difference_vnd


def test_what_could_not_be_explained_comes_first() -> None:
    left = rows(("A", "central", 100))
    right = rows(("A", "central", 90, "v1"), ("A", "central", -7, "v2"), ("B", "central", 1, "v3"))
    found = compare(left, right, keys=KEYS)
    assert list(found.differences["reason"]) == ["unexplained", "not_in_plan", "under_disbursed"]
    assert reasons(found) == {"unexplained": -7, "not_in_plan": 1, "under_disbursed": -10}


def test_a_reversal_of_a_matched_voucher_leaves_the_money_unpaid() -> None:
    found = compare(
        rows(("A", "central", 100)), rows(("A", "central", 100, "v1"), ("A", "central", -100, "v2")), keys=KEYS
    )
    assert reasons(found) == {"reversal": -100}


def test_one_voucher_of_many_with_a_slip() -> None:
    left = rows(("A", "central", 100_000_000))
    sign = compare(left, rows(("A", "central", 70_000_000, "v1"), ("A", "central", -30_000_000, "v2")), keys=KEYS)
    assert reasons(sign) == {"sign_error": -60_000_000}
    unit = compare(left, rows(("A", "central", 70_000_000, "v1"), ("A", "central", 30, "v2")), keys=KEYS)
    assert reasons(unit) == {"unit_million_vs_dong": 30 - 30_000_000}


def test_two_places_where_a_voucher_could_belong_are_ambiguous() -> None:
    left = rows(("A", "district", 50), ("A", "province", 50), ("A", "central", 7))
    right = rows(("A", "central", 50, "v1"), ("A", "central", 7, "v2"))
    found = compare(left, right, keys=KEYS)
    assert reasons(found) == {"ambiguous": -50}
    (row,) = found.differences.to_dict("records")
    assert row["note"] == "several_partners"
    assert (row["left_rows"], row["right_rows"]) == ((0, 1), (0,))


def test_several_covering_sets_are_ambiguous() -> None:
    left = rows(("A", "central", 100))
    amounts = (60, 40, 70, 30)
    right = rows(*(("A", "central", a, f"v{a}") for a in amounts))
    found = compare(left, right, keys=KEYS)
    assert reasons(found) == {"ambiguous": 100}
    assert found.differences["note"][0] == "several_sets"


def test_more_than_eight_lines_are_not_searched() -> None:
    left = rows(("A", "central", 300))
    right = rows(*(("A", "central", 2**n, f"v{n}") for n in range(9)))
    found = compare(left, right, keys=KEYS)
    assert reasons(found) == {"over_disbursed": 511 - 300}
    eight = compare(left, right.iloc[1:], keys=KEYS)
    assert reasons(eight) == {"over_disbursed": 510 - 300}
    assert list(eight.groups["situation"]) == ["one_to_many"]


def test_a_voucher_over_two_keys_that_is_split_otherwise() -> None:
    left = rows(("A", "central", 60), ("B", "central", 40))
    right = rows(("A", "central", 70, "v1"), ("B", "central", 30, "v1"))
    found = compare(left, right, keys=KEYS)
    assert reasons(found) == {"many_to_many": 0}
    assert found.differences["moved_vnd"][0] == 10


def test_too_many_lines_of_one_voucher_are_ambiguous() -> None:
    names = "ABCDE"
    left = rows(*((name, "central", 100) for name in names))
    right = rows(*((name, "central", 100 + gap, "v1") for name, gap in zip(names, (1, 2, 4, 8, -15), strict=True)))
    found = compare(left, right, keys=KEYS)
    assert reasons(found) == {"ambiguous": 0}
    assert found.differences["note"][0] == "too_many"


def test_the_tolerance_is_printed_with_what_it_absorbed() -> None:
    left, right = rows(("A", "central", 1000)), rows(("A", "central", 1003))
    assert reasons(compare(left, right, keys=KEYS)) == {"over_disbursed": 3}
    found = compare(left, right, keys=KEYS, tolerance=3)
    assert reasons(found) == {"rounding": 3}
    assert found.differences["tolerance_vnd"][0] == 3


def test_only_a_declared_variant_is_the_same_code() -> None:
    left, right = rows(("DA1", "central", 9)), rows(("DA-1", "central", 9))
    assert reasons(compare(left, right, keys=["line"])) == {"wrong_line": 0}
    found = compare(left, right, keys=KEYS, alias={"line": {"DA-1": "DA1"}})
    assert reasons(found) == {"code_variant": 0}
    assert found.differences["moved_vnd"][0] == 9


def test_the_same_file_twice_is_named_voucher_by_voucher() -> None:
    left = rows(("A", "central", 100), ("B", "central", 5))
    right = rows(("A", "central", 60, "v1"), ("A", "central", 40, "v2"), ("B", "central", 5, "v3"))
    found = compare(left, pd.concat([right, right], ignore_index=True), keys=KEYS)
    assert reasons(found) == {"duplicate_voucher": 105}
    assert len(found.differences) == 3


def test_carried_money_is_taken_off_what_is_missing() -> None:
    left, right = rows(("A", "central", 100)), rows(("A", "central", 60))
    carried = rows(("A", "central", 30), ("Z", "central", 5))
    found = compare(left, right, keys=KEYS, carried=carried)
    assert reasons(found) == {"under_disbursed": -10, "carry_over": -30}


def test_every_match_can_be_undone() -> None:
    left = rows(("A", "central", 100), ("B", "central", 3)).set_index(pd.Index(["p1", "p2"]))
    right = rows(("A", "central", 60, "v1"), ("A", "central", 40, "v2")).set_index(pd.Index(["t1", "t2"]))
    found = compare(left, right, keys=KEYS)
    assert found.left_rows(0) == ("p1",) and found.right_rows(0) == ("t1", "t2")
    assert list(found.left_group) == [0, -1]


def test_reasons_are_listed_from_the_worst_on() -> None:
    assert REASONS[:2] == ("unexplained", "ambiguous")


GOOD = rows(("A", "central", 1))
REFUSED = {
    "left: missing column source": (rows(("A", 1), names=("line", "amount_vnd")), KEYS, {}),
    "left: column source is empty in rows 0": (rows(("A", "", 1)), KEYS, {}),
    "left: column line is empty in rows 0": (rows((None, "central", 1), ("A", "central", 1)), KEYS, {}),
    "left: amount_vnd must be whole": (rows(("A", "central", 1.5)), KEYS, {}),
    "left: amount_vnd must be whole đồng (int64), not": (rows(("A", "central", "1")), KEYS, {}),
    "left: index labels stand twice (7)": (pd.concat([GOOD, GOOD]).set_axis([7, 7]), KEYS, {}),
    "left: amounts are too large": (rows(("A", "central", 2**62), ("A", "central", 2**62)), KEYS, {}),
    "keys: expected one or more": (GOOD, [], {}),
    "alias: 'unit' is not one of the keys": (GOOD, KEYS, {"alias": {"unit": {}}}),
    "tolerance: expected whole": (GOOD, KEYS, {"tolerance": -1}),
    "carried: a key stands twice (rows 1)": (GOOD, KEYS, {"carried": pd.concat([GOOD, GOOD], ignore_index=True)}),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_compared_exactly_is_refused(message: str) -> None:
    left, keys, options = REFUSED[message]
    with pytest.raises(ValueError, match="^" + message.replace("(", r"\(").replace(")", r"\)")):
        compare(left, GOOD, keys=keys, **options)


def test_empty_sides() -> None:
    found = compare(GOOD.iloc[:0], GOOD.iloc[:0], keys=KEYS)
    assert (len(found.differences), len(found.groups), found.difference_vnd) == (0, 0, 0)
    assert reasons(compare(GOOD, GOOD.iloc[:0], keys=KEYS)) == {"missing_in_treasury": -1}
    assert reasons(compare(GOOD.iloc[:0], GOOD, keys=KEYS)) == {"not_in_plan": 1}
