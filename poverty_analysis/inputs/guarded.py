"""Start a guarded reader: a process of its own that gets the bytes of a file and knows no path."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def run_guarded(
    script: str, arguments: Sequence[str], data: bytes, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    """Run the file ``script`` with ``arguments`` on ``data``; its exit code and output.

    Raises
    ------
    subprocess.TimeoutExpired
        It took more than ``seconds``; it is stopped then.
    """
    # -P and absolute paths: a file beside the user's data is never imported.
    return subprocess.run(
        [sys.executable, "-P", script, *arguments],
        input=data,
        capture_output=True,
        timeout=seconds,
        check=False,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    listed = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    kept = os.pathsep.join(entry for entry in listed if Path(entry).is_absolute())
    return {**os.environ, "PYTHONPATH": kept, "PYTHONIOENCODING": "utf-8"}
