"""A report is assembled in one place: what ``check`` says of a plan is what its report says, and every job is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from poverty_analysis.batch.plan import Job, make_job
from poverty_analysis.batch.run import check_jobs
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan_choice import TERM, is_of_term, plan_years
from poverty_analysis.inputs.workspace import Workspace, plan_paths, read_plan, read_plans
from poverty_analysis.report.open import make_report
from poverty_analysis.values.problems import DataProblems
from tests.plans import check_json, edit_table
from tests.product import make_workspace
from tests.tree import ROOT

PLANS = plan_paths(Workspace(ROOT))


def job(unit: str, year: int, period: str, lang: str = "vi") -> Job:
    return make_job("annual_report", Params(unit, year, period, lang=lang), ("html",), (), None)


@pytest.mark.parametrize("edition", ["shared", "submission"])
@pytest.mark.parametrize("path", PLANS, ids=lambda path: path.name)
def test_check_says_of_a_plan_what_its_report_says(path: Path, edition: str) -> None:
    workspace = Workspace(ROOT)
    plan = read_plan(workspace, path)
    period = TERM if is_of_term(plan) else "year"
    params = Params(plan.plan.unit, plan_years(plan)[-1], period, plan=plan.name, edition=edition)
    told = [finding.to_json() for finding in make_report(workspace, params).findings]
    code, checked = check_json(path)
    assert code == 0 and told
    assert [{k: v for k, v in finding.items() if k != "file"} for finding in checked["findings"]] == told


def test_a_report_of_tables_read_before_is_the_same() -> None:
    from poverty_analysis.report.sources import read_shared

    workspace = Workspace(ROOT)
    shared = read_shared(workspace, read_plans(workspace))
    for params in (Params("999", 2023), Params("98", 2026), Params("38", 2020, TERM)):
        assert make_report(workspace, params, shared) == make_report(workspace, params)


def test_a_report_on_a_term_is_read_before_any_starts(tmp_path: Path) -> None:
    """Only the report on the term takes the yearly plan inside it, whose amount cannot be read."""
    root = make_workspace(tmp_path / "w")
    edit_table(root / "data" / "plans" / "huyen-mau-2023" / "claims.csv", lambda rows: rows[0].update(source_line="x"))
    workspace = Workspace(root)
    term = job("999", 2025, TERM)
    plans = read_plans(workspace)
    check_jobs(workspace, [job("999", 2025, "year")], plans)
    with pytest.raises(DataProblems):
        check_jobs(workspace, [job("999", 2025, "year"), term], plans)


def test_a_report_in_two_languages_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Params] = []
    monkeypatch.setattr("poverty_analysis.batch.run.make_report", lambda _, params, __: read.append(params))
    jobs = [job("999", 2023, period, lang) for period in ("year", "six_months") for lang in ("vi", "en")]
    check_jobs(Workspace(ROOT), jobs, ())
    assert [params.period for params in read] == ["year", "six_months"]
