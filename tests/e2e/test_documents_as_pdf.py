"""The plans of the example as PDF files, made by an office program, are read like their text."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from poverty_analysis.documents.draft import Draft, draft_plan
from poverty_analysis.documents.reading import read_document
from poverty_analysis.inputs.workspace import Workspace, read_units
from poverty_analysis.law import read_law
from tests.documents import word_file
from tests.programs import HANGS_AFTER_SECONDS
from tests.some import some
from tests.tree import ROOT

pytestmark = pytest.mark.office

PLANS = ("tuan-giao-2023", "lao-cai-2018", "thanh-hoa-2016-2020", "thach-ha-2020", "ninh-binh-2021")
# What a row says, apart from its place and from words that a page breaks elsewhere.
VALUES = {
    "budget": ("line", "source", "source_year", "capital", "amount_vnd"),
    "claims": ("kind", "line", "amount_vnd", "value", "part"),
    "targets": ("comparator", "value", "value_to", "unit", "baseline", "per"),
    "tasks": ("due_rule",),
    "activities": ("line", "order"),
    "agencies": ("line", "agency", "role"),
    "solutions": ("need",),
}


def values(draft: Draft) -> Counter[tuple[str, ...]]:
    return Counter((row.table, *(row.cells.get(name, "") for name in VALUES[row.table])) for row in some(draft.rows))


def read(path: Path) -> Draft:
    return draft_plan(read_document(path, path.name).lines, read_units(Workspace(ROOT)), read_law(), "plan.txt")


@pytest.fixture(scope="module")
def pages(require: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for name in PLANS:
        text = (ROOT / f"data/plans/{name}/source/{name}.txt").read_text(encoding="utf-8")
        word_file(text, folder / f"{name}.docx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [require("office"), profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
    books = [folder / f"{name}.docx" for name in PLANS]
    subprocess.run([*command, *books], capture_output=True, timeout=HANGS_AFTER_SECONDS, check=True)
    return folder


@pytest.mark.parametrize("name", PLANS)
def test_pdf_gives_the_same_draft_as_the_text(pages: Path, name: str) -> None:
    text, pdf = read(ROOT / f"data/plans/{name}/source/{name}.txt"), read(pages / f"{name}.pdf")
    assert values(pdf) == values(text)
    assert all(line.page for line in some(pdf.lines))
    assert {key: value for key, value in pdf.keys.items() if key != "document.title"} == {
        key: value for key, value in text.keys.items() if key != "document.title"
    }


@pytest.mark.parametrize("name", PLANS)
def test_word_gives_the_same_draft_as_the_text(pages: Path, name: str) -> None:
    assert values(read(pages / f"{name}.docx")) == values(read(ROOT / f"data/plans/{name}/source/{name}.txt"))
