"""Problems in words: as commands print them, and as a notebook shows them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from html import escape

from poverty_analysis.values.language import default_language
from poverty_analysis.values.problems import DataProblems, Problem
from poverty_analysis.wording import LANGUAGES, problem_catalogue, problem_lines, say


def problem_text(problem: Problem, lang: str) -> str:
    """A problem in four parts: where, what, what was expected, what to do."""
    where, parts = _parts(problem, lang)
    return "\n".join((f"{problem.code}  {where}", *(f"        {part}" for part in parts)))


def problem_html(problem: Problem, lang: str) -> str:
    """The same as an HTML fragment; everything in it is text."""
    where, parts = _parts(problem, lang)
    head = f"<b>{escape(problem.code)}</b> <code>{escape(where)}</code>"
    return f'<div lang="{lang}" style="margin:0 0 1em;text-align:left">{"<br>".join((head, *map(escape, parts)))}</div>'


def _parts(problem: Problem, lang: str) -> tuple[str, tuple[str, ...]]:
    """Where a problem is; then what it is, what was expected, and what to do."""
    text = problem_lines(problem, lang)
    title = problem_catalogue()[problem.code].title[lang]
    expected, fix = say(lang, "cli.expected", {"text": text.expected}), say(lang, "cli.fix", {"text": text.fix})
    return text.where, (f"{title}. {text.what}", expected, fix)


@contextmanager
def problems_in_words(lang: str = "") -> Iterator[None]:
    """Let the problems that are raised inside speak ``lang``, or the language of the machine, where they are shown.

    Nothing is put into words before somebody looks.
    """
    try:
        yield
    except DataProblems as error:
        chosen = lang or default_language(os.environ)
        error.told = partial(_told, tuple(error.problems), chosen if chosen in LANGUAGES else LANGUAGES[0])
        raise


def _told(problems: Sequence[Problem], lang: str) -> tuple[str, str]:
    text = "\n".join(problem_text(problem, lang) for problem in problems)
    return f"\n{text}", "".join(problem_html(problem, lang) for problem in problems)
