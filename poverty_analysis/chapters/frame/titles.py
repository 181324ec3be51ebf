"""Titles of the lines and projects of a programme, in the language of the report."""

from __future__ import annotations

from poverty_analysis.law import Programme
from poverty_analysis.wording.words import Words


def line_title(words: Words, programme: Programme | None, code: str) -> str:
    """Name of a line in its programme or in the plan that has set it up; its code where nobody names it."""
    line = programme.line(code) if programme else None
    return words.choose(line.title_vi, line.title_en) if line else words.choose(*words.lines.get(code, (code, code)))


def project_title(words: Words, programme: Programme | None, code: str) -> str:
    """Name of a project or sub-project; of a line where no project has the code."""
    project = programme.project(code) if programme else None
    return words.choose(project.title_vi, project.title_en) if project else line_title(words, programme, code)


def coded_title(words: Words, programme: Programme | None, code: str) -> str:
    """The code of a line with its name, for a reader who does not know codes; the code alone where it has no name."""
    title = line_title(words, programme, code)
    return code if title == code else f"{code}. {title}"
