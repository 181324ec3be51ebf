"""Standard output and error of a cell: what Python writes, and what programs write under its feet."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, TextIO, cast

_DESCRIPTORS = {"stdout": 1, "stderr": 2}
Take = Callable[[str, str], None]


class CellStream:
    """A text stream whose words become outputs of the running cell.

    A program that a cell starts, or a library below Python, writes past it to
    the descriptor; that lies in a file, and is taken before what comes next.
    """

    encoding, errors, newlines, closed, mode = "UTF-8", "strict", None, False, "w"

    def __init__(self, name: str, take: Take, below: IO[bytes]) -> None:
        self.name = name
        self._take = take
        self._below = below

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.flush()
        self._take(self.name, text)
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        self.write("".join(lines))

    def flush(self) -> None:
        """Take what was written to the descriptor."""
        if os.fstat(self._below.fileno()).st_size > self._below.tell():
            self._take(self.name, self._below.read().decode("utf-8", errors="replace"))

    def fileno(self) -> int:
        return _DESCRIPTORS[self.name]

    def isatty(self) -> bool:
        return False

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False


def listen(take: Take) -> None:
    """Give this process streams that ``take`` hears; for good, and with nothing to read."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    sys.stdin = os.fdopen(nothing, encoding="utf-8")
    sys.stdout, sys.stderr = (_stream(name, take) for name in _DESCRIPTORS)


def _stream(name: str, take: Take) -> TextIO:
    # Opened twice by name: the writers and the reader each have their own place in the file.
    handle, path = tempfile.mkstemp()
    below = os.fdopen(os.open(path, os.O_RDONLY), "rb")
    Path(path).unlink()
    os.dup2(handle, _DESCRIPTORS[name])
    os.close(handle)
    return cast(TextIO, CellStream(name, take, below))
