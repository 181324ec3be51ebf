"""Rates of disbursement, their denominators, and printed rates against their own parts."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from poverty_analysis.budget.disbursement import (
    PrintedRate,
    agrees,
    implied_plan,
    joint_rate,
    position,
    positions_by,
)
from poverty_analysis.budget.ledger import Entry

MILLION = 1_000_000


def row(phase: str, amount: int, *, year: str = "2023", source: str = "central", component: str = "") -> Entry:
    day = dt.date(2023, 6, 30)
    return Entry("DA1", source, year, "recurrent", phase, amount, component=component, date=day, budget_year=2023)


ROWS = (
    row("carried_over", 50, year="2022"),
    row("allocated", 100),
    row("adjusted", -20),
    row("disbursed", 30, component="paid_volume"),
    row("disbursed", 10, component="advance"),
    row("disbursed", 25, year="2022", component="paid_volume"),
    row("settled", 30),
    row("allocated", 9_000, source="loan"),
    row("disbursed", 9_000, source="in_kind"),
)


def test_the_three_denominators_are_kept_apart() -> None:
    found = position(ROWS, 2023)
    assert (found.year.plan_vnd, found.carried.plan_vnd, found.both.plan_vnd) == (80, 50, 130)
    assert found.on("year").rate == Fraction(40, 80)
    assert found.on("carried").rate == Fraction(25, 50)
    assert found.on("both").rate == Fraction(65, 130)


def test_an_advance_is_disbursed_and_not_settled() -> None:
    money = position(ROWS, 2023).year
    assert (money.paid_volume_vnd, money.advance_vnd, money.disbursed_vnd, money.settled_vnd) == (30, 10, 40, 30)


def test_without_a_plan_there_is_no_rate() -> None:
    assert position([row("disbursed", 5)], 2023).year.rate is None
    assert position([], 2023).both.rate is None


def test_positions_by_a_key_add_up() -> None:
    parts = positions_by(ROWS, 2023, lambda e: e.source_year)
    assert sum(p.both.disbursed_vnd for p in parts.values()) == position(ROWS, 2023).both.disbursed_vnd


# Điện Biên, three programmes together, disbursed to 30/11/2023, million đồng (press, 19/12/2023).
INVESTMENT = (
    PrintedRate(321_772 * MILLION, Fraction("0.631"), MILLION, 1),
    PrintedRate(629_357 * MILLION, Fraction("0.535"), MILLION, 1),
)
RECURRENT = (
    PrintedRate(33_854 * MILLION, Fraction("0.141"), MILLION, 1),
    PrintedRate(254_142 * MILLION, Fraction("0.271"), MILLION, 1),
)


def test_a_printed_joint_rate_that_its_parts_do_not_give() -> None:
    printed = PrintedRate(951_129 * MILLION, Fraction("0.544"), MILLION, 1)
    assert not agrees(printed, INVESTMENT)
    allowed = joint_rate(INVESTMENT)
    assert Fraction("0.563") < allowed.low < Fraction("0.564") < allowed.high < Fraction("0.565")
    assert agrees(PrintedRate(951_129 * MILLION, Fraction("0.564"), MILLION, 1), INVESTMENT)


def test_a_printed_joint_rate_that_its_parts_give() -> None:
    assert agrees(PrintedRate(287_996 * MILLION, Fraction("0.244"), MILLION, 1), RECURRENT)


def test_the_plans_that_a_printed_rate_implies() -> None:
    plan = implied_plan(INVESTMENT[0])
    assert 509_500 * MILLION < plan.low < plan.high < 510_400 * MILLION
    assert plan.holds(Fraction(509_940 * MILLION))


def test_a_rate_of_nothing_implies_no_plan() -> None:
    with pytest.raises(ValueError, match="implies no plan"):
        implied_plan(PrintedRate(0, Fraction(0), 1, 1))
