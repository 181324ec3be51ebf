"""Exit codes of the commands; 0 is done, 2 is click's own for wrong usage."""

from __future__ import annotations

EXIT_SOME_FAILED = 1
EXIT_PROBLEMS = 3
EXIT_MISSING = 4
#: The problems that say that a part of this machine is missing, not that data are wrong.
MISSING_PARTS = frozenset({"PA-606", "PA-618", "PA-620"})
EXIT_LOCKED = 75
EXIT_INTERRUPTED = 130
EXIT_TERMINATED = 143
