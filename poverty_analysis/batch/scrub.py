"""Take out of an executed notebook what is of this machine, and what no reader should see."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_analysis.batch.engine.limits import MOST_TEXT
from poverty_analysis.blocks import Json
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.wording import say

if TYPE_CHECKING:
    from nbformat import NotebookNode


def scrub(notebook: NotebookNode, workspace: Workspace) -> NotebookNode:
    """A copy fit to share: no paths, times or random ids, and no error texts.

    Tracebacks and warnings may quote data, so only the kind of an error stays.
    """
    import nbformat

    made: NotebookNode = nbformat.from_dict(_without(notebook, _machine_paths(workspace)))  # type: ignore[no-untyped-call]
    made.metadata.pop("papermill", None)
    for index, cell in enumerate(made.cells):
        for name in ("papermill", "execution"):
            cell.metadata.pop(name, None)
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell["id"] = f"injected-{index}"
        if cell.cell_type == "code":
            cell["outputs"] = list(_joined(output for output in cell.outputs if output.get("name") != "stderr"))
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                output.evalue, output.traceback = "", []
    return made


def _machine_paths(workspace: Workspace) -> re.Pattern[str]:
    """What finds the folders of this machine in a text, longest first; a bare ``/`` names nothing."""
    folders = {workspace.root, Path.home(), Path(sys.prefix), Path(__file__).resolve().parents[2]}
    named = sorted((str(folder) for folder in folders if folder != Path(folder.anchor)), key=len, reverse=True)
    # Not inside a longer path or word; a line break shown as \n may stand before it.
    return re.compile(rf"(?:(?<![\w./-])|(?<=\\[nrt]))(?:{'|'.join(map(re.escape, named))})(?![\w-])")


def _without(value: object, paths: re.Pattern[str]) -> object:
    if isinstance(value, str):
        return paths.sub(".", value)
    if isinstance(value, Mapping):
        return {key: _without(item, paths) for key, item in value.items()}
    return [_without(item, paths) for item in value] if isinstance(value, list) else value


def _joined(outputs: Iterator[Json]) -> Iterator[Json]:
    """Neighbouring pieces of printed text as one: a kernel sends them as its clock falls."""
    last: Json | None = None
    for output in outputs:
        if last is not None and last["output_type"] == output["output_type"] == "stream":
            last["text"] += output["text"]
            continue
        if last is not None:
            yield last
        last = output
    if last is not None:
        yield last


def cut_text(notebook: NotebookNode, lang: str) -> tuple[int, ...]:
    """Shorten what cells printed beyond the limit, and say so where it ends; numbers of those cells, from 1.

    Only printed text: what a cell shows as a table, a picture or a section is whole.
    """
    own = [cell for cell in notebook.cells if "injected-parameters" not in cell.metadata.get("tags", ())]
    return tuple(number for number, cell in enumerate(own, start=1) if _cut(cell, lang))


def _cut(cell: NotebookNode, lang: str) -> bool:
    streams = [output for output in cell.get("outputs", ()) if output.output_type == "stream"]
    left = MOST_TEXT
    for output in streams:
        if len(output.text) > left:
            words = say(lang, "label.cut", {"count": f"{MOST_TEXT // 1_000_000}"})
            output["text"] = f"{output.text[:left]}\n{words}\n" if left else ""
            left = 0
            continue
        left -= len(output.text)
    return not left
