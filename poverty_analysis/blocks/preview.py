"""How a section shows itself in a notebook: HTML in the dress of the report, and plain text.

The style travels with each block, held to it by a class named three times:
more than JupyterLab's own style for tables and headings in cells has, and
nothing outside the block is touched.  Colours follow the theme of JupyterLab.
The shared report has its own renderer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from pathlib import Path

from poverty_analysis.blocks.json_form import COUNTED, Json

_DEEPEST = 4
_SPACE = re.compile(r"\s+")


def preview_html(data: Json) -> str:
    """Return a section as HTML that brings its own style; every datum is text."""
    return f'<section class="pa-block">{_style()}{_headed(data)}{"".join(map(_block, data["blocks"]))}</section>'


def preview_text(data: Json) -> str:
    """Complete plain-text form, for terminals and screen readers."""
    lines = [_heading(data)]
    for block in data["blocks"]:
        lines += [block["title"]] if "title" in block else []
        lines += block.get("items", [])
        lines += [block["alt"]] if "alt" in block else []
        if block["type"] == "table":
            lines.append(" | ".join(c["title"] for c in block["columns"]))
            lines += [" | ".join(cell["text"] for cell in row["cells"]) for row in block["rows"]]
    return "\n".join(lines)


@cache
def _style() -> str:
    css = Path(__file__).with_name("preview.css").read_text(encoding="utf-8")
    return f"<style>{_SPACE.sub(' ', css).strip()}</style>"


def _headed(data: Json) -> str:
    depth = min(data["level"] + 1, _DEEPEST)
    title = _heading(data)
    return f"<h{depth}>{escape(title)}</h{depth}>" if title else ""


def _heading(data: Json) -> str:
    number = "" if data["number"] == COUNTED else data["number"]
    return f"{number} {data['title']}".strip()


def _block(block: Json) -> str:
    if block["type"] == "table":
        # Bookkeeping for the workbook is there for who looks for it.
        table = _table(block)
        return _folded(block["title"], table) if block.get("workbook_only") else table
    return _chart(block) if block["type"] == "chart" else _text(block)


def _chart(block: Json) -> str:
    drawing = f'<div class="scroll" role="img" aria-label="{escape(block["alt"])}">{block["svg"]}</div>'
    title = f"<figcaption>{escape(block['title'])}</figcaption>" if block["title"] else ""
    return f"<figure>{title}{drawing}{_below(block)}</figure>"


def _below(block: Json) -> str:
    return _paragraphs("below", [*block["notes"], *([block["source"]] if block["source"] else [])])


def _table(block: Json) -> str:
    columns = block["columns"]
    kept = [at for at, one in enumerate(columns) if block.get("workbook_only") or not one.get("workbook_only")]
    head = "".join(f'<th scope="col" class="{columns[at]["align"]}">{escape(columns[at]["title"])}</th>' for at in kept)
    rows = "".join(_row(row, columns, kept, shaded=block.get("shaded", False)) for row in block["rows"])
    parts = (("title", block["title"]), ("unit", block["unit_line"]))
    caption = "".join(f'<span class="{name}">{escape(words)}</span>' for name, words in parts if words)
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f'<div class="table"><div class="scroll" tabindex="0">{table}</div>{_below(block)}</div>'


def _row(row: Json, columns: Sequence[Json], kept: Sequence[int], *, shaded: bool) -> str:
    cells = row["cells"]
    if row["kind"] == "group" and not any(cells[at]["text"] for at in kept[1:]):
        return f'<tr class="group"><th scope="rowgroup" colspan="{len(kept)}">{escape(cells[0]["text"])}</th></tr>'
    made = (_cell(cells[at], columns[at], head=row["head"] and at == 0, shaded=shaded) for at in kept)
    return f'<tr class="{row["kind"]}">{"".join(made)}</tr>'


def _cell(cell: Json, column: Json, *, head: bool, shaded: bool) -> str:
    tag, scope = ("th", ' scope="row"') if head and cell["text"] else ("td", "")
    shade = _shade(cell) if shaded else ""
    return f'<{tag}{scope} class="{column["align"]}"{shade}>{escape(cell["text"])}</{tag}>'


def _shade(cell: Json) -> str:
    """The colour of a share in a heat map, by tenths as in the report; none for what has no number."""
    figure = cell.get("figure")
    if figure is None or figure["unit"] != "share":
        return ""
    tenths = round(min(max(figure["value"], 0.0), 1.0) * 10)
    return f' style="background: rgba(var(--heat), {tenths * 6 / 100})"' if tenths else ""


def _text(block: Json) -> str:
    kind, items = block["kind"], block["items"]
    if kind in _FORMS:
        return _FORMS[kind](block)
    if kind in ("list", "bases"):
        listed = _list(kind, items)
        label = block["fields"].get("label", "")
        return _folded(label, listed) if label else listed
    return _paragraphs(kind, items)


def _heading_inside(block: Json) -> str:
    depth = min((block["level"] or 2) + 1, _DEEPEST + 1)
    return f"<h{depth}>{escape(' '.join(block['items']))}</h{depth}>"


def _cards(block: Json) -> str:
    shown = [figure["display"] for figure in block["figures"]]
    details = block.get("details") or ()
    cards = (
        f"<div><dt>{escape(item)}</dt><dd>{escape(shown[at]) if at < len(shown) else ''}</dd>"
        + (f'<dd class="line">{escape(details[at])}</dd>' if at < len(details) and details[at] else "")
        + "</div>"
        for at, item in enumerate(block["items"])
    )
    return f'<dl class="cards">{"".join(cards)}</dl>'


def _finding(block: Json) -> str:
    fields, items = block["fields"], block["items"]
    label = f'<strong class="label">{escape(fields["label"])}</strong> ' if fields.get("label") else ""
    first = escape(items[0]) if items else ""
    details = _paragraphs("detail", items[1:])
    return f'<div class="finding {escape(fields.get("severity", ""))}"><p>{label}{first}</p>{details}</div>'


def _brief(block: Json) -> str:
    fields = block["fields"]
    more = _paragraphs("more", [fields["more"]] if fields.get("more") else [])
    label = _paragraphs("label", [fields.get("label", "")])
    return f'<div class="brief">{label}{_list("", block["items"])}{more}</div>'


def _letterhead(block: Json) -> str:
    f = {name: escape(words) for name, words in block["fields"].items()}
    parent = f'<p class="parent">{f["parent"]}</p>' if f.get("parent") else ""
    own = f'<p class="own"><span>{f.get("issuer", "")}</span></p><p>{f.get("number_slot", "")}</p>'
    state = f'<p class="state">{f.get("nation", "")}</p><p class="motto"><span>{f.get("motto", "")}</span></p>'
    nation = f'{state}<p class="place">{f.get("place_date", "")}</p>'
    name = f'<span class="type">{f.get("doc_type", "")}</span><span class="subject">{f.get("doc_title", "")}</span>'
    sides = f"<div>{parent}{own}</div><div>{nation}</div>"
    return f'<div class="letterhead">{sides}</div><div class="name">{name}</div>'


def _signature(block: Json) -> str:
    f = block["fields"]
    title = f"<p><strong><em>{escape(f.get('recipients_title', ''))}</em></strong></p>"
    signer = _paragraphs("", [f.get("sign_for", ""), f.get("sign_title", "")])
    left = f'<div class="recipients">{title}{_list("", block["items"])}</div>'
    return f'<div class="signature">{left}<div class="signer">{signer}<div class="seal"></div></div></div>'


_FORMS = {
    "heading": _heading_inside,
    "key_figures": _cards,
    "finding": _finding,
    "brief": _brief,
    "letterhead": _letterhead,
    "signature": _signature,
}


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{escape(title)}</summary>{content}</details>"


def _list(kind: str, items: Iterable[str]) -> str:
    return f'<ul class="{kind}">{"".join(f"<li>{escape(item)}</li>" for item in items)}</ul>'


def _paragraphs(kind: str, items: Iterable[str]) -> str:
    return "".join(f'<p class="{kind}">{escape(item)}</p>' for item in items)
