"""``import``: an export through its column map, as rows of the ledger."""

from __future__ import annotations

from pathlib import Path

import click

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.cli.telling import (
    finding_text,
    not_written,
    refused,
    tell_json,
    tell_problems,
    workspace_for,
)
from poverty_analysis.inputs.exports.writing import write_ledger
from poverty_analysis.inputs.workspace import read_one_export
from poverty_analysis.values.problems import DataProblems, Place, Problem
from poverty_analysis.wording import say


def run_import(
    lang: str, chosen: Path | None, source: Path, map_path: Path | None, target: Path | None, *, as_json: bool
) -> int:
    """Read ``source`` and, when a target is given, write its postings there; return the exit code.

    Nothing is written when anything could not be read, and nothing is
    overwritten.
    """
    try:
        workspace = workspace_for(chosen, *(path for path in (target, source) if path))
        read = read_one_export(workspace, source, map_path)
        if read.problems:
            raise DataProblems(read.problems)
        if target is not None:
            _write(target, read.records)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    if as_json:
        findings = [finding.to_json() for finding in read.findings]
        counted = next(iter(read.counted.values()))
        tell_json({"problems": [], "findings": findings, "counted": counted, "made": str(target) if target else None})
        return 0
    if read.warnings:
        tell_problems(read.warnings, lang)
    click.echo("\n".join(finding_text(finding, lang) for finding in read.findings))
    if target is not None:
        click.echo(say(lang, "cli.imported", {"path": str(target), "rows": str(len(read.records))}))
    return 0


def _write(target: Path, records: tuple[Entry, ...]) -> None:
    if target.suffix != ".csv":
        raise DataProblems([Problem("PA-725", Place(target.name))])
    if target.exists() or target.is_symlink():
        raise DataProblems([Problem("PA-607", Place(target.name))])
    try:
        write_ledger(target, records)
    except OSError as error:
        raise not_written(target.name, error) from None
