"""Write postings as a ledger file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from poverty_analysis.inputs.checker import Record
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.writing import csv_cell


def write_ledger(target: Path, records: Sequence[Record]) -> None:
    """Write ``records`` as the new CSV file ``target`` with every column of the ledger; OSError when refused."""
    names = read_contract().tables["ledger"].names()
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([csv_cell(record.values[name]) for name in names] for record in records)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as stream:
        stream.write(made.getvalue().encode("utf-8"))
