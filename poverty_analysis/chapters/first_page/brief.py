"""The first page of a report within the year: what its own estimate says will be missed comes first."""

from __future__ import annotations

from poverty_analysis.blocks import Block, Section
from poverty_analysis.chapters.first_page.decisions import amounts_to_decide, decisions
from poverty_analysis.chapters.first_page.lists import missed_list, reached_list, short_list
from poverty_analysis.chapters.first_page.remarks import remarks
from poverty_analysis.chapters.first_page.tiles import (
    KeyTile,
    decision_tile,
    money_tiles,
    rate_tiles,
    target_tiles,
    tiles_block,
)
from poverty_analysis.chapters.frame.figures import count
from poverty_analysis.chapters.frame.sections import note, section
from poverty_analysis.chapters.money.doubt_marks import all_payments
from poverty_analysis.chapters.target_achievement.target_verdicts import judged
from poverty_analysis.chapters.task_progress.tasks import calendar
from poverty_analysis.report.open import Report


def brief(report: Report) -> Section:
    """Tiles of the day, then what will be missed, what is reached or on course, and what is to be decided."""
    targets = judged(report)
    todo = decisions(report, targets)
    tiles = [
        *target_tiles(report.words, targets),
        *money_tiles(report, all_payments(report)),
        *rate_tiles(report),
        _overdue_tile(report),
        *([decision_tile(report.words, len(todo))] if todo else []),
    ]
    blocks: list[Block] = [
        tiles_block(tiles),
        *missed_list(report, targets, "position"),
        *reached_list(report, targets, (), "position"),
        *short_list(report.words, "decide", todo, "kien_nghi", figures=amounts_to_decide(report)),
    ]
    said = remarks(report)
    return section(report.words, "brief", [*blocks, note(*said)] if said else blocks, level=1, number="")


def _overdue_tile(report: Report) -> KeyTile:
    """Tasks known to be late; those past their day of which nothing is told are counted apart."""
    dues = calendar(report)
    cells = tuple(due.task.cell or due.task.name for due in dues)
    late = count(report.words, "key.overdue", sum(due.state == "late" for due in dues), "count", cells)
    silent = count(report.words, "key.not_reported", sum(due.state == "not_reported" for due in dues), "count", cells)
    return KeyTile(report.say("tile.late"), late, report.say("tile.not_reported", {"count": silent.display}), (silent,))
