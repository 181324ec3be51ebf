"""Of the reports that are due: only those of a kind, or whose data came in since a day."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from poverty_analysis.batch.cache import Inputs
from poverty_analysis.batch.narrowing import Narrowing, narrowed
from poverty_analysis.batch.plan import make_job
from poverty_analysis.batch.task import DueReport
from poverty_analysis.inputs.params import Params
from tests.product import make_workspace, poverty, write_params

UNITS = ("001", "002", "003")
DAY = dt.date(2026, 3, 2)


def due(*reasons: Sequence[str]) -> tuple[DueReport, ...]:
    """One report a unit, each with its reasons and a data file of its own."""
    made = []
    for unit, why in zip(UNITS, reasons, strict=True):
        inputs = Inputs({}, "", "", {}, {f"data/{unit}.csv": "1", f"data/{unit}.csv/absent": "2"}, {})
        made.append(DueReport(make_job("annual_report", Params(unit, 2023), ("html",), (), None), inputs, tuple(why)))
    return tuple(made)


def units(root: Path, tasks: tuple[DueReport, ...], wish: Narrowing) -> list[str]:
    return [task.job.params.unit for task in narrowed(root, root / "outputs", tasks, wish)]


def record(root: Path, text: str) -> None:
    (root / "outputs").mkdir()
    (root / "outputs" / "run.json").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        ((), ["001", "002", "003"]),
        (("new",), ["001"]),
        (("changed",), ["002"]),
        (("new", "changed"), ["001", "002"]),
        (("failed",), ["003"]),
        (("failed", "new"), ["001", "003"]),
    ],
)
def test_the_kind_of_a_report(tmp_path: Path, only: tuple[str, ...], expected: list[str]) -> None:
    """The third is only forced, and failed the last time."""
    tasks = due(["new"], ["file:data/002.csv", "code"], [])
    verdicts = {task.job.folder: "failed" if task.job.params.unit == "003" else "made" for task in tasks}
    reports = [{"folder": folder, "verdict": verdict} for folder, verdict in verdicts.items()]
    record(tmp_path, json.dumps({"reports": reports}))
    assert units(tmp_path, tasks, Narrowing(only)) == expected


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"reports": [{"folder": 1}]}', None])
def test_without_a_record_nothing_failed(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        record(tmp_path, text)
    assert units(tmp_path, due(["new"], ["code"], ["code"]), Narrowing(("failed",))) == []


def saved(path: Path, moment: dt.datetime) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    os.utime(path, (moment.timestamp(), moment.timestamp()))


def test_the_day_the_data_came_in(tmp_path: Path) -> None:
    """Midnight is of the day it begins; a file that is not there came in on none."""
    midnight = dt.datetime.combine(DAY, dt.time())
    saved(tmp_path / "notebooks" / "annual_report.ipynb", midnight - dt.timedelta(days=9))
    saved(tmp_path / "data" / "001.csv", midnight - dt.timedelta(seconds=1))
    saved(tmp_path / "data" / "002.csv", midnight)
    tasks = due(["new"], ["new"], ["new"])
    assert units(tmp_path, tasks, Narrowing(since=DAY)) == ["002"]
    assert units(tmp_path, tasks, Narrowing(since=DAY - dt.timedelta(days=1))) == ["001", "002"]
    saved(tmp_path / "notebooks" / "annual_report.ipynb", midnight)
    assert units(tmp_path, tasks, Narrowing(since=DAY)) == ["001", "002", "003"]


def test_list_and_run_leave_the_others_for_later(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "w")
    write_params(workspace, units=("099", "999"))
    chosen = ("--unit", "099", "--json")
    (folder,) = poverty(workspace, "run", *chosen).json["made"]
    listed = poverty(workspace, "list", "--only", "new", "--json").json["reports"]
    assert len(listed) == 1 and listed[0]["folder"] != folder
    ran = poverty(workspace, "run", "--only", "changed", "--json").json
    assert (ran["made"], ran["skipped"], ran["later"]) == ([], [folder], [listed[0]["folder"]])
    said = poverty(workspace, "--lang", "en", "run", "--since", "2099-01-01")
    assert said.code == 0 and "1 more report is due and was not asked for" in said.err
    assert poverty(workspace, "run", "--only", "old").code == poverty(workspace, "run", "--since", "soon").code == 2
