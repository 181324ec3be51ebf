"""Small household tables for tests, in each of the three formats, with planted persons where asked."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
from pyarrow import parquet

from tests.plans import make_workspace

FLAGS = [f"d{n}" for n in range(1, 13)]
INFO = """unit: "999"
as_of: 2023-12-31
standard: VN-2022
synthetic: "yes"
source: Dữ liệu minh họa
"""


def household(number: int, *, unit: str = "99991", deprived: int = 0, **other: Any) -> dict[str, Any]:
    """A rural household of four persons with an income of one million, deprived in the first so many indicators."""
    flags = {name: int(place < deprived) for place, name in enumerate(FLAGS)}
    base = {"unit": unit, "village": "Thôn 1", "household": str(number), "area": "rural", "persons": 4}
    return {**base, "income": 1_000_000, **flags, **other}


def census(root: Path, rows: Iterable[Mapping[str, Any]], kind: str = "csv", info: str = INFO) -> Path:
    """A workspace with one census of the rows; the workspace may be there already."""
    made = (root if root.exists() else make_workspace(root)) / "data" / "census" / "huyen-mau-2023"
    made.mkdir(parents=True, exist_ok=True)
    (made / "census.yaml").write_text(info, encoding="utf-8")
    write(made / f"households.{kind}", list(rows))
    return made


def write(path: Path, rows: list[Mapping[str, Any]], labels: Mapping[str, str] | None = None) -> None:
    """Write a household table; ``labels`` become row 2 of CSV and XLSX."""
    names = list(rows[0])
    grid = [names, *([[labels.get(name, "Nhãn") for name in names]] if labels else [])]
    if path.suffix == ".parquet":
        columns = {name: [row[name] for row in rows] for name in names}
        parquet.write_table(pyarrow.table(columns), path)
    elif path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([*grid, *([row[name] for name in names] for row in rows)])
    else:
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        sheet.title = "households"
        for cells in [*grid, *([row[name] for name in names] for row in rows)]:
            sheet.append(cells)
        book.save(path)
