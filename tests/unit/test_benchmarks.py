"""The benchmarks run, and say so when a limit does not hold."""

from __future__ import annotations

import pytest

from benchmarks import compare as benchmark
from benchmarks.measuring import measure


def doubled(size: object) -> object:
    return b"1" * (2 * int(str(size)))


def given(size: int) -> int:
    return size


def test_a_measurement_tells_seconds_and_memory() -> None:
    found = measure(given, doubled, 50 * 2**20)
    assert found.seconds > 0
    assert found.extra_mib > 90


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
