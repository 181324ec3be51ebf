"""Foster-Greer-Thorbecke, Gini, Lorenz and quintile shares by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from poverty_analysis.measures import monetary, survey


def value(frame: pd.DataFrame, measure: str, subgroup: object = "all", indicator: str | None = None) -> float:
    rows = frame[(frame.measure == measure) & (frame.subgroup == subgroup)]
    rows = rows if indicator is None else rows[rows.indicator == indicator]
    (found,) = rows.estimate
    return float(found)


def test_gaps_by_hand() -> None:
    # Line 100: gaps 3/4, 1/2, 0 (at the line, poor), none.
    found = monetary.fgt([25, 50, 100, 101], 100)
    assert value(found, "P0") == 3 / 4
    assert value(found, "P1") == (3 / 4 + 1 / 2) / 4
    assert value(found, "P2") == (9 / 16 + 1 / 4) / 4
    assert set(found.n) == {4}
    assert found[["se", "ci_low", "ci_high", "df"]].isna().all(axis=None)


def test_weights_lines_by_row_and_other_powers() -> None:
    found = monetary.fgt([50, 50, 50], [100, 50, 40], [0, 0.5], sample_weight=[1, 2, 1])
    assert value(found, "P0") == 3 / 4
    assert value(found, "P0.5") == pytest.approx(0.5**0.5 / 4)


def test_subgroups_make_up_the_whole() -> None:
    found = monetary.fgt([25, 50, 100, 101], 100, by=["x", "y", "y", "y"])
    assert value(found, "P1", "x") == 3 / 4
    assert value(found, "subgroup_share", "x") == 1 / 4
    assert value(found, "subgroup_contribution", "x", "P1") == pytest.approx(3 / 5)
    assert value(found, "subgroup_contribution", "y", "P0") == pytest.approx(2 / 3)


def test_nobody_poor() -> None:
    found = monetary.fgt([2, 3], 1, by=["x", "y"], design=survey.Design([1, 1]))
    assert [value(found, name) for name in ("P0", "P1", "P2")] == [0, 0, 0]
    assert found[found.measure == "subgroup_contribution"].estimate.isna().all()


def test_an_income_below_nothing_has_a_gap_above_1() -> None:
    assert value(monetary.fgt([-50], 100), "P1") == 1.5


def test_gini_by_hand() -> None:
    # Mean absolute difference of 1, 2, 3, 4, 10 over all 25 pairs is 3.2, the mean 4: half of it is 0.4.
    assert value(monetary.gini([1, 2, 3, 4, 10]), "gini") == pytest.approx(0.4)
    assert value(monetary.gini([7, 7, 7]), "gini") == pytest.approx(0, abs=1e-15)
    # One of n has everything: (n - 1) / n, there is no correction.
    assert value(monetary.gini([0, 0, 0, 5]), "gini") == pytest.approx(3 / 4)


def test_lorenz_by_hand() -> None:
    found = monetary.lorenz([4, 1, 3, 2], ["0", "1/4", "3/8", "1"])
    # A tenth, then half of the way to three tenths.
    assert found.estimate.tolist() == pytest.approx([0, 1 / 10, 2 / 10, 1])
    assert found.indicator.tolist() == ["0", "1/4", "3/8", "1"]
    assert len(monetary.lorenz([1, 2])) == 11


def test_quintile_shares_by_hand() -> None:
    found = monetary.quintile_shares([1, 2, 3, 4, 10])
    assert [value(found, "quintile_share", indicator=str(n)) for n in range(1, 6)] == pytest.approx(
        [0.05, 0.1, 0.15, 0.2, 0.5]
    )
    assert value(found, "s80_s20") == pytest.approx(10)


def test_a_row_on_a_boundary_is_divided() -> None:
    # Two rows: the poorer half has 1 of 4, the first fifth two fifths of it.
    assert value(monetary.quintile_shares([1, 3]), "quintile_share", indicator="1") == pytest.approx(0.4 / 4)
    assert value(monetary.quintile_shares([1, 3]), "quintile_share", indicator="3") == pytest.approx(
        (0.2 * 1 + 0.2 * 3) / 4
    )


@pytest.mark.parametrize("measure", [monetary.gini, monetary.lorenz, monetary.quintile_shares])
def test_no_income_at_all_and_no_weight_at_all_are_undefined(measure: Any) -> None:
    design = survey.Design([1, 1])
    assert measure([0, 0], design=design).estimate.isna().all()
    assert measure([1, 2], sample_weight=[0, 0]).estimate.isna().all()
    assert measure([]).estimate.isna().all()


def test_nothing_for_the_poorest_fifth_leaves_the_ratio_undefined() -> None:
    assert np.isnan(value(monetary.quintile_shares([0, 0, 1, 1, 1]), "s80_s20"))


def test_errors_of_equal_incomes_are_0() -> None:
    found = monetary.gini([3, 3, 3], design=survey.Design([1, 2, 1]))
    assert found.se[0] == pytest.approx(0, abs=1e-15)


def jackknife(measure: Any, income: list[float], name: str, indicator: str | None) -> float:
    """Error from leaving out each row in turn: near the linearised one in a large sample."""
    values = np.array(income)
    count = len(values)
    left = [value(measure(np.delete(values, n)), name, indicator=indicator) for n in range(count)]
    return float(np.sqrt((count - 1) / count * ((np.array(left) - np.mean(left)) ** 2).sum()))


@pytest.mark.parametrize(
    ("measure", "name", "indicator"),
    [
        (monetary.gini, "gini", None),
        (monetary.lorenz, "lorenz", "3/10"),
        (monetary.quintile_shares, "quintile_share", "5"),
        (monetary.quintile_shares, "s80_s20", None),
    ],
)
def test_errors_are_near_those_of_leaving_rows_out(measure: Any, name: str, indicator: str | None) -> None:
    income = np.random.default_rng(5).lognormal(size=400).tolist()
    found = measure(income, design=survey.Design([1] * 400))
    rows = found[(found.measure == name) & ((found.indicator == indicator) | (indicator is None))]
    assert rows.se.iloc[0] == pytest.approx(jackknife(measure, income, name, indicator), rel=0.05)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: monetary.fgt([1, None], 1), "income: 1 missing"),
        (lambda: monetary.fgt([1, 2], 0), "line: above 0 was expected, 1 are not"),
        (lambda: monetary.fgt([1, 2], [1, 2, 3]), "line: 2 values were expected, got 3"),
        (lambda: monetary.fgt(pd.Series([1]), pd.Series([1], index=[4])), "line: its index"),
        (lambda: monetary.fgt([1], 1, [-1]), "alphas: numbers of 0 or more"),
        (lambda: monetary.fgt([1], 1, []), "alphas: numbers of 0 or more"),
        (lambda: monetary.fgt([1], 1, sample_weight=[-1]), "sample_weight: 1 negative"),
        (lambda: monetary.gini([1, -1, -2]), "income: 0 or more was expected, 2 are negative"),
        (lambda: monetary.lorenz([1], ["3/2"]), "points: shares from 0 to 1"),
        (lambda: monetary.lorenz([1], []), "points: shares from 0 to 1 .* none"),
        (lambda: monetary.gini([1, 2], by=["a"]), "by: 2 values were expected, got 1"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(call: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        call()


def test_an_income_is_a_number() -> None:
    with pytest.raises(TypeError, match="income: numbers were expected, got text"):
        monetary.gini(["1", "2"])


def test_one_alpha_and_points_as_decimals_are_taken_as_written() -> None:
    assert list(monetary.fgt([1, 20], 10, 1)["measure"]) == ["P1"]
    assert list(monetary.lorenz([1, 2, 3, 4], [0.1, "1/4"])["indicator"]) == ["1/10", "1/4"]
