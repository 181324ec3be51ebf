"""The command ``run`` with its options."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from poverty_analysis.cli import options


@click.command()
@options.paths
@options.units
@options.year
@options.report
@options.every_unit
@options.only
@options.since
@click.option("--limit", type=click.IntRange(1), help="Chỉ lập N báo cáo đầu / only the first N.")
@click.option(
    "-j", "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Số tiến trình / processes."
)
@click.option("--formats", default="", help="html,pdf,xlsx,docx")
@click.option("--force", is_flag=True, help="Lập lại cả khi không có gì đổi / make again even if up to date.")
@options.strict
@options.engine
@options.cluster
@options.limits
@options.voice
@options.as_json
@options.lang
@click.pass_obj
def run(
    shared: tuple[str, Path | None],
    paths: tuple[Path, ...],
    units: tuple[str, ...],
    year: int | None,
    reports: tuple[str, ...],
    every_unit: bool,
    only: tuple[str, ...],
    since: dt.date | None,
    limit: int | None,
    workers: int,
    formats: str,
    force: bool,
    strict: bool,
    engine: str,
    scheduler: str,
    inputs: str,
    cell_seconds: int,
    report_seconds: int,
    memory_mb: int | None,
    on_finish: str,
    quiet: bool,
    json_lines: bool,
    as_json: bool,
) -> None:
    """Lập báo cáo, bỏ qua báo cáo không đổi / make reports, skip what is up to date."""
    from poverty_analysis.batch.engine.limits import ReportLimits, fork_is_safe, memory_limit
    from poverty_analysis.batch.narrowing import Narrowing
    from poverty_analysis.batch.plan import Choice
    from poverty_analysis.batch.task import WARM, Cluster, EngineSettings
    from poverty_analysis.cli.progress import Voice
    from poverty_analysis.cli.running import RunOptions, run_reports

    if engine == WARM and not fork_is_safe():
        raise click.BadParameter("kernel (Windows, macOS)", param_hint="--engine")
    if inputs and not scheduler:
        raise click.BadOptionUsage("inputs", "--inputs: --scheduler ADDRESS")
    cluster = Cluster(scheduler, inputs) if scheduler else None
    choice = Choice(units, year, every_unit, limit, options.formats_of(formats), reports)
    settings = EngineSettings(engine, ReportLimits(cell_seconds, report_seconds, memory_mb or memory_limit()))
    wish = RunOptions(workers, settings, Narrowing(only, since), force, strict, on_finish, cluster)
    sys.exit(run_reports(shared[1], paths, choice, wish, Voice(shared[0], quiet, as_json, json_lines)))
