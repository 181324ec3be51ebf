"""What the cells of a notebook show, kept in nbformat's form as a front end keeps what a kernel sends."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping
from itertools import takewhile

from poverty_analysis.batch.engine.limits import MOST_TEXT
from poverty_analysis.blocks import Json


class Outputs:
    """Outputs of the running cell, and of earlier ones that a later display changed.

    Of what a cell prints a little more than the limit is kept, so that the one
    who cuts it sees that there was more.
    """

    def __init__(self) -> None:
        self._cell = 0
        self._of: dict[int, list[Json]] = {}
        self._changed: set[int] = set()
        self._displays: dict[str, list[tuple[int, Json]]] = {}
        self._printed = 0
        self._clear_first = False

    def begin(self, cell: int) -> None:
        """Take what is shown from now on for that of a cell."""
        self._cell, self._of[cell], self._printed, self._clear_first = cell, [], 0, False
        self._changed.add(cell)

    def changed(self) -> Iterator[tuple[int, list[Json]]]:
        """Cells whose outputs are new since the last call, with all of them."""
        for cell in sorted(self._changed):
            yield cell, self._of[cell]
        self._changed.clear()

    def stream(self, name: str, text: str) -> None:
        """Keep what was written; what one stream says between two displays is one output, as a kernel sends it."""
        kept = text[: max(0, MOST_TEXT + 1 - self._printed)]
        self._printed += len(text)
        if not kept:
            return
        shown = self._shown()
        last = takewhile(lambda output: output["output_type"] == "stream", reversed(shown))
        begun = next((output for output in last if output["name"] == name), None)
        if begun is None:
            shown.append({"output_type": "stream", "name": name, "text": kept})
        else:
            begun["text"] += kept

    def publish(
        self,
        data: Mapping[str, object],
        metadata: Mapping[str, object] | None = None,
        source: object = None,
        *,
        transient: Mapping[str, str] | None = None,
        update: bool = False,
        **_: object,
    ) -> None:
        """Take a display, or change those of the same display id."""
        bundle, about = _plain(data), _plain(metadata or {})
        name = (transient or {}).get("display_id", "")
        for cell, output in self._displays.get(name, ()) if name else ():
            output |= {"data": bundle, "metadata": about}
            self._changed.add(cell)
        if not update:
            self._add({"output_type": "display_data", "data": bundle, "metadata": about}, name)

    def result(self, data: Mapping[str, object], metadata: Mapping[str, object] | None, count: int) -> None:
        """Take the value of the last line of a cell."""
        told = {"output_type": "execute_result", "data": _plain(data), "metadata": _plain(metadata or {})}
        self._add(told | {"execution_count": count})

    def error(self, kind: type[BaseException], value: BaseException, traceback: list[str]) -> None:
        """Take an exception as a kernel tells it."""
        told = {"output_type": "error", "ename": kind.__name__, "evalue": str(value), "traceback": list(traceback)}
        self._add(told)

    def clear(self, wait: bool = False) -> None:
        """Forget what the cell has shown, or do so when it next shows something."""
        if wait:
            self._clear_first = True
        else:
            self._forget()

    def _add(self, output: Json, display: str = "") -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        self._shown().append(output)
        if display:
            self._displays.setdefault(display, []).append((self._cell, output))

    def _shown(self) -> list[Json]:
        if self._clear_first:
            self._clear_first = False
            self._forget()
        return self._of[self._cell]

    def _forget(self) -> None:
        self._of[self._cell].clear()
        for name, places in self._displays.items():
            self._displays[name] = [place for place in places if place[0] != self._cell]


def _plain(data: Mapping[str, object]) -> Json:
    """A copy as JSON has it; pictures are base64."""
    made: Json = json.loads(json.dumps(dict(data), default=_text_of))
    return made


def _text_of(value: object) -> str:
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    raise TypeError(f"{type(value).__name__} cannot stand in a notebook")
