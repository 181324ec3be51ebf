"""Bars of money and of shares: stacked, side by side, from plan to rest, and rates against their whole.

Every bar has its number in a column beside the bars; colours differ in
lightness as well as in hue, and some carry strokes, for grey print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from poverty_analysis.chapters.charts.rows import LabelledRow, RowLayout, head, laid_out, legend
from poverty_analysis.render.svg import GAP, LINE, SMALL, line, picture, rect, words
from poverty_analysis.wording.numbers import MILLION, format_decimal

PART_COLOURS = ("c0", "c1", "c2", "c3", "c4", "c5")
# Part of the height of a row that its bar takes.
_BAR = 0.62
# The least part of the width that a step of a waterfall must take to be seen.
_SEEN = Fraction(1, 100)

Parts = Sequence[tuple[str, Sequence[int]]]


def colour_of(place: int) -> str:
    """The colour of the part at a place; the last one serves all beyond."""
    return PART_COLOURS[min(place, len(PART_COLOURS) - 1)]


def stacked_bars(labels: Sequence[str], parts: Parts, axis: str, lang: str) -> str:
    """Horizontal bars, one a label, split into named parts of whole đồng; the sum in million đồng beside each."""
    sums = [sum(amounts[row] for _, amounts in parts) for row in range(len(labels))]
    most = max(sums, default=0) or 1
    coloured = [(colour_of(place), name) for place, (name, _) in enumerate(parts)]
    key, top = legend(coloured, 0)
    told, top = head(axis, top)
    rows = laid_out(
        [LabelledRow(label, (_million(sum_, lang),)) for label, sum_ in zip(labels, sums, strict=True)], top
    )
    marks = [key, told, *rows.marks]
    for row in range(len(labels)):
        done = 0
        for (colour, _), (_, amounts) in zip(coloured, parts, strict=True):
            ends = (rows.across(done / most), rows.across((done + amounts[row]) / most))
            marks += _bar(rows, row, ends, colour) if amounts[row] else []
            done += amounts[row]
    return picture(rows.bottom, marks, lang)


def _bar(rows: RowLayout, row: int, ends: tuple[float, float], colour: str) -> list[str]:
    top, height = rows.places[row]
    thick = min(height, 2 * LINE) * _BAR
    return [rect(min(ends), top + (height - thick) / 2, abs(ends[1] - ends[0]), thick, colour)]


def paired_bars(labels: Sequence[str], parts: Sequence[tuple[str, Sequence[int | None]]], axis: str, lang: str) -> str:
    """Horizontal bars one above the other for each label, each with its amount in million đồng; None is a dash."""
    most = max((amount or 0 for _, amounts in parts for amount in amounts), default=0) or 1
    coloured = [(colour_of(place), name) for place, (name, _) in enumerate(parts)]
    key, top = legend(coloured, 0)
    told, top = head(axis, top)
    numbers = [tuple(_told(amounts[row], lang) for _, amounts in parts) for row in range(len(labels))]
    rows = laid_out([LabelledRow(label, own) for label, own in zip(labels, numbers, strict=True)], top)
    marks = [key, told, *rows.marks]
    for row in range(len(labels)):
        first = rows.middle(row) - LINE * len(parts) / 2
        for place, (_, amounts) in enumerate(parts):
            width = rows.across(max(amounts[row] or 0, 0) / most) - rows.left
            marks.append(rect(rows.left, first + place * LINE + 1, width, LINE - 2, colour_of(place)))
    return picture(rows.bottom, marks, lang)


def steps_visible(steps: Sequence[tuple[str, int, bool]]) -> bool:
    """Whether a waterfall shows anything: a change, and none too small to be seen beside the largest sum."""
    changes = [abs(amount) for _, amount, is_sum in steps if amount and not is_sum]
    most = max((abs(amount) for _, amount, _ in steps), default=0)
    return bool(changes) and min(changes) >= most * _SEEN


def waterfall(steps: Sequence[tuple[str, int, bool]], axis: str, lang: str) -> str:
    """Bars from a first sum to a last one, whole đồng drawn in million đồng.

    Each step is a label, an amount and whether the amount is a sum (a bar from
    zero) or a change (a bar that starts where the one before it ended).
    """
    told, top = head(axis, 0)
    rows = laid_out(
        [LabelledRow(label, (_signed(amount, lang, is_sum=is_sum),)) for label, amount, is_sum in steps], top
    )
    spans: list[tuple[int, int]] = []
    for _, amount, is_sum in steps:
        start = 0 if is_sum or not spans else spans[-1][1]
        spans.append((start, start + amount))
    least, most = min(0, *(min(span) for span in spans)), max(1, *(max(span) for span in spans))

    def across(amount: int) -> float:
        return rows.across((amount - least) / (most - least))

    marks = [told, *rows.marks]
    for row, (_, amount, is_sum) in enumerate(steps):
        colour = "c0" if is_sum else "c3" if amount >= 0 else "c2"
        marks += _bar(rows, row, (across(spans[row][0]), across(spans[row][1])), colour)
    for row, (span, _) in enumerate(pairwise(spans)):
        x = across(span[1])
        marks.append(line([(x, rows.middle(row)), (x, rows.middle(row + 1))], "soft", 0.5))
    return picture(rows.bottom, marks, lang)


def _signed(amount: int, lang: str, *, is_sum: bool) -> str:
    return ("+" if amount > 0 and not is_sum else "") + _million(amount, lang)


def _told(amount: int | None, lang: str) -> str:
    return "–" if amount is None else _million(amount, lang)


def _million(amount: int, lang: str) -> str:
    return format_decimal(Fraction(amount, MILLION), 0, lang)


@dataclass(frozen=True)
class ShareBar:
    """A bar of a share in a named group, with its number; a hidden or unknown one has no value, only a sign."""

    label: str
    value: Fraction | None
    number: str
    group: str = ""


def share_bars(bars: Sequence[ShareBar], axis: str, lang: str, whole: str = "") -> str:
    """Horizontal bars of shares, each with its number; one colour a group; a line at 1 named ``whole``."""
    groups = list(dict.fromkeys(bar.group for bar in bars))
    key, top = legend([(colour_of(place), name) for place, name in enumerate(groups)], 0)
    told, top = head(axis, top)
    most = max([Fraction(1) if whole else Fraction(0), *(bar.value for bar in bars if bar.value is not None)])
    rows = laid_out([LabelledRow(bar.label, (bar.number,)) for bar in bars], top + (LINE if whole else 0))
    marks = [key, told, *rows.marks]
    for row, bar in enumerate(bars):
        end = rows.across(float(max(bar.value or Fraction(0), Fraction(0)) / (most or 1)))
        marks += _bar(rows, row, (rows.left, end), colour_of(groups.index(bar.group))) if bar.value else []
    if whole:
        x = rows.across(float(1 / most))
        marks.append(line([(x, top + LINE - 1), (x, rows.bottom)], "ink", 0.8, "3 2"))
        marks.append(words(x, top + SMALL - 1, whole, anchor="middle", size=SMALL))
    return picture(rows.bottom + (GAP if whole else 0), marks, lang)
