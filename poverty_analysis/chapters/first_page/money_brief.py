"""The first page of the budget reconciliation: what was paid, what does not agree, what is to be decided."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from poverty_analysis.blocks import Block, Section, Text
from poverty_analysis.chapters.first_page.decisions import amounts_to_decide, decisions
from poverty_analysis.chapters.first_page.lists import short_list
from poverty_analysis.chapters.first_page.tiles import (
    KeyTile,
    decision_tile,
    finding_tile,
    money_tiles,
    plan_tiles,
    tiles_block,
)
from poverty_analysis.chapters.frame.figures import exact_vnd, in_million
from poverty_analysis.chapters.frame.sections import section
from poverty_analysis.chapters.money.differences import weight
from poverty_analysis.chapters.money.doubt_marks import all_payments
from poverty_analysis.checks.ledgers import cells_of, comparison, severity_of
from poverty_analysis.report.open import Report

Difference = Mapping[Hashable, Any]


def money_summary(report: Report) -> Section:
    """Tiles of the money, what agrees, what does not by amount, and what is to be decided."""
    todo = decisions(report, ())
    checked = sum(outcome.checked for outcome in report.outcomes)
    tiles = [
        *plan_tiles(report),
        *money_tiles(report, all_payments(report)),
        *_difference_tiles(report),
        finding_tile(report.words, report.causes, checked),
        *([decision_tile(report.words, len(todo))] if todo else []),
    ]
    decided = short_list(report.words, "decide", todo, "differences", figures=amounts_to_decide(report))
    lists = (
        *_agreeing(report),
        *_differing(report),
        *decided,
    )
    blocks: list[Block] = [tiles_block(tiles), *lists]
    return section(report.words, "money_summary", blocks, level=1, number="")


def _difference_tiles(report: Report) -> list[KeyTile]:
    compared = comparison(report.facts, "treasury")
    if compared is None:
        return []
    words = report.words
    cells = cells_of(cell for row in compared.differences.to_dict("records") for cell in row["right_rows"])
    gap = exact_vnd(words, "key.gap", compared.difference_vnd, "right_minus_left", cells)
    unknown = exact_vnd(words, "key.unexplained", compared.unexplained_vnd, "right_minus_left", cells)
    values = {"count": str(len(compared.differences)), "unexplained": in_million(compared.unexplained_vnd, words.lang)}
    shown = words.say("tile.million", {"amount": in_million(abs(compared.difference_vnd), words.lang)})
    label = words.say("tile.gap_more" if compared.difference_vnd > 0 else "tile.gap_less")
    return [KeyTile(label, gap.shown_as(shown), words.say("tile.gap_line", values), (unknown,))]


def _agreeing(report: Report) -> list[Text]:
    compared = comparison(report.facts, "treasury")
    if compared is None:
        return []
    values = {
        "groups": str(len(compared.groups)),
        "paid": in_million(compared.right_total_vnd, report.lang),
        "given": in_million(compared.left_total_vnd, report.lang),
    }
    cells = tuple(entry.cell for entry in report.ledger)
    figures = (
        exact_vnd(report.words, "matched.left", compared.left_total_vnd, "sum", cells),
        exact_vnd(report.words, "matched.right", compared.right_total_vnd, "sum", cells),
    )
    return short_list(report.words, "agrees", [report.say("list.matched", values)], "matched", figures=figures)


def _differing(report: Report) -> list[Text]:
    """The differences that need action, the largest first."""
    compared = comparison(report.facts, "treasury")
    rows = compared.differences.to_dict("records") if compared is not None else []
    serious = sorted((row for row in rows if severity_of(str(row["reason"])) == "error"), key=weight, reverse=True)
    return short_list(report.words, "differs", [_words(report, row) for row in serious], "differences")


def _words(report: Report, row: Difference) -> str:
    values = {
        "line": str(row["line"]),
        "unit": str(row["spending_unit"]),
        "why": report.say(f"reason.{row['reason']}"),
        "amount": in_million(weight(row), report.lang),
    }
    return report.say("list.difference", values)
