"""The entry point: what a user can cause never ends in a traceback."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper

import click

from poverty_analysis.cli.commands import cli
from poverty_analysis.cli.exits import EXIT_INTERRUPTED, EXIT_SOME_FAILED
from poverty_analysis.cli.language import asked_language, speak


def main() -> None:
    """Entry point: UTF-8 output everywhere, no traceback for what a user can cause."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    speak(asked_language(sys.argv[1:], os.environ))
    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        from poverty_analysis.wording import say

        click.echo(say(asked_language(sys.argv[1:], os.environ), "cli.interrupted"), err=True)
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except Exception as error:
        _tell_fault(error)
        sys.exit(EXIT_SOME_FAILED)


def _tell_fault(error: Exception) -> None:
    """A fault of the software: where it is, never what the data were; in full only when asked."""
    import traceback

    from poverty_analysis.values.faults import DEBUG_VARIABLE, fault_of
    from poverty_analysis.wording import say

    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
        return
    fault = fault_of(error)
    values = {"kind": fault.kind, "place": fault.place, "name": DEBUG_VARIABLE}
    click.echo(say(asked_language(sys.argv[1:], os.environ), "cli.fault", values), err=True)
