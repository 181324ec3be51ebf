"""Pages for a clerk stand in both languages: the same headings, commands, tables and codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.some import some
from tests.tree import ROOT, project_files

# The tutorial has folders of its own name in each language, and a test of its own.
PAGES = tuple(sorted(p for p in project_files() if p.name.endswith(".vi.md") and p.name != "tutorial.vi.md"))
NEEDED = ("add-a-plan", "first-plan", "forms", "params", "release", "read-a-report")
FENCE = re.compile(r"```\w*\n(.*?)```", re.DOTALL)


def english(path: Path) -> Path:
    return path.with_name(path.name.replace(".vi.md", ".md"))


def headings(text: str) -> list[int]:
    return [len(mark) for mark in re.findall(r"^(#+) ", FENCE.sub("", text), re.MULTILINE)]


def commands(text: str) -> list[str]:
    """Every command of the page, without the remarks behind it."""
    listed = re.findall(r"^\s*(poverty-analysis .*?)\s*(?:#.*)?$", "\n".join(FENCE.findall(text)), re.MULTILINE)
    return listed + re.findall(r"^    (poverty-analysis .+)$", text, re.MULTILINE)


def tables(text: str) -> list[int]:
    """Columns of every row of a table."""
    rows = [line for line in FENCE.sub("", text).splitlines() if line.startswith("|")]
    return [line.replace("\\|", "").count("|") for line in rows]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_both_say_the_same_things(page: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in (english(page), page)]
    for part in (headings, commands, tables):
        first, second = (part(text) for text in texts)
        assert first == second, part.__name__


@pytest.mark.parametrize("name", NEEDED)
def test_what_a_clerk_needs_is_there(name: str) -> None:
    page = ROOT / "docs" / "how-to" / f"{name}.vi.md"
    assert page in PAGES
    text = page.read_text(encoding="utf-8")
    assert some(headings(text)) and some(commands(text) or tables(text) or [name == "forms"])
