"""Chapter: the tasks of the year by date, how far they are, and who does what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from poverty_analysis.blocks import Block, Chart, Row, Section, Table
from poverty_analysis.chapters.charts.bar_charts import Bar, gantt
from poverty_analysis.chapters.frame.common import (
    column,
    no_data,
    paragraph,
    section,
    table_source,
    weak_mark,
)
from poverty_analysis.law import Deadline, citation, deadlines_in
from poverty_analysis.plan.tasks import Due, Task, by_agency, progress, schedule, schedule_term
from poverty_analysis.report.facts import plan_tasks
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date

# Letters of a label that leave the chart most of its width.
_LABEL = 4 * 10


def calendar(report: Report) -> tuple[Due, ...]:
    """The plan's tasks and those the law sets, in the report's year or term, as they stand on its day."""
    own = plan_tasks(report.dataset)
    names = {one.name for one in own}
    # A plan's task that carries the id of a date set by law is that task.
    by_law = (statutory(report, one) for one in deadlines_in(report.law, report.params.year) if one.id not in names)
    told = (progress(r.values, r.cell()) for r in report.dataset.table("task_status"))
    listed = (*own, *by_law)
    if _is_term(report):
        return schedule_term(listed, tuple(told), report.facts.years, report.closing_day())
    return schedule(listed, told, report.params.year, report.closing_day())


def _is_term(report: Report) -> bool:
    return report.params.period == "term" and len(report.facts.years) > 1


def statutory(report: Report, one: Deadline) -> Task:
    """A date that an act sets for every locality, as a task."""
    english = report.lang == "en"
    return Task(
        name=one.id,
        words=one.title_en if english else one.title_vi,
        lead=one.lead_en if english else one.lead_vi,
        rule=one.due,
        as_printed=report.say("tasks.by_law") + weak_mark(one.reading),
        citation=one.citation,
    )


def tasks(report: Report) -> Section:
    """Tasks by date with lead, partners and progress; the calendar drawn; who does what."""
    dues = calendar(report)
    if not dues:
        return section(report, "tasks", [no_data(report, "tasks")])
    numbered = tuple(enumerate(dues, start=1))
    followed = tuple((number, due) for number, due in numbered if due.window or due.progress)
    standing = tuple((str(number), due.task) for number, due in numbered if not due.window and not due.progress)
    blocks: list[Block] = [paragraph(tasks_words(report))]
    blocks += [_table(report, followed)] if followed else []
    blocks += [duties_table(report, standing, "duties" if followed else "tasks")] if standing else []
    if any(_in_year(report, due) for due in dues):
        blocks.append(_chart(report, dues))
    return section(report, "tasks", [*blocks, agencies_table(report, dues)])


def tasks_words(report: Report) -> str:
    """How many tasks there are and how they stand on the day, in a sentence."""
    dues = calendar(report)
    states: Counter[str] = Counter(due.state for due in dues)
    listed = ("done_late", "late", "not_reported")
    done = states["done"] + states["done_no_day"]
    rest = len(dues) - done - sum(states[name] for name in listed)
    values = {
        "year": str(report.params.year),
        "count": str(len({due.task.name for due in dues})),
        "dated": str(sum(due.window is not None for due in dues)),
        "day": format_date(report.closing_day(), report.lang),
        "done": str(done),
        "open": str(rest),
        **{name: str(states[name]) for name in listed},
    }
    if not _is_term(report):
        return report.say("tasks.words", values)
    return report.say("tasks.words_term", values | {"period": report.period_words()})


def _in_year(report: Report, due: Due) -> bool:
    """Whether the task falls due in the report's year, the last one of a term; the calendar is drawn of that year."""
    return due.window is not None and due.window.last.year == report.params.year


def _table(report: Report, numbered: tuple[tuple[int, Due], ...]) -> Table:
    dues = tuple(due for _, due in numbered)
    columns = (
        column(report, "task_no", right=True, width=0.4),
        column(report, "due_day", width=0.9),
        column(report, "task", width=2.9),
        column(report, "lead", width=1.5),
        column(report, "task_partners", width=1.4),
        column(report, "due_printed", width=1.2),
        column(report, "progress", width=1.6),
    )
    return Table(
        id="tasks",
        title=report.say("table.tasks"),
        columns=columns,
        rows=tuple(_row(report, number, due) for number, due in numbered),
        notes=(report.say("note.tasks"), *law_note(report, dues)),
        source=table_source(cell for due in dues for cell in _cells(due)),
    )


def duties_table(report: Report, duties: tuple[tuple[str, Task], ...], name: str) -> Table:
    """Duties without a day, of which nothing is told: who does what, with whom."""
    columns = (
        column(report, "task_no", right=True, width=0.4),
        column(report, "lead", width=2.2),
        column(report, "task", width=5),
        column(report, "task_partners", width=2.4),
    )
    rows = tuple(Row((number, one.lead, one.words, "; ".join(one.partners))) for number, one in duties)
    source = table_source(one.cell for _, one in duties)
    return Table(name, report.say("table.duties"), columns, rows, notes=(report.say("note.duties"),), source=source)


def _cells(due: Due) -> Iterable[str]:
    return (due.task.cell, due.progress.cell if due.progress else "")


def _row(report: Report, number: int, due: Due) -> Row:
    one = due.task
    last = format_date(due.window.last, report.lang) if due.window else report.say("tasks.no_day")
    cells = (str(number), last, one.words, one.lead, "; ".join(one.partners), one.as_printed, _state(report, due))
    return Row(cells)


def _state(report: Report, due: Due) -> str:
    words = report.say(f"tasks.state.{due.state}")
    day = due.progress.done_on if due.progress else None
    if day is None or not due.state.startswith("done"):
        return words
    return report.say("tasks.done_on", {"state": words, "day": format_date(day, report.lang)})


def law_note(report: Report, dues: tuple[Due, ...]) -> tuple[str, ...]:
    """The acts behind the dates set by law that are known from the press only, or from nothing."""
    weak = {one.citation for one in report.law.deadlines if one.reading.weak}
    ids = dict.fromkeys(due.task.citation for due in dues if due.task.citation in weak)
    acts = [citation(report.law, name) for name in ids]
    if not acts:
        return ()
    english = report.lang == "en"
    named = "; ".join(f"{a.decree_en}, {a.article_en}" if english else f"{a.decree}, {a.article}" for a in acts)
    return (report.say("note.tasks_law", {"acts": named}),)


def _chart(report: Report, dues: tuple[Due, ...]) -> Chart:
    dated = [(number, due) for number, due in enumerate(dues, start=1) if _in_year(report, due)]
    row_of = {due.task.name: row for row, (_, due) in enumerate(dated)}
    bars = [_bar(report, number, due, row_of) for number, due in dated]
    first, last = dated[0][1], dated[-1][1]
    values = {
        "count": str(len(dated)),
        "year": str(report.params.year),
        "first": format_date(_last(first), report.lang),
        "first_task": _short(first.task.words),
        "last": format_date(_last(last), report.lang),
        "last_task": _short(last.task.words),
        "late": str(sum(due.state == "late" for _, due in dated)),
        "day": format_date(report.closing_day(), report.lang),
    }
    svg = gantt(bars, report.params.year, report.closing_day(), report.say("chart.axis_month"))
    source = table_source(due.task.cell for _, due in dated)
    alt = report.say("chart.tasks_alt", values)
    return Chart("tasks-chart", report.say("chart.tasks"), alt, svg, (report.say("note.tasks_gantt"),), source)


def _last(due: Due) -> dt.date:
    return due.window.last if due.window else dt.date.max


def _bar(report: Report, number: int, due: Due, row_of: dict[str, int]) -> Bar:
    needs = tuple(row_of[name] for name in due.task.depends_on if name in row_of)
    first = due.window.first if due.window else None
    late = due.state in ("late", "done_late")
    return Bar(f"{number}. {_short(due.task.words)}", first, _last(due), needs, late=late)


def _short(words: str) -> str:
    """The first words of a task; a chart has no room for a whole sentence."""
    if len(words) <= _LABEL:
        return words
    return words[: words.rfind(" ", 0, _LABEL)].rstrip(",;. ") + "…"


def agencies_table(report: Report, dues: tuple[Due, ...]) -> Table:
    """Who leads and who joins, by the numbers of the tasks in the order of ``dues``."""
    numbers: dict[str, list[str]] = {}
    for number, due in enumerate(dues, start=1):
        numbers.setdefault(due.task.name, []).append(str(number))
    unique = {due.task.name: due.task for due in dues}

    def listed(found: tuple[Task, ...]) -> str:
        return ", ".join(number for one in found for number in numbers[one.name])

    rows = tuple(Row((name, listed(leads), listed(joins))) for name, leads, joins in by_agency(unique.values()))
    columns = (
        column(report, "agency", width=3),
        column(report, "leads", width=1.5),
        column(report, "joins", width=1.5),
    )
    source = table_source(due.task.cell for due in dues)
    notes = (report.say("note.tasks_by_agency"),)
    return Table("tasks-by-agency", report.say("table.tasks_by_agency"), columns, rows, notes=notes, source=source)
