"""Rules about the plan's tasks: deadlines that cannot hold together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from poverty_analysis.checks.model import Facts, Rule, Said, Statement
from poverty_analysis.plan.tasks import Task, before_signing, circle, out_of_order


def _years(facts: Facts) -> tuple[int, ...]:
    return facts.years or (facts.year,)


def _dated(day: dt.date) -> Said:
    return ("date", day.isoformat())


def check_task_order(facts: Facts) -> Iterator[Statement]:
    """Deadlines against those of the tasks that must come first."""
    names = circle(facts.tasks)
    if names:
        yield Statement("error", names[0], "circle", values={"names": ("text", " → ".join((*names, names[0])))})
    for found in out_of_order(facts.tasks, _years(facts)):
        days = (found.needed_last - found.last).days
        yield Statement(
            "warning",
            found.task.name,
            "before_needed",
            expected=0,
            actual=-days,
            values={
                "task": ("text", found.task.words),
                "needed": ("text", found.needed.words),
                "day": _dated(found.last),
                "needed_day": _dated(found.needed_last),
                "printed": ("text", _printed(found.task)),
                "needed_printed": ("text", _printed(found.needed)),
                "days": ("count", days),
            },
            source=f"{found.task.cell}, {found.needed.cell}",
        )


def check_task_signing(facts: Facts) -> Iterator[Statement]:
    """Deadlines that had passed when the plan was signed."""
    if facts.signed is None:
        return
    for one, day in before_signing(facts.tasks, _years(facts), facts.signed):
        days = (facts.signed - day).days
        yield Statement(
            "warning",
            one.name,
            "before_signing",
            expected=0,
            actual=-days,
            values={
                "task": ("text", one.words),
                "printed": ("text", _printed(one)),
                "day": _dated(day),
                "signed": _dated(facts.signed),
                "days": ("count", days),
            },
            source=one.cell,
        )


def _printed(one: Task) -> str:
    return one.as_printed or one.rule


def _count_needs(facts: Facts) -> int:
    return sum(len(one.depends_on) for one in facts.tasks)


def _count_dated(facts: Facts) -> int:
    return sum(one.rule not in ("none", "always") for one in facts.tasks) if facts.signed else 0


RULES = (
    Rule("task_order", check_task_order, _count_needs),
    Rule("task_signing", check_task_signing, _count_dated),
)
