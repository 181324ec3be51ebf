"""Estimates, standard errors and intervals equal those of R's package survey (made by survey/make.R) to 1e-9."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from poverty_analysis.measures import dynamics, monetary, multidim, survey

FOLDER = Path(__file__).parent / "survey"
WEIGHTS = {"a": "1/6", "b": "1/3", "c": "1/6", "d": "1/3"}
CUTOFFS = [Fraction(k, 6) for k in range(1, 7)]
SETS = ("strat", "clus", "both")
FIGURES = ["estimate", "se", "ci_low", "ci_high", "df"]


@cache
def data(name: str) -> pd.DataFrame:
    frame = pd.read_csv(FOLDER / "api.csv", dtype={"stratum": str, "psu": str})
    return frame[frame["set"] == name].reset_index(drop=True)


@cache
def design(name: str) -> survey.Design:
    rows = data(name)
    if name == "strat":
        return survey.Design(rows.weight, strata=rows.stratum, fpc=rows.fpc)
    if name == "clus":
        return survey.Design(rows.weight, psu=rows.psu, fpc=rows.fpc)
    return survey.Design(rows.weight, strata=rows.stratum, psu=rows.psu)


@cache
def expected(name: str) -> pd.DataFrame:
    frame = pd.read_csv(
        FOLDER / "expected.csv", dtype={"k": str}, keep_default_na=False, na_values=dict.fromkeys(FIGURES, "")
    )
    return frame[frame["set"] == name].drop(columns="set")


def assert_same(found: pd.DataFrame, name: str, measures: set[str]) -> None:
    keys = ["measure", "k", "subgroup", "indicator"]
    wanted = expected(name).query("measure in @measures")
    wanted = wanted.assign(k=wanted.k.map(lambda k: str(Fraction(k)) if k else ""))
    ours = found[found.measure.isin(measures)].assign(
        k=lambda t: t.k.map(lambda k: "" if k is None else str(k)),
        indicator=lambda t: t.indicator.map(lambda i: i or ""),
    )
    both = wanted.merge(ours, on=keys, suffixes=("_r", ""), how="outer", indicator="side")
    assert (both.side == "both").all(), both[both.side != "both"]
    assert set(both.measure) == measures
    # Where nothing varies an interval says nothing; rounding decides whether a bound is there.
    varies = both.se_r > 1e-12
    for figure in FIGURES:
        same = np.isclose(both[figure], both[f"{figure}_r"], rtol=1e-9, atol=1e-9, equal_nan=True)
        same |= ~varies & (figure in ("ci_low", "ci_high"))
        assert same.all(), both[~same][[*keys, figure, f"{figure}_r"]]


@pytest.mark.parametrize("name", SETS)
def test_alkire_foster_is_that_of_r(name: str) -> None:
    rows = data(name)
    found = multidim.alkire_foster(rows, WEIGHTS, CUTOFFS, by=rows.stype, design=design(name))
    assert_same(found, name, {"H", "A", "M0", "uncensored_headcount", "censored_headcount", "contribution"})


@pytest.mark.parametrize("name", SETS)
def test_means_and_totals_are_those_of_r(name: str) -> None:
    rows = data(name)
    assert_same(survey.mean(rows.income, design(name), by=rows.stype), name, {"mean"})
    assert_same(survey.total(rows.income, design(name), by=rows.stype), name, {"total"})


@pytest.mark.parametrize("name", SETS)
def test_monetary_measures_are_those_of_r(name: str) -> None:
    rows = data(name)
    assert_same(monetary.fgt(rows.income, 620, by=rows.stype, design=design(name)), name, {"P0", "P1", "P2"})
    # R's script takes the form with absolute differences, and its value equals that of the package laeken.
    assert_same(monetary.gini(rows.income, by=rows.stype, design=design(name)), name, {"gini"})


@pytest.mark.parametrize("name", SETS)
def test_paired_changes_are_those_of_r(name: str) -> None:
    rows = data(name)
    found = dynamics.change(rows.income, rows.later, by=rows.stype, design=design(name))
    assert_same(found, name, {"change"})


@pytest.mark.parametrize("rule", ["certainty", "adjust"])
def test_a_stratum_with_one_psu_is_treated_as_r_does(rule: survey.SinglePsu) -> None:
    rows = data("clus")
    first = list(dict.fromkeys(rows.psu))[:6]
    rows = rows[rows.psu.isin(first)]
    strata = np.where(rows.psu == first[0], "x", "y")
    lone = survey.Design(rows.weight, strata=strata, psu=rows.psu, single_psu=rule)
    assert_same(survey.mean(rows.income, lone), rule, {"mean"})
