"""Read one dataset: a folder of CSV (or Parquet) files, or one workbook with the same sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from poverty_analysis.contract import TableSpec, read_contract
from poverty_analysis.problems import DataProblems, Place, Problem
from poverty_analysis.read.checker import Checked, Record, check_table
from poverty_analysis.read.csvs import read_csv
from poverty_analysis.read.narrative import read_narrative
from poverty_analysis.read.parquet import read_parquet
from poverty_analysis.read.plan_info import check_plan_pairs, read_plan_yaml
from poverty_analysis.read.raw import RawTable, Workbook
from poverty_analysis.read.workbook import read_workbook
from poverty_analysis.text import nearest

Domains = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class InputFile:
    """A file that was read: its path inside the workspace and its SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Dataset:
    """A plan as it was read; ``problems`` are what could not be read.

    ``plan`` holds the keys of ``plan.yaml``; ``tables`` the checked rows by
    table name.  ``adjusted`` counts numeric spreadsheet cells that were taken
    as the nearest whole đồng.
    """

    name: str
    path: str
    plan: Record
    documents: tuple[Record, ...] = ()
    tables: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)
    narrative: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    adjusted: int = 0

    def table(self, name: str) -> tuple[Record, ...]:
        """Rows of a table; an absent optional table has none."""
        return self.tables.get(name, ())


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_plan_dataset(path: Path, name: str, domains: Domains, lines_of: Mapping[str, Collection[str]]) -> Dataset:
    """Read a plan from the folder or workbook ``path``.

    Parameters
    ----------
    path : Path
        A folder with ``plan.yaml`` and CSV or Parquet files, or an XLSX file.
    name : str
        What problems call it, relative to the workspace.
    domains : mapping
        Allowed codes (``unit``, ``agency``, ``programme``, ``standard`` and the contract's domains).
    lines_of : mapping of programme id to line codes
        A programme that is not listed ("local", "none") has lines of its own.
    """
    if path.is_dir():
        return _read_folder(path, name, domains, lines_of)
    return _read_book(path, name, domains, lines_of)


def _read_folder(path: Path, name: str, domains: Domains, lines_of: Mapping[str, Collection[str]]) -> Dataset:
    problems: list[Problem] = []
    try:
        plan, documents, found = read_plan_yaml(path / "plan.yaml", f"{name}/plan.yaml", domains)
    except DataProblems as error:
        plan, documents, found = Record(f"{name}/plan.yaml", 1, {}), (), tuple(error.problems)
    problems += found
    scope = _scope(plan, documents, domains, lines_of)
    tables: dict[str, tuple[Record, ...]] = {}
    adjusted = 0
    for spec in read_contract().belonging("plan"):
        checked = _read_one(path, name, spec, scope)
        tables[spec.name] = checked.records
        problems += checked.problems
        adjusted += checked.adjusted_amounts
    narrative, found = _narrative(path, name)
    problems += [*found, *_strangers(path, name)]
    files = _inputs(path, name)
    return Dataset(path.name, name, plan, documents, tables, narrative, files, tuple(problems), (), adjusted)


def _scope(
    plan: Record, documents: tuple[Record, ...], domains: Domains, lines_of: Mapping[str, Collection[str]]
) -> Domains:
    scope = dict(domains)
    programme = str(plan.values.get("programme", ""))
    if programme in lines_of:
        scope["programme_line"] = lines_of[programme]
    own = plan.values.get("document.id")
    if own:
        scope["document"] = [str(own), *(str(d.values["id"]) for d in documents)]
    return scope


def _read_one(path: Path, name: str, spec: TableSpec, scope: Domains) -> Checked:
    found = [path / f"{spec.name}{suffix}" for suffix in (".csv", ".parquet")]
    present = [file for file in found if file.exists()]
    if not present:
        missing = Problem("PA-308", Place(f"{name}/{spec.name}.csv"), values={"table": spec.name})
        return Checked((), (missing,) if spec.required else ())
    if len(present) > 1:
        return Checked((), (Problem("PA-309", Place(name), values={"table": spec.name}),))
    label = f"{name}/{present[0].name}"
    try:
        raw = read_csv(present[0], label) if present[0].suffix == ".csv" else read_parquet(present[0], label)
    except DataProblems as error:
        return Checked((), tuple(error.problems))
    return check_table(raw, spec, scope)


def _narrative(path: Path, name: str) -> tuple[Mapping[str, tuple[str, ...]], tuple[Problem, ...]]:
    if not (path / "narrative.md").exists():
        return {}, ()
    try:
        return read_narrative(path / "narrative.md", f"{name}/narrative.md"), ()
    except DataProblems as error:
        return {}, tuple(error.problems)


def _strangers(path: Path, name: str) -> list[Problem]:
    known = [spec.name for spec in read_contract().belonging("plan")]
    return [
        Problem("PA-313", Place(f"{name}/{file.name}"), values={"nearest": nearest(file.stem, known)})
        for file in sorted(path.iterdir())
        if file.suffix in (".csv", ".parquet") and file.stem not in known
    ]


def _inputs(path: Path, name: str) -> tuple[InputFile, ...]:
    files = sorted(f for f in path.rglob("*") if f.is_file() and not f.name.startswith((".", "~$")))
    return tuple(InputFile(f"{name}/{f.relative_to(path).as_posix()}", file_hash(f)) for f in files)


def _read_book(path: Path, name: str, domains: Domains, lines_of: Mapping[str, Collection[str]]) -> Dataset:
    empty = Record(name, 1, {})
    try:
        book = read_workbook(path, name)
    except DataProblems as error:
        return Dataset(path.stem, name, empty, problems=tuple(error.problems))
    problems: list[Problem] = []
    pairs = _pairs(book.tables.get("plan"))
    info = check_plan_pairs(pairs, f"{name}[plan]", domains)
    plan = info.records[0] if info.records else empty
    documents = _sheet(book, read_contract().tables["documents"], domains)
    scope = _scope(plan, documents.records, domains, lines_of)
    checked = {spec.name: _sheet(book, spec, scope) for spec in read_contract().belonging("plan")}
    for part in (info, documents, *checked.values()):
        problems += part.problems
    problems += _missing_sheets(book, name) + _strange_sheets(book, name)
    return Dataset(
        name=path.stem,
        path=name,
        plan=plan,
        documents=documents.records,
        tables={key: part.records for key, part in checked.items()},
        narrative=_sheet_narrative(book.tables.get("narrative")),
        files=(InputFile(name, file_hash(path)),),
        problems=tuple(problems),
        warnings=book.warnings,
        adjusted=sum(part.adjusted_amounts for part in checked.values()),
    )


def _pairs(sheet: RawTable | None) -> dict[str, str]:
    rows = sheet.rows if sheet else ()
    return {
        str(cells[0]): "" if cells[1] is None else str(cells[1]) for _, cells in rows if len(cells) > 1 and cells[0]
    }


def _sheet(book: Workbook, spec: TableSpec, scope: Domains) -> Checked:
    raw = book.tables.get(spec.name)
    return check_table(raw, spec, scope) if raw else Checked((), ())


def _missing_sheets(book: Workbook, name: str) -> list[Problem]:
    needed = ["plan", *(spec.name for spec in read_contract().belonging("plan") if spec.required)]
    return [
        Problem("PA-308", Place(name, sheet), values={"table": sheet}) for sheet in needed if sheet not in book.tables
    ]


def _strange_sheets(book: Workbook, name: str) -> list[Problem]:
    known = ["plan", "documents", "narrative", "source", *(s.name for s in read_contract().belonging("plan"))]
    return [
        Problem("PA-313", Place(name, sheet), values={"nearest": nearest(sheet, known)})
        for sheet in book.tables
        if sheet not in known
    ]


def _sheet_narrative(sheet: RawTable | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for _, cells in sheet.rows if sheet else ():
        if len(cells) > 1 and cells[0] and cells[1]:
            found.setdefault(str(cells[0]), []).append(str(cells[1]))
    return {key: tuple(parts) for key, parts in found.items()}
