"""Read the deadlines of tasks again, and see that they name each other rightly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator

from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.dataset import Dataset
from poverty_analysis.values.deadlines import DueNotReadable, agree, read_due, windows
from poverty_analysis.values.problems import Problem
from poverty_analysis.values.text import nearest, split_names

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
    tasks = dataset.table("tasks")
    counted = Counter(task_name(record) for record in tasks)
    problems: list[Problem] = []
    for record in tasks:
        problems += [*_deadline(record), *_twice(record, counted)]
        needed = split_names(str(record.values.get("depends_on") or ""), counted)
        problems += _unknown(record, "depends_on", needed, counted)
    for record in dataset.table("task_status"):
        problems += _unknown(record, "task", (str(record.values["task"]),), counted)
    return tuple(problems)


def task_name(record: Record) -> str:
    """What other rows call a task: its id, or its words when it has none."""
    return str(record.values.get("id") or record.values["task"])


def _deadline(record: Record) -> Iterator[Problem]:
    rule, words = str(record.values.get("due_rule") or ""), str(record.values.get("due_as_printed") or "")
    try:
        windows(rule, _TRIED_YEAR)
    except DueNotReadable as error:
        yield Problem("PA-340", record.place("due_rule"), seen=rule, values={"reason": error.reason})
        return
    try:
        if not agree(rule, words):
            yield Problem(
                "PA-342", record.place("due_rule"), seen=rule, values={"words": words, "read": read_due(words)}
            )
    except DueNotReadable as error:
        yield Problem("PA-341", record.place("due_as_printed"), seen=words, values={"reason": error.reason})


def _twice(record: Record, counted: Counter[str]) -> Iterator[Problem]:
    name = task_name(record)
    if counted[name] > 1:
        yield Problem("PA-344", record.place("task"), seen=name)


def _unknown(record: Record, column: str, names: Collection[str], known: Collection[str]) -> Iterator[Problem]:
    for name in names:
        if name not in known:
            yield Problem("PA-343", record.place(column), seen=name, values={"nearest": nearest(name, known)})
