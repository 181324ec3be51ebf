"""Inputs are regular files of bounded size inside the workspace; anything else is refused before a byte is read.

A link that leads out of the workspace would carry a foreign file into a report
or a workbook; a pipe or a device has no end.
"""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from poverty_analysis.values.problems import DataProblems, Place, Problem

# Absent on Windows, where opening by name follows nothing of this kind.
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    # Without it the opening of a pipe waits for somebody to write.
    | getattr(os, "O_NONBLOCK", 0)
)
_KINDS = (
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISDIR, "folder"),
)
_MEGABYTE = 1024 * 1024


def workspace_root(start: Path) -> Path | None:
    """The nearest folder at or above ``start`` that holds ``data`` and ``notebooks``; None when there is none."""
    return next((folder for folder in (start, *start.parents) if is_workspace(folder)), None)


def is_workspace(folder: Path) -> bool:
    """Whether ``folder`` holds ``data`` and ``notebooks``."""
    return (folder / "data").is_dir() and (folder / "notebooks").is_dir()


def refuse_link(path: Path, name: str) -> None:
    """Raise PA-114 when a link somewhere in ``path`` leads out of a workspace the path is in.

    A path in no workspace was named by the user himself and leads nowhere else.
    """
    # Not Path.resolve: it follows the links that are asked about, and stops at a circle of them.
    named, real = (Path(find(path)) for find in (os.path.abspath, os.path.realpath))
    # Every folder above, not only the nearest: the target of a link may itself look like a workspace.
    roots = (folder for folder in named.parents if is_workspace(folder))
    if any(not real.is_relative_to(os.path.realpath(root)) for root in roots):
        raise _refused(name, "link")


def open_input(path: Path, name: str) -> BufferedReader:
    """Open a regular file for reading; ``name`` is what problems call it.

    Raises
    ------
    DataProblems
        PA-101 when it cannot be opened, PA-114 for a link out of the
        workspace, a pipe, a device, a socket or a folder.
    """
    refuse_link(path, name)
    try:
        # A link inside the workspace is followed here; a file exchanged for one since then is not.
        handle = os.open(os.path.realpath(path, strict=True), _FLAGS)
    except OSError as error:
        reason = "circle" if error.errno == errno.ELOOP else type(error).__name__
        raise DataProblems([Problem("PA-101", Place(name), values={"reason": reason})]) from None
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise _refused(name, next((kind for is_kind, kind in _KINDS if is_kind(mode)), "device"))
    return os.fdopen(handle, "rb")


def read_input(path: Path, name: str, most_bytes: int, too_large: str = "PA-109") -> bytes:
    """The bytes of a regular file of at most ``most_bytes``; its size is looked at before it is read.

    Raises
    ------
    DataProblems
        Those of :func:`open_input`, and ``too_large`` for a larger file.
    """
    with open_input(path, name) as stream:
        # A file may grow while it is read: its size tells early, the read is bounded all the same.
        size = os.fstat(stream.fileno()).st_size
        small = size <= most_bytes
        # No buffer of the largest size for a small file.
        data = stream.read(size + 1) if small else b""
        data += stream.read(most_bytes + 1 - len(data)) if len(data) > size else b""
    if not small or len(data) > most_bytes:
        limit = f"{most_bytes // _MEGABYTE} MB" if most_bytes >= _MEGABYTE else f"{most_bytes} byte"
        raise DataProblems([Problem(too_large, Place(name), values={"limit": limit})])
    return data


def utf8_text(data: bytes, name: str) -> str:
    """``data`` as text, without the mark some programs put first.

    Raises
    ------
    DataProblems
        PA-102 with the row of the first byte that is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        raise DataProblems([Problem("PA-102", Place(name, row=row))]) from None


def check_input(path: Path, name: str) -> None:
    """Refuse what :func:`open_input` refuses, for readers that open a file themselves."""
    open_input(path, name).close()


def _refused(name: str, kind: str) -> DataProblems:
    return DataProblems([Problem("PA-114", Place(name), values={"reason": kind})])
