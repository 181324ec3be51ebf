"""The ledgers of the fictional district: as their program writes them, and explained as they were planted."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from poverty_analysis.params import Params
from poverty_analysis.reconcile.ledgers import TREASURY_KEYS, comparison
from poverty_analysis.reconcile.matching.result import MATCHED, Comparison
from poverty_analysis.sections.report import Report, make_report
from poverty_analysis.workspace import Workspace
from tests.planted import KINDS
from tests.tree import ROOT
from tools.example_ledgers import EXPORT, FOLDER, export_rows, files, treasury

TRUTH = list(csv.DictReader(io.StringIO(files()["truth/huyen-mau-2023.csv"])))


@pytest.fixture(scope="module")
def report() -> Report:
    return make_report(Workspace(ROOT), Params("999", 2023))


@pytest.fixture(scope="module")
def found(report: Report) -> Comparison:
    made = comparison(report.facts, "treasury")
    assert made is not None
    return made


def test_the_files_are_what_the_program_writes() -> None:
    assert {name: (FOLDER / name).read_text(encoding="utf-8") for name in files()} == files()


def test_the_export_is_the_list_the_program_makes() -> None:
    (sheet,) = load_workbook(FOLDER / EXPORT).worksheets
    written = [[cell.value for cell in row] for row in sheet.iter_rows()]
    width = max(len(row) for row in export_rows(treasury().rows))
    assert written == [[*row, *[None] * (width - len(row))] for row in export_rows(treasury().rows)]


def test_all_twenty_situations_are_planted() -> None:
    assert {row["situation"] for row in TRUTH} == set(KINDS)


def test_every_planted_difference_is_named_and_no_other(found: Comparison) -> None:
    planted = sorted(
        (row["situation"], *(row[name] for name in TREASURY_KEYS), int(row["amount_vnd"]), int(row["moved_vnd"]))
        for row in TRUTH
        if row["situation"] not in MATCHED
    )
    names = ["reason", *TREASURY_KEYS, "amount_vnd", "moved_vnd"]
    assert sorted(found.differences[names].itertuples(index=False, name=None)) == planted
    assert found.unexplained_vnd == 0


def test_every_planted_match_is_a_group(found: Comparison) -> None:
    groups = set(found.groups[["situation", *TREASURY_KEYS]].itertuples(index=False, name=None))
    planted = {tuple(row[name] for name in ("situation", *TREASURY_KEYS)) for row in TRUTH}
    assert {one for one in planted if one[0] in MATCHED} <= groups


def test_the_vouchers_of_the_truth_are_the_rows_named(report: Report, found: Comparison) -> None:
    documents = {e.cell: e.document for e in report.facts.booked}
    for row in TRUTH:
        chosen = found.differences
        for name in ("reason", *TREASURY_KEYS):
            chosen = chosen[chosen[name] == row["situation" if name == "reason" else name]]
        named = {documents[cell] for rows in chosen["right_rows"] for cell in rows}
        if row["situation"] not in MATCHED:
            assert set(row["documents"].split()) <= named


def test_the_year_before_closes_with_what_the_year_opens_with(report: Report) -> None:
    carried = [f for f in report.findings if f.rule == "carry_over"]
    assert carried and all(f.reason == "holds" for f in carried)
