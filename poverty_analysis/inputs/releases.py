"""Read the releases of ``data/releases`` and the settings by which they are made.

A masked cell stands as ``*`` in a released CSV: neither blank nor zero.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.dataset import InputFile, file_hash
from poverty_analysis.inputs.forms import form_names
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.inputs.rows.forms import FormRow, form_kind
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.strict_yaml import read_yaml

MASKED = "*"
RELEASE_FILE = "release.yaml"
RELEASES = "data/releases"
SETTINGS = "params/release/settings.yaml"
LEAST_THRESHOLD, MOST_THRESHOLD = 2, 100
_LIMITS = ("cells", "searches", "nodes")
_NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)


@dataclass(frozen=True)
class Settings:
    """The threshold with its written reason, and how much may be searched."""

    threshold: int
    reason_vi: str
    reason_en: str
    limits: Mapping[str, int]


@dataclass(frozen=True)
class ReleaseFiles:
    """One release as its files hold it.

    ``rows`` know which of their counts are hidden.  ``dropped`` are units left
    out of a form.
    """

    id: str
    unit: str
    as_of: dt.date
    standard: str
    threshold: int
    rows: tuple[FormRow, ...]
    dropped: Mapping[str, frozenset[str]]
    files: tuple[InputFile, ...]


def read_settings(path: Path, name: str) -> Settings:
    """Read how small counts are hidden.

    Raises
    ------
    DataProblems
        PA-330 a setting that is missing or cannot be used, besides those of
        the YAML reader.
    """
    given = read_yaml(path, name)
    found = given if isinstance(given, dict) else {}
    limits = found.get("limits")
    counts = limits if isinstance(limits, dict) else {}
    numbers = {"threshold": found.get("threshold"), **{f"limits.{key}": counts.get(key) for key in _LIMITS}}
    bad = [key for key, value in numbers.items() if not _NUMBER.fullmatch(str(value or ""))]
    bad += [key for key in ("reason_vi", "reason_en") if not isinstance(found.get(key), str) or not found[key]]
    if not bad and not LEAST_THRESHOLD <= int(str(found["threshold"])) <= MOST_THRESHOLD:
        bad = ["threshold"]
    if bad:
        raise DataProblems(Problem("PA-330", Place(name, column=key)) for key in bad)
    return Settings(
        int(str(found["threshold"])),
        str(found["reason_vi"]),
        str(found["reason_en"]),
        {key: int(str(counts[key])) for key in _LIMITS},
    )


def read_releases(
    folder: Path, name_of: Callable[[Path], str], units: Collection[str] | None = None
) -> tuple[ReleaseFiles, ...]:
    """Read every release in ``folder``, or those of some ``units``, in name order; none where it is absent.

    Raises
    ------
    DataProblems
        Those of :func:`read_release`, of all releases at once.
    """
    found: list[ReleaseFiles] = []
    problems: list[Problem] = []
    paths = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in (p for p in paths if not p.name.startswith(".") and p.is_dir()):
        # The name of a release begins with its unit.
        if units is not None and path.name.partition("-")[0] not in units:
            continue
        try:
            found.append(read_release(path, name_of))
        except DataProblems as error:
            problems += error.problems
    if problems:
        raise DataProblems(problems)
    return tuple(found)


def read_release(path: Path, name_of: Callable[[Path], str]) -> ReleaseFiles:
    """Read one release.

    Raises
    ------
    DataProblems
        PA-331 when a file is absent or is not as it was written, besides
        those of the readers.
    """
    name = name_of(path / RELEASE_FILE)
    given = read_yaml(path / RELEASE_FILE, name)
    info = given if isinstance(given, dict) else {}
    try:
        outputs = {str(one["file"]): str(one["sha256"]) for one in _maps(info["outputs"])}
        dropped = {str(one["name"]): frozenset(str(u) for u in one["dropped"]) for one in _maps(info["blocks"])}
        made = (str(info["id"]), str(info["unit"]), dt.date.fromisoformat(str(info["as_of"])), str(info["standard"]))
        threshold = int(str(info["threshold"]))
    except (KeyError, TypeError, ValueError):
        raise DataProblems([Problem("PA-331", Place(name))]) from None
    paths = {table: path / table for table in outputs}
    changed = [t for t, p in paths.items() if p.name != t or not p.is_file() or file_hash(p) != outputs[t]]
    if changed or made[0] != path.name:
        raise DataProblems(Problem("PA-331", Place(name_of(path / one))) for one in changed or [RELEASE_FILE])
    rows = tuple(row for file in paths.values() for row in _read(file, name_of(file)))
    files = tuple(InputFile(name_of(p), file_hash(p)) for p in (path / RELEASE_FILE, *paths.values()))
    return ReleaseFiles(*made, threshold, rows, dropped, files)


def _maps(value: object) -> Iterator[Mapping[str, list[object]]]:
    for one in value if isinstance(value, list) else []:
        if not isinstance(one, dict):
            raise TypeError(one)
        yield one


def _read(path: Path, name: str) -> tuple[FormRow, ...]:
    if path.stem not in form_names():
        raise DataProblems([Problem("PA-331", Place(name))])
    raw = read_csv(path, name)
    masked = {
        number: frozenset(column for column, cell in zip(raw.header, cells, strict=True) if cell == MASKED)
        for number, cells in raw.rows
    }
    checked = form_kind(path.stem).check(_unmasked(raw), read_contract().domains)
    if checked.problems:
        raise DataProblems(checked.problems)
    return tuple(_without(row, masked[row.at.row]) for row in checked.records)


def _unmasked(raw: RawTable) -> RawTable:
    """The table with a zero for each masked cell: only so that the checker can look at the rest."""
    rows = tuple((number, tuple("0" if cell == MASKED else cell for cell in cells)) for number, cells in raw.rows)
    return replace(raw, rows=rows)


def _without(row: FormRow, masked: frozenset[str]) -> FormRow:
    counts = {name: None if name in masked else count for name, count in row.counts.items()}
    return replace(row, counts=counts, masked=masked)
