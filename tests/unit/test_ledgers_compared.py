"""Ledgers as comparisons: rows that give several postings, and treasury codes that are lines of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.checks.ledgers import cells_of, check_ledgers, comparison
from poverty_analysis.checks.model import Facts, Statement
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
