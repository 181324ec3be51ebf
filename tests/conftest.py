"""Fixtures for all tests: the project's folder and the programs some tests need."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from tests.programs import LONG, PROGRAMS, REQUIRE, find_program, required
from tests.tree import ROOT

# The same cases in every run; look for new ones with --hypothesis-profile=explore.
settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None, max_examples=2000)
# For the small faults of tools/mutants.py: that a case fails is enough there, and the smallest one is not looked for.
settings.register_profile(
    "quick", deadline=None, derandomize=True, max_examples=20, phases=(Phase.explicit, Phase.generate)
)
settings.load_profile("fixed")

# Tests start hundreds of processes of ours: compiled once, as on a user's machine, and not again in each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# One writer of workbooks here and in the processes that tests start, as the program has it: their bytes differ.
os.environ["OPENPYXL_LXML"] = "False"


def pytest_configure(config: pytest.Config) -> None:
    unknown = required() - PROGRAMS.keys() - {LONG}
    if unknown:
        known = ", ".join((*PROGRAMS, LONG))
        raise pytest.UsageError(f"{REQUIRE} names {', '.join(sorted(unknown))}; known: {known}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for name in PROGRAMS:
        if item.get_closest_marker(name):
            find_program(name)
    if item.get_closest_marker(LONG) and LONG not in required():
        pytest.skip(f"takes minutes: set {REQUIRE}={LONG}")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def require() -> Callable[[str], Path]:
    """``require("browser")`` is the path of Chromium, or skips (fails) the test."""
    return find_program
