"""The catalogue of words: everything a reader sees, in Vietnamese and English.

``vi.yaml`` and ``en.yaml`` are nested maps; their keys are joined with dots.
``core.yaml`` holds the words of this layer (dates, places in a file, reasons),
each with both languages.  ``problems/*.yaml`` holds the sentences of problems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from poverty_analysis.values.persons import without_persons
from poverty_analysis.values.problems import Problem
from poverty_analysis.values.strict_yaml import Value, read_yaml
from poverty_analysis.values.text import on_one_line

LANGUAGES: Final = ("vi", "en")

_HERE: Final = Path(__file__).parent
# {count} is filled with the number, {count|task|tasks} with the word that goes with it.
_SLOT: Final = re.compile(r"\{([a-z][a-z0-9_]*)(?:\|([^{}|]*)\|([^{}|]*))?\}")
_SENTENCES: Final = ("title", "what", "expected", "fix")
_NO_VALUES: Final[Mapping[str, str | int]] = MappingProxyType({})


@dataclass(frozen=True)
class ProblemText:
    """The sentences of one problem, in one language."""

    where: str
    what: str
    expected: str
    fix: str


@dataclass(frozen=True)
class ProblemEntry:
    """A problem's catalogue entry; each sentence by language, the example may be empty."""

    code: str
    title: Mapping[str, str]
    what: Mapping[str, str]
    expected: Mapping[str, str]
    fix: Mapping[str, str]
    example: Mapping[str, str]


def say(lang: str, key: str, values: Mapping[str, str | int] = _NO_VALUES) -> str:
    """Return the words of ``key`` in ``lang``, each ``{name}`` filled from ``values``.

    Amounts come in formatted.  A value is put in as it is and never searched
    for slots itself.

    Raises
    ------
    KeyError
        If the language, the key or a value for a slot is missing; it names it.
    """
    words = catalogue(lang)
    if key not in words:
        raise KeyError(f"no words for {key} in {lang}")
    return fill(words[key], values, key)


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return all words of ``lang`` by dotted key, read-only.

    Raises
    ------
    KeyError
        If ``lang`` is neither "vi" nor "en".
    DataProblems
        If a catalogue file cannot be read.
    """
    if lang not in LANGUAGES:
        raise KeyError(f"no catalogue for language {lang}")
    core = {
        key.removesuffix(f".{lang}"): words
        for key, words in _flat(_load(_HERE / "core.yaml"), "")
        if key.endswith(f".{lang}")
    }
    own = dict(_flat(_load(_HERE / f"{lang}.yaml"), ""))
    return MappingProxyType(core | own)


@cache
def problem_catalogue() -> Mapping[str, ProblemEntry]:
    """Return every problem's entry by code, in order of code, read-only.

    Raises
    ------
    KeyError
        If an entry lacks a sentence or a language; it names both.
    ValueError
        If two files hold one code.
    DataProblems
        If a file cannot be read.
    """
    entries: dict[str, ProblemEntry] = {}
    for path in sorted((_HERE / "problems").glob("*.yaml")):
        for code, raw in _as_map(_load(path), path.name).items():
            if code in entries:
                raise ValueError(f"{code} stands in two files, one is {path.name}")
            entries[code] = _entry(code, raw)
    return MappingProxyType(dict(sorted(entries.items())))


def problem_lines(problem: Problem, lang: str) -> ProblemText:
    """Return what to tell the user about ``problem``.

    Sentences are filled from the problem's values, its place and ``seen``;
    control characters in them are masked and long ones cut.

    Raises
    ------
    KeyError
        If the code has no entry or a slot no value; it names it.
    """
    entries = problem_catalogue()
    if problem.code not in entries:
        raise KeyError(f"no entry for problem {problem.code}")
    entry = entries[problem.code]
    values = _shown(problem, lang)
    what, expected, fix = (
        fill(sentence[lang], values, problem.code) for sentence in (entry.what, entry.expected, entry.fix)
    )
    return ProblemText(_where(problem, lang), what, expected, fix)


def _shown(problem: Problem, lang: str) -> dict[str, str]:
    place = problem.place
    raw = {
        "file": place.file,
        "sheet": place.sheet,
        "row": str(place.row or ""),
        "column": place.heading or place.column,
    }
    raw = {name: without_persons(value) for name, value in raw.items()}
    # Nine digits in what a cell holds are more often money than an old identity card.
    raw |= {
        name: without_persons(value, amounts=True) for name, value in {"seen": problem.seen, **problem.values}.items()
    }
    words = catalogue(lang)
    if "reason" in raw:
        raw["reason"] = words.get(f"reason.{raw['reason']}", raw["reason"])
    if raw.get("nearest") == "":
        raw["nearest"] = words["place.none"]
    return {name: on_one_line(value) for name, value in raw.items()}


def _where(problem: Problem, lang: str) -> str:
    place = problem.place
    parts = [_name(place.file)]
    if place.sheet:
        parts.append(say(lang, "place.sheet", {"sheet": _name(place.sheet)}))
    if place.row is not None:
        parts.append(say(lang, "place.row", {"row": place.row}))
    if place.column:
        parts.append(say(lang, "place.column", {"column": _name(place.heading or place.column)}))
    if problem.alike > 1:
        others = ", ".join(_name(other) for other in problem.others)
        parts.append(say(lang, "place.alike", {"count": problem.alike - 1, "others": others}))
    return ", ".join(parts)


def _name(text: str) -> str:
    """The name of a file, sheet or column as a message may show it: somebody may have named it after a person."""
    return on_one_line(without_persons(text))


def fill(sentence: str, values: Mapping[str, str | int], key: str) -> str:
    """Return ``sentence`` with each ``{name}`` replaced from ``values``.

    ``{name|one|many}`` becomes the word that goes with the number ``name``.

    Raises
    ------
    KeyError
        If a slot has no value; ``key`` names the sentence.
    """

    def value(slot: re.Match[str]) -> str:
        if slot[1] not in values:
            raise KeyError(f"no value for {{{slot[1]}}} in {key}")
        number = str(values[slot[1]])
        return number if slot[2] is None else slot[2 if number == "1" else 3]

    return _SLOT.sub(value, sentence)


def _load(path: Path) -> Value:
    return read_yaml(path, f"wording/{path.relative_to(_HERE).as_posix()}")


def _flat(value: Value, prefix: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield prefix, str(value)
        return
    for key, inner in _as_map(value, prefix).items():
        yield from _flat(inner, f"{prefix}.{key}" if prefix else key)


def _as_map(value: Value, name: str) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise ValueError(f"{name} is not a map")
    return value


def _entry(code: str, raw: Value) -> ProblemEntry:
    parts = _as_map(raw, code)
    title, what, expected, fix = (_sentence(parts, code, name) for name in _SENTENCES)
    example = dict(_flat(parts.get("example", {}), ""))
    return ProblemEntry(code, title, what, expected, fix, MappingProxyType(example))


def _sentence(parts: Mapping[str, Value], code: str, name: str) -> Mapping[str, str]:
    found = dict(_flat(parts.get(name, {}), ""))
    for lang in LANGUAGES:
        if not found.get(lang):
            raise KeyError(f"{code} has no {name} in {lang}")
    return MappingProxyType(found)
