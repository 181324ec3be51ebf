"""Poverty standards by day, by review and by list."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from poverty_analysis import chapters
from poverty_analysis import law as law_data
from poverty_analysis.blocks import Figure, Table
from poverty_analysis.chapters.frame.standards_used import standards_table
from poverty_analysis.cli.commands import cli
from poverty_analysis.inputs.forms import read_forms
from poverty_analysis.inputs.workspace import Workspace, find_workspace, read_one
from poverty_analysis.law import (
    Law,
    governs,
    local_standards,
    read_law,
    read_law_folder,
    standard,
    standard_of_list,
    standards_of_census,
)
from poverty_analysis.report.open import open_report
from poverty_analysis.values.problems import DataProblems, Problem
from tests.plans import HUYEN_MAU, make_workspace
from tests.tree import ROOT


@pytest.fixture(scope="module")
def law() -> Law:
    return read_law()


def refused(law: Law, id: str, on: dt.date) -> Problem:
    with pytest.raises(DataProblems) as caught:
        standard(law, id, on)
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("id", "day"),
    [
        *(("VN-2011", day) for day in ("2011-01-01", "2015-12-31", "2010-12-01")),
        *(("VN-2016", day) for day in ("2016-01-01", "2021-12-31", "2015-12-31")),
        *(("VN-2022", day) for day in ("2022-01-01", "2026-12-31", "2021-12-31")),
        *(("VN-2027", day) for day in ("2027-01-01", "2030-12-31", "2026-12-31")),
        *(("DN-2022", day) for day in ("2022-08-10", "2025-12-31")),
    ],
)
def test_a_standard_governs_its_days_and_the_review_before(law: Law, id: str, day: str) -> None:
    assert standard(law, id, dt.date.fromisoformat(day)).id == id


@pytest.mark.parametrize(
    ("id", "day", "near"),
    [
        ("VN-2022", "2021-06-30", "VN-2016 (2016-01-01 - 2022-01-01)"),
        ("VN-2022", "2027-01-01", "VN-2027 (2027-01-01 - 2031-01-01)"),
        ("VN-2016", "2022-01-01", "VN-2022 (2022-01-01 - 2027-01-01)"),
        ("VN-2016", "2015-11-18", "VN-2011 (2011-01-01 - 2016-01-01)"),
        ("VN-2011", "2009-12-31", "VN-2016 (2016-01-01 - 2022-01-01)"),
        ("VN-2022", "2031-01-01", "VN-2027 (2027-01-01 - 2031-01-01)"),
        ("DN-2022", "2026-01-01", "VN-2022 (2022-01-01 - 2027-01-01)"),
    ],
)
def test_outside_its_dates_the_neighbours_are_named(law: Law, id: str, day: str, near: str) -> None:
    problem = refused(law, id, dt.date.fromisoformat(day))
    assert (problem.code, problem.seen, problem.values["date"], problem.values["near"]) == ("PA-506", id, day, near)


def test_at_the_end_of_2021_two_standards_stand_beside_each_other(law: Law) -> None:
    day = dt.date(2021, 12, 31)
    assert [one.id for one in law.standards if governs(law, one, day)] == ["VN-2016", "VN-2022"]
    assert "VN-2016" in refused(law, "VN-2027", day).values["near"]
    assert "VN-2022" in refused(law, "VN-2027", day).values["near"]


@pytest.mark.parametrize("year", [2009, 2031])
def test_a_year_outside_the_calendar_is_refused(law: Law, year: int) -> None:
    with pytest.raises(DataProblems) as caught:
        standards_of_census(law, year)
    assert [(p.code, p.seen, p.values["near"]) for p in caught.value.problems] == [("PA-507", str(year), "2010 - 2030")]


def test_the_list_of_2031_is_not_known(law: Law) -> None:
    assert standard_of_list(law, 2030).id == "VN-2027"
    for year in (2031, 2010):
        with pytest.raises(DataProblems) as caught:
            standard_of_list(law, year)
        assert [(problem.code, problem.seen) for problem in caught.value.problems] == [("PA-507", str(year))]


def test_the_nearest_standard_is_the_next_one_whatever_the_order_of_the_file(law: Law) -> None:
    turned = replace(law, standards=law.standards[::-1])
    near = [refused(one, "VN-2011", dt.date(2009, 12, 31)).values["near"] for one in (law, turned)]
    assert near == ["VN-2016 (2016-01-01 - 2022-01-01)"] * 2


def test_a_province_may_have_its_own_standard(law: Law) -> None:
    assert [one.id for one in local_standards(law, "75", dt.date(2023, 12, 31))] == ["DN-2022"]
    assert local_standards(law, "75", dt.date(2026, 12, 31)) == ()
    assert local_standards(law, "11", dt.date(2023, 12, 31)) == ()


def test_the_scores_of_2016_are_known_from_10_11_2018_on_only(law: Law) -> None:
    """Circular 14/2018/TT-BLĐTBXH; the census of 2015 had other scores, which are not known whole."""
    before, after = (standard(law, "VN-2016", dt.date(2018, 11, day)) for day in (9, 10))
    assert (before.points, before.income) == ((), after.income)
    assert [(one.id, one.up_to.urban, one.up_to.rural) for one in after.points] == [
        ("low", 140, 120),
        ("middle", 175, 150),
    ]
    assert standard(law, "VN-2022", dt.date(2022, 1, 1)).points != ()


def test_the_review_of_2010_began_on_21_september(law: Law) -> None:
    assert standard(law, "VN-2011", dt.date(2010, 9, 21)).id == "VN-2011"
    assert refused(law, "VN-2011", dt.date(2010, 9, 20)).code == "PA-506"


def test_indicators_are_in_the_order_of_the_form(law: Law) -> None:
    of = standard(law, "VN-2022")
    assert [one.column for one in of.indicator_list] == [f"d{n}" for n in range(1, 13)]
    assert (of.indicator_list[3].id, of.indicator_list[11].id) == ("health_insurance", "information_means")
    assert len({one.dimension for one in of.indicator_list}) == 6
    old = standard(law, "VN-2016")
    assert (len(old.indicator_list), len({one.dimension for one in old.indicator_list})) == (10, 5)


def test_who_counts_for_health_insurance_is_a_setting(law: Law) -> None:
    assert standard(law, "VN-2022").insurance == ("any_member", "child")
    assert standard(law, "VN-2011").insurance == ()
    insurance = standard(law, "VN-2022").indicator_list[3]
    assert [insurance.scope_column(scope) for scope in insurance.scopes] == ["d4", "d4_child"]


def test_counts_of_deprivations_mean_something_only_where_they_decide(law: Law) -> None:
    found = {one.id: (one.indicators, one.deprivations) for one in law.standards}
    assert found == {"VN-2011": (0, 0), "VN-2016": (0, 0), "VN-2022": (12, 3), "VN-2027": (12, 3), "DN-2022": (12, 2)}


def test_no_class_no_ceiling(law: Law) -> None:
    assert standard(law, "VN-2027").ceiling("rural", "average_farm") is None


def results(workspace: Workspace, *rows: tuple[str, ...]) -> list[tuple[str, str, str]]:
    head = ("unit", "as_of", "standard", "households", "poor", "near_poor", "status", "agency", "source")
    rest = ("15200", "4864", "2128", "official", "UBND Huyện Mẫu", "Dữ liệu minh họa")
    lines = [",".join(head), *(",".join(("999", *row, *rest)) for row in rows)]
    path = workspace.root / "data" / "results" / "days.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [(p.code, p.seen, p.values["date"]) for p in read_one(workspace, path).problems]


def test_a_result_under_a_standard_that_does_not_govern_its_day_is_a_problem(tmp_path: Path) -> None:
    workspace = find_workspace(make_workspace(tmp_path / "w", HUYEN_MAU))
    both = (("2021-12-31", "VN-2016"), ("2021-12-31", "VN-2022"))
    assert results(workspace, *both) == []
    assert results(workspace, ("2021-06-30", "VN-2022")) == [("PA-506", "VN-2022", "2021-06-30")]
    assert results(workspace, ("2027-12-31", "VN-2022")) == [("PA-506", "VN-2022", "2027-12-31")]


def test_a_form_under_a_standard_that_does_not_govern_its_day_is_a_problem(tmp_path: Path) -> None:
    head = "unit,as_of,standard,households,persons,poor,near_poor,average_farm,poor_persons,near_poor_persons"
    path = tmp_path / "form_results.csv"
    path.write_text(f"{head}\n999,2023-12-31,VN-2016,10,40,1,1,,4,4\n", encoding="utf-8")
    found = read_forms((path,), lambda one: one.name, {"unit": ("999",), "standard": ("VN-2016",)}).problems
    assert [(p.code, p.place.row, p.values["near"]) for p in found] == [
        ("PA-506", 2, "VN-2022 (2022-01-01 - 2027-01-01)")
    ]


def test_the_annex_prints_the_lines_of_the_standards_used() -> None:
    report = open_report("999", 2023, workspace=str(ROOT))
    table = next(b for b in chapters.method(report).blocks if isinstance(b, Table) and b.id == "standards-used")
    figures = {c.id: (c.value, c.display) for row in table.rows for c in row.cells if isinstance(c, Figure)}
    assert figures["law.VN-2022.1.rural"] == (1_500_000, "1.500.000")
    assert figures["law.VN-2022.3.urban"] == (3_000_000, "3.000.000†")
    assert {str(row.cells[0]) for row in table.rows} == {"VN-2016", "VN-2022"}
    assert set(table.law) == {"QD-59-2015", "ND-07-2021"}


def test_a_report_without_a_standard_has_no_such_table() -> None:
    report = open_report("999", 2023, workspace=str(ROOT))
    dataset = replace(report.dataset, keys=replace(report.dataset.plan, standard=""))
    assert standards_table(replace(report, dataset=dataset, results=(), forms=())) is None


def test_a_line_is_marked_by_its_own_value_not_by_its_act() -> None:
    report = open_report("999", 2023, workspace=str(ROOT))
    old = tuple(replace(row, standard="VN-2016") for row in report.forms)
    table = standards_table(replace(report, forms=old))
    assert table is not None
    assert "900.000†" in {c.display for row in table.rows for c in row.cells if isinstance(c, Figure)}


def test_check_tells_what_does_not_fit_in_the_law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "law"
    shutil.copytree(Path(law_data.__file__).parent, folder)
    path = folder / "standards.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("threshold: 2\n", "threshold: 20\n"), encoding="utf-8")
    monkeypatch.setattr("poverty_analysis.cli.checking.read_law", lambda: read_law_folder(folder))
    told = CliRunner().invoke(cli, ["--workspace", str(ROOT), "check", "--json"])
    (problem,) = json.loads(told.stdout)["problems"]
    assert (told.exit_code, problem["code"], problem["seen"]) == (3, "PA-523", "threshold")
