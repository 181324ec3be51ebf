"""Read the sections of an executed notebook, ours and the analyst's.

Library calls show themselves under our MIME type and are taken as they are.
Whatever else stands in the notebook (Markdown, DataFrames, pictures, text)
becomes the same blocks.  HTML is never passed on: only its text is.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterable, Iterator

from poverty_analysis.blocks import COUNTED, MIME, Json, Section, Text
from poverty_analysis.render.markdown import markdown_blocks
from poverty_analysis.render.plain import html_lines

#: Cells with one of these tags stay out of the report, as in nbconvert.
HIDDEN_TAGS = frozenset({"remove-cell", "remove_cell"})
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG, PNG = "image/svg+xml", "image/png"
_WIDEST = 10_000
_SVG_ROOT = re.compile(r"<svg[\s>].*", re.DOTALL)


def collect(nb: Json) -> tuple[Json, ...]:
    """Return the sections of an executed notebook in reading order.

    Parameters
    ----------
    nb : notebook, as nbformat reads it
        Its cells' sources are never shown, nor are errors and warnings.

    Returns
    -------
    tuple of dict
        The structured form of :class:`poverty_analysis.blocks.Section`.  What an
        analyst adds has an empty title; ids are made unique by the renderers.
        A PNG picture is a chart block with an empty ``svg``, its base64
        text under ``png``, and the width it is shown in under ``width`` (pixels;
        0 for its own): one drawn for sharp print has more dots than that.

    Raises
    ------
    ValueError
        If a picture is not what its type says.
    """
    return _counted(section for cell in nb["cells"] if not _hidden(cell) for section in _cell_sections(cell))


def _counted(sections: Iterable[Json]) -> tuple[Json, ...]:
    """Give each section that is to be counted its number within the chapter."""
    counted: list[Json] = []
    number = 0
    for section in sections:
        if section["level"] == 1:
            number = 0
        elif section["number"] == COUNTED:
            number += 1
            section = section | {"number": f"{number}."}
        counted.append(section)
    return tuple(counted)


def _hidden(cell: Json) -> bool:
    return not HIDDEN_TAGS.isdisjoint(cell["metadata"].get("tags", ()))


def _cell_sections(cell: Json) -> Iterator[Json]:
    if cell["cell_type"] == "markdown":
        blocks = markdown_blocks(_joined(cell["source"]))
        if blocks:
            yield _untitled(blocks)
    elif cell["cell_type"] == "code":
        for output in cell["outputs"]:
            yield from _output_sections(output)


def _output_sections(output: Json) -> Iterator[Json]:
    if output["output_type"] == "stream" and output["name"] == "stdout":
        yield from _text_sections(_joined(output["text"]).splitlines())
    elif output["output_type"] in ("display_data", "execute_result"):
        data = output["data"]
        if MIME in data:
            yield dict(data[MIME])
        elif SVG in data or PNG in data:
            yield _untitled([_picture(data, output.get("metadata", {}))])
        elif "text/markdown" in data:
            yield _untitled(markdown_blocks(_joined(data["text/markdown"])))
        elif "text/html" in data:
            yield from _text_sections(html_lines(_joined(data["text/html"])))
        else:
            yield from _text_sections(_joined(data.get("text/plain", "")).splitlines())


def _text_sections(lines: Iterable[str]) -> Iterator[Json]:
    items = tuple(line.rstrip() for line in lines if line.strip())
    if items:
        yield _untitled([Text("paragraph", items).to_json()])


def _picture(data: Json, metadata: Json) -> Json:
    """Return a chart block; a renderer gives its own words where ``alt`` is empty."""
    kind = SVG if SVG in data else PNG
    words = {**metadata, **metadata.get(kind, {})}
    chart: Json = {"type": "chart", "id": "", "title": str(words.get("title", "")), "alt": str(words.get("alt", ""))}
    chart |= {"notes": [], "source": "", "svg": ""}
    if kind == SVG:
        return chart | {"svg": _svg_root(_joined(data[SVG]))}
    return chart | {"png": _checked_png("".join(_joined(data[PNG]).split())), "width": _shown_width(words.get("width"))}


def _shown_width(told: object) -> int:
    """The width a picture is to be shown in; 0 where nothing usable is told."""
    return told if isinstance(told, int) and not isinstance(told, bool) and 0 < told <= _WIDEST else 0


def _svg_root(source: str) -> str:
    """Return the picture without XML declaration and DOCTYPE, where entities could be defined; "" if it is no SVG."""
    root = _SVG_ROOT.search(source)
    return root[0] if root else ""


def _checked_png(png: str) -> str:
    """Return the base64 text of a picture; "" if it is no PNG."""
    try:
        start = b64decode(png, validate=True)[: len(PNG_SIGNATURE)]
    except NotBase64:
        return ""
    return png if start == PNG_SIGNATURE else ""


def _untitled(blocks: list[Json]) -> Json:
    return Section("", "", (), 2).to_json() | {"blocks": blocks}


def _joined(text: str | list[str]) -> str:
    """Return a multi-line field of a notebook as one text; nbformat allows both forms."""
    return text if isinstance(text, str) else "".join(text)
