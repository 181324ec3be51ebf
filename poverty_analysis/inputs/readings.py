"""What was understood otherwise than it stands in the file, counted and told once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from poverty_analysis.inputs.contract import ColumnSpec
from poverty_analysis.values.problems import Place, Problem

_SHOWN = 4


@dataclass(frozen=True)
class CellReading:
    """A cell that was read otherwise than it is written."""

    place: Place
    column: ColumnSpec
    seen: str
    meant: str


def told_readings(readings: Iterable[CellReading]) -> Iterator[Problem]:
    """PA-221 for the words of a table that stand for codes, PA-222 for the values of each column: notes."""
    words: list[CellReading] = []
    values: dict[str, list[CellReading]] = {}
    for reading in readings:
        # A year typed as a number is the same year.
        if reading.seen != reading.meant:
            kind = words if reading.column.type in ("enum", "code") else values.setdefault(reading.column.name, [])
            kind.append(reading)
    for code, group in (("PA-221", words), *(("PA-222", group) for group in values.values())):
        if group:
            yield _told(code, group)


def _told(code: str, group: list[CellReading]) -> Problem:
    pairs = dict.fromkeys(f"“{_shown(one)}” = {one.meant}" for one in group)
    listed = "; ".join([*pairs][:_SHOWN]) + ("; …" if len(pairs) > _SHOWN else "")
    return Problem(code, group[0].place, values={"count": str(len(group)), "pairs": listed})


def _shown(reading: CellReading) -> str:
    # A count is never quoted: a shifted column may hold a person's data.
    return "…" if reading.column.personal or reading.column.type == "integer" else reading.seen
