"""Exit codes of the commands; 0 is done, 2 is click's own for wrong usage."""

from __future__ import annotations

EXIT_SOME_FAILED = 1
EXIT_PROBLEMS = 3
EXIT_MISSING = 4
EXIT_LOCKED = 75
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143
