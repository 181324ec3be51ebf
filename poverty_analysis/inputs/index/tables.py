"""The tables all reports share, split by unit: each file is read once, and a report reads the rows of its own units.

A table is read whole by the readers of :mod:`poverty_analysis.inputs.workspace`
and its typed rows are kept in pieces, one a unit, under a key made of the
hashes of its files, of the lists of units, and of the package.  Each piece
carries its checksum; where one does not hold the caller reads the files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

from poverty_analysis.inputs.dataset import InputFile
from poverty_analysis.inputs.forms import Forms
from poverty_analysis.inputs.index.file_hashes import FileHashes, hashes_below
from poverty_analysis.inputs.index.source_hash import source_hash
from poverty_analysis.inputs.index.store import Json, Store
from poverty_analysis.inputs.index.typed_json import plain, typed
from poverty_analysis.inputs.rows.results import COUNTRY_RESULTS, INDICATOR_RESULTS, POVERTY_RESULTS, REVIEW_PROGRESS
from poverty_analysis.inputs.workspace import Rows, Workspace, read_form_rows, read_ledger, read_rows
from poverty_analysis.values.origin import NOWHERE
from poverty_analysis.values.problems import Finding, Problem

HASHES = "tables-hashes.json"
_UNITS = "data/units"
_REMARKS = (".md",)
# The largest provinces have some 170 communes; of each table those of a few provinces are kept.
_PIECES = 2_048
Table = Rows[Any] | Forms


@dataclass(frozen=True)
class SharedTable:
    """Where a table lies, and how it is read whole."""

    name: str
    folders: tuple[str, ...]
    read: Callable[[Workspace], Table]


TABLES = (
    SharedTable("postings", ("data/ledgers", "data/aliases"), read_ledger),
    SharedTable("results", ("data/results",), lambda workspace: read_rows(workspace, POVERTY_RESULTS)),
    SharedTable("policies", ("data/results/policies",), lambda workspace: read_rows(workspace, INDICATOR_RESULTS)),
    SharedTable("progress", ("data/results/progress",), lambda workspace: read_rows(workspace, REVIEW_PROGRESS)),
    SharedTable("country", ("data/results/reference",), lambda workspace: read_rows(workspace, COUNTRY_RESULTS)),
    SharedTable("forms", ("data/forms",), read_form_rows),
)


@dataclass(frozen=True)
class SplitTable:
    """A table as it was read, without its rows.

    ``pieces`` say where the rows of each unit lie in the file ``rows`` ("" for
    those of none): offset, length and SHA-256 of the bytes."""

    store: Store
    rows: str
    files: tuple[InputFile, ...]
    problems: tuple[Problem, ...]
    findings: tuple[Finding, ...]
    pieces: Mapping[str, tuple[int, int, str]]

    def digests(self) -> Mapping[str, Mapping[str, str]]:
        """By unit and file the checksums of what a report takes of the rows.

        These are the rows in their order without their numbers, with what does
        not hold in an export.  Empty where they are not as they were written.
        """
        return self.store.load(f"{self.rows}.json") or {}

    def of(self, units: Iterable[str]) -> tuple[Any, ...] | None:
        """The rows of some units in the order of their files; None where a piece is not as it was written."""
        wanted = [self.pieces[unit] for unit in dict.fromkeys(units) if unit in self.pieces]
        try:
            pieces = [_piece(self.store.folder / self.rows, *one) for one in wanted]
        except (OSError, ValueError):
            return None
        return tuple(row for _, row in sorted(chain(*pieces), key=lambda one: one[0]))


@lru_cache(maxsize=_PIECES)
def _piece(path: Path, offset: int, length: int, sha256: str) -> tuple[tuple[int, Any], ...]:
    """The rows of one unit with their numbers: those of a province are wanted for each of its communes in turn.

    Raises
    ------
    ValueError
        The piece is not as it was written.
    """
    with path.open("rb") as stream:
        stream.seek(offset)
        data = stream.read(length)
    if _sha256(data) != sha256:
        raise ValueError(path.name)
    return tuple((number, typed(row)) for number, row in json.loads(data))


def table_keys(workspace: Workspace, hashes: FileHashes) -> dict[str, str]:
    """By table the checksum of everything its rows were made of."""
    root = workspace.root
    units = hashes_below(root, (_UNITS,), hashes, _REMARKS)
    found: dict[str, str] = {}
    for table in TABLES:
        made_of = [source_hash(), units, hashes_below(root, table.folders, hashes, _REMARKS)]
        found[table.name] = hashlib.sha256(json.dumps(made_of).encode("ascii")).hexdigest()
    return found


def split_tables(
    workspace: Workspace, store: Store, hashes: FileHashes, *, write: bool
) -> dict[str, SplitTable] | None:
    """The tables of a workspace split by unit; one that is not is read and split, or None is told unless ``write``."""
    found: dict[str, SplitTable] = {}
    keys = table_keys(workspace, hashes)
    for table in TABLES:
        name = f"{table.name}.json"
        kept = store.load(name)
        if kept is None or kept["key"] != keys[table.name] or not _is_there(store, kept, whole=write):
            if not write:
                return None
            kept = _split(store, table, keys[table.name], table.read(workspace))
            store.save(name, kept)
            if not _is_there(store, kept, whole=True):
                return None
        found[table.name] = _opened(store, kept)
    return found


def _is_there(store: Store, kept: Json, *, whole: bool) -> bool:
    """Whether the rows are there, and ``whole``: the last byte as it was written."""
    path = store.folder / str(kept["rows"])
    if not path.is_file() or path.stat().st_size != int(kept["size"]):
        return False
    if not whole:
        return True
    return _sha256(path.read_bytes()) == kept["sha256"] and store.load(f"{kept['rows']}.json") is not None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _split(store: Store, table: SharedTable, key: str, read: Table) -> Json:
    """Write the rows of a table unit by unit; what is to be kept of the rest."""
    rows = read.rows if isinstance(read, Forms) else read.records
    findings = () if isinstance(read, Forms) else read.findings
    by_unit: dict[str, list[tuple[int, Any]]] = {}
    for number, row in enumerate(rows):
        by_unit.setdefault(getattr(row, "unit", ""), []).append((number, row))
    pieces: dict[str, list[object]] = {}
    data = bytearray()
    for unit, numbered in by_unit.items():
        piece = json.dumps([[n, plain(row)] for n, row in numbered], separators=(",", ":")).encode("ascii")
        pieces[unit] = [len(data), len(piece), _sha256(piece)]
        data += piece
    name = f"{table.name}-{key[:16]}.rows"
    for old in store.folder.glob(f"{table.name}-*.rows*"):
        if not old.name.startswith(name):
            old.unlink(missing_ok=True)
    store.save_bytes(name, bytes(data))
    digests = {unit: _digests([row for _, row in numbered], findings) for unit, numbered in by_unit.items()}
    store.save(f"{name}.json", digests)
    return {
        "key": key,
        "rows": name,
        "size": len(data),
        "sha256": _sha256(bytes(data)),
        "files": plain(read.files),
        "problems": plain(read.problems),
        "findings": plain(findings),
        "pieces": pieces,
    }


def _digests(rows: Iterable[Any], findings: Iterable[Finding]) -> dict[str, str]:
    """By file the checksum of some rows, whatever lines they stand on, with what does not hold in the file."""
    found = {path: hashlib.sha256() for path in dict.fromkeys(row.at.file for row in rows)}
    for row in rows:
        found[row.at.file].update(_line(row))
    for finding in findings:
        if finding.key and finding.key[0] in found and finding.severity != "note":
            found[finding.key[0]].update(json.dumps(plain(finding)).encode("ascii"))
    return {path: digest.hexdigest() for path, digest in found.items()}


def _line(row: Any) -> bytes:
    return json.dumps(plain(replace(row, at=NOWHERE)), separators=(",", ":")).encode("ascii") + b"\n"


def rows_digests(rows: Iterable[Any]) -> dict[str, str]:
    """By file the checksum of the content of some rows."""
    return _digests(tuple(rows), ())


def _opened(store: Store, kept: Json) -> SplitTable:
    return SplitTable(
        store=store,
        rows=kept["rows"],
        files=typed(kept["files"]),
        problems=typed(kept["problems"]),
        findings=typed(kept["findings"]),
        pieces=kept["pieces"],
    )
