"""What holds for every sample: copies, scale, order, ties, parts and wholes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from poverty_analysis.measures import dynamics, monetary, multidim, survey

CUTOFFS = [Fraction(n, 6) for n in range(1, 7)]
few = settings(max_examples=40)


@st.composite
def samples(draw: st.DrawFn) -> pd.DataFrame:
    """Rows with three flags, an income, a weight, a subgroup, a stratum and a PSU, two PSUs or more a stratum."""
    count = draw(st.integers(4, 30))
    rows = st.fixed_dictionaries(
        {
            **{name: st.integers(0, 1) for name in "abc"},
            "income": st.integers(0, 20),
            "weight": st.integers(0, 4),
            "by": st.sampled_from("xyz"),
        }
    )
    frame = pd.DataFrame(draw(st.lists(rows, min_size=count, max_size=count)))
    places = np.arange(count)
    return frame.assign(stratum=places // 2 % 2, psu=places % 2 + 2 * (places // 8))


@st.composite
def plans(draw: st.DrawFn) -> dict[str, Fraction]:
    parts = draw(st.lists(st.integers(1, 5), min_size=3, max_size=3))
    return {name: Fraction(part, sum(parts)) for name, part in zip("abc", parts, strict=True)}


def design_of(rows: pd.DataFrame) -> survey.Design:
    return survey.Design(rows.weight, strata=rows.stratum, psu=rows.psu)


def af(rows: pd.DataFrame, plan: Any, **arguments: Any) -> pd.DataFrame:
    return multidim.alkire_foster(rows, plan, CUTOFFS, **({"sample_weight": rows.weight} | arguments))


def same(first: pd.DataFrame, second: pd.DataFrame, columns: tuple[str, ...] = ("estimate",)) -> None:
    for column in columns:
        np.testing.assert_allclose(first[column], second[column], rtol=1e-9, atol=1e-9)


def wide(frame: pd.DataFrame, subgroup: str = "all") -> pd.DataFrame:
    rows = frame[(frame.subgroup == subgroup) & frame.measure.isin(["H", "A", "M0"])]
    return rows.assign(k=rows.k.map(float)).pivot(index="k", columns="measure", values="estimate")


@few
@given(samples(), plans())
def test_an_independent_count_gives_the_same(rows: pd.DataFrame, plan: dict[str, Fraction]) -> None:
    scores = [sum((plan[name] for name in "abc" if row[name]), Fraction()) for _, row in rows.iterrows()]
    assert multidim.deprivation_scores(rows, plan).tolist() == scores
    found, total = wide(af(rows, plan)), int(rows.weight.sum())
    for k in CUTOFFS:
        poor = [(int(w), s) for w, s in zip(rows.weight, scores, strict=True) if s >= k]
        heads, depth = sum(w for w, _ in poor), sum(w * s for w, s in poor)
        wanted = [depth / heads if heads else None, Fraction(heads, total) if total else None]
        wanted.append(depth / total if total else None)
        exact = [float("nan") if number is None else float(number) for number in wanted]
        np.testing.assert_allclose(found.loc[float(k), ["A", "H", "M0"]].to_numpy(float), exact, rtol=1e-12)


@few
@given(samples(), plans())
def test_m0_is_h_times_a_and_falls_with_k(rows: pd.DataFrame, plan: dict[str, Fraction]) -> None:
    found = wide(af(rows, plan)).fillna({"H": 0, "M0": 0})
    poor = found[found.H > 0]
    np.testing.assert_allclose(poor.M0, poor.H * poor.A)
    assert (found.M0[found.H == 0] == 0).all()
    assert (np.diff(found.H) <= 1e-12).all()
    assert (np.diff(found.M0) <= 1e-12).all()
    assert (np.diff(poor.A) >= -1e-12).all()


@few
@given(samples(), plans())
def test_contributions_add_up(rows: pd.DataFrame, plan: dict[str, Fraction]) -> None:
    found = af(rows, plan, by=rows.by, dimensions={"a": "p", "b": "p", "c": "q"})
    for measure in ("contribution", "dimension_contribution", "subgroup_contribution"):
        part = found[found.measure == measure]
        keys = ["k"] if measure.startswith("subgroup") else ["k", "subgroup"]
        sums = part.groupby(keys, sort=False).estimate.agg(lambda column: column.sum(min_count=1)).dropna()
        np.testing.assert_allclose(sums, 1)


@few
@given(samples(), plans())
def test_the_whole_is_the_mean_of_its_subgroups(rows: pd.DataFrame, plan: dict[str, Fraction]) -> None:
    found = af(rows, plan, by=rows.by)
    poverty = monetary.fgt(rows.income, 8, sample_weight=rows.weight, by=rows.by)
    for frame, measure in ((found, "M0"), (found, "H"), (poverty, "P0"), (poverty, "P2")):
        parts = frame[(frame.measure == measure) & (frame.subgroup != "all")]
        shares = frame[frame.measure == "subgroup_share"].set_index("subgroup").estimate
        whole = frame[(frame.measure == measure) & (frame.subgroup == "all")]
        weighted = (parts.estimate * parts.subgroup.map(shares)).groupby(parts.k.map(str), sort=False).sum(min_count=1)
        if rows.weight.sum():
            np.testing.assert_allclose(weighted.to_numpy(), whole.estimate.to_numpy(), atol=1e-12)


@few
@given(samples(), plans(), st.integers(1, 3))
def test_a_row_of_weight_3_is_three_rows(rows: pd.DataFrame, plan: dict[str, Fraction], more: int) -> None:
    weighted = rows.assign(weight=rows.weight * more)
    expanded = weighted.loc[weighted.index.repeat(weighted.weight)].assign(weight=1)
    by = pd.CategoricalDtype(list("xyz"))
    same(af(weighted, plan, by=weighted.by.astype(by)), af(expanded, plan, by=expanded.by.astype(by)))
    for call in (monetary.gini, monetary.lorenz, monetary.quintile_shares, lambda y, **w: monetary.fgt(y, 8, **w)):
        same(call(weighted.income, sample_weight=weighted.weight), call(expanded.income))


@few
@given(samples(), plans(), st.randoms(use_true_random=False))
def test_order_of_rows_and_scale_of_weights_change_nothing(rows: pd.DataFrame, plan: Any, random: Any) -> None:
    order = list(range(len(rows)))
    random.shuffle(order)
    other = rows.iloc[order].assign(weight=lambda frame: frame.weight * 2.5)
    figures = ("estimate", "se", "df")
    same(
        af(rows, plan, by=rows.by, design=design_of(rows)),
        af(other, plan, by=other.by, design=design_of(other), sample_weight=None),
        figures,
    )
    for call in (monetary.gini, monetary.quintile_shares):
        same(call(rows.income, design=design_of(rows)), call(other.income, design=design_of(other)), figures)


@few
@given(samples(), st.integers(1, 25), st.integers(0, 10))
def test_poverty_rises_with_the_line_and_knows_no_currency(rows: pd.DataFrame, line: int, more: int) -> None:
    found = monetary.fgt(rows.income, line, sample_weight=rows.weight)
    higher = monetary.fgt(rows.income, line + more, sample_weight=rows.weight)
    assert not (found.estimate > higher.estimate + 1e-12).any()
    same(found, monetary.fgt(rows.income * 1_000, line * 1_000, sample_weight=rows.weight))
    same(
        monetary.gini(rows.income, sample_weight=rows.weight), monetary.gini(rows.income * 7, sample_weight=rows.weight)
    )


@few
@given(samples())
def test_gini_is_the_mean_difference_and_a_transfer_to_the_poorer_lowers_it(rows: pd.DataFrame) -> None:
    income, weight = rows.income.to_numpy(float), rows.weight.to_numpy(float)
    (found,) = monetary.gini(income, sample_weight=weight).estimate
    if not income @ weight:
        assert np.isnan(found)
        return
    apart = weight @ np.abs(income[:, None] - income) @ weight
    np.testing.assert_allclose(found, apart / (2 * weight.sum() * (income @ weight)), atol=1e-12)
    mean = income @ weight / weight.sum()
    (nearer,) = monetary.gini((income + mean) / 2, sample_weight=weight).estimate
    np.testing.assert_allclose(nearer, found / 2, atol=1e-12)


@few
@given(samples())
def test_errors_of_parts_follow_from_the_variance_of_sums(rows: pd.DataFrame) -> None:
    design = design_of(rows)
    if not rows.weight.sum():
        return
    found = dynamics.change(rows.income, rows.a * 10, design=design).set_index("measure").se
    mean = survey.mean(rows.a * 10 - rows.income, design).se
    np.testing.assert_allclose(found["change"], mean[0], atol=1e-9)
    one = survey.mean(rows.income, survey.Design(rows.weight, psu=range(len(rows)))).se
    np.testing.assert_allclose(one, survey.mean(rows.income, survey.Design(rows.weight)).se)


@few
@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("pno")), unique_by=lambda row: row[0]), st.data())
def test_flows_explain_stocks_whoever_comes_and_goes(first: list[tuple[int, str]], data: st.DataObject) -> None:
    second = data.draw(st.lists(st.tuples(st.integers(0, 9), st.sampled_from("pno")), unique_by=lambda row: row[0]))
    before, after = (pd.Series(dict(rows), dtype=str) for rows in (first, second))
    found = dynamics.stock_flow(before, after)
    for name in set(before) | set(after):
        flows = found[found.indicator == name].set_index("measure").estimate
        assert flows.opening == (before == name).sum()
        assert flows.closing == (after == name).sum()
        assert flows.opening - flows.moved_out - flows.left + flows.moved_in + flows.joined == flows.closing
        assert flows.stayed + flows.moved_out + flows.left == flows.opening
