"""Read one dataset: a folder of CSV (or Parquet) files, or one workbook with the same sheets."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.checker import CheckedTable, Domains
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.parquet import read_parquet
from poverty_analysis.inputs.persons_in_text import parted, persons_in
from poverty_analysis.inputs.plan.narrative import Narrative, read_narrative, sheet_narrative
from poverty_analysis.inputs.plan.plan_info import PlanInfo, check_plan_sheets, read_plan_yaml
from poverty_analysis.inputs.raw import Workbook
from poverty_analysis.inputs.rows import plan as rows
from poverty_analysis.inputs.rows.kinds import Placed, Row, RowKind
from poverty_analysis.inputs.rows.plan import ActivityRow, AgencyRow, LineRow, PlanKeys, SolutionRow, TargetRow, TaskRow
from poverty_analysis.inputs.sheets import LISTS_SHEET, by_table, is_plan_sheet, other_sheets
from poverty_analysis.inputs.xlsx.workbook import read_workbook
from poverty_analysis.plan.claim_tables import ClaimTable
from poverty_analysis.plan.claims import CitedDocument, Claim
from poverty_analysis.plan.tasks import Progress
from poverty_analysis.values.files import open_input
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.text import nearest

# The tables of a plan, in the order of the contract; each is a field of Dataset.
KINDS: tuple[RowKind[Placed], ...] = (
    *(rows.BUDGET, rows.LINES, rows.CLAIMS, rows.TARGETS, rows.ACTIVITIES),
    *(rows.SOLUTIONS, rows.AGENCIES, rows.TASKS, rows.TASK_STATUS),
)


@dataclass(frozen=True)
class InputFile:
    """A file that was read: its path inside the workspace and its SHA-256."""

    path: str
    sha256: str


@dataclass(frozen=True)
class Dataset:
    """A plan as it was read; ``problems`` are what could not be read.

    ``keys`` are those of ``plan.yaml``, None when one of them could not be
    read; ``given`` holds them as written all the same.  Every table of a plan
    is a field with its checked rows; an absent optional one has none.
    ``claim_tables`` are the typed tables of its folder ``claims``.
    ``adjusted`` counts numeric spreadsheet cells that were taken as the nearest
    whole đồng.
    """

    name: str
    path: str
    keys: PlanKeys | None
    documents: tuple[CitedDocument, ...] = ()
    budget: tuple[Entry, ...] = ()
    lines: tuple[LineRow, ...] = ()
    claims: tuple[Claim, ...] = ()
    claim_tables: tuple[ClaimTable, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    activities: tuple[ActivityRow, ...] = ()
    solutions: tuple[SolutionRow, ...] = ()
    agencies: tuple[AgencyRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    task_status: tuple[Progress, ...] = ()
    narrative: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    adjusted: int = 0
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def plan(self) -> PlanKeys:
        """The keys of a plan that could be read.

        Raises
        ------
        DataProblems
            Those of the plan, when it could not.
        """
        if self.keys is None:
            raise DataProblems(self.problems)
        return self.keys

    def source_lines(self) -> Iterator[tuple[Place, int]]:
        """The lines of the plan's text that its rows name, each with its cell."""
        tables = (self.table(kind.table) for kind in KINDS)
        for row in (*self.documents, *(row for table in tables for row in table)):
            line = getattr(row, "source_line", None)
            if line is not None:
                yield row.at.place("source_line"), line

    def table(self, name: str) -> tuple[Placed, ...]:
        """Rows of the table called ``name`` in the contract."""
        return cast(tuple[Placed, ...], getattr(self, name))


def file_hash(path: Path, name: str = "") -> str:
    """SHA-256 of a file, in hexadecimal; ``name`` is what a problem calls it.

    Raises
    ------
    DataProblems
        PA-101 when it cannot be opened, PA-114 when it is no regular file.
    """
    with open_input(path, name or path.name) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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
    label = f"{name}/plan.yaml"
    try:
        info = read_plan_yaml(path / "plan.yaml", label, domains)
    except DataProblems as error:
        info = PlanInfo(None, (), tuple(error.problems), {}, documents_known=False)
    scope = _scope(info, domains, lines_of)
    needed = _needed(info)
    checked = {kind.table: _read_one(path, name, kind, scope, needed=kind.table in needed) for kind in KINDS}
    narrative, untold = _narrative(path, name)
    files, unread = _inputs(path, name)
    made = _assembled(path.name, name, info, checked)
    numbers, names = parted(_persons(narrative, Place(f"{name}/narrative.md")))
    problems = (*made.problems, *untold, *numbers, *_strangers(path, name), *unread)
    return replace(made, narrative=narrative, files=files, problems=problems, warnings=(*made.warnings, *names))


def _assembled(own_name: str, name: str, info: PlanInfo, checked: Mapping[str, CheckedTable[Placed]]) -> Dataset:
    def found(kind: RowKind[Row]) -> tuple[Row, ...]:
        return cast(tuple[Row, ...], checked[kind.table].records)

    return Dataset(
        name=own_name,
        path=name,
        keys=info.keys,
        documents=info.documents,
        budget=found(rows.BUDGET),
        lines=found(rows.LINES),
        claims=found(rows.CLAIMS),
        targets=found(rows.TARGETS),
        activities=found(rows.ACTIVITIES),
        solutions=found(rows.SOLUTIONS),
        agencies=found(rows.AGENCIES),
        tasks=found(rows.TASKS),
        task_status=found(rows.TASK_STATUS),
        problems=(*info.problems, *(problem for part in checked.values() for problem in part.problems)),
        warnings=(*info.warnings, *(warning for part in checked.values() for warning in part.warnings)),
        adjusted=sum(part.adjusted_amounts for part in checked.values()),
        given=info.given,
    )


def _needed(info: PlanInfo) -> tuple[str, ...]:
    """Tables the plan must have: one that states no money has no budget."""
    absent = "budget" if info.given.get("budget_stated") == "no" else ""
    specs = read_contract().belonging("plan")
    return tuple(spec.name for spec in specs if spec.required and spec.name != absent)


def _scope(info: PlanInfo, domains: Domains, lines_of: Mapping[str, Collection[str]]) -> Domains:
    """Codes the tables may use; what the plan failed to say is not checked against."""
    scope = dict(domains)
    programme = info.given.get("programme", "")
    if programme in lines_of:
        scope["programme_line"] = lines_of[programme]
    own = info.given.get("document.id", "")
    if own and info.documents_known:
        scope["document"] = [own, *(document.id for document in info.documents)]
    return scope


def _read_one(path: Path, name: str, kind: RowKind[Row], scope: Domains, *, needed: bool) -> CheckedTable[Row]:
    found = [path / f"{kind.table}{suffix}" for suffix in (".csv", ".parquet")]
    present = [file for file in found if file.exists()]
    if not present:
        missing = Problem("PA-308", Place(f"{name}/{kind.table}.csv"), values={"table": kind.table})
        return CheckedTable((), (missing,) if needed else ())
    if len(present) > 1:
        return CheckedTable((), (Problem("PA-309", Place(name), values={"table": kind.table}),))
    label = f"{name}/{present[0].name}"
    try:
        raw = read_csv(present[0], label) if present[0].suffix == ".csv" else read_parquet(present[0], label)
    except DataProblems as error:
        return CheckedTable((), tuple(error.problems))
    return kind.check(raw, scope)


def _narrative(path: Path, name: str) -> tuple[Narrative, tuple[Problem, ...]]:
    if not (path / "narrative.md").exists():
        return {}, ()
    try:
        return read_narrative(path / "narrative.md", f"{name}/narrative.md"), ()
    except DataProblems as error:
        return {}, tuple(error.problems)


def _persons(narrative: Narrative, place: Place) -> Iterator[Problem]:
    for section, paragraphs in narrative.items():
        for paragraph in paragraphs:
            yield from persons_in(paragraph, replace(place, column=section))


def _strangers(path: Path, name: str) -> list[Problem]:
    known = [kind.table for kind in KINDS]
    return [
        Problem("PA-313", Place(f"{name}/{file.name}"), values={"nearest": nearest(file.stem, known)})
        for file in sorted(path.iterdir())
        if file.suffix in (".csv", ".parquet") and file.stem not in known
    ]


def input_paths(folder: Path) -> tuple[Path, ...]:
    """What lies in a dataset folder, by name, but for hidden and lock files; what is no file is refused when opened."""
    found = (f for f in folder.rglob("*") if f.is_symlink() or not f.is_dir())
    return tuple(sorted(f for f in found if not f.name.startswith((".", "~$"))))


def _inputs(path: Path, name: str) -> tuple[tuple[InputFile, ...], tuple[Problem, ...]]:
    files: list[InputFile] = []
    problems: list[Problem] = []
    for file in input_paths(path):
        label = f"{name}/{file.relative_to(path).as_posix()}"
        try:
            files.append(InputFile(label, file_hash(file, label)))
        except DataProblems as error:
            problems += error.problems
    return tuple(files), tuple(problems)


def _read_book(path: Path, name: str, domains: Domains, lines_of: Mapping[str, Collection[str]]) -> Dataset:
    try:
        book = read_workbook(path, name, wanted=is_plan_sheet)
        files = (InputFile(name, file_hash(path, name)),)
    except DataProblems as error:
        return Dataset(path.stem, name, None, problems=tuple(error.problems))
    book = by_table(book)
    info = check_plan_sheets(book.tables.get("plan"), book.tables.get("documents"), name, domains)
    scope = _scope(info, domains, lines_of)
    checked = {kind.table: _sheet(book, kind, scope) for kind in KINDS}
    narrative, untold = _told(book)
    made = _assembled(path.stem, name, info, checked)
    numbers, names = parted(_persons(narrative, Place(name, "narrative")))
    strange, left = other_sheets(book, name)
    problems = (*made.problems, *untold, *numbers, *_missing_sheets(book, name, _needed(info)), *strange)
    # The form's own words and headings are nothing to tell its user.
    own = ("PA-221", "PA-223") if LISTS_SHEET in book.sheets else ()
    told = (warning for warning in made.warnings if warning.code not in own)
    warnings = (*book.warnings, *left, *told, *names)
    return replace(made, narrative=narrative, files=files, problems=problems, warnings=warnings)


def _told(book: Workbook) -> tuple[Narrative, tuple[Problem, ...]]:
    sheet = book.tables.get("narrative")
    if sheet is None:
        return {}, ()
    try:
        return sheet_narrative(sheet), ()
    except DataProblems as error:
        return {}, tuple(error.problems)


def _sheet(book: Workbook, kind: RowKind[Row], scope: Domains) -> CheckedTable[Row]:
    raw = book.tables.get(kind.table)
    return kind.check(raw, scope) if raw else CheckedTable[Row]()


def _missing_sheets(book: Workbook, name: str, needed: tuple[str, ...]) -> list[Problem]:
    return [
        Problem("PA-308", Place(name, sheet), values={"table": sheet})
        for sheet in ("plan", *needed)
        if sheet not in book.tables
    ]


def strange_sheets(book: Workbook, name: str, known: Collection[str]) -> list[Problem]:
    """PA-313 for every sheet whose name is not among ``known``."""
    return [
        Problem("PA-313", Place(name, sheet), values={"nearest": nearest(sheet, known)})
        for sheet in book.tables
        if sheet not in known
    ]
