"""Word files: made by a run where asked for, dropped by name, and opened in an office program."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from poverty_analysis.inputs.dataset import file_hash
from poverty_analysis.render.pdf import render_pdf
from poverty_analysis.render.word.document import render_docx
from tests.product import HUYEN_MAU, make_workspace, poverty
from tests.programs import HANGS_AFTER_SECONDS
from tests.some import some
from tests.word_text import annexed, in_order, lines, plain, words_of_pdf

NAME = "minh-hoa-999-mau-2023-year.docx"


@pytest.mark.long
def test_a_run_makes_them_where_asked_for_and_says_when_one_is_dropped(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "ws")
    chosen = ("run", "params/annual_2023.yaml", "--unit", "999", "--json", "--formats")
    said = poverty(workspace, *chosen, "html,docx")
    assert said.code == 0, said.err
    folder = workspace / "outputs" / HUYEN_MAU / "annual_report.vi"
    manifest = json.loads((folder / "minh-hoa-manifest.json").read_text(encoding="utf-8"))
    assert manifest["outputs"][NAME] == file_hash(folder / NAME)
    text = "\n".join(lines((folder / NAME).read_bytes()))
    # The narrative stands in its place, and the mark of made-up data above every chart.
    assert "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH" in text and text.count("DỮ LIỆU MINH HỌA") > 3
    assert f"annual_report.vi/{NAME}" in (workspace / "outputs" / "index.html").read_text(encoding="utf-8")
    again = poverty(workspace, *chosen, "html", "--force").json
    assert {tuple(one["formats"]) for one in again["dropped"]} == {("docx",)}


@pytest.mark.office
def test_an_office_program_prints_the_words_of_the_pdf(require: Callable[[str], Path], tmp_path: Path) -> None:
    doc = plain(annexed())
    (tmp_path / "report.docx").write_bytes(render_docx(doc))
    options = [f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf"]
    command = [require("office"), *options, "--outdir", tmp_path, tmp_path / "report.docx"]
    subprocess.run(command, capture_output=True, timeout=HANGS_AFTER_SECONDS, check=True)
    wanted = [letters(line) for line in lines((tmp_path / "report.docx").read_bytes())]
    rows = [line for line in wanted if line.startswith("Xãmẫusố")]
    assert len(rows) == 126
    for made in (render_pdf(doc), (tmp_path / "report.pdf").read_bytes()):
        printed = letters(words_of_pdf(made))
        assert not list(in_order(rows, printed))
        # The fonts of this machine decide where a page ends and a line breaks.
        pieces = [line[at : at + 5] for line in wanted for at in range(0, len(line), 5)]
        assert not [piece for piece in some(pieces) if piece not in printed]


def letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum())
