"""Roll-ups and the chapter on the units below: ranking, sums, coverage, by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poverty_analysis import chapters
from poverty_analysis.blocks import Chart, Figure, Table, Text
from poverty_analysis.census.forms import POOR_MOVEMENTS, RESULTS
from poverty_analysis.checks.model import Below
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.report.facts import with_children
from poverty_analysis.report.open import Report, open_report
from poverty_analysis.units.roll_up import Count, doubled, roll_up
from poverty_analysis.units.units import Unit
from tests.rows import at
from tests.tree import ROOT

DAY = dt.date(2023, 12, 31)


def unit(code: str, name: str) -> Unit:
    return Unit("commune", code, name, "Xã", "999", None, None, True, "test")


BELOW = (unit("99991", "Xã Một"), unit("99992", "Xã Hai"), unit("99993", "Xã Ba"))


def results(code: str, households: int, poor: int, near: int, day: dt.date = DAY) -> FormRow:
    counts = {"households": households, "poor": poor, "near_poor": near}
    return FormRow(RESULTS, code, day, "VN-2022", "households", counts, at(f"form_results.csv#{code}"))


def movements(code: str, to_near: int, beyond: int, relapsed: int, new: int) -> FormRow:
    counts = {"to_near_poor": to_near, "beyond": beyond, "relapsed": relapsed, "new": new}
    return FormRow(POOR_MOVEMENTS, code, DAY, "VN-2022", "households", counts, at(f"form_poor_movements.csv#{code}"))


def with_rows(*rows: FormRow) -> Report:
    report = open_report("999", 2023, workspace=str(ROOT))
    facts = replace(with_children(report.facts, "999", BELOW, rows), below=Below())
    return replace(report, children=BELOW, facts=facts)


def cells(report: Report) -> dict[str, Figure]:
    (table,) = (b for b in chapters.units_below(report).blocks if isinstance(b, Table))
    return {cell.id: cell for row in table.rows for cell in row.cells if isinstance(cell, Figure)}


ALL = (results("99991", 100, 30, 10), results("99992", 200, 20, 20), results("99993", 300, 90, 15))


def test_the_sum_has_the_rate_of_the_added_counts() -> None:
    found = cells(with_rows(*ALL))
    assert found["units_below.sum.households"].value == 600
    assert found["units_below.sum.poor_rate"].value == Fraction(140, 600)
    assert found["units_below.99992.poor_rate"].value == Fraction(1, 10)


def test_units_are_ranked_by_rate_and_equal_ones_by_code() -> None:
    (table,) = (b for b in chapters.units_below(with_rows(*ALL)).blocks if isinstance(b, Table))
    assert [row.cells[0] for row in table.rows[:-1]] == ["Xã Một", "Xã Ba", "Xã Hai"]
    assert table.rows[-1].kind == "total"


def test_missing_units_are_named_and_the_sum_is_of_the_others() -> None:
    report = with_rows(*ALL[:2])
    words = next(b for b in chapters.units_below(report).blocks if isinstance(b, Text)).items[0]
    assert "2/3" in words and "Xã Ba" in words
    assert cells(report)["units_below.sum.poor"].value == 50


def test_movements_are_added_only_where_nothing_is_blank() -> None:
    flows = tuple(movements(code, 5, 2, 1, 3) for code in ("99991", "99992", "99993"))
    found = cells(with_rows(*ALL, *flows))
    assert (found["units_below.99991.left"].value, found["units_below.sum.came"].value) == (7, 12)
    blank = replace(flows[0], counts={**flows[0].counts, "new": None})
    assert "units_below.99991.came" not in cells(with_rows(*ALL, blank, *flows[1:]))


def test_last_year_is_drawn_only_under_the_same_standard() -> None:
    before = results("99991", 100, 40, 10, dt.date(2022, 12, 31))

    def legend(*rows: FormRow) -> str:
        return next(b for b in chapters.units_below(with_rows(*rows)).blocks if isinstance(b, Chart)).svg

    assert "31/12/2022" in legend(*ALL, before)
    assert "31/12/2022" not in legend(*ALL, replace(before, standard="VN-2016"))


def test_nobody_poor_and_no_household_is_no_division() -> None:
    found = cells(with_rows(results("99991", 0, 0, 0), results("99992", 10, 0, 0)))
    assert "units_below.99991.poor_rate" not in found
    assert found["units_below.sum.poor_rate"].value == 0


def test_without_forms_below_the_chapter_says_so() -> None:
    (slot,) = chapters.units_below(with_rows()).blocks
    assert isinstance(slot, Text) and slot.kind == "slot"


@pytest.mark.parametrize(
    ("own", "parts", "holds"),
    [(5, (2, 3), True), (6, (2, 3), False), (6, (2, None), True), (1, (2, None), False), (None, (2, 3), True)],
)
def test_a_sum_may_only_be_smaller_while_units_are_missing(
    own: int | None, parts: tuple[int | None, ...], holds: bool
) -> None:
    counts = [Count("p", "poor", own)] if own is not None else []
    counts += [Count(str(code), "poor", value) for code, value in enumerate(parts) if value is not None]
    (found,) = roll_up("p", [str(code) for code in range(len(parts))], counts)
    assert found.holds() == holds


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 10**6)), max_size=12))
def test_each_unit_is_added_once(given_rows: list[tuple[int, int]]) -> None:
    counts = [Count(str(code), "poor", value) for code, value in given_rows]
    codes = [str(code) for code in range(6)]
    first = dict(reversed(given_rows))
    rolled = roll_up("p", codes, counts)
    assert sum(one.total for one in rolled) == sum(first.values())
    assert len(doubled(counts)) == len(given_rows) - len(first)
