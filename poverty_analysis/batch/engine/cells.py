"""Run the cells of a notebook in this process, and tell each as it is done."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from poverty_analysis.batch.engine.outputs import Outputs
from poverty_analysis.batch.engine.shell import run_cell, start_shell
from poverty_analysis.batch.engine.streams import listen

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell
    from nbformat import NotebookNode

Send = Callable[[bytes], None]
_SKIPPED, _MAY_FAIL = "skip-execution", "raises-exception"


def run_cells(notebook: NotebookNode, send: Send) -> None:
    """Run cell after cell until one fails; ``send`` hears of each, first that it begins, then what it showed.

    The process is one's own: its streams, its shell and whatever the cells do
    to it stay changed.
    """
    outputs = Outputs()
    listen(outputs.stream)
    shell = start_shell(outputs)
    for index, cell in enumerate(notebook.cells):
        if runs(cell) and not _run(shell, outputs, index, cell, send) and _MAY_FAIL not in _tags(cell):
            break
    send(b"")


def runs(cell: NotebookNode) -> bool:
    """Whether a cell is one that a kernel would be given."""
    return cell.cell_type == "code" and bool(cell.source.strip()) and _SKIPPED not in _tags(cell)


def _tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", ()))


def _run(shell: InteractiveShell, outputs: Outputs, index: int, cell: NotebookNode, send: Send) -> bool:
    send(json.dumps({"begin": index}).encode())
    outputs.begin(index)
    done, count = run_cell(shell, cell.source)
    sys.stdout.flush()
    sys.stderr.flush()
    for changed, shown in outputs.changed():
        told = {"cell": changed, "outputs": shown} | ({"count": count, "done": done} if changed == index else {})
        send(json.dumps(told).encode())
    return done
