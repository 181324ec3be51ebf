"""How the figures of a block were reckoned, for the fold below it in HTML: formula, law, and each figure's source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from poverty_analysis.blocks import Json
from poverty_analysis.values.cells import in_short


def add_ways(sections: Iterable[Json], formulas: Mapping[str, str], acts: Mapping[str, str]) -> None:
    """Give each block its ``ways``, and each section those of its sentences; a figure in a cell leads to its own.

    Parameters
    ----------
    sections : iterable of dict
        As :func:`poverty_analysis.render.document.prepare` gives them; changed in place.
    formulas, acts : mapping of str to str
        The words of each formula and act; a figure by a formula without words is not told.
    """
    for section in sections:
        told: list[Json] = []
        for block in section["blocks"]:
            if block["type"] == "table":
                block["ways"] = _ways(_cells(block), block["anchor"], formulas, acts)
            elif block["type"] == "text" and block["kind"] == "key_figures":
                block["ways"] = _ways(block["figures"], f"{section['anchor']}-key", formulas, acts)
            else:
                told += block.get("figures", ())
        section["ways"] = _ways(told, section["anchor"], formulas, acts)


def _cells(table: Json) -> Iterator[Json]:
    return (cell["figure"] for row in table["rows"] for cell in row["cells"] if "figure" in cell)


def _ways(figures: Iterable[Json], anchor: str, formulas: Mapping[str, str], acts: Mapping[str, str]) -> list[Json]:
    """Figures by their formula and acts, in the order they are read."""
    found: dict[tuple[str, ...], Json] = {}
    for number, figure in enumerate(figures, start=1):
        words = formulas.get(figure["formula"], "")
        if not figure["id"] or not words:
            continue
        figure["place"] = f"{anchor}-f{number}"
        law = "; ".join(acts[name] for name in figure["law"] if name in acts)
        way = found.setdefault((figure["formula"], law), {"words": words, "law": law, "figures": []})
        way["figures"].append(figure | {"cells": in_short(figure["inputs"])})
    return list(found.values())
