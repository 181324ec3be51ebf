"""``check --annotate``: the user's own workbooks back, with what is to be corrected marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from poverty_analysis.cli.check_report import Checked
from poverty_analysis.inputs.entry.annotation import annotate_book
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.values.problems import DataProblems, Place, Problem

FOLDER = "check"


def annotate_books(
    workspace: Workspace, paths: Iterable[Path], checked: Iterable[Checked], lang: str
) -> Iterator[Path]:
    """Write each workbook of ``paths`` into ``outputs/check``, marked; yield what was written.

    Raises
    ------
    DataProblems
        PA-650 for a path that is no workbook; those of a file that may not be opened.
    """
    parts = tuple(checked)
    for path in paths:
        name = workspace.relative(path)
        if path.suffix != ".xlsx" or not path.is_file():
            raise DataProblems([Problem("PA-650", Place(name))])
        problems = [one for part in parts for one in part.problems if one.place.file == name]
        warnings = [one for part in parts for one in part.warnings if one.place.file == name]
        target = workspace.outputs() / FOLDER / path.name
        annotate_book(path, name, problems, warnings, target, lang)
        yield target
