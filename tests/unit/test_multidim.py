"""Alkire-Foster measures by hand, their ties, gaps and refusals."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from poverty_analysis.measures import multidim, survey
from poverty_analysis.measures.multidim import tally

# Four persons, four dimensions of equal weight: the example of Alkire and Foster (2011), section 3.
FOUR = pd.DataFrame([[0, 0, 0, 0], [1, 0, 0, 1], [1, 1, 1, 1], [0, 1, 0, 0]], columns=list("abcd"))
EQUAL = dict.fromkeys("abcd", "1/4")


def value(frame: pd.DataFrame, measure: str, subgroup: object = "all", indicator: str | None = None) -> float:
    rows = frame[(frame.measure == measure) & (frame.subgroup == subgroup)]
    rows = rows if indicator is None else rows[rows.indicator == indicator]
    (found,) = rows.estimate
    return float(found)


def test_the_textbook_example() -> None:
    found = multidim.alkire_foster(FOUR, EQUAL, ["1/2"])
    # Persons 2 and 3 are poor with 2 and 4 deprivations of 4.
    assert value(found, "H") == 1 / 2
    assert value(found, "A") == 3 / 4
    assert value(found, "M0") == 3 / 8
    assert [value(found, "uncensored_headcount", indicator=i) for i in "abcd"] == [0.5, 0.5, 0.25, 0.5]
    assert [value(found, "censored_headcount", indicator=i) for i in "abcd"] == [0.5, 0.25, 0.25, 0.5]
    assert [value(found, "contribution", indicator=i) for i in "abcd"] == pytest.approx([2 / 6, 1 / 6, 1 / 6, 2 / 6])
    assert value(found, "absolute_contribution", indicator="a") == 1 / 8
    assert set(found.n) == {4}
    assert found[["se", "ci_low", "ci_high", "df"]].isna().all(axis=None)


def test_weights_that_differ_and_weights_of_rows() -> None:
    found = multidim.alkire_foster(
        FOUR, {"a": "1/2", "b": "1/6", "c": "1/6", "d": "1/6"}, ["1/2"], sample_weight=[4, 3, 2, 1]
    )
    # Scores 0, 2/3, 1, 1/6.
    assert value(found, "H") == pytest.approx(5 / 10)
    assert value(found, "A") == pytest.approx((3 * 2 / 3 + 2) / 5)
    assert value(found, "contribution", indicator="a") == pytest.approx((5 / 2) / 4)


def test_whole_numbers_are_parts_of_their_sum() -> None:
    whole = multidim.alkire_foster(FOUR, {"a": 3, "b": 1, "c": 1, "d": 1}, [Fraction(1, 2)])
    shares = multidim.alkire_foster(FOUR, {"a": "1/2", "b": "1/6", "c": "1/6", "d": "1/6"}, ["1/2"])
    pd.testing.assert_frame_equal(whole, shares)


@pytest.mark.parametrize("k", range(1, 13))
def test_exactly_k_of_twelve_is_poor(k: int) -> None:
    # Added as floats, 1/12 five, six or seven times misses 5/12, 6/12 or 7/12.
    rows = pd.DataFrame([[i < k for i in range(12)], [i < k - 1 for i in range(12)]])
    rows.columns = [f"i{n}" for n in range(12)]
    found = multidim.alkire_foster(rows, dict.fromkeys(rows.columns, "1/12"), [f"{k}/12"])
    assert value(found, "H") == 1 / 2
    assert multidim.deprivation_scores(rows, dict.fromkeys(rows.columns, 1))[0] == Fraction(k, 12)


def test_scores_are_exact_and_keep_the_index() -> None:
    named = FOUR.set_axis([7, 7, 8, 9])
    found = multidim.deprivation_scores(named, {"a": "1/3", "b": "1/3", "c": "1/6", "d": "1/6"})
    assert found.tolist() == [0, Fraction(1, 2), 1, Fraction(1, 3)]
    assert found.index.tolist() == [7, 7, 8, 9]


def test_subgroups_and_what_they_are_of_the_whole() -> None:
    found = multidim.alkire_foster(FOUR, EQUAL, ["1/2"], by=["x", "y", "y", "x"])
    assert (value(found, "H", "x"), value(found, "H", "y")) == (0, 1)
    assert (value(found, "subgroup_share", "x"), value(found, "subgroup_contribution", "y")) == (0.5, 1)


def test_nobody_poor_leaves_intensity_undefined() -> None:
    found = multidim.alkire_foster(FOUR * 0, EQUAL, ["1/4"], design=survey.Design([1] * 4))
    assert (value(found, "H"), value(found, "M0")) == (0, 0)
    assert np.isnan(value(found, "A"))
    assert found[found.measure == "contribution"].estimate.isna().all()
    assert found[found.measure == "A"].se.isna().all()


def test_all_weights_zero_leave_everything_undefined() -> None:
    found = multidim.alkire_foster(FOUR, EQUAL, ["1/4"], sample_weight=[0] * 4)
    assert found.estimate.isna().all()
    assert set(found.n) == {0}


def test_no_rows_at_all() -> None:
    found = multidim.alkire_foster(FOUR[:0], EQUAL, ["1/4"], by=[])
    assert found.estimate.isna().all()


def test_a_category_without_rows_is_shown_as_such() -> None:
    by = pd.Categorical(["x"] * 4, categories=["x", "empty"])
    for design in (None, survey.Design([1] * 4)):
        found = multidim.alkire_foster(FOUR, EQUAL, ["1/4"], by=by, design=design)
        rows = found[(found.subgroup == "empty") & (found.measure != "subgroup_share")]
        assert set(rows.n) == {0}
        assert rows[rows.measure.isin(["H", "A", "M0"])].estimate.isna().all()


def test_dimensions_add_up_their_indicators() -> None:
    found = multidim.alkire_foster(FOUR, EQUAL, ["1/2"], dimensions={"a": "p", "b": "p", "c": "q", "d": "q"})
    assert [value(found, "dimension_contribution", indicator=d) for d in "pq"] == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("kind", ["int8", "int64", "float64", "bool", "Int8", "boolean", "object"])
def test_flags_of_any_kind(kind: str) -> None:
    expected = multidim.alkire_foster(FOUR, EQUAL, ["1/2"])
    pd.testing.assert_frame_equal(multidim.alkire_foster(FOUR.astype(kind), EQUAL, ["1/2"]), expected)


@pytest.mark.parametrize("kind", ["int8", "int64", "str", "category"])
def test_subgroups_of_any_kind(kind: str) -> None:
    by = pd.Series([3, 1, 1, 3]).astype(kind)
    found = multidim.alkire_foster(FOUR, EQUAL, ["1/2"], by=by)
    labels = list(dict.fromkeys(found.subgroup))
    assert labels == (["all", "1", "3"] if kind == "str" else ["all", 1, 3])
    assert value(found, "H", labels[1]) == 1


def test_many_indicators_give_the_same_as_few(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(rng.integers(0, 2, (200, 10))).rename(columns=str)
    rest: dict[str, Any] = {"by": rng.integers(0, 3, 200), "sample_weight": rng.random(200)}
    dense = multidim.alkire_foster(rows, dict.fromkeys(rows.columns, 1), ["1/2"], **rest)
    monkeypatch.setattr(tally, "_DENSE", 1)
    gathered = multidim.alkire_foster(rows, dict.fromkeys(rows.columns, 1), ["1/2"], **rest)
    pd.testing.assert_frame_equal(dense, gathered)


def test_a_design_gives_the_estimates_of_its_weights() -> None:
    weight = [4, 3, 2, 1]
    plain = multidim.alkire_foster(FOUR, EQUAL, ["1/4", "1/2"], by=[1, 1, 2, 2], sample_weight=weight)
    found = multidim.alkire_foster(FOUR, EQUAL, ["1/4", "1/2"], by=[1, 1, 2, 2], design=survey.Design(weight))
    pd.testing.assert_frame_equal(found[plain.columns[:5]], plain[plain.columns[:5]])
    assert found.se.notna().any()


@pytest.mark.parametrize(
    ("error", "changed", "told"),
    [
        (TypeError, {"deprived": [[0, 1]]}, "deprived: a DataFrame"),
        (ValueError, {"deprived": FOUR[["a", "b"]]}, "deprived: one column .* c, d"),
        (ValueError, {"deprived": FOUR.assign(a=[1, None, None, 0], d=None)}, "missing: a 2, d 4"),
        (ValueError, {"deprived": FOUR.assign(b=[2, 0, 1, 3])}, "neither 0 nor 1: b 2"),
        (ValueError, {"deprived": FOUR.assign(b=np.array([-1, 0, 1, 0], "int8"))}, "neither 0 nor 1: b 1"),
        (TypeError, {"deprived": FOUR.assign(b=list("yyny"))}, "deprived.'b'.: 0 and 1 were expected"),
        (TypeError, {"weights": dict.fromkeys("abcd", 0.25)}, "weights.'a'.: a Fraction or text"),
        (TypeError, {"weights": [1, 1, 1, 1]}, "weights: a mapping"),
        (ValueError, {"weights": {}}, "weights: at least one"),
        (ValueError, {"weights": {"a": "1/4"}}, "add up to 1 were expected, they add up to 1/4"),
        (ValueError, {"weights": {"a": "3/2", "b": "-1/2"}}, "negative for b"),
        (ValueError, {"weights": {"a": "x"}}, "a fraction such as"),
        (TypeError, {"cutoffs": [1 / 3]}, "cutoffs: a Fraction or text"),
        (ValueError, {"cutoffs": ["0"]}, "cutoffs: shares above 0 .* got 0"),
        (ValueError, {"cutoffs": [3]}, "cutoffs: shares above 0 .* got 3"),
        (ValueError, {"cutoffs": []}, "got none"),
        (ValueError, {"cutoffs": ["1/2", "2/4"]}, "cutoffs: each once"),
        (TypeError, {"cutoffs": None}, "cutoffs: a list"),
        (ValueError, {"sample_weight": [1, 1, 1, -1]}, "sample_weight: 1 negative"),
        (ValueError, {"sample_weight": [1]}, "sample_weight: 4 values were expected, got 1"),
        (ValueError, {"sample_weight": pd.Series([1] * 4, index=[3, 2, 1, 0])}, "sample_weight: its index"),
        (ValueError, {"by": ["a", "b"]}, "by: 4 values were expected, got 2"),
        (ValueError, {"design": survey.Design([1, 1])}, "design: 4 rows were expected, got 2"),
        (ValueError, {"design": survey.Design([1] * 4), "sample_weight": [2] * 4}, "the design has other weights"),
        (ValueError, {"dimensions": {"a": "p"}}, "dimensions: one for each indicator .* b, c, d"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(error: type[Exception], changed: dict[str, Any], told: str) -> None:
    arguments: dict[str, Any] = {"deprived": FOUR, "weights": EQUAL, "cutoffs": ["1/2"]} | changed
    with pytest.raises(error, match=told):
        multidim.alkire_foster(
            arguments.pop("deprived"), arguments.pop("weights"), arguments.pop("cutoffs"), **arguments
        )


@pytest.mark.parametrize("kind", [str, object])
def test_flags_kept_as_text_are_refused(kind: type) -> None:
    """A file read without types gives "0" and "1"; whether they are flags is for its reader to say."""
    texts = pd.DataFrame({"a": ["1", "0"], "b": ["0", "1"]}).astype(kind)
    with pytest.raises(TypeError, match=r"deprived\['a'\]: 0 and 1 were expected, got text"):
        multidim.alkire_foster(texts, {"a": "1/2", "b": "1/2"}, ["1/2"])
