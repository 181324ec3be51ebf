"""Order of subgroups under other cutoffs and weights, and overlap of indicators, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from poverty_analysis.measures import multidim, survey

# Of two rows each: x is deprived in a and b once, y in a twice, z in nothing.
ROWS = pd.DataFrame({"a": [1, 0, 1, 1, 0, 0], "b": [1, 0, 0, 0, 0, 0]})
BY = ["x", "x", "y", "y", "z", "z"]
EVEN = {"a": "1/2", "b": "1/2"}


def found(**arguments: Any) -> dict[tuple[str, str, str], float]:
    rows = multidim.robustness(ROWS, EVEN, ["1/2", "1"], by=BY, **arguments)
    return {(r.measure, str(r.k), str(r.indicator)): r.estimate for r in rows.itertuples()}


def test_order_of_subgroups() -> None:
    # H at 1/2: x 1/2, y 1, z 0; at 1: x 1/2, y 0, z 0.
    told = found(measure="H")
    assert told["spearman", "1/2", "given"] == told["kendall", "1/2", "given"] == 1
    # Ranks 2, 3, 1 against 3, 1.5, 1.5: covariance 0.
    assert told["spearman", "1", "given"] == 0
    # Of the pairs xy turns round, xz stays, yz is level at 1.
    assert told["robust_pairs", "None", "None"] == pytest.approx(1 / 3)
    assert told["kendall", "1", "given"] == pytest.approx((-1 + 1) / np.sqrt(3 * 2))


def test_weights_of_another_scheme() -> None:
    told = found(measure="H", schemes={"mostly b": {"a": "1/4", "b": "3/4"}})
    # Under it only x reaches 1/2.
    assert told["kendall", "1/2", "mostly b"] == pytest.approx(0)
    assert told["robust_pairs", "None", "None"] == pytest.approx(1 / 3)


def test_level_subgroups_have_no_correlation() -> None:
    rows = multidim.robustness(ROWS * 0, EVEN, ["1/2"], by=BY)
    assert rows.estimate.isna().tolist() == [True, True, False]
    assert rows.estimate.iloc[-1] == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"by": ["x"] * 6}, "by: two or more subgroups"),
        ({"by": BY, "measure": "A"}, "measure: one of M0, H"),
        ({"by": BY, "schemes": {"given": EVEN}}, "schemes: .given."),
        ({"by": BY, "sample_weight": [1, 1, 0, 0, 1, 1]}, "all with weight, were expected, got 2"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        multidim.robustness(ROWS, EVEN, ["1/2"], **arguments)


def test_overlap_of_two_indicators() -> None:
    (pair,) = multidim.redundancy(ROWS, ["a", "b"]).itertuples()
    assert (pair.measure, pair.indicator, pair.estimate, pair.n) == ("redundancy", "a & b", 1, 6)
    (pair,) = multidim.redundancy(ROWS.assign(b=[1, 1, 0, 0, 1, 1]), ["a", "b"]).itertuples()
    assert pair.estimate == pytest.approx(1 / 3)


def test_overlap_has_an_error_and_is_undefined_where_nobody_is_deprived() -> None:
    rows = multidim.redundancy(ROWS.assign(b=[1, 1, 0, 0, 1, 1]), ["a", "b"], by=BY, design=survey.Design([1] * 6))
    assert rows.se[0] > 0
    assert np.isnan(rows.estimate[rows.subgroup == "z"]).all()
