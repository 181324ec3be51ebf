"""One run at a time in a workspace: who holds its lock, and since when."""

from __future__ import annotations

import datetime as dt
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

LOCK, HOLDER = ".lock", ".holder.json"


@dataclass(frozen=True)
class Holder:
    """The process that holds the lock; all is empty where it has not yet said so."""

    pid: int = 0
    host: str = ""
    since: str = ""


class Locked(Exception):
    """Another run holds the lock."""

    def __init__(self, holder: Holder) -> None:
        super().__init__("another run holds the lock")
        self.holder = holder


@contextmanager
def held(outputs: Path) -> Iterator[None]:
    """Hold the lock of a workspace; the system frees it when the process ends, however that is.

    Raises
    ------
    Locked
        At once, when another run holds it.
    OSError
        The folder cannot be written.
    """
    from filelock import FileLock, Timeout

    outputs.mkdir(exist_ok=True)
    lock = FileLock(outputs / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise Locked(_holder(outputs)) from None
    try:
        _say(outputs)
        yield
    finally:
        (outputs / HOLDER).unlink(missing_ok=True)
        lock.release()


def _say(outputs: Path) -> None:
    since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    told = json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), since)))
    (outputs / HOLDER).write_text(told, encoding="utf-8")


def _holder(outputs: Path) -> Holder:
    try:
        return Holder(**json.loads((outputs / HOLDER).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        # It is just starting, or just ending.
        return Holder()
