"""The language of messages: as set, else that of the machine; and what ``explain`` says of codes and tables."""

from __future__ import annotations

import json
import subprocess

import pytest
import yaml

from poverty_analysis.cli.language import asked_language
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.values.language import default_language
from poverty_analysis.wording import problem_catalogue
from tests.plans import run
from tests.product import command, environment
from tests.programs import HANGS_AFTER_SECONDS
from tests.some import some
from tools.click_words import SOURCE, TARGET, catalogue


@pytest.mark.parametrize(
    ("found", "lang"),
    [
        ({}, "vi"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "POVERTY_ANALYSIS_LANG": "vi"}, "vi"),
        ({"LANG": "vi_VN", "POVERTY_ANALYSIS_LANG": "en"}, "en"),
    ],
)
def test_the_language_is_that_of_the_machine_unless_set(found: dict[str, str], lang: str) -> None:
    assert default_language(found) == lang


@pytest.mark.parametrize(
    ("arguments", "lang"),
    [
        (["check"], "vi"),
        (["--lang", "en", "check"], "en"),
        (["check", "--lang=en"], "en"),
        (["--lang", "en", "check", "--lang", "vi"], "vi"),
        (["check", "--lang"], "vi"),
    ],
)
def test_the_language_asked_for_is_known_before_the_options_are_read(arguments: list[str], lang: str) -> None:
    assert asked_language(arguments, {}) == lang


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chek",), "Không có lệnh 'chek'"),
        (("check", "--foo"), "Không có tùy chọn"),
        (("new",), "Thiếu đối số"),
        (("new", "x", "--year", "99"), "nằm ngoài khoảng"),
        (("--help",), "Cách dùng:"),
        (("--lang", "en", "chek"), "No such command"),
    ],
)
def test_the_command_line_speaks_the_language(arguments: tuple[str, ...], words: str) -> None:
    done = subprocess.run(
        [command(), *arguments],
        env=environment({"LANG": "C.UTF-8", "POVERTY_ANALYSIS_LANG": "vi"}),
        capture_output=True,
        encoding="utf-8",
        timeout=HANGS_AFTER_SECONDS,
        check=False,
    )
    assert words in done.stdout + done.stderr


def test_the_words_it_reads_are_those_of_the_list() -> None:
    assert TARGET.read_bytes() == catalogue(), "run: .venv/bin/python tools/click_words.py"
    for *forms, words in some(yaml.safe_load(SOURCE.read_text(encoding="utf-8"))):
        assert forms and words


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_every_code_is_explained_without_the_documentation(lang: str) -> None:
    entry = problem_catalogue()["PA-208"]
    told = run("--lang", lang, "explain", "pa-208").stdout
    assert entry.title[lang] in told and entry.fix[lang] in told and "{" not in told
    example = problem_catalogue()["PA-205"].example
    assert example["wrong"] in run("--lang", lang, "explain", "PA-205").stdout


def test_a_table_and_the_indicators_are_explained() -> None:
    told = run("explain", "Kinh phí theo nguồn vốn").stdout
    assert told == run("explain", "budget").stdout
    assert all(column.name in told for column in read_contract().tables["budget"].columns)
    assert "central (Ngân sách trung ương)" in told
    assert json.loads(run("explain", "indicators", "--json").stdout)["codes"]["poor_rate"] == "Tỷ lệ hộ nghèo"
    assert "DA5" in run("explain", "GNBV-2021").stdout
