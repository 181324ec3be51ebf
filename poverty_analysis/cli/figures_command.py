"""The command ``figures`` with its options."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from poverty_analysis.cli import options


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--outputs", metavar="FOLDER", type=click.Path(path_type=Path), help="Thư mục báo cáo / outputs folder.")
@options.as_json
@options.lang
@click.pass_obj
def figures(shared: tuple[str, Path | None], target: Path, outputs: Path | None, as_json: bool) -> None:
    """Số liệu của mọi báo cáo thành một bảng CSV, Parquet hoặc Stata / the figures of all reports as one table.

    \b
    Ví dụ / examples:
      poverty-analysis figures so-lieu.csv
      poverty-analysis figures so-lieu.parquet
      poverty-analysis figures so-lieu.dta
    """
    from poverty_analysis.cli.tabulating import run_figures

    sys.exit(run_figures(*shared, target, outputs, as_json=as_json))
