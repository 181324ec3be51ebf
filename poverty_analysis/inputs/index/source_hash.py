"""One checksum of the package itself: what other source made may be otherwise."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

_CODE = (".py", ".yaml", ".j2", ".typ", ".css", ".ttf", ".woff2", ".txt")


@cache
def source_hash() -> str:
    """One checksum over the files of the package that can change a report."""
    root = Path(__file__).resolve().parents[2]
    digest = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.suffix in _CODE):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
