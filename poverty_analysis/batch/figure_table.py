"""The figures of all published reports as one long table, for a dashboard or a statistics program.

Only what a report publishes is read: its ``figures.json`` and its manifest.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from poverty_analysis.batch.index import Listed, list_reports
from poverty_analysis.inputs.formula_guard import guarded
from poverty_analysis.values.problems import DataProblems, Place, Problem

if TYPE_CHECKING:
    import pandas as pd

#: Columns in their order, each with what it holds: Stata shows these words beside its variables.
COLUMNS: Final = {
    "report": "Notebook that made the report",
    "edition": "shared or submission",
    "unit": "Code of the unit",
    "unit_name": "Name of the unit",
    "province": "Name of its province",
    "year": "Year in which the period ends",
    "period": "year, six_months, term, ...",
    "period_first": "First day of the period",
    "period_last": "Last day of the period",
    "figure": "Id of the figure",
    "value": "Value; shares are 0 to 1, money is whole VND",
    "exact": "Value as a whole number or fraction",
    "measured_in": "vnd, share, count, year, vnd_per_unit, number",
    "display": "Value as printed, with its marks",
    "formula": "How it was reckoned",
    "cells": "Source cells",
    "law": "Acts it rests on",
    "synthetic": "Made-up data",
}


def figure_table(outputs: Path) -> pd.DataFrame:
    """Every figure of every report in a folder of outputs, one a row.

    Parameters
    ----------
    outputs : Path
        As ``run`` writes it.

    Returns
    -------
    DataFrame
        The columns :data:`COLUMNS`, in the order of the catalogue page.  A
        report in two languages has the same figures twice: they are taken
        once, the Vietnamese ones if there are any.  Codes are text; ``value``
        is a float, ``exact`` the text of a whole number or a fraction that it
        was made of.  A figure hidden in a shared report is not there.

    Raises
    ------
    DataProblems
        PA-619 where no report is found, or the figures of one cannot be read.
    """
    import pandas as pd

    rows: list[dict[str, object]] = []
    problems: list[Problem] = []
    for one in _once(list_reports(outputs)):
        try:
            rows += _rows(outputs, one)
        except (OSError, ValueError, KeyError, TypeError):
            problems.append(Problem("PA-619", Place(one.folder)))
    if problems or not rows:
        raise DataProblems(problems or [Problem("PA-619", Place(str(outputs)))])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def write_figure_table(table: pd.DataFrame, target: Path) -> None:
    """Write a table of figures as CSV, Parquet or Stata file, as the name of ``target`` ends.

    In CSV a text that a spreadsheet would run has an apostrophe before it.
    The variables of a Stata file have labels.

    Raises
    ------
    DataProblems
        PA-625 another ending, PA-607 the target exists.
    OSError
        It cannot be written.
    """
    if target.suffix not in _WRITERS:
        raise DataProblems([Problem("PA-625", Place(target.name), values={"known": ", ".join(_WRITERS)})])
    if target.exists() or target.is_symlink():
        raise DataProblems([Problem("PA-607", Place(target.name))])
    # Whole or not at all, also where the disk is full.
    work = target.with_name(f".{target.name}.part")
    try:
        _WRITERS[target.suffix](table, work)
        work.rename(target)
    finally:
        work.unlink(missing_ok=True)


def _write_csv(table: pd.DataFrame, target: Path) -> None:
    text = table.map(lambda cell: guarded(cell) if isinstance(cell, str) else cell)
    text.to_csv(target, index=False, encoding="utf-8", lineterminator="\n")


def _write_parquet(table: pd.DataFrame, target: Path) -> None:
    table.to_parquet(target, index=False)


def _write_stata(table: pd.DataFrame, target: Path) -> None:
    # Text of any length is a strL, which version 118 has with all letters.
    from pandas.api.types import is_numeric_dtype

    long = [name for name in table.columns if not is_numeric_dtype(table[name])]
    stata = table.assign(synthetic=table["synthetic"].astype("int8"))
    # The time in the file is that of its figures: the same reports give the same bytes.
    when = dt.datetime.fromisoformat(str(table["period_last"].max()))
    labels = cast("dict[Hashable, str]", dict(COLUMNS))
    stata.to_stata(target, write_index=False, version=118, variable_labels=labels, convert_strl=long, time_stamp=when)


_WRITERS: Final = {".csv": _write_csv, ".parquet": _write_parquet, ".dta": _write_stata}


def _once(reports: tuple[Listed, ...]) -> Iterator[Listed]:
    """Reports that differ in more than their language; the catalogue has Vietnamese first."""
    seen: set[tuple[object, ...]] = set()
    for one in reports:
        key = (one.edition, one.span, one.unit, one.report, one.synthetic, Path(one.folder).parent)
        if key not in seen:
            seen.add(key)
            yield one


def _rows(outputs: Path, one: Listed) -> Iterator[dict[str, object]]:
    (path,) = (outputs / one.folder).glob("*figures.json")
    about = {
        "report": one.report,
        "edition": one.edition,
        "unit": one.unit,
        "unit_name": one.name,
        "province": one.province,
        "year": one.span.last.year,
        "period": one.span.kind,
        "period_first": one.span.first.isoformat(),
        "period_last": one.span.last.isoformat(),
        "synthetic": one.synthetic,
    }
    for figure in json.loads(path.read_text(encoding="utf-8"))["figures"]:
        yield about | {
            "figure": figure["id"],
            "value": float(figure["value"]),
            "exact": figure["exact"],
            "measured_in": figure["unit"],
            "display": figure["display"],
            "formula": figure["formula"],
            "cells": "; ".join(figure["inputs"]),
            "law": "; ".join(figure["law"]),
        }
