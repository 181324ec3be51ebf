"""Options that several commands have."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

# Told again where no file of parameters is read, for their module takes longer to load than the help to print.
_FORMATS = ("html", "pdf", "xlsx", "docx")


def _override_lang(context: click.Context, _: click.Parameter, lang: str | None) -> None:
    """``--lang`` may also stand after the command."""
    if lang:
        context.obj = (lang, context.obj[1])


as_json = click.option("--json", "as_json", is_flag=True, help="Kết quả dạng JSON / result as JSON.")
lang = click.option(
    "--lang",
    type=click.Choice(["vi", "en"]),
    default=None,
    expose_value=False,
    callback=_override_lang,
    help="Ngôn ngữ của thông báo / language of messages.",
)
units = click.option("--unit", "units", multiple=True, help="Mã đơn vị / unit code (099); may be repeated.")
year = click.option("--year", type=click.IntRange(1990, 2100), help="Năm báo cáo / year.")
every_unit = click.option(
    "--all", "every_unit", is_flag=True, help="Mọi đơn vị có kế hoạch / every unit that has a plan."
)
report = click.option(
    "--report", "reports", multiple=True, metavar="NAME", help="Loại báo cáo / report (annual_report); may be repeated."
)
strict = click.option(
    "--strict",
    is_flag=True,
    help="Kế hoạch của một đơn vị có lỗi thì dừng tất cả (mã 3) / one unit's broken plan stops all (exit 3).",
)
engine = click.option(
    "--engine",
    type=click.Choice(["warm", "kernel"]),
    default=lambda: "warm" if sys.platform.startswith("linux") else "kernel",
    show_default="warm; kernel where a process may not fork",
    help="Cách chạy sổ tính / how notebooks are run: one warm process, or a Jupyter kernel each.",
)
paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


Command = TypeVar("Command", bound=Callable[..., object])


def limits(command: Command) -> Command:
    """What one report may take."""
    words = "Giới hạn / limit: "
    for name, kind, default, meaning in (
        ("--memory-mb", click.IntRange(64), None, "MB bộ nhớ của một báo cáo / of memory of a report [2048]."),
        ("--report-seconds", click.IntRange(1), 600, "số giây của một báo cáo / seconds of a report."),
        ("--cell-seconds", click.IntRange(1), 600, "số giây của một ô / seconds of a cell."),
    ):
        command = click.option(name, type=kind, default=default, show_default=True, help=words + meaning)(command)
    return command


def voice(command: Command) -> Command:
    """What a run says, and to whom."""
    lines = "Mỗi báo cáo một dòng JSON ngay khi xong / a line of JSON for each report as it is done."
    finish = "Lệnh nhận bản ghi JSON của lượt chạy / a command that is given the record of the run as JSON."
    command = click.option("--json-lines", is_flag=True, help=lines)(command)
    command = click.option("--quiet", is_flag=True, help="Chỉ nói khi có lỗi / say nothing but failures.")(command)
    return click.option("--on-finish", metavar="CMD", default="", help=finish)(command)


def formats_of(text: str) -> tuple[str, ...]:
    """Names of file formats, separated by commas, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in _FORMATS]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: {', '.join(_FORMATS)}", param_hint="--formats")
    return names


def country(command: Callable[..., None]) -> Callable[..., None]:
    """``--demo`` and ``--after-2025``: a made-up country in place of the example."""
    options = (
        click.option("--demo", type=click.Choice(["country"]), help="Cả một nước hư cấu / a whole country, made up."),
        click.option("--after-2025", is_flag=True, help="34 tỉnh và 3.321 xã / 34 provinces and 3,321 communes."),
    )
    for option in options[::-1]:
        command = option(command)
    return command
