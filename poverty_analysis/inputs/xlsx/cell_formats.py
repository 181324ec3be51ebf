"""Which cell formats of a workbook show a number as percent: 0.05 in such a cell prints 5 %."""

from __future__ import annotations

from collections.abc import Mapping

from poverty_analysis.inputs.xlsx.xml_scan import Attributes, Handler

# Built into every program: 0% and 0.00% (ECMA-376, part 1, 18.8.30).
_BUILT_IN = frozenset(("9", "10"))


class CellFormats:
    """Number formats by id and the formats of cells by place, gathered while the part of styles is scanned."""

    def __init__(self) -> None:
        self._percent_ids = set(_BUILT_IN)
        self._of_cells: list[str] = []
        self._cells = False

    def handlers(self) -> Mapping[str, Handler]:
        """What to call at the elements of the part of styles, but for ``xf``."""
        return {"numFmt": self._on_number, "cellStyleXfs": self._on_styles, "cellXfs": self._on_cells}

    def on_format(self, attributes: Attributes) -> None:
        """Take an ``xf``: those of cells count, in their order; those of named styles do not."""
        if self._cells:
            self._of_cells.append(attributes.get("numFmtId", ""))

    def percents(self) -> frozenset[str]:
        """Places of the formats that show percent, as cells name them."""
        return frozenset(str(at) for at, number in enumerate(self._of_cells) if number in self._percent_ids)

    def _on_number(self, attributes: Attributes) -> None:
        # A quoted or escaped sign is words, which is rare enough to be taken for percent: then a figure is refused.
        if "%" in attributes.get("formatCode", ""):
            self._percent_ids.add(attributes.get("numFmtId", ""))

    def _on_styles(self, _attributes: Attributes) -> None:
        self._cells = False

    def _on_cells(self, _attributes: Attributes) -> None:
        self._cells = True
