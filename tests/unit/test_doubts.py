"""Payments in doubt: what they do to sums and rates, where they are marked, and how findings are counted by cause."""

from __future__ import annotations

from fractions import Fraction

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Chart, Figure, Section, Table, Text
from poverty_analysis.budget.keys import PostingKey
from poverty_analysis.chapters.money.doubt_marks import all_payments, payments_of
from poverty_analysis.checks.doubts import Doubt, surplus, touching
from poverty_analysis.report.open import Report, open_report
from tests.reports import in_language
from tests.some import some
from tests.tree import ROOT

HERE, THERE = (PostingKey("U1", line, "central", "2023", "recurrent") for line in ("DA1", "DA2"))
TWICE = Doubt("duplicate_voucher", HERE, HERE, frozenset({"x#2"}), surplus_vnd=100)
MOVED = Doubt("wrong_line", HERE, THERE, frozenset({"x#3"}), moved_vnd=40)
MARK = "‡"


@pytest.fixture(scope="module")
def huyen_mau() -> Report:
    return open_report("999", 2023, workspace=str(ROOT))


def figures(part: Section) -> dict[str, Figure]:
    cells = (cell for b in part.blocks if isinstance(b, Table) for row in b.rows for cell in row.cells)
    return {cell.id: cell for cell in cells if isinstance(cell, Figure)}


def test_a_slip_changes_every_sum_it_is_in_and_a_misplaced_amount_only_those_that_split() -> None:
    doubts = (TWICE, MOVED)
    assert surplus(doubts, lambda _: True) == 100
    assert surplus(doubts, lambda key: key == HERE) == 100 - 40
    assert surplus(doubts, lambda key: key == THERE) == 40
    assert touching(doubts, lambda _: True) == (TWICE,)
    assert touching(doubts, lambda key: key.line == "DA2") == (MOVED,)
    assert touching(doubts, lambda key: key.line == "DA3") == ()


def test_the_rate_of_the_example_with_and_without_the_explained_errors(huyen_mau: Report) -> None:
    """By hand: +400 million of a wrong unit, +1.100 of a wrong sign, -900 booked twice, on 56.510.245.400 đồng."""
    payments = all_payments(huyen_mau)
    assert payments.paid_vnd == 56_510_245_400
    assert payments.paid_vnd - payments.surplus_vnd == 56_510_245_400 + 399_999_600 + 1_100_000_000 - 900_000_000
    assert payments.available_vnd == 58_549_345_678
    assert {one.reason for one in payments.doubts} == {"unit_million_vs_dong", "sign_error", "duplicate_voucher"}


def test_a_ledger_without_the_vouchers_has_no_doubt_about_them(huyen_mau: Report) -> None:
    given = tuple(entry for entry in huyen_mau.ledger if entry.phase != "disbursed")
    assert payments_of(huyen_mau.doubts, given, lambda _: True).doubts == ()


def test_a_touched_figure_is_marked_in_tables_charts_and_words(huyen_mau: Report) -> None:
    part = chapters.disbursement(huyen_mau)
    shown = figures(part)
    assert shown["disbursement.total.rate"].display == f"96,52%{MARK}"
    assert shown["disbursement.DA4.1.rate"].display == f"67,39%{MARK}"
    assert not shown["disbursement.DA2.rate"].display.endswith(MARK)
    assert not shown["disbursement.DA4.1.planned"].display.endswith(MARK)
    # One source for another: the line as a whole is right, its sources are not.
    assert not shown["disbursement.DA1.rate"].display.endswith(MARK)
    by_source = figures(chapters.rates(huyen_mau))
    assert by_source["rates_by_source.province.rate"].display.endswith(MARK)
    words = " ".join(item for block in part.blocks if isinstance(block, Text) for item in block.items)
    assert "97,54%" in words and "DA4.1: 67,39% theo số liệu Kho bạc Nhà nước" in words
    for table in some(b for b in part.blocks if isinstance(b, Table)):
        marked = any(isinstance(c, Figure) and c.display.endswith(MARK) for row in table.rows for c in row.cells)
        assert marked == any(note.startswith(MARK) for note in table.notes), table.id
    for chart in some(b for b in part.blocks if isinstance(b, Chart)):
        assert "cần xử lý" in chart.alt, chart.id


def test_a_report_without_a_doubt_has_no_mark() -> None:
    six = open_report("999", 2023, "six_months", "2023-05-31", workspace=str(ROOT))
    assert six.doubts == ()
    assert MARK not in str(chapters.disbursement(six).to_json())


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_first_page_gives_both_rates_and_both_amounts(huyen_mau: Report, lang: str) -> None:
    tiles = chapters.summary(in_language(huyen_mau, lang)).blocks[0]
    assert isinstance(tiles, Text)
    shown = {figure.id: figure for figure in tiles.figures}
    assert shown["key.rate"].display.endswith(MARK)
    assert shown["key.rate.corrected"].value == Fraction(57_110_245_000, 58_549_345_678)
    assert shown["key.paid"].value == 56_510_245_400
    assert shown["key.paid.corrected"].value == 57_110_245_000
    line = " ".join(tiles.details)
    assert shown["key.paid"].display in line and shown["key.rate.corrected"].display in line


def test_words_that_quote_a_figure_in_doubt_are_told_and_marked(huyen_mau: Report) -> None:
    (found,) = (f for f in huyen_mau.findings if f.rule == "narrative")
    assert (found.severity, found.key) == ("warning", ("DA4.1", "67,39%"))
    *_, mark = chapters.limits(huyen_mau).blocks
    assert isinstance(mark, Text) and mark.kind == "finding"
    assert mark.items == (found.message_vi,)
    assert [b.kind for b in chapters.direction(huyen_mau).blocks if isinstance(b, Text)] == ["paragraph"]


def test_one_voucher_is_one_cause_whatever_rules_meet_it(huyen_mau: Report) -> None:
    """The voucher in the wrong year is one difference, two balances that do not close and an overspent key."""
    about = [f for f in huyen_mau.findings if "DA1" in f.key and "investment" in f.key and f.severity != "note"]
    assert [f.rule for f in about] == ["balance", "balance", "ledgers", "overspent"]
    causes = [f for f in huyen_mau.causes if "DA1" in f.key and "investment" in f.key and f.severity != "note"]
    assert [(f.rule, f.reason) for f in causes] == [("ledgers", "moved")]
    errors = [f for f in huyen_mau.causes if f.severity == "error"]
    assert sorted(f.rule for f in errors) == [*["chain"] * 3, *["ledgers"] * 9, "stated_total"]


def test_without_the_treasury_every_finding_is_its_own_cause() -> None:
    plan = open_report("099", 2023, workspace=str(ROOT))
    assert plan.causes == plan.findings
    assert plan.doubts == ()


def test_a_term_carries_the_discrepancies_of_its_years() -> None:
    term = open_report("999", 2025, "term", "2023-12-31", workspace=str(ROOT))
    year = next(one for one in term.years if one.year == 2023)
    assert year.planned and year.checked
    assert sum(f.severity == "error" for f in year.causes) == 13
    assert {one.reason for one in term.doubts} >= {"sign_error", "duplicate_voucher", "unit_million_vs_dong"}
    words = str(chapters.reconciliation(term).to_json())
    assert "Năm 2023" in words and "13 nội dung cần xử lý" in words
    tiles = chapters.period_summary(term).blocks[0]
    assert isinstance(tiles, Text)
    shown = {figure.id: figure for figure in tiles.figures}
    assert shown["key.open"].value == 13
    assert shown["key.rate"].display.endswith(MARK)
