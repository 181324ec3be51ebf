"""Which columns hold what identifies a person, told by their names alone; no cell is looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from poverty_analysis.values.strict_yaml import Value, parse_yaml
from poverty_analysis.values.text import fold

_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class CensusColumns:
    """Phrases of personal columns (each a tuple of words) and keys or labels of exports by contract column."""

    anywhere: tuple[tuple[str, ...], ...]
    alone: frozenset[tuple[str, ...]]
    aliases: Mapping[str, str]


@cache
def census_columns() -> CensusColumns:
    """Read ``census_columns.yaml`` of the package (once per process)."""
    path = Path(__file__).with_name("census_columns.yaml")
    data = _map(parse_yaml(path.read_text(encoding="utf-8"), path.name))
    personal = _map(data["personal"])
    aliases = {name: column for column, names in _map(data["aliases"]).items() for name in _texts(names)}
    anywhere = tuple(words_of(text) for text in _texts(personal["anywhere"]))
    return CensusColumns(anywhere, frozenset(words_of(text) for text in _texts(personal["alone"])), aliases)


def words_of(title: str) -> tuple[str, ...]:
    """Words of a key or label, without marks: ``family.hostName`` gives family, host, name."""
    return tuple(_WORDS.findall(fold(_HUMPS.sub(" ", title))))


def is_personal(*titles: str) -> bool:
    """Tell whether any of a column's ``titles`` (its key, its label) says that it identifies a person."""
    return any(_says_so(words_of(title)) for title in titles)


def _says_so(words: tuple[str, ...]) -> bool:
    known = census_columns()
    return words in known.alone or any(_within(phrase, words) for phrase in known.anywhere)


def _within(phrase: tuple[str, ...], words: tuple[str, ...]) -> bool:
    return any(words[at : at + len(phrase)] == phrase for at in range(len(words) - len(phrase) + 1))


def shown_name(title: str, letters: str) -> str:
    """What a message may call a personal column: its words when all of them are known ones, else its letters.

    A file without a header has persons in its first row, so a title is only
    repeated when it is made of words of the list.
    """
    return title if title and set(words_of(title)) <= _vocabulary() else letters


@cache
def _vocabulary() -> frozenset[str]:
    known = census_columns()
    listed = {word for phrase in (*known.anywhere, *known.alone) for word in phrase}
    return frozenset(listed | {"family", "host", "chu", "ho", "so", "va", "cua", "number", "date", "of", "id"})


def _map(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise TypeError(f"expected a mapping, got {type(value).__name__}")
    return value


def _texts(value: Value) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"expected a list, got {type(value).__name__}")
    return tuple(str(item) for item in value)
