"""Tables and charts by their id: the catalogue of words holds their title and note, their figures tell the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import PurePosixPath
from types import MappingProxyType

from poverty_analysis.blocks import Cell, Chart, Column, Figure, Row, Table
from poverty_analysis.wording.numbers import MILLION, format_decimal, million_decimals
from poverty_analysis.wording.words import Words

_NO_VALUES: Mapping[str, str] = MappingProxyType({})


def column(words: Words, key: str, *, right: bool = False, width: float = 1.0) -> Column:
    """A column whose title stands in the catalogue under ``column.<key>``."""
    return Column(words.say(f"column.{key}"), "right" if right else "left", width)


def texts(words: Words, widths: Mapping[str, float]) -> tuple[Column, ...]:
    """Columns of words by their key, with their relative widths."""
    return tuple(column(words, key, width=width) for key, width in widths.items())


def numbers(words: Words, widths: Mapping[str, float]) -> tuple[Column, ...]:
    """Columns of numbers by their key, with their relative widths."""
    return tuple(column(words, key, right=True, width=width) for key, width in widths.items())


def table(
    words: Words,
    name: str,
    columns: Iterable[Column],
    rows: Iterable[Row],
    cells: Iterable[str] | None = (),
    *,
    unit: str = "",
    signs: Iterable[str] = (),
    notes: Iterable[str] = (),
    values: Mapping[str, str] = _NO_VALUES,
    law: Iterable[str] = (),
    workbook_only: bool = False,
) -> Table:
    """The table called ``name``, its title ``table.<name>`` and note ``note.<name>`` where there is one.

    ``values`` fill both; ``signs`` are notes on signs in cells and come before it, ``notes`` after.  ``unit`` is
    "million", "dong" and so on.  The source names the files of ``cells`` and those behind the figures of the table;
    with None, for a table of the law, there is none.  ``law`` are the acts its words rest on.
    ``workbook_only`` keeps it off the page.
    """
    lines, key = tuple(rows), name.replace("-", "_")
    rounded = False
    if unit in _OF_MONEY:
        lines, rounded = one_precision(lines, words.lang)
    own = (words.say(f"note.{key}", values),) if words.has(f"note.{key}") else ()
    return Table(
        id=name,
        title=words.say(f"table.{key}", values),
        columns=tuple(columns),
        rows=lines,
        unit_line=words.say(f"unit_{unit}") if unit else "",
        notes=(*signs, *own, *notes, *((words.say("note.rounded_million"),) if rounded else ())),
        source="" if cells is None else table_source((*cells, *cells_behind(lines))),
        law=tuple(dict.fromkeys(law)),
        workbook_only=workbook_only,
    )


def one_precision(rows: tuple[Row, ...], lang: str) -> tuple[tuple[Row, ...], bool]:
    """Amounts of a column with the same number of decimals of a million; whether one had more than are shown.

    A mark behind an amount stays; the workbook has every đồng.
    """
    places: dict[int, int] = {}
    lost = False
    for row in rows:
        for at, cell in enumerate(row.cells):
            if isinstance(cell, Figure) and cell.unit == "vnd":
                needed = million_decimals(cell.value)
                lost = lost or needed > _MOST_DECIMALS
                places[at] = max(places.get(at, 0), min(needed, _MOST_DECIMALS))
    shown = tuple(
        replace(row, cells=tuple(_in_places(cell, places.get(at, 0), lang) for at, cell in enumerate(row.cells)))
        for row in rows
    )
    return shown, lost


# Units of tables whose amounts are in million đồng; households stand beside them in the second.
_OF_MONEY = ("million", "needs")
# A table shows amounts to a thousand đồng.
_MOST_DECIMALS = 3


def _in_places(cell: Cell, decimals: int, lang: str) -> Cell:
    if not isinstance(cell, Figure) or cell.unit != "vnd":
        return cell
    mark = cell.display.lstrip("-0123456789.,")
    return cell.shown_as(format_decimal(Fraction(cell.value, MILLION), decimals, lang) + mark)


def chart(
    words: Words,
    name: str,
    svg: str,
    values: Mapping[str, str],
    cells: Iterable[str],
    *,
    notes: Iterable[str] = (),
    finding: str = "",
) -> Chart:
    """The chart called ``name``: ``chart.<name>`` is the finding and its title, ``chart.<name>_alt`` what it shows.

    Another ``finding`` has words of its own: ``chart.<name>_<finding>``, ``chart.<name>_<finding>_alt``.
    """
    key = "_".join(filter(None, (f"chart.{name.removesuffix('-chart').replace('-', '_')}", finding)))
    alt = words.say(f"{key}_alt", values)
    return Chart(name, words.say(key, values), alt, svg, tuple(notes), table_source(cells))


def cells_behind(rows: Iterable[Row]) -> Iterable[str]:
    """The cells of files behind the figures of some rows, in reading order."""
    inputs = (cell for row in rows for item in row.cells if isinstance(item, Figure) for cell in item.inputs)
    return (cell for cell in inputs if "#" in cell)


def table_source(cells: Iterable[str]) -> str:
    """The source line under a table: file names without folders."""
    return ", ".join(dict.fromkeys(name.rsplit("/", 1)[-1].split("#")[0] for name in cells if name))


def rows_to_open(cells: Iterable[str]) -> str:
    """Rows by file, "huyen-mau-2023#7, #9"; a dash for none."""
    files: dict[str, list[str]] = {}
    for cell in cells:
        name, _, number = cell.partition("#")
        files.setdefault(PurePosixPath(name).stem, []).append(f"#{number}")
    return "; ".join(f"{name}{', '.join(numbers)}" for name, numbers in files.items()) or "–"
