"""Open an XLSX package (a ZIP archive) only when its outside is sound.

Nothing is unpacked here but the directory of the archive.  Caps stand in one
place: a workbook that people fill in stays far below them.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable

from poverty_analysis.values.problems import DataProblems, Place, Problem

MAX_PARTS = 2_000
MAX_UNPACKED_MEGABYTES = 320
MAX_RATIO = 100
# Small parts may compress to nothing without harm.
RATIO_COUNTS_FROM = 1024 * 1024

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ZIP = b"PK\x03\x04"
# What zipfile and zlib raise for a broken archive.
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError, ValueError)

_UNSAFE_NAME = re.compile(r"^/|\\|:|(^|/)\.\.?(/|$)|[\x00-\x1f\x7f]")
_MACROS = re.compile(r"vbaproject|^xl/macrosheets/|^xl/dialogsheets/", re.IGNORECASE)


def refuse(code: str, file: str, sheet: str = "", **values: str) -> DataProblems:
    """Return the exception that names one reason to refuse the whole file."""
    return DataProblems([Problem(code, Place(file, sheet), values=values)])


def open_package(data: bytes, file: str) -> zipfile.ZipFile:
    """Open ``data`` as an XLSX package.

    Raises
    ------
    DataProblems
        PA-120 no XLSX at all, PA-121 the old XLS format, PA-122 encrypted,
        PA-123 macros, PA-124 damaged archive, PA-125 unsafe or double part
        name, PA-126 too large when unpacked.
    """
    # An old XLS file and an encrypted new one are the same kind of container; only the latter has this stream.
    if data.startswith(_OLE):
        raise refuse("PA-122" if _ENCRYPTED in data else "PA-121", file)
    if not data.startswith(_ZIP):
        raise refuse("PA-120", file)
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED:
        raise refuse("PA-124", file, part="zip") from None
    _check_directory(package.infolist(), len(data), file)
    return package


def _check_directory(parts: list[zipfile.ZipInfo], size: int, file: str) -> None:
    if len(parts) > MAX_PARTS:
        raise refuse("PA-131", file, part="zip", limit=str(MAX_PARTS))
    _check_names([part.filename for part in parts], file)
    for part in parts:
        if part.flag_bits & 1:
            raise refuse("PA-122", file)
        if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refuse("PA-124", file, part=part.filename)
    # Parts that share their bytes pack more into the file than it has.
    if sum(part.compress_size for part in parts) > size:
        raise refuse("PA-124", file, part="zip")
    _check_sizes(parts, file)


def _check_names(names: Iterable[str], file: str) -> None:
    seen: set[str] = set()
    for name in names:
        # Of two parts with one name each reader may take another, also where only the case differs.
        if _UNSAFE_NAME.search(name) or name.casefold() in seen:
            raise refuse("PA-125", file, part=ascii(name)[1:-1][:80])
        seen.add(name.casefold())
        if _MACROS.search(name):
            raise refuse("PA-123", file)
    if "_rels/.rels" not in seen:
        raise refuse("PA-120", file)


def _check_sizes(parts: list[zipfile.ZipInfo], file: str) -> None:
    if sum(part.file_size for part in parts) > MAX_UNPACKED_MEGABYTES * 1024 * 1024:
        raise refuse("PA-126", file, part="zip", limit=f"{MAX_UNPACKED_MEGABYTES} MB")
    for part in parts:
        if part.file_size > RATIO_COUNTS_FROM and part.file_size > MAX_RATIO * part.compress_size:
            raise refuse("PA-126", file, part=part.filename, limit=f"{MAX_RATIO}:1")
