"""What a column map says, checked and typed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from poverty_analysis.values.money import Convention

Holds = Literal["text", "code", "date", "date_dmy", "amount", "nothing"]
HOLDS: tuple[Holds, ...] = ("text", "code", "date", "date_dmy", "amount", "nothing")
Amounts = Literal["cumulative", "in_period"]
AMOUNTS: tuple[Amounts, ...] = ("cumulative", "in_period")
Direction = Literal["above", "below"]
DIRECTIONS: tuple[Direction, ...] = ("above", "below")


@dataclass(frozen=True)
class ColumnRule:
    """One column of the export.

    ``at`` is its position, counted from 0, when it is found by position;
    ``header`` its whole header text when it is found by that.  ``contains`` are
    words that its header must hold, ``|`` between spellings.  ``digits`` is the declared width of a code
    that the export stores as a number.
    """

    name: str
    at: int | None
    header: str
    contains: tuple[str, ...]
    holds: Holds
    required: bool
    negative: bool
    digits: int | None


@dataclass(frozen=True)
class FieldRule:
    """How a column of the ledger is filled: from a column, through an alias table or a segment of an account."""

    field: str
    column: str
    alias: str
    segment: str


@dataclass(frozen=True)
class PostingRule:
    """An amount column that becomes a posting; ``values`` are constants of the ledger row."""

    amount: str
    minus: bool
    values: Mapping[str, str]


@dataclass(frozen=True)
class SubtotalRule:
    """Rows that repeat others: where the column equals or begins with one of the words, or is empty.

    ``sums`` says on which side their parts stand.  A rule that comes earlier is
    of a higher rank: it sums across the later ones.
    """

    column: str
    equals: tuple[str, ...]
    starts: tuple[str, ...]
    empty: bool
    sums: Direction

    def names(self, word: str) -> bool:
        """Whether a cell of the column says that its row repeats others."""
        lowered = word.casefold()
        return any(lowered == w.casefold() for w in self.equals) or any(
            lowered.startswith(w.casefold()) for w in self.starts
        )


@dataclass(frozen=True)
class Identity:
    """``left`` = the signed sum of ``right``, all amount columns of one row."""

    name: str
    left: str
    right: tuple[tuple[int, str], ...]
    verified: bool

    def formula(self) -> str:
        """Return the identity as it is printed: ``a = b - c``."""
        words = "".join(f" {'+' if sign > 0 else '-'} {name}" for sign, name in self.right)
        return f"{self.left} = {words.removeprefix(' + ').strip()}"


@dataclass(frozen=True)
class ExportMap:
    """A column map; see ``docs/how-to/treasury-exports.md`` for every key."""

    name: str
    base: str
    verified: bool
    source: str
    unit_of_money: str
    number: Convention
    text_amounts: bool
    amounts: Amounts
    as_of: dt.date
    vintage: str
    year: int
    sheet: str
    header_rows: tuple[int, ...]
    first_row: int
    hidden_read: bool
    below_counted: bool
    ordinary_rows: tuple[int, ...]
    columns: tuple[ColumnRule, ...]
    constants: Mapping[str, str]
    fields: tuple[FieldRule, ...]
    aliases: Mapping[str, Mapping[str, str]]
    postings: tuple[PostingRule, ...]
    subtotals: tuple[SubtotalRule, ...]
    identities: tuple[Identity, ...]

    def amount_columns(self) -> tuple[str, ...]:
        """Names of the columns that hold money, in the order of the map."""
        return tuple(c.name for c in self.columns if c.holds == "amount")

    def column(self, name: str) -> ColumnRule:
        """Return a column by name; KeyError when the map has none."""
        return next((c for c in self.columns if c.name == name), None) or _missing(name)


def _missing(name: str) -> ColumnRule:
    raise KeyError(name)
