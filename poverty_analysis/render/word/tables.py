"""A table block in Word: caption, unit line, repeated head, rows, notes and source."""

from __future__ import annotations

from collections.abc import Iterator

from poverty_analysis.blocks import Json
from poverty_analysis.render.word.marks import SOFT, cell, paragraph, row, run, table

_HEAT = (0x3E, 0x8E, 0xC8)
# How much of the colour of a heat map the highest share has, as in the PDF.
_DARKEST = 0.6


def table_block(block: Json, source: str) -> str:
    """Return the table with everything that belongs to it; ``source`` is the word before its source."""
    head = paragraph(run(block["title"]), "Caption", keep=True)
    if block["unit_line"]:
        head += paragraph(run(block["unit_line"]), "ReportUnit", keep=True)
    widths = block["widths"]
    rows = [_head(block), *(_row(block, number) for number in range(len(block["rows"])))]
    return head + table(rows, widths, style="TableGrid", about=block["title"]) + below(block, source)


def below(block: Json, source: str) -> str:
    """Return notes and source; a small gap where there are none, for two tables that touch become one."""
    lines = [run(note, italic=True) for note in block["notes"]]
    lines += [run(f"{source}: {block['source']}")] if block["source"] else []
    return "".join(paragraph(line, "ReportSource") for line in lines or [""])


def _head(block: Json) -> str:
    cells = (
        _cell(run(column["title"], bold=True, size=block["size"]), width, column["align"], keep=True, middle=True)
        for column, width in zip(block["columns"], block["widths"], strict=True)
    )
    return row(cells, head=True)


def _row(block: Json, number: int) -> str:
    line, cells = block["rows"][number], block["rows"][number]["cells"]
    keep = line["kind"] == "group" or (block["low"] and number < len(block["rows"]) - 1)
    if line["kind"] == "group" and not any(one["text"] for one in cells[1:]):
        words = paragraph(run(cells[0]["text"], bold=True, size=block["size"]), "ReportCell", keep=keep)
        return row([cell(words, sum(block["widths"]), span=len(cells))], whole=line["whole"])
    return row(_cells(block, line, keep=keep), whole=line["whole"])


def _cells(block: Json, line: Json, *, keep: bool) -> Iterator[str]:
    for one, column, width in zip(line["cells"], block["columns"], block["widths"], strict=True):
        words = run(one["text"], bold=line["kind"] != "body", size=block["size"])
        fill = _shade(one) if block["shaded"] else ""
        yield _cell(words, width, column["align"], keep=keep, fill=fill)


def _cell(words: str, width: float, align: str, *, keep: bool, middle: bool = False, fill: str = "") -> str:
    return cell(paragraph(words, "ReportCell", align=align, keep=keep), width, middle=middle, fill=fill)


def _shade(one: Json) -> str:
    """The colour of a share in a heat map: the more, the darker, and dark ink stays readable on all of them."""
    figure = one.get("figure")
    if figure is None or figure["unit"] != "share":
        return ""
    part = min(max(figure["value"], 0.0), 1.0) * _DARKEST
    return "".join(f"{round(255 + (tone - 255) * part):02X}" for tone in _HEAT)


def columns_of_words(cells: list[str], widths: tuple[float, ...]) -> str:
    """Return one row of paragraphs side by side, without lines."""
    return table(
        [row(cell(inside, width) for inside, width in zip(cells, widths, strict=True))], widths, style="TableNormal"
    )


def soft(text: str, size: float) -> str:
    """Return small words in a softer colour."""
    return run(text, size=size, colour=SOFT)
