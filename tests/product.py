"""The product as its users run it: the installed command, in a copy of the example workspace."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pypdfium2 as pdfium
import yaml

from tests.programs import HANGS_AFTER_SECONDS
from tests.tree import ROOT

TUAN_GIAO = "shared/2023-year/099-tuan-giao"
HUYEN_MAU = "shared/2023-year/minh-hoa-999-mau"
ENTRY = "annual_report"
MARK = "minh-hoa"
# The fictional unit's folder, in the path of each of its reports.
MADE_UP = "minh-hoa-999-mau"
# Units of the example params, by code: what their folders are called.
NAMES = {"099": "099-tuan-giao", "999": "minh-hoa-999-mau"}
# Plans without money, terms and the province of 2026 have a test of their own, tests/e2e/test_plans_without_money.py.
APART = (
    *("annual_2018.yaml", "annual_2020.yaml", "annual_2021.yaml", "annual_2026.yaml"),
    *("period_2016_2020.yaml", "period_2021_2025.yaml"),
)
# What a run leaves beside the reports.
OF_A_RUN = (".lock", ".holder.json", "run.json", "run.log")
_EMBEDDED = re.compile(r"data:[a-z/+0-9-]+;base64,[A-Za-z0-9+/=]+")


@dataclass(frozen=True)
class Said:
    """What a command left: exit code, results, talk."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@cache
def command() -> str:
    """The command of the environment that runs the tests."""
    found = shutil.which("poverty-analysis", path=str(Path(sys.executable).parent))
    assert found, "poverty-analysis is not installed beside this Python"
    return found


def environment(changes: Mapping[str, str] | None = None) -> dict[str, str]:
    """This environment without our own variables, and with ``changes``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("POVERTY_ANALYSIS_")}
    return kept | dict(changes or {})


def poverty(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Said:
    """Run ``poverty-analysis`` with ``folder`` as the working folder; never with a traceback."""
    done = subprocess.run(
        [command(), *arguments],
        cwd=folder,
        env=environment(env),
        capture_output=True,
        encoding="utf-8",
        timeout=HANGS_AFTER_SECONDS,
        check=False,
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return Said(done.returncode, done.stdout, done.stderr)


def make_workspace(target: Path) -> Path:
    """Copy data, params and notebooks of this repository."""
    for name in ("data", "params", "notebooks"):
        shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns(*APART))
    return target


def page_words(folder: Path) -> list[list[str]]:
    """The words of each page of the PDF in a folder."""
    (file,) = folder.glob("*.pdf")
    with pdfium.PdfDocument(file) as document:
        return [page.get_textpage().get_text_range().split() for page in document]


def asked_reports(workspace: Path = ROOT) -> list[str]:
    """Folders of the reports that ``params/`` asks for, worked out without the library, in the order they are made."""
    found: list[str] = []
    for path in sorted(path for path in (workspace / "params").glob("*.yaml") if path.name not in APART):
        asked = yaml.safe_load(path.read_text(encoding="utf-8"))
        period = asked.get("period", "year").replace("_", "-")
        found += [
            f"{asked['edition']}/{asked['year']}-{period}/{NAMES[code]}/{asked['report']}.{lang}"
            for code in asked["units"]
            for lang in asked["langs"]
        ]
    return found


def write_params(workspace: Path, *, units: Sequence[str] = ("999",), **more: str) -> Path:
    """Ask for one kind of report only, by default the Vietnamese HTML of the fictional unit."""
    for old in (workspace / "params").glob("*.yaml"):
        old.unlink()
    lines = {"report": ENTRY, "year": "2023", "formats": "[html]", **more}
    text = "".join(f"{key}: {value}\n" for key, value in lines.items())
    path = workspace / "params" / "one.yaml"
    path.write_text(f"{text}units: {json.dumps(list(units))}\n", encoding="utf-8")
    return path


def read_notebook(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def add_cell(path: Path, source: str) -> None:
    """Put a code cell at the end of a notebook."""
    notebook = read_notebook(path)
    notebook.cells.append(nbformat.v4.new_code_cell(source, id="added"))
    nbformat.write(notebook, path)


def write_cells(workspace: Path, name: str, *sources: str) -> Path:
    """Write a notebook of code cells, the first of which has the parameters."""
    made = [nbformat.v4.new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    made[0].metadata["tags"] = ["parameters"]
    path = workspace / "notebooks" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def checksums(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below ``folder`` but the lock, and the record of a run, which has its day in it."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in OF_A_RUN)
    return {path.relative_to(folder).as_posix(): digest(path) for path in files}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def manifest_of(folder: Path) -> dict[str, Any]:
    """The manifest of a report, by whichever of its two names."""
    (path,) = folder.glob("*manifest.json")
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def figures_of(folder: Path) -> dict[str, dict[str, Any]]:
    """Figures of a report by id; each id once."""
    (path,) = folder.glob("*figures.json")
    listed = json.loads(path.read_text(encoding="utf-8"))["figures"]
    found = {figure["id"]: figure for figure in listed}
    assert len(found) == len(listed)
    return found


def is_whole(folder: Path) -> bool:
    """Whether a report's files are those its manifest lists, with the same checksums."""
    listed = manifest_of(folder)["outputs"]
    made = checksums(folder)
    (own,) = (name for name in made if name.endswith("manifest.json"))
    return {name: value for name, value in made.items() if name != own} == listed


def pdf_text(content: bytes) -> str:
    """All text of a PDF, with spaces and line ends as one space."""
    pdf = pdfium.PdfDocument(content)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf)
    finally:
        pdf.close()


def readable(path: Path) -> Iterator[str]:
    """Everything a person could find in a file: its text, and that of what is packed into it."""
    if path.suffix == ".pdf":
        content = path.read_bytes()
        yield content.decode("latin-1")
        yield pdf_text(content)
    elif path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            for entry in book.infolist():
                yield f"{entry.filename} {entry.date_time}"
                yield book.read(entry).decode("utf-8", errors="replace")
    else:
        yield _EMBEDDED.sub("", path.read_text(encoding="utf-8"))
