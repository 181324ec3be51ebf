"""The ledgers of the fictional district: as their program writes them, and explained as they were planted."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from poverty_analysis import chapters
from poverty_analysis.blocks import Figure, Section, Table, Text
from poverty_analysis.budget.reconcile.result import MATCHED, Comparison
from poverty_analysis.checks.ledgers import TREASURY_KEYS, comparison
from poverty_analysis.checks.postings import year_balances
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.workspace import Workspace
from poverty_analysis.report.open import Report, make_report
from tests.planted import KINDS
from tests.some import some
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
    for row in some(TRUTH):
        chosen = found.differences
        for name in ("reason", *TREASURY_KEYS):
            chosen = chosen[chosen[name] == row["situation" if name == "reason" else name]]
        named = {documents[label.cell] for rows in chosen["right_rows"] for label in rows}
        if row["situation"] not in MATCHED:
            assert set(row["documents"].split()) <= named


def test_the_year_before_closes_with_what_the_year_opens_with(report: Report) -> None:
    carried = [f for f in report.findings if f.rule == "carry_over"]
    assert carried and all(f.reason == "holds" for f in carried)


def texts(section: Section) -> list[list[str]]:
    """The cells of the rows of every table of a section, as they are printed."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    return [
        [cell.display if isinstance(cell, Figure) else cell for cell in row.cells] for one in tables for row in one.rows
    ]


def test_every_key_that_does_not_balance_shows_its_postings_and_where_they_lead(report: Report) -> None:
    rows = texts(chapters.unbalanced(report))
    failed = [part for part in year_balances(report.facts) if part.residual_vnd]
    assert sum(bool(row[0]) for row in rows) == len(failed) == 16
    assert sum(row[2] == "Chênh lệch" for row in rows) == len(failed)
    first = next(n for n, row in enumerate(rows) if row[0].startswith("MAU-12, DA2, NSTW 2023"))
    assert [row[2:6] for row in rows[first : first + 4]] == [
        ["MH-PB-10", "Phân bổ", "2.250.000.000", "2.250.000.000"],
        ["KB-024", "Giải ngân", "-2.262.500.000", "-12.500.000"],
        ["Số dư đầu năm theo sổ năm sau", "", "0", ""],
        ["Chênh lệch", "", "12.500.000", ""],
    ]


def test_rounding_is_printed_with_its_tolerance_and_matches_with_the_rows_of_both_sides(report: Report) -> None:
    reasons = [row[0] for row in texts(chapters.difference_rows(report))]
    assert "Chênh lệch do làm tròn, trong dung sai (dung sai 1.000 đồng)" in reasons
    assert all("huyen-mau-2023" in row[-2] and "kho-bac" in row[-1] for row in some(texts(chapters.matched(report))))


def test_what_is_not_among_the_first_to_act_on_is_counted(report: Report) -> None:
    blocks = chapters.differences(report).blocks
    shown = sum(isinstance(block, Text) and block.kind == "finding" for block in blocks)
    (rest,) = [b.items[0] for b in blocks if isinstance(b, Text) and b.kind == "note"]
    assert (shown, rest.split()[:2]) == (10, ["Còn", "3"])


def test_the_steps_close(report: Report) -> None:
    for row in some(texts(chapters.steps(report))):
        checked, passed, failed, noted = (int(cell) for cell in row[1:5])
        assert checked == passed + failed + noted
