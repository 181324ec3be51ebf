"""The documentation says what the program does, and all of it."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import poverty_analysis
from poverty_analysis.cli.commands import cli
from poverty_analysis.wording import problem_catalogue
from tests.docs.walk import Reader
from tests.some import some
from tests.tree import ROOT, modules, project_files, shown
from tools.make_docs import EXITS, PAGES

WALKED = (
    "docs/tutorial.md",
    pytest.param("docs/tutorial.vi.md", marks=pytest.mark.long),
    "docs/how-to/add-a-plan.md",
)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?<=\n\n)(?: {4}.*\n)+")
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^()\s]+)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
CODE = re.compile(r"PA-\d{3}")


def pages() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".md"]


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    """A page without its code, where signs of Markdown mean nothing."""
    return SPAN.sub("", FENCE.sub("", text_of(path)))


@pytest.mark.parametrize("name", PAGES)
def test_generated_page_is_not_stale(name: str) -> None:
    path, page = PAGES[name]
    assert text_of(ROOT / path) == page(), f"run: .venv/bin/python tools/make_docs.py {name}"


# Commands


def sections(page: str, level: int) -> dict[str, str]:
    parts = re.split(rf"^{'#' * level} (.+)$", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_command_and_its_options_are_documented(name: str) -> None:
    section = sections(text_of(ROOT / "docs/reference/commands.md"), 2)[name]
    options = [word for param in cli.commands[name].params if isinstance(param, click.Option) for word in param.opts]
    assert not [option for option in some(options) if option not in section]


def commands_in(path: Path) -> Iterator[list[str]]:
    """Every call of the program in the code of a page, as words."""
    text = text_of(path)
    code = [body for lang, body in FENCE.findall(text) if lang in ("sh", "console")]
    code += INDENTED.findall(text) + SPAN.findall(FENCE.sub("", text))
    for line in "\n".join(code).splitlines():
        bare = line.strip().removeprefix(".venv/bin/")
        if bare.startswith(("poverty-analysis ", "make ")):
            yield shlex.split(bare, comments=True)


def unknown_words(words: list[str]) -> list[str]:
    """What the program or the Makefile does not know of a call."""
    if words[0] == "make":
        targets = re.findall(r"^([a-z]+):", text_of(ROOT / "Makefile"), re.MULTILINE)
        return [word for word in words[1:] if "=" not in word and not word.startswith("-") and word not in targets]
    command: click.Command = cli
    known = {"--version", "--help", "-h"}
    unknown: list[str] = []
    expects_value = False
    for word in words[1:]:
        options = {opt: param for param in command.params if isinstance(param, click.Option) for opt in param.opts}
        if expects_value:
            expects_value = False
        elif word.startswith("-"):
            unknown += [word] if word not in known | set(options) else []
            expects_value = word in options and not options[word].is_flag
        elif command is cli and word in cli.commands:
            command = cli.commands[word]
        elif command is cli:
            unknown.append(word)
    return unknown


def test_commands_in_the_pages_exist() -> None:
    calls = [(path, words) for path in pages() if path.name != "CHANGELOG.md" for words in commands_in(path)]
    wrong = [f"{shown(path)}: {' '.join(words)}" for path, words in calls if unknown_words(words)]
    assert not wrong, "\n".join(wrong)
    assert {"report", "test"} <= {words[1] for path, words in calls if path.name == "README.md" and words[0] == "make"}


@pytest.mark.parametrize("call", ["rnu", "run --untis 099", "--lagn en check", "check --unit 099"])
def test_a_mistyped_command_is_seen(call: str) -> None:
    assert unknown_words(["poverty-analysis", *call.split()])


@pytest.mark.parametrize("name", ["README.md", "README.vi.md", "docs/reference/commands.md"])
def test_exit_codes_are_all_there(name: str) -> None:
    rows = re.findall(r"^\| (\d+) \|", text_of(ROOT / name), re.MULTILINE)
    assert [int(code) for code in rows] == [code for code, _ in EXITS]


# Errors


def raised_codes() -> set[str]:
    constants = (node for path in modules() for node in ast.walk(ast.parse(text_of(path))))
    texts = (node.value for node in constants if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {text for text in texts if CODE.fullmatch(text)}


def test_every_error_that_is_raised_is_explained_and_the_other_way_round() -> None:
    assert raised_codes() == set(problem_catalogue())


def test_every_error_has_a_section_with_its_code_as_anchor() -> None:
    assert set(sections(text_of(ROOT / "docs/reference/errors.md"), 3)) == raised_codes()


def test_no_sentence_sends_its_reader_to_a_page_he_may_not_have() -> None:
    words = "\n".join(text_of(path) for path in (ROOT / "poverty_analysis/wording").rglob("*.yaml"))
    assert "explain PA-" in words
    assert re.findall(r"docs/[\w./-]+\.md", words) == []


# Names


@pytest.mark.parametrize("name", poverty_analysis.__all__)
def test_public_name_is_documented(name: str) -> None:
    words = inspect.getdoc(getattr(poverty_analysis, name)) or ""
    # A dataclass without words of its own gets its signature.
    assert words and not words.startswith(f"{name}(")


# Pages


def anchors(path: Path) -> set[str]:
    """Anchors as GitHub makes them of headings, and those written out."""
    text = text_of(path)
    headings = [words for _, words in HEADING.findall(FENCE.sub("", text))]
    slugs = {re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-") for words in headings}
    return slugs | set(re.findall(r'<a id="([^"]+)"', text))


def dead_links(path: Path) -> Iterator[str]:
    for target in LINK.findall(prose(path)):
        if "://" in target or target.startswith("mailto:"):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name).resolve() if name else path
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            yield target


def test_links_lead_somewhere() -> None:
    dead = [f"{shown(path)}: {link}" for path in pages() for link in dead_links(path)]
    assert not dead, "\n".join(dead)


def test_dead_links_are_seen(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n[a](#a-page) [b](#b) [c](gone.md) `[d](gone.md)`\n", encoding="utf-8")
    assert list(dead_links(page)) == ["#b", "gone.md"]


def test_every_page_is_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        names = (target.partition("#")[0] for target in LINK.findall(prose(page)) if "://" not in target)
        found = {(page.parent / name).resolve() for name in names if name.endswith(".md")}
        waiting += sorted(path for path in found - reached if path.is_file())
    lost = [shown(path) for path in pages() if path.is_relative_to(ROOT / "docs") and path not in reached]
    assert not lost, f"no link leads to {lost}"


def outline(page: str) -> list[int]:
    return [len(marks) for marks, _ in HEADING.findall(FENCE.sub("", page))]


@pytest.mark.parametrize("name", ["README", "docs/tutorial"])
def test_both_languages_have_the_same_parts(name: str) -> None:
    english, vietnamese = (text_of(ROOT / f"{name}{ending}") for ending in (".md", ".vi.md"))
    assert outline(english) == outline(vietnamese)
    assert [lang for lang, _ in FENCE.findall(english)] == [lang for lang, _ in FENCE.findall(vietnamese)]


def test_the_picture_is_small_and_wide_enough() -> None:
    picture = (ROOT / "docs/images/report-page.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert 800 <= int.from_bytes(picture[16:20], "big") <= 1000
    assert len(picture) < 300_000


@pytest.mark.slow
@pytest.mark.parametrize("name", WALKED)
def test_a_reader_can_follow_the_page(name: str, tmp_path: Path) -> None:
    Reader(tmp_path).follow(text_of(ROOT / name))
