"""Annex: the postings of every key that does not close, accumulated against what the next year opens with."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Row, Section, Table
from poverty_analysis.budget.balances import DISBURSED, LAPSED, Balance
from poverty_analysis.budget.keys import PostingKey
from poverty_analysis.budget.ledger import of_year
from poverty_analysis.chapters.frame.figures import exact_vnd
from poverty_analysis.chapters.frame.sections import annex_section, no_data, paragraph
from poverty_analysis.chapters.frame.tables import column, numbers, rows_to_open, table, texts
from poverty_analysis.checks import posting_words
from poverty_analysis.checks.postings import year_balances
from poverty_analysis.report.open import Report
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.words import Words

_TAKEN = (DISBURSED, LAPSED)


def unbalanced(report: Report) -> Section:
    """Each failed balance with its postings in order of date and what they add up to after each."""
    parts = year_balances(report.facts)
    if not parts:
        return annex_section(report.words, "unbalanced", [no_data(report.words, "disbursement")], number="2")
    failed = tuple(part for part in parts if part.residual_vnd)
    if not failed:
        known = all(part.closing_vnd is not None for part in parts)
        words = report.say("unbalanced.none" if known else "balance.unknown")
        return annex_section(report.words, "unbalanced", [paragraph(words)], number="2")
    return annex_section(report.words, "unbalanced", [_table(report.words, report.params.year, failed)], number="2")


def _table(words: Words, year: int, failed: tuple[Balance[PostingKey], ...]) -> Table:
    columns = (
        *texts(words, {"line_and_source": 2, "date": 0.9, "decision_or_voucher": 1.6, "step": 1.2}),
        *numbers(words, {"amount_dong": 1.3, "accumulated": 1.3}),
        column(words, "row_to_open", width=1.6),
    )
    return table(
        words, "unbalanced", columns, (row for part in failed for row in _rows(words, year, part)), unit="dong"
    )


def _rows(words: Words, year: int, part: Balance[PostingKey]) -> Iterator[Row]:
    """The postings of one key with what they leave, what the next year opens with, and the difference."""
    # Spending units and lines may have dots in their codes: "A" with "B.C" is not "A.B" with "C".
    spender, *others = part.key
    key = ".".join(("unbalanced", spender.replace("%", "%25").replace(".", "%2E"), *others))
    name = posting_words(part.key, words.lang, words.lines)
    moves = sorted(of_year(part.postings, year), key=lambda e: (str(e.date), e.document))
    left, behind = 0, tuple[str, ...]()
    for number, item in enumerate(moves, start=1):
        change = -item.amount_vnd if item.phase in _TAKEN else item.amount_vnd
        left, behind = left + change, (*behind, item.cell)
        yield Row(
            (
                name if number == 1 else "",
                format_date(item.date, words.lang) if item.date else "",
                item.document,
                words.word("phase", item.phase),
                exact_vnd(words, f"{key}.{number}.amount", change, "signed_posting", (item.cell,)),
                exact_vnd(words, f"{key}.{number}.accumulated", left, "accumulated", behind),
                rows_to_open((item.cell,)),
            ),
            head=number == 1,
        )
    yield from _ends(words, year, part, key, "" if moves else name)


def _ends(words: Words, year: int, part: Balance[PostingKey], key: str, name: str) -> Iterator[Row]:
    opened = tuple(e.cell for e in part.postings if e.fiscal_year != year)
    every = tuple(e.cell for e in part.postings)
    closing = exact_vnd(words, f"{key}.closing", part.closing_vnd or 0, "balance_closing", opened)
    residual = exact_vnd(words, f"{key}.residual", part.residual_vnd or 0, "balance_residual", every)
    yield Row((name, "", words.say("unbalanced.closing"), "", closing, "", rows_to_open(opened)), head=False)
    yield Row(("", "", words.say("unbalanced.residual"), "", residual, "", ""), "subtotal", head=False)
