"""Make pandas DataFrames show themselves in full, as a table block.

pandas cuts what it shows after 60 rows.  The formatter registered here gives a
DataFrame all its rows under our MIME type, beside the short view pandas makes.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, TypeGuard

from IPython.core.getipython import get_ipython

from poverty_analysis.blocks import MIME, Align, Cell, Column, Figure, Json, Row, Section, Table
from poverty_analysis.wording.dates import format_date
from poverty_analysis.wording.numbers import format_decimal, format_integer

if TYPE_CHECKING:
    import pandas as pd

#: The mark of Vietnamese statistics for "no information".
MISSING = "…"
#: Most decimals shown; a longer number is rounded half up.
MOST_DECIMALS = 4
# The home of the class before and since pandas 3.
HOMES = ("pandas", "pandas.core.frame")
# Columns of years keep their digits together: 2023, not 2.023.
YEARS = frozenset({"year", "năm", "nam"})


def register_dataframe_formatter(lang: str = "vi") -> None:
    """Let every DataFrame shown in this shell carry its full table; no shell, no effect."""
    shell = get_ipython()
    if shell is None or shell.display_formatter is None:
        return
    formatter = shell.display_formatter.mimebundle_formatter
    for home in HOMES:
        formatter.for_type_by_name(home, "DataFrame", partial(dataframe_bundle, lang=lang))


def dataframe_bundle(frame: pd.DataFrame, include: object = None, exclude: object = None, *, lang: str) -> Json:
    """Return the frame as a section without a title, under :data:`MIME`."""
    return {MIME: Section("", "", (dataframe_table(frame, lang),), 2).to_json()}


def dataframe_table(frame: pd.DataFrame, lang: str) -> Table:
    """Return the frame as a table of texts; every row, index first unless it only counts.

    Numbers are in the language's form, whole ones without decimals, others with
    the decimals the column needs, at most :data:`MOST_DECIMALS`.  Missing values
    show as :data:`MISSING`.
    """
    levels = range(0 if _only_counts(frame) else frame.index.nlevels)
    names = [_title(frame.index.names[n]) for n in levels] + [_title(name) for name in frame.columns]
    columns = [frame.index.get_level_values(n).tolist() for n in levels]
    columns += [frame.iloc[:, n].tolist() for n in range(len(frame.columns))]
    shown = [_cells(values, name, lang) for values, name in zip(columns, names, strict=True)]
    rows = tuple(Row(cells) for cells in zip(*shown, strict=True))
    title = str(frame.attrs.get("title", ""))
    return Table("", title, tuple(map(_column, names, columns)), rows)


def _only_counts(frame: pd.DataFrame) -> bool:
    index = frame.index
    return index.nlevels == 1 and index.name is None and index.tolist() == list(range(len(index)))


def _title(name: Hashable) -> str:
    if isinstance(name, tuple):
        return " ".join(str(part) for part in name if str(part))
    return "" if name is None else str(name)


def _column(name: str, values: list[object]) -> Column:
    align: Align = "right" if any(map(_is_number, values)) else "left"
    return Column(name, align)


def _cells(values: list[object], name: str, lang: str) -> list[Cell]:
    if name.casefold() in YEARS:
        return [MISSING if _is_missing(value) else str(value) for value in values]
    places = max(map(_decimals, values), default=0)
    return [_cell(value, _text(value, places=places, lang=lang)) for value in values]


def _cell(value: object, shown: str) -> Cell:
    """A number keeps its value for the spreadsheet; it has no id, so it is no figure of ours."""
    if not _is_number(value):
        return shown
    exact = Fraction(str(value))
    return Figure("", int(exact) if exact.denominator == 1 else exact, "number", shown, "analyst")


def _text(value: object, *, places: int, lang: str) -> str:
    if _is_missing(value):
        return MISSING
    if isinstance(value, date):
        return _date(value, lang)
    if not _is_number(value):
        return str(value)
    exact = Decimal(str(value))
    return format_decimal(exact, places, lang) if places else format_integer(int(exact), lang)


def _date(value: date, lang: str) -> str:
    """Return a day in the language's form; a time of day that is not midnight follows it."""
    moment = value.time() if isinstance(value, datetime) else time()
    return format_date(value, lang) + (f" {moment:%H:%M:%S}" if moment != time() else "")


def _is_number(value: object) -> TypeGuard[int | float | Decimal]:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool) and math.isfinite(value)


def _is_missing(value: object) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return value is None or type(value).__name__ in ("NAType", "NaTType")


def _decimals(value: object) -> int:
    """Count the decimals a number needs: 2 for 1.25, none for 3.0."""
    if not _is_number(value):
        return 0
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    return min(MOST_DECIMALS, max(0, -int(exponent)))
