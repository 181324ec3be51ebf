"""Read the deadlines of tasks again, and see that they name each other rightly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.inputs.rows.kinds import Placed
from poverty_analysis.inputs.rows.plan import TaskRow
from poverty_analysis.values.deadlines import DueNotReadable, agree, read_due, windows
from poverty_analysis.values.problems import Problem
from poverty_analysis.values.text import nearest

# Any leap year: every day of the grammar exists in it.
_TRIED_YEAR = 2000


def reread_tasks(dataset: Dataset) -> tuple[Problem, ...]:
    """Compare ``due_rule`` with the printed deadline; resolve the tasks that rows name.

    Returns
    -------
    tuple of Problem
        PA-340 a rule outside the grammar, PA-341 words that name no deadline,
        PA-342 rule and words disagree, PA-343 a name of no task, PA-344 a
        name that two tasks carry.
    """
    counted = Counter(row.name for row in dataset.tasks)
    problems: list[Problem] = []
    for row in dataset.tasks:
        problems += [*_deadline(row), *_twice(row, counted)]
        problems += _unknown(row, "depends_on", row.needs(counted), counted)
    for told in dataset.task_status:
        problems += _unknown(told, "task", (told.task,), counted)
    return tuple(problems)


def _deadline(row: TaskRow) -> Iterator[Problem]:
    rule, words = row.due_rule, row.due_as_printed
    try:
        windows(rule, _TRIED_YEAR)
    except DueNotReadable as error:
        yield Problem("PA-340", row.at.place("due_rule"), seen=rule, values={"reason": error.reason})
        return
    try:
        if not agree(rule, words):
            yield Problem(
                "PA-342", row.at.place("due_rule"), seen=rule, values={"words": words, "read": read_due(words)}
            )
    except DueNotReadable as error:
        yield Problem("PA-341", row.at.place("due_as_printed"), seen=words, values={"reason": error.reason})


def _twice(row: TaskRow, counted: Counter[str]) -> Iterator[Problem]:
    if counted[row.name] > 1:
        yield Problem("PA-344", row.at.place("task"), seen=row.name)


def _unknown(row: Placed, column: str, names: Collection[str], known: Collection[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem("PA-343", row.at.place(column), seen=name, values={"nearest": nearest(name, known)})
