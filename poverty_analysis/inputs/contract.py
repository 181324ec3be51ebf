"""The contract of every input table, in one place.

``contract.yaml`` names each table's columns with type, unit, allowed values
and meaning in Vietnamese and English.  The reader, the checker, the entry form
and the table reference in the documentation all use it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, cast

from poverty_analysis.values.strict_yaml import Value, parse_yaml

ColumnType = Literal["text", "code", "enum", "integer", "vnd", "decimal", "date", "line"]
ByLanguage = dict[str, str]


@dataclass(frozen=True)
class ColumnSpec:
    """One column of an input table.

    ``form`` shows by example what ``pattern`` asks for; ``year`` says that each number of four digits is a year.
    ``example`` is what the example row of the entry workbook has.
    """

    name: str
    type: ColumnType
    required: bool
    title: ByLanguage
    meaning: ByLanguage
    domain: str = ""
    lookup: str = ""
    pattern: str = ""
    form: str = ""
    unit: str = ""
    unique: bool = False
    personal: bool = False
    year: bool = False
    example: str = ""


@dataclass(frozen=True)
class TableSpec:
    """One input table: where it belongs, what a row is, its columns in order.

    ``sheet`` is a shorter title where the title is too long for a sheet;
    ``levels`` are those whose entry workbook has the table, all when empty.
    """

    name: str
    title: ByLanguage
    grain: ByLanguage
    belongs: str
    required: bool
    columns: tuple[ColumnSpec, ...]
    sheet: ByLanguage = field(default_factory=dict)
    levels: tuple[str, ...] = ()

    def column(self, name: str) -> ColumnSpec:
        """Return the column called ``name``; KeyError when the table has none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)


@dataclass(frozen=True)
class Contract:
    """All tables, and the allowed words of every ``enum`` column with their titles."""

    tables: dict[str, TableSpec]
    domains: dict[str, dict[str, ByLanguage]]

    def words(self, domain: str, value: str, lang: str, *, short: bool = False) -> str:
        """Return the reader's word for an allowed value, for example ``central``."""
        entry = self.domains[domain][value]
        return entry.get(f"short_{lang}", entry[lang]) if short else entry[lang]

    def title(self, table: str, column: str, lang: str) -> str:
        """Return the reader's title of a column."""
        return self.tables[table].column(column).title[lang]

    def table_title(self, table: str, lang: str) -> str:
        """Return the reader's title of a table, empty when there is none of that name."""
        return self.tables[table].title[lang] if table in self.tables else ""

    def belonging(self, place: str) -> tuple[TableSpec, ...]:
        """Tables of one kind of dataset ("plan", "ledgers", "results", "units")."""
        return tuple(t for t in self.tables.values() if t.belongs == place)


@cache
def read_contract() -> Contract:
    """Read ``contract.yaml`` of the package (once per process)."""
    path = Path(__file__).with_name("contract.yaml")
    data = _map(parse_yaml(path.read_text(encoding="utf-8"), path.name))
    domains = {
        name: {value: _words(words) for value, words in _map(values).items()}
        for name, values in _map(data["domains"]).items()
    }
    tables = {name: _table(name, _map(spec)) for name, spec in _map(data["tables"]).items()}
    return Contract(tables, domains)


def _table(name: str, spec: dict[str, Value]) -> TableSpec:
    columns = tuple(_column(key, _map(value)) for key, value in _map(spec["columns"]).items())
    return TableSpec(
        name=name,
        title=_words(spec["title"]),
        grain=_words(spec["grain"]),
        belongs=str(spec["belongs"]),
        required=spec["need"] == "required",
        columns=columns,
        sheet=_words(spec.get("sheet", {})),
        levels=tuple(str(spec["levels"]).split()) if "levels" in spec else (),
    )


def _column(name: str, spec: dict[str, Value]) -> ColumnSpec:
    def text(key: str) -> str:
        return str(spec.get(key, ""))

    return ColumnSpec(
        name=name,
        type=cast(ColumnType, text("type")),
        required=spec["need"] == "required",
        title=_words(spec["title"]),
        meaning=_words(spec["meaning"]),
        domain=text("domain"),
        lookup=text("lookup"),
        pattern=text("pattern"),
        form=text("form"),
        unit=text("unit"),
        unique=text("unique") == "true",
        personal=text("personal") == "true",
        year=text("year") == "true",
        example=text("example"),
    )


def _map(value: Value) -> dict[str, Value]:
    if not isinstance(value, dict):
        raise TypeError(f"expected a mapping, got {type(value).__name__}")
    return value


def _words(value: Value) -> ByLanguage:
    return {key: str(text) for key, text in _map(value).items()}
