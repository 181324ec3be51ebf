"""The process in which a notebook runs: an IPython kernel that may take only so much memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from poverty_analysis.batch.engine.limits import die_with_parent, limit_memory, memory_limit
from poverty_analysis.batch.opened import watch_as_asked

#: An analyst's own charts have 200 dots to the inch; a notebook may ask for SVG itself.
PICTURES = "retina"
SHARP_PICTURES = f"--InlineBackend.figure_formats={PICTURES}"

if __name__ == "__main__":
    die_with_parent(os.getppid())
    limit_memory(memory_limit())
    watch_as_asked()
    # As ipykernel's own launcher: a file beside the notebook must not take the place of a library while it starts.
    sys.path.remove(str(Path.cwd()))
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()
