"""The reports of the examples, opened once: what a test over all charts or all tables goes through."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from poverty_analysis import chapters
from poverty_analysis.blocks import Chart, Figure, Section, Table, Text
from poverty_analysis.report.open import Report, open_report
from tests.reports import in_language
from tests.tree import ROOT

#: Unit, year, period, day: those of params/ that have a chart.
EXAMPLES = (
    ("10", 2018, "year", ""),
    ("445", 2020, "year", ""),
    ("37", 2021, "year", ""),
    ("099", 2023, "year", ""),
    ("999", 2021, "year", ""),
    ("999", 2023, "year", ""),
    ("98", 2026, "year", ""),
    ("99981", 2026, "year", ""),
    ("99982", 2026, "year", ""),
    ("38", 2020, "term", "2020-12-31"),
    ("10", 2020, "term", "2020-12-31"),
    ("999", 2025, "term", "2023-12-31"),
)
LANGS = ("vi", "en")
_OF_A_YEAR = (
    chapters.budget,
    chapters.disbursement,
    chapters.poverty,
    chapters.review,
    chapters.deprived,
    chapters.causes,
    chapters.needs,
    chapters.units_below,
    chapters.tasks,
)
_OF_A_TERM = (chapters.period_targets, chapters.poverty_series, chapters.period_money)
Example = tuple[str, int, str, str]


@cache
def example(unit: str, year: int, period: str, day: str) -> Report:
    """The report of an example, opened once."""
    return open_report(unit, year, period, day, workspace=str(ROOT))


@cache
def drawn_chapters(of: Example, lang: str) -> tuple[Section, ...]:
    """The chapters of an example that may hold charts or heat maps."""
    report = in_language(example(*of), lang)
    return tuple(chapter(report) for chapter in (_OF_A_TERM if of[2] == "term" else _OF_A_YEAR))


def charts(of: Example, lang: str) -> Iterator[tuple[Section, Chart]]:
    """Every chart of an example with its chapter."""
    for part in drawn_chapters(of, lang):
        yield from ((part, block) for block in part.blocks if isinstance(block, Chart))


def figures_of_block(block: Text | Table | Chart) -> Iterator[Figure]:
    """The figures of a block."""
    if isinstance(block, Text):
        yield from block.figures
    elif isinstance(block, Table):
        yield from (cell for row in block.rows for cell in row.cells if isinstance(cell, Figure))
