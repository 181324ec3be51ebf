"""The long ledger: sums that never mix what must stay apart."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from poverty_analysis.budget.ledger import (
    Entry,
    apart,
    carried,
    central,
    counted,
    grants,
    is_carried,
    lines,
    of_line,
    outdated,
    sums_by,
    total,
)
from poverty_analysis.inputs.rows.plan import BUDGET, LEDGER
from poverty_analysis.values.origin import Origin
from tests.rows import made


def item(line: str, source: str, year: str, amount: int) -> Entry:
    return Entry(line, source, year, "recurrent", "planned", amount)


ROWS = (
    item("DA2", "central", "2023", 100),
    item("DA1", "central", "2022", 10),
    item("DA2", "loan", "2023", 1_000),
    item("DA2", "in_kind", "2023", 5_000),
    item("DA2", "district", "not_stated", 3),
)


def test_a_budget_row_becomes_an_entry() -> None:
    cells = {
        **{"line": "DA1", "source": "central", "source_year": "2023", "capital": "recurrent", "phase": "planned"},
        **{"amount_vnd": 5, "as_printed": "5 đồng", "document": "KH", "source_line": 7, "integrated_programme": ""},
    }
    entry = made(BUDGET, cells, "data/budget.csv")
    assert entry == Entry(
        *("DA1", "central", "2023", "recurrent", "planned", 5, "5 đồng", "KH", 7, Origin("data/budget.csv", 2)),
    )
    assert (entry.cell, entry.fiscal_year) == ("budget.csv#2", None)


def test_a_posting_becomes_an_entry() -> None:
    cells = {
        **{"unit": "999", "spending_unit": "MAU-01", "line": "DA1", "source": "integrated", "source_year": "2023"},
        **{"integrated_programme": "Nông thôn mới", "capital": "investment", "phase": "allocated"},
        **{"date": dt.date(2023, 3, 1), "document": "MH-1", "treasury_code": "0041", "amount_vnd": 5},
    }
    entry = made(LEDGER, cells)
    assert (entry.unit, entry.spending_unit, entry.integrated_programme) == ("999", "MAU-01", "Nông thôn mới")
    assert (entry.date, entry.treasury_code, entry.as_printed) == (dt.date(2023, 3, 1), "0041", "")
    assert (entry.source_line, entry.budget_year, entry.fiscal_year) == (None, None, 2023)
    assert made(LEDGER, cells | {"budget_year": "2022"}).fiscal_year == 2022


def test_loans_and_goods_are_no_grants() -> None:
    assert total(grants(ROWS)) == 113
    assert total(apart(ROWS, "loan")) == 1_000
    assert total(apart(ROWS, "in_kind")) == 5_000


def test_an_empty_sum_is_zero() -> None:
    assert total(()) == 0


def test_lines_in_order_of_first_appearance() -> None:
    assert lines(ROWS) == ("DA2", "DA1")
    assert total(of_line(ROWS, "DA1")) == 10
    assert of_line(ROWS, "") == ROWS


def test_carried_money() -> None:
    assert carried(ROWS, 2023) == (ROWS[1],)
    assert carried(ROWS, 2024) == (ROWS[0], ROWS[1], ROWS[2], ROWS[3])
    assert not is_carried(ROWS[4], 9999)


def test_central_money_with_and_without_carried() -> None:
    assert total(central(ROWS, 2023, with_carried=True)) == 110
    assert total(central(ROWS, 2023, with_carried=False)) == 100


def test_sums_by_a_key() -> None:
    assert sums_by(ROWS, lambda e: e.source) == {"central": 110, "loan": 1_000, "in_kind": 5_000, "district": 3}
    assert list(sums_by(ROWS, lambda e: e.line)) == ["DA2", "DA1"]


def exported(amount: int, day: str, vintage: str = "") -> Entry:
    return replace(
        Entry("DA1", "central", "2023", "recurrent", "disbursed", amount, unit="999", budget_year=2023),
        as_of=dt.date.fromisoformat(day),
        vintage=vintage,
    )


def test_of_several_exports_only_the_latest_known_counts() -> None:
    single = replace(exported(1, "2023-01-01"), as_of=None, date=dt.date(2023, 6, 1))
    rows = (
        single,
        exported(10, "2023-07-05"),
        exported(20, "2024-01-31", "monthly"),
        exported(21, "2024-01-31", "year_end"),
    )
    assert [e.amount_vnd for e in counted(rows)] == [21]
    assert [e.amount_vnd for e in counted(rows, dt.date(2023, 12, 31))] == [10]
    assert [e.amount_vnd for e in counted(rows, dt.date(2023, 7, 4))] == [1]
    assert counted(rows, dt.date(2023, 5, 31)) == ()


def test_an_export_replaces_only_rows_of_its_own_phase() -> None:
    allocated = replace(exported(5, "2023-01-01"), as_of=None, phase="allocated")
    assert [e.amount_vnd for e in counted((allocated, exported(10, "2023-07-05")))] == [5, 10]


def test_an_export_of_one_kind_of_capital_leaves_the_other_alone() -> None:
    """Recurrent money has its own form, which may stand at an earlier date than the sheet for investment."""
    recurrent, investment = exported(10, "2023-12-31"), replace(exported(20, "2024-01-31"), capital="investment")
    assert counted((recurrent, investment)) == (recurrent, investment)
    assert outdated((recurrent, investment)) == ()


def test_what_a_later_sum_replaces_is_told_and_what_is_not_known_yet_is_not() -> None:
    early, late, future = exported(10, "2023-07-05"), exported(20, "2024-01-31"), exported(30, "2024-03-31")
    rows = (early, late, future)
    assert outdated(rows, dt.date(2024, 2, 1)) == (early,)
    assert outdated(rows) == (early, late)
