"""Read the official aggregate forms as offices export them: machine keys in row 1, labels in row 2.

A folder of CSV files or one workbook holds any of the forms, each under the
name of its table.  The two forms that list persons are refused unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from poverty_analysis.inputs.census.personal import is_personal
from poverty_analysis.inputs.checker import CheckedTable, Domains
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.dataset import InputFile, file_hash
from poverty_analysis.inputs.raw import RawTable, RawValue
from poverty_analysis.inputs.rows.forms import FormRow, form_kind
from poverty_analysis.inputs.standard_days import check_days
from poverty_analysis.inputs.xlsx.workbook import read_cells, read_workbook
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.values.text import fold, nearest

_LABEL_ROW = 2
# In exports the title of a form stands in row 4, with the office above it.
_TITLE_ROWS = 10
# "Danh sách chi tiết hộ nghèo", "hộ cận nghèo", and the key of a head of household in their exports.
_NAME_LIST = re.compile(r"danh_?sach|name_?list|host_?name|chu_ho")

_VALUE = re.compile(r"[\d\s.,%/-]+")


@dataclass(frozen=True)
class Forms:
    """The rows of all forms in the order of the contract, the files they came from, and what could not be read."""

    rows: tuple[FormRow, ...] = ()
    files: tuple[InputFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()


def form_names() -> tuple[str, ...]:
    """The forms that are read, in the order of the contract."""
    return tuple(spec.name for spec in read_contract().belonging("forms"))


def form_paths(folder: Path) -> tuple[Path, ...]:
    """Folders and workbooks in ``data/forms``, in name order; none where it is absent."""
    if not folder.is_dir():
        return ()
    found = (p for p in folder.iterdir() if not p.name.startswith((".", "~$")) and p.suffix != ".md")
    return tuple(sorted(found))


def read_forms(paths: tuple[Path, ...], name_of: Callable[[Path], str], domains: Domains) -> Forms:
    """Read the forms of every folder or workbook in ``paths``.

    Nothing is filled in: a blank cell stays unknown, and a row that cannot be
    read exactly is a problem.  A second row of the same unit, day and form is
    PA-322, and left out.

    Returns
    -------
    Forms
        Problems besides those of the readers: PA-320 a list of names, PA-321
        a file or sheet that is no form.
    """
    parts = [(path, _read(path, name_of(path), domains)) for path in _files(paths)]
    checked = [one for _, part in parts for one in part.values()]
    rows = tuple(row for name in form_names() for _, part in parts if name in part for row in part[name].records)
    doubles = tuple(_doubles(rows))
    again = {problem.place for problem in doubles}
    kept = tuple(row for row in rows if row.at.place("unit") not in again)
    problems = (*(p for one in checked for p in one.problems), *doubles)
    files = tuple(InputFile(name_of(path), file_hash(path)) for path, _ in parts)
    return Forms(kept, files, problems, tuple(w for one in checked for w in one.warnings))


def _files(paths: tuple[Path, ...]) -> Iterator[Path]:
    for path in paths:
        inner = sorted(path.iterdir()) if path.is_dir() else [path]
        yield from (p for p in inner if not p.name.startswith((".", "~$")) and p.suffix != ".md")


def _read(path: Path, name: str, domains: Domains) -> dict[str, CheckedTable[FormRow]]:
    """Checked rows by form; what belongs to none stands under the empty name."""
    known = form_names()
    if _lists_names(path.stem):
        return {"": CheckedTable((), (Problem("PA-320", Place(name)),))}
    if path.suffix not in (".csv", ".xlsx") or (path.suffix == ".csv" and path.stem not in known):
        return {"": CheckedTable((), (Problem("PA-321", Place(name), values={"nearest": nearest(path.stem, known)}),))}
    try:
        if path.suffix == ".csv":
            return {path.stem: _check(read_csv(path, name), domains)}
        book = read_workbook(path, name, label_row=_LABEL_ROW)
    except DataProblems as error:
        return {"": CheckedTable((), tuple(_titled(path, name)) or tuple(error.problems))}
    found = {sheet: _sheet(raw, domains) for sheet, raw in book.tables.items()}
    return found | {"": CheckedTable((), (), warnings=book.warnings)}


def _titled(path: Path, name: str) -> Iterator[Problem]:
    """PA-320 for each sheet of a workbook that is no table and has the title of a list of names above its rows."""
    try:
        sheets = read_cells(path, name).sheets if path.suffix == ".xlsx" else {}
    except DataProblems:
        return
    for sheet, rows in sheets.items():
        texts = (cell for _, cells in rows[:_TITLE_ROWS] for cell in cells if isinstance(cell, str))
        if any(_lists_names(text) for text in texts):
            yield Problem("PA-320", Place(name, sheet))


def _sheet(raw: RawTable, domains: Domains) -> CheckedTable[FormRow]:
    known = form_names()
    if any(_lists_names(text) for text in (raw.sheet, *raw.header)):
        return CheckedTable((), (Problem("PA-320", Place(raw.file, raw.sheet)),))
    if raw.sheet not in known:
        problem = Problem("PA-321", Place(raw.file, raw.sheet), values={"nearest": nearest(raw.sheet, known)})
        return CheckedTable((), (problem,))
    return _check(raw, domains)


def _check(raw: RawTable, domains: Domains) -> CheckedTable[FormRow]:
    labelled = bool(raw.rows) and is_labels(raw.rows[0][1])
    labels = raw.rows[0][1] if labelled else ()
    titles = (*raw.header, *(str(cell) for cell in labels if cell is not None))
    if any(_lists_names(title) or is_personal(title) for title in titles):
        return CheckedTable((), (Problem("PA-320", Place(raw.file, raw.sheet)),))
    kind = form_kind(raw.sheet or Path(raw.file).stem)
    if not set(raw.header) & set(kind.spec.names()):
        # Without a header the first row may be a household's: a message must not repeat it.
        values = {"table": kind.table, "names": ", ".join(kind.spec.names())}
        return CheckedTable((), (Problem("PA-323", Place(raw.file, raw.sheet, 1), values=values),))
    rows = raw.rows[1:] if labelled else raw.rows
    return check_days(kind.check(replace(raw, rows=rows), domains))


def _lists_names(text: str) -> bool:
    return _NAME_LIST.search(re.sub(r"\W+", "_", fold(text))) is not None


def is_labels(cells: Iterable[RawValue]) -> bool:
    """Tell whether a row below the keys holds labels: words only, no number, code or date in any cell."""
    given = [cell for cell in cells if cell is not None]
    return all(isinstance(cell, str) and not _is_value(cell) for cell in given)


def _is_value(cell: str) -> bool:
    return _VALUE.fullmatch(cell) is not None and any(map(str.isdigit, cell))


def _doubles(rows: Iterable[FormRow]) -> Iterator[Problem]:
    seen: dict[tuple[object, ...], FormRow] = {}
    for row in rows:
        key = (row.form, *row.key(), row.counted, row.item)
        if key in seen:
            values = {"table": row.form, "first": seen[key].cell}
            yield Problem("PA-322", row.at.place("unit"), seen=row.unit, values=values)
        seen.setdefault(key, row)
