"""The first page of a report on a term; it carries the discrepancies of the years inside."""

from __future__ import annotations

from poverty_analysis.blocks import Block, Section
from poverty_analysis.chapters.first_page.decisions import amounts_to_decide, decisions
from poverty_analysis.chapters.first_page.lists import missed_list, reached_list, short_list
from poverty_analysis.chapters.first_page.remarks import remarks
from poverty_analysis.chapters.first_page.tiles import (
    decision_tile,
    finding_tile,
    money_tiles,
    rate_tiles,
    target_tiles,
    tiles_block,
)
from poverty_analysis.chapters.frame.sections import note, section
from poverty_analysis.chapters.money.period_money import term_payments
from poverty_analysis.chapters.poverty_situation.rate_points import as_published, runs, series_words
from poverty_analysis.chapters.target_achievement.period import term_targets
from poverty_analysis.chapters.task_progress.period_tasks import period_tasks_words
from poverty_analysis.report.open import Report


def period_summary(report: Report) -> Section:
    """Tiles of the term, then what was reached, what was not, and what is to be decided."""
    targets = term_targets(report)
    todo = decisions(report, targets)
    causes = (*report.causes, *(cause for year in report.years for cause in year.causes))
    checked = sum(outcome.checked for outcome in report.outcomes) + sum(year.checked for year in report.years)
    tiles = [
        *rate_tiles(report),
        *target_tiles(report.words, targets),
        *money_tiles(report, term_payments(report)),
        finding_tile(report.words, causes, checked),
        *([decision_tile(report.words, len(todo))] if todo else []),
    ]
    standing = as_published(report)
    own = len(runs(standing, "poor"))
    firsts = (*series_words(report, standing)[max(own - 1, 0) : own], period_tasks_words(report))
    blocks: list[Block] = [
        tiles_block(tiles),
        *reached_list(report, targets, firsts, "period_targets"),
        *missed_list(report, targets, "period_targets"),
        *short_list(report.words, "decide", todo, "kien_nghi", figures=amounts_to_decide(report)),
    ]
    said = remarks(report)
    return section(report.words, "brief", [*blocks, note(*said)] if said else blocks, level=1, number="")
