"""What a worksheet part says of itself, gathered element by element.

The reader that gives the values loses formulas, errors, merges and what is
hidden; they are taken down here.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat

from poverty_analysis.inputs.grid import column_letters, too_large
from poverty_analysis.inputs.xlsx.package import refuse
from poverty_analysis.inputs.xlsx.shared_text import SHARED
from poverty_analysis.inputs.xlsx.xml_scan import Attributes, Handler
from poverty_analysis.values.problems import Place

LIMITS = (200_000, 256, 4_000_000)
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MAX_MERGES = 10_000
MAX_PERCENTS = 500_000
MAX_LISTED = 50

_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})(?::([A-Z]{1,3})([0-9]{1,7}))?", re.ASCII)
_ROW = re.compile("[1-9][0-9]{0,6}", re.ASCII)
_TRUE = ("1", "true")

Box = tuple[int, int, int, int]


@dataclass
class Sheet:
    """Facts of one worksheet; rows and columns count from 1.

    ``rows`` and ``columns`` are the last ones that hold anything; ``stored``
    and ``unstored`` are formulas with and without the value they gave;
    ``shared`` counts cells that name a text of the list all sheets share;
    ``percents`` are the row and column of numbers shown as percent.
    """

    rows: int = 0
    columns: int = 0
    shared: int = 0
    percents: list[tuple[int, int]] = field(default_factory=list)
    merges: list[Box] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    stored: list[str] = field(default_factory=list)
    unstored: list[str] = field(default_factory=list)


@lru_cache(maxsize=LAST_COLUMN)
def column_number(letters: str) -> int:
    """Return the number of a column from its letters; 0 when there is no such column."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or number > LAST_COLUMN:
            return 0
        number = number * 26 + ord(letter) - ord("A") + 1
    return number if number <= LAST_COLUMN else 0


def box(reference: str) -> Box | None:
    """Return first row, first column, last row, last column of ``B2:D4``."""
    found = _RANGE.fullmatch(reference)
    if found is None:
        return None
    left, top, right, bottom = found.groups()
    return (int(top), column_number(left), int(bottom or top), column_number(right or left))


class SheetScan:
    """Handlers for the elements of one worksheet, in the order of the file."""

    def __init__(self, file: str, name: str, percents: Container[str], parser: expat.XMLParserType) -> None:
        self.sheet = Sheet()
        # Places of cell formats, as cells name them.
        self._percents, self._percent = percents, False
        self._file, self._name, self._parser = file, name, parser
        self._row, self._row_text, self._column = 0, "0", 0
        self._prefix: str | None = None
        self._formula = False
        self._stored = False
        self._named: dict[str, Handler] = {
            "c": self._on_cell,
            "v": self._on_value,
            "is": self._on_value,
            "f": self._on_formula,
            "row": self._on_row,
            "col": self._on_columns,
            "mergeCell": self._on_merge,
        }

    def handler(self, tag: str) -> Handler | None:
        """Return what takes the attributes of an element called ``tag``, if anything does."""
        prefix, _, name = tag.rpartition(":")
        if self._prefix is None:
            self._prefix = prefix
        # Extensions have elements called f, under another prefix; cell formulas share that of the root.
        foreign = name == "f" and prefix != self._prefix
        return None if foreign else self._named.get(name)

    def finish(self) -> Sheet:
        """Return the facts, once the part has ended."""
        self._settle()
        return self.sheet

    def _on_row(self, attributes: Attributes) -> None:
        self._settle()
        text = attributes.get("r")
        if text is None:
            text = str(self._row + 1)
        if not _ROW.fullmatch(text) or not self._row < int(text) <= LAST_ROW:
            raise self._disordered(f"{self._row}")
        self._row, self._row_text, self._column = int(text), text, 0
        if attributes.get("hidden") in _TRUE or attributes.get("ht") == "0":
            self.sheet.hidden_rows.append(self._row)

    def _on_cell(self, attributes: Attributes) -> None:
        if self._formula:
            self._settle()
        reference = attributes.get("r")
        # Of AB7 in row 7 the letters are left; a cell of another row keeps digits, which are no column.
        column = self._column + 1 if reference is None else column_number(reference.removesuffix(self._row_text))
        if not self._column < column <= LAST_COLUMN:
            raise self._disordered(self._cell())
        self._column = column
        self._percent = attributes.get("s") in self._percents
        kind = attributes.get("t")
        if kind == SHARED:
            self.sheet.shared += 1
        elif kind == "e" and len(self.sheet.errors) < MAX_LISTED:
            self.sheet.errors.append(self._cell())

    def _on_value(self, _attributes: Attributes) -> None:
        if self._row != self.sheet.rows or self._column > self.sheet.columns:
            self._holds_something()
        if self._percent:
            self._on_percent()
        if self._formula:
            self._parser.CharacterDataHandler = self._on_stored

    def _on_percent(self) -> None:
        if len(self.sheet.percents) >= MAX_PERCENTS:
            raise refuse("PA-131", self._file, self._name, part="numFmts", limit=str(MAX_PERCENTS))
        self.sheet.percents.append((self._row, self._column))

    def _on_stored(self, text: str) -> None:
        self._stored = self._stored or bool(text.strip())

    def _on_formula(self, _attributes: Attributes) -> None:
        self._settle()
        self._holds_something()
        self._formula = True

    def _holds_something(self) -> None:
        sheet = self.sheet
        sheet.rows = self._row
        sheet.columns = max(sheet.columns, self._column)
        if problem := too_large(Place(self._file, self._name), sheet.rows, sheet.columns, LIMITS):
            raise refuse(problem.code, self._file, self._name, **problem.values)

    def _settle(self) -> None:
        """Close the formula that was open: it has a stored value or not."""
        if not self._formula:
            return
        self._parser.CharacterDataHandler = None
        (self.sheet.stored if self._stored else self.sheet.unstored).append(self._cell())
        self._formula = self._stored = False

    def _on_columns(self, attributes: Attributes) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        hidden = attributes.get("hidden") in _TRUE or attributes.get("width") == "0"
        if hidden and first.isdecimal() and last.isdecimal() and len(self.sheet.hidden_columns) < LAST_COLUMN:
            self.sheet.hidden_columns.append((int(first[:6]), int(last[:6])))

    def _on_merge(self, attributes: Attributes) -> None:
        merge = box(attributes.get("ref", ""))
        merges = self.sheet.merges
        if merge is None or len(merges) >= MAX_MERGES or _area(merge) > LIMITS[2]:
            limit = f"{MAX_MERGES} / {LIMITS[2]}"
            raise refuse("PA-131", self._file, self._name, part="mergeCells", limit=limit)
        merges.append(merge)

    def _cell(self) -> str:
        return f"{column_letters(self._column - 1)}{self._row}"

    def _disordered(self, after: str) -> Exception:
        return refuse("PA-135", self._file, self._name, cell=after)


def _area(merge: Box) -> int:
    top, left, bottom, right = merge
    return (bottom - top + 1) * (right - left + 1)
