"""Turn a plan from a folder of CSV files into one workbook, or back, without loss.

What is written is read again and compared before it gets its name, so a plan
that a format cannot hold exactly is a problem and never a changed plan.  A
target that exists is never touched.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from poverty_analysis.inputs.dataset import KINDS, Dataset
from poverty_analysis.inputs.entry.book import write_workbook
from poverty_analysis.inputs.plan.attachments import Attachment, read_attached
from poverty_analysis.inputs.rows.kinds import row_cells
from poverty_analysis.inputs.rows.plan import DOCUMENTS, PLAN
from poverty_analysis.inputs.writing import write_folder
from poverty_analysis.values.problems import DataProblems, Place, Problem

Read = Callable[[Path], Dataset]


def convert_dataset(source: Path, target: Path, read: Read) -> Dataset:
    """Write the plan at ``source`` in the other form at ``target`` and return it as read from there.

    Parameters
    ----------
    source, target : Path
        A folder and a file ending in ``.xlsx``, or the reverse.
    read : callable
        Reads a plan from either form (:func:`poverty_analysis.inputs.workspace.read_plan`).

    Raises
    ------
    DataProblems
        Those of ``source``; PA-607 the target exists, PA-608 what was written
        does not read the same, PA-609 both are of one kind, PA-610 an attached
        file that cannot be kept, PA-605 the system could not write.
    """
    to_workbook = target.suffix == ".xlsx"
    if to_workbook == (source.suffix == ".xlsx"):
        raise DataProblems([Problem("PA-609", Place(target.name))])
    if target.exists() or target.is_symlink():
        raise DataProblems([Problem("PA-607", Place(target.name))])
    dataset = read(source)
    if dataset.problems:
        raise DataProblems(dataset.problems)
    attached = read_attached(source, dataset.path)
    try:
        return _publish(dataset, attached, target, read)
    except OSError as error:
        raise DataProblems([Problem("PA-605", Place(target.name), values={"kind": type(error).__name__})]) from None


def _publish(dataset: Dataset, attached: tuple[Attachment, ...], target: Path, read: Read) -> Dataset:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".convert-", dir=target.parent) as folder:
        made = Path(folder) / target.name
        write = write_workbook if target.suffix == ".xlsx" else write_folder
        write(dataset, attached, made)
        again = read(made)
        if again.problems or content(again) != content(dataset) or read_attached(made, made.name) != attached:
            raise DataProblems([Problem("PA-608", Place(target.name)), *again.problems])
        _take_name(made, target)
    return read(target)


def _take_name(made: Path, target: Path) -> None:
    """Give the finished file or folder its name; fails when something took the name meanwhile."""
    if made.is_dir():
        target.mkdir()
        for inner in sorted(made.iterdir()):
            inner.rename(target / inner.name)
    else:
        with made.open("rb") as source, target.open("xb") as sink:
            shutil.copyfileobj(source, sink)


def content(dataset: Dataset) -> Mapping[str, object]:
    """What a plan says, without where it stands: two forms of one plan have equal contents."""
    tables = {DOCUMENTS: dataset.documents} | {kind: dataset.table(kind.table) for kind in KINDS}
    return {
        "plan": row_cells(PLAN.spec, dataset.plan),
        "narrative": dict(dataset.narrative),
        **{kind.table: [row_cells(kind.spec, record) for record in records] for kind, records in tables.items()},
    }
