"""Stocks explained by flows, and changes between visits and between samples, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from poverty_analysis.measures import dynamics, multidim, survey

BEFORE = pd.Series(["poor", "poor", "near", "other", "poor"], index=list("abcde"))
AFTER = pd.Series(["near", "poor", "poor", "other", "poor"], index=list("abcdf"))


def test_every_stock_is_explained() -> None:
    found = dynamics.stock_flow(BEFORE, AFTER)
    poor = found[found.indicator == "poor"].set_index("measure").estimate.to_dict()
    assert poor == {"opening": 3, "moved_out": 1, "left": 1, "moved_in": 1, "joined": 1, "stayed": 1, "closing": 3}
    moved = found[found.measure == "moved"].set_index("indicator").estimate.to_dict()
    assert moved == {"poor -> near": 1, "near -> poor": 1}
    assert set(found.n) == {6}


def test_arrays_hold_the_same_households_in_one_order() -> None:
    found = dynamics.stock_flow(["poor", "other"], ["other", "other"])
    assert found[found.measure == "moved"].estimate.tolist() == [1]
    assert found[found.measure.isin(["left", "joined"])].estimate.sum() == 0


@pytest.mark.parametrize(
    ("error", "before", "after", "told"),
    [
        (ValueError, pd.Series(["x", "x"], index=[1, 1]), pd.Series(["x"]), "before: each household once .* 1 repeat"),
        (ValueError, BEFORE, pd.Series([None, "x"]), "after: 1 missing"),
        (ValueError, ["x", "y"], ["x"], "after: 2 values were expected, got 1"),
        (TypeError, BEFORE, ["x"], "two Series indexed by household, or two arrays"),
    ],
)
def test_households_that_cannot_be_matched_are_refused(
    error: type[Exception], before: Any, after: Any, told: str
) -> None:
    with pytest.raises(error, match=told):
        dynamics.stock_flow(before, after)


def test_a_paired_change_by_hand() -> None:
    # Differences -1, 0, 0, -1 of four rows: mean -1/2, error sqrt(4/3 x 4 x (1/2)^2) / 4.
    found = dynamics.change([1, 0, 1, 1], [0, 0, 1, 0], years=2, design=survey.Design([1] * 4)).set_index("measure")
    assert found.estimate.to_dict() == pytest.approx(
        {
            "before": 3 / 4,
            "after": 1 / 4,
            "change": -1 / 2,
            "relative_change": -2 / 3,
            "annualised_change": (1 / 3) ** 0.5 - 1,
        }
    )
    assert found.se["change"] == pytest.approx((4 / 3) ** 0.5 / 4)
    # By the chain rule from the ratio r: its error over 2 sqrt(r).
    assert found.se["annualised_change"] == pytest.approx(found.se["relative_change"] / 2 * 3**0.5)


def test_no_change_has_no_error_though_each_visit_has() -> None:
    found = dynamics.change([1, 0, 1, 1], [1, 0, 1, 1], design=survey.Design([1] * 4)).set_index("measure")
    assert found.se["change"] == 0 < found.se["before"]


def test_from_nothing_there_is_no_relative_change() -> None:
    found = dynamics.change([0, 0], [1, 0], years=3, by=["x", "y"]).set_index(["subgroup", "measure"])
    assert found.estimate["x", "change"] == 1
    assert found.estimate.loc[:, ["relative_change", "annualised_change"]].isna().all()
    assert found.se.isna().all()


@pytest.mark.parametrize("years", [0, -1])
def test_years_are_above_0(years: int) -> None:
    with pytest.raises(ValueError, match="years: above 0"):
        dynamics.change([1], [1], years=years)


def test_visits_of_other_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="after: its index is not that of before"):
        dynamics.change(pd.Series([1, 0]), pd.Series([1, 0], index=[1, 0]))


def test_two_samples_add_their_variances() -> None:
    rows = pd.DataFrame({"a": [1, 0, 1, 1], "b": [0, 1, 1, 0]})
    first = multidim.alkire_foster(rows, {"a": 1, "b": 1}, ["1/2", "1"], design=survey.Design([1, 2, 1, 1]))
    second = multidim.alkire_foster(rows[:3], {"a": 1, "b": 1}, ["1/2", "1"], design=survey.Design([1, 1, 5]))
    found = dynamics.difference(first, second)
    assert found.measure.tolist() == [f"{name}_change" for name in first.measure]
    np.testing.assert_allclose(found.estimate, second.estimate - first.estimate)
    np.testing.assert_allclose(found.se, np.hypot(first.se, second.se))
    told = found[found.measure == "uncensored_headcount_change"].iloc[0]
    v0, v1 = first.se[3] ** 2, second.se[3] ** 2
    assert told.df == pytest.approx((v0 + v1) ** 2 / (v0**2 / 3 + v1**2 / 2))
    assert told.ci_low < told.estimate < told.ci_high
    assert told.n == 7


def test_an_estimate_of_one_sample_only_is_kept_and_undefined() -> None:
    design = survey.Design([1, 1])
    found = dynamics.difference(survey.mean([1, 2], design), survey.mean([1, 2], design, by=["x", "y"]))
    assert found.subgroup.tolist() == ["all", "x", "y"]
    assert found.estimate.isna().tolist() == [False, True, True]


def test_a_table_that_is_no_result_is_refused() -> None:
    good = survey.mean([1, 2], survey.Design([1, 1]))
    with pytest.raises(ValueError, match="after: a result with the columns"):
        dynamics.difference(good, pd.concat([good, good]))
    with pytest.raises(ValueError, match="before: a result with the columns"):
        dynamics.difference(good[["measure"]], good)


def test_a_change_to_nothing_is_the_whole_whatever_the_years() -> None:
    for years in (1, 3, 0.5):
        found = dynamics.change([1, 1, 0, 1], [0, 0, 0, 0], years=years).set_index("measure")
        assert found.estimate["annualised_change"] == found.estimate["relative_change"] == -1
        assert np.isnan(found.se["annualised_change"])
