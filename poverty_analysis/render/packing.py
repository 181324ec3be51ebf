"""Office files are ZIP archives: the same parts give the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def parts_of(archive: bytes) -> dict[str, bytes]:
    """Return the parts of an archive by name."""
    with ZipFile(BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Return the parts as an archive, sorted and under one date."""
    final = BytesIO()
    with ZipFile(final, "w") as archive:
        for name in sorted(parts):
            entry = ZipInfo(name, ZIP_DATE)
            entry.compress_type = ZIP_DEFLATED
            archive.writestr(entry, parts[name])
    return final.getvalue()
