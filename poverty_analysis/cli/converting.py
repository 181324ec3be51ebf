"""``convert``: a plan from a folder to one workbook, or back."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import click

from poverty_analysis.cli.telling import refused, tell_json, workspace_for
from poverty_analysis.inputs.convert import convert_dataset
from poverty_analysis.inputs.dataset import KINDS
from poverty_analysis.inputs.workspace import read_plan
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.wording import say


def run_convert(lang: str, chosen: Path | None, source: Path, target: Path, *, as_json: bool) -> int:
    """Convert ``source`` into the new ``target``; return the exit code."""
    try:
        workspace = workspace_for(chosen, source, target)
        made = convert_dataset(source, target, partial(read_plan, workspace))
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    rows = sum(len(made.table(kind.table)) for kind in KINDS)
    if as_json:
        tell_json({"problems": [], "made": str(target), "rows": rows})
    else:
        click.echo(say(lang, "cli.converted", {"path": str(target), "rows": str(rows)}))
    return 0
