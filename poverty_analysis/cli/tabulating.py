"""``figures``: the figures of all published reports as one table."""

from __future__ import annotations

from pathlib import Path

import click

from poverty_analysis.cli.telling import not_written, refused, tell_json, workspace_for
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.wording import say


def run_figures(lang: str, chosen: Path | None, target: Path, outputs: Path | None, *, as_json: bool) -> int:
    """Write the figures of ``outputs``, or of the workspace's own, and say how many there are; return the exit code."""
    from poverty_analysis.batch.figure_table import figure_table, write_figure_table

    try:
        table = figure_table(outputs or workspace_for(chosen).outputs())
        write_figure_table(table, target)
    except DataProblems as error:
        return refused(error, lang, as_json=as_json)
    except OSError as error:
        return refused(not_written(target.name, error), lang, as_json=as_json)
    reports = len(table[["report", "edition", "unit", "period_first", "period_last"]].drop_duplicates())
    if as_json:
        tell_json({"path": str(target), "figures": len(table), "reports": reports})
    else:
        values = {"path": str(target), "figures": str(len(table)), "reports": str(reports)}
        click.echo(say(lang, "figures.written", values))
    return 0
