"""Where a row was read: its file, its sheet and its number there."""

from __future__ import annotations

from dataclasses import dataclass

from poverty_analysis.values.problems import Place


@dataclass(frozen=True)
class Origin:
    """The file (inside the workspace), the row counted from 1 with the header line, and the sheet of a workbook.

    A row that was read nowhere has an empty ``file``.
    """

    file: str = ""
    row: int = 0
    sheet: str = ""

    def table(self) -> str:
        """Name of the file without its folder, with the sheet: ``budget.csv``, ``plan.xlsx[budget]``."""
        sheet = f"[{self.sheet}]" if self.sheet else ""
        return f"{self.file.rsplit('/', 1)[-1]}{sheet}"

    def cell(self) -> str:
        """Name of the row in provenance lists: ``budget.csv#7``, ``plan.xlsx[budget]#7``; empty for nowhere."""
        return f"{self.table()}#{self.row}" if self.file else ""

    def place(self, column: str) -> Place:
        """Where the row's cell in ``column`` stands."""
        return Place(self.file, self.sheet, self.row, column)


NOWHERE = Origin()
