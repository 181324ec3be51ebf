"""The glossary's terms: what stands under "Not" is in no sentence of the catalogue, and every term is in use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from poverty_analysis.values.strict_yaml import Value, read_yaml
from tests.some import some
from tests.tree import ROOT

PACKAGE = ROOT / "poverty_analysis"
WORDS = PACKAGE / "wording"
SHARED = (WORDS / "core.yaml", WORDS / "findings.yaml", PACKAGE / "inputs" / "contract.yaml")
PROBLEMS = tuple(sorted((WORDS / "problems").glob("*.yaml")))
HEADING = {"vi": "### Vietnamese", "en": "### English"}


def sentences(path: Path, lang: str) -> Iterator[tuple[str, str]]:
    """Every text of a file in the language, by its key; a file with both languages names it in its last key."""
    for key, text in leaves(read_yaml(path, path.name), ""):
        if path.stem == lang or key.rpartition(".")[2] in (lang, f"short_{lang}"):
            yield f"{path.name}: {key}", text


def leaves(value: Value, prefix: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{prefix}.{name}" if prefix else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, f"{prefix}.{number}")
    elif isinstance(value, str):
        yield prefix, value


def terms(lang: str) -> list[tuple[str, list[str]]]:
    """Each term of the glossary in the language, and what is said nowhere for it."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    part = text.split(HEADING[lang], 1)[1].split("\n###", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:2] == "| "]
    return [(term, [word.strip() for word in forbidden.split(";")]) for _, term, forbidden in rows[2:]]


def catalogue_of(lang: str) -> dict[str, str]:
    files = (WORDS / f"{lang}.yaml", *SHARED, *(PROBLEMS if lang == "vi" else ()))
    return {key: text for path in files for key, text in sentences(path, lang)}


def without(term: str, text: str) -> str:
    """A text without the term itself, which may have a refused word in it: "Kho bạc Nhà nước"."""
    return re.sub(re.escape(term), "", text, flags=re.IGNORECASE)


def found(word: str, text: str) -> bool:
    """Whether a text has the word, in any case, as a word of its own."""
    start, end = (r"\b" if word[at].isalnum() else "" for at in (0, -1))
    return re.search(f"{start}{re.escape(word)}{end}", text, re.IGNORECASE) is not None


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_no_sentence_has_a_word_that_the_glossary_refuses(lang: str) -> None:
    catalogue = catalogue_of(lang)
    assert len(catalogue) > 1000
    refused = [(term, word) for term, words in some(terms(lang)) for word in words]
    assert [(w, key) for term, w in refused for key, text in catalogue.items() if found(w, without(term, text))] == []


def test_a_refused_word_is_found_in_any_case_and_as_a_whole_word_only() -> None:
    assert found("khóa", "Khóa “x” bị lặp") and found("điểm %", "tăng 2 điểm %")
    assert not found("khóa", "khóang") and not found("served", "reserved") and found("(s)", "2 problem(s)")


@pytest.mark.parametrize("word", ["điểm %", "khóa", "hợp đồng dữ liệu", "nguyên văn của tệp", "năm nguồn"])
def test_the_glossary_refuses_the_words_of_programmers(word: str) -> None:
    assert word in {one for _, words in terms("vi") for one in words}
