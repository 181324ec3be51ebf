"""Read exports: one file with its map, or a folder of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.checker import Domains
from poverty_analysis.inputs.dataset import InputFile, file_hash
from poverty_analysis.inputs.duplicates import postings_by_file, same_files, same_rows
from poverty_analysis.inputs.exports.amounts import ReadCounts, read_lines
from poverty_analysis.inputs.exports.checks import counted_finding, identity_findings, subtotal_findings
from poverty_analysis.inputs.exports.mapfile import read_map
from poverty_analysis.inputs.exports.model import ExportMap
from poverty_analysis.inputs.exports.opening import open_export
from poverty_analysis.inputs.exports.postings import make_postings
from poverty_analysis.inputs.exports.subtotals import split_rows
from poverty_analysis.values.problems import DataProblems, Finding, Place, Problem

MAP_SUFFIX = ".map.yaml"
EXPORT_FILES = (".xlsx", ".csv")

Named = Callable[[Path], str]


@dataclass(frozen=True)
class Exports:
    """Ledger rows of one or more exports, with what was found in them.

    ``problems`` say what could not be read: then there are no records of that
    file.  ``findings`` say which subtotals and identities do not hold, and how
    much was read and left out.  ``counted`` holds the same counts by file.
    """

    records: tuple[Entry, ...] = ()
    files: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    counted: dict[str, dict[str, int]] = field(default_factory=dict)


def map_of(path: Path) -> Path:
    """Return where the map of an export lies: ``a.xlsx`` has ``a.map.yaml`` beside it."""
    return path.with_name(path.stem + MAP_SUFFIX)


def read_export(path: Path, map_path: Path, named: Named, domains: Domains) -> Exports:
    """Read the spreadsheet ``path`` through the column map ``map_path`` into rows of the ledger.

    Parameters
    ----------
    path : Path
        An XLSX or CSV file, as exported.
    map_path : Path
        The column map.
    named : callable
        What problems call a path.
    domains : mapping
        Allowed codes of the ledger's columns.

    Returns
    -------
    Exports
        Amounts in whole đồng; no records when there is any problem.
    """
    problems: list[Problem] = []
    name = named(path)
    if not path.is_file():
        reason = "IsADirectoryError" if path.is_dir() else "FileNotFoundError"
        return Exports(problems=(Problem("PA-101", Place(name), values={"reason": reason}),))
    if not map_path.exists():
        return Exports(problems=(Problem("PA-723", Place(name), values={"wanted": map_path.name}),))
    try:
        rules = read_map(map_path, named(map_path))
        files = tuple(InputFile(named(one), file_hash(one, named(one))) for one in (path, map_path))
        read = _read(path, name, rules, domains, problems)
    except DataProblems as error:
        return Exports(problems=(*problems, *error.problems))
    return replace(read, files=files, problems=tuple(problems)) if not problems else Exports((), files, tuple(problems))


def _read(path: Path, name: str, rules: ExportMap, domains: Domains, problems: list[Problem]) -> Exports:
    counted = ReadCounts()
    opened = open_export(path, name, rules, problems)
    if problems:
        return Exports()
    lines = read_lines(opened, rules, counted, problems)
    data, subtotals = split_rows(lines, opened, rules, counted, problems)
    checked = make_postings(data, opened, rules, domains, counted, problems)
    problems += checked.problems
    findings = (
        *subtotal_findings(name, subtotals),
        *identity_findings(name, data, rules),
        counted_finding(name, counted, len(checked.records), rules),
    )
    told = asdict(counted) | {"postings": len(checked.records)}
    return Exports(checked.records, warnings=opened.warnings, findings=findings, counted={name: told})


def read_folder(folder: Path, named: Named, domains: Domains) -> Exports:
    """Read every export of a folder, each through the map beside it.

    Adds PA-721 the same file twice, PA-722 rows that stand in another export
    too, PA-723 a map without its export or the reverse, PA-724 a file of
    another kind.
    """
    inputs = sorted(p for p in folder.glob("*") if not p.name.startswith((".", "~$")))
    paths = [path for path in inputs if path.suffix in EXPORT_FILES]
    parts = [read_export(path, map_of(path), named, domains) for path in paths]
    alone = [p for p in inputs if p.name.endswith(MAP_SUFFIX) and not any(map_of(path) == p for path in paths)]
    problems = [problem for part in parts for problem in part.problems]
    problems += [Problem("PA-723", Place(named(p)), values={"wanted": _wanted(p)}) for p in alone]
    problems += [Problem("PA-724", Place(named(p))) for p in inputs if p.is_file() and not _known(p)]
    twice = list(same_files(file for part in parts for file in part.files[:1]))
    problems += twice or same_rows(postings_by_file(record for part in parts for record in part.records))
    return Exports(
        records=tuple(record for part in parts for record in part.records),
        files=tuple(file for part in parts for file in part.files),
        problems=tuple(problems),
        warnings=tuple(warning for part in parts for warning in part.warnings),
        findings=tuple(finding for part in parts for finding in part.findings),
        counted={name: told for part in parts for name, told in part.counted.items()},
    )


def _known(path: Path) -> bool:
    return path.suffix in (*EXPORT_FILES, ".md") or path.name.endswith(MAP_SUFFIX)


def _wanted(map_path: Path) -> str:
    stem = map_path.name.removesuffix(MAP_SUFFIX)
    return ", ".join(stem + suffix for suffix in EXPORT_FILES)
