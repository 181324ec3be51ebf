"""Read the table of proposals from which targets are assigned."""

from __future__ import annotations

from pathlib import Path

from poverty_analysis.inputs.checker import Record, check_table
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.inputs.xlsx.workbook import read_workbook
from poverty_analysis.values.problems import DataProblems, Place, Problem

TABLE = "proposals"
CAUSES = "proposal_causes"


def read_causes(path: Path, name: str) -> tuple[Record, ...]:
    """Read the causes of poverty of each unit from a CSV file, or from the sheet of a workbook that has one.

    Raises
    ------
    DataProblems
        All that the table checker finds.
    """
    raw = read_workbook(path, name).tables.get(CAUSES) if path.suffix == ".xlsx" else read_csv(path, name)
    return () if raw is None else _checked(raw, CAUSES)


def read_proposals(path: Path, name: str) -> tuple[Record, ...]:
    """Read proposals from a CSV file or from the sheet ``proposals`` of a workbook.

    Raises
    ------
    DataProblems
        PA-308 when the workbook has no such sheet, and all that the table checker finds.
    """
    if path.suffix == ".xlsx":
        raw = read_workbook(path, name).tables.get(TABLE)
        if raw is None:
            raise DataProblems([Problem("PA-308", Place(name, TABLE), values={"table": TABLE})])
    else:
        raw = read_csv(path, name)
    return _checked(raw, TABLE)


def _checked(raw: RawTable, table: str) -> tuple[Record, ...]:
    domains = {key: tuple(words) for key, words in read_contract().domains.items()}
    checked = check_table(raw, read_contract().tables[table], domains)
    if checked.problems:
        raise DataProblems(checked.problems)
    return checked.records
