"""The command line: help, exit codes, JSON, and no traceback for what a user can cause."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from poverty_analysis import __version__
from poverty_analysis.cli.commands import cli
from tests.product import asked_reports, command, environment, make_workspace, poverty, write_params
from tests.programs import HANGS_AFTER_SECONDS

COMMANDS = sorted(cli.commands)
PROBLEM_KEYS = {
    *("code", "file", "sheet", "row", "column", "seen", "alike"),
    *(f"{part}_{lang}" for part in ("what", "expected", "fix") for lang in ("vi", "en")),
}
FINDING_KEYS = {
    *("rule", "severity", "subject", "expected", "actual", "difference", "tolerance"),
    *("reason", "message_vi", "message_en", "source", "file"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which nothing is run; tests only read it."""
    return make_workspace(tmp_path_factory.mktemp("cli") / "ws")


def test_the_promised_commands_are_there() -> None:
    assert {"check", "list", "run", "index", "new", "doctor"} <= set(COMMANDS)


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_level_has_help(tmp_path: Path, name: str) -> None:
    short, long = (poverty(tmp_path, *([name] if name else []), option) for option in ("-h", "--help"))
    assert (short.code, short.err) == (0, "")
    assert short.out == long.out
    assert short.out.startswith(f"Cách dùng: poverty-analysis {name}".rstrip())
    assert name or all(one in short.out for one in COMMANDS)


def test_help_is_the_same_in_any_locale(tmp_path: Path) -> None:
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    assert poverty(tmp_path, "--help", env=plain) == poverty(tmp_path, "--help")


def test_version(tmp_path: Path) -> None:
    assert poverty(tmp_path, "--version").out == f"poverty-analysis, version {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("chek",), "check"),
        (("run", "--forse"), "--force"),
        (("run", "--formats", "html,doc"), "html, pdf, xlsx, docx"),
        (("run", "--year", "23"), "1990"),
        (("run", "-j", "0"), "1"),
        (("run", "--limit", "0"), "1"),
        (("--lang", "fr", "list"), "vi"),
        (("new",), "FOLDER"),
    ],
)
def test_mistyped_usage_exits_2_with_a_hint(workspace: Path, arguments: tuple[str, ...], hint: str) -> None:
    said = poverty(workspace, *arguments)
    assert said.code == 2
    assert hint in said.err
    assert said.out == ""


def test_an_unknown_language_in_the_environment_is_usage(workspace: Path) -> None:
    assert poverty(workspace, "list", env={"POVERTY_ANALYSIS_LANG": "fr"}).code == 2


def test_check_lists_problems_and_findings_as_json(workspace: Path) -> None:
    said = poverty(workspace, "check", "data/plans/tuan-giao-2023", "--json")
    assert said.code == 0
    assert set(said.json) >= {"problems", "findings"}
    assert said.json["problems"] == []
    assert {frozenset(finding) for finding in said.json["findings"]} == {frozenset(FINDING_KEYS)}
    norms = [f for f in said.json["findings"] if f["rule"] == "norm_times_count" and f["severity"] != "note"]
    assert [(f["expected"], f["actual"], f["difference"]) for f in norms] == [
        (10_640_000_000, 10_660_000_000, 20_000_000),
        (13_300_000_000, 13_320_000_000, 20_000_000),
    ]
    assert sum(f["rule"] == "stated_total" and f["reason"] == "holds" for f in said.json["findings"]) == 12


def test_check_strict_exits_1_on_findings(workspace: Path) -> None:
    assert poverty(workspace, "check").code == 0
    assert poverty(workspace, "check", "--strict").code == 1


def broken(source: Path, target: Path) -> Path:
    """A copy of the plan with one mistake of every kind."""
    shutil.copytree(source, target)
    plan = target / "data" / "plans" / "tuan-giao-2023"
    budget = plan / "budget.csv"
    text = budget.read_text(encoding="utf-8")
    for right, wrong in (("10714000000", "1e5"), ("321000000", "NaN"), ("11123000000", "12.3.4"), ("DA2,", "DA99,")):
        text = text.replace(right, wrong, 1)
    budget.write_text(text, encoding="utf-8")
    plan_yaml = plan / "plan.yaml"
    info = plan_yaml.read_text(encoding="utf-8")
    assert 'unit: "099"' in info
    plan_yaml.write_text(info.replace('unit: "099"', "unit: 099"), encoding="utf-8")
    agencies = plan / "agencies.csv"
    agencies.write_bytes(agencies.read_text(encoding="utf-8").encode("cp1258", errors="replace"))
    return target


def test_check_tells_every_mistake_at_once_and_writes_nothing(workspace: Path, tmp_path: Path) -> None:
    target = broken(workspace, tmp_path / "ws")
    before = sorted(target.rglob("*"))
    said = poverty(target, "check", "data/plans/tuan-giao-2023", "--json")
    assert said.code == 3
    assert {frozenset(problem) for problem in said.json["problems"]} == {frozenset(PROBLEM_KEYS)}
    seen = {problem["seen"] for problem in said.json["problems"]}
    assert {"1e5", "NaN", "12.3.4", "DA99", "099"} <= seen
    assert any(p["file"].endswith("agencies.csv") for p in said.json["problems"])
    words = poverty(target, "check", "data/plans/tuan-giao-2023")
    assert words.code == 3
    assert all(quoted in words.out for quoted in ("1e5", "NaN", "12.3.4", "DA99"))
    assert sorted(target.rglob("*")) == before


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_messages_follow_the_language(workspace: Path, lang: str) -> None:
    told = poverty(workspace, "--lang", lang, "run", "nowhere.yaml")
    again = poverty(workspace, "run", "nowhere.yaml", env={"POVERTY_ANALYSIS_LANG": lang})
    assert told == again
    assert (told.code, "Cách sửa" in told.err, "To do" in told.err) == (3, lang == "vi", lang == "en")
    assert told.out == ""


@pytest.mark.parametrize(
    "arguments", [("list",), ("run",), ("index",), ("check",), ("list", "x.yaml"), ("run", "--unit", "099")]
)
def test_outside_a_workspace_a_problem_is_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    said = poverty(tmp_path, *arguments, "--json")
    assert said.code == 3
    assert [problem["code"] for problem in said.json["problems"]] == ["PA-407"]


def test_list_tells_what_would_be_made_and_makes_nothing(workspace: Path) -> None:
    before = sorted((workspace / "outputs").rglob("*"))
    said = poverty(workspace, "list", "--json")
    assert said.code == 0
    assert [set(report) >= {"folder", "reasons", "up_to_date"} for report in said.json["reports"]] == [True] * len(
        asked_reports()
    )
    assert {tuple(report["reasons"]) for report in said.json["reports"]} == {("new",)}
    assert sorted((workspace / "outputs").rglob("*")) == before
    assert len(poverty(workspace, "list").out.splitlines()) == len(asked_reports())


@pytest.mark.parametrize("arguments", [("check",), ("list",), ("doctor",), ("check", "nowhere")])
def test_any_locale_and_encoding_gives_the_same_utf8(workspace: Path, arguments: tuple[str, ...]) -> None:
    plain = {"LANG": "C", "LC_ALL": "C", "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    assert poverty(workspace, *arguments, env=plain) == poverty(workspace, *arguments)


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize("arguments", [("check",), ("check", "--json"), ("list",), ("--help",)])
def test_a_reader_that_stops_early_causes_no_traceback(workspace: Path, arguments: tuple[str, ...]) -> None:
    process = subprocess.Popen(
        [command(), *arguments],
        cwd=workspace,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait(timeout=HANGS_AFTER_SECONDS)
    assert said == ""


def test_doctor_says_what_works(workspace: Path, tmp_path: Path) -> None:
    said = poverty(workspace, "doctor", "--json")
    assert said.code == 0, said.out
    assert {"Python", "papermill", "PDF"} <= {part["name"] for part in said.json["parts"]}
    assert {frozenset(part) for part in said.json["parts"]} == {
        frozenset({"name", "works", "found", "command", "needed"})
    }
    outside = poverty(tmp_path, "doctor", "--json")
    assert outside.code == 4
    (missing,) = (part for part in outside.json["parts"] if not part["works"])
    assert missing["name"] == "workspace"
    assert missing["command"].startswith("poverty-analysis new")


def test_a_new_workspace_runs_at_once(tmp_path: Path) -> None:
    target = tmp_path / "nơi làm việc"
    said = poverty(tmp_path, "new", str(target), "--json")
    assert (said.code, Path(said.json["workspace"])) == (0, target)
    assert poverty(target, "check").code == 0
    ran = poverty(target, "run", "--json")
    assert ran.code == 0, ran.out
    assert ran.json["made"] == ["shared/2023-year/minh-hoa-999-mau/annual_report.vi"]
    files = (target / "outputs" / ran.json["made"][0]).iterdir()
    assert all(path.name.startswith("minh-hoa") for path in files)
    assert "tuan-giao" not in json.dumps([str(path) for path in target.rglob("*")])


@pytest.mark.slow
def test_a_new_workspace_has_all_reports_and_runs_each(tmp_path: Path) -> None:
    target = tmp_path / "w"
    assert poverty(tmp_path, "new", str(target)).code == 0
    others = sorted(path.relative_to(target).as_posix() for path in (target / "params" / "examples").iterdir())
    ran = poverty(target, "run", *others, "--formats", "html", "--json")
    assert ran.code == 0, ran.out
    assert ran.json["made"] == [
        "shared/2023-year/minh-hoa-999-mau/budget_reconciliation.vi",
        "shared/2021-2025-term/minh-hoa-999-mau/period_review.vi",
        "shared/2023-six-months/minh-hoa-999-mau/six_month_report.vi",
    ]


@pytest.mark.parametrize("kind", ["full", "file", "below a file"])
def test_new_never_writes_over_anything(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "target"
    if kind == "full":
        target.mkdir()
        (target / "kept.txt").write_text("kept", encoding="utf-8")
    else:
        target.write_text("kept", encoding="utf-8")
    asked = target / "inner" if kind == "below a file" else target
    before = [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()]
    said = poverty(tmp_path, "new", str(asked), "--json")
    assert said.code == 3
    assert [p["code"] for p in said.json["problems"]] == ["PA-605" if kind == "below a file" else "PA-604"]
    assert [path.read_text(encoding="utf-8") for path in tmp_path.rglob("*") if path.is_file()] == before


def test_new_takes_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert poverty(tmp_path, "new", "empty").code == 0


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("report: annual_report\nyaer: 2023\n", {"PA-401", "PA-402"}),
        ("report: annual_report\nyear: 2023\nyear: 2024\n", {"PA-111"}),
        ("report: annual_report\nyear: 2023\nunits: [099]\n", {"PA-306"}),
        ("report: [\n", {"PA-110"}),
        ("report: ../annual_report\nyear: 2023\n", {"PA-403"}),
    ],
)
def test_broken_params_stop_run_list_and_check(tmp_path: Path, text: str, codes: set[str]) -> None:
    workspace = make_workspace(tmp_path / "ws")
    write_params(workspace).write_text(text, encoding="utf-8")
    for name in ("run", "list", "check"):
        said = poverty(workspace, name, "--json")
        assert said.code == 3, name
        assert codes <= {problem["code"] for problem in said.json["problems"]}, name
    assert not list((workspace / "outputs").rglob("*.html"))


def test_an_indicator_is_told_with_its_unit_levels_and_act(workspace: Path) -> None:
    told = poverty(workspace, "explain", "housing_new").out.splitlines()
    assert told[2:4] == ["  Đơn vị tính: hộ; kết quả tốt khi tăng", "  Cấp báo cáo: xã, huyện, tỉnh"]
    assert told[-1].startswith("  Căn cứ: Thông tư số 46/2022/TT-BTC") and told[-1].endswith("(đọc ở: chưa đối chiếu)")
    reviewed = poverty(workspace, "--lang", "en", "explain", "units_reviewed").out
    assert "Reported by: district, province" in reviewed
