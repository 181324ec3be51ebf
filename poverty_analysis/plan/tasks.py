"""Tasks of a plan in time: what falls due when, what is late, what comes before what it needs.

Pure: rows and rules in, dated statements out.  Deadlines are rules of
:mod:`poverty_analysis.values.deadlines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Literal

from poverty_analysis.values.deadlines import NO_DEADLINE, Window, is_periodic, is_recurring, windows
from poverty_analysis.values.origin import NOWHERE, Origin
from poverty_analysis.values.text import fold, nfc

State = Literal[
    "done", "done_late", "done_no_day", "late", "not_reported", "under_way", "ahead", "periodic", "no_day", "cancelled"
]


@dataclass(frozen=True)
class Task:
    """One task; ``name`` is what other rows call it, ``citation`` the act of a statutory one."""

    name: str
    words: str
    lead: str
    partners: tuple[str, ...] = ()
    approver: str = ""
    rule: str = "none"
    as_printed: str = ""
    depends_on: tuple[str, ...] = ()
    cell: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Progress:
    """How far a task was on a day: a row of ``task_status``; ``done_on`` is None when not done or the day is not known.

    ``task`` is what other rows call it.
    """

    task: str
    as_of: date
    status: str
    done_on: date | None = None
    source: str = ""
    at: Origin = NOWHERE

    @property
    def cell(self) -> str:
        """Name of the row (``task_status.csv#7``)."""
        return self.at.cell()


@dataclass(frozen=True)
class Due:
    """A task in one year: its window (None without a day), its state, and the progress that tells it."""

    task: Task
    window: Window | None
    state: State
    progress: Progress | None


@dataclass(frozen=True)
class OutOfOrder:
    """A task whose last day in ``year`` lies before the first deadline of one it needs."""

    task: Task
    needed: Task
    last: date
    needed_last: date


def schedule(tasks: Iterable[Task], told: Iterable[Progress], year: int, on: date) -> tuple[Due, ...]:
    """What falls due in ``year`` and how it stands on the day ``on``.

    Parameters
    ----------
    tasks : iterable of Task
    told : iterable of Progress
        Only the latest row of a task with ``as_of`` on or before ``on`` counts.
    year : int
    on : date
        A task whose last day is ``on`` is not late yet.

    Returns
    -------
    tuple of Due
        By last day; those without a day follow, in the order of the plan.  A
        task that names other years only is left out; one with several dated
        windows stands once for each, a periodic one (every month) once.
    """
    latest = _latest(told, on)
    found = [due for one in tasks for due in _dues(one, latest.get(one.name), year, on)]
    dated = sorted((d for d in found if d.window), key=lambda d: d.window.last if d.window else on)
    return (*dated, *(d for d in found if d.window is None))


def schedule_term(tasks: Iterable[Task], told: Iterable[Progress], years: Iterable[int], on: date) -> tuple[Due, ...]:
    """What falls due in several years: tasks of a year in their year, those of every year in the last one.

    As :func:`schedule`; a task without a day stands once.
    """
    listed, rows = tuple(years), tuple(told)
    once = [one for one in tasks if one.rule not in ("", *NO_DEADLINE) and not is_recurring(one.rule)]
    again = [one for one in tasks if one not in once]
    found = [due for year in listed for due in schedule(once, rows, year, on)]
    found += schedule(again, rows, max(listed), on)
    dated = sorted((d for d in found if d.window), key=lambda d: d.window.last if d.window else on)
    return (*dated, *(d for d in found if d.window is None))


def _latest(told: Iterable[Progress], on: date) -> dict[str, Progress]:
    rows = sorted((one for one in told if one.as_of <= on), key=lambda one: one.as_of)
    return {one.task: one for one in rows}


def _dues(one: Task, told: Progress | None, year: int, on: date) -> Iterator[Due]:
    if one.rule in ("", *NO_DEADLINE):
        yield Due(one, None, _undated_state(told), told)
        return
    found = windows(one.rule, year)
    if found and is_periodic(one.rule):
        yield Due(one, Window(found[0].first, max(w.last for w in found)), "periodic", told)
        return
    for window in found:
        yield Due(one, window, _state(window.last, told, on), told)


def _undated_state(told: Progress | None) -> State:
    if told is None or told.status == "not_started":
        return "no_day"
    return _told_state(told)


def _told_state(told: Progress) -> State:
    if told.status == "cancelled":
        return "cancelled"
    if told.status == "done":
        return "done" if told.done_on else "done_no_day"
    return "under_way"


def _state(last: date, told: Progress | None, on: date) -> State:
    if told is not None and told.status in ("cancelled", "done"):
        late = told.done_on is not None and told.done_on > last
        return "done_late" if late else _told_state(told)
    if last < on:
        return "late" if told is not None else "not_reported"
    return "under_way" if told is not None and told.status == "in_progress" else "ahead"


def out_of_order(tasks: Iterable[Task], years: Iterable[int]) -> tuple[OutOfOrder, ...]:
    """Tasks whose deadline lies before that of a task they need, once a pair.

    Even the last deadline of the task in a year lies before the first one of
    the task it needs.  The same day is in order.  The first such year is given.
    """
    by_name = {one.name: one for one in tasks}
    pairs = [(one, by_name[name]) for one in by_name.values() for name in one.depends_on if name in by_name]
    found = (next((x for year in years if (x := _gap(one, needed, year))), None) for one, needed in pairs)
    return tuple(x for x in found if x is not None)


def _gap(one: Task, needed: Task, year: int) -> OutOfOrder | None:
    own = [window.last for window in windows(one.rule, year)]
    theirs = [window.last for window in windows(needed.rule, year)]
    if not own or not theirs or max(own) >= min(theirs):
        return None
    return OutOfOrder(one, needed, max(own), min(theirs))


def before_signing(tasks: Iterable[Task], years: Iterable[int], signed: date) -> tuple[tuple[Task, date], ...]:
    """Tasks with a deadline before the plan was signed, each with that deadline.

    A rule that names no year counts only when every one of its deadlines in
    the plan's years is past: else the task simply begins with the next one.
    """
    listed = tuple(years)
    found: list[tuple[Task, date]] = []
    for one in tasks:
        days = sorted(window.last for year in listed for window in windows(one.rule, year))
        past = [day for day in days if day < signed]
        if past and (len(past) == len(days) or not is_recurring(one.rule)):
            found.append((one, past[-1]))
    return tuple(found)


def circle(tasks: Iterable[Task]) -> tuple[str, ...]:
    """Names of tasks that wait for each other in a circle; empty when there is none."""
    try:
        TopologicalSorter({one.name: one.depends_on for one in tasks}).prepare()
    except CycleError as error:
        return tuple(error.args[1][:-1])
    return ()


def by_agency(tasks: Iterable[Task]) -> tuple[tuple[str, tuple[Task, ...], tuple[Task, ...]], ...]:
    """Who does what: each agency, the tasks it leads, the tasks it is a partner of.

    In the order of first mention, leaders first, under the name first printed.
    Names that differ only in dashes and capitals, or in words that one of them
    gives by their initials, are one body (:func:`same_body`); any other two stay apart.
    """
    listed = tuple(tasks)
    names = dict.fromkeys([*(one.lead for one in listed), *(name for one in listed for name in one.partners)])
    bodies: list[list[str]] = []
    for name in names:
        known = next((body for body in bodies if any(same_body(name, other) for other in body)), None)
        bodies.append([name]) if known is None else known.append(name)
    return tuple(
        (
            body[0],
            tuple(one for one in listed if one.lead in body),
            tuple(one for one in listed if set(one.partners) & set(body)),
        )
        for body in bodies
    )


_WORD = re.compile(r"[^\W_]+")
_AND = "va"


def same_body(first: str, second: str) -> bool:
    """Whether two printed names are one body: word by word the same, or given by initials ("TBXH", "TB&XH").

    Dashes, signs, capitals and "và" do not count; marks do.
    """
    return _match(_words(first), _words(second))


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in _WORD.findall(nfc(name)) if fold(word) != _AND)


def _match(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    if not first or not second:
        return first == second
    if first[0].casefold() == second[0].casefold():
        return _match(first[1:], second[1:])
    return _initials(first, second) or _initials(second, first)


def _initials(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether the first word of ``short`` is the initials of the next words of ``full``, and the rest matches."""
    letters = fold(short[0])
    spelled = "".join(fold(word)[0] for word in full[: len(letters)])
    if len(letters) < 2 or short[0] != short[0].upper() or letters != spelled:
        return False
    return _match(short[1:], full[len(letters) :])
