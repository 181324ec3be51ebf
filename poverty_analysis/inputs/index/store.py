"""The folder in which the index of a workspace is kept: checked when it is read, replaced whole when it is written."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poverty_analysis.inputs.index.source_hash import source_hash

FOLDER = ".index"
Json = dict[str, Any]


@dataclass(frozen=True)
class Store:
    """A folder of parts; each begins with the checksum of the rest and of the package that wrote it."""

    folder: Path

    def load(self, name: str) -> Json | None:
        """A part as it was saved; None where there is none, another package wrote it, or a byte of it changed."""
        try:
            head, _, body = (self.folder / name).read_bytes().partition(b"\n")
            found = json.loads(body) if head.decode("ascii") == _head(body) else None
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def save(self, name: str, data: Json) -> None:
        """Keep a part; where nothing can be written nothing is kept, and the next run reads again."""
        body = json.dumps(data, separators=(",", ":")).encode("ascii")
        self.save_bytes(name, _head(body).encode("ascii") + b"\n" + body)

    def save_bytes(self, name: str, data: bytes) -> None:
        """The same for bytes that carry checksums of their own."""
        made = self.folder / f"{name}.{os.getpid()}"
        with suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            # Git and whoever copies the workspace leave it out: it can be made again.
            (self.folder / ".gitignore").write_text("*\n", encoding="ascii")
            made.write_bytes(data)
            made.replace(self.folder / name)
        with suppress(OSError):
            made.unlink(missing_ok=True)

    def time_ns(self, name: str) -> int:
        """When a part was saved, by the clock of its file system; 0 where there is none."""
        try:
            return (self.folder / name).stat().st_mtime_ns
        except OSError:
            return 0


def _head(body: bytes) -> str:
    return hashlib.sha256(source_hash().encode("ascii") + body).hexdigest()
