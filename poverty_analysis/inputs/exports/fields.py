"""Typed keys of a column map; each refusal is a problem with file, row and key."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.strict_yaml import Scalar, Value
from poverty_analysis.values.text import nearest

_FLAGS = {"yes": True, "no": False, "true": True, "false": False}
_ROWS = re.compile(r"([1-9][0-9]{0,6})(?:-([1-9][0-9]{0,6}))?", re.ASCII)
_LETTERS = re.compile("[A-Z]{1,2}", re.ASCII)

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True)
class Node:
    """One mapping of a map file, under its path, with the list that collects problems."""

    file: str
    path: str
    values: Mapping[str, Value]
    problems: list[Problem]

    def report(self, code: str, key: str, seen: str = "", values: Mapping[str, str] | None = None) -> None:
        """Add a problem about ``key`` of this mapping."""
        place = Place(self.file, row=line_of(self.values.get(key)), column=f"{self.path}{key}")
        self.problems.append(Problem(code, place, seen, values or {}))


def line_of(value: Value | None) -> int | None:
    """Line of the first scalar of ``value``; None when it is not from the user's own file."""
    if isinstance(value, Scalar):
        return value.line or None
    inner = value.values() if isinstance(value, dict) else value or ()
    return next((line for item in inner if (line := line_of(item)) is not None), None)


def node(file: str, path: str, value: Value, problems: list[Problem], keys: Collection[str] = ()) -> Node:
    """Return ``value`` as a mapping that has no other than ``keys``: PA-701 unknown key, PA-703 no mapping."""
    if not isinstance(value, dict):
        place = Place(file, row=line_of(value), column=path.rstrip("."))
        problems.append(Problem("PA-703", place, values={"allowed": "key: value"}))
        return Node(file, path, {}, problems)
    made = Node(file, path, value, problems)
    for key in value:
        if keys and key not in keys:
            made.report("PA-701", key, key, {"nearest": nearest(key, sorted(keys))})
    return made


def inner(of: Node, key: str, keys: Collection[str] = ()) -> Node:
    """Return the mapping under ``key``; an absent one is empty."""
    return node(of.file, f"{of.path}{key}.", of.values.get(key, {}), of.problems, keys)


def listed(of: Node, key: str, keys: Collection[str]) -> Iterator[Node]:
    """Yield each mapping of the list under ``key``."""
    value = of.values.get(key, [])
    if not isinstance(value, list):
        of.report("PA-703", key, values={"allowed": "- key: value"})
        return
    for at, one in enumerate(value, start=1):
        yield node(of.file, f"{of.path}{key}.{at}.", one, of.problems, keys)


def text(of: Node, key: str, *, needed: bool = False) -> str:
    """Return a text; PA-702 when it is needed and absent, PA-703 when it is no text."""
    value = of.values.get(key, Scalar(""))
    if not isinstance(value, Scalar):
        of.report("PA-703", key, values={"allowed": "text"})
        return ""
    if needed and not value:
        of.report("PA-702", key)
    return str(value)


def choice(of: Node, key: str, allowed: tuple[Word, ...], default: Word | None = None) -> Word:
    """Return one of ``allowed``; without a default the key is needed."""
    given = text(of, key, needed=default is None) or default
    for word in allowed:
        if word == given:
            return word
    if given is not None:
        of.report("PA-703", key, str(given), {"allowed": ", ".join(allowed)})
    return allowed[0]


def flag(of: Node, key: str) -> bool:
    """Return ``yes`` or ``no``; an absent one is no."""
    return _FLAGS[choice(of, key, tuple(_FLAGS), "no")]


def words(of: Node, key: str) -> tuple[str, ...]:
    """Return a list of texts; one text is a list of one."""
    value = of.values.get(key, [])
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, Scalar) for item in items):
        of.report("PA-703", key, values={"allowed": "[text, text]"})
        return ()
    return tuple(str(item) for item in items)


def day(of: Node, key: str) -> dt.date:
    """Return a needed date written YYYY-MM-DD."""
    given = text(of, key, needed=True)
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        if given:
            of.report("PA-703", key, given, {"allowed": "2023-12-31"})
    return dt.date.min


def whole(of: Node, key: str) -> int | None:
    """Return a whole number from 1; None when it is absent."""
    given = text(of, key)
    if re.fullmatch("[1-9][0-9]{0,6}", given, re.ASCII):
        return int(given)
    if given:
        of.report("PA-703", key, given, {"allowed": "1, 2, 3 ..."})
    return None


def rows(of: Node, key: str) -> tuple[int, ...]:
    """Return row numbers written ``9`` or ``9-11``, or a list of such."""
    found: list[int] = []
    for given in words(of, key):
        span = _ROWS.fullmatch(given)
        if span is None:
            of.report("PA-703", key, given, {"allowed": "9, 9-11"})
            continue
        found += range(int(span[1]), int(span[2] or span[1]) + 1)
    return tuple(found)


def letters(of: Node, key: str) -> int | None:
    """Return the position of a column given by its letters, from 0; None when it is absent."""
    given = text(of, key)
    if not given:
        return None
    if not _LETTERS.fullmatch(given):
        of.report("PA-703", key, given, {"allowed": "A ... ZZ"})
        return None
    position = 0
    for letter in given:
        position = position * 26 + ord(letter) - ord("A") + 1
    return position - 1


def texts(of: Node) -> dict[str, str]:
    """Return a mapping of texts."""
    return {key: text(of, key) for key in of.values}
