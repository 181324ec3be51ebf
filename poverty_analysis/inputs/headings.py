"""The header of a table held against the contract: which column each heading names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from poverty_analysis.inputs.census.personal import is_personal, shown_name
from poverty_analysis.inputs.contract import ColumnSpec, TableSpec
from poverty_analysis.inputs.grid import column_letters
from poverty_analysis.inputs.labels import Heading, heading_of
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.values.persons import looks_like_name
from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.text import nearest

_SHOWN = 4


@dataclass(frozen=True)
class Header:
    """The columns a file has: where each stands, how the file names it, and what is wrong or was understood."""

    positions: tuple[tuple[int, ColumnSpec], ...]
    headings: Mapping[str, Heading]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]

    def place(self, raw: RawTable, row: int, column: str) -> Place:
        """The place of a cell, called as the file calls it."""
        index = next((at for at, one in self.positions if one.name == column), None)
        if index is None:
            return Place(raw.file, raw.sheet, row, column)
        heading = raw.header[index] if self.headings[column].label else ""
        cell = f"{column_letters(index)}{row}" if raw.sheet else ""
        return Place(raw.file, raw.sheet, row, column, heading, cell)


def read_header(raw: RawTable, spec: TableSpec) -> Header:
    """Which column of ``spec`` each heading of ``raw`` names.

    Problems: PA-105 two headings of one column, PA-201 a required column is
    absent, PA-202 and PA-217 a heading that names none.  PA-223 is a note:
    headings written as labels.
    """
    positions: list[tuple[int, ColumnSpec]] = []
    headings: dict[str, Heading] = {}
    first: dict[str, int] = {}
    problems: list[Problem] = []
    for index, title in enumerate(raw.header):
        found = heading_of(title, spec)
        if found is None:
            problems.append(_unknown_column(raw, index, spec))
        elif found.column in first:
            # amount_vnd beside amount_million_vnd: neither may replace the other.
            values = {"letters": column_letters(index), "first": column_letters(first[found.column])}
            problems.append(Problem("PA-105", _at(raw, index, title), values=values))
        else:
            positions.append((index, spec.column(found.column)))
            headings[found.column], first[found.column] = found, index
    problems += [
        Problem("PA-201", Place(raw.file, raw.sheet, raw.header_row, column.name, title), values=_named(spec))
        for column, title in _wanted(spec, headings)
        if column.name not in first and column.required
    ]
    return Header(tuple(positions), headings, tuple(problems), _understood(raw, positions, headings))


def _at(raw: RawTable, index: int, title: str) -> Place:
    cell = f"{column_letters(index)}{raw.header_row}" if raw.sheet else ""
    return Place(raw.file, raw.sheet, raw.header_row, title, cell=cell)


def _wanted(spec: TableSpec, headings: Mapping[str, Heading]) -> Iterator[tuple[ColumnSpec, str]]:
    """The columns of a table, each with its label where the file is headed by labels."""
    labels = any(heading.label for heading in headings.values())
    return ((column, column.title["vi"] if labels else "") for column in spec.columns)


def _named(spec: TableSpec) -> dict[str, str]:
    return {"table": spec.name}


def _unknown_column(raw: RawTable, index: int, spec: TableSpec) -> Problem:
    title = raw.header[index]
    place = _at(raw, index, title)
    if is_personal(title):
        return Problem("PA-217", replace(place, column=shown_name(title, column_letters(index))))
    if looks_like_name(title):
        # A table without a header has somebody's name in row 1.
        place, title = replace(place, column=column_letters(index)), column_letters(index)
    known = [*spec.names(), *(column.title["vi"] for column in spec.columns)]
    return Problem("PA-202", place, seen=title, values={"nearest": nearest(title, known), **_named(spec)})


def _understood(
    raw: RawTable, positions: list[tuple[int, ColumnSpec]], headings: Mapping[str, Heading]
) -> tuple[Problem, ...]:
    written = [(raw.header[index], column) for index, column in positions if headings[column.name].label]
    if not written:
        return ()
    pairs = [f"“{title}” = {_meant(column, headings[column.name])}" for title, column in written]
    values = {"count": str(len(pairs)), "pairs": "; ".join(pairs[:_SHOWN]) + ("; …" if len(pairs) > _SHOWN else "")}
    return (Problem("PA-223", Place(raw.file, raw.sheet, raw.header_row), values=values),)


def _meant(column: ColumnSpec, heading: Heading) -> str:
    return f"{column.name} ({heading.unit})" if column.type == "vnd" else column.name
