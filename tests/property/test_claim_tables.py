"""Typed tables: what adds up is silent wherever it was rounded; one wrong cell is found and named."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis.checks import run_rules
from poverty_analysis.checks.model import Facts
from poverty_analysis.checks.tables import RULES
from poverty_analysis.inputs.plan.claim_tables import typed_table
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.values.problems import Finding
from poverty_analysis.values.rates import half_up
from poverty_analysis.wording.numbers import format_decimal

HEADER = ("xã", "hộ", "nghèo", "cận", "cả hai", "tỷ lệ", "vốn", "khác", "tất cả", "tỷ trọng")
SAYS = {
    "total_rows": ["Tổng"],
    "sums": ["cả hai = nghèo + cận", "tất cả = vốn + khác"],
    "rates": ["tỷ lệ = nghèo / hộ"],
    "shares": ["tỷ trọng = vốn"],
}
COUNTS = ("nghèo", "cận", "cả hai")
Grid = list[list[Fraction]]
Cells = list[list[str]]
ROW = st.tuples(*(st.integers(low, high) for low, high in ((1, 9999), (0, 9999), (0, 9999), (1, 10**9), (0, 10**9))))


def printed(rows: list[tuple[int, ...]], decimals: tuple[int, int, int]) -> Cells:
    """A table that adds up, its rates, amounts and shares rounded at ``decimals``; the last row is the total."""
    whole = tuple(sum(column) for column in zip(*rows, strict=True))
    of_rates, of_money, of_shares = decimals
    cells = []
    for name, (others, poor, near, money, more) in zip(
        [*map(str, range(len(rows))), "Tổng"], [*rows, whole], strict=True
    ):
        households = others + poor + near
        scaled = [(Fraction(one, 10**6), of_money) for one in (money, more, money + more)]
        rates = [(Fraction(100 * poor, households), of_rates), *scaled, (Fraction(100 * money, whole[3]), of_shares)]
        exact = [str(households), str(poor), str(near), str(poor + near)]
        cells.append([name, *exact, *(format_decimal(half_up(one, places), places, "vi") for one, places in rates)])
    return cells


def told(cells: Cells) -> tuple[Finding, ...]:
    rows = tuple((number, tuple(row)) for number, row in enumerate(cells, start=2))
    table, wrong = typed_table("PL", RawTable("PL.csv", "", HEADER, rows), SAYS, "vi")
    assert not wrong
    (outcome,) = run_rules(Facts(2023, (), tables=(table,)), RULES)
    assert outcome.fault is None and outcome.checked
    return outcome.findings


TABLES = st.lists(ROW, min_size=2, max_size=8)
# Shares of one more decimal than the money would show the money's own rounding.
DECIMALS = st.tuples(st.integers(0, 3), st.integers(1, 4), st.integers(0, 2))


@given(TABLES, DECIMALS)
def test_a_table_that_adds_up_gives_no_finding(rows: list[tuple[int, ...]], decimals: tuple[int, int, int]) -> None:
    assert all(finding.severity == "note" for finding in told(printed(rows, decimals)))


@given(TABLES, DECIMALS, st.data())
def test_one_wrong_count_is_found_and_named(
    rows: list[tuple[int, ...]], decimals: tuple[int, int, int], data: st.DataObject
) -> None:
    cells = printed(rows, decimals)
    row, column = data.draw(st.integers(0, len(rows))), data.draw(st.sampled_from(COUNTS))
    at = HEADER.index(column)
    right = int(cells[row][at])
    wrong = data.draw(st.integers(0, 30_000).filter(lambda number: number != right))
    cells[row][at] = str(wrong)
    (found,) = [finding for finding in told(cells) if finding.severity == "error"]
    assert found.key == ("PL", cells[row][0], column)
    assert found.reason.startswith("cell")
    assert (found.expected, found.actual) == (right, wrong)
