"""A report is made again exactly when something it is made of has changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from poverty_analysis.batch.cache import Inputs, inputs_of, stale_reasons
from poverty_analysis.batch.plan import Job, make_job
from poverty_analysis.inputs.dataset import file_hash
from poverty_analysis.inputs.index.plans import read_heads
from poverty_analysis.inputs.index.source_hash import source_hash
from poverty_analysis.inputs.params import Params
from poverty_analysis.inputs.plan_head import heads_by_unit
from poverty_analysis.inputs.workspace import Workspace, read_units
from poverty_analysis.report.shared_rows import index_tables
from tests.product import make_workspace
from tests.some import some

INPUTS = Inputs({"unit": "099", "year": 2023}, "n", "c", {"typst": "1"}, {"data/a.csv": "1", "data/b.csv": "2"}, {})
JOB: Job = make_job("annual_report", Params("099", 2023), ("html", "pdf"), (), None)


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    """A published report with two formats."""
    folder = tmp_path / JOB.folder
    folder.mkdir(parents=True)
    for name in JOB.formats:
        (folder / f"{JOB.stem}.{name}").write_text(name, encoding="utf-8")
    write_manifest(tmp_path, {"inputs": INPUTS.to_json(), "outputs": checksums(folder)})
    return tmp_path


def checksums(folder: Path) -> dict[str, str]:
    return {path.name: file_hash(path) for path in folder.iterdir()}


def write_manifest(outputs: Path, data: object) -> None:
    (outputs / JOB.folder / "manifest.json").write_text(json.dumps(data), encoding="utf-8")


def test_nothing_changed(outputs: Path) -> None:
    assert stale_reasons(outputs, JOB, INPUTS) == ()


def test_never_made(tmp_path: Path) -> None:
    assert stale_reasons(tmp_path, JOB, INPUTS) == ("new",)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({"params": {"unit": "099", "year": 2024}}, ("params",)),
        ({"notebook": "other"}, ("notebook",)),
        ({"code": "other"}, ("code",)),
        ({"versions": {"typst": "2"}}, ("versions",)),
        ({"watched": {"data/a.csv": "1", "data/b.csv": "3"}}, ("file:data/b.csv",)),
        ({"watched": {"data/a.csv": "1"}}, ("file:data/b.csv",)),
        ({"watched": {**INPUTS.watched, "data/c.csv": "3"}}, ("file:data/c.csv",)),
        ({"release": {"used": ("999-x",), "waiting": ()}}, ("release",)),
        ({"release": {"used": (), "waiting": ("form_causes 2023-12-31",)}}, ("unreleased:form_causes 2023-12-31",)),
        ({"code": "other", "watched": {"data/b.csv": "2"}}, ("code", "file:data/a.csv")),
    ],
)
def test_each_change_is_named(outputs: Path, change: Mapping[str, Any], reasons: tuple[str, ...]) -> None:
    assert stale_reasons(outputs, JOB, replace(INPUTS, **change)) == reasons


def test_a_format_that_was_not_made_is_named(outputs: Path) -> None:
    assert stale_reasons(outputs, replace(JOB, formats=("html", "xlsx")), INPUTS) == ("format:xlsx",)
    assert stale_reasons(outputs, replace(JOB, formats=("pdf",)), INPUTS) == ()


def test_an_edited_or_deleted_output_is_damage(outputs: Path) -> None:
    page = outputs / JOB.folder / f"{JOB.stem}.html"
    page.write_text("edited", encoding="utf-8")
    assert stale_reasons(outputs, JOB, INPUTS) == ("damaged",)
    page.unlink()
    assert stale_reasons(outputs, JOB, INPUTS) == ("damaged",)


@pytest.mark.parametrize(
    "manifest",
    [[], None, 3, {}, {"inputs": {}}, {"inputs": [], "outputs": {}}, {"inputs": {"watched": 3}, "outputs": {}}],
)
def test_a_manifest_that_says_nothing_is_damage(outputs: Path, manifest: object) -> None:
    write_manifest(outputs, manifest)
    assert stale_reasons(outputs, JOB, INPUTS) == ("damaged",)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
def test_a_manifest_that_cannot_be_read_is_damage(outputs: Path, content: bytes) -> None:
    (outputs / JOB.folder / "manifest.json").write_bytes(content)
    assert stale_reasons(outputs, JOB, INPUTS) == ("damaged",)


def inputs(root: Path) -> Inputs:
    workspace = Workspace(root)
    job = make_job("annual_report", Params("099", 2023), ("html",), (), None)
    read_units.cache_clear()
    return inputs_of(workspace, job, heads_by_unit(read_heads(workspace)), index_tables(workspace))


def test_inputs_are_the_plan_and_the_shared_files_with_rows_of_its_units(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "one")
    (root / "data" / "ledgers" / "~$them.xlsx").write_bytes(b"left by an office program")
    found = inputs(root)
    assert {Path(name).parts[1] for name in found.watched} == {"plans", "results", "units"}
    assert {name for name in found.watched if "plans" in name} == {
        path.relative_to(root).as_posix() for path in (root / "data/plans/tuan-giao-2023").rglob("*") if path.is_file()
    }
    assert not [name for name in some(found.watched) if "~$" in name]
    assert not [name for name in some(found.watched) if name.startswith("/")]


def of_period(root: Path, params: Params) -> Inputs:
    workspace = Workspace(root)
    job = make_job("annual_report", params, ("html",), (), None)
    read_units.cache_clear()
    return inputs_of(workspace, job, heads_by_unit(read_heads(workspace)), index_tables(workspace))


def test_period_and_day_of_the_figures_are_part_of_what_a_report_is_made_of(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "one")
    year = of_period(root, Params("999", 2023))
    assert (year.to_json()["params"]["period"], year.to_json()["params"]["as_of"]) == ("year", "")
    half = of_period(root, Params("999", 2023, "six_months"))
    day = of_period(root, Params("999", 2023, "six_months", dt.date(2023, 5, 31)))
    assert day.to_json()["params"]["as_of"] == "2023-05-31"
    assert len({json.dumps(one.to_json()["params"]) for one in (year, half, day)}) == 3


def test_a_report_on_a_term_is_made_of_the_yearly_plans_inside_it_too(tmp_path: Path) -> None:
    found = of_period(make_workspace(tmp_path / "one"), Params("999", 2025, "term", dt.date(2023, 12, 31)))
    plans = {Path(name).parts[2] for name in found.watched if name.startswith("data/plans")}
    assert plans == {"huyen-mau-2021-2025", "huyen-mau-2023"}


def test_inputs_do_not_depend_on_the_folder(tmp_path: Path) -> None:
    assert inputs(make_workspace(tmp_path / "a")) == inputs(make_workspace(tmp_path / "b b"))


def test_the_code_is_one_checksum() -> None:
    assert len(source_hash()) == 64
    assert source_hash() == source_hash()
