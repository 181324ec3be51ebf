"""A YAML reader that never guesses.

Scalars stay text, with their line and whether they were quoted; duplicate
keys, aliases, tags, oversized and over-deep files are problems.  Types are
given later, by the contract that asks for the value.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import yaml

from poverty_analysis.values.files import read_input, utf8_text
from poverty_analysis.values.problems import DataProblems, Place, Problem

MAX_BYTES = 256 * 1024
MAX_DEPTH = 20

# The C scanner reads the same grammar many times faster; a wheel without it still works.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(str):
    """Text of a YAML scalar that remembers its line and whether it was quoted."""

    line: int
    quoted: bool

    def __new__(cls, text: str, line: int = 0, *, quoted: bool = True) -> Scalar:
        made = super().__new__(cls, text)
        made.line = line
        made.quoted = quoted
        return made


Value = Scalar | list["Value"] | dict[str, "Value"]


def read_yaml(path: Path, name: str) -> Value:
    """Read ``path`` as strict YAML; ``name`` is what problems call the file.

    Raises
    ------
    DataProblems
        PA-101 missing, PA-102 not UTF-8, PA-110 not YAML, PA-111 duplicate
        key, PA-112 alias, anchor or tag, PA-113 too large or too deep, PA-114
        no regular file.
    """
    return parse_yaml(utf8_text(read_input(path, name, MAX_BYTES, "PA-113"), name), name)


def parse_yaml(text: str, name: str) -> Value:
    """Parse YAML ``text``; see :func:`read_yaml` for the problems."""
    try:
        _refuse_shared(text, name)
        node = yaml.compose(text, Loader=_LOADER)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        raise DataProblems([Problem("PA-110", Place(name, row=row))]) from None
    problems: list[Problem] = []
    value = _build(node, name, problems, 0) if node is not None else {}
    if problems:
        raise DataProblems(problems)
    return value


def _refuse_shared(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            depth += 1
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            depth -= 1
        place = Place(name, row=event.start_mark.line + 1 if event.start_mark else None)
        if depth > MAX_DEPTH:
            raise DataProblems([Problem("PA-113", place, values={"limit": f"{MAX_DEPTH}"})])
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise DataProblems([Problem("PA-112", place)])


def _build(node: yaml.Node, name: str, problems: list[Problem], depth: int) -> Value:
    if isinstance(node, yaml.ScalarNode):
        text = unicodedata.normalize("NFC", node.value)
        # A plain scalar has the style None or "", as the scanner goes.
        return Scalar(text, node.start_mark.line + 1, quoted=bool(node.style))
    if isinstance(node, yaml.SequenceNode):
        return [_build(child, name, problems, depth + 1) for child in node.value]
    return dict(_pairs(node, name, problems, depth))


def _pairs(node: yaml.Node, name: str, problems: list[Problem], depth: int) -> Iterator[tuple[str, Value]]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key = unicodedata.normalize("NFC", str(key_node.value))
        if key in seen:
            place = Place(name, row=key_node.start_mark.line + 1, column=key)
            problems.append(Problem("PA-111", place, seen=key))
        seen.add(key)
        yield key, _build(value_node, name, problems, depth + 1)
