"""A report is assembled in one place: what ``check`` says of a plan is what its report says, and every job is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from poverty_analysis import chapters
from poverty_analysis.batch.plan import Choice, Job, make_job, plan_jobs
from poverty_analysis.batch.run import check_inputs
from poverty_analysis.blocks import MIME
from poverty_analysis.chapters.frame.acts import with_acts
from poverty_analysis.inputs.index.plans import read_heads
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan_choice import TERM, is_of_term, plan_years
from poverty_analysis.inputs.workspace import (
    Workspace,
    plan_paths,
    planned_units,
    read_plan,
    read_units_near,
)
from poverty_analysis.law import citation, read_law
from poverty_analysis.report.open import Report, make_report
from poverty_analysis.report.record import acts_used
from poverty_analysis.report.sources import read_shared
from poverty_analysis.values.problems import DataProblems
from poverty_analysis.wording.findings import rule_codes, rule_words
from tests.plans import check_json, edit_table
from tests.product import make_workspace
from tests.some import some
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
    workspace = Workspace(ROOT)
    shared = read_shared(workspace)
    for params in (Params("999", 2023), Params("98", 2026), Params("38", 2020, TERM)):
        assert make_report(workspace, params, shared) == make_report(workspace, params)


def test_a_report_on_a_term_is_read_before_any_starts(tmp_path: Path) -> None:
    """Only the report on the term takes the yearly plan inside it, whose amount cannot be read."""
    root = make_workspace(tmp_path / "w")
    edit_table(root / "data" / "plans" / "huyen-mau-2023" / "claims.csv", lambda rows: rows[0].update(source_line="x"))
    workspace = Workspace(root)
    term = job("999", 2025, TERM)
    plans = read_heads(workspace)
    yearly = job("999", 2025, "year")
    assert check_inputs(workspace, [yearly], plans) == {}
    found = check_inputs(workspace, [yearly, term], plans)
    assert list(found) == [term]
    assert {problem.place.file for problem in found[term]} == {"data/plans/huyen-mau-2023/claims.csv"}


def standard_of_another_time(rows: list[dict[str, str]]) -> None:
    next(row for row in rows if (row["unit"], row["as_of"]) == ("98", "2026-12-31"))["standard"] = "VN-2016"


def test_a_broken_plan_is_told_of_its_own_jobs_in_each_language_and_a_broken_ledger_of_all(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    edit_table(root / "data" / "plans" / "tuan-giao-2023" / "budget.csv", lambda rows: rows[0].update(amount_vnd="1e5"))
    # A row that reports stand without stops no other unit either.
    edit_table(root / "data" / "results" / "tinh-mau-moi.csv", standard_of_another_time)
    workspace = Workspace(root)
    broken = [job("099", 2023, "year", lang) for lang in ("vi", "en")]
    jobs, plans = [*broken, job("999", 2023, "year")], read_heads(workspace)
    found = check_inputs(workspace, jobs, plans)
    assert list(found) == broken
    assert [(p.code, p.place.column, p.seen) for p in found[broken[0]]][:1] == [("PA-203", "amount_vnd", "1e5")]
    ledger = next((root / "data" / "ledgers").glob("*.csv"))
    edit_table(ledger, lambda rows: rows[0].update(amount_vnd="NaN"))
    with pytest.raises(DataProblems) as caught:
        check_inputs(Workspace(root), jobs, plans)
    assert {"1e5", "NaN"} <= {problem.seen for problem in caught.value.problems}


def test_a_broken_plan_of_a_commune_does_not_stop_the_report_above(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    edit_table(root / "data" / "plans" / "xa-mau-bac-2026" / "targets.csv", lambda rows: rows[0].update(comparator="x"))
    workspace, above, below = Workspace(root), job("98", 2026, "year"), job("99981", 2026, "year")
    assert list(check_inputs(workspace, [above, below], read_heads(workspace))) == [below]


def test_a_report_in_two_languages_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Params] = []
    monkeypatch.setattr("poverty_analysis.batch.run.own_heads", lambda _, params: read.append(params) or ())
    jobs = [job("999", 2023, period, lang) for period in ("year", "six_months") for lang in ("vi", "en")]
    check_inputs(Workspace(ROOT), jobs, ())
    assert [params.period for params in read] == ["year", "six_months"]


@cache
def example_jobs() -> tuple[Job, ...]:
    workspace = Workspace(ROOT)
    plans = read_heads(workspace)
    files = tuple(sorted((ROOT / "params").glob("*.yaml")))
    return plan_jobs(workspace, files, Choice(), plans, read_units_near(workspace, *planned_units(plans)))[0]


def executed(one: Job, report: Report) -> tuple[dict[str, Any], ...]:
    """The sections of the notebook's chapters, each cell evaluated as the kernel would."""
    nb = nbformat.read(ROOT / "notebooks" / f"{one.notebook}.ipynb", as_version=4)  # type: ignore[no-untyped-call]
    names: dict[str, Any] = {"chapters": chapters, "report": report}
    (parameters,) = (cell.source for cell in nb.cells if "parameters" in cell.metadata.get("tags", ()))
    exec(parameters, names)
    made = (eval(cell.source, names) for cell in nb.cells if cell.source.startswith("chapters."))
    return tuple(section.to_json() for section in made)


def own_words(sections: tuple[dict[str, Any], ...]) -> Iterator[str]:
    """What the report prints in its own name: not the acts that the plan cites, nor the list of acts itself."""
    for block in (block for section in sections for block in section["blocks"]):
        if block.get("kind") not in ("bases", "list") and block.get("id") != "law-used":
            yield from (*block.get("items", ()), *block.get("notes", ()))
            yield from (cell["text"] for row in block.get("rows", ()) for cell in row["cells"])


@pytest.mark.parametrize("one", [one for one in example_jobs() if one.params.lang == "vi"], ids=lambda one: one.folder)
def test_every_act_that_a_report_prints_or_a_finding_rests_on_is_recorded(one: Job) -> None:
    report = make_report(Workspace(ROOT), one.params)
    sections = executed(one, report)
    used = acts_used(sections, [report.record()])
    numbers = {act.id: act.number for act in read_law().citations}
    printed = {n for words in own_words(sections) for n in numbers.values() if n and n in words}
    assert printed and printed <= {numbers[name] for name in used}
    sources = {finding.source for finding in report.findings} & set(numbers)
    assert sources <= set(used)
    assert len(set(used)) == len(used)


def test_the_acts_of_the_law_on_carrying_money_over_are_recorded() -> None:
    (one,) = (o for o in example_jobs() if o.notebook == "budget_reconciliation" and o.params.lang == "vi")
    sections = executed(one, make_report(Workspace(ROOT), one.params))
    (carried,) = (section for section in sections if section["id"] == "carry_law")
    named = acts_used([carried], ())
    rows = [block["rows"] for block in carried["blocks"] if block["type"] == "table"]
    assert rows and rows[0] and "NQ-QH-29-11-2023" in named


def test_the_acts_of_a_rule_are_those_its_words_name() -> None:
    acts = {act.id: act for act in read_law().citations}
    named = [rule_words(code, lang) for code in rule_codes() for lang in ("vi", "en")]
    assert any(words.acts for words in named)
    for words in some(named):
        assert bool(words.acts) == bool(words.law), words.title
        assert all(acts[name].number in words.law for name in words.acts), words.title
        assert len(re.findall(r"\d+/(?:\d{4}/)?[A-ZĐQ]", words.law)) == len(words.acts), words.title


def test_the_annex_on_method_lists_the_acts_of_every_chapter() -> None:
    (one,) = (o for o in example_jobs() if o.notebook == "budget_reconciliation" and o.params.lang == "vi")
    report = make_report(Workspace(ROOT), one.params)
    sections = executed(one, report)
    outputs = [new_output("display_data", {MIME: section, "text/html": "old"}) for section in sections]
    nb = new_notebook(cells=[new_code_cell("", outputs=[output]) for output in outputs])
    acts = tuple(citation(report.law, name) for name in acts_used(sections, [report.record()]))
    made = with_acts(nb, acts, report.words)
    (method,) = (data for data in shown(made) if data[MIME]["id"] == "method")
    (table,) = (block for block in method[MIME]["blocks"] if block.get("id") == "law-used")
    # One row an act, whatever the number of its articles.
    named = dict.fromkeys((act.decree, act.title_vi) for act in acts)
    assert [row["cells"][0]["text"] for row in table["rows"]] == [decree for decree, _ in named]
    assert acts[-1].title_vi in method["text/html"]
    assert [data["text/html"] for data in shown(nb)] == ["old"] * len(sections)


def shown(nb: Any) -> list[Any]:
    return [cell.outputs[0].data for cell in nb.cells]
