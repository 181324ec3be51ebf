"""Balances, versions and the chain of decisions over small ledgers."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.budget.balances import balances, total_balance
from poverty_analysis.budget.decisions import chain, gaps
from poverty_analysis.budget.keys import money_key, posting_key
from poverty_analysis.budget.ledger import Entry, in_force, own


def post(
    phase: str,
    amount: int,
    *,
    line: str = "DA1",
    year: int = 2023,
    source_year: int = 2023,
    document: str = "QD-1",
    supersedes: str = "",
    assigned_by: str = "",
    source: str = "central",
) -> Entry:
    return Entry(
        *(line, source, str(source_year), "recurrent", phase, amount),
        document=document,
        supersedes=supersedes,
        assigned_by=assigned_by,
        date=dt.date(year, 6, 30),
        budget_year=year,
    )


def test_money_of_two_earlier_years_is_carried_side_by_side() -> None:
    rows = [
        post("carried_over", 7, source_year=2021),
        post("carried_over", 5, source_year=2022),
        post("disbursed", 7, source_year=2021),
        post("carried_over", 5, source_year=2022, year=2024),
    ]
    found = {b.key.source_year: b for b in balances(rows, 2023, money_key)}
    assert (found["2021"].accumulated_vnd, found["2021"].residual_vnd) == (0, 0)
    assert (found["2022"].accumulated_vnd, found["2022"].residual_vnd) == (5, 0)


def test_a_closing_balance_without_any_movement_is_a_difference() -> None:
    rows = [post("carried_over", 9, year=2024), post("allocated", 1, line="DA2")]
    found = {b.key.line: b.residual_vnd for b in balances(rows, 2023, money_key)}
    assert found == {"DA2": -1, "DA1": 9}


def test_new_money_of_the_next_year_is_no_closing_balance() -> None:
    rows = [post("allocated", 4), post("disbursed", 4), post("allocated", 100, year=2024, source_year=2024)]
    assert [b.residual_vnd for b in balances(rows, 2023, posting_key)] == [0]


def test_without_the_next_year_the_closing_is_unknown() -> None:
    (found,) = balances([post("allocated", 4)], 2023, posting_key)
    assert found.closing_vnd is None and found.residual_vnd is None
    assert total_balance([found]).residual_vnd is None
    assert total_balance([]).closing_vnd is None


def test_only_the_last_version_counts() -> None:
    rows = [
        post("allocated", 1, document="A"),
        post("allocated", 2, document="B", supersedes="A"),
        post("allocated", 3, document="C", supersedes="B"),
    ]
    assert [e.amount_vnd for e in in_force(rows)] == [3]
    assert [e.amount_vnd for e in in_force([post("allocated", 5, document="X", supersedes="X")])] == [5]


def test_a_posting_without_a_level_is_the_units_own() -> None:
    rows = [post("allocated", 1), post("allocated", 2, assigned_by="province")]
    rows.append(post("disbursed", 4, assigned_by="province"))
    assert [e.amount_vnd for e in own(rows, "district")] == [1, 4]


def test_the_chain_names_each_step_with_its_total_and_gap() -> None:
    rows = [
        post("allocated", 100, document="T", assigned_by="province"),
        post("allocated", 90, document="H", assigned_by="district"),
        post("disbursed", 60, document="CT"),
    ]
    plan = [Entry("DA1", "central", "2023", "recurrent", "planned", 100)]
    steps = chain(rows, plan, 2023, "district")
    assert [(s.name, s.total_vnd) for s in steps] == [
        ("province", 100),
        ("district", 90),
        ("plan", 100),
        ("treasury", 60),
    ]
    (gap,) = gaps(steps[0], steps[1])
    assert (gap.key, gap.difference_vnd) == (("DA1", "central", "2023", "recurrent"), -10)
    assert steps[0].documents() == ("T",)


POSTINGS = st.lists(
    st.builds(
        lambda phase, amount, line, year: post(phase, amount, line=line, year=year, source_year=2023),
        st.sampled_from(("allocated", "adjusted", "disbursed", "lapsed", "carried_over")),
        st.integers(-(10**12), 10**12),
        st.sampled_from(("DA1", "DA2", "DA3.1")),
        st.sampled_from((2023, 2024)),
    ),
    max_size=30,
)


@given(POSTINGS)
def test_the_residuals_of_the_keys_add_up_to_the_residual_of_the_total(rows: list[Entry]) -> None:
    for key in (posting_key, money_key):
        parts = balances(rows, 2023, key)
        whole = total_balance(parts)
        if whole.residual_vnd is not None:
            assert sum(b.residual_vnd or 0 for b in parts) == whole.residual_vnd
        assert whole.accumulated_vnd == sum(b.accumulated_vnd for b in parts)
