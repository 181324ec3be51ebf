"""A document as PDF/A-2a and PDF/UA-1, set by Typst after NĐ 30/2020.

The template is fixed; data reach it as JSON only and never become Typst
source.  The compiler sees an empty folder, no packages, and fonts by file.

Typst starts threads that do not survive a fork: never call :func:`render_pdf`
in a process that forks later.  :func:`load_fonts` may be called before a fork.
"""

from __future__ import annotations

import json
import re
import struct
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from poverty_analysis.blocks import Json
from poverty_analysis.render.document import Document, prepare, printed, with_texts, without_charts
from poverty_analysis.render.fit import LONGEST_WORD, fit, fitting_parts, is_low, is_short
from poverty_analysis.render.row_heads import row_heads_of, with_row_heads

HERE = Path(__file__).parent
STANDARDS = ["a-2a", "ua-1"]
ZERO_WIDTH_SPACE = "\u200b"
#: Size of a picture's pixel in the PDF: 100 to the inch.
PIXEL_POINTS = 0.72
_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")
_CHUNK = re.compile(rf".{{1,{LONGEST_WORD // 2}}}")


# The time stamp of a picture tried alone, which nobody keeps.
_ANY_YEAR = 2000


def render_pdf(doc: Document) -> bytes:
    """Return the document as PDF; the same document gives the same bytes.

    A picture that the compiler cannot draw is replaced by a note.
    """
    payload = _payload(doc)
    heads = row_heads_of(payload["sections"])
    try:
        return with_row_heads(_compiled("report.typ", payload, doc.year), heads)
    except typst.TypstError:
        sections = without_charts(payload["sections"], _is_undrawable, doc.labels["undrawn"])
        if list(sections) == payload["sections"]:
            raise
        return with_row_heads(_compiled("report.typ", payload | {"sections": sections}, doc.year), heads)


def _is_undrawable(chart: Json) -> bool:
    try:
        _compiled("picture.typ", {"svg": chart["svg"]}, _ANY_YEAR)
    except typst.TypstError:
        return True
    return False


def drawn_png(svg: str, sharpness: float) -> bytes:
    """Return a drawing in so many pixels to the inch, in the fonts of the package.

    Raises
    ------
    typst.TypstError
        If it cannot be drawn.
    """
    return _compile("raster.typ", {"svg": svg}, {"format": "png", "ppi": sharpness})


def _compiled(template: str, data: Json, year: int) -> bytes:
    stamp = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    return _compile(template, data, {"format": "pdf", "pdf_standards": STANDARDS, "timestamp": stamp})


def _compile(template: str, data: Json, form: Json) -> bytes:
    # The stub has one type for input and root, but the template goes in as bytes.
    compile_bytes: Callable[..., bytes] = typst.compile
    source = (HERE / "template" / template).read_bytes()
    with TemporaryDirectory(prefix="report-") as empty:
        return compile_bytes(
            source,
            root=empty,
            font_paths=load_fonts(),
            ignore_system_fonts=True,
            package_path=empty,
            package_cache_path=empty,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            **form,
        )


@cache
def load_fonts() -> typst.Fonts:
    """Read the fonts of the package; no other font is ever used."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])


def _payload(doc: Document) -> Json:
    data = prepare(doc)
    sections = [section | {"blocks": _set_blocks(section["blocks"])} for section in printed(data.sections)]
    words = {key: doc.labels[key] for key in ("synthetic", "source")}
    words["marks"] = " · ".join(doc.marks)
    plain = {"title": data.title, "running": data.running, "sections": sections, "words": words}
    payload: Json = with_texts(plain, _printable) | {"lang": doc.lang, "synthetic": doc.synthetic}
    return payload


def _set_blocks(blocks: list[Json]) -> list[Json]:
    """Return the blocks with what the template needs to know about their size."""
    done: list[Json] = []
    for block in blocks:
        if block["type"] == "table":
            done += set_tables(block)
        elif block["type"] == "chart" and not block["svg"]:
            done.append(block | {"svg": _wrapped_png(block.pop("png"), block.get("width", 0))})
        else:
            done.append(block)
    return done


def set_tables(block: Json) -> list[Json]:
    """Return the table in parts that fit a page, each with its page, letter size and column widths in millimetres."""
    return list(map(_set_table, fitting_parts(block)))


def _set_table(table: Json) -> Json:
    chosen = fit(table)
    rows = [row | {"whole": is_short(row)} for row in table["rows"]]
    chosen_form = {"page": chosen.page, "size": chosen.size, "widths": chosen.widths, "low": is_low(table, chosen)}
    return table | chosen_form | {"rows": rows}


def _wrapped_png(png: str, shown: int) -> str:
    """Return an SVG that holds the picture, so that all data stay inside the JSON; ``shown`` is its width or 0."""
    width, height = struct.unpack(">II", b64decode(png[:44])[16:24])
    part = PIXEL_POINTS * (shown / width if shown and width else 1)
    size = f'width="{width * part:g}pt" height="{height * part:g}pt" viewBox="0 0 {width} {height}"'
    image = f'<image width="{width}" height="{height}" href="data:image/png;base64,{png}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{image}</svg>'


def _printable(text: str) -> str:
    """Characters that no font has become codes, long words get break points."""
    return _LONG_WORD.sub(_breakable, _in_fonts(text))


def _in_fonts(text: str) -> str:
    known = _coverage()
    if known.issuperset(text):
        return text
    return "".join(c if c in known else f"[U+{ord(c):04X}]" for c in text)


def _breakable(word: re.Match[str]) -> str:
    return ZERO_WIDTH_SPACE.join(_CHUNK.findall(word[0]))


@cache
def _coverage() -> frozenset[str]:
    ranges = (HERE / "fonts" / "coverage.txt").read_text(encoding="ascii").split()
    bounds = ((int(first, 16), int(last, 16)) for first, _, last in (r.partition("-") for r in ranges))
    return frozenset(chr(point) for first, last in bounds for point in range(first, last + 1))
