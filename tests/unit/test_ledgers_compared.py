"""Ledgers as comparisons: rows that give several postings, and treasury codes that are lines of their own."""

from __future__ import annotations

import datetime as dt

from poverty_analysis.ledger import Entry
from poverty_analysis.reconcile.ledgers import cells_of, check_ledgers, comparison
from poverty_analysis.reconcile.model import Facts


def posting(phase: str, line: str, amount: int, cell: str, *, code: str = "") -> Entry:
    return Entry(
        line=line,
        source="central",
        source_year="2023",
        capital="investment",
        phase=phase,
        amount_vnd=amount,
        document=cell,
        cell=cell,
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
    assert [s.source for s in check_ledgers(facts)] == ["a.csv#2, kb.xlsx[QT]#3"]


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
