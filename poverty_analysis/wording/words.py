"""The words of one report: the catalogue and the reader's names of coded values, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from poverty_analysis.wording import catalogue, say
from poverty_analysis.wording.line_names import NO_NAMES, LineNames, line_words, lines_words


class Names(Protocol):
    """Where the reader's names of coded values and of columns stand; the contract of the inputs has them."""

    def words(self, domain: str, value: str, lang: str, *, short: bool = False) -> str:
        """The name of an allowed value, or its short form."""

    def title(self, table: str, column: str, lang: str) -> str:
        """The title of a column of an input table."""

    def table_title(self, table: str, lang: str) -> str:
        """The title of an input table, empty when there is none of that name."""


@dataclass(frozen=True)
class Words:
    """All it takes to write for the reader of a report in ``lang`` ("vi" or "en"); ``lines`` are the plan's own."""

    lang: str
    names: Names
    lines: LineNames = field(default_factory=lambda: NO_NAMES)

    def say(self, key: str, values: Mapping[str, str | int] = MappingProxyType({})) -> str:
        """The catalogue's words for ``key``; KeyError for a key or a value that is missing."""
        return say(self.lang, key, values)

    def has(self, key: str) -> bool:
        """Whether the catalogue has words for ``key``."""
        return key in catalogue(self.lang)

    def word(self, domain: str, value: str, *, short: bool = False) -> str:
        """The reader's word for an allowed value of the contract: "central" of "source"."""
        return self.names.words(domain, value, self.lang, short=short)

    def column_title(self, table: str, column: str) -> str:
        """The reader's title of a column of an input table."""
        return self.names.title(table, column, self.lang)

    def table_title(self, table: str) -> str:
        """The reader's title of an input table; empty when there is none of that name."""
        return self.names.table_title(table, self.lang)

    def line(self, code: str) -> str:
        """A line inside a sentence: with its name where it is the plan's own, else its code."""
        return line_words(code, self.lines, self.lang)

    def line_list(self, codes: Iterable[str]) -> str:
        """Several lines inside a sentence, each once."""
        return lines_words(codes, self.lines, self.lang)

    def choose(self, vi: str, en: str) -> str:
        """The one of two texts that is in the language."""
        return en if self.lang == "en" else vi
