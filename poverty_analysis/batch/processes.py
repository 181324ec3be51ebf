"""How many processes may make reports side by side on this machine."""

from __future__ import annotations

from multiprocessing import get_context


def possible_workers(wanted: int) -> int:
    """``wanted`` processes, or one where the system lets processes share nothing.

    Processes that work together hold a lock in shared memory; a container may
    have it closed.
    """
    if wanted <= 1:
        return 1
    try:
        get_context("spawn").Lock()
    except (OSError, ImportError):
        return 1
    return wanted
