"""The first screen of a report on a term."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from poverty_analysis.blocks import Figure, Section, Text
from poverty_analysis.budget.ledger import of_phase, total
from poverty_analysis.chapters.frame.figures import count, exact_vnd
from poverty_analysis.chapters.frame.heading_block import unit_words
from poverty_analysis.chapters.frame.sections import section
from poverty_analysis.chapters.money.checks import count_words
from poverty_analysis.chapters.money.period_money import money_by_year, money_words
from poverty_analysis.chapters.poverty_situation.rate_points import as_published, rate_words, runs, series_words
from poverty_analysis.chapters.target_achievement.period import term_targets
from poverty_analysis.chapters.target_achievement.targets import counted_words, missed_words
from poverty_analysis.chapters.task_progress.period_tasks import period_tasks_words, term_tasks
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date

_STATES = ("met", "on_course", "behind", "missed", "not_measurable")
_MOST_FINDINGS = 4


def period_summary(report: Report) -> Section:
    """Key figures of the term and the sentences a chairman reads first."""
    labels, figures = zip(*_key_figures(report), strict=True)
    blocks = [Text("key_figures", labels, figures=figures), Text("list", tuple(_sentences(report)))]
    return section(report.words, "brief", blocks, level=1, number="")


def _key_figures(report: Report) -> list[tuple[str, Figure]]:
    figures = [*_target_figures(report), *_rate_figures(report)]
    paid = [e for part in money_by_year(report) for e in of_phase(part.booked, "disbursed")]
    if paid:
        figure = exact_vnd(report.words, "key.paid", total(paid), "sum", tuple(e.cell for e in paid))
        shown = report.say("key.dong", {"amount": figure.display})
        figures.append((report.say("key.paid_in_term"), replace(figure, display=shown)))
    dues = [due for part in term_tasks(report) for due in part.dues if due.state in ("late", "not_reported")]
    cells = tuple(due.task.cell or due.task.name for due in dues)
    figures.append((report.say("key.overdue"), count(report.words, "key.overdue", len(dues), "count", cells)))
    open_ = sum(f.severity != "note" for f in report.findings)
    rules = tuple(f"rule:{outcome.rule}" for outcome in report.outcomes)
    return [*figures, (report.say("key.open"), count(report.words, "key.open", open_, "count", rules))]


def _target_figures(report: Report) -> list[tuple[str, Figure]]:
    states: Counter[str] = Counter(target.verdict.state for target in term_targets(report))
    cells = tuple(row.at.cell() for row in report.dataset.targets)
    return [
        (report.say(f"key.{state}"), count(report.words, f"key.{state}", states[state], "count", cells))
        for state in _STATES
        if states[state]
    ]


def _rate_figures(report: Report) -> list[tuple[str, Figure]]:
    """The last poverty rate that is known, with its day and how firm it is."""
    points = [point for _, run in runs(as_published(report), "poor") for point in run]
    if not points:
        return []
    last = max(points, key=lambda point: point.day)
    values = {
        "day": format_date(last.day, report.lang),
        "status": report.words.word("status", last.status),
        "standard": last.standard,
    }
    figure = Figure("key.poor_rate", last.rate, "share", rate_words(report.words, last), "stated", last.cells)
    return [(report.say("key.poor_rate", values), figure)]


def _sentences(report: Report) -> list[str]:
    targets = term_targets(report)
    values = {"unit": unit_words(report.unit), "period": report.period_words()}
    said = [report.say("term.scope", values | {"day": format_date(report.closing_day(), report.lang)})]
    said += (
        [counted_words(report.words, report.closing_day(), targets)[1]]
        if targets
        else [report.say("no_data_period_targets")]
    )
    said += [missed_words(report, target) for target in targets if target.verdict.state == "missed"]
    said += [report.say("term.behind", {"names": behind})] if (behind := _behind(report)) else []
    said += series_words(report, as_published(report)) or [report.say("summary.no_results")]
    said += [words for words in (money_words(report), period_tasks_words(report)) if words]
    serious = [f.message(report.lang) for f in report.findings if f.severity != "note"]
    said += serious[:_MOST_FINDINGS]
    more = len(serious) - _MOST_FINDINGS
    said += [report.say("summary.more", {"count": str(more)})] if more > 0 else []
    return [*said, count_words(report.words, report.findings)]


def _behind(report: Report) -> str:
    return "; ".join(target.row.indicator for target in term_targets(report) if target.verdict.state == "behind")
