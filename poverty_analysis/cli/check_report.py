"""What ``check`` says: problems and findings first, notes counted and told when asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from poverty_analysis.cli.telling import finding_text, problem_json, tell_json, tell_problems
from poverty_analysis.values.problems import Finding, Problem, together
from poverty_analysis.wording import problem_lines, say

# Rows, sheets and words that were read otherwise than they stand in the file.
_READINGS = ("PA-160", "PA-161", "PA-162", "PA-163", "PA-221", "PA-222", "PA-223")


@dataclass(frozen=True)
class Checked:
    """Problems and findings of one thing that was checked."""

    name: str
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    warnings: tuple[Problem, ...] = ()


def json_of_check(checked: tuple[Checked, ...], made: Sequence[Path]) -> None:
    """Print everything as JSON, with the workbooks that were marked."""
    problems = [problem_json(problem) for part in checked for problem in together(part.problems)]
    found = [finding.to_json() | {"file": part.name} for part in checked for finding in part.findings]
    warnings = [problem_json(warning) for part in checked for warning in together(part.warnings)]
    annotated = {"annotated": [str(path) for path in made]} if made else {}
    tell_json({"problems": problems, "findings": found, "warnings": warnings, **annotated})


def tell_check(checked: tuple[Checked, ...], lang: str, *, every: bool, annotated: Sequence[Path]) -> None:
    """Print problems, findings above note and warnings, then the number of notes, or with ``every`` the notes too."""
    # Parameters repeat what is wrong with the plan they ask for.
    told = (problem for part in checked for problem in part.problems)
    problems = [*{(problem.code, problem.place.key(), problem.seen): problem for problem in told}.values()]
    if problems:
        tell_problems(together(problems), lang, err=False)
    _tell_findings(checked, lang, ("error", "warning"))
    findings = [finding for part in checked for finding in part.findings]
    _tell_warnings([warning for part in checked for warning in part.warnings], lang)
    counted = Counter(finding.severity for finding in findings)
    if every:
        _tell_findings(checked, lang, ("note",))
    elif counted["note"]:
        click.echo(say(lang, "cli.folded", {"notes": counted["note"]}))
    for path in annotated:
        click.echo(say(lang, "cli.annotated", {"path": str(path)}))
    if not problems and not findings:
        click.echo(say(lang, "cli.clean"))
        return
    values = {"problems": len(problems), "errors": counted["error"], "warnings": counted["warning"]}
    click.echo(say(lang, "cli.counts", {**values, "notes": counted["note"]}))


def _tell_findings(checked: tuple[Checked, ...], lang: str, severities: tuple[str, ...]) -> None:
    for part in checked:
        if found := [finding for finding in part.findings if finding.severity in severities]:
            click.echo(part.name)
            click.echo("\n".join(f"  {finding_text(finding, lang)}" for finding in found))


def _tell_warnings(warnings: Sequence[Problem], lang: str) -> None:
    """Warnings in full; what was read otherwise than written, a line each."""
    if told := [warning for warning in warnings if warning.code not in _READINGS]:
        tell_problems(together(told), lang, err=False)
    if read := [problem_lines(warning, lang) for warning in warnings if warning.code in _READINGS]:
        click.echo("\n".join([say(lang, "cli.understood"), *(f"  {text.where}: {text.what}" for text in read)]))
