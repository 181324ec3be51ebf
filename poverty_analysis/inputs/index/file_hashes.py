"""SHA-256 of files, remembered by their size and times."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from poverty_analysis.inputs.dataset import file_hash
from poverty_analysis.inputs.index.store import Store

# A file changed so shortly before its hash was kept may have been changed again within one tick of its clock.
_TICK_NS = 2_000_000_000
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True)
class FileHashes:
    """Hashes of files by path, as ``load_hashes`` found them (``known``) and as they were asked for (``asked``)."""

    known: dict[str, tuple[Stamp, str]]
    asked: dict[str, tuple[Stamp, str]] = field(default_factory=dict)

    def of(self, path: str, name: str) -> str:
        """The hash of a file; ``name`` is what a problem calls it.

        Raises
        ------
        DataProblems
            As :func:`poverty_analysis.inputs.dataset.file_hash`.
        """
        try:
            found = os.lstat(path)
        except OSError:
            return file_hash(Path(path), name)
        if not stat.S_ISREG(found.st_mode):
            # What a link leads to may change and not the link.
            return file_hash(Path(path), name)
        stamp = (found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)
        kept = self.known.get(name)
        digest = kept[1] if kept and kept[0] == stamp else file_hash(Path(path), name)
        self.asked[name] = (stamp, digest)
        return digest


def load_hashes(store: Store, name: str) -> FileHashes:
    """The hashes kept under ``name``, but for files that may have changed since without a new time."""
    found = store.load(name) or {}
    until = store.time_ns(name) - _TICK_NS
    kept = ((path, tuple(stamp), digest) for path, (stamp, digest) in found.items())
    return FileHashes({path: (stamp, digest) for path, stamp, digest in kept if max(stamp[1], stamp[2]) < until})


def save_hashes(store: Store, name: str, hashes: FileHashes) -> None:
    """Keep the hashes that were asked for, where there is a new one among them."""
    if any(hashes.known.get(path) != entry for path, entry in hashes.asked.items()):
        store.save(name, {path: [list(stamp), digest] for path, (stamp, digest) in hashes.asked.items()})


def input_files(root: str, below: str) -> Iterator[str]:
    """Names below ``root`` of every file in a folder, in order, but for hidden ones and locks of office programs."""
    try:
        entries = sorted(os.scandir(f"{root}/{below}"), key=lambda entry: entry.name)
    except NotADirectoryError:
        yield below
        return
    except OSError:
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        name = f"{below}/{entry.name}"
        if entry.is_dir(follow_symlinks=False):
            yield from input_files(root, name)
        else:
            yield name


def hashes_below(
    root: Path, folders: Iterable[str], hashes: FileHashes, ignored: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """Name and hash of every input file below folders of ``root``, but for those whose name ends as ``ignored``."""
    base = str(root)
    names = (name for folder in folders for name in input_files(base, folder) if not name.endswith(ignored))
    return [(name, hashes.of(f"{base}/{name}", name)) for name in names]
