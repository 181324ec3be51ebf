"""Rules about the plan's tasks: deadlines that cannot hold together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from poverty_analysis.checks.model import CheckRule, Facts, Held, Statement, Verdict
from poverty_analysis.plan.tasks import OutOfOrder, Task, before_signing, circle, out_of_order
from poverty_analysis.values.deadlines import NO_DEADLINE


def _years(facts: Facts) -> tuple[int, ...]:
    return facts.years or (facts.year,)


def check_task_order(facts: Facts) -> Iterator[Verdict]:
    """Deadlines against those of the tasks that must come first."""
    names = circle(facts.tasks)
    if names:
        yield Statement("error", names[:1], "circle", values={"names": ("text", " → ".join((*names, names[0])))})
    found = {(x.task.name, x.needed.name): x for x in out_of_order(facts.tasks, _years(facts))}
    for pair in ((task.name, needed) for task in facts.tasks for needed in task.depends_on):
        if pair in found:
            yield _out_of_order(found[pair])
        elif not set(pair) <= set(names):
            yield Held(pair[:1])


def _out_of_order(found: OutOfOrder) -> Statement:
    days = (found.needed_last - found.last).days
    return Statement(
        "warning",
        (found.task.name,),
        "before_needed",
        expected=0,
        actual=-days,
        values={
            "task": ("text", found.task.words),
            "needed": ("text", found.needed.words),
            "day": ("date", found.last),
            "needed_day": ("date", found.needed_last),
            "printed": ("text", _printed(found.task)),
            "needed_printed": ("text", _printed(found.needed)),
            "days": ("count", days),
        },
        source=f"{found.task.cell}, {found.needed.cell}",
    )


def check_task_signing(facts: Facts) -> Iterator[Verdict]:
    """Deadlines that had passed when the plan was signed."""
    if facts.signed is None:
        return
    passed = {task.name: day for task, day in before_signing(facts.tasks, _years(facts), facts.signed)}
    for task in facts.tasks:
        if task.name in passed:
            yield _before_signing(task, passed[task.name], facts.signed)
        elif task.rule not in NO_DEADLINE:
            yield Held((task.name,))


def _before_signing(task: Task, day: dt.date, signed: dt.date) -> Statement:
    days = (signed - day).days
    return Statement(
        "warning",
        (task.name,),
        "before_signing",
        expected=0,
        actual=-days,
        values={
            "task": ("text", task.words),
            "printed": ("text", _printed(task)),
            "day": ("date", day),
            "signed": ("date", signed),
            "days": ("count", days),
        },
        source=task.cell,
    )


def _printed(task: Task) -> str:
    return task.as_printed or task.rule


RULES = (
    CheckRule("task_order", check_task_order, ("before_needed", "circle")),
    CheckRule("task_signing", check_task_signing, ("before_signing",)),
)
