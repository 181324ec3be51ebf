"""Tiles of the first page: a figure each, with the line that keeps it from being read for more than it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from poverty_analysis.blocks import Figure, Text
from poverty_analysis.budget.ledger import LOCAL_BUDGET, Entry, carried, central, grants, total
from poverty_analysis.chapters.frame.figures import count, in_million, share
from poverty_analysis.chapters.frame.statuses import status_words
from poverty_analysis.chapters.money.doubt_marks import Payments, correction_words
from poverty_analysis.chapters.poverty_situation.rate_points import (
    RatePoint,
    as_published,
    rate_words,
    runs,
)
from poverty_analysis.chapters.target_achievement.target_verdicts import Judged
from poverty_analysis.plan.targets.achievements import ACHIEVEMENTS
from poverty_analysis.report.open import Report
from poverty_analysis.values.problems import Finding
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_integer, format_share
from poverty_analysis.wording.words import Words


@dataclass(frozen=True)
class KeyTile:
    """A label, the figure below it, and a line of words; ``more`` are other figures the line tells."""

    label: str
    figure: Figure
    detail: str = ""
    more: tuple[Figure, ...] = ()


def tiles_block(tiles: Iterable[KeyTile]) -> Text:
    """The tiles as one block; the figures told in their lines follow those shown large."""
    listed = tuple(tiles)
    figures = (*(tile.figure for tile in listed), *(figure for tile in listed for figure in tile.more))
    return Text(
        "key_figures",
        tuple(tile.label for tile in listed),
        figures=figures,
        details=tuple(tile.detail for tile in listed),
    )


def rate_tiles(report: Report) -> list[KeyTile]:
    """The latest poverty rate with its fall since the year before, under one standard and in one set of borders."""
    found = latest_rates(report)
    if found is None:
        return []
    last, before = found
    words = report.words
    shown = Figure("key.poor_rate", last.rate, "share", rate_words(words, last), "stated", last.cells)
    values = {"status": status_words(words, last.status, last.agency), "standard": last.standard}
    label = words.say("tile.poor_rate", {"day": format_date(last.day, words.lang)})
    if before is None:
        return [KeyTile(label, shown, words.say("tile.alone", values))]
    change = last.rate - before.rate
    turn = "fell" if change < 0 else "rose" if change > 0 else "same"
    values |= {
        "points": format_share(abs(change), 2, words.lang).removesuffix("%"),
        "before": rate_words(words, before),
        "day": format_date(before.day, words.lang),
    }
    changed = share(words, "key.poor_rate.change", change, "now_minus_before", inputs=(*before.cells, *last.cells))
    earlier = Figure("key.poor_rate.before", before.rate, "share", values["before"], "stated", before.cells)
    return [KeyTile(label, shown, words.say(f"tile.{turn}", values), (changed, earlier))]


def latest_rates(report: Report) -> tuple[RatePoint, RatePoint | None] | None:
    """The last rate of the poor, no estimate where there is another, and the one before it that it may be held against.

    None without any rate up to the day of the report.
    """
    known = [run for _, run in runs(as_published(report), "poor")]
    points = [point for run in known for point in run if point.day <= report.closing_day()]
    firm = [point for point in points if point.status != "estimate"] or points
    if not firm:
        return None
    last = max(firm, key=lambda point: (point.day, point.standard == report.dataset.plan.standard))
    run = next(run for run in known if last in run)
    earlier = [point for point in run if point.day < last.day and point.status != "estimate"]
    return last, (max(earlier, key=lambda point: point.day) if earlier else None)


def target_tiles(words: Words, targets: tuple[Judged, ...]) -> list[KeyTile]:
    """Targets met on official figures of all, the other kinds each apart; then what will be missed by its estimate."""
    if not targets:
        return []
    counts = Counter(one.achievement for one in targets)
    cells = tuple(one.target.cell for one in targets)
    met = count(words, "key.met", counts["met"], "count", cells)
    shown = f"{met.display}/{format_integer(len(targets), words.lang)}"
    others = [name for name in ACHIEVEMENTS if name not in ("met", "forecast_missed") and counts[name]]
    detail = ", ".join(f"{counts[name]} {words.say(f'tile.counted.{name}')}" for name in others)
    more = [count(words, f"key.{name}", counts[name], "count", cells) for name in others]
    more.append(count(words, "key.targets", len(targets), "count", cells))
    tile = KeyTile(words.say("tile.met"), met.shown_as(shown), detail, tuple(more))
    if not counts["forecast_missed"]:
        return [tile]
    # What will be missed is told before what is met.
    forecast = count(words, "key.forecast_missed", counts["forecast_missed"], "count", cells)
    return [KeyTile(words.say("tile.forecast"), forecast, words.say("tile.forecast_line")), tile]


def money_tiles(report: Report, payments: Payments) -> list[KeyTile]:
    """What was disbursed as booked, of what was available, and without the explained errors."""
    if not payments.available_vnd:
        return []
    words, behind = report.words, payments.cells
    rate = share(
        words,
        "key.rate",
        Fraction(payments.paid_vnd, payments.available_vnd),
        "disbursed_over_available",
        inputs=behind,
    )
    figures = [
        Figure("key.paid", payments.paid_vnd, "vnd", in_million(payments.paid_vnd, words.lang), "sum", behind),
        Figure(
            "key.available",
            payments.available_vnd,
            "vnd",
            in_million(payments.available_vnd, words.lang),
            "sum",
            behind,
        ),
    ]
    values = {"paid": figures[0].display, "available": figures[1].display}
    detail, corrected = correction_words(words, payments, "key", "tile")
    line = words.say("tile.paid_line", values)
    mark = words.say("doubt.mark") if payments.doubts else ""
    shown = rate.shown_as(rate.display + mark)
    return [KeyTile(words.say("tile.paid"), shown, f"{line} {detail}".strip(), (*figures, *corrected))]


def plan_tiles(report: Report) -> list[KeyTile]:
    """The money of the plan with its sources; nothing for a plan that states none."""
    money, year = grants(report.entries), report.params.year
    if not money:
        return []
    parts = {
        "central": central(money, year, with_carried=False),
        "carried": carried(money, year),
        "local": tuple(e for e in money if e.source in LOCAL_BUDGET),
        "other": tuple(e for e in money if e.source not in ("central", *LOCAL_BUDGET)),
    }
    words = report.words
    figures = {name: _sum(words, f"key.{name}", items) for name, items in parts.items() if items}
    listed = [words.say(f"tile.part.{name}", {"amount": figure.display}) for name, figure in figures.items()]
    whole = _sum(words, "key.total", money)
    shown = whole.shown_as(words.say("tile.million", {"amount": whole.display}))
    return [KeyTile(words.say("tile.total"), shown, "; ".join(listed), tuple(figures.values()))]


def _sum(words: Words, name: str, items: tuple[Entry, ...]) -> Figure:
    amount = total(items)
    return Figure(name, amount, "vnd", in_million(amount, words.lang), "sum", tuple(e.cell for e in items))


def finding_tile(words: Words, causes: tuple[Finding, ...], checked: int) -> KeyTile:
    """Discrepancies counted by cause; where nothing could be checked that is said, and no nought."""
    errors = sum(one.severity == "error" for one in causes)
    warnings = sum(one.severity == "warning" for one in causes)
    figure = count(words, "key.open", errors, "count", ("rules",))
    if not checked:
        return KeyTile(
            words.say("tile.findings"), figure.shown_as(words.say("not_applicable")), words.say("tile.unchecked")
        )
    other = count(words, "key.warnings", warnings, "count", ("rules",))
    return KeyTile(words.say("tile.findings"), figure, words.say("tile.warnings", {"count": other.display}), (other,))


def decision_tile(words: Words, number: int) -> KeyTile:
    """How many matters wait for a decision."""
    return KeyTile(
        words.say("tile.decisions"),
        count(words, "key.decisions", number, "count", ("rules",)),
        words.say("tile.decisions_line"),
    )
