"""The phrasings that are understood, as a table: ``grammar.yaml`` with its patterns compiled once.

Each entry has an example that is a test and a counter-example that is one too;
the reference page is made from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

import yaml

_NUMBER: Final = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_ALONE: Final = r"(?<![\w.,/])"
_DASH: Final = r"\s*(?:-|–|đến|tới)\s*"
_MACROS: Final[Mapping[str, str]] = {
    "<P>": rf"{_ALONE}(?P<low>{_NUMBER})\s*%(?!{_DASH}\d)",
    "<B>": rf"{_ALONE}(?P<base>{_NUMBER})\s*%",
    "<R>": rf"{_ALONE}(?P<low>{_NUMBER})\s*%?{_DASH}(?P<high>{_NUMBER})\s*%",
    "<N>": rf"{_ALONE}(?P<low>{_NUMBER})(?![\d.,]*\d)",
    "<M>": rf"{_ALONE}(?P<low>{_NUMBER}){_DASH}(?P<high>{_NUMBER})(?![\d.,]*\d)",
    "<GAP>": r"[^;:\d%§]{0,90}?(?<![^\s])",
    "<GAP8>": r"(?:\s+[^\W\d]+){0,4}?",
    "<NEAR>": r"[^;:\d%]{0,30}?",
    "<UPPER>": r"(?:xuống còn|xuống|còn)",
    "<REST>": r"[^;]*?(?=$|;|\.\s)",
}


@dataclass(frozen=True)
class Phrasing:
    """One way of saying a target.

    Without a ``comparator`` it takes a number that is no target.  ``most`` is
    the largest value it is sure of.  ``leads`` when the number stands before what it is of ("90% hộ ..."), and
    not behind it ("... đạt 90%").
    """

    id: str
    pattern: re.Pattern[str]
    comparator: str
    unit: str
    leads: bool
    most: Decimal | None
    example: Mapping[str, str]
    counter: str


@dataclass(frozen=True)
class Grammar:
    """What is read from text; ``things`` gives the unit of each counted noun, ``names`` the numbers that are none."""

    targets: tuple[Phrasing, ...]
    wishes: tuple[Phrasing, ...]
    things: Mapping[str, str]
    names: re.Pattern[str]
    baseline: re.Pattern[str]
    sources: Mapping[str, re.Pattern[str]]
    capitals: Mapping[str, re.Pattern[str]]
    totals: re.Pattern[str]
    agency: re.Pattern[str]
    verb: re.Pattern[str]
    deadlines: Mapping[str, re.Pattern[str]]
    rates: Mapping[str, re.Pattern[str]]
    indicators: Mapping[str, re.Pattern[str]]
    dimensions: Mapping[str, re.Pattern[str]]


@cache
def read_grammar() -> Grammar:
    """The shipped grammar."""
    text = files("poverty_analysis.documents").joinpath("grammar.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    things = {word: unit for unit, words in data["things"].items() for word in words}
    nouns = "|".join(re.escape(word) for word in sorted(things, key=len, reverse=True))
    macros = {**_MACROS, "<THING>": rf"(?P<thing>{nouns})(?!\w)"}
    names = "|".join(rf"(?:{pattern})" for pattern in data["names"].values())
    return Grammar(
        targets=tuple(_phrasing(name, entry, macros) for name, entry in data["targets"].items()),
        wishes=tuple(_phrasing(name, entry, macros) for name, entry in data["wishes"].items()),
        things=things,
        names=re.compile(rf"(?<![\w.,/])(?:{names})(?![\w%])", re.IGNORECASE),
        baseline=re.compile(_filled(data["baseline"], macros), re.IGNORECASE),
        sources=_compiled(data["sources"]),
        capitals=_compiled(data["capitals"]),
        totals=re.compile(data["totals"], re.IGNORECASE),
        agency=re.compile(data["agencies"]),
        verb=re.compile(rf"(?<!\w)(?:{data['verbs']})(?!\w)"),
        deadlines=_compiled(data["deadlines"]),
        rates={
            name: re.compile(_filled(entry["pattern"], macros), re.IGNORECASE) for name, entry in data["rates"].items()
        },
        indicators={name: re.compile(pattern, re.IGNORECASE) for name, pattern in data["indicators"].items()},
        dimensions=_compiled(data["dimensions"]),
    )


def _compiled(entries: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE) for name, pattern in entries.items()}


def _phrasing(name: str, entry: Mapping[str, Any], macros: Mapping[str, str]) -> Phrasing:
    return Phrasing(
        name,
        re.compile(_filled(entry["pattern"], macros), re.IGNORECASE),
        entry.get("comparator", ""),
        entry.get("unit", ""),
        entry.get("leads", False),
        Decimal(entry["most"]) if "most" in entry else None,
        entry["example"],
        entry["counter"],
    )


def _filled(pattern: str, macros: Mapping[str, str]) -> str:
    for macro, meaning in macros.items():
        pattern = pattern.replace(macro, meaning)
    return pattern


def without_names(text: str, names: re.Pattern[str]) -> str:
    """``text`` of the same length, with ``§`` for the digits that name something: years, acts, ages, days."""
    return names.sub(lambda found: re.sub(r"\d", "§", found[0]), text)
