"""The benchmarks run, and say so when a limit does not hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks import aggregate, alkire_foster, country, engine
from benchmarks import compare as benchmark
from benchmarks.measuring import in_turns, measure


def doubled(size: object) -> object:
    return b"1" * (2 * int(str(size)))


def given_back(size: object) -> object:
    return size


def given(size: int) -> int:
    return size


def test_a_measurement_tells_seconds_and_memory() -> None:
    found = measure(given, doubled, 50 * 2**20)
    assert found.seconds > 0
    assert found.extra_mib > 90


def test_calls_in_turns_have_each_their_own_figures() -> None:
    idle, busy = in_turns(given, (given_back, doubled), 50 * 2**20, 2)
    assert idle.extra_mib < 20
    assert busy.extra_mib > 90


def test_both_ways_to_measure_poverty_agree() -> None:
    inputs = alkire_foster.households(20_000)
    ours, theirs = alkire_foster.kernel(inputs), alkire_foster.grouped(inputs)
    for measure_name in ("H", "A", "M0"):
        found = ours[(ours["measure"] == measure_name) & (ours["subgroup"] != "all")]
        np.testing.assert_allclose(found["estimate"].to_numpy(), theirs[measure_name].to_numpy(), rtol=1e-12)


def test_the_measures_of_poverty_have_limits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in {"MOST_FLOOR": 100_000, "LEAST_GAIN": 0, "TIMES": 1, "TIMES_GROUPED": 1}.items():
        monkeypatch.setattr(alkire_foster, name, value)
    assert alkire_foster.main(2_000) == 0
    monkeypatch.setattr(alkire_foster, "MOST_FLOOR", 0)
    assert alkire_foster.main(2_000) == 1
    assert "times quicker than groupby.apply" in capsys.readouterr().out


@pytest.mark.long
def test_the_aggregate_step_has_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    easy = {"SMALL": 1_000, "TIMES": 1, "COMMUNES": 4, "DISTRICTS": 2}
    for name, value in (easy | {"MOST_DECODE": 100_000, "MOST_MIB": 100_000}).items():
        monkeypatch.setattr(aggregate, name, value)
    assert aggregate.main(5_000, tmp_path) == 0
    assert "exact: True; same bytes: True" in capsys.readouterr().out
    made = aggregate.country(tmp_path, 5_000)
    assert len(pd.read_parquet(made.table).columns) == 22
    assert not aggregate.exact(made, 6_000)


def test_ledgers_have_differences_of_several_kinds() -> None:
    left, right = benchmark.ledgers(20_000)
    found = benchmark.run((left, right))
    assert isinstance(found, benchmark.Comparison)
    assert len(left) * benchmark.VOUCHERS_AN_ALLOCATION == len(right)
    assert {"over_disbursed", "sign_error", "wrong_source"} <= set(found.by_reason.index)


def test_a_limit_that_does_not_hold_fails_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benchmark, "MOST_GROWTH", 1_000)
    assert benchmark.main(2_000) == 0
    monkeypatch.setattr(benchmark, "MOST_MIB", 1)
    assert benchmark.main(2_000) == 1
    assert "time a row" in capsys.readouterr().out


def test_the_engine_has_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of ways that take no time; that each makes its reports is seen where the benchmark is run."""
    for way in ("naive", "pool", "bare", "ours"):
        monkeypatch.setattr(engine, way, lambda workspace, reports: None)
    monkeypatch.setattr(engine, "shipped", lambda folder: {"099": 0.1, "999": 0.1})
    for name, value in {"LEAST_NAIVE": 0, "LEAST_POOL": 0, "MOST_BARE": 1_000_000, "MOST_MIB": 1_000_000}.items():
        monkeypatch.setattr(engine, name, value)
    assert engine.main(2, tmp_path / "one") == 0
    made = sorted(path.stem for path in (tmp_path / "one/ws/params").glob("*.yaml"))
    assert made == ["bench00", "bench01"] and (tmp_path / "one/ws/benchmark/households.parquet").is_file()
    monkeypatch.setattr(engine, "MOST_FULL_S", 0.05)
    assert engine.main(2, tmp_path / "two") == 1
    assert "ours, HTML and PDF | 2 |" in capsys.readouterr().out


def test_a_country_has_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    costs = iter([country.CountryCost(26, 1.0, 1.0, 1.0, 2.0), country.CountryCost(759, 1.1, 2.0, 2.0, 40.0)] * 2)
    monkeypatch.setattr(country, "cost", lambda workspace, districts: next(costs))
    assert country.main(696, tmp_path) == 0
    assert "| 759 | 1.10 | 2.00 | 2.00 | 40.0 | 53 |" in capsys.readouterr().out
    monkeypatch.setattr(country, "MOST_REPORT", 1.05)
    assert country.main(696, tmp_path) == 1
