"""The chapter on the yearly review: figures by hand from the forms of the fictional unit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from poverty_analysis import sections
from poverty_analysis.blocks import Figure, Table
from poverty_analysis.reconcile import findings, reconcile
from poverty_analysis.sections.delivered import with_review
from poverty_analysis.sections.report import Report, open_report
from tests.tree import ROOT


@pytest.fixture
def report() -> Report:
    return open_report("999", 2023, workspace=str(ROOT))


def figures(report: Report) -> dict[str, Figure]:
    tables = [block for block in sections.review(report).blocks if isinstance(block, Table)]
    return {c.id: c for table in tables for row in table.rows for c in row.cells if isinstance(c, Figure)}


def test_rates_and_intensity_by_hand(report: Report) -> None:
    found = figures(report)
    assert found["review.VN-2022.poor_rate.households"].display == "19,90%"
    assert found["review.VN-2022.multidim_rate.households"].value == Fraction(5017, 15630)
    assert found["review.VN-2022.poor_rate.persons"].value == Fraction(14306, 67209)
    assert found["review.A"].value == Fraction(11395, 12 * 3110)
    assert found["review.M0"].value == Fraction(3110, 15630) * Fraction(11395, 12 * 3110)
    assert found["review.M0"].display.endswith("†")
    assert found["review.VN-2022.poor_movements.households.closing"].value == 3110
    parts = [figure.value for name, figure in found.items() if name.startswith("review.contribution.")]
    assert (len(parts), sum(parts)) == (12, 1)


def test_a_blank_cell_is_told_and_not_printed_as_zero(report: Report) -> None:
    blank = tuple(replace(r, counts={**r.counts, "new": None}) if "new" in r.counts else r for r in report.forms)
    found = sections.review(replace(report, forms=blank))
    words = [cell for block in found.blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]
    assert words.count("để trống") == 2


def test_forms_of_another_year_are_not_shown(report: Report) -> None:
    older = tuple(replace(row, as_of=row.as_of.replace(year=2022)) for row in report.forms)
    (slot,) = sections.review(replace(report, forms=older)).blocks
    assert "Chưa có" in str(slot)


def test_a_form_that_does_not_close_is_told_in_the_report_and_small_cells_are_not() -> None:
    report = open_report("999", 2023, workspace=str(ROOT))
    flow = next(row for row in report.forms if row.form == "form_poor_movements")
    wrong = replace(flow, counts={**flow.counts, "closing": 3000})
    groups = replace(flow, form="form_groups", counts={"poor": 1, "minority_poor": 3})
    facts = with_review(report.facts, report.law, (wrong, groups), ())
    found = [f for f in findings(reconcile(facts)) if f.rule.startswith("form_")]
    assert [(f.rule, f.difference) for f in found] == [("form_closing", -110)]
