"""Typed fields of a law entry; each refusal is a problem with file, row and key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from poverty_analysis.values.problems import Place, Problem
from poverty_analysis.values.strict_yaml import Scalar, Value

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_FRACTION = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})", re.ASCII)
_DONG = re.compile(r"[1-9]\d{0,17}", re.ASCII)
_FLAGS = {"true": True, "false": False}


@dataclass(frozen=True)
class Entry:
    """One mapping of a law file, under its id, with the list that collects problems."""

    file: str
    id: str
    values: dict[str, Value]
    problems: list[Problem]

    def report(self, code: str, key: str, seen: str = "", values: Mapping[str, str] | None = None) -> None:
        """Add a problem about ``key`` of this entry; ``values`` fill its sentences besides the id and the key."""
        place = Place(self.file, row=_row(self.values.get(key, self.values)), column=key)
        self.problems.append(Problem(code, place, seen, {"id": self.id, "key": key, **(values or {})}))


def mapping(file: str, id: str, value: Value | None, problems: list[Problem]) -> dict[str, Value]:
    """Return ``value`` as a mapping; PA-512 when it is something else."""
    if isinstance(value, dict):
        return value
    seen = value if isinstance(value, str) else ""
    problems.append(Problem("PA-512", Place(file, row=_row(value)), seen, {"id": id, "kind": "mapping"}))
    return {}


def entry(file: str, id: str, value: Value, keys: tuple[str, ...], problems: list[Problem]) -> Entry:
    """Return ``value`` as an entry with ``keys``; ``key?`` marks an optional one.

    PA-510 names every unknown key, PA-511 every missing one.
    """
    made = Entry(file, id, mapping(file, id, value, problems), problems)
    names = [key.rstrip("?") for key in keys]
    for key in made.values:
        if key not in names:
            made.report("PA-510", key, key, {"allowed": ", ".join(names)})
    for key in keys:
        if not key.endswith("?") and key not in made.values:
            made.report("PA-511", key)
    return made


def entries(
    file: str, name: str, value: Value | None, keys: tuple[str, ...], problems: list[Problem]
) -> Iterator[Entry]:
    """Yield each entry of a mapping from id to entry."""
    for id, one in mapping(file, name, value, problems).items():
        yield entry(file, id, one, keys, problems)


def listed(
    file: str, name: str, value: Value | None, keys: tuple[str, ...], problems: list[Problem]
) -> Iterator[Entry]:
    """Yield each entry of a list, called by its ``id`` or else by its position."""
    if not isinstance(value, list):
        problems.append(Problem("PA-512", Place(file, row=_row(value)), values={"id": name, "kind": "list"}))
        return
    for position, one in enumerate(value, start=1):
        id = one.get("id") if isinstance(one, dict) else None
        yield entry(file, id if isinstance(id, str) else f"{name}[{position}]", one, keys, problems)


def text(of: Entry, key: str) -> str:
    """Return a text; a key that is absent gives the empty text, PA-512 what is no text."""
    value = of.values.get(key, "")
    if isinstance(value, str):
        return str(value)
    of.report("PA-512", key, values={"kind": "text"})
    return ""


def words(of: Entry, key: str) -> tuple[str, str]:
    """Return the Vietnamese and the English text; both or neither."""
    if key not in of.values:
        return "", ""
    inner = entry(of.file, f"{of.id}.{key}", of.values[key], ("vi", "en"), of.problems)
    return text(inner, "vi"), text(inner, "en")


def day(of: Entry, key: str) -> date | None:
    """Return a date written YYYY-MM-DD, or None when empty or absent; PA-513 otherwise."""
    value = text(of, key)
    if not value:
        return None
    try:
        if _DAY.fullmatch(value):
            return date.fromisoformat(value)
    except ValueError:
        pass
    of.report("PA-513", key, value)
    return None


def flag(of: Entry, key: str) -> bool:
    """Return ``true`` or ``false``; PA-516 for any other word."""
    return _FLAGS[choice(of, key, tuple(_FLAGS)) or "false"]


def fraction(of: Entry, key: str) -> Fraction:
    """Return a share written "3/100", above 0 and at most 1; PA-514 otherwise."""
    value = text(of, key)
    found = _FRACTION.fullmatch(value)
    if found:
        share = Fraction(int(found[1]), int(found[2]))
        if share <= 1:
            return share
    if key in of.values:
        of.report("PA-514", key, value)
    return Fraction(0)


def dong(of: Entry, key: str) -> int:
    """Return a positive whole amount in đồng, digits only; PA-515 otherwise."""
    value = text(of, key)
    if _DONG.fullmatch(value):
        return int(value)
    if key in of.values:
        of.report("PA-515", key, value)
    return 0


def choice(of: Entry, key: str, allowed: tuple[str, ...]) -> str:
    """Return one of ``allowed``; PA-516 and the empty text otherwise."""
    value = text(of, key)
    if value in allowed:
        return value
    if key in of.values:
        of.report("PA-516", key, value, {"allowed": ", ".join(allowed)})
    return ""


def choices(of: Entry, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """Return a list of words, each one of ``allowed``; PA-512 or PA-516 otherwise."""
    value = of.values.get(key, [])
    if not isinstance(value, list):
        of.report("PA-512", key, values={"kind": "list"})
        return ()
    for one in value:
        if one not in allowed:
            of.report("PA-516", key, one if isinstance(one, str) else "", {"allowed": ", ".join(allowed)})
    return tuple(str(one) for one in value if one in allowed)


def _row(value: Value | None) -> int | None:
    if isinstance(value, Scalar):
        return value.line
    inside = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return next((row for row in map(_row, inside) if row is not None), None)
