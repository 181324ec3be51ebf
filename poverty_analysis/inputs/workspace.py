"""Find and read the things of a workspace: plans, ledgers, results, units, params, notebooks.

A workspace is a folder with ``data``, ``params``, ``notebooks`` and
``outputs``.  Nothing here interprets a figure; it only reads and checks.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Generic

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.checker import CheckedTable, Domains
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.country import COMMUNES, commune_files, list_files, read_groups, units_near
from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.dataset import Dataset, InputFile, file_hash, read_plan_dataset, strange_sheets
from poverty_analysis.inputs.duplicates import booked_twice, official_twice
from poverty_analysis.inputs.exports.reading import (
    EXPORT_FILES,
    MAP_SUFFIX,
    Exports,
    map_of,
    read_export,
    read_folder,
)
from poverty_analysis.inputs.forms import Forms, form_paths, read_forms
from poverty_analysis.inputs.parquet import read_parquet
from poverty_analysis.inputs.plan.claim_tables import with_claim_tables
from poverty_analysis.inputs.plan.own_unit import source_warnings, target_warnings, told_of_unit
from poverty_analysis.inputs.plan.rereading import unnamed_programme
from poverty_analysis.inputs.plan_choice import OWN_PROGRAMMES
from poverty_analysis.inputs.plan_head import PlanHead
from poverty_analysis.inputs.rows.kinds import Placed, Row, Row_co, RowKind
from poverty_analysis.inputs.rows.plan import ALIASES, LEDGER, AliasRow
from poverty_analysis.inputs.rows.results import COUNTRY_RESULTS, INDICATOR_RESULTS, POVERTY_RESULTS, REVIEW_PROGRESS
from poverty_analysis.inputs.rows.units import CROSSWALK, GROUP_COUNTS, GROUPS, TILES, UNITS
from poverty_analysis.inputs.unit_days import check_form_days, on_their_days
from poverty_analysis.inputs.unit_maps import map_files
from poverty_analysis.inputs.xlsx.workbook import read_workbook
from poverty_analysis.law import Law, read_law
from poverty_analysis.units.units import Unit, check_units
from poverty_analysis.values.files import refuse_link, workspace_root
from poverty_analysis.values.problems import DataProblems, Finding, Place, Problem
from poverty_analysis.values.text import nearest
from poverty_analysis.wording.problem_texts import problems_in_words

# The tables that all plans of a workspace share.
SHARED: tuple[RowKind[Placed], ...] = (
    *(UNITS, CROSSWALK, GROUPS, GROUP_COUNTS, TILES),
    *(POVERTY_RESULTS, COUNTRY_RESULTS, INDICATOR_RESULTS, REVIEW_PROGRESS, LEDGER, ALIASES),
)
TABLE_FILES = (".csv", ".parquet", ".xlsx")
EXPORTS = "exports"


@dataclass(frozen=True)
class Workspace:
    """Root folder of a workspace; every path in a message is relative to it."""

    root: Path

    def relative(self, path: Path) -> str:
        """Path as messages print it: inside the workspace, with ``/``."""
        # A link is called by its own name, not by what it leads to; a circle of them leads nowhere.
        places = (Path(find(path)) for find in (os.path.abspath, os.path.realpath))
        inside = (place.relative_to(self.root).as_posix() for place in places if place.is_relative_to(self.root))
        return next(inside, path.name)

    def outputs(self) -> Path:
        """The folder of reports; PA-114 when it is a link that leads out of the workspace."""
        folder = self.root / "outputs"
        refuse_link(folder, folder.name)
        return folder


@dataclass(frozen=True)
class Rows(Generic[Row_co]):
    """Checked rows of one kind of table, over all its files."""

    records: tuple[Row_co, ...]
    files: tuple[InputFile, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()

    @cached_property
    def places_of_units(self) -> Mapping[str, Sequence[int]]:
        """Where in ``records`` the rows of each unit stand: found once, however many units ask."""
        found: dict[str, list[int]] = {}
        for place, row in enumerate(self.records):
            found.setdefault(getattr(row, "unit", ""), []).append(place)
        return found


def find_workspace(start: Path) -> Workspace:
    """The nearest folder at or above ``start`` that holds ``data`` and ``notebooks``.

    Raises
    ------
    DataProblems
        PA-407 when there is none.
    """
    start = start.resolve()
    if root := workspace_root(start):
        return Workspace(root)
    with problems_in_words():
        raise DataProblems([Problem("PA-407", Place(start.name))])


def plan_paths(workspace: Workspace) -> tuple[Path, ...]:
    """Folders and workbooks under ``data/plans``, in name order.

    A folder without ``plan.yaml`` is one of them: it is a problem, not skipped.
    """
    folder = workspace.root / "data" / "plans"
    if not folder.is_dir():
        return ()
    found = (p for p in folder.iterdir() if not p.name.startswith((".", "~$")))
    return tuple(sorted(p for p in found if p.is_dir() or p.suffix == ".xlsx"))


def read_plan(workspace: Workspace, path: Path) -> Dataset:
    """Read one plan; its ``problems`` say what could not be read."""
    dataset = read_plan_dataset(path, workspace.relative(path), unit_domains(workspace), _lines_of(read_law()))
    dataset = with_claim_tables(dataset, path)
    units = read_units_near(workspace, dataset.given.get("unit", ""))
    found, odd = told_of_unit(dataset, units)
    warnings = (
        *dataset.warnings,
        *odd,
        *source_warnings(dataset, path),
        *target_warnings(dataset.targets, read_law()),
    )
    return replace(dataset, problems=(*dataset.problems, *found), warnings=warnings)


def read_plans(workspace: Workspace) -> tuple[Dataset, ...]:
    """Every plan of the workspace, with its problems."""
    return tuple(read_plan(workspace, path) for path in plan_paths(workspace))


@cache
def read_units(workspace: Workspace) -> tuple[Unit, ...]:
    """The dated list of administrative units in ``data/units``.

    Raises
    ------
    DataProblems
        When the list cannot be read exactly.
    """
    rows = read_unit_rows(workspace)
    if rows.problems:
        raise DataProblems(rows.problems)
    return rows.records


def read_unit_rows(workspace: Workspace, below: str = "") -> Rows[Unit]:
    """The rows of the short list of units, or of the lists ``below`` it, with what does not hold in all of them."""
    rows = read_rows(workspace, UNITS, below)
    if rows.problems:
        return rows
    listed = (*(read_units(workspace) if below else ()), *rows.records)
    folder = workspace.root / "data" / UNITS.spec.belongs / below
    return replace(rows, problems=check_units(listed, workspace.relative(folder)))


def read_units_near(workspace: Workspace, *codes: str) -> tuple[Unit, ...]:
    """The dated list with the communes of the provinces around ``codes``; see :func:`country.units_near`."""
    return units_near(workspace.root, read_units(workspace), *codes)


def unit_files(workspace: Workspace, code: str) -> tuple[InputFile, ...]:
    """The lists of units, links and groups that say what is around a unit, and the map of those below it."""
    lists = (p for p in list_files(workspace.root, read_units(workspace), code) if p.suffix in TABLE_FILES)
    paths = (*lists, *map_files(workspace.root, code))
    return tuple(InputFile(workspace.relative(path), file_hash(path)) for path in paths)


def planned_units(datasets: Iterable[Dataset | PlanHead]) -> tuple[str, ...]:
    """Codes of the units the plans are about, as far as they could be read."""
    return tuple(dict.fromkeys(d.plan.unit for d in datasets if d.keys))


def unit_domains(workspace: Workspace) -> Domains:
    """Allowed codes, of units those of every level and time."""
    # A set: a ledger of the country looks each row's code up among ten thousand.
    units = frozenset(one.code for one in read_units(workspace)) | commune_files(workspace.root).keys()
    groups = frozenset(one.group for one in read_groups(workspace.root))
    return {**_domains(), "unit": units, "group": groups}


def read_rows(workspace: Workspace, kind: RowKind[Row], below: str = "") -> Rows[Row]:
    """Read all files of a table kept in its own folder, or in one ``below`` it.

    A file without rows of the table is a problem of its header; nothing is
    skipped.  A workbook has the table on a sheet of its name.
    """
    folder = workspace.root / "data" / kind.spec.belongs / below
    paths = sorted(p for p in folder.glob("*") if p.suffix in TABLE_FILES and not p.name.startswith((".", "~$")))
    domains = _domains() if kind.table == UNITS.table else unit_domains(workspace)
    parts = [(path, _check_file(workspace, path, kind, domains)) for path in paths]
    problems = [problem for _, part in parts for problem in part.problems]
    records = tuple(record for _, part in parts for record in part.records)
    return Rows(
        records=records,
        files=tuple(_hashed(workspace, paths)),
        problems=(*problems, *official_twice(records)),
        warnings=tuple(warning for _, part in parts for warning in part.warnings),
    )


def _hashed(workspace: Workspace, paths: Iterable[Path]) -> Iterator[InputFile]:
    for path in paths:
        # One that cannot be opened was told when its rows were read.
        with suppress(DataProblems):
            yield InputFile(workspace.relative(path), file_hash(path))


def read_ledger(workspace: Workspace) -> Rows[Entry]:
    """Read the postings of ``data/ledgers`` and its exports, each with its programme line.

    A posting without a line gets the one its treasury code is an alias of
    (``data/aliases``); PA-310 when there is none, PA-311 when integrated money
    names no programme, PA-721 and PA-722 for a file whose money another one has.
    An alias that no posting needs is a warning, PA-319.
    """
    rows, declared = read_rows(workspace, LEDGER), read_rows(workspace, ALIASES)
    exports = read_exports(workspace)
    aliases = {row.treasury_code: row.line for row in declared.records}
    twice = booked_twice(rows.files, (*rows.records, *exports.records), exports.problems)
    problems = [*rows.problems, *declared.problems, *exports.problems, *twice]
    entries: list[Entry] = []
    for entry in (*rows.records, *exports.records):
        problems += unnamed_programme(entry)
        if entry.line:
            entries.append(entry)
        elif line := aliases.get(entry.treasury_code):
            entries.append(replace(entry, line=line, via_alias=True))
        else:
            values = {"nearest": nearest(entry.treasury_code, sorted(aliases))}
            problems.append(Problem("PA-310", entry.at.place("line"), entry.treasury_code, values))
    # What could not be read may need them yet.
    unused = () if problems else _unused(declared.records, {e.treasury_code for e in entries if e.via_alias})
    warnings = (*rows.warnings, *declared.warnings, *exports.warnings, *unused)
    files = (*rows.files, *declared.files, *exports.files)
    return Rows(tuple(entries), files, tuple(problems), warnings, exports.findings)


def _unused(declared: Iterable[AliasRow], used: Collection[str]) -> Iterator[Problem]:
    for row in declared:
        if row.treasury_code not in used:
            yield Problem("PA-319", row.at.place("treasury_code"), row.treasury_code)


def read_exports(workspace: Workspace) -> Exports:
    """Read every spreadsheet of ``data/ledgers/exports`` through the column map beside it."""
    folder = workspace.root / "data" / "ledgers" / EXPORTS
    return read_folder(folder, workspace.relative, unit_domains(workspace)) if folder.is_dir() else Exports()


def read_one_export(workspace: Workspace, path: Path, map_path: Path | None = None) -> Exports:
    """Read one export, or the one a map stands beside; ``map_path`` is its own map unless told."""
    if map_path is None and path.name.endswith(MAP_SUFFIX):
        stem = path.name.removesuffix(MAP_SUFFIX)
        map_path = path
        path = next((f for f in (path.with_name(stem + end) for end in EXPORT_FILES) if f.exists()), path)
        if path == map_path:
            wanted = {"wanted": stem + EXPORT_FILES[0]}
            return Exports(problems=(Problem("PA-723", Place(workspace.relative(path)), values=wanted),))
    domains = unit_domains(workspace)
    return read_export(path, map_path or map_of(path), workspace.relative, domains)


def read_one(workspace: Workspace, path: Path) -> CheckedTable[Placed]:
    """Check one file of a shared table, known by the folder it lies in."""
    kinds = {kind.spec.belongs.rsplit("/", 1)[-1]: kind for kind in SHARED} | {COMMUNES: UNITS}
    domains = _domains() if path.parent.name in ("units", COMMUNES) else unit_domains(workspace)
    checked = _check_file(workspace, path, kinds[path.parent.name], domains)
    return replace(checked, problems=(*checked.problems, *official_twice(checked.records)))


def read_form_rows(workspace: Workspace, *paths: Path) -> Forms:
    """Read the official forms in ``paths``, or in all of ``data/forms``."""
    chosen = paths or form_paths(workspace.root / "data" / "forms")
    read = read_forms(tuple(chosen), workspace.relative, unit_domains(workspace))
    return check_form_days(read, partial(read_units_near, workspace))


def _check_file(workspace: Workspace, path: Path, kind: RowKind[Row], domains: Domains) -> CheckedTable[Row]:
    name = workspace.relative(path)
    try:
        if path.suffix == ".xlsx":
            return _check_book(workspace, path, kind, domains)
        raw = read_csv(path, name) if path.suffix == ".csv" else read_parquet(path, name)
    except DataProblems as error:
        return CheckedTable((), tuple(error.problems))
    return on_their_days(kind.check(raw, domains), partial(read_units_near, workspace))


def _check_book(workspace: Workspace, path: Path, kind: RowKind[Row], domains: Domains) -> CheckedTable[Row]:
    name = workspace.relative(path)
    book = read_workbook(path, name)
    strange = strange_sheets(book, name, (kind.table,))
    if kind.table not in book.tables:
        missing = Problem("PA-308", Place(name, kind.table), values={"table": kind.table})
        return CheckedTable((), (missing, *strange), warnings=book.warnings)
    checked = on_their_days(kind.check(book.tables[kind.table], domains), partial(read_units_near, workspace))
    return replace(checked, problems=(*checked.problems, *strange), warnings=(*book.warnings, *checked.warnings))


def _domains() -> Domains:
    law = read_law()
    domains: dict[str, Iterable[str]] = {name: tuple(words) for name, words in read_contract().domains.items()}
    domains["agency"] = tuple(agency.id for agency in law.agencies)
    domains["programme"] = (*(programme.id for programme in law.programmes), *OWN_PROGRAMMES)
    domains["standard"] = tuple(standard.id for standard in law.standards)
    domains["people_line"] = (*domains["people_total"], *domains["people"])
    domains["measure"] = tuple(measure.id for measure in law.measures)
    return {name: tuple(values) for name, values in domains.items()}


def _lines_of(law: Law) -> Mapping[str, tuple[str, ...]]:
    return {programme.id: tuple(line.code for line in programme.lines) for programme in law.programmes}
