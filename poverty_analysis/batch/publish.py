"""Publish a folder whole: readers see the old report or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_RETIRED = ".retired"
#: Folder below outputs in which reports are built.
WORK = ".work"


def publish(work: Path, final: Path) -> None:
    """Put the finished folder ``work`` in the place of ``final``.

    On Linux both folders change places in one step.  Elsewhere, and on file
    systems without that step, two renames do it; :func:`recover` finishes them
    after a crash.
    """
    # On the disk before it is renamed: after a power cut no name may stand for files that are not there.
    sync(work)
    final.parent.mkdir(parents=True, exist_ok=True)
    if not final.exists():
        work.rename(final)
    elif exchange(work, final):
        # It holds the old report now.
        shutil.rmtree(work)
    else:
        retired = final.with_name(final.name + _RETIRED)
        final.rename(retired)
        work.rename(final)
        shutil.rmtree(retired)
    _sync_folder(final.parent)


def replace_folder(work: Path, final: Path) -> None:
    """Put a folder in the place of another that nobody reads by chance; what was there is gone first."""
    shutil.rmtree(final, ignore_errors=True)
    final.parent.mkdir(parents=True, exist_ok=True)
    work.rename(final)


def recover(outputs: Path) -> None:
    """Finish or undo a publication that a crash interrupted; remove stale work."""
    for retired in sorted(outputs.rglob(f"*{_RETIRED}")):
        final = retired.with_name(retired.name.removesuffix(_RETIRED))
        if final.exists():
            shutil.rmtree(retired)
        else:
            # The crash came between the two renames: the old report goes back.
            retired.rename(final)
    shutil.rmtree(outputs / WORK, ignore_errors=True)


def exchange(one: Path, other: Path) -> bool:
    """Swap two folders in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    # Python does not offer this call; an old C library lacks it, and some file systems refuse it.
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    done = rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(done == 0)


def sync(folder: Path) -> None:
    """Let everything in a folder be on the disk, not only in memory."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
