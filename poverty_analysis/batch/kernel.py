"""The process in which a notebook runs: an IPython kernel that may take only so much memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

MEMORY_VARIABLE = "POVERTY_ANALYSIS_MEMORY_MB"
DEFAULT_MEMORY_MB = 2048
_MIB = 1024 * 1024
#: An analyst's own charts have 200 dots to the inch; a notebook may ask for SVG itself.
SHARP_PICTURES = "--InlineBackend.figure_formats=retina"


def limit_memory() -> None:
    """Let this process hold at most so much data; beyond it Python says MemoryError. Nothing happens on Windows."""
    if os.name != "posix":
        return
    import resource

    most = int(os.environ.get(MEMORY_VARIABLE) or DEFAULT_MEMORY_MB) * _MIB
    # What is written to counts, not the address space: libraries reserve far more of that than they use.
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


if __name__ == "__main__":
    limit_memory()
    # As ipykernel's own launcher: a file beside the notebook must not take the place of a library while it starts.
    sys.path.remove(str(Path.cwd()))
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
