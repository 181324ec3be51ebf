"""Hard cases of two ledgers side by side: nothing is picked, nothing explained wrongly, time grows with the rows."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from poverty_analysis.budget.reconcile import Comparison, LeastCounterpart, UnitNorm, compare

KEYS = ["line", "source"]


def of(*amounts: int, document: object = None, line: str = "A") -> pd.DataFrame:
    """Rows of one key; each with its own voucher number, or all with ``document``."""
    made = pd.DataFrame({"line": line, "source": "central", "amount_vnd": list(amounts)}).astype(
        {"amount_vnd": "int64"}
    )
    return made.assign(document=[f"v{n}" if document is None else document for n in range(len(amounts))])


def reasons(found: Comparison) -> dict[str, int]:
    return {str(reason): int(amount) for reason, amount in found.by_reason.items()}


def compared(left: pd.DataFrame, right: pd.DataFrame, **options: Any) -> dict[str, int]:
    return reasons(compare(left, right, keys=KEYS, **options))


def test_an_exact_sum_is_stronger_than_a_thousand_fold_slip() -> None:
    found = compare(of(100_000_000, 50_000_000), of(100_000, 99_900_000), keys=KEYS)
    assert reasons(found) == {"under_disbursed": -50_000_000}
    assert list(found.groups["situation"]) == ["one_to_many"]


def test_two_exact_sums_that_need_the_same_voucher_are_ambiguous() -> None:
    """100 = 60 + 40 and 90 = 40 + 50: whichever is taken first would leave the other short."""
    for amounts in ((100, 90), (90, 100)):
        found = compare(of(*amounts), of(60, 40, 50), keys=KEYS)
        assert reasons(found) == {"ambiguous": -40}
        assert found.differences["note"][0] == "several_sets"


def test_one_to_many_and_many_to_one_that_need_the_same_row_are_ambiguous() -> None:
    """100 is 60 + 40, and 150 is 100 + 50."""
    assert compared(of(100, 50), of(60, 40, 150)) == {"ambiguous": 100}


def test_an_undecided_sum_is_decided_by_a_certain_one() -> None:
    """60 is 47 + 13 or 41 + 19; that 547 can only be 500 + 47 leaves 41 + 19."""
    found = compare(of(60, 547, 9000), of(47, 13, 41, 19, 500), keys=KEYS)
    assert list(found.groups["situation"]) == ["one_to_many", "one_to_many"]
    assert sorted(found.groups["amount_vnd"]) == [60, 547]


def test_the_order_of_the_rows_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    for _ in range(60):
        left, right = (of(*rng.integers(-3, 12, rng.integers(1, 6)).tolist()) for _ in range(2))
        straight = compared(left, right, tolerance=1)
        shuffled = compared(left.sample(frac=1, random_state=1), right.sample(frac=1, random_state=2), tolerance=1)
        assert straight == shuffled


def test_a_voucher_partly_taken_back_is_named_where_the_sums_agree() -> None:
    found = compare(of(100), of(150, -50), keys=KEYS)
    assert reasons(found) == {"reversal": 0}
    assert found.differences["moved_vnd"][0] == 50
    several = compare(of(30, 70), of(90, 60, -50), keys=KEYS)
    assert reasons(several) == {"reversal": 0}


def test_returned_or_booked_with_the_wrong_sign_is_ambiguous() -> None:
    """100 due twice, 100 paid and 100 taken back: the second may be a return or a payment with the wrong sign."""
    found = compare(of(100, 100), of(100, -100), keys=KEYS)
    assert reasons(found) == {"ambiguous": -200}
    assert found.differences["note"][0] == "several_reasons"


def test_equal_lines_of_one_voucher_are_no_copies_where_too_little_was_paid() -> None:
    """One voucher pays four of five houses at 40 each."""
    found = compare(of(200), of(40, 40, 40, 40, document="v1"), keys=KEYS)
    assert reasons(found) == {"under_disbursed": -40}
    assert found.differences["note"][0] == "repeated_voucher"


def test_only_as_many_copies_are_named_as_were_paid_too_much() -> None:
    assert compared(of(120), of(40, 40, 40, 40, document="v1")) == {"duplicate_voucher": 40}


@pytest.mark.parametrize("number", [5, 5.0, np.int64(5), "5"])
def test_voucher_numbers_may_be_numbers(number: object) -> None:
    assert compared(of(100), of(100, 100, document=number)) == {"duplicate_voucher": 100}


@pytest.mark.parametrize("day", [None, float("nan"), pd.NaT, dt.date(2023, 1, 1), "2023-01-01"])
def test_a_copy_is_a_copy_with_and_without_a_date(day: object) -> None:
    right = of(100, 100, document="v1").assign(date=pd.Series([day, day], dtype=object))
    assert compared(of(100), right) == {"duplicate_voucher": 100}


@pytest.mark.parametrize("number", ["", float("nan"), pd.NA, pd.NaT])
def test_no_number_is_no_voucher(number: object) -> None:
    right = of(100, 100).assign(document=pd.Series([number, number], dtype=object))
    assert compared(of(100), right) == {"over_disbursed": 100}


def test_a_voucher_of_nothing_takes_nothing_back() -> None:
    assert compared(of(), of(0)) == {"not_in_plan": 0}


def test_a_negative_allocation_without_vouchers_is_not_spending() -> None:
    """More lapsed than was given: nothing was disbursed, so nothing was disbursed too much."""
    assert compared(of(100, -130), of()) == {"unexplained": 30}


def test_a_slip_to_the_larger_among_several_vouchers() -> None:
    right = of(70_000_000, 30_000_000_000)
    assert compared(of(100_000_000), right) == {"unit_million_vs_dong": 29_970_000_000}


def test_norms_for_one_line_add_up() -> None:
    """Three houses built at 40 and two repaired at 20 may cost 160."""
    norms = [UnitNorm({"line": "A"}, 40, 3), UnitNorm({"line": "A"}, 20, 2)]
    assert compared(of(150), of(155), norms=norms) == {"over_disbursed": 5}
    assert compared(of(150), of(161), norms=norms) == {"unit_norm_exceeded": 11}


def test_texts_that_differ_only_in_how_marks_are_stored_are_one_code() -> None:
    composed, loose = "D\u1ef1 \u00e1n", "Du\u031b\u0323 a\u0301n"
    found = compare(of(5, line=composed), of(5, line=loose), keys=KEYS)
    assert found.differences.empty


def test_no_payments_yet() -> None:
    none = pd.DataFrame(columns=["line", "source", "amount_vnd"])
    assert compared(of(7), none) == {"missing_in_treasury": -7}


def test_whole_numbers_of_any_kind_are_amounts() -> None:
    for kind in ("int32", "uint64", "Int64", "int64[pyarrow]"):
        assert compared(of(7).astype({"amount_vnd": kind}), of(7)) == {}
    assert compared(of(1000), of(1003), tolerance=np.int64(3)) == {"rounding": 3}


GOOD = of(1)
TWICE = pd.concat([GOOD, GOOD[["line"]]], axis=1)
REFUSED: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "left: expected a DataFrame, got list": ([1], KEYS, {}),
    "left: expected a DataFrame, got Series": (GOOD["line"], KEYS, {}),
    "left: column line stands twice": (TWICE, KEYS, {}),
    "left: column line is empty in rows 0": (of(1, line="  "), KEYS, {}),
    "left: column line holds floating values": (GOOD.assign(line=2023.0), KEYS, {}),
    "left: column line holds boolean values": (GOOD.assign(line=True), KEYS, {}),
    "left: column line holds mixed values": (GOOD.assign(line=[["A"]]), KEYS, {}),
    "left: amount_vnd must be whole đồng (int64), not bool": (GOOD.assign(amount_vnd=[True]), KEYS, {}),
    "left: amount_vnd must be whole đồng (int64), not object": (GOOD.assign(amount_vnd=[Decimal(1)]), KEYS, {}),
    "left: amounts are too large": (of(-(2**63)), KEYS, {}),
    "keys: expected a list of column names, got 'line'": (GOOD, "line", {}),
    "keys: expected a list of column names, got None": (GOOD, None, {}),
    "keys: expected a list of column names, got [1]": (GOOD, [1], {}),
    "keys: amount_vnd is a column of the result": (GOOD, ["line", "amount_vnd"], {}),
    "keys: reason is a column of the result": (GOOD.assign(reason="x"), ["reason"], {}),
    "alias: expected a mapping": (GOOD, KEYS, {"alias": "line"}),
    "alias: line: expected a mapping": (GOOD, KEYS, {"alias": {"line": ["A"]}}),
    "alias: line: 'A' stands for 1, expected a text": (GOOD, KEYS, {"alias": {"line": {"A": 1}}}),
    "alias: line: 'A' stands for '', expected a text": (GOOD, KEYS, {"alias": {"line": {"A": ""}}}),
    "alias: line: 'B' is a variant of 'C' and what 'A' stands for": (
        GOOD,
        KEYS,
        {"alias": {"line": {"A": "B", "B": "C"}}},
    ),
    "carried: expected a DataFrame, got list": (GOOD, KEYS, {"carried": []}),
    "norms: expected UnitNorm": (GOOD, KEYS, {"norms": [1]}),
    "norms: 'project' is not one of the keys": (GOOD, KEYS, {"norms": [UnitNorm({"project": "A"}, 1, 1)]}),
    "counterpart: expected LeastCounterpart": (GOOD, KEYS, {"counterpart": 3}),
    "counterpart: 'source' is not one of the keys": (
        GOOD,
        ["line"],
        {"counterpart": LeastCounterpart(Fraction(1, 2), ("district",))},
    ),
    "tolerance: expected whole": (GOOD, KEYS, {"tolerance": 1.5}),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_compared_is_refused_in_words(message: str) -> None:
    left, keys, options = REFUSED[message]
    with pytest.raises((ValueError, TypeError)) as refused:
        compare(left, GOOD, keys=keys, **options)
    assert str(refused.value).startswith(message)


def seconds(left: pd.DataFrame, right: pd.DataFrame, **options: Any) -> float:
    start = time.process_time()
    compare(left, right, keys=KEYS, **options)
    return time.process_time() - start


def growth(make: Any, small: int) -> float:
    """Time of eight times as many rows over the time of the small ones."""
    (first, options), (second, more) = make(small), make(small * 8)
    return seconds(*second, **more) / max(seconds(*first, **options) for _ in range(2))


def hot(count: int) -> Any:
    """One key with all rows: hardly two amounts alike, one in twenty negative, near ones within the tolerance."""
    rng = np.random.default_rng(count)
    left, right = rng.integers(10**6, 10**12, count // 2), rng.integers(10**6, 10**12, count)
    right[::20] *= -1
    return (of(*left.tolist()), of(*right.tolist())), {"tolerance": 1000}


def ruled(count: int) -> Any:
    """Every key short of its counterpart, over its norm, or carried in part."""
    names = [f"L{n:06d}" for n in range(count)]
    both = pd.DataFrame({"line": names * 2, "source": ["central"] * count + ["district"] * count})
    left = both.assign(amount_vnd=[10**9] * count + [3 * 10**7] * count)
    right = both.assign(amount_vnd=[10**9 + 5] * count + [3 * 10**7 - 5000] * count)
    carried = left[count:].assign(amount_vnd=100).reset_index(drop=True)
    return (left, right), {
        "carried": carried,
        "norms": [UnitNorm({"line": name, "source": "central"}, 10**9, 1) for name in names],
        "counterpart": LeastCounterpart(Fraction(3, 100), ("district",)),
    }


def ledger(*rows: tuple[str, str, int]) -> pd.DataFrame:
    made = pd.DataFrame(list(rows), columns=["line", "source", "amount_vnd"]).astype({"amount_vnd": "int64"})
    return made.assign(document=[f"v{n}" for n in range(len(made))])


def test_several_vouchers_under_one_wrong_source_are_no_ambiguity() -> None:
    left = ledger(("A", "central", 60), ("A", "central", 40))
    found = compare(left, ledger(("A", "district", 60), ("A", "district", 40)), keys=KEYS)
    assert reasons(found) == {"wrong_source": 0}
    assert int(found.differences["moved_vnd"].sum()) == 100


def test_all_vouchers_of_an_allocation_under_a_wrong_source() -> None:
    """However many there are: all of them together are one set."""
    parts = [("A", "district", 7 + n) for n in range(20)]
    found = compare(ledger(("A", "central", sum(p[2] for p in parts))), ledger(*parts), keys=KEYS)
    assert reasons(found) == {"wrong_source": 0}
    assert len(found.differences["right_rows"][0]) == 20


def test_gaps_of_one_key_filled_from_two_places() -> None:
    left = ledger(("A", "central", 60), ("A", "central", 40))
    found = compare(left, ledger(("A", "district", 60), ("B", "central", 40)), keys=KEYS)
    assert reasons(found) == {"wrong_source": 0, "wrong_line": 0}
    assert [row for rows in found.differences["left_rows"] for row in rows] == [0, 1]


def test_more_vouchers_than_gaps_leave_the_rest_over() -> None:
    left = ledger(("A", "central", 60), ("B", "central", 5))
    found = compare(left, ledger(("A", "district", 60), ("A", "district", 60), ("B", "central", 5)), keys=KEYS)
    assert reasons(found) == {"not_in_plan": 60, "wrong_source": 0}


def test_two_keys_that_could_fill_one_gap_are_ambiguous_and_leave_other_rows_alone() -> None:
    left = ledger(("A", "central", 60), ("A", "central", 33))
    right = ledger(("A", "district", 60), ("B", "central", 60), ("A", "central", 13))
    found = compare(left, right, keys=KEYS)
    assert reasons(found) == {"ambiguous": 60, "under_disbursed": -20}
    assert found.differences["note"][0] == "several_partners"
    assert (found.differences["left_rows"][0], found.differences["right_rows"][0]) == ((0,), (0, 1))


def moved(count: int) -> Any:
    """All vouchers stand under another source: those of one large key, and those of as many small ones."""
    rng = np.random.default_rng(count)
    amounts = rng.permutation(np.arange(10**6, 10**6 + 4 * count))[: 2 * count].tolist()
    left = pd.concat([of(*amounts[:count]), of(*amounts[count:]).assign(line=[f"L{n}" for n in range(count)])])
    right = left.assign(source="district").reset_index(drop=True)
    return (left.reset_index(drop=True), right), {}


@pytest.mark.parametrize(("make", "small"), [(hot, 2000), (ruled, 500), (moved, 1000)])
def test_time_grows_with_the_rows(make: Any, small: int) -> None:
    """Eight times the rows: linear would be 8, quadratic 64."""
    assert growth(make, small) < 24


@pytest.mark.parametrize(
    ("code", "name", "alias"),
    [("da-1", "DA1", {" da-1 ": "DA1"}), ("da-1", "DA1", {"da-1": "DA1 "}), ("Đả", "DA1", {"\u0110a\u0309": "DA1"})],
)
def test_an_alias_is_written_as_the_codes_are(code: str, name: str, alias: dict[str, str]) -> None:
    for written in (code, f" {code} "):
        found = compare(of(5, line=name), of(5, line=written), keys=KEYS, alias={"line": alias})
        assert reasons(found) == {"code_variant": 0}
        assert found.unused_aliases == ()


def test_case_counts_and_an_alias_that_matches_nothing_is_told() -> None:
    found = compare(of(5), of(5), keys=KEYS, alias={"line": {"a": "A", " b ": "A"}, "source": {"tw": "central"}})
    assert reasons(found) == {}
    assert found.unused_aliases == (("line", "a"), ("line", "b"), ("source", "tw"))


def test_one_code_declared_twice_with_two_meanings_is_refused() -> None:
    with pytest.raises(ValueError, match="'b ' stands for 'A' and for 'C'"):
        compare(of(5), of(5), keys=KEYS, alias={"line": {"b": "A", "b ": "C"}})


def test_rules_are_judged_where_both_sides_agree() -> None:
    """104 where the norm allows 20, and 4 of local money where 10 are due."""
    both = pd.concat([of(100), of(4).assign(source="district")], ignore_index=True)
    norms, least = [UnitNorm({"line": "A"}, 10, 2)], LeastCounterpart(Fraction(1, 10), local=("district",))
    found = compare(both, both.copy(), keys=KEYS, norms=norms, counterpart=least)
    assert found.differences.empty
    assert [(b.reason, b.values, b.limit_vnd, b.booked_vnd) for b in found.breaches] == [
        ("unit_norm_exceeded", {"line": "A"}, 20, 104),
        ("counterpart_short", {"line": "A"}, 10, 4),
    ]
    kept = compare(both, both.copy(), keys=KEYS, norms=[UnitNorm({"line": "A"}, 52, 2)])
    assert kept.breaches == ()
