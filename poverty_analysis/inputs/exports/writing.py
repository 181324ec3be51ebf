"""Write postings as a ledger file."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from poverty_analysis.budget.ledger import Entry
from poverty_analysis.inputs.rows.kinds import row_cells
from poverty_analysis.inputs.rows.plan import LEDGER
from poverty_analysis.inputs.writing import csv_cell


def write_ledger(target: Path, records: Sequence[Entry]) -> None:
    """Write ``records`` as the new CSV file ``target`` with every column of the ledger; OSError when refused."""
    spec = LEDGER.spec
    made = io.StringIO(newline="")
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(spec.names())
    writer.writerows([csv_cell(value) for value in row_cells(spec, record)] for record in records)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as stream:
        stream.write(made.getvalue().encode("utf-8"))
