"""Typed keys of a strict YAML mapping; each refusal is a problem with file, row and key.

A field that cannot be read is told and stands as an empty value of its type,
so that everything else in the file is still looked at.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.strict_yaml import Scalar, Value
from poverty_analysis.values.text import nearest

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHARE = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})", re.ASCII)
_DONG = re.compile(r"[1-9]\d{0,17}", re.ASCII)
_WHOLE = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_FLAGS = {"yes": True, "no": False, "true": True, "false": False}

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True)
class Told:
    """How the faults of one kind of file are told: a code for each kind of fault.

    ``by_path`` says that a problem's column is the whole way to the key
    (``columns.amount.at``), not the key alone.
    """

    unknown: str
    missing: str
    kind: str
    day: str
    share: str
    amount: str
    word: str
    by_path: bool


@dataclass(frozen=True)
class Node:
    """One mapping of a file under its id (or the way to it), with the list that collects problems.

    ``listed`` says that it is an item of a list, so that its id is one of its keys.
    """

    file: str
    id: str
    values: Mapping[str, Value]
    told: Told
    problems: list[Problem]
    listed: bool = False

    def report(self, code: str, key: str, seen: str = "", values: Mapping[str, str] | None = None) -> None:
        """Add a problem about ``key`` of this mapping; ``values`` fill its sentences besides the id and the key."""
        row = line_of(self.values.get(key, dict(self.values)))
        place = Place(self.file, row=row, column=_joined(self.id, key) if self.told.by_path else key)
        self.problems.append(Problem(code, place, seen, {"id": self.id, "key": key, **(values or {})}))

    def refuse(self, code: str, key: str, seen: str, allowed: str) -> None:
        """Add a problem about ``key``, with what is allowed instead."""
        self.report(code, key, seen, {"allowed": allowed, "kind": allowed})


def line_of(value: Value | None) -> int | None:
    """Line of the first scalar of ``value``; None when it is not from the reader's own file."""
    if isinstance(value, Scalar):
        return value.line or None
    inside = value.values() if isinstance(value, dict) else value or ()
    return next((line for item in inside if (line := line_of(item)) is not None), None)


def root(file: str, id: str, value: Value, told: Told, problems: list[Problem], keys: Collection[str] = ()) -> Node:
    """Return the mapping a file holds; with ``keys`` it may have no other."""
    return _node(Node(file, id, {}, told, problems), id, "", value, keys)


def inner(of: Node, key: str, keys: Collection[str] = ()) -> Node:
    """Return the mapping under ``key``; an absent one is empty."""
    return _node(of, _joined(of.id, key), key, of.values.get(key, {}), keys)


def entries(of: Node, key: str) -> Iterator[Node]:
    """Yield each mapping of the mapping under ``key``, called by its own name."""
    found = inner(of, key)
    for id, value in found.values.items():
        yield _node(found, id, id, value, ())


def listed(of: Node, key: str, keys: Collection[str] = ()) -> Iterator[Node]:
    """Yield each mapping of the list under ``key``, called by its ``id`` or else by its position."""
    value = of.values.get(key, [])
    if not isinstance(value, list):
        of.refuse(of.told.kind, key, "", "list")
        return
    for at, item in enumerate(value, start=1):
        id = item.get("id") if isinstance(item, dict) and not of.told.by_path else None
        made = _node(of, id if isinstance(id, str) else f"{_joined(of.id, key)}.{at}", key, item, keys)
        yield replace(made, listed=True)


def _node(of: Node, id: str, key: str, value: Value, keys: Collection[str]) -> Node:
    if not isinstance(value, dict):
        of.refuse(of.told.kind, key, str(value) if isinstance(value, Scalar) else "", "mapping")
        return Node(of.file, id, {}, of.told, of.problems)
    made = Node(of.file, id, value, of.told, of.problems)
    refuse_others(made, keys)
    return made


def refuse_others(of: Node, keys: Collection[str]) -> None:
    """Tell every key that is not one of ``keys``, where these are given."""
    for key in of.values:
        if keys and key not in keys:
            near = nearest(key, sorted(keys))
            of.report(of.told.unknown, key, key, {"allowed": ", ".join(keys), "nearest": near})


def text(of: Node, key: str, *, needed: bool = False) -> str:
    """Return a text; a key that is absent gives the empty text."""
    value = of.values.get(key, Scalar(""))
    if not isinstance(value, Scalar):
        of.refuse(of.told.kind, key, "", "text")
        return ""
    if needed and not value:
        of.report(of.told.missing, key)
    return str(value)


def texts(of: Node, key: str) -> tuple[str, ...]:
    """Return a list of texts."""
    value = of.values.get(key, [])
    if isinstance(value, list) and all(isinstance(item, Scalar) for item in value):
        return tuple(str(item) for item in value)
    of.refuse(of.told.kind, key, "", "list")
    return ()


def text_or_texts(of: Node, key: str) -> tuple[str, ...]:
    """Return a list of texts; one text is a list of one."""
    return (text(of, key),) if isinstance(of.values.get(key), Scalar) else texts(of, key)


def pair(of: Node, key: str) -> tuple[str, str]:
    """Return the Vietnamese and the English text under ``key``: both or neither."""
    if key not in of.values:
        return "", ""
    both = inner(of, key, ("vi", "en"))
    for lang in ("vi", "en"):
        if lang not in both.values:
            both.report(of.told.missing, lang)
    return text(both, "vi"), text(both, "en")


def day(of: Node, key: str, *, needed: bool = False) -> dt.date | None:
    """Return a date written YYYY-MM-DD, or None when empty or absent."""
    given = text(of, key, needed=needed)
    if not given:
        return None
    try:
        # date.fromisoformat alone also takes 20230118 and weeks.
        if _DAY.fullmatch(given):
            return dt.date.fromisoformat(given)
    except ValueError:
        pass
    of.refuse(of.told.day, key, given, "2023-12-31")
    return None


def flag(of: Node, key: str) -> bool:
    """Return yes or no; an absent one is no."""
    return _FLAGS[choice(of, key, tuple(_FLAGS), "no")]


def share(of: Node, key: str) -> Fraction:
    """Return a share written "3/100", above 0 and at most 1; 0 when it cannot be read."""
    given = text(of, key)
    found = _SHARE.fullmatch(given)
    if found and (value := Fraction(int(found[1]), int(found[2]))) <= 1:
        return value
    of.refuse(of.told.share, key, given, "3/100")
    return Fraction(0)


def dong(of: Node, key: str) -> int:
    """Return a positive whole amount in đồng, digits only; 0 when it cannot be read."""
    given = text(of, key)
    if _DONG.fullmatch(given):
        return int(given)
    of.refuse(of.told.amount, key, given, "40000000")
    return 0


def whole(of: Node, key: str) -> int | None:
    """Return a whole number from 1; None when it is absent."""
    given = text(of, key)
    if _WHOLE.fullmatch(given):
        return int(given)
    if given:
        of.refuse(of.told.word, key, given, "1, 2, 3 ...")
    return None


def choice(of: Node, key: str, allowed: tuple[Word, ...], default: Word | None = None) -> Word:
    """Return one of ``allowed``; without a default the key is needed.

    The first of ``allowed`` stands for what cannot be read.
    """
    given = text(of, key, needed=default is None) or default
    for word in allowed:
        if word == given:
            return word
    if given is not None:
        of.refuse(of.told.word, key, given, ", ".join(filter(None, allowed)))
    return allowed[0]


def word(of: Node, key: str, allowed: Collection[str]) -> str:
    """Return one of ``allowed``, which may be none at all; the empty text otherwise."""
    given = text(of, key)
    if given in allowed:
        return given
    of.refuse(of.told.word, key, given, ", ".join(allowed))
    return ""


def choices(of: Node, key: str, allowed: tuple[Word, ...]) -> tuple[Word, ...]:
    """Return a list of words, each one of ``allowed``."""
    found = texts(of, key)
    for given in found:
        if given not in allowed:
            of.refuse(of.told.word, key, given, ", ".join(allowed))
    return tuple(word for given in found for word in allowed if word == given)


def _joined(path: str, key: str) -> str:
    return ".".join(part for part in (path, key) if part)
