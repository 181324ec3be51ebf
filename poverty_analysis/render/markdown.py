"""An analyst's Markdown as blocks: headings, paragraphs, lists, tables.

Emphasis becomes plain text, a link its words and address, a picture its alt
text.  HTML inside the Markdown is reduced to its text.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

import mistune

from poverty_analysis.blocks import Align, Column, Json, Row, Table, Text
from poverty_analysis.render.plain import html_lines

_WEB = ("http://", "https://")
_BLOCKS_OF_LINES = frozenset({"block_html", "block_code"})
_BREAKS = frozenset({"softbreak", "linebreak"})


def markdown_blocks(source: str) -> list[Json]:
    """Return the structured form of the blocks that Markdown text makes."""
    parse = mistune.create_markdown(renderer="ast", plugins=["table"])
    tokens = parse(source)
    return [] if isinstance(tokens, str) else list(_blocks(tokens))


def _blocks(tokens: list[Json]) -> Iterator[Json]:
    for token in tokens:
        kind = token["type"]
        if kind == "heading":
            yield Text("heading", (_words(token),), level=token["attrs"]["level"]).to_json()
        elif kind == "list":
            yield Text("list", tuple(_list_items(token))).to_json()
        elif kind == "table":
            yield _table(token).to_json()
        elif kind == "block_quote":
            yield from _blocks(token["children"])
        elif kind == "block_code":
            yield Text("paragraph", tuple(filter(None, token["raw"].splitlines()))).to_json()
        elif kind == "block_html":
            yield Text("paragraph", html_lines(token["raw"])).to_json()
        elif text := _words(token):
            yield Text("paragraph", (text,)).to_json()


def _list_items(token: Json, depth: int = 0) -> Iterator[str]:
    for number, item in enumerate(token["children"], start=token["attrs"].get("start", 1)):
        lists = [child for child in item["children"] if child["type"] == "list"]
        words = " ".join(filter(None, (_words(child) for child in item["children"] if child["type"] != "list")))
        mark = f"{number}. " if token["attrs"]["ordered"] else ""
        yield "– " * depth + mark + words
        for inner in lists:
            yield from _list_items(inner, depth + 1)


def _table(token: Json) -> Table:
    head, *bodies = token["children"]
    columns = tuple(Column(_words(cell), _align(cell)) for cell in head["children"])
    rows = (row for body in bodies for row in body["children"])
    return Table("", "", columns, tuple(Row(tuple(map(_words, row["children"]))) for row in rows))


def _align(cell: Json) -> Align:
    align: Align | None = cell["attrs"].get("align")
    return align or "left"


def _words(token: Json) -> str:
    """Return the text of a token and all it holds, without markup."""
    kind = token["type"]
    if kind in _BREAKS:
        return " "
    if kind == "inline_html":
        return " " if token["raw"].lower().startswith("<br") else ""
    if kind in _BLOCKS_OF_LINES:
        return " ".join(html_lines(token["raw"]) if kind == "block_html" else token["raw"].split())
    if "children" not in token:
        raw = str(token.get("raw", ""))
        return html.unescape(raw) if kind == "text" else raw
    words = "".join(map(_words, token["children"]))
    address = token["attrs"]["url"] if kind == "link" else ""
    return f"{words} ({address})" if address.startswith(_WEB) and address != words else words
