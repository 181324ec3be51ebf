"""A user's own workbook with its problems marked: cells coloured and commented, and a first sheet that lists them.

The file is opened only after the guarded reader has looked it over, and the
original is never written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poverty_analysis.inputs.csvs import load
from poverty_analysis.inputs.formula_guard import guarded
from poverty_analysis.inputs.grid import column_letters
from poverty_analysis.inputs.xlsx.preflight import survey
from poverty_analysis.inputs.xlsx.workbook import MAX_MEGABYTES
from poverty_analysis.values.problems import Problem
from poverty_analysis.wording import problem_catalogue, problem_lines, say

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_PROBLEM, _WARNING = "FFFFC7CE", "FFFFEB9C"
_WIDTHS = (6, 34, 12, 60, 60, 60)
_TALL = 160
_WIDE = 420


def annotate_book(
    path: Path, name: str, problems: Sequence[Problem], warnings: Sequence[Problem], target: Path, lang: str
) -> None:
    """Write the workbook ``path`` into ``target``, with every problem and warning at its cell.

    Parameters
    ----------
    path, name : Path and str
        The user's workbook, and what problems call it.
    problems, warnings : sequence of Problem
        Those of this workbook; each stands in the first sheet, and at its cell where it has one.
    target : Path
        Replaced when it exists: it is made again with each check.
    lang : str
        Language of the comments.

    Raises
    ------
    DataProblems
        When the file may not be opened at all; those of
        :func:`poverty_analysis.inputs.xlsx.preflight.survey`.
    """
    from openpyxl import load_workbook

    survey(load(path, name, MAX_MEGABYTES), name)
    book = load_workbook(path)
    marked = [(problem, _PROBLEM) for problem in problems] + [(problem, _WARNING) for problem in warnings]
    by_cell: dict[tuple[str, str], list[tuple[Problem, str]]] = {}
    for problem, color in marked:
        if (cell := _cell(book, problem)) is not None:
            by_cell.setdefault((problem.place.sheet, cell), []).append((problem, color))
    for (sheet, cell), found in by_cell.items():
        _mark(book[sheet][cell], found, lang)
    _list(book, [problem for problem, _ in marked], lang)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def _cell(book: Workbook, problem: Problem) -> str | None:
    """The cell to mark: the problem's own, or the first of its row; None when the file has no such sheet."""
    place = problem.place
    if place.sheet not in book.sheetnames:
        return None
    return place.cell or f"A{place.row or 1}"


def _mark(cell: Any, found: Iterable[tuple[Problem, str]], lang: str) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    listed = list(found)
    if not hasattr(cell, "comment") or type(cell).__name__ == "MergedCell":
        return
    color = _PROBLEM if any(color == _PROBLEM for _, color in listed) else _WARNING
    cell.fill = PatternFill("solid", fgColor=color)
    earlier = [cell.comment.text] if cell.comment else []
    cell.comment = Comment(
        "\n\n".join([*earlier, *(_words(problem, lang) for problem, _ in listed)]), "poverty-analysis"
    )
    cell.comment.height, cell.comment.width = _TALL, _WIDE


def _words(problem: Problem, lang: str) -> str:
    text = problem_lines(problem, lang)
    return f"{problem.code}: {text.what}\n{text.expected}\n{say(lang, 'cli.fix', {'text': text.fix})}"


def _list(book: Workbook, problems: Sequence[Problem], lang: str) -> None:
    """The first sheet: a line for each problem, with a link to its cell."""
    title = say(lang, "entry.sheet.problems")
    if title in book.sheetnames:
        # The one of an earlier check.
        book.remove(book[title])
    sheet: Worksheet = book.create_sheet(title, 0)
    for index, width in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[column_letters(index - 1)].width = width
    heads = say(lang, "entry.problem_heads").split("; ")
    for number, row in enumerate([heads, *(_row(n, p, lang) for n, p in enumerate(problems, start=1))], start=1):
        for index, text in enumerate(row, start=1):
            _write(sheet, number, index, text, head=number == 1)
    for number, problem in enumerate(problems, start=2):
        if (cell := _cell(book, problem)) is not None:
            quoted = problem.place.sheet.replace("'", "''")
            sheet.cell(number, 2).hyperlink = f"#'{quoted}'!{cell}"
            sheet.cell(number, 2).style = "Hyperlink"
    sheet.freeze_panes = "A2"
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet


def _row(number: int, problem: Problem, lang: str) -> tuple[str, ...]:
    text = problem_lines(problem, lang)
    title = problem_catalogue()[problem.code].title[lang]
    where = text.where.removeprefix(f"{problem.place.file}, ")
    return (str(number), where, problem.code, f"{title}. {text.what}", text.expected, text.fix)


def _write(sheet: Worksheet, row: int, column: int, text: str, *, head: bool) -> None:
    from openpyxl.styles import Alignment, Font

    cell: Any = sheet.cell(row, column)
    cell.value, cell.data_type, cell.number_format = guarded(text), "s", "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.font = Font(bold=head)
