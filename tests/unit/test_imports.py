"""``import poverty_analysis`` and ``poverty-analysis --help`` are quick and load next to nothing."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

import pytest

from tests.tree import ROOT

# What --help may load besides the standard library and ourselves.
ALLOWED = {"click", "colorama", "yaml", "_yaml"}

# The promise is 0.3 s on the median of five.  It is measured in processor seconds where the system
# tells them, so that another program running at the same time does not break the test.
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
    """Processor seconds of one run; elapsed seconds on a system that does not tell them."""
    before, started = os.times(), time.perf_counter()
    run_python(code, arguments)
    after, elapsed = os.times(), time.perf_counter() - started
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return used or elapsed


@TRIES
def test_loads_only_what_is_listed(code: str, arguments: list[str]) -> None:
    at_start = loaded("pass", [])  # what the interpreter's own site folder brings along
    surplus = loaded(code, arguments) - at_start - sys.stdlib_module_names - {"poverty_analysis"}
    assert surplus <= ALLOWED, f"import these inside the function that needs them: {sorted(surplus - ALLOWED)}"


@TRIES
def test_starts_quickly(code: str, arguments: list[str]) -> None:
    median = statistics.median(seconds(code, arguments) for _ in range(5))
    assert median < LIMIT_SECONDS, f"{median:.2f} s; python -X importtime shows where it goes"
