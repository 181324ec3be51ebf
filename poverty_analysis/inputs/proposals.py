"""Read the table of proposals from which targets are assigned."""

from __future__ import annotations

from pathlib import Path

from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.inputs.csvs import read_csv
from poverty_analysis.inputs.raw import RawTable
from poverty_analysis.inputs.rows.kinds import Row, RowKind
from poverty_analysis.inputs.rows.plan import PROPOSAL_CAUSES, PROPOSALS
from poverty_analysis.inputs.xlsx.workbook import read_workbook
from poverty_analysis.plan.assignment.model import Proposal
from poverty_analysis.plan.assignment.sectors import CausePart
from poverty_analysis.values.problems import DataProblems, Place, Problem


def read_causes(path: Path, name: str) -> tuple[CausePart, ...]:
    """Read the causes of poverty of each unit from a CSV file, or from the sheet of a workbook that has one.

    Raises
    ------
    DataProblems
        All that the table checker finds.
    """
    sheet = PROPOSAL_CAUSES.table
    raw = read_workbook(path, name).tables.get(sheet) if path.suffix == ".xlsx" else read_csv(path, name)
    return () if raw is None else _checked(raw, PROPOSAL_CAUSES)


def read_proposals(path: Path, name: str) -> tuple[Proposal, ...]:
    """Read proposals from a CSV file or from the sheet ``proposals`` of a workbook.

    Raises
    ------
    DataProblems
        PA-308 when the workbook has no such sheet, and all that the table checker finds.
    """
    if path.suffix == ".xlsx":
        table = PROPOSALS.table
        raw = read_workbook(path, name).tables.get(table)
        if raw is None:
            raise DataProblems([Problem("PA-308", Place(name, table), values={"table": table})])
    else:
        raw = read_csv(path, name)
    return _checked(raw, PROPOSALS)


def _checked(raw: RawTable, kind: RowKind[Row]) -> tuple[Row, ...]:
    checked = kind.check(raw, read_contract().domains)
    if checked.problems:
        raise DataProblems(checked.problems)
    return checked.records
