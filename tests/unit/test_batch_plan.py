"""What a run is asked to make: names, folders, parameters of notebooks, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from poverty_analysis.batch.plan import Choice, Job, PassedOver, make_job, notebook_parameters, passed_over, plan_jobs
from poverty_analysis.inputs.index.plans import read_heads
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.workspace import Workspace, read_units
from poverty_analysis.units.units import Unit
from poverty_analysis.values.problems import DataProblems
from tests.product import make_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(make_workspace(tmp_path_factory.mktemp("plan") / "ws"))


def jobs(workspace: Workspace, text: str, choice: Choice | None = None) -> tuple[Job, ...]:
    path = workspace.root / "params" / "x.yaml"
    path.write_text(text, encoding="utf-8")
    found, left_out = plan_jobs(workspace, (path,), choice or Choice(), read_heads(workspace), read_units(workspace))
    assert left_out == ()
    return found


def refused(workspace: Workspace, text: str, choice: Choice | None = None) -> list[str]:
    with pytest.raises(DataProblems) as caught:
        jobs(workspace, text, choice)
    return [problem.code for problem in caught.value.problems]


BOTH = "report: annual_report\nyear: 2023\nunits: ['099', '999']\nlangs: [vi, en]\n"


def test_one_job_a_unit_and_language_in_the_order_asked(workspace: Workspace) -> None:
    found = jobs(workspace, BOTH)
    assert [(job.params.unit, job.params.lang) for job in found] == [
        ("099", "vi"),
        ("099", "en"),
        ("999", "vi"),
        ("999", "en"),
    ]
    assert found[0].folder == "shared/2023-year/099-tuan-giao/annual_report.vi"
    assert found[0].stem == "099-tuan-giao-2023-year"
    assert found[0].file("figures.json") == "figures.json"
    assert found[2].stem == "minh-hoa-999-mau-2023-year"
    assert found[2].file("figures.json") == "minh-hoa-figures.json"


def test_a_choice_narrows(workspace: Workspace) -> None:
    assert {job.params.unit for job in jobs(workspace, BOTH, Choice(units=("999",)))} == {"999"}
    assert len(jobs(workspace, BOTH, Choice(limit=3))) == 3
    assert {job.formats for job in jobs(workspace, BOTH, Choice(formats=("pdf",)))} == {("pdf",)}
    one = "report: annual_report\nyear: 2023\nunits: ['099']\n"
    assert {job.params.unit for job in jobs(workspace, one, Choice(every_unit=True))} == {"099", "999"}


@pytest.mark.parametrize(
    ("choice", "asked"),
    [
        (Choice(units=("999",)), [("annual_report", "999"), ("budget_reconciliation", "999")]),
        (Choice(units=("099",)), [("annual_report", "099")]),
        (Choice(year=2023), [("annual_report", "099"), ("annual_report", "999"), ("budget_reconciliation", "999")]),
    ],
)
def test_a_choice_picks_the_files_that_ask_for_it(
    workspace: Workspace, choice: Choice, asked: list[tuple[str, str]]
) -> None:
    texts = (
        "report: annual_report\nyear: 2023\nunits: ['099', '999']\n",
        "report: budget_reconciliation\nyear: 2023\nunits: ['999']\n",
    )
    assert [(job.notebook, job.params.unit) for job in of_files(workspace, texts, choice)] == asked


def test_a_unit_no_file_lists_is_put_into_every_file_of_a_year_it_has_a_plan_for(workspace: Workspace) -> None:
    texts = (
        "report: annual_report\nyear: 2023\nunits: ['099']\n",
        "report: annual_report\nyear: 2019\nunits: ['098']\n",
    )
    assert [(job.params.unit, job.params.year) for job in of_files(workspace, texts, Choice(units=("999",)))] == [
        ("999", 2023)
    ]


LISTED = (
    "report: annual_report\nyear: 2023\nunits: ['099']\n",
    "report: budget_reconciliation\nyear: 2023\nunits: ['999']\n",
)


def test_files_that_do_not_list_a_chosen_unit_are_said(workspace: Workspace) -> None:
    """The annual report of 999 may be made already: what is not made again is named."""
    with written(workspace, LISTED) as paths:
        plans = read_heads(workspace)
        told = passed_over(workspace, paths, Choice(units=("999",), year=2023), plans)
        assert told == (PassedOver("params/0.yaml", "annual_report", "999"),)
        assert passed_over(workspace, paths, Choice(year=2023), plans) == ()
        assert passed_over(workspace, paths, Choice(units=("999",), reports=("annual_report",)), plans) == ()


def test_a_chosen_report_is_made_of_a_unit_that_only_others_list(workspace: Workspace) -> None:
    choice = Choice(units=("999",), reports=("annual_report",))
    assert [(job.notebook, job.params.unit) for job in of_files(workspace, LISTED, choice)] == [
        ("annual_report", "999")
    ]


def test_a_report_that_no_file_asks_for_is_refused_with_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(DataProblems) as caught:
        of_files(workspace, LISTED, Choice(reports=("anual_report",)))
    (problem,) = caught.value.problems
    assert (problem.code, problem.seen, problem.values["nearest"]) == ("PA-414", "anual_report", "annual_report")


def test_a_unit_without_any_plan_is_told_once(workspace: Workspace) -> None:
    texts = (BOTH, "report: budget_reconciliation\nyear: 2023\nunits: ['999']\n")
    with pytest.raises(DataProblems) as caught:
        of_files(workspace, texts, Choice(units=("111",)))
    assert [problem.code for problem in caught.value.problems] == ["PA-404"]


def of_files(workspace: Workspace, texts: tuple[str, ...], choice: Choice) -> tuple[Job, ...]:
    with written(workspace, texts) as paths:
        return plan_jobs(workspace, paths, choice, read_heads(workspace), read_units(workspace))[0]


@contextmanager
def written(workspace: Workspace, texts: tuple[str, ...]) -> Iterator[tuple[Path, ...]]:
    paths = tuple(workspace.root / "params" / f"{position}.yaml" for position in range(len(texts)))
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    try:
        yield paths
    finally:
        for path in paths:
            path.unlink()


def test_the_same_report_asked_twice_is_one_job(workspace: Workspace) -> None:
    path = workspace.root / "params" / "x.yaml"
    path.write_text(BOTH, encoding="utf-8")
    found, _ = plan_jobs(workspace, (path, path), Choice(), read_heads(workspace), read_units(workspace))
    assert len(found) == 4


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("report: annual_reprot\nyear: 2023\n", ["PA-405"]),
        ("report: annual_report\nyear: 2023\nunits: ['111', '222']\n", ["PA-404", "PA-404"]),
        ("report: annual_report\nyear: 2023\nextra: {nhom: 'a'}\n", ["PA-408"]),
        ("report: annual_report\nyear: 2023\nextra: {unit: '999'}\n", ["PA-411"]),
        ("report: annual_report\nyear: 2023\nunits: [099]\n", ["PA-306"]),
        ("report: annual_report\nyear: 1991\n", ["PA-409"]),
    ],
)
def test_what_cannot_be_made_is_refused(workspace: Workspace, text: str, codes: list[str]) -> None:
    assert refused(workspace, text) == codes


def test_problems_of_all_files_are_told_at_once(workspace: Workspace) -> None:
    paths = [workspace.root / "params" / name for name in ("a.yaml", "b.yaml")]
    for path in paths:
        path.write_text("report: nowhere\nyear: 2023\n", encoding="utf-8")
    with pytest.raises(DataProblems) as caught:
        plan_jobs(workspace, tuple(paths), Choice(), read_heads(workspace), read_units(workspace))
    assert [problem.place.file for problem in caught.value.problems] == ["params/a.yaml", "params/b.yaml"]
    for path in paths:
        path.unlink()


def test_a_unit_without_a_plan_is_left_out_and_the_others_are_made(workspace: Workspace) -> None:
    text = "report: annual_report\nyear: 2023\nunits: ['111', '999']\nlangs: [vi, en]\n"
    with written(workspace, (text, text)) as paths:
        found, left_out = plan_jobs(workspace, paths, Choice(), read_heads(workspace), read_units(workspace))
    assert [(job.params.unit, job.params.lang) for job in found] == [("999", "vi"), ("999", "en")]
    assert [(one.report, one.unit, one.year) for one in left_out] == [("annual_report", "111", 2023)]
    assert [problem.code for problem in left_out[0].problems] == ["PA-404"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"unit:": "unit: x"}, ["tuan-giao-2023"]),
        ({"programme:": "programme: x"}, ["099"]),
        ({"programme:": "programme: x", "  years:": '  years: ["20x3"]'}, ["099"]),
        ({"programme:": "programme: x", "  years:": '  years: ["2019"]'}, []),
    ],
    ids=["unit", "programme", "year", "another year"],
)
def test_a_plan_whose_keys_cannot_be_read_is_left_out_of_all_planned_units(
    workspace: Workspace, tmp_path: Path, wrong: dict[str, str], told: list[str]
) -> None:
    own = Workspace(Path(shutil.copytree(workspace.root, tmp_path / "w")))
    path = own.root / "data" / "plans" / "tuan-giao-2023" / "plan.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    for start, line in wrong.items():
        (place,) = (place for place, old in enumerate(lines) if old.startswith(start))
        lines[place] = line
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with written(own, ("report: annual_report\nyear: 2023\n",)) as paths:
        found, left_out = plan_jobs(own, paths, Choice(every_unit=True), read_heads(own), read_units(own))
    assert [job.params.unit for job in found] == ["999"]
    assert [one.unit for one in left_out] == told
    assert all(p.place.file == "data/plans/tuan-giao-2023/plan.yaml" for one in left_out for p in one.problems)


@pytest.mark.parametrize(
    ("line", "unit", "told"),
    [
        (None, "999", ["huyen-mau-2023"]),  # the plan of its term stands beside it
        (None, "099", ["huyen-mau-2023"]),  # nobody can say whose plan it is
        ("unit: '998'", "999", ["998"]),  # a unit of no list
        ("unit: '103'", "999", []),  # the plan of another unit
    ],
)
def test_a_report_of_another_plan_is_not_made_without_a_word(
    workspace: Workspace, tmp_path: Path, line: str | None, unit: str, told: list[str]
) -> None:
    own = Workspace(Path(shutil.copytree(workspace.root, tmp_path / "w")))
    path = own.root / "data" / "plans" / "huyen-mau-2023" / "plan.yaml"
    path.unlink()
    if line:
        path.write_text(f"{line}\nlevel: district\n", encoding="utf-8")
    for choice in (Choice(), Choice(units=(unit,))):
        with written(own, (f"report: annual_report\nyear: 2023\nunits: ['{unit}']\n",)) as paths:
            found, left_out = plan_jobs(own, paths, choice, read_heads(own), read_units(own))
        assert [job.params.unit for job in found] == [unit]
        assert [one.unit for one in left_out] == told
        assert all(one.problems for one in left_out)


def notebook(workspace: Workspace, source: str, *, tag: str = "parameters") -> Path:
    cell = nbformat.v4.new_code_cell(source, id="p", metadata={"tags": [tag]})
    path = workspace.root / "notebooks" / "rieng.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def test_a_parameter_counts_with_or_without_its_type(workspace: Workspace) -> None:
    source = (
        "import os\nunit: str = '099'\nyear = 2023\nratio = -0.5\nwide = True\nother = os.sep\nkind: str | None = None"
    )
    assert notebook_parameters(notebook(workspace, source)) == {
        "unit": "str",
        "year": "int",
        "ratio": "float",
        "wide": "bool",
        "other": "",
        "kind": "str | None",
    }


@pytest.mark.parametrize(
    ("source", "text", "value"),
    [
        ("muc: int = 1", "12", 12),
        ("muc = 1", "-3", -3),
        ("muc: float = 1", "2.5", 2.5),
        ("muc = 'a'", "012", "012"),
        ("muc: bool = False", "true", True),
    ],
)
def test_extra_values_take_the_type_of_the_notebook(
    workspace: Workspace, source: str, text: str, value: str | int | float | bool
) -> None:
    notebook(workspace, source)
    (job,) = jobs(workspace, f"report: rieng\nyear: 2023\nunits: ['999']\nextra: {{muc: '{text}'}}\n")
    assert job.extra == (("muc", value),)
    assert type(job.extra[0][1]) is type(value)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("muc: int = 1", "1_000"),
        ("muc: int = 1", "٣"),
        ("muc: int = 1", "1e5"),
        ("muc: float = 1", "NaN"),
        ("muc: float = 1", "1e5"),
        ("muc: bool = True", "yes"),
        ("muc: int = 1", ""),
    ],
)
def test_extra_values_that_do_not_fit_are_refused(workspace: Workspace, source: str, text: str) -> None:
    notebook(workspace, source)
    assert refused(workspace, f"report: rieng\nyear: 2023\nextra: {{muc: '{text}'}}\n") == ["PA-403"]


def test_notebooks_that_cannot_be_used_are_refused(workspace: Workspace) -> None:
    asked = "report: rieng\nyear: 2023\n"
    path = notebook(workspace, "unit = = 1")
    assert refused(workspace, asked) == ["PA-410"]
    notebook(workspace, "unit = 1", tag="other")
    assert refused(workspace, asked) == ["PA-406"]
    for text in ("{", "[]", json.dumps({"nbformat": 4}), ""):
        path.write_text(text, encoding="utf-8")
        assert refused(workspace, asked) == ["PA-410"], text


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Huyện Tuần Giáo", "123-tuan-giao"),
        ("Thị xã Mường Lay", "123-muong-lay"),
        ("Đặc khu Phú Quốc", "123-phu-quoc"),
        ("Xã Xã Hội", "123-xa-hoi"),
    ],
)
def test_a_folder_is_named_after_the_unit_without_its_kind(name: str, slug: str) -> None:
    unit = Unit("district", "123", name, "x", "11", dt.date(2004, 1, 1), None, False, "s")
    job = make_job("annual_report", Params("123", 2023, "six_months", edition="submission"), ("html",), (), unit)
    assert job.folder == f"submission/2023-six-months/{slug}/annual_report.vi"
    assert job.stem == f"{slug}-2023-six-months"
