"""The document as a page: what was read of each paragraph is marked in it and stands beside it, what was not too."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from poverty_analysis.documents.acts import act_spans
from poverty_analysis.documents.draft import Draft
from poverty_analysis.documents.lines import Paragraph, paragraphs
from poverty_analysis.documents.model import Drafted, OpenKey
from poverty_analysis.documents.writing import TABLES, without_names
from poverty_analysis.inputs.contract import read_contract
from poverty_analysis.wording import say
from poverty_analysis.wording.numbers import format_exact, format_vnd

TEMPLATE = Path(__file__).with_name("page.html.j2")
UNREAD = "unread"
ACTS = "documents"
_PERCENT = 100
# What is shown of a row beside the text: the columns a person confirms.
_SHOWN = {
    "targets": ("target", "comparator", "value", "value_to", "unit", "per", "group"),
    "budget": ("line", "source", "source_year", "capital", "amount_vnd"),
    "claims": ("claim", "amount_vnd", "value", "part"),
    "tasks": ("id", "lead", "partners", "approver", "due_rule"),
    "activities": ("line", "order"),
    "agencies": ("line", "agency", "role"),
    "solutions": ("need",),
}


@dataclass(frozen=True)
class Piece:
    """A part of a paragraph's text, and what it became; "" for nothing."""

    kind: str
    text: str


def page_of(draft: Draft, lang: str) -> str:
    """The page as HTML: whole without a network, without a script, with every text of the document escaped."""
    import jinja2

    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    counts = Counter(row.table for row in draft.rows)
    unread = {"n": len(draft.unread)}
    return template.render(
        lang=lang,
        title=draft.keys["document.title"] or say(lang, "read.no_title"),
        lead=say(lang, "read.lead"),
        legend=[
            {"name": table, "text": say(lang, f"read.{table}", {"n": counts[table]})}
            for table in TABLES
            if counts[table]
        ]
        + (
            [{"name": ACTS, "text": say(lang, "read.documents", {"n": len(draft.documents)})}]
            if draft.documents
            else []
        )
        + ([{"name": UNREAD, "text": say(lang, "read.unread_short", unread)}] if draft.unread else []),
        doubts_title=say(lang, "read.doubts"),
        doubts=[doubt_text(one, lang) for one in draft.doubts],
        unread_title=say(lang, "read.unread", unread),
        unread=[
            {
                "line": one.placed.paragraph.first,
                "place": say(lang, "read.line", {"line": one.line}),
                "text": f"{say(lang, f'read.kind.{one.kind}')}: {one.words}",
            }
            for one in draft.unread
        ],
        text_title=say(lang, "read.text"),
        rows=list(_rows(draft, lang)),
    )


def doubt_text(doubt: OpenKey, lang: str) -> str:
    """What a person must confirm: the key's title and its readings."""
    title = read_contract().title("plan", doubt.key, lang)
    return f"{title}: {' | '.join(doubt.readings) or say(lang, 'read.not_printed')}"


def _rows(draft: Draft, lang: str) -> Iterator[dict[str, object]]:
    made: dict[int, list[Drafted]] = {}
    for row in draft.rows:
        made.setdefault(row.placed.paragraph.first, []).append(row)
    left: dict[int, list[tuple[int, int, str]]] = {}
    for one in draft.unread:
        left.setdefault(one.placed.paragraph.first, []).append((one.start, one.end, UNREAD))
    names = dict(zip((line.number for line in draft.lines), without_names(draft.lines), strict=True))
    for paragraph in paragraphs(draft.lines):
        rows = made.get(paragraph.first, [])
        spans = [(row.start, row.end, row.table) for row in rows] + left.get(paragraph.first, [])
        spans += [(start, end, ACTS) for start, end in act_spans(paragraph.text)]
        yield {
            "line": paragraph.first,
            "place": str(paragraph.first),
            "pieces": list(_pieces(paragraph, spans, names)),
            "got": [{"kind": row.table, "text": _got(row, lang)} for row in rows],
        }


def _pieces(paragraph: Paragraph, spans: Sequence[tuple[int, int, str]], names: dict[int, str]) -> Iterator[Piece]:
    """The text in parts; where two rows share words the shorter one is seen."""
    if len(paragraph.lines) == 1 and not spans:
        yield Piece("", names[paragraph.first].replace("\t", " | "))
        return
    kinds = [""] * len(paragraph.text)
    for start, end, kind in sorted(spans, key=lambda span: span[0] - span[1]):
        kinds[start:end] = [kind] * (min(end, len(kinds)) - start)
    begin = 0
    for at in range(1, len(kinds) + 1):
        if at == len(kinds) or kinds[at] != kinds[begin]:
            yield Piece(kinds[begin], paragraph.text[begin:at])
            begin = at


def _got(row: Drafted, lang: str) -> str:
    """The cells of a row as a person reads them: words for codes, percent for shares, marks for thousands."""
    shown = (_cell(row, column, lang) for column in _SHOWN[row.table])
    return " · ".join(text for text in shown if text)


def _cell(row: Drafted, column: str, lang: str) -> str:
    value = row.cells.get(column, "")
    if value in ("", "none"):
        return ""
    contract = read_contract()
    spec = contract.tables[row.table].column(column)
    if spec.type == "enum":
        return contract.words(spec.domain, value, lang)
    if spec.type == "vnd":
        return format_vnd(int(value), lang)
    if row.table == "targets" and spec.type == "decimal":
        share = row.cells["unit"] in ("share", "share_point")
        return format_exact(Decimal(value) * (_PERCENT if share else 1), lang)
    if value == "not_stated":
        return say(lang, "read.not_printed")
    return value
