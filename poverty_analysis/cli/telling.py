"""How commands speak: problems and findings as lines or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from poverty_analysis.cli.exits import EXIT_MISSING, EXIT_PROBLEMS, MISSING_PARTS
from poverty_analysis.inputs.workspace import Workspace, find_workspace
from poverty_analysis.values.persons import without_persons
from poverty_analysis.values.problems import DataProblems, Finding, Place, Problem
from poverty_analysis.wording import problem_lines, say
from poverty_analysis.wording.problem_texts import problem_text


def problem_json(problem: Problem) -> dict[str, object]:
    """A problem as plain data, with its sentences in both languages."""
    place = problem.place
    data: dict[str, object] = {
        "code": problem.code,
        "file": without_persons(place.file),
        "sheet": without_persons(place.sheet),
        "row": place.row,
        "column": without_persons(place.column),
        "seen": without_persons(problem.seen, amounts=True),
        "alike": problem.alike,
    }
    for lang in ("vi", "en"):
        text = problem_lines(problem, lang)
        data |= {f"what_{lang}": text.what, f"expected_{lang}": text.expected, f"fix_{lang}": text.fix}
    return data


def tell_problems(problems: Iterable[Problem], lang: str, *, err: bool = True) -> None:
    """Print problems in full, all of them, then where to read more."""
    told = [problem_text(problem, lang) for problem in problems]
    click.echo("\n".join([*told, say(lang, "cli.docs")]), err=err)


def finding_text(finding: Finding, lang: str) -> str:
    """A finding in one line, its severity first."""
    return f"{say(lang, f'severity.{finding.severity}')}  [{finding.rule}] {finding.message(lang)}"


def tell_json(data: Mapping[str, object]) -> None:
    """Print one JSON object on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def refused(error: DataProblems, lang: str, *, as_json: bool) -> int:
    """Tell why a command did nothing; return its exit code."""
    if as_json:
        tell_json({"problems": [problem_json(problem) for problem in error.problems]})
    else:
        tell_problems(error.problems, lang)
    missing = {problem.code for problem in error.problems} <= MISSING_PARTS
    return EXIT_MISSING if missing else EXIT_PROBLEMS


def not_written(place: str, error: OSError) -> DataProblems:
    """What the system refused, without its words, which name paths."""
    return DataProblems([Problem("PA-605", Place(place), values={"kind": type(error).__name__})])


def workspace_for(chosen: Path | None, *near: Path) -> Workspace:
    """The workspace the user named, or the one around ``near`` or the working folder.

    Raises
    ------
    DataProblems
        PA-407 when there is none.
    """
    if chosen:
        return find_workspace(chosen)
    for place in near:
        try:
            return find_workspace(place)
        except DataProblems:
            continue
    return find_workspace(Path())
