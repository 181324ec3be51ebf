"""Limits a guarded process sets itself before it loads a reader of foreign files."""

from __future__ import annotations

import contextlib


def limit_process(memory: int, seconds: int) -> None:
    """Allow this process ``memory`` bytes and ``seconds`` of processor time, and no file of its own.

    Where a system has no such limits, or does not let one be set, the time
    limit of the parent remains.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        # A core file would hold the data of persons.
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    )
    for kind, limit in limits:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (limit, limit))
