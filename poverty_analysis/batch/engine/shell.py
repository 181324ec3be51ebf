"""IPython's shell in this process, showing to :class:`Outputs` what a kernel would send to a front end."""

from __future__ import annotations

import builtins
import getpass
import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from poverty_analysis.batch.engine.outputs import Outputs
from poverty_analysis.batch.kernel import PICTURES

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

#: What a kernel tells its children about colours and pagers.
_TERMINAL = {"TERM": "xterm-color", "CLICOLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}
_PAGERS = {"PAGER": "cat", "GIT_PAGER": "cat"}


def start_shell(outputs: Outputs) -> InteractiveShell:
    """A shell without history, once a process; profile and start-up files are not read by a shell alone."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    os.environ.update(_TERMINAL | _PAGERS)
    # Modules beside the notebook can be imported, as in a kernel.
    sys.path.insert(0, "")
    config = {"HistoryManager": {"enabled": False}, "InlineBackend": {"figure_formats": {PICTURES}}}
    shell = InteractiveShell.instance(config=Config(config))
    show(shell, outputs)
    builtins.input = getpass.getpass = _no_input
    return shell


def show(shell: InteractiveShell, outputs: Outputs) -> None:
    """Put ``outputs`` in the place of the shell's terminal."""
    hook = shell.displayhook
    parts: dict[Any, dict[str, object]] = {
        shell.display_pub: {"publish": outputs.publish, "clear_output": outputs.clear},
        hook: {
            "write_output_prompt": _nothing,
            "write_format_data": lambda data, about=None: outputs.result(data, about, hook.prompt_count),
            "finish_displayhook": partial(setattr, hook, "_is_active", False),
        },
        shell: {"_showtraceback": outputs.error, "ask_exit": _leave, "enable_gui": _nothing},
    }
    for part, methods in parts.items():
        for name, method in methods.items():
            setattr(part, name, method)


def run_cell(shell: InteractiveShell, source: str) -> tuple[bool, int]:
    """Run one cell; whether it came to its end, and its number."""
    done = shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
    return bool(done.success), shell.execution_count - 1


def _nothing(*_: object) -> None:
    """A kernel has no prompt and no window."""


def _leave() -> None:
    # quit() ends a kernel: nobody is left to run the next cell.
    os._exit(1)


def _no_input(*_: object, **__: object) -> str:
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError("nobody is there to answer: input() and getpass() need a person")
