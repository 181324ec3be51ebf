"""Word files are an extra: what is said where its package is not installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from poverty_analysis.cli import extras, running, starting
from poverty_analysis.cli.commands import cli
from tests.product import make_workspace, write_params


@pytest.fixture
def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda name: None)


def code_of(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main([*arguments], standalone_mode=False)
    return int(str(ended.value.code))


@pytest.mark.usefixtures("lacking")
def test_a_run_that_wants_one_starts_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = make_workspace(tmp_path / "ws")
    assert running.refuse_word is extras.refuse_word
    chosen = ["run", str(workspace / "params" / "annual_2023.yaml"), "--formats", "html,docx", "--json"]
    assert code_of("--workspace", str(workspace), *chosen) == 4
    assert [one["code"] for one in json.loads(capsys.readouterr().out)["problems"]] == ["PA-618"]
    assert not list((workspace / "outputs").glob("shared/**/*.html"))


@pytest.mark.usefixtures("lacking")
@pytest.mark.parametrize(("formats", "code"), [("[html]", 0), ("[html, docx]", 4)])
def test_doctor_misses_it_where_params_ask_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], formats: str, code: int
) -> None:
    workspace = make_workspace(tmp_path / "ws")
    write_params(workspace, formats=formats)
    assert starting.run_doctor("vi", workspace, as_json=True) == code
    (word,) = (part for part in json.loads(capsys.readouterr().out)["parts"] if part["name"] == "DOCX")
    assert (word["works"], word["needed"], word["command"]) == (False, code == 4, extras.INSTALL)
