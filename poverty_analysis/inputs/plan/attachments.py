"""The files that lie beside the tables of a plan: its document, SOURCE.md, scans.

In a folder they are files; in a workbook they are rows of the sheet ``source``,
so that a plan keeps them whichever form it has.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.dataset import input_paths
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.inputs.sheets import SOURCE_SHEET, by_table, is_plan_sheet
from poverty_analysis.inputs.xlsx.workbook import read_workbook
from poverty_analysis.values.files import read_input
from poverty_analysis.values.problems import DataProblems, Place, Problem

COLUMNS = ("file", "part", "sha256", "base64")
# As base64 this stays below what one cell may hold.
PART_BYTES = 24_000
# A scanned document of a hundred pages stays below it.
MAX_BYTES = 128 * 1024 * 1024
_NAME = re.compile(r"[^\W_][\w .,()-]*")


@dataclass(frozen=True)
class Attachment:
    """One file: its path below the plan with ``/``, and its bytes."""

    path: str
    data: bytes


def read_attached(source: Path, name: str) -> tuple[Attachment, ...]:
    """Files beside the tables of the folder or workbook ``source``, by path.

    Raises
    ------
    DataProblems
        PA-109 a file too large, PA-114 one that is no regular file or leads
        out of the workspace, PA-610 a file whose name cannot be kept on every system or, in a
        workbook, whose bytes are not those its SHA-256 names.
    """
    if source.is_dir():
        paths = {path.relative_to(source).as_posix(): path for path in input_paths(source)}
        found = {p: read_input(file, f"{name}/{p}", MAX_BYTES) for p, file in paths.items() if not _is_own(p)}
        problems = [Problem("PA-610", Place(f"{name}/{path}"), seen=path) for path in found if not _is_safe(path)]
    else:
        sheet = by_table(read_workbook(source, name, wanted=is_plan_sheet)).tables.get(SOURCE_SHEET)
        found, problems = _joined(sheet) if sheet else ({}, [])
    if problems:
        raise DataProblems(problems)
    return tuple(Attachment(path, found[path]) for path in sorted(found))


def rows_of(attached: tuple[Attachment, ...]) -> Iterator[tuple[str, int, str, str]]:
    """Rows of the sheet ``source``: file, part (from 1), SHA-256 of the file, base64 of the part."""
    for item in attached:
        digest = hashlib.sha256(item.data).hexdigest()
        for part, start in enumerate(range(0, max(len(item.data), 1), PART_BYTES), start=1):
            piece = item.data[start : start + PART_BYTES]
            yield item.path, part, digest, base64.b64encode(piece).decode("ascii")


def _joined(sheet: RawTable) -> tuple[dict[str, bytes], list[Problem]]:
    place = Place(sheet.file, sheet.sheet, 1)
    if sheet.header != COLUMNS:
        return {}, [Problem("PA-610", place, seen=", ".join(sheet.header))]
    pieces: dict[str, list[bytes]] = {}
    digests: dict[str, object] = {}
    for _, (path, part, digest, text) in sheet.rows:
        parts = pieces.setdefault(str(path), [])
        # Parts stand in their order; one that is missing or moved shows in the hash as well.
        parts.append(_decoded(text) if part == len(parts) + 1 else b"")
        digests[str(path)] = digest
    found = {path: b"".join(parts) for path, parts in pieces.items()}
    wrong = [path for path, data in found.items() if hashlib.sha256(data).hexdigest() != digests[path]]
    wrong += [path for path in found if not _is_safe(path) or _is_own(path)]
    return found, [Problem("PA-610", Place(sheet.file, sheet.sheet), seen=path) for path in dict.fromkeys(wrong)]


def _decoded(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except binascii.Error:
        return b""


def _is_own(path: str) -> bool:
    """Whether a path names a part of the plan itself, which the tables carry."""
    tables = {f"{spec.name}{suffix}" for spec in read_contract().belonging("plan") for suffix in (".csv", ".parquet")}
    return path in {"plan.yaml", "narrative.md", *tables}


def _is_safe(path: str) -> bool:
    """Whether a path stays below the plan and is a name on every system."""
    return all(_NAME.fullmatch(part) and not part.endswith((" ", ".")) for part in path.split("/"))
