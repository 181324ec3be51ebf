"""The page of the catalogue of indicators."""

from __future__ import annotations

from itertools import groupby

from poverty_analysis.law import Measure, read_law
from poverty_analysis.law.measures import LEVELS

_COLUMNS = (
    "| Code | Indicator | What it is | Unit | Better | Form | Levels | Act |",
    "|---|---|---|---|---|---|---|---|",
)
_HEAD = """# Danh mục chỉ số · Catalogue of indicators

This page is generated from `poverty_analysis/law/measures.yaml`; do not edit it. `indicator_code` in
[targets](tables.md#targets) and `indicator` in [results of policies](tables.md#indicator_results) hold a code of this
list. `poverty-analysis explain <code>` prints one entry.

- A **share** is numerator over denominator, from 0 to 1. A denominator of 0 says that nobody is in need: that is not
  the same as nobody served.
- **Better** says whether more or less is better; targets are judged by their own words, not by this column.
- A unit "a year" counts what was done since 1 January: the years of a term add up. The others stand at their day.
- **Form** names the official form an indicator is read from; where it is empty an agency reports it.
- **Levels** are the units that report it. **Act** sets its form, review or amount; it is empty where none was seen
  ([the law data](law.md)).
"""


def indicators_page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD]
    measures = sorted(read_law().measures, key=lambda one: one.dimension)
    for dimension, found in groupby(measures, key=lambda one: one.dimension):
        parts += [f"## {dimension}", "", *_COLUMNS]
        parts += [_row(one) for one in found]
        parts.append("")
    return "\n".join(parts)


def _row(one: Measure) -> str:
    better = "more" if one.direction == "up" else "less"
    form = f"`{one.form}`" if one.form else ""
    over = " a year" if one.over == "year" else ""
    levels = "all" if one.levels == LEVELS else ", ".join(one.levels)
    act = f"`{one.citation}`" if one.citation else ""
    titles, meanings = f"{one.title_vi} · {one.title_en}", f"{one.meaning_vi} · {one.meaning_en}"
    return f"| `{one.id}` | {titles} | {meanings} | {one.unit}{over} | {better} | {form} | {levels} | {act} |"
