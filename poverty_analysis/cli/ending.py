"""How a run ends: by a signal in order, and with a word to whoever asked for one."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from poverty_analysis.cli.exits import EXIT_TERMINATED
from poverty_analysis.wording import say


@contextmanager
def ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end this program as an exception does, so that what was begun is cleared away."""

    def end(*_: object) -> None:
        sys.exit(EXIT_TERMINATED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def finish(command: str, record: Mapping[str, object], lang: str) -> None:
    """Give the record of a run to a command of the user's, on its standard input; what it prints is talk."""
    if not command:
        return
    told = json.dumps(record, ensure_ascii=False) + "\n"
    ended = subprocess.run(command, shell=True, input=told.encode(), stdout=subprocess.PIPE, check=False)
    click.echo(ended.stdout.decode(errors="replace"), err=True, nl=False)
    if ended.returncode:
        click.echo(say(lang, "cli.on_finish", {"code": str(ended.returncode)}), err=True)
