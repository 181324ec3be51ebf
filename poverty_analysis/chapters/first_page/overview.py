"""The first page of a report on a year: tiles, what was reached, what was not, what is to be decided."""

from __future__ import annotations

from poverty_analysis.blocks import Block, Section
from poverty_analysis.chapters.first_page.decisions import amounts_to_decide, decisions
from poverty_analysis.chapters.first_page.lists import missed_list, reached_list, short_list
from poverty_analysis.chapters.first_page.remarks import remarks
from poverty_analysis.chapters.first_page.tiles import (
    KeyTile,
    decision_tile,
    finding_tile,
    money_tiles,
    plan_tiles,
    rate_tiles,
    target_tiles,
    tiles_block,
)
from poverty_analysis.chapters.frame.figures import count
from poverty_analysis.chapters.frame.sections import note, section
from poverty_analysis.chapters.money.doubt_marks import all_payments
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged, judged
from poverty_analysis.chapters.target_achievement.target_words import asked_words
from poverty_analysis.report.open import Report
from poverty_analysis.report.plan_review import has_results

# Targets of a plan without results that the first page names.
_MOST_ASKED = 3


def summary(report: Report) -> Section:
    """The first page of a report on a year; of a plan without results what it sets, what was found, what to decide."""
    targets = judged(report)
    payments = all_payments(report)
    todo = decisions(report, targets)
    checked = sum(outcome.checked for outcome in report.outcomes)
    tiles: list[KeyTile] = [
        *rate_tiles(report),
        *(target_tiles(report.words, targets) if has_results(report) else _asked_tiles(report, targets)),
        *(money_tiles(report, payments) or plan_tiles(report)),
        finding_tile(report.words, report.causes, checked),
        *([decision_tile(report.words, len(todo))] if todo else []),
    ]
    decided = short_list(report.words, "decide", todo, "kien_nghi", figures=amounts_to_decide(report))
    lists = _with_results(report, targets) if has_results(report) else _of_plan(report, targets)
    blocks: list[Block] = [
        tiles_block(tiles),
        *lists,
        *decided,
    ]
    said = remarks(report)
    return section(report.words, "summary", [*blocks, note(*said)] if said else blocks, level=1, number="")


def _with_results(report: Report, targets: tuple[Judged, ...]) -> list[Block]:
    return [*reached_list(report, targets, (), "targets"), *missed_list(report, targets, "targets")]


def _asked_tiles(report: Report, targets: tuple[Judged, ...]) -> list[KeyTile]:
    """How many targets the plan sets, those with a number and those in words."""
    if not targets:
        return []
    numeric = sum(one.target.value is not None or one.target.comparator == "none_left" for one in targets)
    cells = tuple(one.target.cell for one in targets)
    words = report.words
    whole = count(words, "key.targets", len(targets), "count", cells)
    figures = (
        count(words, "key.numeric", numeric, "count", cells),
        count(words, "key.in_words", len(targets) - numeric, "count", cells),
    )
    values = {"numeric": figures[0].display, "other": figures[1].display}
    return [KeyTile(words.say("tile.asked"), whole, words.say("tile.asked_line", values), figures)]


def _of_plan(report: Report, targets: tuple[Judged, ...]) -> list[Block]:
    """What the plan asks, and what does not hold in it, in place of what was reached and missed."""
    asked = [
        f"{one.row.indicator}: {asked_words(report.words, one.row)}." for one in targets if one.target.value is not None
    ]
    serious = [one.message(report.lang) for one in report.causes if one.severity != "note"]
    return [
        *short_list(report.words, "asked", asked, "targets", most=_MOST_ASKED),
        *short_list(report.words, "found", serious, "reconciliation", most=_MOST_ASKED),
    ]
