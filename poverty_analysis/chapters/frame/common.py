"""Small pieces of the chapters on poverty and targets, by their report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Column, Figure, Section, Text
from poverty_analysis.chapters.frame import figures, sections, tables
from poverty_analysis.chapters.frame.law_readings import UNVERIFIED_MARK as UNVERIFIED_MARK
from poverty_analysis.chapters.frame.law_readings import weak_mark as weak_mark
from poverty_analysis.chapters.frame.sections import note as note
from poverty_analysis.chapters.frame.sections import paragraph as paragraph
from poverty_analysis.chapters.frame.tables import table_source as table_source
from poverty_analysis.report.open import Report


def unverified_mark(report: Report, law: tuple[str, ...]) -> str:
    """See :func:`figures.unverified_mark`."""
    return figures.unverified_mark(report.law, *law)


def share(
    report: Report,
    figure_id: str,
    value: Fraction,
    formula: str,
    *,
    decimals: int = 2,
    inputs: tuple[str, ...] = (),
    law: tuple[str, ...] = (),
) -> Figure:
    """See :func:`figures.share`."""
    made = figures.share(report.words, figure_id, value, formula, decimals=decimals, inputs=inputs)
    return replace(made, law=law)


def amount(
    report: Report, figure_id: str, value: int, formula: str, inputs: tuple[str, ...] = (), law: tuple[str, ...] = ()
) -> Figure:
    """See :func:`figures.amount`."""
    return replace(figures.amount(report.words, figure_id, value, formula, inputs), law=law)


def count(report: Report, figure_id: str, value: int, formula: str, inputs: tuple[str, ...] = ()) -> Figure:
    """See :func:`figures.count`."""
    return figures.count(report.words, figure_id, value, formula, inputs)


def column(report: Report, key: str, *, right: bool = False, width: float = 1.0) -> Column:
    """See :func:`tables.column`."""
    return tables.column(report.words, key, right=right, width=width)


def section(report: Report, key: str, blocks: Iterable[Block]) -> Section:
    """See :func:`sections.section`."""
    return sections.section(report.words, key, blocks)


def no_data(report: Report, key: str) -> Text:
    """See :func:`sections.no_data`."""
    return sections.no_data(report.words, key)
