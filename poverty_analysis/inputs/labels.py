"""The reader's labels of the contract, accepted where its names and codes are.

A person writes "Số tiền (triệu đồng)" for ``amount_million_vnd`` and "Ngân
sách trung ương" for ``central``.  A label is taken only when it is one of the
contract's, marks and spelling of Vietnamese included (case and spaces aside),
and belongs to one column or code alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from poverty_analysis.inputs.contract import ColumnSpec, TableSpec, read_contract
from poverty_analysis.inputs.raw import RawValue
from poverty_analysis.values.text import nfc
from poverty_analysis.wording import LANGUAGES, catalogue

# A money column may declare a larger unit in its name; the value is still read exactly.
SCALED = {"_thousand_vnd": "nghìn đồng", "_million_vnd": "triệu đồng", "_billion_vnd": "tỷ đồng"}
WHOLE = "đồng"
# What stands above the heading of a table is a title of a few lines.
TITLE_ROWS = 20
_UNIT = re.compile(r"(?P<title>.*?)\s*(?:\((?P<unit>[^()]*)\))?[\s*:]*")
_LINE_CODE = re.compile(r"(?P<code>[^\s:(–]+(?:\s[^\s:(–]+)?)\s*(?:–|-\s|:|\().*", re.DOTALL)
# What the drop-down lists of the entry workbook write between a code and its words.
JOIN = " – "
# The column of the entry workbook that says what is asked for; nothing is read from it.
HELP = "help"


@dataclass(frozen=True)
class Heading:
    """The column a heading names: the unit of its money, and whether it was written as a label."""

    column: str
    unit: str = WHOLE
    label: bool = False


def plain(text: str) -> str:
    """``text`` as labels are compared: one spelling, lower case, single spaces."""
    return " ".join(nfc(text).casefold().split())


def heading_of(title: str, spec: TableSpec) -> Heading | None:
    """The column of ``spec`` that a heading names, None when it names none, or more than one."""
    if title in spec.names():
        return Heading(title)
    for suffix, unit in SCALED.items():
        base = title.removesuffix(suffix) + "_vnd"
        if title.endswith(suffix) and base in spec.names() and spec.column(base).type == "vnd":
            return Heading(base, unit)
    return _labelled(title, spec)


def _labelled(title: str, spec: TableSpec) -> Heading | None:
    found = _labels(spec)
    if column := found.get(plain(title)):
        return Heading(column, label=True)
    parts = _UNIT.fullmatch(plain(title))
    column = found.get(parts["title"]) if parts else None
    if not column or not parts:
        return None
    unit = parts["unit"] or ""
    if spec.column(column).type == "vnd":
        return Heading(column, unit or WHOLE, label=True) if unit in ("", WHOLE, *SCALED.values()) else None
    return Heading(column, label=True) if unit in ("", plain(spec.column(column).unit)) else None


def _labels(spec: TableSpec) -> Mapping[str, str]:
    """Columns of a table by their labels in both languages, without those that two columns share."""
    return _unambiguous([(plain(title), column.name) for column in spec.columns for title in _titles(column)])


def _titles(column: ColumnSpec) -> set[str]:
    return {*column.title.values(), column.name}


def _unambiguous(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    found: dict[str, set[str]] = {}
    for label, name in pairs:
        found.setdefault(label, set()).add(name)
    return MappingProxyType({label: next(iter(names)) for label, names in found.items() if len(names) == 1})


def code_of(text: str, column: ColumnSpec, allowed: Collection[str]) -> str | None:
    """The code that ``text`` stands for in a column, None when it is no label of one alone.

    A word of the contract stands for its code; so do a code in other case and
    a code with its words after it ("DA1 – Hỗ trợ …"), as drop-down lists give it.
    """
    if column.domain and (found := _words(column.domain).get(plain(text))) in allowed:
        return found
    return listed_code(text, allowed)


def listed_code(text: str, allowed: Collection[str]) -> str | None:
    """The one of ``allowed`` that ``text`` is in other case, or that begins it before its words."""
    whole = plain(text)
    alike = [code for code in allowed if plain(code) == whole]
    if not alike and (parts := _LINE_CODE.fullmatch(nfc(text))):
        alike = [code for code in allowed if code == parts["code"].strip()]
    return alike[0] if len(alike) == 1 else None


@cache
def _words(domain: str) -> Mapping[str, str]:
    listed = read_contract().domains.get(domain, {})
    return _unambiguous([(plain(word), code) for code, words in listed.items() for word in words.values() if word])


@cache
def sheet_titles() -> Mapping[str, str]:
    """What a sheet of a plan's workbook may be called, by :func:`plain` name: the name of its table."""
    contract = read_contract()
    specs = (*contract.belonging("info"), *contract.belonging("plan"))
    pairs = [(plain(name), spec.name) for spec in specs for name in (spec.name, *spec.title.values())]
    pairs += [(plain(spec.sheet[lang]), spec.name) for spec in specs for lang in spec.sheet]
    for name in ("narrative", "source"):
        pairs += [(plain(catalogue(lang)[f"entry.sheet.{name}"]), name) for lang in LANGUAGES] + [(name, name)]
    return _unambiguous(pairs)


@cache
def _vocabulary() -> frozenset[str]:
    columns = (column for spec in read_contract().tables.values() for column in spec.columns)
    return frozenset(plain(title) for column in columns for title in _titles(column)) | _pair_titles()


def pair_column(title: str, columns: Collection[str]) -> str:
    """The column of a sheet of pairs that a title names, as :data:`HELP` the one that explains; else the title."""
    known = {plain(catalogue(lang)[f"entry.{name}"]): name for lang in LANGUAGES for name in (*columns, HELP)}
    return known.get(plain(title), title)


def _pair_titles() -> frozenset[str]:
    names = ("key", "value", "section", "text", HELP)
    return frozenset({*names, *(plain(catalogue(lang)[f"entry.{name}"]) for lang in LANGUAGES for name in names)})


def heading_index(grid: Sequence[tuple[int, Sequence[RawValue]]]) -> int:
    """The place in ``grid`` of the row that holds the heading: the first, unless a later one plainly does."""
    if not grid or _known(grid[0][1]):
        return 0
    return next((index for index, (_, cells) in enumerate(grid[:TITLE_ROWS]) if is_heading(cells)), 0)


def is_heading(cells: Sequence[RawValue]) -> bool:
    """Whether most of the cells of a row, and two at least, are headings of the contract."""
    written = sum(cell not in (None, "") for cell in cells)
    return (known := _known(cells)) > 1 and 2 * known >= written


def _known(cells: Sequence[RawValue]) -> int:
    return sum(1 for title in _texts(cells) if title in _vocabulary() or _without_unit(title) in _vocabulary())


def _texts(cells: Sequence[RawValue]) -> Iterator[str]:
    return (plain(cell) for cell in cells if isinstance(cell, str) and cell.strip())


def _without_unit(title: str) -> str:
    for suffix in SCALED:
        if title.endswith(suffix):
            return title.removesuffix(suffix) + "_vnd"
    parts = _UNIT.fullmatch(title)
    return parts["title"] if parts else title
