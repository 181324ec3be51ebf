"""Annex: the postings of every key that does not close, accumulated against what the next year opens with."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Row, Section, Table
from poverty_analysis.budget.balances import DISBURSED, LAPSED, Balance
from poverty_analysis.budget.keys import PostingKey
from poverty_analysis.budget.ledger import of_year
from poverty_analysis.chapters.frame.common import (
    annex_section,
    column,
    exact_vnd,
    no_data,
    paragraph,
    rows_to_open,
    table_source,
)
from poverty_analysis.checks import posting_words
from poverty_analysis.checks.postings import year_balances
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date

_TAKEN = (DISBURSED, LAPSED)


def unbalanced(report: Report) -> Section:
    """Each failed balance with its postings in order of date and what they add up to after each."""
    parts = year_balances(report.facts)
    number = report.say("annex.2")
    if not parts:
        return annex_section(report, "unbalanced", [no_data(report, "disbursement")], number=number)
    failed = tuple(part for part in parts if part.residual_vnd)
    if not failed:
        known = all(part.closing_vnd is not None for part in parts)
        words = report.say("unbalanced.none" if known else "balance.unknown")
        return annex_section(report, "unbalanced", [paragraph(words)], number=number)
    return annex_section(report, "unbalanced", [_table(report, failed)], number=number)


def _table(report: Report, failed: tuple[Balance[PostingKey], ...]) -> Table:
    columns = (
        column(report, "line_and_source", width=2),
        column(report, "date", width=0.9),
        column(report, "decision_or_voucher", width=1.6),
        column(report, "step", width=1.2),
        column(report, "amount_dong", right=True, width=1.3),
        column(report, "accumulated", right=True, width=1.3),
        column(report, "row_to_open", width=1.6),
    )
    return Table(
        id="unbalanced",
        title=report.say("table.unbalanced"),
        columns=columns,
        rows=tuple(row for part in failed for row in _rows(report, part)),
        unit_line=report.say("unit_dong"),
        notes=(report.say("note.unbalanced"),),
        source=table_source(e.cell for part in failed for e in part.postings),
    )


def _rows(report: Report, part: Balance[PostingKey]) -> Iterator[Row]:
    """The postings of one key with what they leave, what the next year opens with, and the difference."""
    name, key = posting_words(part.key, report.lang), f"unbalanced.{'.'.join(part.key)}"
    moves = sorted(of_year(part.postings, report.params.year), key=lambda e: (str(e.date), e.document))
    left, behind = 0, tuple[str, ...]()
    for number, item in enumerate(moves, start=1):
        change = -item.amount_vnd if item.phase in _TAKEN else item.amount_vnd
        left, behind = left + change, (*behind, item.cell)
        yield Row(
            (
                name if number == 1 else "",
                format_date(item.date, report.lang) if item.date else "",
                item.document,
                report.word("phase", item.phase),
                exact_vnd(report, f"{key}.{number}.amount", change, "signed_posting", (item.cell,)),
                exact_vnd(report, f"{key}.{number}.accumulated", left, "accumulated", behind),
                rows_to_open((item.cell,)),
            ),
            head=number == 1,
        )
    yield from _ends(report, part, key, "" if moves else name)


def _ends(report: Report, part: Balance[PostingKey], key: str, name: str) -> Iterator[Row]:
    opened = tuple(e.cell for e in part.postings if e.budget_year != report.params.year)
    every = tuple(e.cell for e in part.postings)
    closing = exact_vnd(report, f"{key}.closing", part.closing_vnd or 0, "balance_closing", opened)
    residual = exact_vnd(report, f"{key}.residual", part.residual_vnd or 0, "balance_residual", every)
    yield Row((name, "", report.say("unbalanced.closing"), "", closing, "", rows_to_open(opened)), head=False)
    yield Row(("", "", report.say("unbalanced.residual"), "", residual, "", ""), "subtotal", head=False)
