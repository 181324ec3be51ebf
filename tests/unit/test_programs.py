"""A test without its program is skipped with a reason, and fails where the program is required."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.programs import PROGRAMS, REQUIRE, find_program

every_program = pytest.mark.parametrize("name", sorted(PROGRAMS))


@every_program
def test_skips_with_a_reason(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(REQUIRE, raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"needs {PROGRAMS[name][0]}"):
        find_program(name)


@every_program
def test_fails_where_required(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv(REQUIRE, "browser, office")
    with pytest.raises(pytest.fail.Exception, match=f"names {name}"):
        find_program(name)


@every_program
def test_finds_the_program(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / PROGRAMS[name][-1]
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_program(name) == program
