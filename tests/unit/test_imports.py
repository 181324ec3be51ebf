"""The import and ``--help`` are quick and load next to nothing; commands that need no scipy do not load it."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

import pytest

from tests.tree import ROOT

# What --help may load besides the standard library and ourselves.
ALLOWED = {"click", "colorama", "yaml", "_yaml"}

# The promise is 0.3 s; in seconds of the processor, which other programs do not lengthen much, it takes 0.06.
LIMIT_SECONDS = 0.3

LIST_MODULES = "import atexit, sys; atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr));"
IMPORT = "import poverty_analysis"
HELP = "from poverty_analysis.cli import main; main()"

TRIES = pytest.mark.parametrize(("code", "arguments"), [(IMPORT, []), (HELP, ["--help"])], ids=["import", "help"])


def run_python(code: str, arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert ended.returncode == 0, ended.stderr
    return ended


def loaded(code: str, arguments: list[str]) -> set[str]:
    """Top-level names of the modules that a program has loaded when it ends."""
    names = run_python(LIST_MODULES + code, arguments).stderr.split("\n")
    return {name.split(".")[0] for name in names if name}


def seconds(code: str, arguments: list[str]) -> float:
    """Processor seconds of one run."""
    before = os.times()
    run_python(code, arguments)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


@TRIES
def test_loads_only_what_is_listed(code: str, arguments: list[str]) -> None:
    at_start = loaded("pass", [])  # what the interpreter's own site folder brings along
    surplus = loaded(code, arguments) - at_start - sys.stdlib_module_names - {"poverty_analysis"}
    assert surplus <= ALLOWED, f"import these inside the function that needs them: {sorted(surplus - ALLOWED)}"


@pytest.mark.parametrize("arguments", [["list"], ["check", "data/plans/tuan-giao-2023"]], ids=["list", "check"])
def test_scipy_waits_for_what_needs_it(arguments: list[str]) -> None:
    assert "scipy" not in loaded(HELP, arguments)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX tells the processor time of a child")
@TRIES
def test_starts_quickly(code: str, arguments: list[str]) -> None:
    median = statistics.median(seconds(code, arguments) for _ in range(5))
    assert median < LIMIT_SECONDS, f"{median:.2f} s; python -X importtime shows where it goes"
