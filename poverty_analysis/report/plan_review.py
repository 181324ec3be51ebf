"""Whether a report has anything to report, or only reviews a plan."""

from __future__ import annotations

from poverty_analysis.report.open import Report


def has_results(report: Report) -> bool:
    """Whether anything is known of the period: a posting, a result, a form, the progress of a task.

    Without it the report reviews the plan: what it asks, its money, what does
    not hold in it and what is missing.
    """
    span, day = report.span(), report.closing_day()
    days = (
        *(row.as_of for row in report.results),
        *(row.as_of for row in report.policies),
        *(row.as_of for row in report.forms),
    )
    dated = any(span.first <= one <= max(day, span.last) for one in days)
    return dated or bool(report.ledger) or bool(report.dataset.task_status) or bool(report.inside)
