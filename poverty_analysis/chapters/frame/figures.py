"""Figures as a report prints them: amounts, shares, rates and counts with their formula and the cells behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from poverty_analysis.blocks import Cell, Figure
from poverty_analysis.budget.ledger import Entry, total
from poverty_analysis.chapters.frame.law_readings import weak_mark
from poverty_analysis.law import Law
from poverty_analysis.wording.numbers import (
    MILLION,
    format_decimal,
    format_exact,
    format_integer,
    format_million,
    format_share,
    format_vnd,
)
from poverty_analysis.wording.words import Words


def million(words: Words, figure_id: str, entries: Iterable[Entry], formula: str = "sum") -> Figure:
    """A sum shown in million đồng with every decimal it has."""
    items = tuple(entries)
    return amount(words, figure_id, total(items), formula, tuple(e.cell for e in items))


def amount(words: Words, figure_id: str, value: int, formula: str, inputs: tuple[str, ...] = ()) -> Figure:
    """An amount in đồng, shown in million đồng with every decimal it has."""
    return Figure(figure_id, value, "vnd", format_million(value, words.lang), formula, inputs)


# From this amount on a sentence tells whole millions; a smaller one keeps a decimal.
_WHOLE_MILLIONS = 100 * MILLION


def in_million(value: int, lang: str) -> str:
    """An amount for a sentence or a tile, in million đồng: whole, or to one decimal where it is small."""
    short = abs(value) >= _WHOLE_MILLIONS or not value % MILLION
    return format_decimal(Fraction(value, MILLION), 0 if short else 1, lang)


def exact_vnd(words: Words, figure_id: str, value: int | Fraction, formula: str, inputs: tuple[str, ...]) -> Figure:
    """An amount shown in đồng; a legal share of a sum may have a part of a đồng."""
    whole = isinstance(value, int) or value.denominator == 1
    shown = format_vnd(int(value), words.lang) if whole else format_exact(value, words.lang)
    return Figure(figure_id, int(value) if whole else value, "vnd", shown, formula, inputs)


def by_law(figure: Figure, law: Law, *ids: str) -> Figure:
    """The figure with the acts it rests on, and the mark where one is known from the press only, or from nothing."""
    return replace(figure, display=figure.display + unverified_mark(law, *ids), law=ids)


def unverified_mark(law: Law, *ids: str) -> str:
    """The mark of a figure that rests on an act known from the press only, or from nothing; else empty."""
    readings = {act.id: act.reading for act in law.citations}
    return weak_mark(*(readings[name] for name in ids))


def share(
    words: Words, figure_id: str, value: Fraction, formula: str, *, decimals: int = 2, inputs: tuple[str, ...] = ()
) -> Figure:
    """A share from 0 to 1, shown in percent, rounded half up."""
    return Figure(figure_id, value, "share", format_share(value, decimals, words.lang), formula, inputs)


def rate_cell(
    words: Words, figure_id: str, part_vnd: int, whole_vnd: int, formula: str, inputs: tuple[str, ...] = ()
) -> Cell:
    """A rate of two amounts to two decimals; words where there is nothing to divide by."""
    if not whole_vnd:
        return words.say("undefined_short")
    return share(words, figure_id, Fraction(part_vnd, whole_vnd), formula, inputs=inputs)


def count(words: Words, figure_id: str, value: int, formula: str, inputs: tuple[str, ...] = ()) -> Figure:
    """A number of things."""
    return Figure(figure_id, value, "count", format_integer(value, words.lang), formula, inputs)


def per_unit(words: Words, figure_id: str, value: Fraction, inputs: tuple[str, ...]) -> Figure:
    """An average amount per unit, in million đồng: exact when short, else two decimals."""
    scaled = value / MILLION
    short = (scaled * 10**4).denominator == 1
    shown = format_exact(scaled, words.lang) if short else format_decimal(scaled, 2, words.lang)
    return Figure(figure_id, value, "vnd_per_unit", shown, "unit_cost", inputs)
