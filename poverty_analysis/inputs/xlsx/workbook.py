"""Read XLSX workbooks: looked over first, then opened in a guarded child process."""

from __future__ import annotations

import datetime
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from poverty_analysis.inputs.csvs import load
from poverty_analysis.inputs.grid import build_table, column_name
from poverty_analysis.inputs.guarded import run_guarded
from poverty_analysis.inputs.labels import heading_index
from poverty_analysis.inputs.raw import RawRow, RawTable, RawValue, Workbook
from poverty_analysis.inputs.xlsx import child
from poverty_analysis.inputs.xlsx.package import refuse
from poverty_analysis.inputs.xlsx.preflight import Preflight, sheet_problems, survey
from poverty_analysis.values.money import Percent
from poverty_analysis.values.problems import DataProblems, Place, Problem

# Rows as the child process tells them: a cell is what JSON holds, or a list for what it lacks, until it is read.
Cells = list[Any]
Grid = list[tuple[int, Cells]]

MAX_MEGABYTES = 64
MAX_MEMORY = 1536 * 1024**2
MAX_SECONDS = 60
MAX_OUTPUT = 256 * 1024**2


def read_workbook(
    path: Path, name: str, *, label_row: int = 0, wanted: Callable[[str], bool] | None = None
) -> Workbook:
    """Read every worksheet of ``path``, or those ``wanted`` by name; ``name`` is what problems call the file.

    Whole numbers come as ``int``, others as the exact ``float`` of the file;
    text that looks like a number stays text.  An empty sheet gives no table
    but a warning.  ``label_row`` is a row in which merged cells are harmless;
    a table that has none may stand below a title, see
    :func:`poverty_analysis.inputs.labels.heading_index`.

    Raises
    ------
    DataProblems
        PA-101 missing, PA-109 file too large; those of
        :func:`poverty_analysis.inputs.xlsx.preflight.survey`,
        :func:`poverty_analysis.inputs.xlsx.preflight.sheet_problems` and
        :func:`poverty_analysis.inputs.grid.build_table`; PA-137 a time of day,
        a duration or no number; PA-138 too slow, PA-139 the reader died,
        PA-140 the reader cannot read it, or reads other sheets or cells than
        the file lists.
    """
    data = load(path, name, MAX_MEGABYTES)
    checked = survey(data, name)
    grids = {sheet: grid for sheet, grid in _opened(data, name, checked).items() if wanted is None or wanted(sheet)}
    tops = {sheet: 0 if label_row else heading_index(grid) for sheet, grid in grids.items()}
    facts = dict(checked.sheets)
    problems = [
        problem
        for sheet, top in tops.items()
        for problem in sheet_problems(name, sheet, facts[sheet], top + 1, label_row=label_row)
    ]
    if problems:
        raise DataProblems(problems)
    warnings = [warning for warning in checked.warnings if not warning.place.sheet or warning.place.sheet in grids]
    tables: dict[str, RawTable] = {}
    for sheet, grid in grids.items():
        if not any(cell is not None for _, cells in grid for cell in cells):
            warnings.append(Problem("PA-148", Place(name, sheet)))
            continue
        rows = _valued(checked, name, sheet, grid, problems)
        tables[sheet] = build_table(name, sheet, rows, problems, tops[sheet])
    if problems:
        raise DataProblems(problems)
    return Workbook(tables, tuple(warnings), tuple(facts))


@dataclass(frozen=True)
class WorkbookCells:
    """Every worksheet as it stands, of whatever layout.

    ``odd`` are cells that hold no value a table may have (PA-137), by sheet;
    ``facts`` what the file says of its sheets.
    """

    sheets: Mapping[str, tuple[RawRow, ...]]
    odd: Mapping[str, tuple[Problem, ...]]
    facts: Preflight


def read_cells(path: Path, name: str) -> WorkbookCells:
    """Read the cells of ``path`` without asking that its sheets are tables; guarded as :func:`read_workbook`.

    Raises
    ------
    DataProblems
        PA-101, PA-109, PA-138, PA-139, PA-140 as :func:`read_workbook`, and
        those of :func:`poverty_analysis.inputs.xlsx.preflight.survey`.
    """
    data = load(path, name, MAX_MEGABYTES)
    facts = survey(data, name)
    sheets: dict[str, tuple[RawRow, ...]] = {}
    odd: dict[str, tuple[Problem, ...]] = {}
    for sheet, grid in _opened(data, name, facts).items():
        problems: list[Problem] = []
        sheets[sheet] = tuple(_valued(facts, name, sheet, grid, problems)) if grid else ()
        odd[sheet] = tuple(problems)
    return WorkbookCells(sheets, odd, facts)


def _opened(data: bytes, name: str, checked: Preflight) -> dict[str, Grid]:
    grids = _grids(_run_child(data, name), name)
    _compare(checked, grids, name)
    return grids


def _run_child(data: bytes, name: str) -> bytes:
    limits = [str(limit) for limit in (MAX_MEMORY, MAX_SECONDS, MAX_OUTPUT)]
    try:
        done = run_guarded(child.__file__, limits, data, MAX_SECONDS)
    except subprocess.TimeoutExpired:
        raise refuse("PA-138", name, seconds=str(MAX_SECONDS)) from None
    if done.returncode == child.UNREADABLE:
        raise refuse("PA-140", name)
    if done.returncode != 0:
        raise refuse("PA-139", name, exit=str(done.returncode))
    return done.stdout


def _grids(output: bytes, name: str) -> dict[str, Grid]:
    grids: dict[str, Grid] = {}
    grid: Grid = []
    ended = False
    for line in map(json.loads, output.splitlines()):
        if isinstance(line, str):
            grid = grids[line] = []
        elif isinstance(line, list):
            grid.append((len(grid) + 1, line))
        ended = line is None
    if not ended:
        raise refuse("PA-139", name, exit="0")
    return grids


def _compare(checked: Preflight, grids: dict[str, Grid], name: str) -> None:
    """Refuse a file that the two readers see differently: one of them was misled."""
    facts = dict(checked.sheets)
    if list(facts) != list(grids):
        raise refuse("PA-140", name)
    for sheet, grid in grids.items():
        columns = max((len(cells) for _, cells in grid), default=0)
        if len(grid) > facts[sheet].rows or columns > facts[sheet].columns:
            raise refuse("PA-140", name, sheet)


def _valued(facts: Preflight, name: str, sheet: str, grid: Grid, problems: list[Problem]) -> list[RawRow]:
    """Rows with dates, and with shares where a cell shows percent."""
    for row, column in dict(facts.sheets)[sheet].percents:
        cells = grid[row - 1][1] if row <= len(grid) else []
        if column <= len(cells) and type(cells[column - 1]) in (int, float):
            cells[column - 1] = Percent(cells[column - 1])
    return _dated(name, sheet, grid, problems)


def _dated(name: str, sheet: str, grid: Grid, problems: list[Problem]) -> list[RawRow]:
    header = grid[0][1]
    rows: list[RawRow] = []
    for number, cells in grid:
        for index, cell in _tagged(cells):
            if cell[0] == "odd":
                place = Place(name, sheet, row=number, column=column_name(header, index))
                problems.append(Problem("PA-137", place))
            cells[index] = _untagged(cell)
        rows.append((number, tuple(cells)))
    return rows


def _tagged(cells: Cells) -> Iterator[tuple[int, list[str]]]:
    return ((index, cell) for index, cell in enumerate(cells) if isinstance(cell, list))


def _untagged(cell: list[str]) -> RawValue:
    if cell[0] == "date":
        return datetime.date.fromisoformat(cell[1])
    if cell[0] == "datetime":
        return datetime.datetime.fromisoformat(cell[1])
    return None
