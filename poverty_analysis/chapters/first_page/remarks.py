"""What a reader of the first page has to know beside its figures."""

from __future__ import annotations

from poverty_analysis.chapters.poverty_situation.rate_points import as_published, double_words
from poverty_analysis.report.open import Report
from poverty_analysis.values.problems import Problem
from poverty_analysis.wording.numbers import format_integer
from poverty_analysis.wording.words import Words


def remarks(report: Report) -> list[str]:
    """Days that have a rate under each of two standards, and the rows the report stands without."""
    double = double_words(report.words, as_published(report), report.closing_day())
    return [*double, *left_out_words(report.words, report.left_out)]


def left_out_words(words: Words, left_out: tuple[Problem, ...]) -> list[str]:
    """How many rows the report stands without; empty when there are none."""
    if not left_out:
        return []
    files = dict.fromkeys(problem.place.file.rsplit("/", 1)[-1] for problem in left_out)
    values = {"count": format_integer(len(left_out), words.lang), "files": ", ".join(files)}
    return [words.say("summary.left_out", values)]
