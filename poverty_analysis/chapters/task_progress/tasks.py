"""Chapter: the tasks of the year by date, how far they are, and who does what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from poverty_analysis.blocks import Block, Chart, Row, Section, Table
from poverty_analysis.chapters.charts.calendar import Bar, gantt
from poverty_analysis.chapters.frame.law_readings import weak_mark
from poverty_analysis.chapters.frame.sections import no_data, paragraph, section
from poverty_analysis.chapters.frame.tables import chart, column, table, table_source, texts
from poverty_analysis.checks.model import Facts
from poverty_analysis.inputs.rows.plan import tasks_of
from poverty_analysis.law import Deadline, Law, citation, deadlines_in
from poverty_analysis.plan.tasks import Due, Task, by_agency, schedule, schedule_term
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.words import Words

# Letters of a label that leave the chart most of its width.
_LABEL = 6 * 10
_LATE = ("late", "done_late")


def calendar(report: Report) -> tuple[Due, ...]:
    """The plan's tasks and those the law sets, in the report's year or term, as they stand on its day."""
    own = tasks_of(report.dataset.tasks)
    names = {task.name for task in own}
    # A plan's task that carries the id of a date set by law is that task.
    by_law = (
        statutory(report.words, report.law, deadline)
        for deadline in deadlines_in(report.law, report.params.year)
        if deadline.id not in names
    )
    listed = (*own, *by_law)
    if _is_term(report.facts, report.params.period):
        return schedule_term(listed, report.dataset.task_status, report.facts.years, report.closing_day())
    return schedule(listed, report.dataset.task_status, report.params.year, report.closing_day())


def _is_term(facts: Facts, period: str) -> bool:
    return period == "term" and len(facts.years) > 1


def statutory(words: Words, law: Law, deadline: Deadline) -> Task:
    """A date that an act sets for every locality, as a task."""
    return Task(
        name=deadline.id,
        words=words.choose(deadline.title_vi, deadline.title_en),
        lead=words.choose(deadline.lead_vi, deadline.lead_en),
        rule=deadline.due,
        as_printed=words.say("tasks.by_law") + weak_mark(deadline.reading),
        citation=deadline.citation,
    )


def tasks(report: Report) -> Section:
    """Tasks by date with lead, partners and progress; the calendar drawn; who does what."""
    dues = calendar(report)
    if not dues:
        return section(report.words, "tasks", [no_data(report.words, "tasks")])
    numbered = tuple(enumerate(dues, start=1))
    followed = tuple((number, due) for number, due in numbered if due.window or due.progress)
    standing = tuple((str(number), due.task) for number, due in numbered if not due.window and not due.progress)
    blocks: list[Block] = [paragraph(tasks_words(report))]
    # The chart first: a table may run over the end of a page, a picture leaves a hole there.
    if sum(_in_year(report.params.year, due) for due in dues) > 1:
        blocks.append(_chart(report.words, report.params.year, report.closing_day(), dues))
    alone = len(followed) == 1 and not law_note(report.words, report.law, dues)
    blocks += [paragraph(_alone(report.words, followed[0][1]))] if alone else []
    blocks += [_table(report.words, report.law, followed, workbook_only=alone)] if followed else []
    blocks += [duties_table(report.words, standing, "duties" if followed else "tasks")] if standing else []
    return section(report.words, "tasks", [*blocks, agencies_table(report.words, dues)])


def tasks_words(report: Report) -> str:
    """How many tasks there are and how they stand on the day, in a sentence."""
    dues = calendar(report)
    states: Counter[str] = Counter(due.state for due in dues)
    listed = ("done_late", "late", "not_reported")
    done = states["done"] + states["done_no_day"]
    rest = len(dues) - done - sum(states[name] for name in listed)
    counts = {"done": done, **{name: states[name] for name in listed}, "open": rest}
    told = [f"{number} {report.say(f'tasks.counted.{name}')}" for name, number in counts.items() if number]
    values = {
        "year": str(report.params.year),
        "count": str(len({due.task.name for due in dues})),
        "dated": str(sum(due.window is not None for due in dues)),
        "day": format_date(report.closing_day(), report.lang),
        "told": ", ".join(told),
    }
    if not _is_term(report.facts, report.params.period):
        return report.say("tasks.words", values)
    return report.say("tasks.words_term", values | {"period": report.period_words()})


def _alone(words: Words, due: Due) -> str:
    """The only task that can be followed, in a sentence: a table of one row takes a page's foot for itself."""
    task = due.task
    told = {"task": task.words.rstrip(".;"), "due": task.as_printed, "lead": task.lead, "state": _state(words, due)}
    parts = [words.say(f"tasks.alone.{name}", told) for name in ("task", "due", "lead", "state") if told[name]]
    return "; ".join(parts) + "."


def _in_year(year: int, due: Due) -> bool:
    """Whether the task falls due in the report's year, the last one of a term; the calendar is drawn of that year."""
    return due.window is not None and due.window.last.year == year


def _table(words: Words, law: Law, numbered: tuple[tuple[int, Due], ...], *, workbook_only: bool) -> Table:
    dues = tuple(due for _, due in numbered)
    columns = (
        column(words, "task_no", right=True, width=0.4),
        *texts(
            words, {"due_day": 0.9, "task": 2.7, "lead": 1.5, "task_partners": 1.8, "due_printed": 1.2, "progress": 1.4}
        ),
    )
    return table(
        words,
        "tasks",
        columns,
        (_row(words, number, due) for number, due in numbered),
        (cell for due in dues for cell in _cells(due)),
        notes=law_note(words, law, dues),
        law=acts_of_dues(dues),
        workbook_only=workbook_only,
    )


def duties_table(words: Words, duties: tuple[tuple[str, Task], ...], name: str) -> Table:
    """Duties without a day, of which nothing is told: who does what, with whom."""
    columns = (
        column(words, "task_no", right=True, width=0.4),
        *texts(words, {"lead": 2.2, "task": 5, "task_partners": 2.4}),
    )
    rows = tuple(Row((number, task.lead, task.words, "; ".join(task.partners))) for number, task in duties)
    source = table_source(task.cell for _, task in duties)
    return Table(
        name,
        words.say("table.duties"),
        columns,
        rows,
        notes=(words.say("note.duties"),),
        source=source,
        workbook_only=True,
    )


def _cells(due: Due) -> Iterable[str]:
    return (due.task.cell, due.progress.cell if due.progress else "")


def _row(words: Words, number: int, due: Due) -> Row:
    task = due.task
    last = format_date(due.window.last, words.lang) if due.window else words.say("tasks.no_day")
    cells = (str(number), last, task.words, task.lead, "; ".join(task.partners), task.as_printed, _state(words, due))
    return Row(cells)


def _state(words: Words, due: Due) -> str:
    text = words.say(f"tasks.state.{due.state}")
    day = due.progress.done_on if due.progress else None
    if day is None or not due.state.startswith("done"):
        return text
    return words.say("tasks.done_on", {"state": text, "day": format_date(day, words.lang)})


def law_note(words: Words, law: Law, dues: tuple[Due, ...]) -> tuple[str, ...]:
    """The acts behind the dates set by law that are known from the press only, or from nothing."""
    weak = {deadline.citation for deadline in law.deadlines if deadline.reading.weak}
    acts = [citation(law, name) for name in acts_of_dues(dues) if name in weak]
    if not acts:
        return ()
    named = "; ".join(words.choose(f"{a.decree}, {a.article}", f"{a.decree_en}, {a.article_en}") for a in acts)
    return (words.say("note.tasks_law", {"acts": named}),)


def acts_of_dues(dues: Iterable[Due]) -> tuple[str, ...]:
    """Ids of the acts that set dates, each once."""
    return tuple(dict.fromkeys(due.task.citation for due in dues if due.task.citation))


def _chart(words: Words, year: int, closing_day: dt.date, dues: tuple[Due, ...]) -> Chart:
    dated = [(number, due) for number, due in enumerate(dues, start=1) if _in_year(year, due)]
    row_of = {due.task.name: row for row, (_, due) in enumerate(dated)}
    bars = [_bar(words, number, due, row_of) for number, due in dated]
    first, last = dated[0][1], dated[-1][1]
    values = {
        "count": str(len(dated)),
        "year": str(year),
        "first": format_date(_last(first), words.lang),
        "first_task": _short(first.task.words),
        "last": format_date(_last(last), words.lang),
        "last_task": _short(last.task.words),
        "late": str(sum(due.state in _LATE for _, due in dated)),
        "silent": str(sum(due.state == "not_reported" for _, due in dated)),
        "day": format_date(closing_day, words.lang),
    }
    on = (closing_day, words.say("chart.closing_day", values))
    svg = gantt(bars, year, on, words.say("chart.axis_month"), words.lang)
    finding = "late" if values["late"] != "0" else "silent" if values["silent"] != "0" else ""
    cells = (due.task.cell for _, due in dated)
    return chart(words, "tasks-chart", svg, values, cells, notes=(words.say("note.tasks_gantt"),), finding=finding)


def _last(due: Due) -> dt.date:
    return due.window.last if due.window else dt.date.max


def _bar(words: Words, number: int, due: Due, row_of: dict[str, int]) -> Bar:
    needs = tuple(row_of[name] for name in due.task.depends_on if name in row_of)
    first = due.window.first if due.window else None
    late = due.state in _LATE
    return Bar(f"{number}. {_short(due.task.words)}", first, _last(due), needs, late=late)


def _short(words: str) -> str:
    """The first words of a task; a chart has no room for a whole sentence."""
    if len(words) <= _LABEL:
        return words
    return words[: words.rfind(" ", 0, _LABEL)].rstrip(",;. ") + "…"


def agencies_table(words: Words, dues: tuple[Due, ...]) -> Table:
    """Who leads and who joins, by the numbers of the tasks in the order of ``dues``."""
    numbers: dict[str, list[str]] = {}
    for number, due in enumerate(dues, start=1):
        numbers.setdefault(due.task.name, []).append(str(number))
    unique = {due.task.name: due.task for due in dues}

    def listed(tasks: tuple[Task, ...]) -> str:
        return ", ".join(number for task in tasks for number in numbers[task.name])

    rows = tuple(Row((name, listed(leads), listed(joins))) for name, leads, joins in by_agency(unique.values()))
    columns = texts(words, {"agency": 3, "leads": 1.5, "joins": 1.5})
    return table(words, "tasks-by-agency", columns, rows, (due.task.cell for due in dues), workbook_only=True)
