"""Runs of the product that many tests look at; each is made once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browsing import Opener, opener
from tests.e2e.analyst import PLANTED, write_notebook
from tests.product import Said, asked_reports, make_workspace, poverty, write_params

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONG_AGO = 1_000_000_000


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with every example report."""
    workspace = make_workspace(tmp_path_factory.mktemp("first") / "workspace")
    said = poverty(workspace, "run", "--json")
    assert said.code == 0, said.err
    assert said.json["made"] == asked_reports()
    return workspace


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same reports from another folder, home, time zone, locale, file times and two processes."""
    workspace = make_workspace(tmp_path_factory.mktemp("elsewhere") / "thư mục khác" / "ws")
    for path in workspace.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    home = tmp_path_factory.mktemp("home")
    env = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "HOME": str(home), "LANG": "C"}
    said = poverty(workspace / "data" / "plans", "run", "-j", "2", "--json", env=env)
    assert said.code == 0, said.err
    return workspace


@pytest.fixture
def copied(first: Path, tmp_path: Path) -> Path:
    """A workspace of the test's own, with the reports in it."""
    return Path(shutil.copytree(first, tmp_path / "ws"))


@pytest.fixture(scope="session")
def analyst(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Said]:
    """A workspace with an analyst's own notebook, run, and payloads planted in the data."""
    workspace = make_workspace(tmp_path_factory.mktemp("analyst") / "ws")
    write_notebook(workspace / "notebooks" / "rieng.ipynb")
    narrative = workspace / "data" / "plans" / "huyen-mau-2023" / "narrative.md"
    narrative.write_text(narrative.read_text(encoding="utf-8") + f"\n{PLANTED}\n", encoding="utf-8")
    write_params(workspace, report="rieng", formats="[html, pdf, xlsx]", extra="{ghi_chu: 'thử'}")
    return workspace, poverty(workspace, "run", "--json")


@pytest.fixture(scope="session")
def browser(require: Callable[[str], Path]) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    program = str(require("browser"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Opener]:
    """Open a file in a fresh context; closed after the test."""
    with opener(browser) as open_file:
        yield open_file
