"""What a run does when something is wrong: a named failure, nothing half made, the rest done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from tests.plans import edit_table
from tests.product import (
    ENTRY,
    HUYEN_MAU,
    TUAN_GIAO,
    Said,
    add_cell,
    checksums,
    command,
    environment,
    is_whole,
    make_workspace,
    manifest_of,
    poverty,
    read_notebook,
    readable,
    write_params,
)
from tests.programs import HANGS_AFTER_SECONDS

NOTEBOOK = f"notebooks/{ENTRY}.ipynb"
# Put together when it runs, so that only a traceback could carry it.
CANARY = "CANARY-1337"
FAIL_FOR_MAU = "secret = f'CANARY-{7 * 191}'\nassert unit == '099', secret"


def codes(said: Said) -> list[str]:
    """Codes of the problems of failed reports."""
    return [problem["code"] for failed in said.json["failed"] for problem in failed["problems"]]


def refused(said: Said) -> list[str]:
    """Codes of the problems that stopped the run before it started."""
    assert said.code == 3, said.out
    return [problem["code"] for problem in said.json["problems"]]


def test_an_unknown_unit_stops_before_anything_starts(copied: Path) -> None:
    before = checksums(copied / "outputs")
    said = poverty(copied, "run", "--unit", "111", "--unit", "222", "--json")
    assert refused(said) == ["PA-404", "PA-404"]
    assert checksums(copied / "outputs") == before


def test_a_format_that_is_not_made_again_and_a_file_that_does_not_list_a_unit_are_said(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    chosen = ("run", "--unit", "099", "--year", "2023", "--report", "budget_reconciliation", "--json")
    first = poverty(workspace, *chosen, "--formats", "html,xlsx").json
    assert len(first["made"]) == 2 and first["dropped"] == first["passed_over"] == []
    again = poverty(workspace, *chosen, "--formats", "html", "--force").json
    assert [(one["folder"], one["formats"]) for one in again["dropped"]] == [(name, ["xlsx"]) for name in first["made"]]
    told = poverty(workspace, "list", "--unit", "099", "--year", "2023", "--json").json["passed_over"]
    assert [one["report"] for one in told] == ["budget_reconciliation", "six_month_report"]


@pytest.mark.parametrize("unit", ["../../x", "99 9", "1e2", "٠٩٩"])
def test_a_unit_that_is_no_code_is_refused(first: Path, unit: str) -> None:
    assert set(refused(poverty(first, "run", "--unit", unit, "--json"))) <= {"PA-403", "PA-404"}


def test_a_broken_plan_stops_the_run_and_leaves_outputs_as_they_are(copied: Path) -> None:
    budget = copied / "data" / "plans" / "tuan-giao-2023" / "budget.csv"
    broken = budget.read_text(encoding="utf-8").replace("10714000000", "1e5").replace("321000000", "NaN")
    budget.write_text(broken, encoding="utf-8")
    before = checksums(copied / "outputs")
    said = poverty(copied, "run", "--unit", "099", "--json")
    assert {(p["row"], p["column"], p["seen"]) for p in said.json["problems"]} >= {
        (2, "amount_vnd", "1e5"),
        (3, "amount_vnd", "NaN"),
    }
    assert said.code == 3
    assert checksums(copied / "outputs") == before
    words = poverty(copied, "run", "--strict")
    assert (words.code, words.out) == (3, "")
    assert "1e5" in words.err and "NaN" in words.err


@pytest.fixture
def two_units(tmp_path: Path) -> Path:
    """Params for two units, one of which has a typing error in its plan."""
    workspace = make_workspace(tmp_path / "w")
    write_params(workspace, units=("099", "999"))
    edit_table(workspace / "data/plans/tuan-giao-2023/budget.csv", lambda rows: rows[0].update(amount_vnd="1e5"))
    return workspace


def test_a_broken_plan_is_told_and_left_out_and_the_others_are_made(two_units: Path) -> None:
    listed = poverty(two_units, "list", "--json")
    said = poverty(two_units, "run", "--json")
    assert (listed.code, said.code) == (1, 1)
    assert [one["folder"] for one in listed.json["reports"]] == said.json["made"] == [f"{HUYEN_MAU}/annual_report.vi"]
    assert said.json["failed"] == said.json["skipped"] == []
    assert listed.json["left_out"] == said.json["left_out"]
    (left_out,) = said.json["left_out"]
    assert (left_out["report"], left_out["unit"], left_out["year"]) == ("annual_report", "099", 2023)
    assert ("amount_vnd", "1e5") in {(p["column"], p["seen"]) for p in left_out["problems"]}
    assert not (two_units / "outputs" / TUAN_GIAO).exists()
    again = poverty(two_units, "--lang", "en", "run")
    assert again.code == 1, "nothing is left to make, and one report is not made"
    assert "Did not make annual_report 2023 of 099" in again.err and "1e5" in again.err


@pytest.mark.parametrize("chosen", [("--strict",), ("--unit", "099"), ("--unit", "099", "--unit", "111")])
def test_a_broken_plan_stops_a_strict_run_and_one_that_asks_for_nothing_else(
    two_units: Path, chosen: tuple[str, ...]
) -> None:
    for name in ("list", "run"):
        assert "PA-203" in refused(poverty(two_units, name, *chosen, "--json"))
    assert not (two_units / "outputs" / "shared").exists()


@pytest.mark.parametrize("command", ["list", "run"])
def test_a_broken_ledger_stops_every_unit_and_all_problems_are_told(two_units: Path, command: str) -> None:
    ledger = next((two_units / "data" / "ledgers").glob("*.csv"))
    edit_table(ledger, lambda rows: rows[0].update(amount_vnd="NaN"))
    said = poverty(two_units, command, "--unit", "099", "--unit", "999", "--unit", "111", "--json")
    assert {"PA-203", "PA-404"} <= set(refused(said))
    assert {"1e5", "NaN"} <= {problem["seen"] for problem in said.json["problems"]}
    assert not (two_units / "outputs" / "shared").exists()
    assert refused(poverty(two_units, command, "--unit", "999", "--json")) == ["PA-203"]


def test_a_cell_with_an_error_fails_its_report_only(copied: Path) -> None:
    write_params(copied, units=("999", "099"))
    add_cell(copied / NOTEBOOK, FAIL_FOR_MAU)
    before = checksums(copied / "outputs" / HUYEN_MAU)
    said = poverty(copied, "run", "--json")
    assert (said.code, codes(said)) == (1, ["PA-601"])
    assert said.json["made"] == [f"{TUAN_GIAO}/annual_report.vi"]
    assert checksums(copied / "outputs" / HUYEN_MAU) == before
    (problem,) = said.json["failed"][0]["problems"]
    assert f"Cell {len(read_notebook(copied / NOTEBOOK).cells)} stopped with AssertionError" in problem["what_en"]
    check_failed_copy(copied / "outputs" / "_failed" / HUYEN_MAU / "annual_report.vi")
    where = f"PA-601 [cell {len(read_notebook(copied / NOTEBOOK).cells)}, line 2, AssertionError]"
    assert where in (copied / "outputs" / "run.log").read_text(encoding="utf-8")
    told = [said.out, said.err, *(text for path in outputs_of(copied) for text in readable(path))]
    assert not [text for text in told if CANARY in text]


def outputs_of(workspace: Path) -> Iterator[Path]:
    return (path for path in (workspace / "outputs").rglob("*.*") if path.is_file())


def check_failed_copy(folder: Path) -> None:
    (path,) = folder.iterdir()
    assert path.name == "minh-hoa-999-mau-2023-year.ipynb"
    notebook = read_notebook(path)
    errors = [o for cell in notebook.cells for o in cell.get("outputs", ()) if o.output_type == "error"]
    assert [(error.ename, error.evalue, error.traceback) for error in errors] == [("AssertionError", "", [])]
    text = path.read_text(encoding="utf-8")
    assert str(folder.parents[4]) not in text
    assert str(Path.home()) not in text


def test_a_failed_report_is_still_out_of_date(copied: Path) -> None:
    write_params(copied)
    add_cell(copied / NOTEBOOK, "raise SystemExit(0)")
    said = poverty(copied, "run", "--json")
    assert codes(said) == ["PA-601"]
    assert "SystemExit" in said.json["failed"][0]["problems"][0]["what_en"]
    assert poverty(copied, "list", "--json").json["reports"][0]["reasons"] == ["notebook"]


def test_a_process_that_dies_is_a_named_failure(copied: Path) -> None:
    write_params(copied)
    add_cell(copied / NOTEBOOK, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    before = checksums(copied / "outputs" / HUYEN_MAU)
    said = poverty(copied, "run", "--json")
    assert (said.code, codes(said)) == (1, ["PA-616"])
    told = said.json["failed"][0]["problems"][0]["what_en"]
    cells = read_notebook(copied / NOTEBOOK).cells
    assert f"died in cell {len(cells)}, in each of 3 tries" in told
    (kept,) = (copied / "outputs" / "_failed" / HUYEN_MAU / "annual_report.vi").glob("*.ipynb")
    shown = [cell for cell in read_notebook(kept).cells if cell.get("outputs")]
    assert len(shown) >= len(cells) - 3
    assert checksums(copied / "outputs" / HUYEN_MAU) == before


def test_a_deleted_section_is_missed(copied: Path) -> None:
    write_params(copied)
    text = (copied / NOTEBOOK).read_text(encoding="utf-8")
    assert text.count("chapters.counterpart(report)") == 1
    (copied / NOTEBOOK).write_text(text.replace("chapters.counterpart(report)", "None"), encoding="utf-8")
    before = checksums(copied / "outputs" / HUYEN_MAU)
    said = poverty(copied, "run", "--json")
    assert (said.code, codes(said)) == (1, ["PA-602"])
    assert said.json["failed"][0]["problems"][0]["seen"] == "counterpart"
    assert checksums(copied / "outputs" / HUYEN_MAU) == before


def test_a_picture_that_is_none_costs_the_picture_alone(copied: Path) -> None:
    shutil.copy(copied / NOTEBOOK, copied / "notebooks" / "hong.ipynb")
    show = "from IPython.display import display\ndisplay({'image/png': 'AAAA'}, raw=True)"
    add_cell(copied / "notebooks" / "hong.ipynb", show)
    good = write_params(copied, units=("999",))
    bad = write_params(copied, units=("999",), report="hong").rename(good.with_name("zero.yaml"))
    write_params(copied, units=("999",))
    bad.write_text("report: hong\nunits: ['999']\nyear: 2023\nformats: [html]\n", encoding="utf-8")
    said = poverty(copied, "run", "--force", "-j", "2", "--json")
    assert said.code == 0, said.err
    assert sorted(said.json["made"]) == [f"{HUYEN_MAU}/annual_report.vi", f"{HUYEN_MAU}/hong.vi"]
    (page,) = (copied / "outputs" / HUYEN_MAU / "hong.vi").glob("*.html")
    assert page.read_text(encoding="utf-8").count("Không hiển thị được hình") == 1


def test_another_run_holds_the_lock(first: Path) -> None:
    before = checksums(first / "outputs")
    with FileLock(first / "outputs" / ".lock"):
        said = poverty(first, "run", "--force")
    assert said.code == 75
    assert "outputs/.lock" in said.err
    assert checksums(first / "outputs") == before


def test_outputs_that_cannot_be_written_are_a_named_problem(copied: Path) -> None:
    shutil.rmtree(copied / "outputs")
    (copied / "outputs").write_text("a file in the way", encoding="utf-8")
    assert refused(poverty(copied, "run", "--json")) == ["PA-605"]
    assert refused(poverty(copied, "index", "--json")) == ["PA-605"]


@pytest.mark.parametrize(
    ("notebook", "code"),
    [
        ("{", "PA-410"),
        ('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', "PA-406"),
        (None, "PA-405"),
    ],
)
def test_a_notebook_that_cannot_be_read_stops_the_run(copied: Path, notebook: str | None, code: str) -> None:
    write_params(copied)
    (copied / NOTEBOOK).unlink()
    if notebook is not None:
        (copied / NOTEBOOK).write_text(notebook, encoding="utf-8")
    assert refused(poverty(copied, "run", "--json")) == [code]


def hear_ctrl_c() -> None:
    # Tests that a shell runs in its background inherit that Ctrl-C is not heard.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(workspace: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [command(), "run", "--force", *arguments],
        cwd=workspace,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
    )


def at_work(workspace: Path, *arguments: str) -> subprocess.Popen[str]:
    """A run that has begun to make a report, or is over: how long that takes is the machine's affair."""
    folder = workspace / "outputs" / ".work"
    before = set(folder.glob("*"))
    process = start(workspace, *arguments)
    while process.poll() is None and set(folder.glob("*")) <= before:
        time.sleep(0.02)
    return process


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_run_killed_at_any_moment_leaves_the_old_report_or_the_new(copied: Path) -> None:
    write_params(copied)
    folder = copied / "outputs" / HUYEN_MAU / "annual_report.vi"
    old = manifest_of(folder)["inputs"]
    narrative = copied / "data" / "plans" / "huyen-mau-2023" / "narrative.md"
    narrative.write_text(narrative.read_text(encoding="utf-8") + "\nThêm một câu.\n", encoding="utf-8")
    for moment in (0.3, 1.5):
        process = at_work(copied)
        time.sleep(moment)
        process.kill()
        process.communicate(timeout=HANGS_AFTER_SECONDS)
        assert is_whole(folder), moment
    assert poverty(copied, "run", "--force", "--json").code == 0
    assert is_whole(folder)
    assert manifest_of(folder)["inputs"] != old
    assert not (copied / "outputs" / ".work").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_the_run_with_130_and_no_traceback_of_ours(copied: Path, workers: str) -> None:
    before = checksums(copied / "outputs")
    process = at_work(copied, "-j", workers)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=HANGS_AFTER_SECONDS)
    assert process.returncode == 130, err
    # A kernel that was just starting may still complain that nobody waits for it.
    assert out == ""
    assert "poverty_analysis/" not in err
    # The catalogue tells of this run, which made nothing.
    after = {name: value for name, value in checksums(copied / "outputs").items() if not name.startswith(".work")}
    assert after.pop("index.html") and before.pop("index.html")
    assert after == before
