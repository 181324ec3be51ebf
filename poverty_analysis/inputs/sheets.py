"""The sheets of a plan's workbook: which table each holds, and those that hold none."""

from __future__ import annotations

from dataclasses import replace

from poverty_analysis.inputs.labels import plain, sheet_titles
from poverty_analysis.inputs.raw import Workbook
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.text import nearest
from poverty_analysis.wording import LANGUAGES, catalogue

# Where a workbook carries the files that lie beside the tables of a folder.
SOURCE_SHEET = "source"
# The hidden sheet of the entry workbook with the words of its drop-down lists.
LISTS_SHEET = "_danh_muc"


def own_sheets() -> frozenset[str]:
    """Sheets of the entry workbook that hold no table, by plain name: cover, lists, problems."""
    names = (catalogue(lang)[f"entry.sheet.{name}"] for lang in LANGUAGES for name in ("cover", "problems"))
    return frozenset({LISTS_SHEET, *map(plain, names)})


def is_plan_sheet(name: str) -> bool:
    """Whether a sheet is called as a table of a plan."""
    return plain(name) in sheet_titles()


def by_table(book: Workbook) -> Workbook:
    """``book`` with its tables under the names of the contract, whatever its sheets are called."""
    return replace(book, tables={sheet_titles()[plain(name)]: raw for name, raw in book.tables.items()})


def other_sheets(book: Workbook, name: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """What is said of the sheets that hold no table: problems, and notes.

    PA-313 for one whose name is nearly that of a table, PA-161 for any other
    that the entry workbook does not have itself.
    """
    strange, left = [], []
    for sheet in book.sheets:
        if is_plan_sheet(sheet) or plain(sheet) in own_sheets():
            continue
        if near := nearest(sheet, sheet_titles()):
            strange.append(Problem("PA-313", Place(name, sheet), values={"nearest": near}))
        else:
            left.append(Problem("PA-161", Place(name, sheet)))
    return tuple(strange), tuple(left)
