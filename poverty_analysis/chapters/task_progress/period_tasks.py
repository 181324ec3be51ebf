"""Chapters of a report on a term: its tasks over the years, and its solutions by cause."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from poverty_analysis.blocks import Block, Row, Section, Table
from poverty_analysis.chapters.frame.annex import solutions_table
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import column, table, texts
from poverty_analysis.chapters.task_progress.tasks import (
    acts_of_dues,
    agencies_table,
    duties_table,
    law_note,
    statutory,
)
from poverty_analysis.inputs.rows.plan import tasks_of
from poverty_analysis.law import Law, deadlines_in
from poverty_analysis.plan.tasks import Due, Progress, State, Task, schedule
from poverty_analysis.report.open import Report
from poverty_analysis.values.deadlines import Window, is_recurring
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.words import Words

# Days printed one by one; more of them are told by the first, the last and their number.
_MOST_DAYS = 3
_COUNTED: tuple[State, ...] = ("done", "done_late", "late", "not_reported", "under_way", "ahead", "cancelled")


@dataclass(frozen=True)
class TermTask:
    """One task over the term: everything of it that falls due, by day, and once without a day."""

    task: Task
    dues: tuple[Due, ...]

    def dated(self) -> tuple[Window, ...]:
        return tuple(due.window for due in self.dues if due.window is not None)

    def states(self) -> Counter[str]:
        return Counter("done" if due.state == "done_no_day" else due.state for due in self.dues)


def term_tasks(report: Report) -> tuple[TermTask, ...]:
    """Tasks of the plans and those the law sets, over the years of the term, those with a day first.

    A date that comes back every year counts from the signing of the plan on.
    """
    dues: dict[str, list[Due]] = {}
    tasks: dict[str, Task] = {}
    span = report.span()
    for year in range(span.first.year, span.last.year + 1):
        for due in _of_year(report, year):
            tasks.setdefault(due.task.name, due.task)
            if due.window is not None or not dues.get(due.task.name):
                dues.setdefault(due.task.name, []).append(due)
    term = tuple(TermTask(one, tuple(dues[name])) for name, one in tasks.items() if dues.get(name))
    return (*(one for one in term if one.dated()), *(one for one in term if not one.dated()))


def _of_year(report: Report, year: int) -> Iterator[Due]:
    own = tasks_of(report.dataset.tasks)
    names = {task.name for task in own}
    by_law = tuple(
        statutory(report.words, report.law, deadline)
        for deadline in deadlines_in(report.law, year)
        if deadline.id not in names
    )
    rules = {task.name: task.rule for task in own}
    kept = [state for state in report.dataset.task_status if _counts(state, rules.get(state.task, ""), year)]
    signed = report.facts.signed or dt.date.min
    for due in schedule((*own, *by_law), kept, year, report.closing_day()):
        past = due.window is not None and is_recurring(due.task.rule) and due.window.last < signed
        if not past:
            yield due


def _counts(one: Progress, rule: str, year: int) -> bool:
    """Progress of a date of every year belongs to the year it is told in; of a single date to every year."""
    return one.as_of.year == year or not (rule not in ("", "none", "always") and is_recurring(rule))


def period_tasks(report: Report) -> Section:
    """Tasks with a day or a period over the term, then the standing duties, and who does what."""
    tasks = term_tasks(report)
    if not tasks:
        return section(report.words, "period_tasks", [no_data(report.words, "tasks")])
    numbered = tuple(enumerate(tasks, start=1))
    followed = tuple((number, task) for number, task in numbered if _followed(task))
    standing = tuple((str(number), task.task) for number, task in numbered if not _followed(task))
    blocks: list[Block] = [paragraph(period_tasks_words(report))]
    blocks += [_table(report.words, report.law, followed)] if followed else []
    blocks += [duties_table(report.words, standing, "duties" if followed else "period-tasks")] if standing else []
    dues = tuple(task.dues[0] for task in tasks)
    return section(report.words, "period_tasks", [*blocks, agencies_table(report.words, dues)])


def _followed(one: TermTask) -> bool:
    """Whether the plan says when: a day, a month, or a period of reporting."""
    return bool(one.dated() or one.task.as_printed or any(due.progress for due in one.dues))


def period_tasks_words(report: Report) -> str:
    """How many tasks and deadlines the term has and how they stand on the day, in a sentence."""
    found = term_tasks(report)
    states: Counter[str] = sum((one.states() for one in found if one.dated()), Counter())
    kinds = {
        "dated": sum(bool(one.dated()) for one in found),
        "periodic": sum(_followed(one) and not one.dated() for one in found),
        "standing": sum(not _followed(one) for one in found),
    }
    values = {
        "period": report.period_words(),
        "count": str(len(found)),
        "kinds": ", ".join(f"{number} {report.say(f'term.kind.{name}')}" for name, number in kinds.items() if number),
        "dated": str(kinds["dated"]),
        "not_reported": str(states["not_reported"]),
        "deadlines": str(sum(len(one.dated()) for one in found)),
        "day": format_date(report.closing_day(), report.lang),
        "states": "; ".join(
            report.say("term.state", {"state": report.say(f"tasks.state.{name}"), "count": str(states[name])})
            for name in (*_COUNTED, "periodic")
            if states[name]
        ),
    }
    return report.say(f"term.{_tasks_key(states)}", values)


def _tasks_key(states: Counter[str]) -> str:
    """Where nothing is told of any date, the sentence says so: nobody knows what was late."""
    told = ("done", "done_late", "late", "under_way", "cancelled")
    silent = states["not_reported"] and not any(states[name] for name in told)
    return "tasks_silent" if silent else "tasks" if states else "tasks_undated"


def _table(words: Words, law: Law, numbered: tuple[tuple[int, TermTask], ...]) -> Table:
    columns = (
        column(words, "task_no", right=True, width=0.4),
        *texts(
            words,
            {"task": 3, "lead": 1.6, "task_partners": 1.5, "due_printed": 1.2, "due_in_term": 1.5, "progress": 1.4},
        ),
    )
    dues = tuple(due for _, one in numbered for due in one.dues)
    return table(
        words,
        "period-tasks",
        columns,
        (Row(_cells(words, number, one)) for number, one in numbered),
        (cell for due in dues for cell in (due.task.cell, due.progress.cell if due.progress else "")),
        notes=law_note(words, law, dues),
        law=acts_of_dues(dues),
    )


def _cells(words: Words, number: int, one: TermTask) -> tuple[str, ...]:
    task = one.task
    return (
        str(number),
        task.words,
        task.lead,
        "; ".join(task.partners),
        task.as_printed,
        _days_words(words, one),
        _states_words(words, one),
    )


def _days_words(words: Words, one: TermTask) -> str:
    """Last days of the task in the term; many of them by first, last and number."""
    days = [format_date(window.last, words.lang) for window in one.dated()]
    if not days:
        return words.say("tasks.no_day")
    if len(days) <= _MOST_DAYS:
        return "; ".join(days)
    return words.say("term.days", {"count": str(len(days)), "first": days[0], "last": days[-1]})


def _states_words(words: Words, one: TermTask) -> str:
    states = one.states()
    if sum(states.values()) == 1:
        return words.say(f"tasks.state.{one.dues[0].state}")
    known = {"periodic", "no_day"}
    parts = [
        words.say("term.state", {"state": words.say(f"tasks.state.{name}"), "count": str(states[name])})
        for name in _COUNTED
        if states[name]
    ]
    parts += [words.say(f"tasks.state.{name}") for name in sorted(known) if states[name]]
    return "; ".join(parts)


def solutions(report: Report) -> Section:
    """What the plan sets against each cause of poverty and each missing service, and who answers for it."""
    listed = solutions_table(report.words, report.dataset)
    if listed is None:
        return section(report.words, "solutions", [no_data(report.words, "solutions")])
    kinds = Counter(row.kind for row in report.dataset.solutions)
    words = report.say("term.solutions", {"causes": str(kinds["cause"]), "services": str(kinds["access"])})
    return section(report.words, "solutions", [paragraph(words), listed])
