"""Options that several commands have."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import update_wrapper
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
only = click.option(
    "--only",
    type=click.Choice(["new", "changed", "failed"]),
    multiple=True,
    help="Chỉ báo cáo chưa lập, có đổi, hoặc lỗi ở lượt trước / only those never made, changed, or failed last time.",
)
since = click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _, __, value: value and value.date(),
    metavar="YYYY-MM-DD",
    help="Chỉ báo cáo có tệp lưu từ ngày này / only those a file of which was saved on this day or later.",
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


def cluster(command: Command) -> Command:
    """Where the work is done: here, or on the machines of a Dask cluster."""
    where = "Cụm Dask lập báo cáo / a Dask cluster that makes the reports: tcp://HOST:8786"
    inputs = "Nơi máy trong cụm chép đầu vào / where its workers copy the inputs from: PATH, s3://…"
    command = click.option("--inputs", metavar="URL", default="", help=inputs)(command)
    return click.option("--scheduler", metavar="ADDRESS", default="", help=where)(command)


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


@dataclass(frozen=True)
class Beginning:
    """What ``new`` makes: the fictional example, a made-up country, or the plan of a unit and a year."""

    demo: str | None
    after_2025: bool
    unit: str | None
    year: int | None
    report: str
    xlsx: bool


def beginning(command: Callable[..., None]) -> Callable[..., None]:
    """The options of ``new``, handed on as one :class:`Beginning` that makes sense."""

    def run(
        folder: Path,
        as_json: bool,
        demo: str | None,
        after_2025: bool,
        unit: str | None,
        year: int | None,
        report: str,
        xlsx: bool,
    ) -> None:
        if after_2025 and not demo:
            raise click.BadOptionUsage("after_2025", "--after-2025: --demo country")
        if (unit is None) != (year is None) or (unit and demo) or (xlsx and not unit):
            raise click.BadOptionUsage("unit", "--unit MÃ --year NĂM [--xlsx]")
        command(folder=folder, as_json=as_json, wish=Beginning(demo, after_2025, unit, year, report, xlsx))

    options = (
        click.option("--demo", type=click.Choice(["country"]), help="Cả một nước hư cấu / a whole country, made up."),
        click.option("--after-2025", is_flag=True, help="34 tỉnh và 3.321 xã / 34 provinces and 3,321 communes."),
        click.option("--unit", help="Mã hoặc tên đơn vị / code or name of the unit (102, Mường Ảng)."),
        year,
        click.option(
            "--report",
            type=click.Choice(["annual", "budget", "six_months", "period"]),
            default="annual",
            show_default=True,
            help="Báo cáo sẽ lập / the report to make.",
        ),
        click.option("--xlsx", is_flag=True, help="Kế hoạch là mẫu nhập liệu Excel / the plan as an entry workbook."),
    )
    return decorated(update_wrapper(run, command), options)


@dataclass(frozen=True)
class CheckWish:
    """How ``check`` answers: its exit code, notes in full, the workbooks marked."""

    strict: bool
    every: bool
    annotate: bool


def checking(command: Callable[..., None]) -> Callable[..., None]:
    """The options of ``check``, handed on as one :class:`CheckWish`."""

    def run(paths: tuple[Path, ...], as_json: bool, strict: bool, every: bool, annotate: bool) -> None:
        if annotate and not paths:
            raise click.BadOptionUsage("annotate", "--annotate: FILE.xlsx")
        command(paths=paths, as_json=as_json, wish=CheckWish(strict, every, annotate))

    options = (
        click.option(
            "--strict", is_flag=True, help="Thoát mã 1 khi có điều phải xem / exit 1 on any finding above note."
        ),
        click.option("--all", "every", is_flag=True, help="Nêu cả ghi chú / notes as well."),
        click.option(
            "--annotate",
            is_flag=True,
            help="Trả lại sổ tính Excel có đánh dấu lỗi, trong outputs/check / the workbooks with problems marked.",
        ),
    )
    return decorated(update_wrapper(run, command), options)


def decorated(
    command: Callable[..., None], options: Sequence[Callable[[Callable[..., None]], Callable[..., None]]]
) -> Callable[..., None]:
    """``command`` with ``options`` in the order in which its help lists them."""
    for option in options[::-1]:
        command = option(command)
    return command
