"""A report in the other language, without reading everything again."""

from __future__ import annotations

from dataclasses import replace

from poverty_analysis.report.open import Report


def in_language(report: Report, lang: str) -> Report:
    """The same report in another language."""
    return replace(report, params=replace(report.params, lang=lang))
