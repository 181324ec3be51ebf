"""Options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click


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
paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))


def formats_of(text: str) -> tuple[str, ...]:
    """Names of file formats, separated by commas, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",") if name.strip()))
    unknown = [name for name in names if name not in ("html", "pdf", "xlsx")]
    if unknown:
        raise click.BadParameter(f"{', '.join(unknown)}: html, pdf, xlsx", param_hint="--formats")
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
