"""The chapter on the yearly review: figures by hand from the forms of the fictional unit."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from poverty_analysis import chapters
from poverty_analysis.blocks import Figure, Table
from poverty_analysis.checks import findings, run_rules
from poverty_analysis.report.facts import with_review
from poverty_analysis.report.open import Report, open_report
from tests.tree import ROOT


@pytest.fixture
def report() -> Report:
    return open_report("999", 2023, workspace=str(ROOT))


def figures(report: Report) -> dict[str, Figure]:
    parts = (chapters.review(report), chapters.deprived(report))
    tables = [block for part in parts for block in part.blocks if isinstance(block, Table)]
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
    parts = {name.rpartition(".")[2]: f.value for name, f in found.items() if name.startswith("review.contribution.")}
    assert sum(value for name, value in parts.items() if name[1:].isdigit()) == 1
    dimensions = ("work", "health", "education", "housing", "water", "information")
    assert sum(parts[name] for name in dimensions) == 1 and len(parts) == 18
    assert parts["housing"] == Fraction(1290 + 610, 11395)
    assert found["review.deprived.d1.share"].value == Fraction(1120, 3110)


def test_a_blank_cell_is_told_and_not_printed_as_zero(report: Report) -> None:
    blank = tuple(replace(r, counts={**r.counts, "new": None}) if "new" in r.counts else r for r in report.forms)
    found = chapters.review(replace(report, forms=blank))
    words = [cell for block in found.blocks if isinstance(block, Table) for row in block.rows for cell in row.cells]
    assert words.count("để trống") == 2


def test_forms_of_another_year_are_not_shown(report: Report) -> None:
    older = tuple(replace(row, as_of=row.as_of.replace(year=2022)) for row in report.forms)
    (slot,) = chapters.review(replace(report, forms=older)).blocks
    assert "Chưa có" in str(slot)


def test_a_form_that_does_not_close_is_told_in_the_report_and_small_cells_are_not() -> None:
    report = open_report("999", 2023, workspace=str(ROOT))
    flow = next(row for row in report.forms if row.form == "form_poor_movements")
    wrong = replace(flow, counts={**flow.counts, "closing": 3000})
    groups = replace(flow, form="form_groups", counts={"poor": 1, "minority_poor": 3})
    facts = with_review(report.facts, report.law, (wrong, groups), ())
    found = [f for f in findings(run_rules(facts)) if f.rule.startswith("form_")]
    assert [(f.rule, f.difference) for f in found] == [("form_closing", -110)]


def test_a_hidden_cell_has_its_own_sign_and_gives_no_share(report: Report) -> None:
    hidden = tuple(
        replace(r, counts={**r.counts, "d3": None, "total": None}, masked=frozenset({"d3", "total"}))
        if "d3" in r.counts
        else r
        for r in report.forms
    )
    (table,) = [
        b
        for b in chapters.deprived(replace(report, forms=hidden)).blocks
        if getattr(b, "id", "") == "review-deprivations"
    ]
    assert isinstance(table, Table)
    (row,) = [row for row in table.rows if row.cells[0] == "Dinh dưỡng"]
    assert set(row.cells[1:4]) == {"*"} and any("được ẩn để bảo mật" in note for note in table.notes)
    found = figures(replace(report, forms=hidden))
    assert "review.A" not in found and "review.contribution.d1" not in found


def test_shares_beside_a_hidden_cell_are_of_the_printed_total(report: Report) -> None:
    hidden = tuple(
        replace(r, counts={**r.counts, "d3": None, "d4": None}, masked=frozenset({"d3", "d4"}))
        if "d3" in r.counts
        else r
        for r in report.forms
    )
    found = figures(replace(report, forms=hidden))
    assert found["review.contribution.d1"].value == Fraction(1120, 11395)
    assert "review.contribution.d3" not in found


def test_nothing_is_said_of_hidden_cells(report: Report) -> None:
    """Neither a sum that would give one away nor a bound that a missing number seems to break."""
    form = next(row for row in report.forms if "d3" in row.counts)
    for name in ("d3", "total"):
        hidden = replace(form, counts={**form.counts, name: None}, masked=frozenset({name}))
        facts = with_review(report.facts, report.law, (hidden,), ())
        assert not [f for f in findings(run_rules(facts)) if f.rule.startswith("form_")]


def test_a_crossing_without_a_release_waits(report: Report) -> None:
    assert report.disclosed.release(2023) and not report.disclosed.waiting(2023)
    waiting = replace(report.disclosed, releases=(), withheld=frozenset({("form_causes", report.forms[0].as_of)}))
    *_, slot = chapters.review(replace(report, disclosed=waiting)).blocks
    assert "chưa được duyệt công bố" in str(slot)


def test_a_submission_reads_the_exact_forms() -> None:
    exact = open_report("999", 2023, workspace=str(ROOT), edition="submission")
    assert any(file.path.endswith("form_poor_deprivations.csv") and "forms" in file.path for file in exact.files)
    assert not exact.disclosed.releases and not any(row.masked for row in exact.forms)
