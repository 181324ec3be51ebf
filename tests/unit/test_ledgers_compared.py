"""Ledgers as comparisons: rows that give several postings, and treasury codes that are lines of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.checks.ledgers import RowLabel, cells_of, check_ledgers, comparison, frame
from poverty_analysis.checks.model import Facts, Held, Statement
from poverty_analysis.plan.claims import Claim
from tests.rows import at


def posting(phase: str, line: str, amount: int, cell: str, *, code: str = "") -> Entry:
    return Entry(
        line=line,
        source="central",
        source_year="2023",
        capital="investment",
        phase=phase,
        amount_vnd=amount,
        document=cell,
        at=at(cell),
        unit="999",
        spending_unit="MAU-01",
        date=dt.date(2023, 5, 1),
        budget_year=2023,
        treasury_code=code,
        via_alias=bool(code),
    )


def test_one_row_of_an_export_may_give_several_postings() -> None:
    """The settlement sheet has volume and advance in one row: both are compared, and the row is told once."""
    booked = (
        posting("allocated", "DA1", 100_000, "a.csv#2"),
        posting("disbursed", "DA1", 70_000, "kb.xlsx[QT]#3"),
        posting("disbursed", "DA1", 20_000, "kb.xlsx[QT]#3"),
    )
    facts = Facts(2023, (), booked=booked)
    found = comparison(facts, "treasury")
    assert found is not None and found.by_reason.to_dict() == {"under_disbursed": -10_000}
    assert cells_of(found.differences["right_rows"][0]) == ("kb.xlsx[QT]#3",)
    assert [s.source for s in check_ledgers(facts) if isinstance(s, Statement)] == ["a.csv#2, kb.xlsx[QT]#3"]


def test_a_code_that_is_also_a_line_of_its_own_is_no_variant_of_another_line() -> None:
    """A treasury that renumbered: its DA2 is our DA3, its DA1 our DA2; our own DA2 stays what it is."""
    booked = (
        posting("allocated", "DA2", 10, "a.csv#2"),
        posting("allocated", "DA3", 7, "a.csv#3"),
        posting("disbursed", "DA2", 10, "kb.csv#2", code="DA1"),
        posting("disbursed", "DA3", 7, "kb.csv#3", code="DA2"),
    )
    found = comparison(Facts(2023, (), booked=booked), "treasury")
    assert found is not None
    assert found.by_reason.to_dict() == {"code_variant": 0}
    assert int(found.differences["moved_vnd"].sum()) == 10
    assert list(found.groups["line"]) == ["DA3"]


def test_an_old_advance_that_became_volume_is_no_return() -> None:
    """The settlement sheet books it with both signs; beside it the row has a payment, or none."""
    cell, other = "kb.xlsx[QT]#3", "kb.xlsx[QT]#4"
    booked = (
        posting("allocated", "DA1", 100_000, "a.csv#2"),
        *(posting("disbursed", "DA1", amount, cell) for amount in (100_000, 40_000, -40_000)),
        *(posting("disbursed", "DA1", amount, other) for amount in (30_000, -30_000)),
    )
    found = comparison(Facts(2023, (), booked=booked), "treasury")
    assert found is not None
    assert found.differences.empty
    assert list(found.groups["situation"]) == ["exact"]


def test_equal_sums_of_two_projects_are_no_copies_of_a_voucher() -> None:
    """Two rows of a cumulative sheet carry one document and one date, and may have one amount."""
    day = dt.date(2024, 1, 31)
    rows = (posting("disbursed", "DA1", 60_000, f"kb.xlsx[QT]#{n}") for n in (3, 4))
    sums = tuple(replace(row, document="QT-2023", as_of=day) for row in rows)
    found = comparison(Facts(2023, (), booked=(posting("allocated", "DA1", 90_000, "a.csv#2"), *sums)), "treasury")
    assert found is not None and found.by_reason.to_dict() == {"over_disbursed": 30_000}
    vouchers = tuple(replace(row, as_of=None) for row in sums)
    again = comparison(Facts(2023, (), booked=(posting("allocated", "DA1", 90_000, "a.csv#2"), *vouchers)), "treasury")
    assert again is not None and "duplicate_voucher" in again.by_reason


# The rows as a frame


def given(line: str, amount: int, cell: str, *, phase: str = "disbursed", source: str = "central") -> Entry:
    return replace(posting(phase, line, amount, cell), source=source)


def test_rows_have_one_label_each_and_what_comes_to_nothing_is_no_row() -> None:
    rows = (
        given("DA1", 5, "kb.csv#2"),
        given("DA1", 4, "kb.csv#2"),
        given("DA2", 7, "kb.csv#2"),
        given("DA1", 0, "kb.csv#3"),
        given("DA1", 6, "kb.csv#4"),
        given("DA1", -6, "kb.csv#4"),
    )
    made = frame(rows)
    assert made.index.nlevels == 1
    assert list(made.index) == [RowLabel("kb.csv#2", 1), RowLabel("kb.csv#2", 2), RowLabel("kb.csv#3", 1)]
    assert list(made["amount_vnd"]) == [9, 7, 0]


def test_a_row_has_the_day_it_has_and_the_code_that_is_a_variant() -> None:
    alias = posting("disbursed", "DA1", 5, "kb.csv#2", code="0391")
    own = replace(alias, at=at("kb.csv#3"), via_alias=False)
    other = posting("disbursed", "DA1", 5, "kb.csv#4", code="0392")
    undated = replace(own, at=at("kb.csv#5"), date=None, treasury_code="")
    made = frame((alias, own, other, undated), {"0391": "DA1"})
    assert list(made["line"]) == ["0391", "DA1", "DA1", "DA1"]
    assert list(made["date"]) == ["2023-05-01"] * 3 + [""]


# What is compared


def test_an_open_year_and_one_without_payments_are_not_compared_with_the_treasury() -> None:
    allocated, paid = given("DA1", 100_000, "a.csv#2", phase="allocated"), given("DA1", 90_000, "kb.csv#2")
    planned = replace(allocated, phase="planned", at=at("budget.csv#2"))
    assert comparison(Facts(2023, (planned,), booked=(allocated,)), "treasury") is None
    facts = Facts(2023, (planned,), booked=(allocated, paid), closed=False)
    assert comparison(facts, "treasury") is None
    assert comparison(facts, "allocation") is not None
    assert comparison(Facts(2023, (planned,)), "allocation") is None
    assert list(check_ledgers(facts)) == []


def test_a_code_that_came_by_no_alias_is_no_variant() -> None:
    paid = replace(posting("disbursed", "DA1", 100_000, "kb.csv#2", code="0391"), via_alias=False)
    facts = Facts(2023, (), booked=(given("DA1", 100_000, "a.csv#2", phase="allocated"), paid))
    assert list(check_ledgers(facts)) == [Held(("MAU-01", "DA1", "central", "2023", "investment"))]


@pytest.mark.parametrize(
    ("source_year", "opens_in", "reason"),
    [("2023", 2024, "carry_over"), ("2024", 2024, "under_disbursed"), ("2023", 2025, "under_disbursed")],
)
def test_what_the_next_year_opens_with_was_carried(source_year: str, opens_in: int, reason: str) -> None:
    opening = replace(
        given("DA1", 40_000, "next.csv#2", phase="carried_over"),
        source_year=source_year,
        date=dt.date(opens_in, 1, 1),
        budget_year=opens_in,
    )
    booked = (given("DA1", 100_000, "a.csv#2", phase="allocated"), given("DA1", 60_000, "kb.csv#2"), opening)
    found = comparison(Facts(2023, (), booked=booked), "treasury")
    assert found is not None and found.by_reason.to_dict() == {reason: -40_000}


# What is told


def norm(line: str, amount: int, count: int) -> Claim:
    return Claim("x", "norm", line, "central", amount, "-", count=count)


def test_a_norm_that_is_the_reason_of_a_difference_is_told_once_and_another_beside_it() -> None:
    booked = (
        given("DA5", 150_000, "a.csv#2", phase="allocated"),
        given("DA5", 161_000, "kb.csv#2"),
        given("DA6", 100_000, "a.csv#3", phase="allocated"),
        given("DA6", 100_000, "kb.csv#3"),
    )
    facts = Facts(2023, (), (norm("DA5", 30_000, 5), norm("DA6", 40_000, 2)), booked=booked)
    found = [(one.reason, one.subject) for one in check_ledgers(facts) if isinstance(one, Statement)]
    assert found == [
        ("differs", ("MAU-01", "DA5", "central", "2023", "investment")),
        ("unit_norm_exceeded", ("DA6", "central")),
    ]


def test_keys_hold_of_which_no_row_stands_in_a_difference() -> None:
    booked = (
        given("DA1", 70_000, "a.csv#2", phase="allocated"),
        given("DA1", 70_000, "kb.csv#2"),
        given("DA2", 50_000, "a.csv#3", phase="allocated"),
        given("DA2", 50_000, "kb.csv#3", source="province"),
        given("DA3", 30_000, "a.csv#4", phase="allocated"),
        given("DA3", 20_000, "kb.csv#4"),
    )
    told = list(check_ledgers(Facts(2023, (), booked=booked)))
    assert [one.reason for one in told if isinstance(one, Statement)] == ["differs", "moved"]
    assert [one.subject[1] for one in told if isinstance(one, Held)] == ["DA1"]


def test_a_difference_names_its_first_six_rows() -> None:
    rows = tuple(given("DA1", 1_000 * n, f"kb.csv#{n}") for n in range(2, 9))
    (found,) = check_ledgers(Facts(2023, (), booked=(given("DA1", 200_000, "a.csv#2", phase="allocated"), *rows)))
    assert isinstance(found, Statement)
    assert found.source == ", ".join(("a.csv#2", *(f"kb.csv#{n}" for n in range(2, 7))))
