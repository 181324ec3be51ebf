"""A process with everything loaded that forks a child for each report, and does nothing else.

Started clean by the caller, for a program with threads must not fork.  It
never compiles a PDF, starts no thread, and runs no cell of a notebook.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pickle
import select
import signal
import socket
import sys
from multiprocessing.connection import Connection

from poverty_analysis.batch.engine.limits import (
    die_with_parent,
    end_descendants,
    take_in_orphans,
    wait_for_ended,
)

_LOOK_AGAIN_S = 0.5
_MODULES = (
    "IPython.core.interactiveshell",
    "nbclient.exceptions",
    "pandas",
    "papermill",
    "poverty_analysis.batch.engine.run_through",
    "poverty_analysis.batch.engine.worker",
    "poverty_analysis.render.html",
    "poverty_analysis.render.pdf",
    "poverty_analysis.render.xlsx",
)


def main(arguments: list[str]) -> None:
    """Load everything, then fork whenever the caller asks, until it is gone."""
    handle, parent, sample = arguments
    die_with_parent(int(parent))
    take_in_orphans()
    # Ctrl-C is the caller's affair.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(fileno=int(handle)) as control:
        for name in _MODULES:
            importlib.import_module(name)
        from poverty_analysis.batch.engine.run_through import run_through

        workspace, job, wanted = pickle.loads(bytes.fromhex(sample))
        for name in wanted:
            importlib.import_module(name)
        run_through(workspace, job)
        # What is loaded stays: children share it as long as nobody counts it again.
        gc.collect()
        gc.freeze()
        pipe = _next_child(control)
        while pipe is not None:
            _fork(control, pipe)
            pipe = _next_child(control)
    end_descendants()


def _next_child(control: socket.socket) -> int | None:
    """The end of a pipe for a new child; None when the caller has closed its side."""
    with contextlib.suppress(OSError):
        # Children that are over are waited for, so that what they took of the processor is counted.
        while not select.select([control], [], [], _LOOK_AGAIN_S)[0]:
            wait_for_ended()
        word, handles, *_ = socket.recv_fds(control, 1, 1)
        if word:
            return handles[0]
    return None


def _fork(control: socket.socket, pipe: int) -> None:
    warm = os.getpid()
    if os.fork():
        os.close(pipe)
        return
    try:
        control.close()
        die_with_parent(warm)
        from poverty_analysis.batch.engine.worker import serve

        serve(Connection(pipe), most=1)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
