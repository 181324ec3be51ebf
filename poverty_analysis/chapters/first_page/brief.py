"""The first screen of a report within the year: money, targets and tasks on the day it stands at."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from poverty_analysis.blocks import Figure, Section, Text
from poverty_analysis.budget.ledger import grants, of_phase, total
from poverty_analysis.chapters.first_page.overview import left_out_words
from poverty_analysis.chapters.frame.figures import count, exact_vnd, rate_cell
from poverty_analysis.chapters.frame.heading_block import unit_words
from poverty_analysis.chapters.frame.sections import section
from poverty_analysis.chapters.money.money_flow import AVAILABLE
from poverty_analysis.chapters.poverty_situation.estimated_rate import beside_words
from poverty_analysis.chapters.target_achievement.target_verdicts import judged
from poverty_analysis.chapters.task_progress.tasks import calendar, tasks_words
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_integer

_STATES = ("met", "on_course", "behind", "missed")


def brief(report: Report) -> Section:
    """Key figures of the day and the sentences a chairman reads first."""
    states: Counter[str] = Counter(target.verdict.state for target in judged(report))
    labels, figures = zip(*_key_figures(report, states), strict=True)
    sentences = Text("list", tuple(_sentences(report, states)))
    return section(report.words, "brief", [Text("key_figures", labels, figures=figures), sentences], level=1, number="")


def _key_figures(report: Report, states: Counter[str]) -> list[tuple[str, Figure]]:
    money = grants(report.ledger)
    available, paid = of_phase(money, *AVAILABLE), of_phase(money, "disbursed")
    targets = tuple(row.at.cell() for row in report.dataset.targets)
    figures: list[tuple[str, Figure]] = []
    for name, entries in (("available", available), ("paid", paid)):
        if available:
            figure = exact_vnd(report.words, f"key.{name}", total(entries), "sum", tuple(e.cell for e in entries))
            shown = report.say("key.dong", {"amount": figure.display})
            figures.append((report.say(f"key.{name}"), replace(figure, display=shown)))
    cells = tuple(e.cell for e in (*paid, *available))
    rate = rate_cell(report.words, "key.rate", total(paid), total(available), "disbursed_over_available", cells)
    figures += [(report.say("key.rate"), rate)] if isinstance(rate, Figure) else []
    figures += [
        (report.say(f"key.{state}"), count(report.words, f"key.{state}", states[state], "count", targets))
        for state in _STATES
        if states[state]
    ]
    dues = calendar(report)
    open_ = sum(due.state in ("late", "not_reported") for due in dues)
    cells = tuple(due.task.cell or due.task.name for due in dues)
    return [*figures, (report.say("key.overdue"), count(report.words, "key.overdue", open_, "count", cells))]


def _sentences(report: Report, states: Counter[str]) -> list[str]:
    judged_ = sum(states.values())
    values = {
        "unit": unit_words(report.unit),
        "day": format_date(report.closing_day(), report.lang),
        "count": format_integer(judged_, report.lang),
        **{state: format_integer(states[state], report.lang) for state in _STATES},
        "other": format_integer(judged_ - sum(states[state] for state in _STATES), report.lang),
    }
    said = [report.say("brief.targets", values)] if judged_ else [report.say("no_data_targets")]
    said.append(tasks_words(report))
    firm = [row.as_of for row in report.results if row.status != "estimate"]
    said += [report.say("brief.official", {"day": format_date(firm[-1], report.lang)})] if firm else []
    said += [words] if (words := beside_words(report)) else []
    return [*said, *left_out_words(report.words, report.left_out)]
