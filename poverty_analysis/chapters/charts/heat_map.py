"""Shares of the units below as a heat map: a table whose cells are shaded by their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from poverty_analysis.blocks import Block, Cell, Column, Figure, Row, Table
from poverty_analysis.chapters.frame.sections import note
from poverty_analysis.chapters.frame.tables import column, table
from poverty_analysis.chapters.poverty_situation.review_forms import below, cells_of, hidden_note, part, rows_below
from poverty_analysis.inputs.rows.forms import FormRow
from poverty_analysis.report.disclosure import Disclosed
from poverty_analysis.units.units import Unit
from poverty_analysis.wording.numbers import format_integer, format_share
from poverty_analysis.wording.words import Words

# What the columns of a grid are called.
_HEADS = {"deprivation": "lacking", "causes": "cause", "in_need": "wanted", "served": "wanted"}


@dataclass(frozen=True)
class Grid:
    """Cells of the units below by column: shares, or the sign of why there is none; ``rows`` are the forms behind."""

    name: str
    titles: tuple[str, ...]
    lines: tuple[tuple[Unit, tuple[Cell, ...]], ...]
    rows: tuple[FormRow | None, ...]
    notes: tuple[str, ...] = ()


def heat_blocks(
    words: Words, children: tuple[Unit, ...], disclosed: Disclosed, name: str, like: FormRow, titles: Mapping[str, str]
) -> list[Block]:
    """The heat map of what part of each unit's households has each thing; ``like`` is the unit's own row."""
    units = below(children, like, rows_below(children, disclosed))
    lines = tuple(
        (unit, tuple(part(words, f"{name}.{unit.code}.{key}", row, key, f"{name}_over_class") for key in titles))
        for unit, row in units
    )
    return grid_blocks(words, Grid(name, tuple(titles.values()), lines, tuple(row for _, row in units)))


def grid_blocks(words: Words, grid: Grid) -> list[Block]:
    """The table, its cells shaded by their share, with the finding; words where no unit below has a form."""
    if not grid.lines:
        return []
    if not any(grid.rows):
        return [note(words.say(f"no_data_{grid.name}_by_unit"))]
    finding = _finding(words, grid)
    return [replace(grid_table(words, replace(grid, notes=(finding, words.say("note.heat")))), shaded=True)]


def _finding(words: Words, grid: Grid) -> str:
    """Where it is most and least, and how many squares are hidden or not known."""
    ranked = [
        (Fraction(cell.value), unit.name, title)
        for unit, line in grid.lines
        for title, cell in zip(grid.titles, line, strict=True)
        if isinstance(cell, Figure)
    ]
    signs = [cell for _, line in grid.lines for cell in line if not isinstance(cell, Figure)]
    if not ranked:
        return words.say("heat.nothing")
    values = {"rows": str(len({name for _, name, _ in ranked})), "columns": str(len(grid.titles))}
    for key, (value, unit, title) in (("high", max(ranked)), ("low", min(ranked))):
        values |= {key: title, f"{key}_unit": unit, f"{key}_share": format_share(value, 2, words.lang)}
    hidden = sum(cell == words.say("masked") for cell in signs)
    values |= {"hidden": format_integer(hidden, words.lang), "none": format_integer(len(signs) - hidden, words.lang)}
    return words.say(f"heat.{grid.name}", values) + " " + words.say("heat.cells", values)


def grid_table(words: Words, grid: Grid) -> Table:
    """Units down and columns across, or the other way round where there are fewer units than columns."""
    names = [unit.name for unit, _ in grid.lines]
    if len(names) <= len(grid.titles):
        heads, first = names, _HEADS[grid.name]
        cells = zip(*(line for _, line in grid.lines), strict=True)
        lines = [Row((title, *line)) for title, line in zip(grid.titles, cells, strict=True)]
    else:
        heads, first = list(grid.titles), "unit"
        lines = [Row((unit.name, *line)) for unit, line in grid.lines]
    columns = (column(words, first, width=3), *(Column(title, "right") for title in heads))
    absent = (words.say("note.heat_absent"),) if None in grid.rows else ()
    notes = (*grid.notes, *hidden_note(words, grid.rows), *absent)
    return table(words, f"{grid.name}-by-unit", columns, lines, cells_of(grid.rows), notes=notes)
