"""How much text the cells of a workbook hold once every shared text stands in each cell that uses it.

A file of 100 KB can name one text of 32,767 letters in 400,000 cells.  The
bytes of the archive do not tell, and the reader gives each cell a copy.
"""

from __future__ import annotations

import zipfile
from array import array
from collections.abc import Mapping
from xml.parsers import expat

from poverty_analysis.inputs.xlsx.package import refuse
from poverty_analysis.inputs.xlsx.xml_scan import MAX_ELEMENTS, Attributes, Handler, Lookup, local, scan

MAX_LETTERS = 64 * 1024 * 1024
SHARED = "s"
# More than any number of a shared text has.
_DIGITS = 12


class SharedTexts:
    """Letters of each shared text, in the order in which cells number them."""

    def __init__(self) -> None:
        self.letters = array("L")

    def watch(self, parser: expat.XMLParserType) -> Handler:
        """What to call at the start of each text; its letters are counted as they come."""

        def begin(_attributes: Attributes) -> None:
            self.letters.append(0)
            parser.CharacterDataHandler = self._count

        return begin

    def _count(self, text: str) -> None:
        self.letters[-1] += len(text)

    def longest(self) -> int:
        """Letters of the longest text; 0 without any."""
        return max(self.letters, default=0)


class _CellTexts:
    """Handlers for the cells of one worksheet, adding the letters of the shared texts they name to ``total``."""

    def __init__(self, letters: array[int], total: int, where: tuple[str, str], parser: expat.XMLParserType) -> None:
        self.total = total
        self._letters, self._where, self._parser = letters, where, parser
        self._shared, self._number = False, ""
        self._named: dict[str, Handler] = {"c": self._on_cell, "v": self._on_value}

    def handler(self, tag: str) -> Handler | None:
        return self._named.get(local(tag))

    def settle(self) -> int:
        """Close the cell that was open; the letters so far, or PA-126 when they are too many."""
        self._parser.CharacterDataHandler = None
        number, self._number = self._number.strip(), ""
        # A number that no text has is the reader's to refuse.
        if number.isdecimal() and len(number) < _DIGITS and int(number) < len(self._letters):
            self.total += self._letters[int(number)]
        if self.total > MAX_LETTERS:
            file, part = self._where
            raise refuse("PA-126", file, part=part, limit=f"{MAX_LETTERS // 1024**2} MB")
        return self.total

    def _on_cell(self, attributes: Attributes) -> None:
        self.settle()
        self._shared = attributes.get("t") == SHARED

    def _on_value(self, _attributes: Attributes) -> None:
        if self._shared:
            self._parser.CharacterDataHandler = self._gather

    def _gather(self, text: str) -> None:
        self._number += text[:_DIGITS]


def check_letters(package: zipfile.ZipFile, file: str, used: Mapping[str, int], texts: SharedTexts) -> None:
    """Refuse (PA-126) a workbook whose cells hold more than ``MAX_LETTERS`` of shared text.

    ``used`` are the worksheet parts with how many cells take a shared text.
    Most workbooks stay below the bound even if every cell took the longest
    one; only the others are read again, cell by cell.
    """
    if sum(used.values()) * texts.longest() <= MAX_LETTERS:
        return
    total = 0
    for part in used:
        total = _letters(package, texts.letters, total, (file, part))


def _letters(package: zipfile.ZipFile, letters: array[int], total: int, where: tuple[str, str]) -> int:
    """``total`` and the letters of one worksheet."""
    made: list[_CellTexts] = []

    def prepare(parser: expat.XMLParserType) -> Lookup:
        made.append(_CellTexts(letters, total, where, parser))
        return made[0].handler

    file, part = where
    scan(package, part, file, MAX_ELEMENTS, prepare)
    return made[0].settle()
