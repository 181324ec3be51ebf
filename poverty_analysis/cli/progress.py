"""What a run says while it goes on: a bar on a terminal, lines elsewhere, JSON lines where they are asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import click

from poverty_analysis.batch.run import Done
from poverty_analysis.blocks import Json
from poverty_analysis.wording import say
from poverty_analysis.wording.problem_texts import problem_text


@dataclass(frozen=True)
class Voice:
    """How a run speaks: language, only of failures, with JSON at the end, with a line of JSON for each report."""

    lang: str
    quiet: bool = False
    as_json: bool = False
    json_lines: bool = False


@contextmanager
def progress(voice: Voice, many: int) -> Iterator[Callable[[Done, Json], None]]:
    """A function that tells of each report as it is over."""
    if voice.quiet or not many or not sys.stderr.isatty():
        yield partial(_tell, voice, partial(click.echo, err=True), made=not voice.quiet)
        return
    from tqdm import tqdm

    with tqdm(total=many, desc=say(voice.lang, "cli.bar"), file=sys.stderr, dynamic_ncols=True) as bar:

        def told(done: Done, record: Json) -> None:
            _tell(voice, partial(bar.write, file=sys.stderr), done, record, made=False)
            bar.update()

        yield told


def _tell(voice: Voice, line: Callable[[str], object], done: Done, record: Json, *, made: bool) -> None:
    if voice.json_lines:
        click.echo(json.dumps({"event": "report", **record}, ensure_ascii=False))
    for text in _lines(voice.lang, done, made=made):
        line(text)


def _lines(lang: str, done: Done, *, made: bool) -> Iterator[str]:
    values = {"folder": done.job.folder, "seconds": f"{done.made.used.seconds:.1f}"}
    if done.problems:
        told = [problem_text(problem, lang) for problem in done.problems]
        yield "\n".join([say(lang, "cli.failed", values), *told, say(lang, "cli.docs")])
    elif made:
        yield say(lang, "cli.made", values)
    if done.dropped:
        yield say(lang, "cli.dropped", values | {"formats": ", ".join(done.dropped).upper()})
    if done.made.cut:
        yield say(lang, "cli.cut", values | {"cells": ", ".join(map(str, done.made.cut))})


def tell_failures(lang: str, done: Sequence[Done]) -> None:
    """The failures once more, a line each, so that they stand together at the end."""
    failed = [one for one in done if one.problems]
    if not failed:
        return
    values = {"count": str(len(failed)), "of": str(len(done))}
    lines = [say(lang, "cli.failures", values)]
    for one in failed:
        cells = {problem.values.get("cell", "") for problem in one.problems} - {""}
        codes = ", ".join(dict.fromkeys(problem.code for problem in one.problems))
        place = say(lang, "cli.cell", {"cell": ", ".join(sorted(cells))}) if cells else ""
        lines.append(f"  {codes:<8} {one.job.folder} {place}".rstrip())
    click.echo("\n".join(lines), err=True)
