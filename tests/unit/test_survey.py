"""Designs and what they refuse; totals, means and shares by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from poverty_analysis.measures import multidim, survey
from poverty_analysis.measures.survey.tidy import COLUMNS

# Two strata of two PSUs, two rows each.
WEIGHT = [1, 1, 2, 2, 1, 1, 1, 1]
STRATA = ["n", "n", "n", "n", "s", "s", "s", "s"]
PSU = [1, 1, 2, 2, 1, 1, 2, 2]
VALUES = [1, 3, 2, 4, 0, 2, 6, 8]


def row(frame: pd.DataFrame, subgroup: object = "all") -> pd.Series[Any]:
    (found,) = [row for _, row in frame.iterrows() if row["subgroup"] == subgroup]
    return found


def test_a_total_by_hand() -> None:
    # PSU totals 4 and 12, 2 and 14.  Variance: 2/1 x ((4-8)^2 + (12-8)^2) + 2/1 x ((2-8)^2 + (14-8)^2) = 64 + 144.
    found = row(survey.total(VALUES, survey.Design(WEIGHT, STRATA, PSU)))
    assert found.estimate == 32
    assert found.se == pytest.approx(208**0.5)
    assert (found.df, found.n) == (2, 8)
    # t with 2 degrees of freedom at 97.5 %: 4.302653.
    assert found.ci_high == pytest.approx(32 + 4.302653 * 208**0.5, rel=1e-6)


def test_a_finite_population_takes_its_share_off() -> None:
    # Two of 4 PSUs and 2 of 8: half and three quarters of each variance are left.
    design = survey.Design(WEIGHT, STRATA, PSU, fpc=[4] * 4 + [8] * 4)
    assert row(survey.total(VALUES, design)).se == pytest.approx((64 / 2 + 144 * 3 / 4) ** 0.5)


def test_a_full_count_has_no_error_and_needs_no_rule() -> None:
    design = survey.Design([1, 1, 1], strata=["a", "b", "b"], fpc=[1, 2, 2])
    assert row(survey.mean([1, 2, 4], design)).se == 0


def test_a_domain_keeps_the_whole_design() -> None:
    # Only PSU 1 of n and PSU 2 of s hold rows of the domain; the other PSUs count as 0.
    design = survey.Design(WEIGHT, STRATA, PSU)
    flags = ["in", "in", "out", "out", "out", "out", "in", "in"]
    found = row(survey.total(VALUES, design, by=flags), "in")
    # PSU totals 4 and 0, 0 and 14: 2 x (4 + 4) + 2 x (49 + 49).
    assert found.se == pytest.approx((16 + 196) ** 0.5)
    # Two PSUs in two strata leave no degree of freedom, so there is no interval.
    assert found.df == 0
    assert np.isnan(found.ci_low)


def test_stratum_and_psu_together_identify_a_psu() -> None:
    names = [f"{s}{p}" for s, p in zip(STRATA, PSU, strict=True)]
    apart = survey.mean(VALUES, survey.Design(WEIGHT, STRATA, names))
    pd.testing.assert_frame_equal(apart, survey.mean(VALUES, survey.Design(WEIGHT, STRATA, PSU)))


def test_a_share_has_a_logit_interval_inside_0_and_1() -> None:
    found = row(survey.share([0, 0, 0, 0, 0, 0, 0, 1], survey.Design([1] * 8)))
    assert found.estimate == 1 / 8
    assert 0 < found.ci_low < 1 / 8 < found.ci_high < 1
    middle = np.log(found.ci_low / (1 - found.ci_low)) + np.log(found.ci_high / (1 - found.ci_high))
    assert middle / 2 == pytest.approx(np.log(1 / 7))


@pytest.mark.parametrize("flag", [0, 1])
def test_a_share_of_all_or_nothing_has_no_interval(flag: int) -> None:
    found = row(survey.share([flag] * 4, survey.Design([1] * 4)))
    assert (found.estimate, found.se) == (flag, 0)
    assert np.isnan(found.ci_low)


def test_a_ratio_over_nothing_is_undefined() -> None:
    found = row(survey.ratio([1, 2], [0, 0], survey.Design([1, 1])))
    assert np.isnan(found.estimate)
    assert np.isnan(found.se)


def test_weights_of_zero_stay_in_the_design_and_out_of_n_and_df() -> None:
    found = row(survey.mean([1, 3, 9], survey.Design([1, 1, 0])))
    assert (found.estimate, found.n, found.df) == (2, 2, 1)


def test_a_category_without_rows_gets_an_undefined_row() -> None:
    by = pd.Categorical(["x", "x"], categories=["x", "y"])
    found = survey.mean([1, 2], survey.Design([1, 1]), by=by)
    assert tuple(found.columns) == COLUMNS
    assert row(found, "y").n == 0
    assert np.isnan(row(found, "y").estimate)


def test_strata_with_one_psu_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"single PSU: 2 \(b, c\).*single_psu='certainty'"):
        survey.Design([1] * 4, strata=["a", "a", "b", "c"])


def test_rules_for_one_psu_differ() -> None:
    errors = [
        row(survey.mean([1, 2, 9], survey.Design([1] * 3, strata=["a", "a", "b"], single_psu=rule))).se
        for rule in ("certainty", "adjust")
    ]
    assert 0 < errors[0] < errors[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"weight": [1, -1]}, "weight: 1 negative"),
        ({"weight": [1, None]}, "weight: 1 missing"),
        ({"weight": [1, float("inf")]}, "weight: 1 infinite"),
        ({"weight": [[1], [1]]}, "weight: one value a row"),
        ({"weight": 3}, "weight: one value a row"),
        ({"weight": [1, 1], "strata": ["a"]}, "strata: 2 values were expected, got 1"),
        ({"weight": [1, 1], "strata": ["a", None]}, "strata: 1 missing"),
        ({"weight": [1, 1], "psu": [1, None]}, "psu: 1 missing"),
        ({"weight": [1, 1], "fpc": [5, 6]}, "fpc: one number"),
        ({"weight": [1, 1], "fpc": [1, 1]}, "fpc: the PSUs .* 1 strata"),
        ({"weight": [1, 1], "single_psu": "average"}, "single_psu: one of raise, certainty, adjust"),
    ],
)
def test_a_design_that_cannot_be_is_refused(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        survey.Design(**arguments)


def test_text_is_no_weight() -> None:
    with pytest.raises(TypeError, match="weight: numbers were expected, got text"):
        survey.Design(["1", "2"])


@pytest.mark.parametrize(
    ("values", "by", "told"),
    [
        ([1, 2, 3], None, "design: 3 rows were expected, got 2"),
        ([1, np.nan], None, "values: 1 missing"),
        ([1, 2], ["a", None], "by: 1 missing"),
        ([1, 2], ["a", "all"], 'by: a subgroup is called "all"'),
        (pd.Series([1, 2]), pd.Series([1, 2], index=[1, 0]), "by: its index is not that of values"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(values: Any, by: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        survey.mean(values, survey.Design([1, 1]), by=by)


def test_a_design_is_a_design() -> None:
    with pytest.raises(TypeError, match=r"design: a survey\.Design was expected, got list"):
        survey.mean([1, 2], [1, 1])  # type: ignore[arg-type]


def test_a_flag_is_0_or_1() -> None:
    with pytest.raises(ValueError, match="flags: 0 and 1"):
        survey.share([0, 2], survey.Design([1, 1]))


def test_infinite_values_of_both_signs_are_counted() -> None:
    """Their sum is no number, and says so without a warning."""
    with pytest.raises(ValueError, match="values: 2 infinite values"):
        survey.total([float("inf"), -float("inf")], survey.Design([1, 1]))


# One poor household in eleven, of one village of two.
FRAME = pd.DataFrame({"w": [1.0] * 11, "village": ["a"] * 6 + ["b"] * 5, "poor": [1] + [0] * 10})


def test_a_design_of_series_keeps_their_index_and_refuses_rows_in_another_order() -> None:
    """Sorted, the poor household would be given the last one's village: the wrong error, in silence."""
    design = survey.Design(FRAME["w"], psu=FRAME["village"])
    found = row(survey.mean(FRAME["poor"], design))
    assert found.estimate == pytest.approx(1 / 11)
    turned = FRAME.sort_values("poor")
    for measured in (survey.mean, survey.total, survey.share):
        with pytest.raises(ValueError, match="design: its index is not that of values"):
            measured(turned["poor"], design)
    with pytest.raises(ValueError, match="design: its index is not that of deprived"):
        multidim.alkire_foster(turned[["poor"]], {"poor": 1}, ["1/1"], design=design)
    with pytest.raises(ValueError, match="psu: its index is not that of weight"):
        survey.Design(FRAME["w"], psu=turned["village"])
    # The same rows in the same other order are the same sample; arrays have no index and are matched by position.
    again = row(survey.mean(turned["poor"], survey.Design(turned["w"], psu=turned["village"])))
    by_place = row(survey.mean(FRAME["poor"].to_numpy(), survey.Design([1.0] * 11, psu=FRAME["village"].to_numpy())))
    assert again.se == pytest.approx(found.se) == pytest.approx(by_place.se)


def test_a_design_of_the_columns_of_a_frame() -> None:
    design = survey.Design.from_frame(FRAME, weight="w", psu="village")
    by_hand = survey.Design(FRAME["w"], psu=FRAME["village"])
    assert row(survey.mean(FRAME["poor"], design)).se == row(survey.mean(FRAME["poor"], by_hand)).se
    assert repr(design) == "Design(11 rows, 1 stratum, 2 PSUs, weights 1 to 1)"
    assert repr(survey.Design([])) == "Design(0 rows, 0 strata, 0 PSUs, weights 0 to 0)"
    with pytest.raises(ValueError, match="strata: one column 'region' was expected; there are w, village, poor"):
        survey.Design.from_frame(FRAME, weight="w", strata="region")


def test_columns_of_the_frame_are_named_for_weights_and_subgroups() -> None:
    plan = {"poor": 1}
    named = multidim.alkire_foster(FRAME, plan, ["1/1"], sample_weight="w", by="village")
    given = multidim.alkire_foster(FRAME, plan, ["1/1"], sample_weight=FRAME["w"], by=FRAME["village"])
    pd.testing.assert_frame_equal(named, given)
    for other in ("nowhere", ""):
        with pytest.raises(ValueError, match="by: one column"):
            multidim.redundancy(FRAME, ["poor"], by=other)
