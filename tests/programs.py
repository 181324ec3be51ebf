"""Programs that some tests need and not every machine has."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

# What a marker needs; the first program found is used.
PROGRAMS: dict[str, tuple[str, ...]] = {
    "browser": ("chromium", "chromium-browser", "google-chrome"),
    "office": ("soffice", "libreoffice"),
}
# Names, with commas between, of what must be there: a test that needs it then fails instead of being skipped.
REQUIRE = "POVERTY_ANALYSIS_REQUIRE"
# Among those names: tests of minutes, which run only where they are asked for.
LONG = "long"
# A program that runs for so long hangs: no measure of time, which on a busy machine says nothing.
HANGS_AFTER_SECONDS = 1800


def wait_until(holds: Callable[[], object]) -> bool:
    """Whether something comes to hold, however long a busy machine takes; False where it hangs."""
    until = time.monotonic() + HANGS_AFTER_SECONDS
    while not holds() and time.monotonic() < until:
        time.sleep(0.05)
    return bool(holds())


def required() -> set[str]:
    """The names that may not be missing on this machine."""
    return {name.strip() for name in os.environ.get(REQUIRE, "").split(",")} - {""}


def find_program(name: str) -> Path:
    """Path of the program behind a marker; skips the test, or fails it where the program is required."""
    found = next((path for program in PROGRAMS[name] if (path := shutil.which(program))), None)
    if found:
        return Path(found)
    reason = f"needs {PROGRAMS[name][0]}, which this machine has not"
    if name in required():
        pytest.fail(f"{reason}, and {REQUIRE} names {name}", pytrace=False)
    pytest.skip(reason)
